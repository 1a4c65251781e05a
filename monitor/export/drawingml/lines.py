"""Lines over waves as DrawingML, with intervals, and names and numbers at their ends."""

from __future__ import annotations

from monitor.export.drawingml import pieces
from monitor.export.drawingml.bars import axis_format
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.drawingml.sheet import Sheet
from monitor.figure import theme
from monitor.figure.chart import Series
from monitor.figure.draw.plot import apart

END = 0.3
"""The part of the space that names at the ends of lines may take."""
Moves = dict[tuple[int, int], float]
"""By series and point."""


def lines(plot: Plot, sheet: Sheet, frame: Frame) -> str:
    """The plot: a series a line; published figures are diamonds without a line."""
    moved = {**_shifts(plot, frame, first=True), **_shifts(plot, frame, first=False)}
    series = "".join(_series(plot, sheet, frame, at, moved) for at in range(len(plot.series)))
    step = (plot.axis.high - plot.axis.low) / _steps(plot)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{pieces.NO_TICKS}<c:tickLblPos val="low"/>'
        f"<c:spPr>{pieces.line(theme.FAINT, 0.75)}</c:spPr>{pieces.look(frame.size, theme.QUIET)}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/>{pieces.scaling(plot.axis.low, plot.axis.high)}'
        f'<c:delete val="{int(is_slope(plot))}"/>'
        '<c:axPos val="l"/>'
        f"{'' if is_slope(plot) else _gridlines()}"
        f'{pieces.number_code(axis_format(plot, step))}{pieces.NO_TICKS}<c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{pieces.NO_LINE}</c:spPr>"
        f'{pieces.look(frame.size, theme.QUIET)}<c:crossAx val="1"/><c:crosses val="min"/>'
        '<c:crossBetween val="midCat"/>'
        f'<c:majorUnit val="{step:.10g}"/></c:valAx>'
    )


def _gridlines() -> str:
    return f"<c:majorGridlines><c:spPr>{pieces.line(theme.GRID, 0.75)}</c:spPr></c:majorGridlines>"


def _steps(plot: Plot) -> int:
    span = plot.axis.high - plot.axis.low
    return (
        4
        if plot.axis.share
        else next((count for count in (5, 4, 2) if abs(span / count - round(span / count)) < 1e-9), 4)
    )


def _series(plot: Plot, sheet: Sheet, frame: Frame, at: int, moved: Moves) -> str:
    one = plot.series[at]
    drawn = pieces.NO_LINE
    if one.role == "line":
        drawn = pieces.line(one.color, 2.25, cap="rnd")
    elif one.role == "course":
        drawn = pieces.line(one.color, 1.5, dash="sysDash")
    faint = "".join(
        f'<c:dPt><c:idx val="{number}"/>{marker(one, one.color, True, 7)}<c:bubble3D val="0"/>'
        f"<c:spPr>{drawn}</c:spPr></c:dPt>"
        for number, point in enumerate(one.points)
        if point.value is not None and point.faint
    )
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{sheet.header(sheet.value[at])}<c:spPr>{drawn}'
        "</c:spPr>"
        f"{marker(one, one.color, False, 7)}{faint}{_labels(plot, frame, at, moved)}"
        f"{_interval(sheet, at, one)}"
        f'<c:cat>{sheet.texts(0)}</c:cat><c:val>{sheet.numbers(sheet.value[at])}</c:val><c:smooth val="0"/>'
        "</c:ser>"
    )


def _labels(plot: Plot, frame: Frame, at: int, moved: Moves) -> str:
    """Numbers above the points that have a text; beside the last one, with the line's name; of a slope
    beside the first."""
    one = plot.series[at]
    last = _last(one)
    found = []
    for number, point in enumerate(one.points):
        if point.value is None or not point.text:
            continue
        place = "r" if number == last else "l" if is_slope(plot) else "t"
        up = 0.0
        if place == "t" and point.high is not None:
            up = -(plot.axis.part(point.high) - plot.axis.part(point.value)) * frame.height
        ink = _readable(one.color)
        named = number == last and bool(one.label)
        shift = pieces.shifted(0, moved.get((at, number), up))
        found.append(
            f'<c:dLbl><c:idx val="{number}"/>{shift}{pieces.number_code(plot.label_format(point))}'
            f"{pieces.NO_SHAPE}"
            f"{pieces.look(frame.size, ink, bold=number == last, wrap=False)}"
            f"{pieces.shows(place, value=True, name=named)}</c:dLbl>"
        )
    return pieces.labels(found)


def _readable(color: str) -> str:
    """The line's colour, darkened until a text in it reads well on paper."""
    while theme.contrast(color) < 4.5:
        color = "#" + "".join(f"{round(int(color[at : at + 2], 16) * 0.9):02X}" for at in (1, 3, 5))
    return color


def _last(one: Series) -> int:
    return max((number for number, point in enumerate(one.points) if point.value is not None), default=-1)


def _shifts(plot: Plot, frame: Frame, first: bool) -> Moves:
    """How far labels beside the first or the last points move up or down, in parts of the space, so that
    none overlap."""
    ends: list[tuple[int, int, float]] = []
    for at, one in enumerate(plot.series):
        number = 0 if first else _last(one)
        if one.role != "line" or number < 0 or (first and not is_slope(plot)):
            continue
        value = one.points[number].value
        if value is not None and one.points[number].text:
            ends.append((at, number, value))
    tall = frame.height * frame.space[1]
    places = [(1 - plot.axis.part(value)) * tall for _, _, value in ends]
    found = apart(places, [frame.size * 1.3] * len(ends), -frame.size, tall + frame.size)
    return {
        (at, number): (new - old) / frame.space[1]
        for (at, number, _), new, old in zip(ends, found, places, strict=True)
    }


def is_slope(plot: Plot) -> bool:
    """Whether the lines run between two waves only."""
    return len(plot.categories) == 2


def _interval(sheet: Sheet, at: int, one: Series) -> str:
    plus, minus = sheet.plus[at], sheet.minus[at]
    if plus is None or minus is None:
        return ""
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        '<c:noEndCap val="1"/>'
        f"<c:plus>{sheet.numbers(plus)}</c:plus><c:minus>{sheet.numbers(minus)}</c:minus>"
        f"<c:spPr>{pieces.line(one.color, 1.25, alpha=0.5)}</c:spPr></c:errBars>"
    )


_SYMBOLS = dict(zip(theme.SHAPES, ("circle", "square", "triangle", "plus", "x", "star", "dash"), strict=True))
"""What slides and sheets call the theme's shapes."""


def marker(one: Series, color: str, faint: bool, size: int) -> str:
    """A mark of the series' shape, open where the number is unreliable; a diamond, seen through, where it is
    a published figure."""
    if one.role == "course":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    if one.role == "diamond":
        look = f"<c:spPr>{pieces.fill(theme.INK, 0.25)}{pieces.line(theme.INK, 1.25)}</c:spPr>"
        return f'<c:marker><c:symbol val="diamond"/><c:size val="12"/>{look}</c:marker>'
    inside = pieces.fill(theme.PAPER if faint else color)
    return (
        f'<c:marker><c:symbol val="{_SYMBOLS[one.shape]}"/><c:size val="{size}"/>'
        f"<c:spPr>{inside}{pieces.line(color, 1.25)}</c:spPr></c:marker>"
    )
