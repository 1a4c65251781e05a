"""Earlier editions beside a new one: what a reader of all of them learns about a few respondents
(docs/protection.md, Re-issuing)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy import sparse

from monitor.codebook.models import Codebook
from monitor.errors import BuildError, nearest
from monitor.prepare.estimate.cell_index import FIELDS, CellIndex
from monitor.prepare.protect.contrasts import exposed_counts
from monitor.prepare.protect.precision import rounded
from monitor.prepare.protect.tables import PLACE, Layout, Store, arrange, layouts
from monitor.rows import SHOWN

NO_LEVEL = ", those without a level"
LISTED = 200
"""Lines of the build report; beyond these they are counted."""


@dataclass(frozen=True)
class Earlier:
    """Which editions were public: those kept in the store's folder, and `public` files besides.

    `not_public` None: all of the folder; no names: none of them; else all but the editions named.
    """

    public: Sequence[Path] = ()
    not_public: Sequence[str] | None = None

    def files(self, folder: Path) -> list[Path]:
        """The files to compare with. BuildError for a file or an edition that isn't there."""
        kept = sorted(folder.glob("monitor-*.duckdb"))
        names = [path.stem for path in kept]
        left_out = (
            None
            if self.not_public is None
            else {Path(name).name.removesuffix(".duckdb") for name in self.not_public}
        )
        for name in left_out or ():
            if name not in names:
                hint = nearest(name, names)
                raise BuildError(
                    f"--not-public: no edition '{name}' in {folder}; "
                    + (f"did you mean '{hint}'?" if hint else f"kept are: {', '.join(names) or 'none'}")
                )
        for path in self.public:
            if not path.is_file():
                raise BuildError(
                    f"--public: no file {path}; name the .duckdb file of an edition that was public"
                )
        stay = [path for path in kept if left_out is None or (left_out and path.stem not in left_out)]
        return list({path.resolve(): path for path in (*stay, *self.public)}.values())


@dataclass(frozen=True)
class Edition:
    """What an earlier store shows: its rows with a number, and its samples (wave, group, respondents,
    simulated)."""

    name: str
    rows: pd.DataFrame
    samples: pd.DataFrame
    inputs: tuple[str, str]
    """Digest of the files and the codebook, and the version of the program; empty where not known."""

    @classmethod
    def read(cls, path: Path, exact: Path | None = None) -> Edition:
        """BuildError where it is no store. `exact` is the researcher's file beside it, which alone tells of
        what files it was made."""
        try:
            with duckdb.connect() as connection:
                connection.execute("ATTACH '{}' AS edition (READ_ONLY)".format(str(path).replace("'", "''")))
                connection.execute("USE edition")
                keys = ", ".join(f'"{name}"' for name in (*FIELDS, *PLACE))
                rows = connection.execute(
                    f"SELECT {keys}, n FROM estimate WHERE n IS NOT NULL AND estimate IS NOT NULL"
                ).df()
                samples = connection.execute('SELECT wave, "group", respondents, simulated FROM sample').df()
        except duckdb.Error as error:
            raise BuildError(
                f"Earlier edition {path} can't be read: {str(error).splitlines()[0]}; "
                "move it out of the folder, or build with --not-public if it never was public"
            ) from error
        return cls(path.stem, rows, samples, _made_of(exact) if exact else ("", ""))


def _made_of(exact: Path) -> tuple[str, str]:
    """What an edition was made of; nothing where the file isn't there, so that the edition is compared."""
    if not exact.is_file():
        return "", ""
    try:
        with duckdb.connect(str(exact), read_only=True) as connection:
            meta = dict(connection.execute("SELECT key, value FROM build").fetchall())
    except duckdb.Error:
        return "", ""
    return meta.get("inputs", ""), meta.get("program", "")


@dataclass(frozen=True)
class Lesson:
    """What several editions tell together and none of them alone; `people` is how many it is about."""

    people: int
    base: int
    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.what}"


