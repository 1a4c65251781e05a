"""Slopes: the first wave at the left, the newest at the right, a straight line for each thing compared."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import Chart, Series
from monitor.figure.draw.canvas import Canvas
from monitor.figure.draw.lanes import LINE, Lanes
from monitor.figure.draw.lines import BEYOND, HEIGHT, end_labels, gaps, needed
from monitor.figure.draw.plot import LABEL, Plot, apart
from monitor.figure.draw.text import width


def slope(chart: Chart, high: float = HEIGHT, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """The lines of the chart's one panel between its two waves, with numbers at both ends."""
    lines = chart.panels[0].series
    canvas = Canvas(0, 1, left=44)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.published_key()
    lanes.reference_key()
    plot = Plot(
        chart, canvas, 0, 1, lanes.y + LINE + 6, max(high, needed(lines, len(chart.waves), narrowest))
    )
    for at, (wave, align) in enumerate(zip(chart.waves, ("left", "right"), strict=False)):
        x = plot.x(at)
        canvas.rule(x, x, plot.top - 4, plot.top + plot.height, theme.GRID)
        canvas.text(x, lanes.y + LINE / 2, wave.name, size=theme.SMALL, color=theme.QUIET, align=align)
    for at, series in enumerate(lines):
        plot.line(str(at), series)
        plot.diamonds(series)
    plot.references(lines)
    _start_numbers(plot, lines)
    end_labels(plot, lines, narrowest)
    lanes.y = plot.top + plot.height + 8
    gaps(lanes)
    canvas.height = lanes.y
    return canvas


def _start_numbers(plot: Plot, lines: Sequence[Series]) -> None:
    points = [series.points[0] for series in lines if series.points[0].shown]
    heights = [LABEL] * len(points)
    places = apart(
        [plot.y(point.value or 0.0) for point in points],
        heights,
        plot.top - BEYOND,
        plot.top + plot.height + BEYOND,
    )
    for point, y in zip(points, places, strict=True):
        plot.canvas.of = point.of
        plot.canvas.text(plot.left, y, point.text, align="right", dx=-9)
        plot.canvas.left = max(plot.canvas.left, width(point.text) + 14)
    plot.canvas.of = ""
