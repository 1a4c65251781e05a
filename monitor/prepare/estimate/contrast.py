"""Differences that need the respondents: between levels of one sample, and between waves in which the same
people return."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb, prod

import numpy as np
import pandas as pd
from scipy import sparse

from monitor.codebook.indicators import Breakdown
from monitor.codebook.models import Codebook
from monitor.difference import independent, tested
from monitor.prepare.estimate.blocks import blocks
from monitor.prepare.estimate.cells import Cells, Grouping, cells_of
from monitor.prepare.estimate.estimates import standard_error
from monitor.prepare.estimate.linear import Membership
from monitor.prepare.estimate.replicate import ReplicateMembership
from monitor.prepare.estimate.rows import Rows, stack
from monitor.prepare.estimate.sample import DesignedSample
from monitor.prepare.respondents.panel import BETWEEN, both_waves, by_wave
from monitor.prepare.respondents.respondents import Levels, Respondents
from monitor.rows import KEYS, Over, Status, numeric

FIELDS = [*KEYS, "over", "from", "to", "status"]
TESTED = numeric("contrast")
REST = Over.REST
TOTAL = "total"
WITHIN = 100_000
"""Differences inside a second breakdown are made where one sample has no more of them than this; else they
would outnumber the cells."""


@dataclass(frozen=True)
class Pairing:
    """One difference: cells with their coefficients, and what the row says."""

    over: Over
    from_: str
    to: str
    level1: str
    level2: str
    coefficients: dict[int, float]


@dataclass(frozen=True)
class Comparison:
    """All differences in the cells of one grouping."""

    cells: Cells
    pairings: list[Pairing]
    combos: sparse.csr_matrix
    """(pairings, cells): the coefficients."""
    laid: Membership | ReplicateMembership

    @classmethod
    def of(cls, cells: Cells, pairings: list[Pairing], sample: DesignedSample) -> Comparison:
        """Lays the cells over the sample's design."""
        value = [value for one in pairings for value in one.coefficients.values()]
        row = [number for number, one in enumerate(pairings) for _ in one.coefficients]
        column = [cell for one in pairings for cell in one.coefficients]
        return cls(
            cells,
            pairings,
            sparse.csr_matrix((value, (row, column)), shape=(len(pairings), cells.size)),
            sample.lay(cells),
        )


def level_contrasts(people: Respondents, codebook: Codebook, plan: Sequence[Grouping]) -> pd.DataFrame:
    """One row for each pair of levels, and for each level against the rest.

    Pairs of levels are also compared inside the levels of a second breakdown, where a sample has no more than
    WITHIN of these.
    """
    sample = DesignedSample.of(people)
    within_too = _within(people, plan) * _columns(people) <= WITHIN
    comparisons = []
    for grouping in plan:
        for name, within in _directions(grouping, within_too):
            if name not in people.levels or (within and within not in people.levels):
                continue
            breakdown = codebook.breakdown[name]
            levels = people.levels[name]
            widened = replace(
                people, levels={**people.levels, name: levels if within else _with_rests(levels)}
            )
            cells = cells_of(widened, Grouping(name, within, grouping.without))
            if cells is not None:
                comparisons.append(Comparison.of(cells, _pairings(cells, breakdown, levels), sample))
    return _tested(people, sample, comparisons)


def _directions(grouping: Grouping, within_too: bool) -> list[tuple[str, str]]:
    """(breakdown compared, breakdown within) of a table."""
    if len(grouping.breakdowns) == 2:
        return [grouping[:2], grouping[1::-1]] if within_too else []
    return [(name, "") for name in grouping.breakdowns]


def _within(people: Respondents, plan: Sequence[Grouping]) -> int:
    """How many pairs of levels there are inside the levels of a second breakdown."""
    sizes = {
        name: (comb(len(levels.ids), 2), len(levels.ids) + len(levels.nets))
        for name, levels in people.levels.items()
    }
    return sum(
        sizes[one][0] * sizes[other][1] + sizes[other][0] * sizes[one][1]
        for one, other, _ in plan
        if one in sizes and other in sizes
    )


def _with_rests(levels: Levels) -> Levels:
    """The levels with, for each, the net of all others."""
    rests = {
        f"{REST}{BETWEEN}{level}": tuple(other for other in levels.ids if other != level)
        for level in levels.ids
    }
    return replace(levels, nets={**levels.nets, **(rests if len(levels.ids) > 1 else {})})


