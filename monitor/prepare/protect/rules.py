"""What may be shown: the primary rules of disclosure control, then everything that would give a hidden number
away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.errors import BuildError
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.estimate.rows import stack
from monitor.prepare.protect.codes import apart, with_answers
from monitor.prepare.protect.contrasts import protect_contrasts
from monitor.prepare.protect.effects import coarse
from monitor.prepare.protect.errors import of_two_answers
from monitor.prepare.protect.freedom import counts_people
from monitor.prepare.protect.gains import gains_of
from monitor.prepare.protect.hide import Found, Hiding
from monitor.prepare.protect.masses import masses
from monitor.prepare.protect.proof import Proof
from monitor.prepare.protect.publish import granted
from monitor.prepare.protect.published import Published
from monitor.prepare.protect.routed import base_units
from monitor.prepare.protect.silent import silent_cells
from monitor.prepare.protect.skipped import telling_bases
from monitor.prepare.protect.tables import PLACE, arrange
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import HIDDEN, Status, numeric

INTERNAL = ["count", "effective_n", "unreliable"]
MOST_ROUNDS = 12
"""How often more is hidden before a build gives up."""


@dataclass(frozen=True)
class Report:
    """What was hidden and why, and what the audit found."""

    rows: int
    reasons: dict[str, int]
    """Hidden rows by reason."""
    breakdowns: dict[str, tuple[int, int]]
    """Hidden rows, and all, by breakdown or pair of breakdowns."""
    contrasts: tuple[int, int]
    """Hidden differences, and all."""
    found: Found = field(default_factory=Found)
    proof: Proof = field(default_factory=Proof)
    patterns: int = 0
    programs: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for the build report and the store."""
        found = self.found
        audit = {
            "hidden counts": found.counts,
            "proven by moves": found.by_moves,
            "proven by linear programs": found.counts - found.by_moves,
            "different patterns solved": self.patterns,
            "groups of linked indicators": found.linked,
            "linear programs": self.programs,
            "fewest values of a hidden count": found.narrowest if found.counts else None,
            "seconds": round(found.seconds, 2),
        }
        return {
            "rows": self.rows,
            **{f"hidden: {reason}": count for reason, count in self.reasons.items()},
            **{
                f"hidden in {name}": f"{hidden} of {rows}" for name, (hidden, rows) in self.breakdowns.items()
            },
            "hidden differences": f"{self.contrasts[0]} of {self.contrasts[1]}",
            **{f"audit: {name}": value for name, value in audit.items()},
            **self.proof.as_dict(),
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class Protected:
    """The rows that may be written: hidden ones keep their key and a status, and no number but `sum_weights`,
    which is never published."""

    cells: pd.DataFrame
    contrasts: pd.DataFrame
    report: Report

    @property
    def told(self) -> tuple[np.ndarray, np.ndarray]:
        """(rows,) twice: the status, and how finely each base is published."""
        return self.cells["status"].astype(str).to_numpy(dtype=object), granted(self.cells, "base_unit")


def protect(
    cells: pd.DataFrame,
    contrasts: pd.DataFrame,
    codebook: Codebook,
    people: Sequence[Respondents] = (),
    summaries: pd.DataFrame | None = None,
    hiding: Hiding | None = None,
) -> Protected:
    """Cells and contrasts with a `status`, no number left in a hidden row, and a report. BuildError where the
    audit fails.

    Where `people` are given, what the published numbers tell of hidden answers is checked too, and `unit`
    says how finely each row may be published; the tests among `summaries` are published too. `hiding` is that
    of the cells, where it was worked out already.
    """
    started = time.perf_counter()
    hiding = hiding or hiding_of(cells, codebook, people)
    cells, codes = apart(cells)
    whole = _codes_last(cells, codes)
    gains = None if summaries is None or not len(summaries) else gains_of(summaries, whole, codebook)
    bases = base_units(whole, people, codebook)
    published = Published(whole, contrasts, people, hiding, codebook, bases, gains)
    for _ in range(MOST_ROUNDS):
        more = published.check()
        if not more.any():
            break
        hiding.hide_besides(more)
    else:
        raise BuildError(
            "Protection failed its audit: hidden answers follow from published numbers; report this as a"
            " fault"
        )
    published.refine()
    if len(codes):
        cells = with_answers(cells, codes)
    tests = published.units.tested[: len(cells)]
    cells = cells.assign(
        unit=published.units.of[: len(cells)],
        tested=np.where(of_two_answers(cells, codebook), -1, tests),
        base_unit=bases[: len(cells)],
        counts_people=counts_people(cells, people, codebook),
    )
    status, reason = _statuses(cells, hiding, codebook)
    hidden, silent = np.isin(status, HIDDEN), silent_cells(cells, status, hiding, codebook, people)
    cells = coarse(cells, status, people, codebook).assign(mass=masses(cells, status, codebook, people))
    differences = protect_contrasts(
        contrasts,
        whole,
        np.append(hidden, np.zeros(len(codes), dtype=bool)),
        np.append(silent, np.zeros(len(codes), dtype=bool)),
        codebook,
    )
    report = Report(
        len(cells),
        {
            name: int((reason == name).sum())
            for name in ("too few respondents", "too small a category", "to protect others", "nobody")
        },
        _by_breakdown(cells, hidden),
        (int(differences["difference"].isna().sum()) if len(differences) else 0, len(differences)),
        hiding.found,
        published.proof,
        hiding.audit.patterns,
        hiding.audit.programs,
        time.perf_counter() - started,
    )
    return Protected(with_status(cells.assign(silent=silent), status), differences, report)


def hiding_of(cells: pd.DataFrame, codebook: Codebook, people: Sequence[Respondents] = ()) -> Hiding:
    """What the rules hide of the cells, before anything is checked against published numbers."""
    store = arrange(_codes_last(*apart(cells)), codebook)
    return Hiding(store, codebook, telling_bases(store, people, codebook.disclosure))


def _codes_last(cells: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    return stack([cells, codes]) if len(codes) else cells


def _statuses(cells: pd.DataFrame, hiding: Hiding, codebook: Codebook) -> tuple[np.ndarray, np.ndarray]:
    """The status of every row, and in words why it is hidden."""
    status = (
        cells["status"].astype(str).to_numpy(dtype=object)
        if "status" in cells
        else np.full(len(cells), "", dtype=object)
    )
    reason = np.full(len(cells), "", dtype=object)
    if "unreliable" in cells:
        status[cells["unreliable"].to_numpy(bool) & (status == "")] = Status.UNRELIABLE
    store, base_unit = hiding.store, granted(cells, "base_unit")
    for number, unit in enumerate(store.units):
        n, rows = store.n[:, unit.columns[0]], store.row[:, unit.rows]
        hidden, veiled = hiding.hidden[:, number], hiding.veiled[:, number]
        few = n < codebook.disclosure.minimum_base
        exposed = hiding.exposed[:, number]
        people = hiding.people(number)
        nobody = ~hidden & (n == 0)
        put_to_others = nobody & (people > 0) & (n.max() > 0)
        small = people < codebook.disclosure.minimum_base
        routed = (base_unit[rows[rows >= 0]] > 1).any()
        for name, why, where in (
            (Status.TOO_FEW, "too few respondents", hidden & few & ~veiled),
            (Status.PROTECTED, "too few respondents", hidden & few & veiled),
            (Status.PROTECTED, "too small a category", hidden & ~few & exposed),
            (Status.PROTECTED, "to protect others", hidden & ~few & ~exposed),
            (Status.NOT_ASKED, "nobody", nobody),
            (Status.TOO_FEW, "too few respondents", put_to_others & small),
            (Status.PROTECTED, "to protect others", put_to_others & ~small & routed),
        ):
            some = rows[where]
            status[some[some >= 0]] = name
            reason[some[some >= 0]] = why
    _pool(cells, codebook, status, reason)
    return status, reason


def _pool(cells: pd.DataFrame, codebook: Codebook, status: np.ndarray, reason: np.ndarray) -> None:
    """Hides a pooled row where one of its members is hidden, so that it never says more than the members do:
    nor whether all are few."""
    n = cells["n"].to_numpy()
    index = CellIndex(cells) if any(group.pool for group in codebook.groups) else None
    for group in codebook.groups:
        at = (
            np.flatnonzero((cells["group"] == group.id).to_numpy())
            if group.pool
            else np.array([], dtype=np.int64)
        )
        if not len(at) or group.pool is None or index is None:
            continue
        rows = cells.iloc[at]
        closed = np.zeros(len(at), dtype=bool)
        for member in group.pool.of:
            found = index.find(
                {name: rows[name] for name in ("indicator", "category", "wave", *PLACE)} | {"group": member},
                len(at),
            )
            closed |= (found >= 0) & np.isin(status[found], (Status.TOO_FEW, Status.PROTECTED))
        few = n[at] < codebook.disclosure.minimum_base
        for name, why, where in (
            (Status.PROTECTED, "to protect others", closed),
            (Status.TOO_FEW, "too few respondents", few & ~closed),
            (Status.NOT_ASKED, "nobody", (n[at] == 0) & ~closed),
        ):
            status[at[where]] = name
            reason[at[where]] = why


def _by_breakdown(cells: pd.DataFrame, hidden: np.ndarray) -> dict[str, tuple[int, int]]:
    pairs = cells[["breakdown1", "breakdown2"]].drop_duplicates().astype(str).to_numpy()
    number = cells.groupby(["breakdown1", "breakdown2"], observed=True, sort=False).ngroup().to_numpy()
    rows, some = np.bincount(number), np.bincount(number, weights=hidden)
    names = [" × ".join(name for name in pair if name) or "totals" for pair in pairs]
    return {name: (int(one), int(all_)) for name, one, all_ in zip(names, some, rows, strict=True)}


def with_status(cells: pd.DataFrame, status: np.ndarray) -> pd.DataFrame:
    """The cells with their status, and without the numbers of those that it hides."""
    hidden = np.isin(status, HIDDEN)
    shown = cells.drop(columns=[name for name in INTERNAL if name in cells]).copy()
    for name in numeric("estimate"):
        if name in shown:
            shown[name] = shown[name].astype("Int64" if name == "n" else "float64").mask(hidden)
    shown["status"] = pd.Categorical(status)
    return shown
