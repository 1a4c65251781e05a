"""Stacked bars of a whole: every answer a segment, from 0 to 100%."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form
from monitor.figure.kind import MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts.scale import along
from monitor.figure.kinds.parts.wholes import by_wave, whole_panels
from monitor.figure.shape import Refusal, Shape


def chart(answer: Answer) -> Chart:
    """Distributions as bars of 100%."""
    return Chart(Form.STACKED, answer.language, along(answer), whole_panels(answer, by_wave(answer)))


def refuses(shape: Shape) -> Refusal | None:
    """What can't be shared out, or too many rows."""
    if shape.kind != "distribution":
        return Refusal("overlapping" if shape.kind == "multiple" else "no_distribution")
    rows = shape.series // shape.categories if shape.categories > 1 else shape.series
    return at_most(MOST_ROWS, rows, "too_many_rows")


KIND = Kind(
    "stacked",
    5,
    refuses=refuses,
    chart=chart,
    suits=lambda shape: int(shape.subject == "whole"),
    icon="M2 4h8M12.5 4h4M19 4h3M2 12h4M8.5 12h8M19 12h3",
)
