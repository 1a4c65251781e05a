"""A dot plot: each estimate a dot on its interval; lines that share a row stand under each other in
colours of their own."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.chart import NOTHING, Chart, Point, Series
from monitor.figure.draw.canvas import Canvas, told
from monitor.figure.draw.lanes import GAP, Lanes
from monitor.figure.draw.text import width

LANE = 16


def dots(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """Dots with intervals, the newest wave first and earlier waves below it."""
    canvas = Canvas(chart.axis.low, chart.axis.high, left=7)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.legend()
    lanes.reference_key()
    top, series = lanes.y, chart.panels[0].series
    for row, points in lanes.rows():
        lanes.label(row.name)
        for one, point in zip(series, points, strict=True):
            if point is not NOTHING:
                canvas.of, canvas.wave = point.of, one.wave
                _lane(lanes, one, point)
        lanes.y, canvas.wave = lanes.y + GAP - 4, ""
    lanes.axis(top)
    canvas.height = lanes.y
    return canvas


def _lane(lanes: Lanes, one: Series, point: Point) -> None:
    top = lanes.y
    if point.shown:
        _dot(lanes, one, point)
    else:
        lanes.unshown(point, LANE - 2, one.wave, one.part)
        lanes.y += 2
    lanes.beside(point, top + 2)
    if point.published:
        lanes.published(point.published)


def _dot(lanes: Lanes, one: Series, point: Point) -> None:
    canvas, middle = lanes.canvas, lanes.y + LANE / 2
    wave, newest = one.wave, not one.back
    assert point.value is not None
    canvas.rule(canvas.low, canvas.high, middle, middle, theme.GRID)
    end = point.value
    if point.low is not None and point.high is not None:
        low, end = max(point.low, canvas.low), min(point.high, canvas.high)
        canvas.whisker(low, end, middle, middle, point.color, 3, 0.4)
    fill = theme.PAPER if point.faint else point.color
    size = 75 if newest else 45
    canvas.point(point.value, middle, fill, point.color, size, one.shape, **told(point.says))
    text = point.text + (f" ({wave})" if wave else "")
    size = theme.SIZE if newest else theme.SMALL
    end = lanes.after(end, point, text, size, newest)
    lanes.room_for(end, text, size, newest)
    canvas.rule(end, end, middle, middle, theme.PAPER, LANE - 2, dx2=width(text, size, newest) + 11)
    canvas.text(end, middle, text, size=size, bold=newest, dx=7, color=theme.INK if newest else theme.QUIET)
    lanes.y += LANE
