"""Lines over waves in one plot, with labels at the line ends."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, Series, pattern
from monitor.figure.draw.canvas import Canvas, Hit
from monitor.figure.draw.lanes import Lanes
from monitor.figure.draw.plot import LABEL, Plot, apart, ends
from monitor.figure.draw.text import beside, width, wrap
from monitor.locale import say

HEIGHT = 250
LABEL_WIDTH, BROAD_LABEL = 118, 150
"""How wide the label at a line's end may be, on a phone and where there is more room."""
BEYOND = 14
"""How far labels may stand above and below the plot."""
MOST_BANDS = 4


def lines(chart: Chart, high: float = HEIGHT, narrowest: float = theme.PAGE_NARROWEST) -> Canvas:
    """The lines of the chart's one panel, each with its name and newest number at its end; the plot is as
    high as these need. Laid out for at least so many pixels."""
    panel = chart.panels[0]
    canvas = Canvas(0, 1, left=40)
    lanes = Lanes(chart, canvas, narrowest)
    lanes.published_key()
    lanes.reference_key()
    plot = Plot(
        chart, canvas, 0, 1, lanes.y + 16, max(high, needed(panel.series, len(chart.waves), narrowest))
    )
    plot.gridlines(chart.axis.ticks)
    for place in plot.breaks(panel.breaks):
        canvas.text(
            place,
            lanes.y + 4,
            say("mark.new_question", chart.language),
            size=theme.SMALL,
            color=theme.QUIET,
            align="center",
        )
    for at, series in enumerate(panel.series):
        plot.line(str(at), series, band=len(panel.series) <= MOST_BANDS)
        plot.diamonds(series)
    plot.references(panel.series)
    if len(panel.series) == 1:
        _numbers(plot, panel.series[0])
    end_labels(plot, panel.series, narrowest)
    lanes.y = plot.top + plot.height
    wave_labels(plot, range(len(chart.waves)), lanes.y + 14, narrowest)
    _absent_waves(plot, panel.series)
    lanes.y += 26
    gaps(lanes)
    canvas.height = lanes.y
    return canvas


def _numbers(plot: Plot, series: Series) -> None:
    """The number at each point of a single line but its last, which stands at the line's end."""
    shown = [(at, point) for at, point in enumerate(series.points) if point.value is not None]
    for at, point in shown[:-1]:
        top, plot.canvas.of = plot.y(point.high if point.high is not None else point.value or 0.0), point.of
        text, x = point.text.removesuffix("*"), plot.x(at)
        # At the edge of the plot the numbers of its scale stand to the left.
        align, dx = ("left", -6) if x == plot.left else ("center", 0)
        plot.canvas.text(x, top - 9, text, size=theme.SMALL, align=align, dx=dx)
    plot.canvas.of = ""


def end_labels(plot: Plot, lines_: Sequence[Series], narrowest: float = theme.PAGE_NARROWEST) -> None:
    """Each line's newest number and its name, to the right of the plot, moved apart where they would
    overlap."""
    canvas, last = plot.canvas, len(plot.chart.waves) - 1
    wide = _label_width(narrowest)
    blocks = [_block(series, point, at == last, wide) for series, at, point in ends(lines_)]
    middles = [plot.y(point.value or 0.0) for _, _, point in ends(lines_)]
    heights = [_high(texts) for _, texts, _ in blocks]
    places = apart(middles, heights, plot.top - BEYOND, plot.top + plot.height + BEYOND)
    patterns = [pattern(series.points) for series, _, _ in ends(lines_)]
    for y, (number, texts, indent), place, height, of in zip(
        middles, blocks, places, heights, patterns, strict=True
    ):
        canvas.of = of
        first_line = place - height / 2 + 1 + LABEL / 2
        if abs(first_line - y) > 5:
            canvas.rule(plot.right, plot.right, y, first_line, theme.FAINT, dx2=11)
        canvas.text(plot.right, first_line, number, bold=True, dx=13)
        for at, text in enumerate(texts):
            canvas.text(plot.right, first_line + at * LABEL, text, dx=13 + (indent if at == 0 else 0))
        widest = max([indent + width(texts[0]) if texts else indent, *(width(text) for text in texts[1:])])
        canvas.right = max(canvas.right, min(widest, wide + 10) + 16)
        label = Hit(of, " ".join(texts) or number, plot.chart.told_of(of), place - height / 2, height)
        canvas.hit(label._replace(x=plot.right, dx=9, width=widest + 8))
    canvas.of = ""


def needed(lines_: Sequence[Series], waves: int, narrowest: float = theme.PAGE_NARROWEST) -> float:
    """The least height of a plot beside which the labels at these lines' ends stand below each other."""
    wide = _label_width(narrowest)
    labels = (_high(_block(series, point, at == waves - 1, wide)[1]) for series, at, point in ends(lines_))
    return sum(labels) - 2 * BEYOND


def _label_width(narrowest: float) -> float:
    return BROAD_LABEL if narrowest >= theme.PAGE_BROAD else LABEL_WIDTH


def _block(series: Series, point: Point, newest: bool, wide: float) -> tuple[str, list[str], float]:
    """What stands at the end of a line: its number, its name in lines at most so wide, and how far the first
    of these stands in."""
    indent = width(point.text, bold=True) + 5
    name = series.label if newest else f"{series.label} ({point.wave})".strip()
    return point.text, beside(name, wide, indent), indent


def _high(texts: Sequence[str]) -> float:
    return LABEL * max(1, len(texts)) + 2.0


def wave_labels(plot: Plot, waves: Sequence[int], y: float, narrowest: float = theme.PAGE_NARROWEST) -> None:
    """Names of the waves under the plot; every second or third where they would touch in so many pixels."""
    names = [plot.chart.waves[at].name for at in waves]
    room = (narrowest - plot.canvas.left - plot.canvas.right) / max(1, len(waves) - 1)
    every = 1
    while every < len(waves) and max(map(width, names)) + 8 > room * every:
        every += 1
    for at, (wave, name) in enumerate(zip(waves, names, strict=True)):
        if (len(waves) - 1 - at) % every == 0 or len(waves) <= 2:
            align = "left" if len(waves) == 2 and at == 0 else "right" if len(waves) == 2 else "center"
            plot.canvas.text(plot.x(wave), y, name, size=theme.SMALL, color=theme.QUIET, align=align)


def _absent_waves(plot: Plot, lines_: Sequence[Series]) -> None:
    """The word in the gap of a wave for which no line has a number."""
    for at in range(len(plot.chart.waves)):
        points = [series.points[at] for series in lines_]
        if not any(point.shown for point in points):
            words = wrap(points[0].text, 56, theme.SMALL)
            for line, word in enumerate(words):
                y = plot.top + plot.height / 2 + (line - (len(words) - 1) / 2) * 14
                plot.canvas.text(
                    plot.x(at), y, word, size=theme.SMALL, color=theme.QUIET, italic=True, align="center"
                )


def gaps(lanes: Lanes) -> None:
    """Under the plot: which lines miss which waves, and why."""
    for gap in lanes.chart.gaps:
        lanes.aside(gap)
