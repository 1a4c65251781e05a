"""A chart as slides and sheets hold it: rows or waves down a sheet, a column for each series. One for each
plot that is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.figure import numbers
from monitor.figure.chart import Axis, Point, Series
from monitor.locale import spoken


@dataclass(frozen=True)
class Plot:
    """One native chart. `shape` is bars, stacked, lines or dots; `categories` name the rows, or the waves of
    lines.

    Its series have a point for each category, and roles beyond the figure's own: diamond for published
    figures, pad for what is not drawn. On rows (the shape dots) a beam is a bar drawn as a thick line, and a
    tick a short line across it.
    """

    shape: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: Axis
    language: str
    title: str = ""
    legend: bool = False
    headings: frozenset[int] = field(default_factory=frozenset)
    """Rows that are headings, without numbers."""
    positions: tuple[tuple[float, ...], ...] = ()
    """Of dots: how far down each series' points stand, counted in rows."""
    joined: bool = False
    """Of dots: whether the first series is joined to the second, as a dumbbell."""
    scaled: bool = True
    """Whether the value axis has its numbers."""

    @property
    def lanes(self) -> int:
        """Bars or dots that stand under each other: what decides the height."""
        if self.shape == "bars":
            return len(self.categories) * max(1, len(self.series))
        if self.shape == "dots":
            return max(len(self.categories), len({place for places in self.positions for place in places}))
        return len(self.categories)

    def number_format(self, decimals: int | None = None) -> str:
        """The format of its numbers in a sheet, with as many decimals as its labels have unless told
        otherwise."""
        code = number_format(
            self.axis.share, self.axis.decimals if decimals is None else decimals, self.language
        )
        return code + (_quoted(self.axis.unit) if self.axis.unit else "")

    def label_format(self, point: Point) -> str:
        """The format that makes a point's number read as its text, and follow when the number is changed;
        '<1%' stays as it is."""
        assert point.value is not None
        read = numbers.percent if self.axis.share else numbers.number
        plain = read(point.value, self.language, self.axis.decimals) + self.axis.unit
        if plain[:1] in "<>" or not point.text.startswith(plain):
            return _quoted(point.text)
        rest = point.text[len(plain) :]
        return self.number_format() + (_quoted(rest) if rest else "")


def whole_format(language: str) -> str:
    """The code for a count: 1.234."""
    return f"{spoken(language).excel}#,##0"


def number_format(percent: bool, decimals: int, language: str) -> str:
    """The code of a number format; it names the language for programs that write separators by it ([$-413]
    is Dutch)."""
    locale = spoken(language).excel
    digits = "0." + "0" * decimals if decimals else "0"
    return f"{locale}{digits}%" if percent else f"{locale}{digits}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
