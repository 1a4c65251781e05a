"""Lines over waves in one plot, each with its name at its end."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Panel
from monitor.figure.kind import MOST_LINES, Kind, at_most
from monitor.figure.kinds.parts import waves
from monitor.figure.kinds.parts.points import Points
from monitor.figure.shape import Refusal, Shape


def chart(answer: Answer) -> Chart:
    """A line for each group, level, answer or indicator that has a number."""
    drawn = list(answer.drawn)
    keys = [key for key in drawn if any(row.shown for row in answer.lines[key].values())] or drawn
    varying = answer.varying(keys)[-1:]
    colors = waves.line_colors(answer, keys, varying)
    points = Points(answer)
    lines = [waves.line(points, answer, key, colors[key], answer.label(key, varying)) for key in keys]
    panel = Panel("", tuple(lines), breaks=waves.new_questions(answer, keys))
    return waves.over_waves(answer, Form.LINES, [panel], waves.gaps(answer, drawn, answer.compared[-1:]))


def _refuses(shape: Shape) -> Refusal | None:
    if shape.waves < 2:
        return Refusal("one_wave")
    if len(shape.varying) > 1:
        return Refusal("two_comparisons")
    return at_most(MOST_LINES, shape.series, "too_many_lines")


KIND = Kind(
    "trend",
    3,
    refuses=_refuses,
    chart=chart,
    suits=lambda shape: 2 * (shape.subject == "time"),
    over_time=True,
    instead="multiples",
    icon="M2 13l6-5 6 2 8-7",
)
