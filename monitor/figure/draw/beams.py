"""Bars with ticks: how far something goes, and a vertical tick where it could go."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, pattern
from monitor.figure.draw.bars import THICK, UNRELIABLE
from monitor.figure.draw.canvas import Canvas, told
from monitor.figure.draw.lanes import GAP, Lanes
from monitor.figure.draw.text import width


def beams(chart: Chart, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """A bar and a tick for each row; rows of one name stand close under each other."""
    canvas = Canvas(chart.axis.low, chart.axis.high)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.legend()
    for panel in chart.panels:
        if panel.title:
            lanes.heading(panel.title)
        bars, ticks = (one.points for one in panel.series)
        top = lanes.y
        for at, (row, bar, tick) in enumerate(zip(panel.rows, bars, ticks, strict=True)):
            canvas.of = pattern((bar, tick))
            if row.opens:
                top = lanes.y
                lanes.label(row.name)
                lanes.gap(row)
            canvas.wave = row.wave
            _row(lanes, bar, tick, row.wave, newest=row.opens)
            canvas.wave = ""
            if at + 1 == len(panel.rows) or panel.rows[at + 1].opens:
                lanes.answers(canvas.of, " · ".join(filter(None, (panel.title, row.name))), top, row)
                lanes.y += GAP - 2
        canvas.of = ""
    lanes.axis()
    canvas.height = lanes.y
    return canvas


def _row(lanes: Lanes, bar: Point, tick: Point, wave: str, newest: bool) -> None:
    canvas, y = lanes.canvas, lanes.y
    if bar.shown:
        _beam(lanes, bar, wave, tick, newest)
    else:
        lanes.unshown(bar, THICK, wave)
        lanes.y -= THICK
    if tick.value is not None:
        canvas.whisker(tick.value, tick.value, y - 4, y + THICK + 4, tick.color, 3)
        canvas.bar(tick.value, tick.value, y, y + THICK, tick.color, **told(tick.says))
        left = (tick.value - canvas.low) / (canvas.high - canvas.low) > 0.5
        align, dx = ("right", 2) if left else ("left", -2)
        canvas.text(
            tick.value, y + THICK + 10, tick.words, size=theme.SMALL, color=theme.QUIET, align=align, dx=dx
        )
        lanes.y += 18 if wave else 14
    lanes.y += THICK + 4


def _beam(lanes: Lanes, bar: Point, wave: str, tick: Point, newest: bool) -> None:
    canvas, y = lanes.canvas, lanes.y
    assert bar.value is not None
    middle = y + THICK / 2
    if lanes.chart.axis.in_percent:
        canvas.track(canvas.low, canvas.high, y, y + THICK)
    opacity = UNRELIABLE if bar.faint else 1.0
    canvas.bar(canvas.low, bar.value, y, y + THICK, bar.color, **told(bar.says) | {"opacity": opacity})
    if bar.low is not None and bar.high is not None:
        canvas.whisker(max(bar.low, canvas.low), bar.value, middle, middle, theme.PAPER, opacity=0.85)
        canvas.whisker(bar.value, min(bar.high, canvas.high), middle, middle, theme.INK, opacity=0.75)
    text = bar.text + (f" ({wave})" if wave else "")
    room = (bar.value - canvas.low) / (canvas.high - canvas.low) * (theme.PAGE_NARROWEST - 12 - canvas.right)
    if room > width(text, bold=newest) + 12:
        canvas.text(canvas.low, middle, text, bold=newest, color=theme.text_on(bar.color), dx=6)
        return
    end = max(bar.value, bar.high or bar.value, tick.value or bar.value)
    lanes.room_for(end, bar.words)
    canvas.text(end, middle, bar.words, bold=newest, dx=7)
