"""A chart as a value: what is drawn, in which order and colours, before any surface draws it. A page, a slide
and a sheet share it.

Charts of rows (bars, dots, wholes) have their values along the scale; charts over waves (lines) have them up
it. In both, a panel holds series, and each series has a point for each row, or for each wave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from monitor.figure import theme
from monitor.rows import Status
from monitor.view import EVERY


class Form(StrEnum):
    """How a chart is laid out. Several figure types may share a form."""

    BARS = "bars"
    NAMED = "named"
    """Bars, each under the name of its series."""
    STACKED = "stacked"
    """A row is one whole; its series are the parts, from 0 or around a neutral middle."""
    DOTS = "dots"
    DUMBBELL = "dumbbell"
    BEAMS = "beams"
    """Bars of the first series, with a tick across them where the second ends."""
    LINES = "lines"
    MULTIPLES = "multiples"
    SLOPE = "slope"

    @property
    def over_waves(self) -> bool:
        """Whether its points stand for waves instead of rows."""
        return self in (Form.LINES, Form.MULTIPLES, Form.SLOPE)


class About(NamedTuple):
    """What a number is about, as read."""

    item: str = ""
    group: str = ""
    level: str = ""
    level2: str = ""


class Published(NamedTuple):
    """A published figure beside a number: its value, and 'gepubliceerd: ongeveer 60%'."""

    value: float
    text: str


class Point(NamedTuple):
    """One number with its 95% interval; all three None where there is no number."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    """The number as read, with a star where it is unreliable; or why there is none."""
    says: str = ""
    """What the mark says to a pointer and to a screen reader: what it is about, number, interval and n."""
    status: str = "none"
    """As in the store: '' or 'unreliable' with a number, else the reason; none where there is no such
    line."""
    color: str = ""
    about: About = About()
    wave: str = ""
    n: int | None = None
    words: str = ""
    """The number with what it counts, where a chart writes both: 'possible: 61%'."""
    published: Published | None = None
    beside: Published | None = None
    """What it is compared against: its value, and 'het totaal: 62%'."""
    of: str = ""
    """Which line it is of, as a focus names it: a code for each part in which the lines differ."""

    @property
    def shown(self) -> bool:
        """Whether there is a number."""
        return self.value is not None

    @property
    def faint(self) -> bool:
        """Whether the number is unreliable, and so drawn lighter or open."""
        return self.status == Status.UNRELIABLE


def pattern(points: Iterable[Point]) -> str:
    """What all these points share of the lines that they are of, '*' elsewhere; '' where that is nothing."""
    paths = [point.of.split(",") for point in points if point.of]
    if not paths or len({len(path) for path in paths}) > 1:
        return ""
    shared = [parts[0] if len(set(parts)) == 1 else EVERY for parts in zip(*paths, strict=True)]
    return "" if set(shared) == {EVERY} else ",".join(shared)


def fits(focus: str, of: str) -> bool:
    """Whether a line, or any of the lines of a pattern, is one of those that a focus brings forward."""
    wanted, parts = focus.split(","), of.split(",")
    return len(wanted) == len(parts) and all(
        one == other or EVERY in (one, other) for one, other in zip(wanted, parts, strict=True)
    )


NOTHING = Point()
"""Where there is no such line."""


@dataclass(frozen=True)
class Series:
    """Points that belong together: a wave of bars, an answer of wholes, a line."""

    name: str
    color: str = ""
    points: tuple[Point, ...] = ()
    """One for each row, or for each wave."""
    role: str = "bar"
    """How it is drawn: bar, dot, line, beam or tick."""
    key: str = ""
    """Its words in the key; '' where the key leaves it out."""
    label: str = ""
    """What stands at the end of a line."""
    part: str = ""
    """Which of the lines that share a row it is; '' where a row has one."""
    inline: str = ""
    """The same, or its name, inside a sentence."""
    wave: str = ""
    """Its wave, where a row has several."""
    back: int = 0
    """How many waves before the newest."""
    shape: str = theme.SHAPES[0]
    """Of its marks: one of the theme's, another for each series whose name stands in a key alone."""
    breaks: tuple[int, ...] = ()
    """Of a line: the points that may not be joined to the number before them, since the question changed."""

    def stretches(self) -> list[list[int]]:
        """Of a line: its points with a number, in stretches of the same wording."""
        found: list[list[int]] = []
        for at, point in enumerate(self.points):
            if not point.shown:
                continue
            if not found or at in self.breaks:
                found.append([])
            found[-1].append(at)
        return found

    def runs(self) -> list[list[int]]:
        """Of a line: its points that are joined, so also without a wave between them that has no number."""
        found: list[list[int]] = []
        for stretch in self.stretches():
            for before, at in zip([None, *stretch], stretch, strict=False):
                if before is None or at - before > 1:
                    found.append([])
                found[-1].append(at)
        return found