@dataclass
class Compared:
    """What came of the comparison, for the build report."""

    editions: list[str] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line each, worst first."""
        rest = len(self.lessons) - LISTED
        return [str(one) for one in self.lessons[:LISTED]] + ([f"… and {rest} more"] if rest > 0 else [])


def compare(
    earlier: Sequence[Edition],
    inputs: tuple[str, str],
    cells: pd.DataFrame,
    told: tuple[np.ndarray, np.ndarray],
    samples: pd.DataFrame,
    codebook: Codebook,
) -> Compared:
    """What a reader of the earlier editions and the new one learns of one to four people, worst first.

    `cells` are the new rows with their true `n` and `count`, whatever is hidden; `told` is the status
    of each, and how finely its base is published. An edition that the same program made from the same files,
    as the researcher's file beside it tells, is left alone, and so are samples of which either edition holds
    simulated answers.
    """
    status, unit = told
    found = Compared([one.name for one in earlier if one.inputs != inputs])
    views = [_seen(one, cells, samples, unit) for one in earlier if one.inputs != inputs]
    if not any((view.n >= 0).any() for view in views):
        return found
    comparison = _Comparison(cells, np.isin(status, SHOWN), codebook)
    lessons = [lesson for view in views for lesson in comparison.changed(view)]
    lessons += comparison.together(views)
    found.lessons = sorted(set(lessons), key=lambda one: (one.people, one.base, one.cell))
    return found


def stop(found: Compared, report: Path) -> None:
    """BuildError, in one line, where there is anything that a reader must not learn."""
    if found.lessons:
        names = ", ".join(found.editions)
        raise BuildError(
            f"Beside earlier editions ({names}) this one tells of {found.lessons[0].people} respondents:"
            f" {found.lessons[0]}; {len(found.lessons)} such cells are listed in {report}. If they were never"
            " public, build with --not-public; else re-issue as docs/protection.md tells under 'Re-issuing'"
        )


@dataclass(frozen=True)
class _View:
    """An earlier edition, laid beside the new rows: `n` (rows,) as it shows it, -1 where it shows nothing; of
    bases that both show to the nearest five, the true one and what these differ by."""

    name: str
    n: np.ndarray
    respondents: np.ndarray
    """bool (rows,): samples that have as many respondents in both."""


def _seen(edition: Edition, cells: pd.DataFrame, samples: pd.DataFrame, unit: np.ndarray) -> _View:
    """The edition's numbers by row of `cells`, real samples alone."""
    n = np.full(len(cells), -1, dtype=np.int64)
    pairs = edition.samples.merge(samples, on=["wave", "group"], suffixes=("_then", "_now"))
    real = pairs[~pairs["simulated_then"].astype(bool) & ~pairs["simulated_now"].astype(bool)]
    equal = real[real["respondents_then"] == real["respondents_now"]]

    def among(frame: pd.DataFrame, some: pd.DataFrame) -> np.ndarray:
        keys = set(zip(some["wave"], some["group"], strict=True))
        names = zip(frame["wave"].astype(str), frame["group"].astype(str), strict=True)
        return np.fromiter((name in keys for name in names), dtype=bool, count=len(frame))

    rows = edition.rows[among(edition.rows, real)] if len(real) else edition.rows[:0]
    if len(rows):
        at = CellIndex(cells).find({name: rows[name] for name in (*FIELDS, *PLACE)}, len(rows))
        then, at = rows["n"].to_numpy()[at >= 0], at[at >= 0]
        question = cells.groupby(["indicator", "wave", "group"], observed=True, sort=False).ngroup()
        exact = np.bincount(question.iloc[at], weights=then % unit[at] > 0, minlength=question.max() + 1)
        now = cells["n"].to_numpy()[at]
        rough = (unit[at] > 1) & (exact[question.iloc[at]] == 0)
        n[at] = np.where(rough, now + then - rounded(now, unit[at]), then)
    return _View(edition.name, n, among(cells, equal) if len(rows) else np.zeros(len(cells), dtype=bool))


