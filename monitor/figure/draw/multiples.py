"""Small plots of lines in two columns, and below each other for a phone."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import Chart, Panel, Series, pattern
from monitor.figure.draw.canvas import Canvas, Hit
from monitor.figure.draw.lanes import LINE, Lanes
from monitor.figure.draw.lines import end_labels, gaps, needed, wave_labels
from monitor.figure.draw.plot import Plot, apart, ends
from monitor.figure.draw.text import width, wrap

PANEL, HIGHER = 104, {1: 190, 2: 140}
"""Height of a plot; of the plots of so few rows."""
COLUMNS = 2
FILLED = 0.75
"""Part of a column that a panel's plot takes; the rest is for the numbers at the line ends."""
MOST_BANDS = 2
NUMBER, _BEYOND = 13.0, 8
"""Height of a number at a line's end, and how far it may stand above and below the plot."""
BETWEEN = 10
"""Pixels between the names of two panels."""


def multiples(chart: Chart, high: float = 0, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """A plot for each panel, `high` pixels or as fits their number, laid out for at least so many pixels;
    where each has one line, the others stand in grey behind it."""
    canvas = Canvas(0, COLUMNS, left=38, right=2)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.legend()
    lanes.published_key()
    lanes.reference_key()
    others = _others(chart)
    high = high or HIGHER.get(-(-len(chart.panels) // COLUMNS), PANEL)
    high = max(high, NUMBER * max(len(panel.series) for panel in chart.panels) - 2 * _BEYOND)
    for first in range(0, len(chart.panels), COLUMNS):
        row = chart.panels[first : first + COLUMNS]
        titles = [_title(panel, (narrowest - 44) / COLUMNS - BETWEEN) for panel in row]
        below = lanes.y + max(map(len, titles)) * LINE + 8
        for column, (title, panel) in enumerate(zip(titles, row, strict=True)):
            _heading(lanes, panel, title, column)
            plot = Plot(chart, canvas, column, column + FILLED, below, high)
            _frame(plot, panel, others, labels=column == 0)
            _numbers(plot, panel)
            wave_labels(plot, [0, len(chart.waves) - 1], below + high + 13)
        lanes.y = below + high + 34
    gaps(lanes)
    canvas.height = lanes.y
    return canvas


def below_each_other(chart: Chart) -> Canvas:
    """The same in one column, for a phone: each line has its name at its end, and needs no key."""
    canvas = Canvas(0, 1, left=38, right=40)
    lanes = Lanes(chart, canvas)
    lanes.published_key()
    lanes.reference_key()
    others = _others(chart)
    for panel in chart.panels:
        title = _title(panel, theme.PAGE_NARROWEST - 44)
        _heading(lanes, panel, title, 0)
        top = lanes.y + len(title) * LINE + (20 if chart.keys else 8)
        high = max(PANEL, needed(panel.series, len(chart.waves))) if chart.keys else PANEL
        plot = Plot(chart, canvas, 0, 1, top, high)
        _frame(plot, panel, others, labels=True)
        if chart.keys:
            end_labels(plot, panel.series)
            if not ends(panel.series):
                _without_number(plot, panel)
        else:
            _numbers(plot, panel)
        wave_labels(plot, [0, len(chart.waves) - 1], top + high + 13)
        lanes.y = top + high + 34
    gaps(lanes)
    canvas.height = lanes.y
    return canvas


def _others(chart: Chart) -> list[Series]:
    """The lines that stand behind each panel's own."""
    return [] if chart.keys else [series for panel in chart.panels for series in panel.series]


def _title(panel: Panel, room: float) -> list[str]:
    return wrap(panel.title, room, bold=True)


def _heading(lanes: Lanes, panel: Panel, title: Sequence[str], column: int) -> None:
    """A panel's name, which answers for its lines."""
    canvas = lanes.canvas
    canvas.of = pattern(point for series in panel.series for point in series.points)
    with canvas.naming():
        for at, line in enumerate(title):
            canvas.text(column, lanes.y + at * LINE + LINE / 2, line, bold=True)
    told = lanes.chart.told_of(canvas.of)
    heading = Hit(canvas.of, panel.title, told, lanes.y - 3, len(title) * LINE + 6)
    canvas.hit(heading._replace(x=column, width=max(map(_wide, title)) + 8))
    canvas.of = ""


def _frame(plot: Plot, panel: Panel, others: Sequence[Series], labels: bool) -> None:
    """A panel without the numbers at its line ends."""
    axis = plot.chart.axis
    plot.gridlines(axis.ticks[:: 2 if axis.in_percent else 1], labels=labels)
    plot.breaks(panel.breaks)
    for at, series in enumerate(others):
        if not any(series is own for own in panel.series):
            plot.behind(f"{plot.left}{plot.top}behind{at}", series)
    for at, series in enumerate(panel.series):
        plot.line(f"{plot.left}{plot.top}{at}", series, 2, band=len(panel.series) <= MOST_BANDS)
        plot.diamonds(series)
    plot.references(panel.series)


def _numbers(plot: Plot, panel: Panel) -> None:
    """The newest number of each line, at its end."""
    found = ends(panel.series)
    if not found:
        _without_number(plot, panel)
    places = apart(
        [plot.y(point.value or 0.0) for *_, point in found],
        [NUMBER] * len(found),
        plot.top - _BEYOND,
        plot.top + plot.height + _BEYOND,
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
