"""Slopes: the first wave at the left, the newest at the right, a line for each group, level, answer or
indicator."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Panel
from monitor.figure.kind import MOST_LINES, Kind, at_most
from monitor.figure.kinds.parts import waves
from monitor.figure.kinds.parts.points import Points
from monitor.figure.shape import Refusal, Shape


def chart(answer: Answer) -> Chart:
    """The first and the newest wave with numbers, joined by straight lines; waves between them are left
    out."""
    shown = [wave for wave in answer.waves if any(found[wave].shown for found in answer.drawn.values())]
    two = answer.only(tuple(dict.fromkeys((shown[0], shown[-1]))) if shown else answer.waves[-1:])
    keys = list(two.drawn)
    varying = two.varying(keys)
    colors = waves.line_colors(two, keys, varying[-1:])
    points = Points(two)
    lines = [waves.line(points, two, key, colors[key], two.label(key, varying)) for key in keys]
    return waves.over_waves(two, Form.SLOPE, [Panel("", tuple(lines))], waves.gaps(two, keys, varying))


def _refuses(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if not shape.comparable:
        return Refusal("wording")
    return at_most(MOST_LINES, shape.series, "too_many_lines")


KIND = Kind(
    "slope",
    8,
    refuses=_refuses,
    chart=chart,
    over_time=True,
    since_first=True,
    icon="M4 12L20 4M4 5L20 9M4 1v14M20 1v14",
)
