"""Lanes under labels: the layout that all horizontal figures share. Labels stand above their lanes, so one layout fits every width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.canvas import Canvas
from monitor.figure.charts.text import width, wrap
from monitor.figure.publications import Publication
from monitor.locale import say
from monitor.store import Estimate

LINE = 17
GAP = 12
STROKE = "M0,-0.6L0,0.6"
"""A short upright line, as a shape."""
_NARROW = theme.PAGE_NARROWEST - 12


class Lanes:
    """A canvas that is filled from top to bottom; `y` is where the next thing goes."""

    def __init__(self, answer: Answer, canvas: Canvas):
        self.answer, self.canvas = answer, canvas
        self.y = 2.0

    def heading(self, text: str) -> None:
        """A panel's name, in semibold, with air above it."""
        if self.y > 4:
            self.y += GAP
        for line in wrap(text, _NARROW, theme.HEADING, bold=True):
            self.canvas.text(self.canvas.low, self.y + LINE / 2, line, size=theme.HEADING, bold=True, edge=True)
            self.y += LINE + 1
        self.y += 3

    def label(self, text: str) -> None:
        """A row's name, above its lanes."""
        for line in wrap(text, _NARROW):
            self.canvas.text(self.canvas.low, self.y + LINE / 2, line, edge=True)
            self.y += LINE
        self.y += 1

    def legend(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Keys (shape, colour, text) in as many rows as a phone needs."""
        x = 0.0
        entries = list(entries)
        for shape, color, text in entries:
            wide = width(text, theme.SMALL) + 30
            if x and x + wide > _NARROW:
                x, self.y = 0.0, self.y + LINE + 2
            fill, stroke = (theme.PAPER, theme.INK) if shape == "diamond" else (color, color)
            size = {"square": 90, STROKE: 200}.get(shape, 50)
            self.canvas.point(
                self.canvas.low, self.y + LINE / 2, fill, stroke, size, shape, dx=x + 6, edge=True, tip=text, description=text
            )
            self.canvas.text(self.canvas.low, self.y + LINE / 2, text, size=theme.SMALL, dx=x + 15, edge=True)
            x += wide
        if entries:
            self.y += LINE + 8

    def unshown(self, row: Estimate, height: float, wave: str = "", name: str = "") -> None:
        """A lane without a number: hatched where it is hidden, empty where it was not asked, always with the word."""
        canvas, hidden = self.canvas, row.status != "not_asked"
        text = (f"{name}: " if name else "") + self.answer.tip(row) + (f" ({wave})" if wave else "")
        if hidden:
            canvas.hatched(canvas.low, canvas.high, self.y, self.y + height, width(text, theme.SMALL) + 10)
        middle = self.y + height / 2
        canvas.text(canvas.low, middle, text, color=theme.QUIET, size=theme.SMALL, italic=True, dx=4 if hidden else 0)
        self.y += height

    def published(self, publication: Publication, color: str) -> None:
        """The published figure of the lane above: an open diamond with its own label, in a lane of its own."""
        answer, canvas = self.answer, self.canvas
        middle = self.y + 8
        value = min(max(publication.value, canvas.low), canvas.high)
        told_text = published_text(answer, publication)
        canvas.point(value, middle, theme.PAPER, color, 70, "diamond", tip=told_text, description=told_text)
        room = (canvas.high - value) / (canvas.high - canvas.low) * (_NARROW - canvas.left - canvas.right)
        left = room < width(told_text, theme.SMALL) + 12
        canvas.text(
            value,
            middle,
            told_text,
            size=theme.SMALL,
            color=theme.QUIET,
            align="right" if left else "left",
            dx=-9 if left else 9,
        )
        self.y += 17

    def axis(self, ticks: Sequence[tuple[float, str]], top: float) -> None:
        """The ends and the middle of the value scale, small, under the last lane; a neutral middle is a dashed rule from `top`."""
        canvas = self.canvas
        for value, text in ticks:
            at = (value - canvas.low) / (canvas.high - canvas.low)
            align = "left" if at < 0.02 else "right" if at > 0.98 else "center"
            if 0.02 <= at <= 0.98 and not self.answer.in_percent:
                canvas.rule(value, value, top, self.y + 2, theme.FAINT, dash=True, behind=True)
            canvas.text(value, self.y + 10, text, size=theme.SMALL, color=theme.QUIET, align=align)
        self.y += 18

    def room_for(self, value: float, text: str, size: float = theme.SIZE, bold: bool = True) -> None:
        """Keeps enough room at the right for a text that starts at `value`, on the narrowest page."""
        canvas = self.canvas
        left = (canvas.high - value) / (canvas.high - canvas.low) * (_NARROW - canvas.right)
        canvas.right = max(canvas.right, width(text, size, bold) + 12 - max(0.0, left))


def published_text(answer: Answer, publication: Publication) -> str:
    """'gepubliceerd: ongeveer 60%'."""
    return say(f"mark.published.{publication.exactness}", answer.language, value=answer.number(publication.value))
