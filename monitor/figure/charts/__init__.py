"""Drawing: one function a figure type, an Answer in and a finished specification out."""

from __future__ import annotations

from typing import Any

from monitor.figure.answer import Answer


def draw(kind: str, answer: Answer) -> dict[str, Any]:
    """The Vega-Lite specification of `answer` as this figure type, without title or notes."""
    from monitor.figure.charts import bars, dots, dumbbell, lines, pairs, slope, stacked

    drawing = {
        "bars": bars.bars,
        "dots": dots.dots,
        "trend": lines.trend,
        "multiples": lines.multiples,
        "stacked": stacked.stacked,
        "diverging": stacked.diverging,
        "dumbbell": dumbbell.dumbbell,
        "slope": slope.slope,
        "ticks": pairs.ticks,
        "paired": pairs.paired,
    }[kind]
    return drawing(answer).spec(answer.language)
