"""Small plots of lines: what varies last as lines in each, or one line a plot with the others in grey
behind it."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Panel
from monitor.figure.key import Key
from monitor.figure.kind import MOST_LINES, Kind, at_most
from monitor.figure.kinds.parts import waves
from monitor.figure.kinds.parts.colors import color_of, colors_by, value_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.shape import Refusal, Shape

MOST_PANELS = 30


def chart(answer: Answer) -> Chart:
    """A panel for each value of what varies before the lines."""
    varying = answer.compared
    inner = (
        varying[-1]
        if len(varying) > 1 and len({value_of(key, varying[-1]) for key in answer.drawn}) <= MOST_LINES
        else ""
    )
    outer = [name for name in varying if name != inner] or ["group"]
    groups: dict[str, list[Key]] = {}
    for key in answer.drawn:
        groups.setdefault(answer.label(key, outer), []).append(key)
    by = colors_by(answer, list(answer.drawn), inner) if inner else {}
    shapes = dict(zip(by, cycle(theme.SHAPES), strict=False))
    points = Points(answer)
    panels = []
    for title, keys in groups.items():
        lines = []
        for key in keys:
            name = answer.part(key, inner) if inner else ""
            color = by[value_of(key, inner)] if inner else color_of(answer, key)
            line = waves.line(points, answer, key, color, name, words=name)
            lines.append(replace(line, shape=shapes[value_of(key, inner)]) if inner else line)
        panels.append(Panel(title, tuple(lines), breaks=waves.new_questions(answer, keys)))
    return waves.over_waves(answer, Form.MULTIPLES, panels, waves.gaps(answer, list(answer.drawn), varying))


def _refuses(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if shape.series < 2:
        return Refusal("one_line")
    panels = shape.series if len(shape.varying) == 1 else shape.series // shape.varying[-1][1]
    return at_most(MOST_PANELS, panels, "too_many_panels")


KIND = Kind(
    "multiples",
    4,
    refuses=_refuses,
    chart=chart,
    suits=lambda shape: int(shape.subject == "time"),
    over_time=True,
    icon="M2 6l3-3 4 1M14 6l3-2 5-2M2 14l4-1 3-3M14 13l4 0 4-3",
)