def _pairings(cells: Cells, breakdown: Breakdown, levels: Levels) -> list[Pairing]:
    """All pairs of levels in codebook order, the breakdown's gap in its own, and each level against its
    rest."""
    at = {
        (one, other): number
        for number, (one, other) in enumerate(zip(cells.level1, cells.level2, strict=True))
    }
    gap = (breakdown.gap.from_, breakdown.gap.to) if breakdown.gap else None
    pairs = [pair[::-1] if gap == pair[::-1] else pair for pair in combinations(levels.ids, 2)]
    if gap and gap not in pairs and apart(levels, *gap):
        pairs.append(gap)
    found = []
    for within in dict.fromkeys(cells.level2):
        found += [
            Pairing(Over.LEVELS, one, to, "", within, {at[one, within]: -1.0, at[to, within]: 1.0})
            for one, to in pairs
        ]
        for level in levels.ids:
            rest = at.get((f"{REST}{BETWEEN}{level}", within))
            if rest is not None:
                found.append(Pairing(REST, REST, level, "", within, {rest: -1.0, at[level, within]: 1.0}))
    return found


def apart(levels: Levels, one: str, other: str) -> bool:
    """Whether both are there and share no level."""
    members = [set(levels.nets.get(name, (name,) if name in levels.ids else ())) for name in (one, other)]
    return all(members) and not members[0] & members[1]


def _tested(people: Respondents, sample: DesignedSample, comparisons: list[Comparison]) -> pd.DataFrame:
    """The rows of all comparisons that have a difference."""
    rows = Rows(FIELDS, TESTED)
    for block in blocks(people.answers, sample.weight):
        loaded = sample.load(block)
        columns = [(item.indicator, name) for item in block.answers for name in item.categories]
        for one in comparisons:
            grouping = one.cells.grouping
            keep = [
                number for number, (indicator, _) in enumerate(columns) if indicator not in grouping.without
            ]
            if not keep or not one.pairings:
                continue
            found = sample.table(loaded, one.laid).combine(one.combos)
            df = found.df[:, block.of][:, keep]
            rows.add(
                {
                    "wave": people.wave, "group": people.group, "status": "",
                    "breakdown1": grouping.breakdown1, "breakdown2": grouping.breakdown2,
                },
                {
                    "over": [pair.over for pair in one.pairings],
                    "from": [pair.from_ for pair in one.pairings], "to": [pair.to for pair in one.pairings],
                    "level1": [pair.level1 for pair in one.pairings],
                    "level2": [pair.level2 for pair in one.pairings],
                },
                {"indicator": [columns[number][0] for number in keep],
                "category": [columns[number][1] for number in keep]},
                tested(found.estimate[:, keep], standard_error(found.variance[:, keep], df), df)._asdict(),
            )  # fmt: skip
    frame = rows.frame()
    return frame[np.isfinite(frame["difference"])].reset_index(drop=True)


def panel_contrasts(
    earlier: Respondents, later: Respondents, codebook: Codebook, plan: Sequence[Grouping]
) -> pd.DataFrame | None:
    """One row for each change between two waves of the same people, and for each change of a gap; None where
    nothing links the waves, so that they are independent. Two-way cells are left out where a sample has more
    than WITHIN of them."""
    both = both_waves(earlier, later)
    if both is None:
        return None
    both = replace(
        both,
        answers=[
            item for item in both.answers if comparable(codebook, item.indicator, earlier.wave, later.wave)
        ],
    )
    sample = DesignedSample.of(both)
    two_way = sum(_cells(both, grouping) for grouping in plan) * _columns(both) <= WITHIN
    comparisons = []
    for grouping in plan:
        name = grouping.breakdown1
        if any(one not in both.levels for one in grouping.breakdowns) or (
            grouping.breakdown2 and not two_way
        ):
            continue
        levels = both.levels[name] if name else Levels(("",), np.zeros(both.size, dtype=np.int16))
        waved = replace(both, levels={**both.levels, name or TOTAL: by_wave(levels, both.levels[""])})
        cells = cells_of(waved, grouping if name else Grouping(TOTAL))
        assert cells is not None
        cells = replace(cells, grouping=grouping)
        at = {key: number for number, key in enumerate(zip(cells.level1, cells.level2, strict=True))}

        def cell(people: Respondents, level: str, within: str, at: dict[tuple[str, str], int] = at) -> int:
            return at[f"{people.wave}{BETWEEN}{level}", within]

        pairings = []
        for within in dict.fromkeys(cells.level2):
            for level in [*levels.ids, *levels.nets]:
                change = {cell(earlier, level, within): -1.0, cell(later, level, within): 1.0}
                pairings.append(Pairing(Over.WAVES, earlier.wave, later.wave, level, within, change))
        gap = codebook.breakdown[name].gap if name else None
        if gap and not grouping.breakdown2 and apart(levels, gap.from_, gap.to):
            ends = {cell(earlier, gap.from_, ""): 1.0, cell(earlier, gap.to, ""): -1.0}
            ends |= {cell(later, gap.from_, ""): -1.0, cell(later, gap.to, ""): 1.0}
            pairings.append(Pairing(Over.GAP, earlier.wave, later.wave, f"{gap.from_}..{gap.to}", "", ends))
        comparisons.append(Comparison.of(cells, pairings, sample))
    return _tested(both, sample, comparisons)


