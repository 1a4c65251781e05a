"""Lanes under labels: the layout that all horizontal figures share. Labels stand above their lanes, so one
layout fits every width."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, Published, Row, pattern
from monitor.figure.draw.canvas import Canvas, Hit, told
from monitor.figure.draw.text import width, wrap
from monitor.locale import say
from monitor.rows import Status

LINE = 17
GAP = 12
UNDER = 15
"""From one line of small text to the next."""
TARGET = 24
"""The least height of what can be pointed at (WCAG 2.2, 2.5.8)."""
STROKE = "M0,-0.6L0,0.6"
"""A short upright line, as a shape."""
_NARROW = theme.PAGE_NARROWEST - 12
COURSE = "M-0.7,0L-0.1,0M0.1,0L0.7,0"
"""A short dashed line, as a shape."""
_SHAPES = {"bar": "square", "beam": "square", "tick": STROKE, "diamond": "diamond", "course": COURSE}
"""Of a key, by the role of what it explains; others are circles."""
_SIZES = {"square": 90, STROKE: 200, COURSE: 200}


def _has_room(row: Row) -> bool:
    """Whether a row's gap fits beside its label, also on a phone."""
    if row.gap is None:
        return True
    last = (wrap(row.name, _NARROW) or [""])[-1]
    return bool(last) and width(last) + width(row.gap.text, theme.SMALL, row.gap.shown) + 20 < _NARROW


