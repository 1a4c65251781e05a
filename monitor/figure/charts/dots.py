"""A dot plot: each estimate a dot on its interval; what is compared last shares a row, in colours of its own."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import Rows, in_order, panels
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, Lanes
from monitor.figure.charts.scale import color_of, colors_by, value_of, value_range, value_ticks
from monitor.figure.charts.text import width
from monitor.figure.key import Key
from monitor.figure.kinds import MOST_LINES
from monitor.store import Estimate

LANE = 16


def dots(answer: Answer) -> Canvas:
    """Dots with intervals; with two comparisons or more, the last one as coloured lanes under a shared label."""
    canvas = Canvas(*value_range(answer, zero=False), left=7)
    lanes = Lanes(answer, canvas)
    varying = answer.compared
    inner = varying[-1] if len(varying) > 1 else ""
    colors = colors_by(answer, list(answer.drawn), inner) if inner else {}
    if inner and len(colors) <= MOST_LINES:
        named = {value_of(key, inner): answer.part(key, inner) for key in answer.drawn}
        lanes.legend(("circle", colors[value], name) for value, name in named.items())
        top = lanes.y
        _grouped(lanes, varying, inner, colors)
    else:
        top = lanes.y
        for heading, rows in panels(answer, answer.drawn):
            if heading:
                lanes.heading(heading)
            for name, key in rows:
                lanes.label(name)
                _line(lanes, key, color_of(answer, key))
                lanes.y += GAP - 4
    lanes.axis(value_ticks(answer, canvas.low, canvas.high), top)
    canvas.height = lanes.y
    return canvas


def _grouped(lanes: Lanes, varying: list[str], inner: str, colors: dict[str, str]) -> None:
    answer = lanes.answer
    outer, row_of = varying[:-2], varying[-2]
    found: dict[str, dict[str, list[Key]]] = {}
    for key in answer.drawn:
        found.setdefault(answer.label(key, outer), {}).setdefault(answer.part(key, row_of), []).append(key)
    for heading, rows in found.items():
        if heading:
            lanes.heading(heading)
        first: Rows = [(name, keys[0]) for name, keys in rows.items()]
        for name, _ in first if outer else in_order(answer, row_of, first):
            lanes.label(name)
            for key in rows[name]:
                _line(lanes, key, colors[value_of(key, inner)], answer.part(key, inner))
            lanes.y += GAP - 4


def _line(lanes: Lanes, key: Key, color: str, named: str = "") -> None:
    """One line of numbers: the newest wave first, earlier waves below it in tints; `named` where a lane without number needs it."""
    answer = lanes.answer
    shades = theme.tints(color, len(answer.waves))
    for wave, shade in reversed(list(zip(answer.waves, shades, strict=True))):
        row = answer.lines[key][wave]
        name = "" if len(answer.waves) == 1 else answer.names.wave(wave)
        if row.shown:
            _dot(lanes, key, row, shade, name, wave == answer.waves[-1])
        else:
            lanes.unshown(row, LANE - 2, name, named)
            lanes.y += 2
        if publication := answer.published.get(key, {}).get(wave):
            lanes.published(publication, theme.INK)


def _dot(lanes: Lanes, key: Key, row: Estimate, color: str, wave: str, newest: bool) -> None:
    answer, canvas, middle = lanes.answer, lanes.canvas, lanes.y + LANE / 2
    assert row.estimate is not None
    canvas.rule(canvas.low, canvas.high, middle, middle, theme.GRID)
    end = row.estimate
    if row.ci_low is not None and row.ci_high is not None:
        low, end = max(row.ci_low, canvas.low), min(row.ci_high, canvas.high)
        canvas.whisker(low, end, middle, middle, color, 3, 0.4)
    unreliable = row.status == "unreliable"
    name = answer.label(key, answer.compared or ["group"]) + f", {answer.names.wave(row.wave)}"
    fill = theme.PAPER if unreliable else color
    canvas.point(row.estimate, middle, fill, color, 75 if newest else 45, **told(name, answer.tip(row)))
    text = answer.number(row.estimate) + ("*" if unreliable else "") + (f" ({wave})" if wave else "")
    size = theme.SIZE if newest else theme.SMALL
    lanes.room_for(end, text, size, newest)
    canvas.rule(end, end, middle, middle, theme.PAPER, LANE - 2, dx2=width(text, size, newest) + 11)
    canvas.text(end, middle, text, size=size, bold=newest, dx=7, color=theme.INK if newest else theme.QUIET)
    lanes.y += LANE