def _cells(people: Respondents, grouping: Grouping) -> int:
    """How many cells a grouping of two breakdowns has; none for others."""
    sides = [people.levels[name] for name in grouping.breakdowns if name in people.levels]
    return prod(len(side.ids) + len(side.nets) for side in sides) if len(sides) == 2 else 0


def _columns(people: Respondents) -> int:
    return sum(len(item.categories) for item in people.answers)


def gap_changes(
    levels: pd.DataFrame, codebook: Codebook, panels: Collection[tuple[str, str, str]] = ()
) -> pd.DataFrame:
    """One row for each change of a gap between two independent waves, from the gaps in `levels`, one-way rows
    of level_contrasts.

    Pairs of waves named in `panels` (group, from, to) are left to panel_contrasts, but where the wording
    broke.
    """
    found = []
    for breakdown in codebook.breakdowns:
        if not breakdown.gap:
            continue
        ends = (
            (levels["from"] == breakdown.gap.from_)
            & (levels["to"] == breakdown.gap.to)
            & (levels["over"] == Over.LEVELS)
        )
        gaps = levels[ends & (levels["breakdown1"] == breakdown.id) & (levels["breakdown2"] == "")]
        for earlier, later in combinations(codebook.wave_ids, 2):
            fields = ["indicator", "category", "group"]
            both = gaps[gaps["wave"] == earlier].merge(
                gaps[gaps["wave"] == later], on=fields, suffixes=("_from", "_to")
            )
            same = [comparable(codebook, str(indicator), earlier, later) for indicator in both["indicator"]]
            linked = [(str(group), earlier, later) in panels for group in both["group"]]
            both = both[~np.array(same, dtype=bool) | ~np.array(linked, dtype=bool)]
            if not len(both):
                continue
            sides = (
                both[f"{name}_{side}"].to_numpy()
                for side in ("from", "to")
                for name in ("difference", "se", "df")
            )
            broken = np.array(
                [not comparable(codebook, str(indicator), earlier, later) for indicator in both["indicator"]]
            )
            numbers = {
                name: np.where(broken, np.nan, values)
                for name, values in independent(*sides)._asdict().items()
            }
            ends_named = f"{breakdown.gap.from_}..{breakdown.gap.to}"
            same_for_all = {
                "wave": later,
                "breakdown1": breakdown.id,
                "level1": ends_named,
                "breakdown2": "",
                "level2": "",
            }
            frame = both[fields].assign(
                **same_for_all, over=Over.GAP, status=np.where(broken, Status.NOT_COMPARABLE, ""), **numbers
            )
            found.append(
                frame.assign(**{"from": earlier, "to": later})[[*FIELDS, *TESTED]].astype(
                    dict.fromkeys(FIELDS, "category")
                )
            )
    return stack(found) if found else levels.iloc[:0]


def comparable(codebook: Codebook, indicator: str, one: str, other: str) -> bool:
    """Whether a change of this indicator between two waves may be stated."""
    known = codebook.indicator.get(indicator)
    return known is None or known.comparable_waves(one, other)
