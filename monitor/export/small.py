"""A figure's chart as a small picture: lines with their newest numbers, or the first rows of a comparison.
From the chart that every surface draws, without the drawing engine: half a millisecond each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.figure import theme
from monitor.figure.chart import Axis, Between, Chart, Form, Point, Series
from monitor.figure.dark import style
from monitor.figure.draw.plot import apart, ends
from monitor.figure.draw.text import beside, wrap
from monitor.figure.draw.text import width as text_width

WIDTH = 254
LABELS = 132
"""What the names at the ends of lines take."""
FIRST = 33
"""What the oldest numbers take."""
PLOT = 84
LINE = 14
MOST_ROWS = 4
TRACK = 10
NARROWEST = 0.4
"""The part of the scale that lines are drawn on at least: a small change must look small."""


class Text(NamedTuple):
    """One line of text: where it begins, or ends, and its middle, in pixels from the left and the top."""

    x: float
    y: float
    text: str
    ends: bool = False
    bold: bool = False
    quiet: bool = False


@dataclass
class Picture:
    """Marks as SVG, and the texts that stand over them, which the page sets in its own font."""

    marks: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    y: float = 4.0
    """How far down it is filled."""

    @property
    def height(self) -> int:
        """In pixels; it is WIDTH wide."""
        return round(self.y)

    def svg(self) -> str:
        """The marks as an SVG document, for a light and a dark page."""
        marks = "".join(self.marks)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
            f'viewBox="0 0 {WIDTH} {self.height}">{style(marks)}{marks}</svg>'
        )

    def text(
        self, x: float, y: float, text: str, ends: bool = False, bold: bool = False, quiet: bool = False
    ) -> None:
        """A line of text whose middle is at `y`."""
        if text:
            self.texts.append(Text(round(x, 1), round(y, 1), text, ends, bold, quiet))

    def rule(self, x: float, y: float, to_x: float, to_y: float, color: str, wide: float = 1.0) -> None:
        """A straight line."""
        self.marks.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{color}" '
            f'stroke-width="{wide:g}"/>'
        )

    def bar(self, x: float, to_x: float, y: float, color: str, high: float = TRACK) -> None:
        """A bar from `x` to `to_x`, its middle at `y`."""
        self.marks.append(
            f'<rect x="{x:.1f}" y="{y - high / 2:.1f}" width="{max(to_x - x, 0.0):.1f}" height="{high:g}" '
            f'fill="{color}"/>'
        )

    def dot(self, x: float, y: float, color: str, open_: bool = False) -> None:
        """A number on a line or a row; an unreliable one is open."""
        fill = theme.PAPER if open_ else color
        self.marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{color}" stroke-width="1.5"/>'
        )

    def path(self, points: list[tuple[float, float]], color: str) -> None:
        """A line through points."""
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.marks.append(
            f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="2" '
            f'stroke-linejoin="round"/>'
        )


def small(chart: Chart) -> Picture:
    """The chart as a Picture."""
    picture = Picture()
    if chart.form.over_waves:
        _lines(picture, chart)
    else:
        _rows(picture, chart)
    return picture


def _lines(picture: Picture, chart: Chart) -> None:
    """All lines in one plot; panels with several lines, which share their names, each under its own name."""
    if len(chart.panels) > 1 and any(len(panel.series) > 1 for panel in chart.panels):
        for panel in chart.panels:
            _words(picture, panel.title, bold=True)
            picture.y += LINE
            _plot(picture, chart, list(panel.series))
        return
    _plot(picture, chart, [series for panel in chart.panels for series in panel.series])


def _plot(picture: Picture, chart: Chart, lines: list[Series]) -> None:
    """Lines on the part of the scale where they are."""
    labels = [(series, point, _name(series, point)) for series, _, point in ends(lines)]
    heights = [LINE * len(name) + 2.0 for _, _, name in labels]
    high = max(float(PLOT), sum(heights) - LINE)
    values = [point.value for series in lines for point in series.points if point.value is not None]
    if not values:
        return
    least, most = kept_range(min(values), max(values), chart.axis)
    left, right = float(FIRST), float(WIDTH - LABELS)
    top = picture.y + LINE / 2

    def place(at: int, point: Point) -> tuple[float, float]:
        x = left + (right - left) * chart.waves[at].place
        return x, top + high * (1 - ((point.value or 0.0) - least) / (most - least))

    bottom = top + high
    picture.rule(left, bottom + 8, right, bottom + 8, theme.GRID)
    for series in lines:
        color = _color(series)
        for run in series.runs():
            picture.path([place(at, series.points[at]) for at in run], color)
        for at in _ends_of(series):
            picture.dot(*place(at, series.points[at]), color, series.points[at].faint)
    first = [(series, *_first(series)) for series in lines if _first(series)[1].shown]
    starts = apart(
        [place(at, point)[1] for _, at, point in first], [float(LINE)] * len(first), top - 7, bottom + 7
    )
    for (_, at, point), y in zip(first, starts, strict=True):
        picture.text(place(at, point)[0] - 8, y, point.text, True, quiet=True)
    last = [place(len(series.points) - 1, point)[1] for series, point, _ in labels]
    for (_, point, name), y, tall in zip(
        labels, apart(last, heights, top - 9, bottom + 9), heights, strict=True
    ):
        line = y - tall / 2 + LINE / 2 + 1
        picture.text(right + 9, line, point.text, bold=True)
        indent = text_width(point.text, theme.SMALL, bold=True) + 4
        for number, part in enumerate(name):
            picture.text(right + 9 + (0 if number else indent), line + number * LINE, part)
    picture.y = bottom + 18
    picture.text(left, picture.y, chart.waves[0].name, quiet=True)
    picture.text(right, picture.y, chart.waves[-1].name, True, quiet=True)
    picture.y += LINE / 2 + 3


def kept_range(low: float, high: float, axis: Axis) -> tuple[float, float]:
    """The part of the scale from `low` to `high`, widened around its middle, within the scale where that has
    room."""
    wide = max(high - low, NARROWEST * (axis.high - axis.low)) or 1.0
    start = (low + high - wide) / 2
    start = max(min(start, axis.high - wide), axis.low)
    return start, start + wide


def _name(series: Series, point: Point) -> list[str]:
    """What a line is called, in lines, the first of them beside its number."""
    indent = text_width(point.text, theme.SMALL, bold=True) + 4
    return beside(series.label, LABELS - 10, indent, theme.SMALL) or [""]


def _first(series: Series) -> tuple[int, Point]:
    """The oldest number of a line and its place; of a line with one, nothing to set beside it."""
    shown = [(at, point) for at, point in enumerate(series.points) if point.shown]
    return shown[0] if len(shown) > 1 else (0, Point())


def _ends_of(series: Series) -> list[int]:
    """The points of a line that have a dot: its ends, and those with no neighbour."""
    runs = series.runs()
    shown = [at for run in runs for at in run]
    return sorted({*shown[:1], *shown[-1:], *(run[0] for run in runs if len(run) == 1)})


def _color(series: Series) -> str:
    return series.color or next((point.color for point in series.points if point.color), theme.PALETTE[0])


def _rows(picture: Picture, chart: Chart) -> None:
    """The first rows, each under its name, on one scale; below them what the marks mean."""
    left, right = 1.0, float(WIDTH - 44)
    rows = [(panel, number) for panel in chart.panels for number in range(len(panel.rows))][:MOST_ROWS]
    title = ""
    for panel, number in rows:
        row = panel.rows[number]
        if panel.title != title:
            title = panel.title
            _words(picture, title, bold=True)
        name = " · ".join(part for part in (row.name if row.opens else "", row.part, row.wave) if part)
        _words(picture, name)
        if row.gap:
            _gap(picture, row.gap, name)
        y = picture.y + TRACK / 2
        picture.bar(left, right, y, theme.TRACK)
        points = [(series, series.points[number]) for series in panel.series]
        shown = [(series, point) for series, point in points if point.value is not None]
        if chart.form is Form.STACKED:
            _parts(picture, [point.value or 0.0 for _, point in shown], shown, left, right, y)
        else:
            _marks(picture, chart, shown, left, right, y)
        picture.y += TRACK + 6
    marked = {
        series.key
        for panel, number in rows
        for series in panel.series
        if series.points[number].value is not None
    }
    _keys(picture, [key for key in chart.keys if key[2] in marked])


def _gap(picture: Picture, gap: Between, name: str) -> None:
    """The size of a gap at the end of the line with its name, or on the next where both have no room."""
    last = (wrap(name, WIDTH, theme.SMALL) or [""])[-1]
    wide = text_width(last, theme.SMALL) + text_width(gap.short, theme.SMALL, gap.shown) + 12
    picture.y += 0 if last and wide < WIDTH else LINE + 1
    picture.text(WIDTH, picture.y - LINE / 2 - 1, gap.short, True, gap.shown, not gap.shown)


def _words(picture: Picture, text: str, bold: bool = False) -> None:
    for line in wrap(text, WIDTH, theme.SMALL, bold) if text else []:
        picture.text(1, picture.y + LINE / 2, line, bold=bold)
        picture.y += LINE + 1


def _parts(
    picture: Picture,
    values: list[float],
    shown: list[tuple[Series, Point]],
    left: float,
    right: float,
    y: float,
) -> None:
    """The parts of a whole, after each other; a number in each that has room for it."""
    start = left
    for value, (series, point) in zip(values, shown, strict=True):
        color = point.color or series.color
        end = start + (right - left) * value
        picture.bar(start, end, y, color, TRACK + 4)
        start = end
    if shown:
        picture.text(right + 6, y, shown[-1][1].text, bold=True)


def _marks(
    picture: Picture, chart: Chart, shown: list[tuple[Series, Point]], left: float, right: float, y: float
) -> None:
    """Bars, dots and ticks where their numbers lie; the number of the highest behind them."""
    places = [left + (right - left) * chart.axis.part(point.value or 0.0) for _, point in shown]
    dots = [x for (series, _), x in zip(shown, places, strict=True) if series.role == "dot"]
    if len(dots) > 1:
        picture.rule(min(dots), y, max(dots), y, theme.HATCH, 3)
    for (series, point), x in zip(shown, places, strict=True):
        color = point.color or _color(series)
        if series.role in ("bar", "beam"):
            zero = left + (right - left) * chart.axis.part(0.0)
            picture.bar(min(zero, x), max(zero, x), y, theme.tint(color, 0.45) if point.faint else color)
        elif series.role == "tick":
            picture.rule(x, y - 5, x, y + 8, theme.INK, 2.5)
        else:
            picture.dot(x, y, color, point.faint)
    if shown:
        leading = max(range(len(shown)), key=lambda at: places[at])
        picture.text(right + 6, y, shown[leading][1].text, bold=True)


def _keys(picture: Picture, keys: list[tuple[str, str, str]]) -> None:
    """What the colours and marks that are there mean, one after the other."""
    x = 1.0
    for role, color, words in keys:
        wide = 16 + text_width(words, theme.SMALL)
        if x > 1 and x + wide > WIDTH:
            x, picture.y = 1.0, picture.y + LINE + 2
        y = picture.y + LINE / 2
        if role == "tick":
            picture.rule(x + 5, y - 5, x + 5, y + 5, theme.INK, 2.5)
        elif role == "dot":
            picture.dot(x + 5, y, color)
        else:
            picture.bar(x, x + 10, y, color)
        picture.text(x + 15, y, words, quiet=True)
        x += wide + 12
    if keys:
        picture.y += LINE + 4
