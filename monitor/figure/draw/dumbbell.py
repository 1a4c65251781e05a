"""Dumbbells: two values of one thing on a row, joined by a bar that is as long as the gap between them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import NOTHING, Chart, Point, Series
from monitor.figure.draw.canvas import Canvas, told
from monitor.figure.draw.lanes import GAP, Lanes
from monitor.figure.draw.text import width

LANE = 20


def dumbbell(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """Two dots a row, joined; the words of an end without a number below them."""
    canvas = Canvas(chart.axis.low, chart.axis.high, left=7)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.legend()
    lanes.reference_key()
    top, series = lanes.y, chart.panels[0].series
    for row, points in lanes.rows():
        lanes.label(row.name)
        lanes.gap(row)
        _ends(lanes, points, series)
        lanes.y += GAP - 4
    lanes.axis(top)
    canvas.height = lanes.y
    return canvas


def _ends(lanes: Lanes, points: Sequence[Point], series: Sequence[Series]) -> None:
    canvas, middle = lanes.canvas, lanes.y + LANE / 2
    shown = [point for point in points if point.shown]
    if shown:
        canvas.rule(canvas.low, canvas.high, middle, middle, theme.GRID)
    if len(shown) == 2:
        values = sorted(point.value or 0.0 for point in shown)
        canvas.whisker(values[0], values[1], middle, middle, theme.HATCH, 5)
    lowest = min(shown, key=lambda point: point.value or 0.0, default=None)
    for at, point in enumerate(points):
        if point.shown:
            canvas.of = point.of
            _end(lanes, point, series[at].shape, left=len(shown) == 2 and point is lowest, bold=at > 0)
    lanes.y += LANE if shown else 0
    for point in shown:
        canvas.of = point.of
        lanes.beside(point, lanes.y - LANE + 2)
    for one, point in zip(series, points, strict=True):
        canvas.of = point.of
        if point.published:
            text = f"{point.published.text} ({one.name})"
            lanes.published(point.published._replace(text=text))
        if point is not NOTHING and not point.shown:
            text, canvas.of = f"{one.name}: {point.text}", point.of
            lanes.aside(text)


def _end(lanes: Lanes, point: Point, shape: str, left: bool, bold: bool) -> None:
    """One dot with its number, outside the pair."""
    canvas, middle, value = lanes.canvas, lanes.y + LANE / 2, point.value
    assert value is not None
    fill = theme.PAPER if point.faint else point.color
    canvas.point(value, middle, fill, point.color, 95, shape, **told(point.says))
    plate = width(point.text, bold=bold) + 12
    if left and (value - canvas.low) / (canvas.high - canvas.low) * (theme.PAGE_NARROWEST - 40) < plate:
        canvas.left = max(canvas.left, plate)
    lanes.room_for(value, point.text + "  ", bold=bold)
    canvas.rule(value, value, middle, middle, theme.PAPER, LANE - 4, dx2=-plate if left else plate)
    canvas.text(value, middle, point.text, bold=bold, align="right" if left else "left", dx=-9 if left else 9)
