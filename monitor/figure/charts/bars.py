"""Horizontal bars: one row a line of numbers, earlier waves as tints below the newest."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import panels
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, Lanes
from monitor.figure.charts.scale import color_of, value_range, value_ticks
from monitor.figure.charts.text import width
from monitor.figure.key import Key
from monitor.store import Estimate

THICK, THIN = 18, 12
UNRELIABLE = 0.45
"""Opacity of a bar whose figure is unreliable."""


def bars(answer: Answer) -> Canvas:
    """Levels, groups, answers or indicators as bars, with their intervals and numbers."""
    low, high = value_range(answer)
    canvas = Canvas(low, high)
    lanes = Lanes(answer, canvas)
    for heading, rows in panels(answer, answer.drawn):
        if heading:
            lanes.heading(heading)
        for name, key in rows:
            lanes.label(name)
            _row(lanes, key, answer.drawn[key])
            lanes.y += GAP
    lanes.axis(value_ticks(answer, canvas.low, canvas.high), 0)
    canvas.height = lanes.y
    return canvas


def _row(lanes: Lanes, key: Key, waves: dict[str, Estimate]) -> None:
    answer = lanes.answer
    newest_first = list(reversed(waves.values()))
    alone = len(answer.waves) == 1
    shades = dict(zip(answer.waves, theme.tints(color_of(answer, key), len(answer.waves)), strict=True))
    for row in newest_first:
        height = THICK if row.wave == newest_first[0].wave else THIN
        if row.shown:
            _bar(lanes, key, row, shades[row.wave], height, "" if alone else answer.names.wave(row.wave))
        else:
            lanes.unshown(row, height, "" if alone else answer.names.wave(row.wave))
        publication = answer.published.get(key, {}).get(row.wave)
        if publication:
            lanes.published(publication, theme.INK)
        lanes.y += 2


def _bar(lanes: Lanes, key: Key, row: Estimate, color: str, height: float, wave: str) -> None:
    answer, canvas, y = lanes.answer, lanes.canvas, lanes.y
    assert row.estimate is not None
    zero = max(canvas.low, min(0.0, canvas.high))
    name = answer.label(key, answer.compared or ["group"]) + f", {answer.names.wave(row.wave)}"
    if answer.in_percent:
        canvas.track(canvas.low, canvas.high, y, y + height)
    opacity = UNRELIABLE if row.status == "unreliable" else 1.0
    canvas.bar(min(zero, row.estimate), max(zero, row.estimate), y, y + height, color, **told(name, answer.tip(row)) | {"opacity": opacity})
    end = row.estimate
    if row.ci_low is not None and row.ci_high is not None:
        canvas.whisker(max(row.ci_low, canvas.low), end, y + height / 2, y + height / 2, theme.PAPER, opacity=0.85)
        canvas.whisker(end, min(row.ci_high, canvas.high), y + height / 2, y + height / 2, theme.INK, opacity=0.75)
        end = min(max(end, row.ci_high), canvas.high)
    text = answer.number(row.estimate) + ("*" if row.status == "unreliable" else "")
    bold = height == THICK
    size = theme.SIZE if bold else theme.SMALL
    if wave:
        text += f" ({wave})"
    lanes.room_for(end, text, size, bold)
    if not answer.in_percent:
        canvas.rule(end, end, y + height / 2, y + height / 2, theme.PAPER, height - 2, dx2=width(text, size, bold) + 7)
    canvas.text(end, y + height / 2, text, size=size, bold=bold, dx=5, color=theme.INK if bold else theme.QUIET)
    lanes.y += height
