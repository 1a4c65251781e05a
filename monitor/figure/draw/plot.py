"""A plot of lines over waves: its frame, its steps and gaps, and labels that keep out of each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.figure import theme
from monitor.figure.chart import Chart, Point, Series, pattern
from monitor.figure.draw.canvas import Canvas, told

LABEL = 15


@dataclass(frozen=True)
class Plot:
    """Where waves and values lie: x in units of the canvas, y in pixels."""

    chart: Chart
    canvas: Canvas
    left: float
    right: float
    top: float
    height: float

    def x(self, wave: int) -> float:
        """Place of a wave."""
        return self.left + self.chart.waves[wave].place * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixel of a value."""
        return self.top + (1 - self.chart.axis.part(value)) * self.height

    def gridlines(self, values: Iterable[tuple[float, str]], labels: bool = True) -> None:
        """Light rules with the value at the left."""
        axis = self.chart.axis
        for value, text in values:
            y = self.y(value)
            neutral = axis.neutral is not None and axis.neutral == value
            color = theme.GRID if value > axis.low and not neutral else theme.FAINT
            self.canvas.rule(self.left, self.right, y, y, color, dash=neutral)
            if labels:
                self.canvas.text(
                    self.left, y, text, size=theme.SMALL, color=theme.QUIET, align="right", dx=-8
                )

    def line(self, name: str, series: Series, width: float = 2.5, band: bool = False) -> None:
        """One line of numbers: solid within a run of joined waves, open where there is no number, with its
        intervals."""
        self.canvas.of = pattern(series.points)
        for number, run in enumerate(series.runs()):
            for at in run:
                point = series.points[at]
                assert point.value is not None
                x, y = self.x(at), self.y(point.value)
                self.canvas.step(f"{name}.{number}", x, y, series.color, width)
                if point.low is not None and point.high is not None:
                    low, high = self.y(point.low), self.y(point.high)
                    if band and len(run) > 1:
                        self.canvas.band(f"{name}.{number}", x, low, high, series.color)
                    else:
                        self.canvas.whisker(x, x, low, high, series.color, 1.5, 0.45)
                fill = theme.PAPER if point.faint else series.color
                size = 42 if series.shape == theme.SHAPES[0] else 56
                self.canvas.point(x, y, fill, series.color, size, series.shape, **told(point.says))
        self.canvas.of = ""

    def behind(self, name: str, series: Series) -> None:
        """The course of a line that is drawn elsewhere, in grey."""
        for number, run in enumerate(series.runs()):
            for at in run:
                point = series.points[at]
                assert point.value is not None
                self.canvas.step(f"{name}.{number}", self.x(at), self.y(point.value), theme.GRID, 1.5)

    def references(self, lines: Sequence[Series]) -> None:
        """What the lines are compared against, dashed: once where it is the same for all, else for each in
        its own colour."""
        courses = [[point.beside.value if point.beside else None for point in one.points] for one in lines]
        own = [course for course in courses if any(value is not None for value in course)]
        same = bool(own) and all(course == own[0] for course in own)
        for at, (series, course) in enumerate(zip(lines, courses, strict=True)):
            if same and course is not next(each for each in courses if each == own[0]):
                continue
            self.canvas.of = "" if same else pattern(series.points)
            color = theme.INK if same else series.color
            for wave, value in enumerate(course):
                if value is not None:
                    place = self.x(wave), self.y(value)
                    self.canvas.step(f"beside{self.left}{self.top}{at}", *place, color, 1.5, dash=True)
        self.canvas.of = ""

    def diamonds(self, series: Series) -> None:
        """The published figures of a line."""
        self.canvas.of = pattern(series.points)
        for at, point in enumerate(series.points):
            if point.published:
                says = told(f"{point.wave}, {point.published.text}")
                y = self.y(point.published.value)
                self.canvas.point(self.x(at), y, "transparent", theme.INK, 150, "diamond", **says)
        self.canvas.of = ""

    def breaks(self, waves: Iterable[int]) -> list[float]:
        """Places before these waves, each with a dashed rule."""
        found = []
        for at in waves:
            x = (self.x(at - 1) + self.x(at)) / 2
            self.canvas.rule(x, x, self.top - 4, self.top + self.height, theme.FAINT, dash=True)
            found.append(x)
        return found


def ends(lines: Iterable[Series]) -> list[tuple[Series, int, Point]]:
    """The newest number of each line that has one, with the wave that it is of."""
    found = []
    for series in lines:
        shown = [(at, point) for at, point in enumerate(series.points) if point.shown]
        if shown:
            found.append((series, *shown[-1]))
    return found


def apart(places: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for labels that want to stand at `places`: moved as little as needed to neither overlap nor
    leave low-high."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    found = list(places)
    for _ in range(60):
        moved = False
        for one, other in zip(order, order[1:], strict=False):
            overlap = (heights[one] + heights[other]) / 2 - (found[other] - found[one])
            if overlap > 0.5:
                found[one] -= overlap / 2
                found[other] += overlap / 2
                moved = True
        for at in order:
            found[at] = min(max(found[at], low + heights[at] / 2), high - heights[at] / 2)
        if not moved:
            break
    edge = low
    for at in order:
        found[at] = max(found[at], edge + heights[at] / 2)
        edge = found[at] + heights[at] / 2
    return found