class Lanes:
    """A canvas that is filled from top to bottom; `y` is where the next thing goes."""

    def __init__(self, chart: Chart, canvas: Canvas, narrowest: float = theme.PAGE_NARROWEST):
        self.chart, self.canvas = chart, canvas
        self.y = 2.0
        self._room = narrowest - 12

    def heading(self, text: str) -> None:
        """A panel's name, in semibold, with air above it."""
        if self.y > 4:
            self.y += GAP
        with self.canvas.naming():
            for line in wrap(text, self._room, theme.HEADING, bold=True):
                self.canvas.text(
                    self.canvas.low, self.y + LINE / 2, line, size=theme.HEADING, bold=True, edge=True
                )
                self.y += LINE + 1
        self.y += 3

    def label(self, text: str) -> None:
        """A row's name, above its lanes."""
        with self.canvas.naming():
            for line in wrap(text, self._room):
                self.canvas.text(self.canvas.low, self.y + LINE / 2, line, edge=True)
                self.y += LINE
        self.y += 1

    def gap(self, row: Row) -> None:
        """The gap of a row at the end of the line with its label, or under it where any has no room."""
        if row.gap is None:
            return
        rows = [row for panel in self.chart.panels for row in panel.rows]
        beside = all(map(_has_room, (*rows, *self.chart.beside)))
        text, bold = row.gap.text, row.gap.shown
        y = self.y - 1 - LINE / 2 if beside else self.y + LINE / 2 - 1
        color = theme.INK if bold else theme.QUIET
        at = self.canvas.high if beside else self.canvas.low
        self.canvas.text(
            at,
            y,
            text,
            size=theme.SMALL,
            bold=bold,
            color=color,
            align="right" if beside else "left",
            edge=True,
        )
        self.y += 0 if beside else LINE + 3

    def rows(self) -> Iterator[tuple[Row, list[Point]]]:
        """Every row with its points, after the heading of its panel; what is drawn meanwhile is of its
        lines."""
        for panel in self.chart.panels:
            if panel.title:
                self.heading(panel.title)
            for at, row in enumerate(panel.rows):
                points, top = [one.points[at] for one in panel.series], self.y
                self.canvas.of = pattern(points)
                yield row, points
                self.canvas.of = ""
                name = " · ".join(filter(None, (panel.title, row.name)))
                self.answers(pattern(points), name, top, row)

    def answers(self, of: str, name: str, top: float, row: Row | None = None) -> None:
        """Makes the place from `top` to here answer for these lines, and for the gap of their row."""
        told = self.chart.told_of(of) + ((row.gap.text,) if row and row.gap else ())
        self.canvas.hit(Hit(of, name, told, top - 2, self.y - top - 4))

    def legend(self) -> None:
        """What marks and colours mean."""
        self.keys(self.chart.keys, self.chart.pattern_of)

    def reference_key(self) -> None:
        """The key of what the figure is compared against."""
        if self.chart.reference:
            role = "course" if self.chart.form.over_waves else "tick"
            self.keys([(role, theme.INK, self.chart.reference)])

    def beside(self, point: Point, top: float) -> None:
        """What a point is compared against, as a tick across its lane, which began at `top`."""
        if point.beside is not None:
            value = min(max(point.beside.value, self.canvas.low), self.canvas.high)
            self.canvas.whisker(value, value, top - 3, self.y + 3, theme.PAPER, 5)
            self.canvas.whisker(value, value, top - 3, self.y + 3, theme.INK, 2)

    def after(self, end: float, point: Point, text: str, size: float, bold: bool) -> float:
        """Where the number may begin that stands after `end`: beyond the tick, where that would cross it."""
        beside = point.beside.value if point.beside else end
        room = (beside - end) / (self.canvas.high - self.canvas.low) * _NARROW
        return beside if 0 < room < width(text, size, bold) + 12 else end

    def published_key(self) -> None:
        """The key of the diamonds, where there are any."""
        if self.chart.published:
            self.keys([("diamond", theme.INK, say("mark.published.key", self.chart.language))])

    def keys(
        self, entries: list[tuple[str, str, str]], pattern_of: Callable[[str], str] = lambda text: ""
    ) -> None:
        """Keys (role, colour, text) in as many rows as they need; each answers for its lines."""
        x = 0.0
        for role, color, text in entries:
            shape = _SHAPES.get(role) or self.chart.shape_of(text)
            wide = width(text, theme.SMALL) + 30
            if x and x + wide > self._room:
                x, self.y = 0.0, self.y + TARGET
            fill, stroke = (theme.PAPER, theme.INK) if shape == "diamond" else (color, color)
            middle, size = self.y + LINE / 2, _SIZES.get(shape, 50) if role in _SHAPES else 50
            of = self.canvas.of = pattern_of(text)
            with self.canvas.naming():
                self.canvas.point(
                    self.canvas.low, middle, fill, stroke, size, shape, dx=x + 6, edge=True, **told(text)
                )
                self.canvas.text(self.canvas.low, middle, text, size=theme.SMALL, dx=x + 15, edge=True)
            place = Hit(of, text, self.chart.told_of(of), middle - TARGET / 2, TARGET)
            self.canvas.hit(place._replace(x=self.canvas.low, dx=x, width=wide - 8, edge=True))
            self.canvas.of = ""
            x += wide
        if entries:
            self.y += LINE + 8

    def unshown(self, point: Point, height: float, wave: str = "", name: str = "") -> None:
        """A lane without a number: hatched where it is hidden, empty where it was not asked, always with
        the word."""
        canvas, hidden = self.canvas, point.status != Status.NOT_ASKED
        text = (f"{name}: " if name else "") + point.text + (f" ({wave})" if wave else "")
        indent = 4 if hidden else 0
        lines = wrap(text, self._room - indent, theme.SMALL)
        height = max(height, len(lines) * UNDER)
        if hidden:
            wide = max(width(line, theme.SMALL) for line in lines) + 10
            canvas.hatched(canvas.low, canvas.high, self.y, self.y + height, wide)
        for at, line in enumerate(lines):
            y = self.y + height / 2 + (at - (len(lines) - 1) / 2) * UNDER
            canvas.text(canvas.low, y, line, color=theme.QUIET, size=theme.SMALL, italic=True, dx=indent)
        self.y += height

    def aside(self, text: str) -> None:
        """What is said below a lane, in as many lines as it takes."""
        for line in wrap(text, self._room, theme.SMALL):
            self.canvas.text(
                self.canvas.low,
                self.y + UNDER / 2,
                line,
                size=theme.SMALL,
                color=theme.QUIET,
                italic=True,
                edge=True,
            )
            self.y += UNDER

    def published(self, published: Published) -> None:
        """The published figure of the lane above: an open diamond with its own label, in a lane of its
        own."""
        canvas, text = self.canvas, published.text
        middle = self.y + 8
        value = min(max(published.value, canvas.low), canvas.high)
        canvas.point(value, middle, theme.PAPER, theme.INK, 70, "diamond", **told(text))
        whole = _NARROW - canvas.left - canvas.right
        room = (canvas.high - value) / (canvas.high - canvas.low) * whole
        left = room < min(width(text, theme.SMALL) + 12, whole / 2)
        align, dx = ("right", -9) if left else ("left", 9)
        for line in wrap(text, max(room, whole - room) - 12, theme.SMALL):
            canvas.text(value, self.y + 8, line, size=theme.SMALL, color=theme.QUIET, align=align, dx=dx)
            self.y += 13
        self.y += 4

    def axis(self, top: float = 0) -> None:
        """The ends and the middle of the value scale, small, under the last lane; a neutral middle is a
        dashed rule from `top`."""
        canvas, axis = self.canvas, self.chart.axis
        if not axis.ticks:
            return
        for value, text in axis.ticks:
            at = (value - canvas.low) / (canvas.high - canvas.low)
            align = "left" if at < 0.02 else "right" if at > 0.98 else "center"
            if 0.02 <= at <= 0.98 and not axis.in_percent:
                canvas.rule(value, value, top, self.y + 2, theme.FAINT, dash=True, behind=True)
            canvas.text(value, self.y + 10, text, size=theme.SMALL, color=theme.QUIET, align=align)
        self.y += 18

    def room_for(self, value: float, text: str, size: float = theme.SIZE, bold: bool = True) -> None:
        """Keeps enough room at the right for a text that starts at `value`, on the narrowest page."""
        canvas = self.canvas
        left = (canvas.high - value) / (canvas.high - canvas.low) * (_NARROW - canvas.right)
        canvas.right = max(canvas.right, width(text, size, bold) + 12 - max(0.0, left))
