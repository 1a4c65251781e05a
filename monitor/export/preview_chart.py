"""The chart of a preview: as large as its room lets it be, in two columns where its rows ask that, and as
much of it as can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from monitor.codebook import Codebook
from monitor.export.image import drawn, placed
from monitor.figure.chart import Chart, Form
from monitor.figure.draw import canvas
from monitor.figure.draw.multiples import COLUMNS
from monitor.figure.fewer import fewer, halved
from monitor.figure.figure import Figure
from monitor.figure.in_title import naming

SCALES = (2.2, 2.0, 1.8, 1.6)
"""How much the chart is enlarged. At the least of these its smallest letters are 9.6 pixels in a chat, which
shows the preview half as wide; what has no room then is left out."""
LEAST = SCALES[-1]
_BETWEEN = 44
"""Pixels between two columns, which are then as wide as a phone's."""
_LOWEST, _HIGHEST = {Form.MULTIPLES: 64.0}, {Form.MULTIPLES: 190.0}
_LOW, _HIGH = 130.0, 250.0
"""Heights of plots over waves; of small ones their own."""


class Laid(NamedTuple):
    """A chart in columns, how much these are enlarged, and how high its plots are."""

    columns: tuple[Chart, ...]
    scale: float = LEAST
    plot: float = 0
    left_out: int = 0
    """How many rows, panels or lines had no room."""


def laid_out(figure: Figure, book: Codebook, wide: float, high: float, more: float) -> Laid | None:
    """The chart within these pixels, of which `more` are kept free where something is left out; None where
    there is no chart."""
    chart = figure.chart
    if chart is None:
        return None
    whole = [laid for scale in SCALES for laid in _fitting(chart, wide, high, scale)]
    if whole:
        return max(whole, key=lambda laid: laid.plot)
    left = fewer(chart, lambda some: any(_fitting(some, wide, high - more)), naming(figure, book))
    fitting = next(_fitting(left.chart, wide, high - more), Laid((left.chart,), plot=_lowest(chart)))
    return fitting._replace(left_out=left.left_out)


def picture(laid: Laid, wide: float) -> str:
    """The chart as SVG of this width, from the top of its room."""
    width = _column(wide, len(laid.columns)) / laid.scale
    parts = []
    for at, column in enumerate(laid.columns):
        part = _keyless(column) if at else column
        down = _high(column, width, laid.plot) - _high(part, width, laid.plot)
        marks = placed(drawn(part, canvas(part, width, laid.plot), round(width)), down, 0)
        across = at * (_column(wide, len(laid.columns)) + _BETWEEN)
        parts.append(f'<g transform="translate({across:g},0) scale({laid.scale:.4g})">{marks}</g>')
    return "".join(parts)


def _fitting(chart: Chart, wide: float, high: float, scale: float = LEAST) -> Iterator[Laid]:
    """The ways in which a chart fits at this scale, the best to read first; over waves with plots as high as
    there is room for."""
    spare = high / scale - _high(chart, wide / scale, _lowest(chart))
    if spare >= 0 and chart.form.over_waves:
        below = -(-len(chart.panels) // COLUMNS)
        most = _HIGHEST.get(chart.form, _HIGH)
        yield Laid((chart,), scale, min(most, _lowest(chart) + spare // below))
    elif spare >= 0:
        yield Laid((chart,), scale)
    if scale == LEAST and not chart.form.over_waves:
        width = _column(wide, 2) / scale
        halves = halved(chart, lambda half: _high(half, width, 0) * scale <= high)
        if halves:
            yield Laid(halves, scale)


def _lowest(chart: Chart) -> float:
    return _LOWEST.get(chart.form, _LOW) if chart.form.over_waves else 0.0


def _column(wide: float, columns: int) -> float:
    return (wide - _BETWEEN * (columns - 1)) / columns


def _high(chart: Chart, width: float, plot: float) -> float:
    laid = canvas(chart, width, plot)
    return laid.height + laid.bottom


def _keyless(chart: Chart) -> Chart:
    """A second column, whose keys stand above the first."""
    panels = tuple(
        replace(panel, series=tuple(replace(one, key="") for one in panel.series)) for panel in chart.panels
    )
    return replace(chart, panels=panels, reference="")
