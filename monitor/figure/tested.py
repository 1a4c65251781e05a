"""The differences that an answer may speak of: tested, and adjusted within the question that each answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.codebook import Distribution, leading_category
from monitor.figure.families import LEVEL, Verdict, judged, repeated, shows_difference
from monitor.figure.gaps import Gap, Lines, between_ends, between_sides
from monitor.figure.key import Key, key_of
from monitor.figure.shape import pairs_in
from monitor.rows import Over
from monitor.store import Contrast, Estimate, Store
from monitor.store.differences import adjusted
from monitor.view import View

__all__ = ["LEVEL", "Family", "Tested", "Verdict", "judged", "shows_difference", "tested"]

STRONG_SHARE = 0.10
STRONG_SCALE = 0.10
"""'Sterk' where the whole interval lies beyond ten percentage points, or a tenth of the scale."""


class Family(NamedTuple):
    """What was adjusted together: step, period, differences, gap or sides; since which wave, where there is
    one for all; and how many comparisons."""

    id: str
    since: str
    comparisons: int


@dataclass(frozen=True)
class Tested:
    """Differences with their adjusted p, each family by itself."""

    changes: dict[Key, Contrast] = field(default_factory=dict)
    """Since the previous comparable wave; since the first where the figure shows first and newest."""
    period: dict[Key, Contrast] = field(default_factory=dict)
    """Since the first comparable wave of the view, where that is another than in `changes`."""
    before: dict[tuple[Key, str], Estimate] = field(default_factory=dict)
    """What each line was in the wave that a change is counted from."""
    broken: dict[Key, tuple[str, str]] = field(default_factory=dict)
    """Lines whose question changed between the two newest waves with a number: (earlier, newest)."""
    differences: list[tuple[Key, Key, Contrast]] = field(default_factory=list)
    """(from, to, difference) between two lines of the newest wave that differ in one level, or in their
    group."""
    ends: list[Gap] = field(default_factory=list)
    """Between the two ends of the view's breakdown, where the view shows more waves."""
    sides: list[Gap] = field(default_factory=list)
    """Between what could be and what is, for each process."""
    wholes: dict[tuple[Key, str], Contrast] = field(default_factory=dict)
    """Changes of what holds the view's lines: totals of a breakdown, pooled groups; by line and wave."""
    repeats: frozenset[Key] = frozenset()
    """Lines that no family counts, since they repeat others."""

    @property
    def families(self) -> list[Family]:
        """What was adjusted together."""
        kinds: list[tuple[str, list[Contrast]]] = [
            ("step", list(self.changes.values())),
            ("period", list(self.period.values())),
            ("differences", [row for _, _, row in self.differences]),
            ("sides", [gap.test for gap in self.sides if gap.test]),
            ("gap", [gap.change for gap in (*self.ends, *self.sides) if gap.change]),
        ]
        found = []
        for id, rows in kinds:
            since = {row.from_ for row in rows} if id in ("step", "period", "gap") else set()
            if rows:
                found.append(Family(id, since.pop() if len(since) == 1 else "", len(rows)))
        return found


def tested(
    store: Store, view: View, pair: Sequence[str], lines: Lines, history: Lines, since_first: bool = False
) -> Tested:
    """The Tested differences of a view's lines; `history` holds the rows that a view of one wave is compared
    with."""
    waves = [wave for wave in view.waves if any(found[wave].shown for found in lines.values())]
    if not waves:
        return Tested()
    newest = waves[-1]
    processes = pairs_in(store.codebook, view.indicators)
    repeats = repeated(store.codebook, lines, pair) | (
        _not_leading(store, view, lines) if processes else set()
    )
    told = {key: found for key, found in lines.items() if key not in repeats}
    beside = repeated(store.codebook, lines, ())
    known = store.codebook.wave_ids
    earlier = [wave for wave in known if wave in view.waves] if len(view.waves) > 1 else known
    found = store.contrasts(
        view.indicators, (Over.WAVES, Over.LEVELS if pair else Over.GROUPS), view.groups, [newest], pair
    )
    rows = {(key_of(row), row.from_): row for row in found if row.over == Over.WAVES}
    since = _since(
        store, {key: history.get(key, {}) for key in told}, earlier[: earlier.index(newest)], newest
    )
    changes = _family(
        rows,
        {
            key: found[0 if since_first and len(view.waves) > 1 else -1]
            for key, found in since.items()
            if found
        },
    )
    period = (
        _family(rows, {key: found[0] for key, found in since.items() if len(found) > 1})
        if len(view.waves) > 1 and not since_first
        else {}
    )
    wholes = _wholes(store, view, pair, rows, [*changes.values(), *period.values()], newest)
    return Tested(
        changes,
        period,
        _before(history, [*changes.items(), *period.items()]),
        _broken(store, {key: history.get(key, {}) for key in told}, since, earlier, newest),
        _between_levels(found, pair, told, newest) if pair else _between_groups(found, told),
        between_ends(store, view, {key: lines[key] for key in lines if key not in beside}, newest),
        between_sides(store, view, processes, told, newest),
        wholes,
        frozenset(repeats),
    )