class _Comparison:
    """The new rows as tables that add up, and which of their numbers the editions show."""

    def __init__(self, cells: pd.DataFrame, shown: np.ndarray, codebook: Codebook):
        self.cells, self.shown, self.codebook = cells, shown, codebook
        self.rules = codebook.disclosure
        self.n, self.count = (cells[name].to_numpy().astype(np.int64) for name in ("n", "count"))
        kinds = {item.id: item.kind for item in codebook.indicators}
        self.counted = (cells["indicator"].astype(str).map(kinds) != "mean").to_numpy()
        self.table = (
            cells.groupby(["indicator", "wave", "group", *PLACE[::2]], observed=True, sort=False)
            .ngroup()
            .to_numpy()
        )
        store = arrange(cells, codebook)
        self.tables = [_Table.of(layout, numbers, store) for layout, numbers in layouts(store, codebook)]

    def changed(self, view: _View) -> Iterator[Lesson]:
        """Numbers that both show and that differ by one to four respondents, and what is left when these are
        taken from each other."""
        both = self.shown & (view.n >= 0)
        change = np.where(both, self.n - view.n, 0)
        few = (abs(change) > 0) & (abs(change) < self.rules.smallest_count)
        for row in np.flatnonzero(few).tolist():
            yield Lesson(
                int(abs(change[row])),
                int(self.n[row]),
                self._name(row),
                f"{self.n[row]} respondents, {view.n[row]} in {view.name}",
            )
        shows = np.maximum(view.n, 0)
        for table in self.tables:
            somebody = table.take(self.n + shows, 0) > 0
            unknown = (table.row < 0) | (somebody & ~table.take(both, False))
            left = table.sums @ table.take(change, 0)
            single = (table.size @ unknown <= 1) & (abs(left) > 0) & (abs(left) < self.rules.smallest_count)
            for at, column in zip(*np.nonzero(single), strict=True):
                rows = table.row[table.members(at), column]
                if (rows >= 0).all() and not few[rows].any():
                    hidden = rows[unknown[table.members(at), column]]
                    row = int(hidden[0] if len(hidden) else table.row[table.wholes[at], column])
                    name = self._name(row) + ("" if len(hidden) else NO_LEVEL)
                    people = int(abs(left[at, column]))
                    yield Lesson(
                        people,
                        int(self.n[row]),
                        name,
                        f"changed by {people} since {view.name}, as what it adds up with shows",
                    )

    def together(self, views: Sequence[_View]) -> Iterator[Lesson]:
        """Hidden numbers that follow from what one edition shows and another one shows, with the same
        respondents."""
        then = np.zeros(len(self.cells), dtype=bool)
        for view in views:
            both = self.shown & (view.n >= 0)
            differ = np.bincount(self.table, weights=both & (self.n != view.n)) > 0
            compared = np.bincount(self.table, weights=both) > 0
            same = ~differ[self.table] & (compared[self.table] | view.respondents)
            then |= same & (view.n >= 0)
        names = ", ".join(view.name for view in views)
        for table in self.tables:
            alone = [self._told(table, known) for known in (self.shown, then)]
            rows, rests = self._told(table, self.shown | then)
            for place, column in zip(*np.nonzero(rows & ~alone[0][0] & ~alone[1][0]), strict=True):
                row = table.row[place, column]
                if lesson := self._lesson(
                    self.n[row], self.count[row], bool(self.counted[row]), self._name(row), names
                ):
                    yield lesson
            for at, column in zip(*np.nonzero(rests & ~alone[0][1] & ~alone[1][1]), strict=True):
                row = table.row[table.wholes[at], column]
                n, count = (
                    int((table.sums[[at]] @ table.take(values, 0))[0, column])
                    for values in (self.n, self.count)
                )
                if lesson := self._lesson(
                    n, count, bool(self.counted[row]), self._name(row) + NO_LEVEL, names
                ):
                    yield lesson

    def _told(self, table: _Table, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """bool (cells, columns): what follows from the `known` rows by taking sums apart; bool (sums,
        columns): who has no level."""
        n = table.take(self.n, 0)
        rest = table.sums @ n
        unknown = ((table.row < 0) | (n > 0)) & ~table.take(known, False)
        told = np.zeros(unknown.shape, dtype=bool)
        while True:
            single = (table.size @ unknown == 1) & (rest < self.rules.smallest_count)
            more = (table.size.T @ single > 0) & unknown & (table.row >= 0)
            if not more.any():
                return told, (table.size @ unknown == 0) & (rest > 0)
            told |= more
            unknown &= ~more

    def _lesson(self, n: int, count: int, counted: bool, cell: str, names: str) -> Lesson | None:
        """What is told of a number that follows from several editions; None where it might have been
        shown."""
        if counted and exposed_counts(np.array(n), np.array(count), self.rules):
            people = min(number for number in (int(count), int(n - count)) if number > 0)
            return Lesson(
                people,
                int(n),
                cell,
                f"hidden, but follows from {names} and this edition: an answer of {people} of {n}",
            )
        if 0 < n < self.rules.minimum_base:
            return Lesson(
                int(n), int(n), cell, f"hidden, but follows from {names} and this edition: {n} respondents"
            )
        return None

    def _name(self, row: int | np.integer) -> str:
        """A cell in words."""
        one = {name: str(self.cells[name].iloc[row]) for name in (*FIELDS, *PLACE)}
        levels = [
            f"{one[f'breakdown{side}']} {one[f'level{side}']}" for side in (1, 2) if one[f"breakdown{side}"]
        ]
        words = [one["wave"], one["group"], one["indicator"], one["category"], *levels]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True)
class _Table:
    """Some columns of the new edition that are broken down alike: `row` (cells, columns) numbers its rows, -1
    where there is none."""

    row: np.ndarray
    sums: sparse.csr_matrix
    """As in Layout."""
    size: sparse.csr_matrix
    """1 for every cell of a sum."""
    wholes: np.ndarray
    """(sums,): the cell that the others add up to."""

    @classmethod
    def of(cls, layout: Layout, numbers: Sequence[int], store: Store) -> _Table:
        columns = np.unique(np.concatenate([store.units[number].rows for number in numbers]))
        row = np.where(layout.places[:, None] >= 0, store.row[np.ix_(layout.places, columns)], -1)
        return cls(row, layout.sums, abs(layout.sums), np.asarray(layout.sums.argmax(axis=1)).ravel())

    def take(self, values: np.ndarray, absent: int | bool) -> np.ndarray:
        """(cells, columns): values by row of the edition."""
        return np.where(self.row >= 0, values[self.row], absent)

    def members(self, at: int) -> np.ndarray:
        """The cells of a sum."""
        return self.sums.indices[self.sums.indptr[at] : self.sums.indptr[at + 1]]
