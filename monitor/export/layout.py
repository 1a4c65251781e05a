"""Where the parts of a picture stand: title, chart, notes and source under each other, as high as they are or
in a ratio of the reader's choice."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from monitor.export.colophon import Colophon
from monitor.export.escape import clean
from monitor.export.failure import ExportError
from monitor.figure import theme
from monitor.figure.draw.text import wrap
from monitor.figure.figure import Figure

WIDEST, NARROWEST = 2000, 320
MARGIN = 20
RATIOS = {"16:9": (16, 9), "4:3": (4, 3), "1:1": (1, 1), "9:16": (9, 16)}
"""Width to height, for a slide, a page and a telephone."""
SMALLEST = 9.0
"""Pixels of the smallest letter of a picture of a chosen ratio."""
_STEP = 20
_LINE = {theme.TITLE: 26.0, theme.SUBTITLE: 19.0, theme.SMALL: 16.0}
"""Height of a line by size of its text."""


class Line(NamedTuple):
    """One line of text: the middle of it, in pixels from the top."""

    y: float
    text: str
    size: int
    color: str
    bold: bool


class Layout(NamedTuple):
    """A picture laid out: its own size, the size at which it is shown, its lines, and the top of its
    chart."""

    width: int
    height: float
    shown: tuple[int, int]
    lines: tuple[Line, ...]
    top: float


def inside(width: int) -> int:
    """How wide a chart is in a picture of this width, within what can be read and made."""
    return max(NARROWEST, min(width, WIDEST)) - 2 * MARGIN


def laid_out(figure: Figure, by: Colophon, high: float, width: int | None, ratio: str = "") -> Layout:
    """The picture of a figure whose chart is `high` pixels.

    Without a ratio it is `width` pixels wide and as high as its parts. With one of RATIOS its parts get the
    least room in which they fit, which is then shown `width` pixels wide, or as wide as its letters ask.
    ExportError where they would be too small to read.
    """
    if not ratio:
        wide = inside(width or theme.IMAGE_WIDTH) + 2 * MARGIN
        head, body, foot = _parts(figure, by, wide)
        tall = round(body + high + foot[1] + MARGIN)
        lines = (*head, *_moved(foot[0], body + high))
        return Layout(wide, tall, (wide, tall), lines, body)
    across, down = RATIOS[ratio]
    for room in range(NARROWEST + 2 * MARGIN, ceil(WIDEST * theme.SMALL / SMALLEST), _STEP):
        head, body, foot = _parts(figure, by, room)
        spare = room * down / across - (body + high + foot[1] + MARGIN)
        if spare >= 0:
            shown = max(NARROWEST, min(width or max(theme.IMAGE_WIDTH, room), WIDEST))
            needed = ceil(room * SMALLEST / theme.SMALL)
            if shown < needed:
                raise ExportError(
                    f"In a picture of {ratio}, {shown} pixels wide, letters are too small to read; give it "
                    f"{needed} pixels or more, or a higher ratio"
                )
            size = (shown, round(shown * down / across))
            height = room * size[1] / size[0]
            end = height - foot[1] - MARGIN
            return Layout(room, height, size, (*head, *_moved(foot[0], end)), body + spare / 2)
    higher = [name for name, (wide, tall) in RATIOS.items() if wide * down < across * tall]
    raise ExportError(
        f"This figure has more rows than can be read in a picture of {ratio}; "
        + (f"choose {' or '.join(higher)}, or leave the ratio out" if higher else "leave the ratio out")
    )


def _parts(figure: Figure, by: Colophon, width: int) -> tuple[list[Line], float, tuple[list[Line], float]]:
    """(lines above the chart, where it begins, (lines below it, counted from its foot, and how high they
    are))."""
    room = width - 2 * MARGIN
    head: list[Line] = []
    foot: list[Line] = []

    def set_lines(into: list[Line], y: float, text: str, size: int, color: str, bold: bool = False) -> float:
        for line in wrap(clean(text), room, size, bold):
            into.append(Line(y + _LINE[size] / 2, line, size, color, bold))
            y += _LINE[size]
        return y

    top = float(MARGIN)
    if by.label:
        top = set_lines(head, top, by.label, theme.SMALL, theme.INK, bold=True)
    top = set_lines(head, top, figure.title, theme.TITLE, theme.INK, bold=True) + 4
    top = set_lines(head, top, figure.subtitle, theme.SUBTITLE, theme.QUIET) + 12
    if figure.empty:
        top = set_lines(head, top, figure.empty, theme.SUBTITLE, theme.INK)
    bottom = 10.0
    for note in figure.notes:
        bottom = set_lines(foot, bottom, note, theme.SMALL, theme.QUIET)
    bottom += 4
    for line in _source(by):
        bottom = set_lines(foot, bottom, line, theme.SMALL, theme.QUIET)
    return head, top, (foot, bottom)


def _moved(lines: list[Line], down: float) -> list[Line]:
    return [line._replace(y=line.y + down) for line in lines]


def _source(by: Colophon) -> list[str]:
    """Source, build with its date, the word simulated and the terms; then the link, so that no line breaks in
    it."""
    lines = (" · ".join(part for part in (by.credit(), by.licence) if part), by.link)
    return [line for line in lines if line]
