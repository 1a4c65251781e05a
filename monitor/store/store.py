"""One store file, opened read-only and locked down; and the folder whose `CURRENT` names it."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from monitor.errors import StoreError, UnknownCode, reason
from monitor.locale import LANGUAGES, offered
from monitor.rows import SCHEMA, Contrast, Estimate, Over, SampleInfo, Standing, Status, Texts, columns
from monitor.store.monitors import store_folder
from monitor.view import fault_of_path

if TYPE_CHECKING:
    from monitor.codebook import Codebook
    from monitor.view import View

_log = logging.getLogger("monitor.store")
Cells = dict[str, dict[tuple[str, str], frozenset[tuple[str, str]]]]
_LOCKED_DOWN = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
    "memory_limit": "512MB",
}
_SELECTED = {
    table: ", ".join(f'"{name}"' if column.stored else "NULL" for name, column in columns(table).items())
    for table in ("estimate", "contrast", "sample")
}
_WAVE, _GROUP = (1 + Estimate._fields.index(name) for name in ("wave", "group"))
"""Where they stand after a row's number, in estimates and contrasts alike."""
_CODES: dict[str, Mapping[str, StrEnum]] = {
    "status": {str(member): member for member in Status},
    "over": {str(member): member for member in Over},
}


class Store:
    """A build's estimates. Safe to share between threads: each look-up takes a cursor of its own."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self.build = self.path.stem.split("-", 1)[-1]
        try:
            self._connection = duckdb.connect(str(self.path), read_only=True, config=_LOCKED_DOWN)
            self.meta: dict[str, str] = dict(self.rows("SELECT key, value FROM build"))
        except duckdb.Error as error:
            _log.info("What the engine said of %s: %s", self.path, error)
            raise StoreError(
                f"{self.path} can't be opened as a store: {reason(error)}; copy it there whole, or build it"
                " again: python -m monitor build"
            ) from error
        if self.meta.get("schema") != SCHEMA:
            raise StoreError(
                f"{self.path} has schema {self.meta.get('schema', 'unknown')}, this program reads"
                f" {SCHEMA}; build it again with this version: python -m monitor build"
            )

    def try_out(self) -> None:
        """Reads what every page needs. StoreError where codebook or navigation can't be read."""
        again = "build it again with this version: python -m monitor build"
        try:
            book = self.codebook
            paths = [*(page.path for page in book.subject_pages()), *book.fixed_paths.values()]
            read = (self.samples, self.indicator_ids, self.available, self.breakdown_ids)
        except (ValueError, KeyError, duckdb.Error) as error:
            raise StoreError(
                f"{self.path} has a codebook or tables that this program can't read ({reason(error)});"
                f" {again}"
            ) from error
        faults = [fault for path in paths if (fault := fault_of_path(path, paths))]
        if faults or not all(read[:2]):
            fault = faults[0] if faults else "it holds no sample, or no indicator"
            raise StoreError(f"{self.path} has no navigation: {fault}; {again}")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query, fetched at once; values go in as parameters, never as text."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, list(values)).fetchall()

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook that this store was built with."""
        from monitor.codebook import Codebook

        return Codebook.model_validate_json(self.meta["codebook"])

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that readers are offered; pages open in the first."""
        return offered(self.codebook.survey.languages)

    def lang(self, language: str) -> str:
        """The `lang` of an address: the language, or '' for the one in which pages open."""
        return "" if language == self.languages[0] else language

    def in_a_language(self, view: View) -> View:
        """The view with a language: the one that it asks for where we have it, else the survey's own."""
        return view if view.language in LANGUAGES else view.with_(language=self.languages[0])

    @cached_property
    def indicator_ids(self) -> list[str]:
        """Indicators in the codebook's order."""
        return [row[0] for row in self.rows("SELECT indicator FROM indicator ORDER BY position")]

    @cached_property
    def breakdown_ids(self) -> list[str]:
        """Breakdowns in the codebook's order."""
        return [
            row[0]
            for row in self.rows("SELECT DISTINCT breakdown, position FROM breakdown ORDER BY position")
        ]

    @cached_property
    def samples(self) -> dict[tuple[str, str], SampleInfo]:
        """What was read, by wave and group; pooled groups are not in it."""
        samples = map(SampleInfo._make, self.rows(f"SELECT {_SELECTED['sample']} FROM sample"))
        return {(sample.wave, sample.group): sample for sample in samples}

    @cached_property
    def available(self) -> Cells:
        """Per indicator, per (wave, group): the breakdown pairs that have cells; ('', '') is the total."""
        return self._cells_where("TRUE")

    @cached_property
    def answered(self) -> Cells:
        """The same, of pairs with at least one number to show."""
        return self._cells_where("shown > 0")

    def _cells_where(self, clause: str) -> Cells:
        found: dict[str, dict[tuple[str, str], set[tuple[str, str]]]] = {}
        for indicator, wave, group, one, two in self.rows(
            f'SELECT indicator, wave, "group", breakdown1, breakdown2 FROM available WHERE {clause}'
        ):
            found.setdefault(indicator, {}).setdefault((wave, group), set()).add((one, two))
        return {
            key: {cell: frozenset(pairs) for cell, pairs in cells.items()} for key, cells in found.items()
        }

    @cached_property
    def standing(self) -> list[Standing]:
        """What stands out in the newest wave, best first; of each subject page an indicator once."""
        names = ", ".join(f'"{name}"' for name in columns("standing"))
        return [Standing._make(row) for row in self.rows(f"SELECT {names} FROM standing ORDER BY rank")]

    @cached_property
    def shelves(self) -> dict[Hashable, OrderedDict[Hashable, Any]]:
        """What `per_store` keeps of this store, by what makes it."""
        return {}

    def simulated(self, waves: Sequence[str] = (), groups: Sequence[str] = ()) -> bool:
        """Whether any answer behind these waves and groups (all, where empty) is simulated."""
        members = (
            {
                pool: of.split(",")
                for pool, of in self.rows('SELECT "group", pool FROM "group" WHERE pool <> \'\'')
            }
            if groups
            else {}
        )
        wanted = {member for group in groups for member in members.get(group, [group])}
        return any(
            sample.simulated
            for sample in self.samples.values()
            if (not waves or sample.wave in waves) and (not groups or sample.group in wanted)
        )

    def estimates(
        self,
        indicators: Sequence[str],
        groups: Sequence[str] = (),
        waves: Sequence[str] = (),
        by: Sequence[str] = (),
    ) -> list[Estimate]:
        """The cells of these indicators by exactly these breakdowns (none: totals), in the codebook's order.

        Empty groups or waves mean all. UnknownCode names a breakdown or indicator that isn't there.
        """
        self._known(indicators, by)
        pair = sorted(by, key=self.breakdown_ids.index)
        exactly = {"breakdown1": pair[0] if pair else "", "breakdown2": pair[1] if len(pair) > 1 else ""}
        return [Estimate._make(row) for row in self._cells("estimate", indicators, groups, waves, exactly)]

    def contrasts(
        self,
        indicators: Sequence[str],
        over: Over | Sequence[Over],
        groups: Sequence[str] = (),
        waves: Sequence[str] = (),
        by: Sequence[str] = (),
    ) -> list[Contrast]:
        """The differences of one kind or more, by exactly these breakdowns, in the codebook's order; p is not
        yet adjusted.

        Over waves or gaps `waves` are the later ones; over groups both are among `groups`.
        """
        self._known(indicators, by)
        either = by if len(by) == 2 else ()
        exactly = {} if either else {"breakdown1": by[0] if by else "", "breakdown2": ""}
        kinds = [str(over)] if isinstance(over, str) else list(map(str, over))
        within = () if Over.GROUPS in kinds else groups
        found = self._cells(
            "contrast", indicators, within, waves, exactly, over=kinds, breakdown1=either, breakdown2=either
        )
        rows = [Contrast._make(row) for row in found]
        if within or not groups:
            return rows
        asked = set(groups)
        return [
            row
            for row in rows
            if ({row.from_, row.to} <= asked if row.over == Over.GROUPS else row.group in asked)
        ]

    def published(self, indicators: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Published figures (all, or of these indicators), one mapping a row."""
        where, values = _where(indicator=indicators)
        with self._connection.cursor() as cursor:
            result = cursor.execute(f"SELECT * FROM published WHERE {where} ORDER BY rowid", values)
            names = [column[0] for column in result.description]
            found = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        return [row | self._said(row["id"]) for row in found]

    def _said(self, id: str) -> dict[str, str]:
        """A published figure's texts: `text_<language>` and `note_<language>` of every language, `source` in
        the survey's own and `source_<language>` where another has its own."""
        own = self.languages[0]
        texts = {name: self.texts.get(f"published.{id}.{name}", {}) for name in ("text", "note", "source")}
        said = {
            f"{name}_{language}": texts[name].get(language) or texts[name].get(own, "")
            for name in ("text", "note")
            for language in LANGUAGES
        }
        sources = {
            f"source_{language}": texts["source"].get(language, "")
            for language in LANGUAGES
            if language != own
        }
        return said | {"source": texts["source"].get(own, "")} | sources

    @cached_property
    def texts(self) -> dict[str, Texts]:
        """Every text of the store by its id, in each language that it is written in."""
        texts: dict[str, Texts] = {}
        for id, language, text in self.rows("SELECT id, language, text FROM text"):
            texts.setdefault(id, {})[language] = text
        return texts

    def text(self, id: str, language: str) -> str:
        """A text in this language; else in the survey's own; else in any that it is written in."""
        texts = self.texts.get(id, {})
        own = self.codebook.own_language
        return texts.get(language) or texts.get(own) or next(iter(texts.values()), "")

    def _cells(
        self, table: str, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str],
        exactly: dict[str, str], **lists: Sequence[str],
    ) -> list[list[Any]]:  # fmt: skip
        """Rows of a table in its order, status and `over` as what they are. The engine plans equalities
        faster than lists, so waves and groups are listed here."""
        wanted = {"indicator": indicators, "wave": waves, '"group"': groups}
        single = exactly | {column: values[0] for column, values in wanted.items() if len(values) == 1}
        if len(indicators) > 1:
            lists["indicator"] = indicators
        clause, values = _where(**(lists | {column: [value] for column, value in single.items()}))
        found = self.rows(f"SELECT rowid, {_SELECTED[table]} FROM {table} WHERE {clause}", values)
        of_waves, of_groups = set(waves), set(groups)
        rows = [
            list(row[1:])
            for row in sorted(found)
            if (not of_waves or row[_WAVE] in of_waves) and (not of_groups or row[_GROUP] in of_groups)
        ]
        for position, name in enumerate(columns(table)):
            if name in _CODES:
                for row in rows:
                    row[position] = _CODES[name][row[position]]
        return rows

    def _known(self, indicators: Sequence[str], by: Sequence[str]) -> None:
        for indicator in indicators:
            if indicator not in self.indicator_ids:
                raise UnknownCode("indicator", indicator, self.indicator_ids)
        for breakdown in by:
            if breakdown not in self.breakdown_ids:
                raise UnknownCode("breakdown", breakdown, self.breakdown_ids)
        if len(set(by)) != len(by) or len(by) > 2:
            raise UnknownCode("pair of breakdowns", ",".join(by), self.breakdown_ids)


