"""Slopes: the first wave at the left, the newest at the right, a line for each group, level, answer or indicator."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.canvas import Canvas
from monitor.figure.charts.lanes import LINE, Lanes
from monitor.figure.charts.lines import HEIGHT, end_labels, gaps, line_colors, published_key
from monitor.figure.charts.plot import LABEL, Plot, apart, plot
from monitor.figure.charts.text import width
from monitor.figure.key import Key


def slope(answer: Answer) -> Canvas:
    """The first and the newest wave with numbers, joined by straight lines; waves between them are left out."""
    shown = [wave for wave in answer.waves if any(waves[wave].shown for waves in answer.drawn.values())]
    ends = tuple(dict.fromkeys((shown[0], shown[-1]))) if shown else answer.waves[-1:]
    two = answer.only(ends)
    keys = list(two.drawn)
    varying = two.varying(keys)
    canvas = Canvas(0, 1, left=44)
    lanes = Lanes(two, canvas)
    published_key(lanes)
    drawing = plot(two, canvas, 0, 1, lanes.y + LINE + 6, HEIGHT)
    for wave, align in zip(ends, ("left", "right"), strict=False):
        x = drawing.x(wave)
        canvas.rule(x, x, drawing.top - 4, drawing.top + HEIGHT, theme.GRID)
        canvas.text(x, lanes.y + LINE / 2, answer.names.wave(wave), size=theme.SMALL, color=theme.QUIET, align=align)
    colors = line_colors(two, keys, varying[-1:])
    for at, key in enumerate(keys):
        drawing.line(str(at), key, colors[key])
        drawing.diamonds(key)
    _start_numbers(drawing, keys)
    end_labels(drawing, keys, varying)
    lanes.y = drawing.top + HEIGHT + 8
    gaps(lanes, keys, varying)
    canvas.height = lanes.y
    return canvas


def _start_numbers(drawing: Plot, keys: list[Key]) -> None:
    answer, first = drawing.answer, drawing.answer.waves[0]
    rows = [answer.lines[key][first] for key in keys if answer.lines[key][first].shown]
    places = apart([drawing.y(row.estimate or 0.0) for row in rows], [LABEL] * len(rows), drawing.top - 14, drawing.top + HEIGHT + 14)
    for row, y in zip(rows, places, strict=True):
        text = answer.number(row.estimate or 0.0) + ("*" if row.status == "unreliable" else "")
        drawing.canvas.text(drawing.left, y, text, align="right", dx=-9)
        drawing.canvas.left = max(drawing.canvas.left, width(text) + 14)
