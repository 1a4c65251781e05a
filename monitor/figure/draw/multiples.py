"""Small plots of lines in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import Chart, Panel, Series, pattern
from monitor.figure.draw.canvas import Canvas, Hit
from monitor.figure.draw.lanes import LINE, Lanes
from monitor.figure.draw.lines import gaps, wave_labels
from monitor.figure.draw.plot import Plot, apart, ends
from monitor.figure.draw.text import width, wrap

PANEL = 104
COLUMNS = 2
FILLED = 0.75
"""Part of a column that a panel's plot takes; the rest is for the numbers at the line ends."""
MOST_BANDS = 2


def multiples(chart: Chart) -> Canvas:
    """A plot for each panel; where each has one line, the others stand in grey behind it."""
    canvas = Canvas(0, COLUMNS, left=38, right=2)
    lanes = Lanes(chart, canvas)
    lanes.legend()
    lanes.published_key()
    lanes.reference_key()
    others = [] if chart.keys else [series for panel in chart.panels for series in panel.series]
    for first in range(0, len(chart.panels), COLUMNS):
        row = chart.panels[first : first + COLUMNS]
        titles = [wrap(panel.title, (theme.PAGE_NARROWEST - 44) / COLUMNS - 4, bold=True) for panel in row]
        below = lanes.y + max(map(len, titles)) * LINE + 8
        for column, (title, panel) in enumerate(zip(titles, row, strict=True)):
            canvas.of = pattern(point for series in panel.series for point in series.points)
            for at, line in enumerate(title):
                canvas.text(column, lanes.y + at * LINE + LINE / 2, line, bold=True)
            heading = Hit(
                canvas.of, panel.title, chart.told_of(canvas.of), lanes.y - 3, len(title) * LINE + 6
            )
            canvas.hit(heading._replace(x=column, width=max(map(_wide, title)) + 8))
            canvas.of = ""
            plot = Plot(chart, canvas, column, column + FILLED, below, PANEL)
            plot.gridlines(chart.axis.ticks[:: 2 if chart.axis.in_percent else 1], labels=column == 0)
            plot.breaks(panel.breaks)
            _panel(plot, panel, others)
            wave_labels(plot, [0, len(chart.waves) - 1], below + PANEL + 13)
        lanes.y = below + PANEL + 34
    gaps(lanes)
    canvas.height = lanes.y
    return canvas


def _panel(plot: Plot, panel: Panel, others: Sequence[Series]) -> None:
    for at, series in enumerate(others):
        if not any(series is own for own in panel.series):
            plot.behind(f"{plot.left}{plot.top}behind{at}", series)
    for at, series in enumerate(panel.series):
        plot.line(f"{plot.left}{plot.top}{at}", series, 2, band=len(panel.series) <= MOST_BANDS)
        plot.diamonds(series)
    plot.references(panel.series)
    found = ends(panel.series)
    if not found:
        _without_number(plot, panel)
    places = apart(
        [plot.y(point.value or 0.0) for *_, point in found],
        [13.0] * len(found),
        plot.top - 8,
        plot.top + plot.height + 8,
    )
    for (series, at, point), y in zip(found, places, strict=True):
        plot.canvas.of = pattern(series.points)
        plot.canvas.text(plot.x(at), y, point.text, size=theme.SMALL, bold=True, dx=7)
    plot.canvas.of = ""


def _wide(line: str) -> float:
    return width(line, bold=True)


def _without_number(plot: Plot, panel: Panel) -> None:
    """Why a panel has no line."""
    point = panel.series[0].points[0]
    middle = plot.top + plot.height / 2
    plate = width(point.text, theme.SMALL) + 8
    plot.canvas.rule(plot.left, plot.left, middle, middle, theme.PAPER, 14, dx2=plate)
    plot.canvas.text(plot.left, middle, point.text, size=theme.SMALL, color=theme.QUIET, italic=True, dx=4)
