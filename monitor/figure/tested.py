"""The differences that an answer may speak of: tested, and adjusted for all that the view compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.figure.gaps import Gap, Lines, between_ends, between_sides
from monitor.figure.key import Key, key_of
from monitor.figure.shape import pairs_in
from monitor.rows import Over
from monitor.store import Contrast, Store
from monitor.store.differences import adjusted
from monitor.view import View

LEVEL = 0.05
"""A difference is called one where its adjusted p is below this."""
STRONG_SHARE = 0.10
STRONG_SCALE = 0.10
"""'Sterk' from ten percentage points, or a tenth of the scale."""


@dataclass(frozen=True)
class Tested:
    """Differences with their adjusted p: changes since the previous comparable wave, and differences between
    subgroups."""

    changes: dict[Key, Contrast] = field(default_factory=dict)
    before: dict[Key, float] = field(default_factory=dict)
    """What each change is counted from."""
    broken: dict[Key, tuple[str, str]] = field(default_factory=dict)
    """Lines whose question changed between the two newest waves with a number: (earlier, newest)."""
    differences: list[tuple[Key, Key, Contrast]] = field(default_factory=list)
    """(from, to, difference) between two lines of the newest wave that differ in one level, or in their
    group."""
    ends: list[Gap] = field(default_factory=list)
    """Between the two ends of the view's breakdown, where the view shows more waves."""
    sides: list[Gap] = field(default_factory=list)
    """Between what could be and what is, for each process."""


def shows_difference(contrast: Contrast) -> bool:
    """Whether the test supports that there is a difference."""
    return contrast.p_adjusted is not None and contrast.p_adjusted < LEVEL and bool(contrast.difference)


def tested(
    store: Store, view: View, pair: Sequence[str], lines: Lines, history: Lines, since_first: bool = False
) -> Tested:
    """The Tested differences of a view's lines; `history` holds the rows that a view of one wave is compared
    with."""
    waves = [wave for wave in view.waves if any(found[wave].shown for found in lines.values())]
    if not waves:
        return Tested()
    newest = waves[-1]
    lines = {
        key: found
        for key, found in lines.items()
        if key.category != "median" and key.item not in _inside_nets(store, view)
    }
    earlier = (
        [wave for wave in store.codebook.wave_ids if wave in view.waves]
        if len(view.waves) > 1
        else store.codebook.wave_ids
    )
    earlier = earlier[: earlier.index(newest)]
    changes, broken = _changes(
        store, view, pair, {key: history.get(key, {}) for key in lines}, earlier, newest, since_first
    )
    differences = (
        _between_levels(store, view, pair, lines, newest)
        if pair
        else _between_groups(store, view, lines, newest)
    )
    before = {key: history[key][change.from_].estimate or 0.0 for key, change in changes.items()}
    ends = between_ends(store, view, lines, newest)
    sides = between_sides(store, view, pairs_in(store.codebook, view.indicators), lines, newest)
    return Tested(changes, before, broken, differences, ends, sides)


def _inside_nets(store: Store, view: View) -> set[tuple[str, str]]:
    """Answers of a distribution that a net stands for; tested through the net."""
    book = store.codebook
    distributions = [
        book.indicator[id] for id in view.indicators if book.indicator[id].kind == "distribution"
    ]
    return {(item.id, id) for item in distributions for net in item.nets for id in net.of}  # type: ignore[union-attr]


def _changes(
    store: Store,
    view: View,
    pair: Sequence[str],
    lines: Lines,
    before: Sequence[str],
    newest: str,
    since_first: bool,
) -> tuple[dict[Key, Contrast], dict[Key, tuple[str, str]]]:
    """Newest wave against an earlier one that asked the same."""
    stored = {
        (key_of(row), row.from_): row
        for row in store.contrasts(view.indicators, Over.WAVES, view.groups, [newest], pair)
    }
    found: dict[Key, Contrast] = {}
    broken: dict[Key, tuple[str, str]] = {}
    for key, waves in lines.items():
        earlier = [wave for wave in before if wave in waves and waves[wave].shown]
        if not earlier or newest not in waves or not waves[newest].shown:
            continue
        indicator = store.codebook.indicator[key.indicator]
        comparable = [wave for wave in earlier if indicator.comparable_waves(wave, newest)]
        if not comparable or comparable[-1] != earlier[-1]:
            broken[key] = (earlier[-1], newest)
        if comparable:
            since = comparable[0 if since_first and len(view.waves) > 1 else -1]
            if (key, since) in stored:
                found[key] = stored[key, since]
    return {
        key: row for key, row in zip(found, adjusted(list(found.values())), strict=True) if row.p is not None
    }, broken


def _between_levels(
    store: Store, view: View, pair: Sequence[str], lines: Lines, newest: str
) -> list[tuple[Key, Key, Contrast]]:
    """Pairs of levels inside one sample, with the covariance that only the build could know."""
    nets = {breakdown: {net.id for net in store.codebook.breakdown[breakdown].nets} for breakdown in pair}
    found = []
    for row in store.contrasts(view.indicators, Over.LEVELS, view.groups, [newest], pair):
        if (
            row.p is None
            or {row.from_, row.to} & nets.get(row.breakdown1, set())
            or row.level2 in nets.get(row.breakdown2, set())
        ):
            continue
        first = row.breakdown1 == pair[0]
        levels = [(level, row.level2) if first else (row.level2, level) for level in (row.from_, row.to)]
        one, other = (Key(row.indicator, row.category, row.group, *places) for places in levels)
        if one in lines and other in lines and lines[one][newest].shown and lines[other][newest].shown:
            found.append((one, other, row))
    return [
        (one, other, row)
        for (one, other, _), row in zip(found, adjusted([row for _, _, row in found]), strict=True)
    ]


def _between_groups(store: Store, view: View, lines: Lines, newest: str) -> list[tuple[Key, Key, Contrast]]:
    """Pairs of groups: samples of their own; pooled groups repeat their members and are left out."""
    alone = [id for id in view.groups if not store.codebook.group[id].pool]
    found = []
    for row in store.contrasts(view.indicators, Over.GROUPS, alone, [newest]) if alone else ():
        one, other = (key_of(row)._replace(group=group) for group in (row.from_, row.to))
        if row.p is not None and one in lines and other in lines:
            found.append((one, other, row))
    return [
        (one, other, row)
        for (one, other, _), row in zip(found, adjusted([row for _, _, row in found]), strict=True)
    ]
