"""Gaps that a view shows and that were tested: between a breakdown's two ends, and between the two sides of a
process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.codebook import leading_category
from monitor.codebook.models import Process
from monitor.figure.key import Key, key_of
from monitor.rows import Over
from monitor.store import Contrast, Estimate, Store, per_store
from monitor.store.differences import adjusted
from monitor.view import View

Lines = Mapping[Key, Mapping[str, Estimate]]


class Gap(NamedTuple):
    """The difference `other` minus `one` in the newest wave, and what became of it."""

    one: Key
    other: Key
    now: float
    test: Contrast | None
    """Whether there is one; of a breakdown's ends the figure tests that with the other levels."""
    before: float | None = None
    change: Contrast | None = None
    """Its change since the first comparable wave of the view, `change.from_`."""


def between_ends(store: Store, view: View, lines: Lines, newest: str) -> list[Gap]:
    """The gap between the two ends that the codebook names for the view's one breakdown, since the first
    comparable wave."""
    ends = store.codebook.breakdown[view.breakdowns[0]].gap if len(view.breakdowns) == 1 else None
    if ends is None or len(view.waves) < 2:
        return []
    leads = {id: leading_category(store.codebook.indicator[id]) for id in view.indicators}
    found = []
    for row in _rows(store, Over.GAP, view.indicators, view.breakdowns):
        if row.group not in view.groups or row.wave != newest:
            continue
        one, other = (key_of(row)._replace(level1=level) for level in (ends.from_, ends.to))
        if row.p is None or (
            store.codebook.indicator[row.indicator].kind == "distribution"
            and row.category != leads[row.indicator]
        ):
            continue
        now = _size(lines, one, other, newest)
        if (
            now is None
            or row.difference is None
            or row.from_ != _since(store, view, [one.indicator], lines, (one, other), newest)
        ):
            continue
        found.append(Gap(one, other, now, None, now - row.difference, row))
    changes = adjusted([gap.change for gap in found if gap.change])
    return [gap._replace(change=change) for gap, change in zip(found, changes, strict=True)]


def between_sides(
    store: Store, view: View, processes: Sequence[Process], lines: Lines, newest: str
) -> list[Gap]:
    """What could be minus what is, for each process and group of the view, with its change where waves
    are samples of their own."""
    if view.breakdowns or not processes:
        return []
    actual = {process.possible: process.actual for process in processes}
    rows: dict[tuple[Key, str], Contrast] = {}
    for row in _rows(store, Over.INDICATORS, list(actual)):
        if (
            row.p is not None
            and row.from_ == actual[row.indicator]
            and row.group in view.groups
            and row.wave in view.waves
        ):
            rows[key_of(row), row.wave] = row
    changes = {
        (key_of(row), row.from_, row.to): row
        for row in _rows(store, Over.GAP, list(actual))
        if row.p is not None
    }
    found = []
    for (other, wave), test in rows.items():
        one = other._replace(indicator=test.from_)
        now = _size(lines, one, other, newest)
        if wave != newest or now is None:
            continue
        since = _since(store, view, [one.indicator, other.indicator], lines, (one, other), newest)
        change = changes.get((other, since, wave))
        before = None if change is None else _size(lines, one, other, since)
        found.append(Gap(one, other, now, test, before, change))
    tests, told = _together([gap.test for gap in found]), _together([gap.change for gap in found])
    return [
        gap._replace(test=test, change=change) for gap, test, change in zip(found, tests, told, strict=True)
    ]


def _together(rows: Sequence[Contrast | None]) -> list[Contrast | None]:
    """The rows adjusted as one family; None stays None."""
    tested = iter(adjusted([row for row in rows if row]))
    return [next(tested) if row else None for row in rows]


def _rows(store: Store, over: Over, indicators: Sequence[str], by: Sequence[str] = ()) -> list[Contrast]:
    """The differences of one kind of these indicators."""
    differences = _differences(store, over, tuple(by))
    return [row for id in indicators for row in differences.get(id, ())]


@per_store()
def _differences(store: Store, over: Over, by: tuple[str, ...]) -> dict[str, list[Contrast]]:
    """By indicator: the differences of one kind. There are few, so they are read once a store and kind."""
    differences: dict[str, list[Contrast]] = {}
    for row in store.contrasts(store.indicator_ids, over, by=by):
        differences.setdefault(row.indicator, []).append(row)
    return differences


def _size(lines: Lines, one: Key, other: Key, wave: str) -> float | None:
    """`other` minus `one` in a wave; None where either has no number."""
    sides = [lines.get(key, {}).get(wave) for key in (one, other)]
    values = [side.estimate for side in sides if side is not None and side.estimate is not None]
    return values[1] - values[0] if len(values) == 2 else None


def _since(
    store: Store, view: View, indicators: Iterable[str], lines: Lines, ends: tuple[Key, Key], newest: str
) -> str:
    """The first wave of the view with both numbers that may be compared with the newest; '' where there is
    none."""
    known = [store.codebook.indicator[id] for id in indicators]
    earlier = [
        wave for wave in view.waves[: view.waves.index(newest)] if _size(lines, *ends, wave) is not None
    ]
    return next((wave for wave in earlier if all(item.comparable_waves(wave, newest) for item in known)), "")
