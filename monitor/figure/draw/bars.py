"""Horizontal bars: one row a line of numbers, earlier waves as tints below the newest."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.chart import Chart, Point
from monitor.figure.draw.canvas import Canvas, told
from monitor.figure.draw.lanes import GAP, LINE, Lanes
from monitor.figure.draw.text import width

THICK, THIN = 18, 12
UNRELIABLE = 0.45
"""Opacity of a bar whose figure is unreliable."""


def bars(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """Bars with their intervals and numbers."""
    canvas = Canvas(chart.axis.low, chart.axis.high)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.reference_key()
    series = chart.panels[0].series
    for row, points in lanes.rows():
        lanes.label(row.name)
        for one, point in zip(series, points, strict=True):
            height, canvas.wave = THIN if one.back else THICK, one.wave
            top = lanes.y
            if point.shown:
                _bar(lanes, point, height, one.wave)
            else:
                lanes.unshown(point, height, one.wave)
            lanes.beside(point, top)
            if point.published:
                lanes.published(point.published)
            lanes.y += 2
        lanes.y, canvas.wave = lanes.y + GAP, ""
    lanes.axis()
    canvas.height = lanes.y
    return canvas


def _bar(lanes: Lanes, point: Point, height: float, wave: str) -> None:
    axis, canvas, y = lanes.chart.axis, lanes.canvas, lanes.y
    assert point.value is not None
    middle = y + height / 2
    zero = max(canvas.low, min(0.0, canvas.high))
    if axis.in_percent:
        canvas.track(canvas.low, canvas.high, y, y + height)
    opacity = UNRELIABLE if point.faint else 1.0
    canvas.bar(
        min(zero, point.value),
        max(zero, point.value),
        y,
        y + height,
        point.color,
        **told(point.says) | {"opacity": opacity},
    )
    end = point.value
    if point.low is not None and point.high is not None:
        canvas.whisker(max(point.low, canvas.low), end, middle, middle, theme.PAPER, opacity=0.85)
        canvas.whisker(end, min(point.high, canvas.high), middle, middle, theme.INK, opacity=0.75)
        end = min(max(end, point.high), canvas.high)
    text = point.text + (f" ({wave})" if wave else "")
    bold = height == THICK
    size = theme.SIZE if bold else theme.SMALL
    end = lanes.after(end, point, text, size, bold)
    lanes.room_for(end, text, size, bold)
    if not axis.in_percent:
        canvas.rule(end, end, middle, middle, theme.PAPER, height - 2, dx2=width(text, size, bold) + 7)
    canvas.text(end, middle, text, size=size, bold=bold, dx=5, color=theme.INK if bold else theme.QUIET)
    lanes.y += height


def named(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """Bars of shares, each under its own name."""
    canvas = Canvas(chart.axis.low, chart.axis.high)
    lanes = Lanes(chart, canvas, narrowest)
    series = chart.panels[0].series
    for row, points in lanes.rows():
        if row.name:
            lanes.label(row.name)
        lanes.gap(row)
        for one, point in zip(series, points, strict=True):
            canvas.of, canvas.wave = point.of, one.wave
            name(lanes, one.part, one.wave)
            if point.shown:
                _whole_bar(lanes, point)
            else:
                lanes.unshown(point, THICK)
                lanes.y += 4
        lanes.y, canvas.wave = lanes.y + GAP - 4, ""
    lanes.axis()
    canvas.height = lanes.y
    return canvas


def name(lanes: Lanes, part: str, wave: str) -> None:
    """The small name above a bar: 'possible (2024)'."""
    text = f"{part} ({wave})" if wave else part
    lanes.canvas.text(
        lanes.canvas.low, lanes.y + LINE / 2 - 1, text, size=theme.SMALL, color=theme.QUIET, edge=True
    )
    lanes.y += LINE - 2


def _whole_bar(lanes: Lanes, point: Point) -> None:
    canvas, y = lanes.canvas, lanes.y
    assert point.value is not None
    canvas.track(canvas.low, canvas.high, y, y + THICK)
    opacity = UNRELIABLE if point.faint else 1.0
    canvas.bar(canvas.low, point.value, y, y + THICK, point.color, **told(point.says) | {"opacity": opacity})
    end = point.high if point.high is not None else point.value
    if point.low is not None:
        canvas.whisker(point.low, end, y + THICK / 2, y + THICK / 2, theme.INK, opacity=0.75)
    lanes.room_for(end, point.text)
    canvas.text(end, y + THICK / 2, point.text, bold=True, dx=6)
    lanes.y += THICK + 4
