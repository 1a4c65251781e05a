"""Stacked bars of a whole: every answer a segment, from 0 to 100%, or from a neutral middle to both sides."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, Row, pattern
from monitor.figure.draw.bars import name
from monitor.figure.draw.canvas import Canvas, told
from monitor.figure.draw.lanes import GAP, Lanes
from monitor.figure.draw.text import width

THICK = 24
UNRELIABLE = 0.55
_NARROWEST = theme.PAGE_NARROWEST - 24


def stacked(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """A bar for each row; rows of one name stand close under each other."""
    canvas = Canvas(chart.axis.low, chart.axis.high)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.legend()
    started = False
    for panel in chart.panels:
        started = _close(lanes, started)
        if panel.title:
            lanes.heading(panel.title)
        for at, row in enumerate(panel.rows):
            points = [one.points[at] for one in panel.series]
            canvas.of = pattern(points)
            if row.opens:
                started = _close(lanes, started)
                if row.name:
                    top = lanes.y
                    lanes.label(row.name)
                    lanes.answers(canvas.of, " · ".join(filter(None, (panel.title, row.name))), top, row)
                lanes.gap(row)
            canvas.wave = row.wave
            _whole(lanes, row, points)
            canvas.of = canvas.wave = ""
            started = True
    _close(lanes, started)
    lanes.axis()
    canvas.height = lanes.y
    return canvas


def _close(lanes: Lanes, started: bool) -> bool:
    """Air after the rows of one name."""
    lanes.y += GAP - 3 if started else 0
    return False


def _whole(lanes: Lanes, row: Row, points: Sequence[Point]) -> None:
    """One stacked bar; hatched where any of its answers is hidden."""
    canvas = lanes.canvas
    if row.part:
        name(lanes, row.part, row.wave)
    elif row.wave:
        canvas.text(canvas.low, lanes.y + 7, row.wave, size=theme.SMALL, color=theme.QUIET)
        lanes.y += 15
    hidden = next((point for point in points if not point.shown), None)
    if hidden is not None:
        lanes.unshown(hidden, THICK - 6)
        lanes.y += 3
        return
    start = -row.sides[0] if row.sides else 0.0
    x, whole = start, sum(point.value or 0.0 for point in points)
    part = 1 / whole if not row.sides and whole else 1.0
    for point in points:
        x = _segment(lanes, point, x, first=x <= start, part=part)
    if start < 0:
        canvas.whisker(0, 0, lanes.y - 3, lanes.y, theme.QUIET)
        canvas.whisker(0, 0, lanes.y + THICK, lanes.y + THICK + 3, theme.QUIET)
    lanes.y += THICK + 3


def _segment(lanes: Lanes, point: Point, x: float, first: bool, part: float) -> float:
    """One answer from `x` on, of what rounding left of the whole; where it ends."""
    canvas, y = lanes.canvas, lanes.y
    assert point.value is not None
    value = point.value * part
    canvas.of = point.of
    opacity = UNRELIABLE if point.faint else 1.0
    canvas.bar(x, x + value, y, y + THICK, point.color, **told(point.says) | {"opacity": opacity})
    if not first:
        canvas.whisker(x, x, y, y + THICK, theme.PAPER, 1.5)
    if value / (canvas.high - canvas.low) * _NARROWEST > width(point.text, theme.SMALL) + 2:
        ink = theme.INK if point.faint else theme.text_on(point.color)
        canvas.text(x + value / 2, y + THICK / 2, point.text, size=theme.SMALL, color=ink, align="center")
    return x + value
