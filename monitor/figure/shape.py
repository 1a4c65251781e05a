"""The form of a question, before any number is looked up: how many indicators, groups, levels and waves it
compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.codebook import Codebook, Distribution, Mean, Multiple, categories_of
from monitor.codebook.indicators import AnyIndicator
from monitor.codebook.models import Process
from monitor.locale import say
from monitor.store import Store
from monitor.view import View

Pair = tuple[str, str]


class Refusal(NamedTuple):
    """Why a figure type does not fit: a text id and the number in it."""

    reason: str
    limit: int = 0

    def text(self, language: str) -> str:
        """The reason, in a sentence."""
        return say(f"kind.no.{self.reason}", language, count=self.limit)


@dataclass(frozen=True)
class Shape:
    """What a figure type needs to know to say whether it fits."""

    kind: str
    """Indicator kind: share, mean, distribution or multiple."""
    indicators: int
    categories: int
    """Numbers for each indicator: 1 for a share or mean."""
    groups: int
    levels: tuple[int, ...]
    """Levels of each breakdown."""
    waves: int
    """Waves asked that have data."""
    ordered: bool = False
    diverging: bool = False
    pairs: int = 0
    """Processes of which both indicators are asked."""
    only_pairs: bool = False
    ended: bool = False
    """Whether the codebook names two ends of its one breakdown, and there is one wave."""
    comparable: bool = True
    """Whether the first and last wave may be compared."""

    @property
    def subject(self) -> str:
        """What it asks foremost: about processes, a whole, time, or a comparison."""
        if self.only_pairs:
            return "processes"
        if self.kind == "distribution":
            return "whole"
        return "time" if self.waves > 1 else "comparison"

    @property
    def varying(self) -> list[tuple[str, int]]:
        """What is compared besides waves, with how many values, in reading order."""
        sizes = [
            ("item", self.indicators * self.categories),
            ("group", self.groups),
            *zip(("level1", "level2"), self.levels, strict=False),
        ]
        return [(name, size) for name, size in sizes if size > 1]

    @property
    def series(self) -> int:
        """Numbers for each wave."""
        total = 1
        for _, size in self.varying:
            total *= size
        return total


def shape_of(view: View, store: Store) -> Shape:
    """The form of a full view."""
    book = store.codebook
    indicators = [book.indicator[id] for id in view.indicators]
    first = indicators[0]
    pairs = pairs_in(book, view.indicators)
    waves = waves_with_data(store, view.indicators, view.groups, pair_of(store, view.breakdowns))
    shown = [wave for wave in waves if wave in view.waves]
    return Shape(
        kind=first.kind,
        indicators=len(indicators),
        categories=len(categories_of(first)),
        groups=len(view.groups),
        levels=tuple(len(book.breakdown[id].levels) + len(book.breakdown[id].nets) for id in view.breakdowns),
        waves=len(shown),
        ordered=isinstance(first, Distribution) and first.ordered,
        diverging=isinstance(first, Distribution) and first.diverging,
        pairs=len(pairs),
        ended=len(shown) < 2 and bool(ends_of(book, view.breakdowns)),
        only_pairs=bool(pairs)
        and {id for p in pairs for id in (p.possible, p.actual)} == set(view.indicators),
        comparable=not shown or all(item.comparable_waves(shown[0], shown[-1]) for item in indicators),
    )


def ends_of(book: Codebook, breakdowns: Sequence[str]) -> tuple[str, str] | None:
    """The two levels between which the codebook sees the gap of a single breakdown."""
    gap = book.breakdown[breakdowns[0]].gap if len(breakdowns) == 1 else None
    return (gap.from_, gap.to) if gap else None


def alike(one: AnyIndicator, other: AnyIndicator) -> bool:
    """Whether two indicators can stand in one figure: shares together, means on one scale, the same
    answers."""
    if one.kind != other.kind:
        return False
    if isinstance(one, Mean) and isinstance(other, Mean):
        scales = [(item.scale.min, item.scale.max) if item.scale else None for item in (one, other)]
        return scales[0] == scales[1]
    if isinstance(one, Distribution) and isinstance(other, Distribution):
        return [item.id for item in one.categories] == [item.id for item in other.categories]
    if isinstance(one, Multiple) and isinstance(other, Multiple):
        return [item.id for item in one.options] == [item.id for item in other.options]
    return True


def pair_of(store: Store, breakdowns: Sequence[str]) -> Pair:
    """The breakdowns as the store's cells name them: codebook order, padded."""
    ordered = sorted(breakdowns, key=store.breakdown_ids.index)
    return (*ordered, "", "")[:2]  # type: ignore[return-value]


def waves_with_data(store: Store, indicators: Iterable[str], groups: Iterable[str], pair: Pair) -> list[str]:
    """Waves in which any of the groups has cells for any of the indicators by this pair of breakdowns, oldest
    first."""
    wanted = set(groups)
    found = {
        wave
        for indicator in indicators
        for (wave, group), pairs in store.answered.get(indicator, {}).items()
        if group in wanted and pair in pairs
    }
    return [wave for wave in store.codebook.wave_ids if wave in found]


def groups_with_data(store: Store, indicators: Iterable[str], pair: Pair) -> set[str]:
    """Groups that have cells for any of the indicators by this pair of breakdowns."""
    return {
        group
        for indicator in indicators
        for (_, group), pairs in store.answered.get(indicator, {}).items()
        if pair in pairs
    }  # fmt: skip


def pairs_in(book: Codebook, indicators: Sequence[str]) -> list[Process]:
    """Processes of which both indicators are asked, in the codebook's order."""
    asked = set(indicators)
    return [process for process in book.processes if process.possible in asked and process.actual in asked]
