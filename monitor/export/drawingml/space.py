"""The whole plot part that PowerPoint and Excel keep, and where its plot lies in it."""

from __future__ import annotations

from dataclasses import replace

from monitor.export.drawingml import pieces
from monitor.export.drawingml.bars import bars
from monitor.export.drawingml.dots import dots
from monitor.export.drawingml.lines import END, is_slope, lines
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.drawingml.sheet import Sheet
from monitor.figure import theme
from monitor.figure.draw.text import width, wrap
from monitor.locale import spoken

WIDEST_NAMES = (0.34, 0.42, 0.5)
"""The part of the space that the rows' names may take: more where they need lines that a row has no room
for."""
OTHER_FONT = 1.3
"""How much wider than ours a font may be that stands in where ours is not installed."""
_LINE = 1.2
"""Height of a line, in sizes of its text."""
SMALLEST = 8.0
"""Points of the smallest text."""
_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def chart_part(plot: Plot, sheet: Sheet, frame: Frame) -> str:
    """The plot as XML, its numbers by reference to its sheet."""
    plot = wrapped(plot, frame)
    drawn = {"lines": lines, "dots": dots}.get(plot.shape, bars)(plot, sheet, frame)
    title = pieces.titled(plot.title, frame.size) if plot.title else ""
    made = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_SPACES}>'
        '<c:date1904 val="0"/>'
        f'<c:lang val="{spoken(plot.language).tag}"/><c:roundedCorners val="0"/>'
        f'<c:chart>{title}<c:autoTitleDeleted val="{int(not plot.title)}"/>'
        f"<c:plotArea>{frame.placed()}{drawn}{pieces.NO_SHAPE}</c:plotArea>"
        f'{_legend(plot, sheet, frame)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{pieces.NO_SHAPE}{pieces.look(frame.size)}</c:chartSpace>"
    )
    return pieces.spoken_as(made, spoken(plot.language).tag)


def wrapped(plot: Plot, frame: Frame) -> Plot:
    """The plot with the rows' names in lines, where nothing else will break them."""
    if plot.shape != "dots":
        return plot
    room = frame.left * frame.space[0] - frame.size
    names = tuple("\n".join(_lines(plot, at, room, frame.size)) for at in range(len(plot.categories)))
    return replace(plot, categories=names)


def _lines(plot: Plot, at: int, room: float, size: float) -> list[str]:
    """A row's name in lines."""
    return wrap(plot.categories[at], room / OTHER_FONT, size, at in plot.headings)


def fits(plot: Plot, frame: Frame) -> bool:
    """Whether each row is as high as the lines of its name, so that no two names overlap."""
    if plot.shape == "lines":
        return True
    room = frame.left * frame.space[0] - frame.size
    most = max((len(_lines(plot, at, room, frame.size)) for at in range(len(plot.categories))), default=1)
    high = frame.height * frame.space[1] / max(1, len(plot.categories))
    return most <= 1 or most * frame.size * _LINE <= high


def _legend(plot: Plot, sheet: Sheet, frame: Frame) -> str:
    if not plot.legend:
        return ""
    first = len(sheet.strokes)
    hidden = [*range(first), *(first + at for at, one in enumerate(plot.series) if not one.key)]
    if plot.shape == "dots":
        hidden.append(first + len(plot.series))
    gone = "".join(
        f'<c:legendEntry><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
        for at in hidden
        if plot.shape in ("dots", "lines")
    )
    return (
        f'<c:legend><c:legendPos val="t"/>{gone}<c:overlay val="0"/>{pieces.look(frame.size, theme.INK)}'
        "</c:legend>"
    )


def frame_of(plot: Plot, across: float, down: float, size: float = 13.0) -> Frame:
    """A Frame in a space of `across` by `down` points: room for names, legend, axis and the labels beyond
    the plot. Where names would overlap, their column is wider, then the text smaller."""
    if plot.shape == "lines":
        return _frame(plot, across, down, size, WIDEST_NAMES[0])
    size = max(SMALLEST, min(size, down * 0.8 / max(1, plot.lanes) / 1.15))
    while True:
        for part in WIDEST_NAMES:
            frame = _frame(plot, across, down, size, part)
            if fits(plot, frame):
                return frame
        if size <= SMALLEST:
            return frame
        size = max(SMALLEST, size - 1)


def _frame(plot: Plot, across: float, down: float, size: float, part: float) -> Frame:
    """The frame with texts of this size, and names in at most this part of the width."""
    top = size * 0.6
    if plot.title:
        lines = len(wrap(plot.title, across * 0.8 / OTHER_FONT, size, bold=True))
        top += size * (1.5 * lines + (0.5 if plot.shape == "lines" else 0))
    if plot.legend:
        entries = [width(one.name, size) + size * 2.4 for one in plot.series if one.key]
        top += size * 1.7 * max(1, -(-sum(entries) // (across * 0.86))) + size * (
            1.2 if plot.shape == "dots" else 0.6
        )
    bottom = size * (2.2 if plot.scaled or plot.shape == "lines" else 0.4)
    if plot.shape == "lines":
        left = size * (4.6 if is_slope(plot) else 3.4)
        ends = [
            width(f"{one.label} {point.text}", size, True)
            for one in plot.series
            for point in one.points
            if point.text
        ]
        right = min(max([*ends, size * 3]) * 1.08, END * across) + size * 1.4
    else:
        names = max(
            (width(name, size, at in plot.headings) for at, name in enumerate(plot.categories)), default=0.0
        )
        left = min(names * OTHER_FONT + size * 1.2, across * part)
        right = _beyond(plot, across - left, size)
    high = max(down - top - bottom, size)
    return Frame(
        left / across, top / down, (across - left - right) / across, high / down, size, (across, down)
    )


def _beyond(plot: Plot, room: float, size: float) -> float:
    """How much room the labels need to the right of the scale's end."""
    if plot.shape == "stacked":
        return size
    ends = [
        (
            plot.axis.part(point.high if point.high is not None and not plot.joined else point.value),
            width(point.text, size, True),
        )
        for one in plot.series
        for point in one.points
        if point.value is not None and point.text
    ]
    needed = [wide + size - (1 - part) * (room - size * 4) for part, wide in ends]
    return max([size * 1.6, *needed])
