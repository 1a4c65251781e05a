"""A native chart, before it is drawn: rows or waves, series, points. Slides and sheets share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.figure import numbers


class Point(NamedTuple):
    """One number with its interval, and its label as read; all None and '' where there is no number."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    color: str = ""
    """Where it is not that of its series."""
    faint: bool = False
    """Unreliable: drawn lighter."""


NOTHING = Point()


@dataclass(frozen=True)
class Series:
    """One column of numbers. `role` says how it is drawn: bar, line, dot, beam, tick, diamond, or pad: not at all.

    On rows (charts of the shape dots) a beam is a bar drawn as a thick line, and a tick a short line across it.
    """

    name: str
    color: str
    points: tuple[Point, ...]
    role: str = "bar"
    label: str = ""
    """What stands beside the end of a line, before its number."""
    in_legend: bool = True

    @property
    def has_intervals(self) -> bool:
        """Whether any point has one."""
        return any(point.low is not None for point in self.points)


@dataclass(frozen=True)
class Chart:
    """One native chart. `shape` is bars, stacked, lines or dots; `categories` name the rows, or the waves of lines."""

    shape: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    low: float = 0.0
    high: float = 1.0
    percent: bool = True
    """Whether the numbers are shares 0-1."""
    decimals: int = 0
    """Of its labels."""
    unit: str = ""
    """Stands after every number: '%' for means of a percentage."""
    language: str = "nl"
    title: str = ""
    legend: bool = False
    headings: frozenset[int] = field(default_factory=frozenset)
    """Rows that are headings, without numbers."""
    positions: tuple[tuple[float, ...], ...] = ()
    """Of dots: how far down each series' points stand, counted in rows."""
    joined: bool = False
    """Of dots: whether the first series is joined to the second, as a dumbbell."""
    axis: bool = True
    """Whether the value axis has its numbers."""

    @property
    def lanes(self) -> int:
        """Bars or dots that stand under each other: what decides the height."""
        if self.shape == "bars":
            return len(self.categories) * max(1, len(self.series))
        if self.shape == "dots":
            return max(len(self.categories), len({place for places in self.positions for place in places}))
        return len(self.categories)

    def part(self, value: float) -> float:
        """Where a value lies on the scale, 0-1."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def number_format(self, decimals: int | None = None) -> str:
        """The format of its numbers in a sheet, with as many decimals as its labels have unless told otherwise."""
        code = number_format(self.percent, self.decimals if decimals is None else decimals, self.language)
        return code + (_quoted(self.unit) if self.unit else "")

    def label_format(self, point: Point) -> str:
        """The format that makes a point's number read as its text, and follow when the number is changed; '<1%' stays as it is."""
        assert point.value is not None
        read = numbers.percent if self.percent else numbers.number
        plain = read(point.value, self.language, self.decimals) + self.unit
        if plain[:1] in "<>" or not point.text.startswith(plain):
            return _quoted(point.text)
        rest = point.text[len(plain) :]
        return self.number_format() + (_quoted(rest) if rest else "")


_LOCALE = {"nl": "[$-413]", "en": "[$-809]"}


def whole_format(language: str) -> str:
    """The code for a count: 1.234."""
    return f"{_LOCALE[language]}#,##0"


def number_format(percent: bool, decimals: int, language: str) -> str:
    """The code of a number format; it names the language for programs that write separators by it ([$-413] is Dutch)."""
    locale = _LOCALE[language]
    digits = "0." + "0" * decimals if decimals else "0"
    return f"{locale}{digits}%" if percent else f"{locale}{digits}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
