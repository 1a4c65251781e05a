"""Where the charts of a figure stand on a slide: one alone, panels under each other, or small multiples in
a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from monitor.export.drawingml.pages import paged
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.drawingml.space import OTHER_FONT, fits, frame_of
from monitor.figure.draw.text import width

MOST_LANES = (20, 16, 12, 9, 7, 5)
"""On a page: fewer where names need more lines."""
MOST_MULTIPLES = 6
KEY_SIZE = 12.0
"""Points of the keys above charts."""
_TITLE = 1.6
"""Lanes that a panel's title takes."""


class Placed(NamedTuple):
    """A plot with its frame, and its box on the slide in points: left, top, width, height."""

    plot: Plot
    frame: Frame
    box: tuple[float, float, float, float]


class Page(NamedTuple):
    """What one slide holds; the keys (mark, colour, name) that its charts share stand above them."""

    charts: list[Placed]
    keys: list[tuple[str, str, str]]


def arranged(charts: Sequence[Plot], wide: float, high: float, size: float = 14.0) -> list[Page]:
    """The pages of a figure, in a space of `wide` by `high` points: more of them where names of rows would
    overlap."""
    for most in MOST_LANES:
        pages = _arranged(charts, wide, high, size, most)
        if all(fits(placed.plot, placed.frame) for page in pages for placed in page.charts):
            break
    return pages


def _arranged(charts: Sequence[Plot], wide: float, high: float, size: float, most: int) -> list[Page]:
    if len(charts) == 1 and not (charts[0].headings and charts[0].shape != "dots"):
        return [_alone(part, wide, high, size) for part in paged(charts[0], most)]
    if charts and charts[0].shape == "lines":
        return [
            _grid(charts[at : at + MOST_MULTIPLES], wide, high)
            for at in range(0, len(charts), MOST_MULTIPLES)
        ]
    panels = [part for plot in charts for panel in split(plot) for part in paged(panel, most - 2)]
    return [_column(page, wide, high, size) for page in _packed(panels, most)]


def split(plot: Plot) -> list[Plot]:
    """A plot for each heading, with the heading as its title; rows before the first heading stay without
    one."""
    starts = sorted({0, *plot.headings})
    found = []
    for start, end in zip(starts, [*starts[1:], len(plot.categories)], strict=True):
        rows = range(start + (start in plot.headings), end)
        if rows:
            series = tuple(replace(one, points=tuple(one.points[row] for row in rows)) for one in plot.series)
            names = tuple(plot.categories[row].strip() for row in rows)
            title = plot.categories[start] if start in plot.headings else ""
            found.append(replace(plot, categories=names, series=series, headings=frozenset(), title=title))
    return found


def _alone(plot: Plot, wide: float, high: float, size: float) -> Page:
    """No higher than its rows need: two bars don't fill a slide."""
    keys = keys_of([plot]) if without_legend(plot) else []
    top = keys_high(keys, wide)
    plain = replace(plot, legend=False) if keys else plot
    needed = high - top if plot.shape == "lines" else min(high - top, plot.lanes * 34 + 110)
    return Page([Placed(plain, frame_of(plain, wide, needed, size), (0, top, wide, needed))], keys)


def _grid(charts: Sequence[Plot], wide: float, high: float) -> Page:
    columns = {1: 1, 2: 2, 4: 2}.get(len(charts), 3)
    keys = keys_of(charts)
    top = keys_high(keys, wide)
    across, down = wide / columns, (high - top) / ceil(len(charts) / columns)
    plain = [replace(plot, legend=False) for plot in charts]
    frames = [frame_of(plot, across * 0.97, down * 0.96, 11) for plot in plain]
    placed = []
    for at, (plot, frame) in enumerate(zip(plain, frames, strict=True)):
        row = frames[at // columns * columns :][:columns]
        box = (at % columns * across, top + at // columns * down, across * 0.97, down * 0.96)
        placed.append(Placed(plot, _alike(frame, row, frames), box))
    return Page(placed, keys)


def _alike(frame: Frame, row: Sequence[Frame], all_: Sequence[Frame]) -> Frame:
    """A frame whose plot is as high as those beside it, and as wide as those above and below."""
    top = max(each.top for each in row)
    bottom = min(each.top + each.height for each in row)
    left = max(each.left for each in all_)
    right = min(each.left + each.width for each in all_)
    return frame._replace(left=left, top=top, width=right - left, height=bottom - top)


def _column(charts: Sequence[Plot], wide: float, high: float, size: float) -> Page:
    """Panels under each other on one scale: the same margins, the axis under the last."""
    keys = keys_of(charts)
    top = keys_high(keys, wide)
    lanes = [plot.lanes + _TITLE for plot in charts]
    lane = min((high - top - size * 2.2) / sum(lanes), 34)
    plain = [replace(plot, legend=False, scaled=at == len(charts) - 1) for at, plot in enumerate(charts)]
    heights = [
        lane * count + (size * 2.2 if plot.scaled else 0.0) for plot, count in zip(plain, lanes, strict=True)
    ]
    small = max(9.0, min(size, lane * 0.72))
    frames = [frame_of(plot, wide, tall, small) for plot, tall in zip(plain, heights, strict=True)]
    left = max(frame.left for frame in frames)
    right = min(frame.left + frame.width for frame in frames)
    size = min(frame.size for frame in frames)
    placed = []
    for plot, frame, tall in zip(plain, frames, heights, strict=True):
        placed.append(
            Placed(plot, frame._replace(left=left, width=right - left, size=size), (0, top, wide, tall))
        )
        top += tall
    return Page(placed, keys)


def _packed(panels: Sequence[Plot], most: int) -> list[list[Plot]]:
    """Panels in order, as many on a page as fit."""
    pages: list[list[Plot]] = []
    used = 0.0
    for panel in panels:
        if not pages or used + panel.lanes + _TITLE > most + _TITLE:
            pages.append([])
            used = 0.0
        pages[-1].append(panel)
        used += panel.lanes + _TITLE
    return pages


def keys_of(charts: Sequence[Plot]) -> list[tuple[str, str, str]]:
    """What marks and colours mean, where the charts have a legend."""
    marks = {"bar": "\u25a0", "beam": "\u25a0", "tick": "\u2503"}
    entries = [one for plot in charts if plot.legend for one in plot.series if one.key and one.role != "pad"]
    return list(dict.fromkeys((marks.get(one.role, "\u25cf"), one.color, one.name) for one in entries))


def keys_high(keys: Sequence[tuple[str, str, str]], wide: float) -> float:
    """Points that the keys need above the charts: a line, or more where they don't fit on one."""
    lines, used = min(1, len(keys)), 0.0
    for sign, _, name in keys:
        needed = (width(f"{sign} {name}", KEY_SIZE) + KEY_SIZE) * OTHER_FONT
        if used and used + needed > wide:
            lines, used = lines + 1, 0.0
        used += needed
    return lines * KEY_SIZE * 1.25 + (8.0 if keys else 0.0)


def without_legend(plot: Plot) -> bool:
    """Whether a native legend would not show its marks: beams and ticks are drawn as lines."""
    return any(one.role in ("beam", "tick") for one in plot.series)