class Between(NamedTuple):
    """The gap between the two ends of a row, with its verdict."""

    size: float
    """Of the second end above the first, as the two are read."""
    text: str
    """'verschil 22 procentpunt (16 tot 28)', or that it is not demonstrable."""
    short: str
    """Its size alone: 'verschil 22 procentpunt'."""
    shown: bool = False
    """Whether it is demonstrable."""
    bounded: bool = False
    """Whether its text tells between which bounds it lies."""


class Row(NamedTuple):
    """One lane or more under a name."""

    name: str
    part: str = ""
    """Which of several wholes under one name: 'wanted'."""
    wave: str = ""
    """Its wave, where a name has a row for each."""
    opens: bool = True
    """Whether the name stands above it; else it belongs to the row before it."""
    sides: tuple[float, float] | None = None
    """Of a whole around a neutral middle: how far it reaches to the left and to the right."""
    gap: Between | None = None
    """Between its two ends, where it has them."""


class Wave(NamedTuple):
    """One wave: its code, its name, and its place from first (0) to last (1); years keep their distance."""

    id: str
    name: str
    place: float


@dataclass(frozen=True)
class Panel:
    """Rows or lines under one heading. The series of all panels with rows are the same, in the same order."""

    title: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...] = ()
    breaks: tuple[int, ...] = ()
    """Of lines: the waves in which a question differs from that of the wave before."""


@dataclass(frozen=True)
class Axis:
    """The value scale."""

    low: float
    high: float
    share: bool
    """Whether the numbers are shares 0-1."""
    unit: str = ""
    """Stands after every number: '%' for means of a percentage."""
    neutral: float | None = None
    """The neutral middle of a score."""
    ticks: tuple[tuple[float, str], ...] = ()
    """Values that are named along the scale, with their names."""

    @property
    def in_percent(self) -> bool:
        """Whether the numbers are read as percentages."""
        return self.share or self.unit == "%"

    @property
    def decimals(self) -> int:
        """Of the numbers as read."""
        return 0 if self.in_percent else 1

    def part(self, value: float) -> float:
        """Where a value lies on the scale, 0-1."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Chart:
    """Everything that a surface needs to draw one figure."""

    form: Form
    language: str
    axis: Axis
    panels: tuple[Panel, ...]
    waves: tuple[Wave, ...] = ()
    """Those that are drawn, oldest first."""
    gaps: tuple[str, ...] = ()
    """Of lines: which of them miss which waves, and why."""
    focus: str = ""
    """The lines that are brought forward; '' for none before others."""
    reference: str = ""
    """What it is compared against, as the key calls it; '' for nothing."""
    parts: tuple[str, ...] = ()
    """In what lines differ, as paths name it: indicator, category, group, level1, level2."""
    beside: tuple[Row, ...] = ()
    """Of a column: the rows of the other, which is laid out alike."""

    @property
    def forward(self) -> str:
        """The focus, where any line fits it and any does not."""
        lines = {point.of for point in self.points if point.of}
        return self.focus if len({fits(self.focus, of) for of in lines}) == 2 else ""

    def greyed(self) -> Chart:
        """The same with its focus in the colours of its points and series, for surfaces that have no other
        way to draw it."""
        focus = self.forward
        if not focus:
            return self

        def seen(one: Series) -> Series:
            points = tuple(
                point if not point.of or fits(focus, point.of) else point._replace(color=theme.BACK)
                for point in one.points
            )
            of = pattern(one.points)
            return replace(one, points=points, color=one.color if not of or fits(focus, of) else theme.BACK)

        panels = tuple(replace(panel, series=tuple(map(seen, panel.series))) for panel in self.panels)
        return replace(self, panels=panels, focus="")

    def told_of(self, focus: str) -> tuple[str, ...]:
        """What the points of these lines say, in the order in which they are drawn."""
        return tuple(
            "; ".join([point.says, *(more.text for more in (point.published, point.beside) if more)])
            for point in self.points
            if point.of and fits(focus, point.of)
        )

    @property
    def points(self) -> Iterator[Point]:
        """Every point, panel by panel."""
        return (
            point
            for panel in self.panels
            for series in panel.series
            for point in series.points
            if point is not NOTHING
        )

    @property
    def gapped(self) -> bool:
        """Whether any row has a gap."""
        return any(row.gap for panel in self.panels for row in panel.rows)

    @property
    def bounded(self) -> bool:
        """Whether the bounds of any gap are told."""
        return any(row.gap and row.gap.bounded for panel in self.panels for row in panel.rows)

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """What marks and colours mean: role, colour, words."""
        named = ((one.role, one.color, one.key) for panel in self.panels for one in panel.series if one.key)
        return list(dict.fromkeys(named))

    def shape_of(self, key: str) -> str:
        """The shape of the marks that have these words in the key."""
        series = (one for panel in self.panels for one in panel.series)
        return next((one.shape for one in series if one.key == key), theme.SHAPES[0])

    def pattern_of(self, key: str) -> str:
        """What the lines share that have these words in the key."""
        series = (one for panel in self.panels for one in panel.series if one.key == key)
        return pattern(point for one in series for point in one.points)

    @property
    def published(self) -> bool:
        """Whether there is a published figure beside any point."""
        return any(point.published for point in self.points)
