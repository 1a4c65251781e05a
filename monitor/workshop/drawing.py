"""A figure as a picture for the screen: fitted to it, every mark told which series it belongs to, so that a
show can hide, reveal, grey and move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, fits
from monitor.figure.draw import canvas
from monitor.figure.draw.canvas import TOP, Canvas, Row
from monitor.figure.draw.markup import Drawn, drawn
from monitor.figure.figure import Figure

SMALLEST = 22.0
"""Pixels of the smallest letter on a screen of 1920 by 1080."""
WIDE, HIGH = 1800.0, 800.0
"""What a chart may take of such a screen."""
LARGEST = 3.7
"""How much a chart of few rows grows."""
MOST_COLUMNS = 3
NARROWEST = 330
MOST_COLORS = 7
LAST = "last"
"""The series of marks that are about several: they come with the last of these."""


@dataclass(frozen=True)
class Drawing:
    """A figure for the screen."""

    svg: str
    """One picture, or a tall one's columns side by side; marks bear `data-s` (series) and `data-k` (which
    mark it is)."""
    series: tuple[str, ...]
    """What is revealed one after the other."""
    front: str = ""
    """Which of them the view brings forward, by its number; '' for none before others."""


def drawing(figure: Figure) -> Drawing:
    """The figure's chart, as large as the screen takes; nothing in it where the figure is empty."""
    chart = figure.chart
    if figure.empty or chart is None:
        return Drawing("", ())
    marks = canvas(replace(chart, focus=""))
    high = marks.tall
    columns, scale = _fit(high)
    width = int((WIDE / scale - (columns - 1) * 24) / columns)
    series = _Series(chart)
    placed = list(drawn(marks))
    cuts = _cuts(placed, high, columns)
    tallest = max(bottom - top for top, bottom in zip(cuts, cuts[1:], strict=False))
    slices = [
        _slice(marks, placed, series, (top, bottom), width, tallest)
        for top, bottom in zip(cuts, cuts[1:], strict=False)
    ]
    return Drawing("".join(slices), tuple(series.names), series.front(chart.forward))


class _Series:
    """What of a chart is revealed one after the other: its colours, where few tell its lines apart; else its
    lines."""

    def __init__(self, chart: Chart):
        self._points = [
            (point, point.color or one.color)
            for panel in chart.panels
            for one in panel.series
            for point in one.points
            if point.of
        ]
        lines, colors = (list(dict.fromkeys(of)) for of in zip(*map(_kinds, self._points), strict=True))
        self._by_color = 1 < len(colors) <= MOST_COLORS and len(colors) < len(lines)
        self._order = colors if self._by_color else lines
        self._kind = 1 if self._by_color else 0
        keys = {color: words for _, color, words in chart.keys}
        self.names = [keys.get(one) or self._name(one) for one in self._order]

    def _name(self, one: str) -> str:
        """What the numbers of a series are about, of what differs between all of them."""
        every = [point.about for point, _ in self._points]
        own = [pair[0].about for pair in self._points if _kinds(pair)[self._kind] == one]
        parts = [
            own[0][at]
            for at in range(len(own[0]))
            if len({about[at] for about in every}) > 1 and len({about[at] for about in own}) == 1
        ]
        return " · ".join(filter(None, parts)) or " · ".join(filter(None, own[0]))

    def of(self, row: Row) -> str | None:
        """The number of the series that a mark belongs to, LAST where it is about several; None for names
        and the frame."""
        if "of" not in row or row.get("names"):
            return None
        found = {
            _kinds((point, color))[self._kind]
            for point, color in self._points
            if fits(row["of"], point.of) and row.get("wave", "") in ("", point.wave)
        }
        own = {color for color in (row.get("color"), row.get("fill"), row.get("stroke")) if color in found}
        found = own or found
        return str(self._order.index(found.pop())) if len(found) == 1 else LAST

    def front(self, focus: str) -> str:
        """The series that the view brings forward, where that is one."""
        found = {
            _kinds((point, color))[self._kind]
            for point, color in self._points
            if focus and fits(focus, point.of)
        }
        return str(self._order.index(found.pop())) if len(found) == 1 else ""


def _kinds(pair: tuple[Point, str]) -> tuple[str, str]:
    """The line and the colour of a point."""
    return pair[0].of, pair[1]


def _fit(high: float) -> tuple[int, float]:
    """In how many columns a chart of this height stands, and how much it grows; the smallest letter is 12
    pixels in it."""
    least = SMALLEST / theme.SMALL
    for columns in range(1, MOST_COLUMNS + 1):
        scale = min(LARGEST, HIGH / (high / columns + 12 * (columns > 1)), WIDE / (columns * NARROWEST))
        if scale >= least:
            return columns, scale
    return MOST_COLUMNS, least


def _cuts(marks: Sequence[Drawn], high: float, columns: int) -> list[float]:
    """Where a tall chart is cut: between rows, as near to equal parts as can be."""
    ends = [mark.ends for mark in marks]
    taken = [(top - 2, bottom + 2) for top, bottom in ends if bottom - top < high / 4]
    cuts = [0.0]
    for part in range(1, columns):
        wanted = high * part / columns
        places = range(int(cuts[-1]) + 20, int(high) - 20)
        free = [y for y in places if not any(top < y < bottom for top, bottom in taken)]
        cuts.append(float(min(free, key=lambda y: abs(y - wanted), default=wanted)))
    return [*cuts, high]


def _slice(
    marks: Canvas,
    placed: Sequence[Drawn],
    series: _Series,
    part: tuple[float, float],
    width: int,
    tallest: float,
) -> str:
    """The part of the chart between two heights, as a picture of its own; what stands outside is left out of
    it."""
    top, bottom = part
    inside = [mark for mark in placed if mark.ends[1] >= top and mark.ends[0] <= bottom]
    padding = marks.padding
    across = width - padding["left"] - padding["right"]
    plot = "".join(_told(mark, series) for mark in inside)
    return (
        f'<svg class="s-chart" viewBox="0 {top:g} {width} {tallest:g}" preserveAspectRatio="xMidYMin meet" '
        f'aria-hidden="true" font-size="{theme.SIZE}" fill="{theme.INK}">'
        f'<svg x="{padding["left"]}" y="{TOP}" width="{across}" height="{marks.height:g}" overflow="visible">'
        f"{plot}</svg></svg>"
    )


def _told(mark: Drawn, series: _Series) -> str:
    """A mark with its series; and which one it is, where it says a number."""
    row = mark.rows[0]
    number = series.of(row)
    if number is None:
        return mark.svg
    key = f' data-k="{escape(row["of"])} {escape(row.get("wave", ""))}"' if "tip" in row else ""
    return f'<g data-s="{number}"{key}>{mark.svg}</g>'
