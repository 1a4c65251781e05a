"""From an answer to native charts: the same rows, order and colours as the figure on the page."""

from __future__ import annotations

from collections.abc import Callable

from monitor.export.native import processes, rows, waves, wholes
from monitor.export.native.chart import Chart
from monitor.figure.answer import Answer

_DRAW: dict[str, Callable[[Answer], list[Chart]]] = {
    "bars": rows.bars,
    "dots": rows.dots,
    "dumbbell": rows.dumbbell,
    "trend": waves.trend,
    "multiples": waves.multiples,
    "slope": waves.slope,
    "stacked": wholes.stacked,
    "diverging": wholes.diverging,
    "ticks": processes.ticks,
    "paired": processes.paired,
}


def native_charts(answer: Answer, kind: str) -> list[Chart]:
    """The charts of a figure type: one, or one for each small multiple."""
    return _DRAW[kind](answer)
