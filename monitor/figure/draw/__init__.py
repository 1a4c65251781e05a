"""Drawing for pages and pictures: a chart in, a canvas of marks out, which writes Vega-Lite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitor.figure import theme
from monitor.figure.chart import Chart, Form
from monitor.figure.draw.bars import bars, named
from monitor.figure.draw.beams import beams
from monitor.figure.draw.canvas import Canvas
from monitor.figure.draw.dots import dots
from monitor.figure.draw.dumbbell import dumbbell
from monitor.figure.draw.lines import HEIGHT, lines
from monitor.figure.draw.multiples import below_each_other, multiples
from monitor.figure.draw.slope import slope
from monitor.figure.draw.stacked import stacked

_ROWS: dict[Form, Callable[[Chart, float], Canvas]] = {
    Form.BARS: bars,
    Form.NAMED: named,
    Form.STACKED: stacked,
    Form.DOTS: dots,
    Form.DUMBBELL: dumbbell,
    Form.BEAMS: beams,
}


def canvas(chart: Chart, narrowest: float = theme.PAGE_NARROWEST, plot: float = 0) -> Canvas:
    """The chart's marks, laid out for at least so many pixels, plots over waves `plot` pixels high (0: as
    suits a page) or as their labels need; its focus is still to be drawn."""
    if chart.form is Form.MULTIPLES:
        drawn = multiples(chart, plot, narrowest)
    elif chart.form.over_waves:
        drawn = (slope if chart.form is Form.SLOPE else lines)(chart, plot or HEIGHT, narrowest)
    else:
        drawn = _ROWS[chart.form](chart, narrowest)
    drawn.focus = chart.forward
    return drawn


def narrow(chart: Chart, broad: Canvas) -> Canvas | None:
    """The marks as a phone needs them, where that is another layout than the broad one."""
    if chart.form is not Form.MULTIPLES:
        drawn = canvas(chart)
        return None if drawn.rows == broad.rows else drawn
    drawn = below_each_other(chart)
    drawn.focus = chart.forward
    return drawn


def spec(chart: Chart) -> dict[str, Any]:
    """The chart as a finished Vega-Lite specification, without title or notes; as wide as its container."""
    return canvas(chart).greyed().spec(chart.language)
