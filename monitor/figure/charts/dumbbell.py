"""Dumbbells: two values of one thing on a row, joined by a bar that is as long as the gap between them."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import panels
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, Lanes
from monitor.figure.charts.scale import value_of, value_range, value_ticks
from monitor.figure.charts.text import width
from monitor.figure.key import Key, key_of
from monitor.store import Estimate

LANE = 20
COLORS = (theme.REFERENCE, theme.PALETTE[0])


def dumbbell(answer: Answer) -> Canvas:
    """Two levels, two groups, or the first and the newest wave, for each of whatever else is compared."""
    name = two_of(answer)
    rows = by_values(answer, name) if name else by_waves(answer)
    canvas = Canvas(*value_range(answer, zero=False), left=7)
    lanes = Lanes(answer, canvas)
    ends = (ends_of(answer, name) * 2)[:2]
    lanes.legend(("circle", color, text) for color, text in zip(COLORS, ends, strict=True))
    top = lanes.y
    for heading, named in panels(answer, rows, "item" if name == "group" else "group"):
        if heading:
            lanes.heading(heading)
        for label, key in named:
            lanes.label(label)
            _row(lanes, rows[key], ends)
            lanes.y += GAP - 4
    lanes.axis(value_ticks(answer, canvas.low, canvas.high), top)
    canvas.height = lanes.y
    return canvas


def two_of(answer: Answer) -> str:
    """The part of the lines with exactly two values: a breakdown before the groups; '' where it is the waves."""
    for name in ("level1", "level2", "group"):
        if len({value_of(key, name) for key in answer.drawn}) == 2:
            return name
    return ""


def ends_of(answer: Answer, name: str) -> list[str]:
    if name:
        return list({value_of(key, name): answer.part(key, name) for key in answer.drawn}.values())
    return [answer.names.wave(wave) for wave in (answer.waves[0], answer.newest)]


def by_values(answer: Answer, name: str) -> dict[Key, list[Estimate | None]]:
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


def by_waves(answer: Answer) -> dict[Key, list[Estimate | None]]:
    return {key: [waves[answer.waves[0]], waves[answer.newest]] for key, waves in answer.drawn.items()}


def _row(lanes: Lanes, pair: list[Estimate | None], ends: list[str]) -> None:
    canvas, middle = lanes.canvas, lanes.y + LANE / 2
    shown = [row for row in pair if row is not None and row.estimate is not None]
    if shown:
        canvas.rule(canvas.low, canvas.high, middle, middle, theme.GRID)
    if len(shown) == 2:
        values = sorted(row.estimate or 0.0 for row in shown)
        canvas.whisker(values[0], values[1], middle, middle, theme.HATCH, 5)
    lowest = min(shown, key=lambda row: row.estimate or 0.0, default=None)
    for row, color in zip(pair, COLORS, strict=True):
        if row is not None and row.estimate is not None:
            _end(lanes, row, row.estimate, color, left=len(shown) == 2 and row is lowest)
    lanes.y += LANE if shown else 0
    for row, end in zip(pair, ends, strict=True):
        if row is not None and row.estimate is None:
            text = f"{end}: {lanes.answer.tip(row)}"
            canvas.text(canvas.low, lanes.y + 7, text, size=theme.SMALL, color=theme.QUIET, italic=True, edge=True)
            lanes.y += 15


def _end(lanes: Lanes, row: Estimate, value: float, color: str, left: bool) -> None:
    """One dot with its number, outside the pair."""
    answer, canvas, middle = lanes.answer, lanes.canvas, lanes.y + LANE / 2
    name = answer.label(key_of(row), answer.compared or ["group"]) + f", {answer.names.wave(row.wave)}"
    fill = theme.PAPER if row.status == "unreliable" else color
    canvas.point(value, middle, fill, color, 95, **told(name, answer.tip(row)))
    text = answer.number(value) + ("*" if row.status == "unreliable" else "")
    bold = color == COLORS[1]
    plate = width(text, bold=bold) + 12
    if left and (value - canvas.low) / (canvas.high - canvas.low) * (theme.PAGE_NARROWEST - 40) < plate:
        canvas.left = max(canvas.left, plate)
    lanes.room_for(value, text + "  ", bold=bold)
    canvas.rule(value, value, middle, middle, theme.PAPER, LANE - 4, dx2=-plate if left else plate)
    canvas.text(value, middle, text, bold=bold, align="right" if left else "left", dx=-9 if left else 9)