def _not_leading(store: Store, view: View, lines: Lines) -> set[Key]:
    """Of processes with several answers: all but the answer that stands for both sides."""
    leads = {
        id: leading_category(item)
        for id in view.indicators
        if isinstance(item := store.codebook.indicator[id], Distribution)
    }
    return {key for key in lines if key.indicator in leads and key.category != leads[key.indicator]}


def _since(store: Store, lines: Lines, before: Sequence[str], newest: str) -> dict[Key, list[str]]:
    """By line: the earlier waves with a number that may be compared with the newest, oldest first."""
    found = {}
    for key, waves in lines.items():
        if newest in waves and waves[newest].shown:
            indicator = store.codebook.indicator[key.indicator]
            found[key] = [
                wave
                for wave in before
                if wave in waves and waves[wave].shown and indicator.comparable_waves(wave, newest)
            ]
    return found


def _family(rows: Mapping[tuple[Key, str], Contrast], since: Mapping[Key, str]) -> dict[Key, Contrast]:
    """The tested changes of these lines since these waves, adjusted together."""
    found = {
        key: rows[key, wave]
        for key, wave in since.items()
        if (key, wave) in rows and rows[key, wave].p is not None
    }
    return dict(zip(found, adjusted(list(found.values())), strict=True))


def _before(history: Lines, changes: Sequence[tuple[Key, Contrast]]) -> dict[tuple[Key, str], Estimate]:
    return {(key, change.from_): history[key][change.from_] for key, change in changes}


def _broken(
    store: Store, lines: Lines, since: Mapping[Key, list[str]], earlier: Sequence[str], newest: str
) -> dict[Key, tuple[str, str]]:
    """Lines whose newest earlier number may not be compared with the newest."""
    found = {}
    for key, comparable in since.items():
        shown = [
            wave for wave in earlier[: earlier.index(newest)] if wave in lines[key] and lines[key][wave].shown
        ]
        if shown and shown[-1] not in comparable:
            found[key] = (shown[-1], newest)
    return found


def _wholes(
    store: Store,
    view: View,
    pair: Sequence[str],
    rows: Mapping[tuple[Key, str], Contrast],
    changes: Sequence[Contrast],
    newest: str,
) -> dict[tuple[Key, str], Contrast]:
    """The changes of what holds the lines: of a breakdown the groups as a whole, of groups their pool."""
    wanted = {(row.indicator, row.category, row.from_) for row in changes}
    if pair and wanted:
        found = store.contrasts(view.indicators, Over.WAVES, view.groups, [newest])
    else:
        pools = {id for id in view.groups if store.codebook.group[id].pool}
        found = (
            [row for (key, _), row in rows.items() if key.group in pools]
            if len(pools) < len(view.groups)
            else []
        )
    kept = [row for row in found if (row.indicator, row.category, row.from_) in wanted and row.p is not None]
    by_wave: dict[str, list[Contrast]] = {}
    for row in kept:
        by_wave.setdefault(row.from_, []).append(row)
    return {(key_of(row), row.from_): row for those in by_wave.values() for row in adjusted(those)}


def _between_levels(
    rows: Sequence[Contrast], pair: Sequence[str], lines: Lines, newest: str
) -> list[tuple[Key, Key, Contrast]]:
    """Pairs of levels inside one sample, with the covariance that only the build could know."""
    found = []
    for row in rows:
        if row.over != Over.LEVELS or row.p is None:
            continue
        first = row.breakdown1 == pair[0]
        levels = [(level, row.level2) if first else (row.level2, level) for level in (row.from_, row.to)]
        one, other = (Key(row.indicator, row.category, row.group, *places) for places in levels)
        if one in lines and other in lines and lines[one][newest].shown and lines[other][newest].shown:
            found.append((one, other, row))
    return _together(found)


def _between_groups(rows: Sequence[Contrast], lines: Lines) -> list[tuple[Key, Key, Contrast]]:
    """Pairs of groups: samples of their own."""
    found = []
    for row in rows:
        if row.over != Over.GROUPS or row.p is None:
            continue
        one, other = (key_of(row)._replace(group=group) for group in (row.from_, row.to))
        if one in lines and other in lines:
            found.append((one, other, row))
    return _together(found)


def _together(found: list[tuple[Key, Key, Contrast]]) -> list[tuple[Key, Key, Contrast]]:
    return [
        (one, other, row)
        for (one, other, _), row in zip(found, adjusted([row for _, _, row in found]), strict=True)
    ]
