"""Whole distributions: which lines share one out, in which colours, and how far they reach around a
neutral middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.codebook import Distribution
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import Panel, Point, Row, Series
from monitor.figure.key import Key
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.arrange import panels
from monitor.figure.kinds.parts.points import Points
from monitor.store import Estimate

Segments = dict[str, Estimate]


class Whole(NamedTuple):
    """One stacked bar: a line without its category, in one wave."""

    key: Key
    wave: str


def wholes(answer: Answer) -> list[Key]:
    """One line for each stacked bar: that of its first answer, without the category."""
    return list(dict.fromkeys(key._replace(category="") for key in answer.segments))


def by_wave(answer: Answer, around_middle: bool = False) -> list[tuple[str, list[tuple[Row, Whole]]]]:
    """Each whole of the answer once a wave, the newest first, under its heading."""
    found = []
    for heading, named in panels(answer, wholes(answer)):
        rows_: list[tuple[Row, Whole]] = []
        for name, key in named:
            rows_ += lanes(answer, name, key, around_middle=around_middle)
        found.append((heading, rows_))
    return found


def lanes(
    answer: Answer, name: str, key: Key, part: str = "", opens: bool = True, around_middle: bool = False
) -> list[tuple[Row, Whole]]:
    """A row for each wave of one whole, the newest first; the first of them `opens` under the name."""
    found = []
    for back, wave in enumerate(reversed(answer.waves)):
        when = "" if len(answer.waves) == 1 else answer.names.wave(wave)
        sides = _sides(answer, key, wave) if around_middle else None
        found.append((Row(name, part, when, opens and not back, sides), Whole(key, wave)))
    return found


def whole_panels(answer: Answer, named: rows.Named[Whole]) -> tuple[Panel, ...]:
    """Panels with a series for each answer."""
    item = answer.indicators[0]
    assert isinstance(item, Distribution)
    series = []
    for color, part in zip(colors(item), item.categories, strict=True):
        name = answer.names.category(item.id, part.id)
        series.append(Series(name, color, key=name))
    points = Points(answer)
    others = [name for name in answer.varying(wholes(answer)) if name != "item"] or ["group"]
    bars: dict[Whole, tuple[str, list[Estimate]]] = {}

    def point(at: int, of: Whole) -> Point:
        if of not in bars:
            name = f"{answer.label(of.key, others)}, {answer.names.wave(of.wave)}"
            bars[of] = (name, list(_segments(answer, of.key, of.wave).values()))
        name, segments = bars[of]
        key = of.key._replace(category=segments[at].category)
        label = answer.names.category(key.indicator, key.category)
        return points.point(key, segments[at], series[at].color, f"{name}, {label}")

    return rows.panels(named, series, point)


def colors(item: Distribution) -> list[str]:
    """A colour for each answer: diverging for opinions, sequential where the answers are ordered, else
    categorical."""
    count = len(item.categories)
    if item.diverging:
        middle = next((at for at, part in enumerate(item.categories) if part.neutral), None)
        if middle is None:
            return theme.diverging(count)
        return [
            *theme.diverging(2 * middle)[:middle],
            theme.DIVERGING[2],
            *theme.diverging(2 * (count - middle - 1))[count - middle - 1 :],
        ]
    if item.ordered:
        return theme.sequence(count)
    return [theme.PALETTE[at % len(theme.PALETTE)] for at in range(count)]


def reach(named: rows.Named[Whole]) -> tuple[float, float]:
    """How far the longest bars reach to both sides of the neutral middle."""
    sides: Sequence[tuple[float, float]] = [row.sides for _, rows_ in named for row, _ in rows_ if row.sides]
    return max((left for left, _ in sides), default=0.5), max((right for _, right in sides), default=0.5)


def _segments(answer: Answer, key: Key, wave: str) -> Segments:
    """The answers that share out one whole, in the codebook's order."""
    item = answer.names.book.indicator[key.indicator]
    assert isinstance(item, Distribution)
    return {part.id: answer.lines[key._replace(category=part.id)][wave] for part in item.categories}


def _sides(answer: Answer, key: Key, wave: str) -> tuple[float, float]:
    """How far one bar reaches left and right of the neutral middle."""
    segments = _segments(answer, key, wave)
    if any(row.estimate is None for row in segments.values()):
        return 0.0, 0.0
    item = answer.names.book.indicator[key.indicator]
    assert isinstance(item, Distribution)
    shares = [row.estimate or 0.0 for row in segments.values()]
    middle = next((at for at, part in enumerate(item.categories) if part.neutral), None)
    if middle is None:
        half = len(shares) // 2
        odd = shares[half] / 2 if len(shares) % 2 else 0.0
        return sum(shares[:half]) + odd, sum(shares[half + len(shares) % 2 :]) + odd
    return sum(shares[:middle]) + shares[middle] / 2, sum(shares[middle + 1 :]) + shares[middle] / 2