def _where(**columns: Sequence[str]) -> tuple[str, list[str]]:
    """`column = ?` or `column IN (?, …)` for each column with values; the columns' names are constants of
    this module."""
    clauses, values = ["TRUE"], []
    for column, wanted in columns.items():
        if wanted:
            clauses.append(
                f"{column} = ?" if len(wanted) == 1 else f"{column} IN ({', '.join('?' * len(wanted))})"
            )
            values += list(wanted)
    return " AND ".join(clauses), values


_GO_BACK = "choose an edition with: python -m monitor rollback"
_lock = threading.Lock()
_open: dict[Path, Store] = {}
_refused: dict[Path, str] = {}
"""What was told of already, by folder."""


def exact_store(folder: Path | None = None) -> Store:
    """The researcher's own file beside the current store: the same rows, unrounded. StoreError where it is
    not there."""
    path = current_store(folder, tried=False).path
    exact = path.with_name(path.name.replace("monitor-", "exact-", 1))
    if not exact.is_file():
        raise StoreError(
            f"{exact.name} is not beside {path.name}: exact numbers stay where the store was built. Ask"
            " without --exact"
        )
    return Store(exact)


def current_store(folder: Path | None = None, tried: bool = True) -> Store:
    """The store that `CURRENT` in `folder` names now; opened once for each file, an older one closes when
    nobody holds it.

    StoreError where there is none. A new file is tried first (`try_out`; a look-up of numbers alone needs
    not): one that fails leaves the one that serves in place, and the log says why.
    """
    folder = Path(folder or store_folder())
    try:
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        if folder in _open:
            return _open[folder]
        raise StoreError(_no_store(folder, error)) from error
    serving = _open.get(folder)
    if serving is not None and serving.path.name == name:
        return serving
    with _lock:
        serving = _open.get(folder)
        if serving is None or serving.path.name != name:
            try:
                if Path(name).name != name or not name.startswith("monitor-"):
                    raise StoreError(
                        f"CURRENT in {folder} names '{name[:60]}', which is no store file; {_GO_BACK}"
                    )
                opened = Store(folder / name)
                if tried:
                    opened.try_out()
                _open[folder] = opened
                _refused.pop(folder, None)
            except StoreError as error:
                if serving is None:
                    raise
                if _refused.get(folder) != name:
                    _refused[folder] = name
                    _log.error("%s. The store of build %s still serves", error, serving.build)
        return _open[folder]


def _no_store(folder: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"There is no store in {folder}; make one with: python -m monitor build --store {folder}"
    why = "it is no text" if isinstance(error, UnicodeDecodeError) else reason(error)
    return f"CURRENT in {folder} can't be read: {why}; {_GO_BACK}"


def languages_now() -> tuple[str, ...]:
    """What the store that serves now offers; all that there are texts in where none serves."""
    try:
        return current_store().languages
    except StoreError:
        return LANGUAGES
