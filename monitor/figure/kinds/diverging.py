"""Stacked bars around a neutral middle: negative answers to the left, positive to the right, neutral
across."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form
from monitor.figure.kind import Kind
from monitor.figure.kinds import stacked
from monitor.figure.kinds.parts.scale import axis
from monitor.figure.kinds.parts.wholes import by_wave, reach, whole_panels
from monitor.figure.shape import Refusal, Shape

_LEAST = 0.1
"""How far the scale goes to each side at least."""


def chart(answer: Answer) -> Chart:
    """Opinions around their neutral middle."""
    named = by_wave(answer, around_middle=True)
    left, right = reach(named)
    scale = axis(answer, -max(left, _LEAST), max(right, _LEAST), [])
    return Chart(Form.STACKED, answer.language, scale, whole_panels(answer, named))


def _refuses(shape: Shape) -> Refusal | None:
    if shape.kind != "distribution" or not shape.diverging:
        return Refusal("no_poles")
    return stacked.refuses(shape)


KIND = Kind(
    "diverging",
    6,
    refuses=_refuses,
    chart=chart,
    suits=lambda shape: 2 * (shape.subject == "whole"),
    icon="M12 1v14M5 4h14M8 8h6M3 12h12",
)
