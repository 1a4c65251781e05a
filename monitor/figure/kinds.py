"""The figure types: what each needs, and in words why it does not fit. Drawing them is `charts/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from monitor.figure.shape import Shape
from monitor.locale import say

MOST_LINES = 7
MOST_PANELS = 30
MOST_ROWS = 80
MOST_BARS = 40


class Refusal(NamedTuple):
    """Why a figure type does not fit: a text id and the number in it."""

    reason: str
    limit: int = 0

    def text(self, language: str) -> str:
        """The reason, in a sentence."""
        return say(f"kind.no.{self.reason}", language, count=self.limit)


class Kind(NamedTuple):
    """One figure type."""

    id: str
    refuses: Callable[[Shape], Refusal | None]
    over_time: bool = False
    """Whether it shows waves beside each other, so that it opens with all of them."""

    def name(self, language: str) -> str:
        """What the picker calls it."""
        return say(f"kind.{self.id}.name", language)


def _bars(shape: Shape) -> Refusal | None:
    return Refusal("too_many_rows", MOST_BARS) if shape.series > MOST_BARS else None


def _dots(shape: Shape) -> Refusal | None:
    return Refusal("too_many_rows", MOST_ROWS) if shape.series > MOST_ROWS else None


def _trend(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if len(shape.varying) > 1:
        return Refusal("two_comparisons")
    return Refusal("too_many_lines", MOST_LINES) if shape.series > MOST_LINES else None


def _multiples(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if shape.series < 2:
        return Refusal("one_line")
    panels = shape.series if len(shape.varying) == 1 else shape.series // shape.varying[-1][1]
    return Refusal("too_many_panels", MOST_PANELS) if panels > MOST_PANELS else None


def _stacked(shape: Shape) -> Refusal | None:
    if shape.kind != "distribution":
        return Refusal("overlapping" if shape.kind == "multiple" else "no_distribution")
    rows = shape.series // shape.categories if shape.categories > 1 else shape.series
    return Refusal("too_many_rows", MOST_ROWS) if rows > MOST_ROWS else None


def _diverging(shape: Shape) -> Refusal | None:
    if shape.kind != "distribution" or not shape.diverging:
        return Refusal("no_poles")
    return _stacked(shape)


def _dumbbell(shape: Shape) -> Refusal | None:
    two = [name for name, size in shape.varying if size == 2 and name != "item"]
    if not two and shape.waves < 2:
        return Refusal("no_two")
    if not two and not shape.comparable:
        return Refusal("wording")
    rows = shape.series // 2 if two else shape.series
    return Refusal("too_many_rows", MOST_ROWS // 2) if rows > MOST_ROWS // 2 else None


def _slope(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if not shape.comparable:
        return Refusal("wording")
    return Refusal("too_many_lines", MOST_LINES) if shape.series > MOST_LINES else None


def _ticks(shape: Shape) -> Refusal | None:
    if not shape.pairs or not shape.only_pairs:
        return Refusal("no_pairs")
    if shape.kind not in ("share", "mean"):
        return Refusal("paired_instead")
    return Refusal("too_many_rows", MOST_ROWS) if shape.series // 2 > MOST_ROWS else None


def _paired(shape: Shape) -> Refusal | None:
    if not shape.pairs or not shape.only_pairs:
        return Refusal("no_pairs")
    if shape.kind not in ("share", "distribution"):
        return Refusal("no_distribution")
    rows = shape.series // shape.categories
    return Refusal("too_many_rows", MOST_ROWS) if rows > MOST_ROWS else None


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("bars", _bars),
        Kind("dots", _dots),
        Kind("trend", _trend, over_time=True),
        Kind("multiples", _multiples, over_time=True),
        Kind("stacked", _stacked),
        Kind("diverging", _diverging),
        Kind("dumbbell", _dumbbell, over_time=True),
        Kind("slope", _slope, over_time=True),
        Kind("ticks", _ticks),
        Kind("paired", _paired),
    )
}


def fitting(shape: Shape) -> list[str]:
    """The figure types that fit, best first."""
    return [id for id in _preference(shape) if KINDS[id].refuses(shape) is None]


def _preference(shape: Shape) -> list[str]:
    first: list[str] = []
    if shape.only_pairs:
        first = ["ticks", "paired"]
    elif shape.kind == "distribution":
        first = ["diverging", "stacked"]
    elif shape.waves > 1:
        first = ["trend", "multiples"]
    elif shape.kind == "mean" or shape.series > 16 or (len(shape.varying) > 1 and shape.varying[-1][1] <= MOST_LINES):
        first = ["dots"]
    return list(dict.fromkeys([*first, *KINDS]))
