"""Dumbbells: two values of one thing on a row, joined by a bar that is as long as the gap between them."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import panels
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, Lanes
from monitor.figure.charts.scale import value_of, value_range, value_ticks
from monitor.figure.charts.text import width
from monitor.figure.key import Key
from monitor.store import Estimate

LANE = 20
COLORS = (theme.REFERENCE, theme.PALETTE[0])


def dumbbell(answer: Answer) -> Canvas:
    """Two levels, two groups, or the first and the newest wave, for each of whatever else is compared."""
    name = two_of(answer)
    rows = _by_values(answer, name) if name else _by_waves(answer)
    canvas = Canvas(*value_range(answer, zero=False))
    lanes = Lanes(answer, canvas)
    lanes.legend(("circle", color, text) for color, text in zip(COLORS, _ends(answer, name), strict=False))
    top = lanes.y
    for heading, named in panels(answer, rows):
        if heading:
            lanes.heading(heading)
        for label, key in named:
            lanes.label(label)
            _row(lanes, rows[key], key)
            lanes.y += GAP - 4
    lanes.axis(value_ticks(answer), top)
    canvas.height = lanes.y
    return canvas


def two_of(answer: Answer) -> str:
    """The part of the lines with exactly two values: a breakdown before the groups; '' where it is the waves."""
    for name in ("level1", "level2", "group"):
        if len({value_of(key, name) for key in answer.drawn}) == 2:
            return name
    return ""


def _ends(answer: Answer, name: str) -> list[str]:
    if name:
        return list({value_of(key, name): answer.part(key, name) for key in answer.drawn}.values())
    return [answer.names.wave(wave) for wave in (answer.waves[0], answer.newest)]


def _by_values(answer: Answer, name: str) -> dict[Key, list[Estimate | None]]:
    """The newest rows of the two values, by what else the line is about."""
    values = list(dict.fromkeys(value_of(key, name) for key in answer.drawn))
    found: dict[Key, list[Estimate | None]] = {}
    for key, waves in answer.drawn.items():
        pair = found.setdefault(key._replace(**{name: ""} if name != "group" else {}), [None, None])
        if name == "group":
            pair = found.setdefault(key._replace(group=answer.view.groups[0]), pair)
        pair[values.index(value_of(key, name))] = waves[answer.newest]
    if name == "group":
        found = {key: pair for key, pair in found.items() if key.group == answer.view.groups[0]}
    return found


def _by_waves(answer: Answer) -> dict[Key, list[Estimate | None]]:
    return {key: [waves[answer.waves[0]], waves[answer.newest]] for key, waves in answer.drawn.items()}


def _row(lanes: Lanes, pair: list[Estimate | None], key: Key) -> None:
    answer, canvas, middle = lanes.answer, lanes.canvas, lanes.y + LANE / 2
    shown = [row for row in pair if row is not None and row.shown]
    canvas.rule(canvas.low, canvas.high, middle, middle, theme.GRID)
    if len(shown) == 2:
        values = sorted(row.estimate or 0.0 for row in shown)
        canvas.whisker(values[0], values[1], middle, middle, theme.HATCH, 5)
    for row, color in zip(pair, COLORS, strict=True):
        if row is None:
            continue
        name = _name(answer, row)
        if row.estimate is None:
            continue
        fill = theme.PAPER if row.status == "unreliable" else color
        canvas.point(row.estimate, middle, fill, color, 95, **told(name, answer.tip(row)))
        others = [other.estimate for other in shown if other is not row]
        left = bool(others) and (row.estimate < (others[0] or 0.0) or (row.estimate == others[0] and color == COLORS[0]))
        text = answer.number(row.estimate) + ("*" if row.status == "unreliable" else "")
        if left and row.estimate - canvas.low < (canvas.high - canvas.low) * 0.1:
            canvas.left = max(canvas.left, width(text) + 14)
        lanes.room_for(row.estimate, text + "  ", bold=color == COLORS[1])
        plate = width(text) + 12
        canvas.rule(row.estimate, row.estimate, middle, middle, theme.PAPER, LANE - 4, dx2=-plate if left else plate)
        canvas.text(row.estimate, middle, text, bold=color == COLORS[1], align="right" if left else "left", dx=-9 if left else 9)
    lanes.y += LANE
    for row in pair:
        if row is not None and not row.shown:
            text = f"{_name(answer, row)}: {answer.tip(row)}"
            canvas.text(canvas.low, lanes.y + 7, text, size=theme.SMALL, color=theme.QUIET, italic=True)
            lanes.y += 15


def _name(answer: Answer, row: Estimate) -> str:
    from monitor.figure.key import key_of

    return answer.label(key_of(row), answer.varying(answer.drawn) or ["group"]) + f", {answer.names.wave(row.wave)}"
