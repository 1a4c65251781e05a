"""Horizontal bars as DrawingML: side by side, or stacked."""

from __future__ import annotations

from monitor.export.drawingml import pieces
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.drawingml.sheet import Sheet
from monitor.figure import theme
from monitor.figure.chart import Point, Series

NARROWEST = 2.6
"""Segments shorter than this many times the size of their label have none."""


def bars(plot: Plot, sheet: Sheet, frame: Frame) -> str:
    """The plot; a pad is an unseen bar before the others."""
    drawn = "".join(_series(plot, sheet, frame, at) for at in range(len(plot.series)))
    stacked = plot.shape == "stacked"
    gap = 25 if stacked else 60 if len(plot.series) > 1 else 45
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{"stacked" if stacked else "clustered"}"/>'
        f'<c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{100 if stacked else -8}"/><c:axId val="1"/>'
        '<c:axId val="2"/></c:barChart>' + _names(plot, frame) + _values(plot, frame)
    )


def _series(plot: Plot, sheet: Sheet, frame: Frame, at: int) -> str:
    one = plot.series[at]
    name = "<c:tx><c:v> </c:v></c:tx>" if one.role == "pad" else sheet.header(sheet.value[at])
    edge = pieces.line(theme.PAPER, 0.75) if plot.shape == "stacked" and one.role != "pad" else pieces.NO_LINE
    inside = "<a:noFill/>" if one.role == "pad" else pieces.fill(one.color)
    points = "".join(_point(number, point, one, edge) for number, point in enumerate(one.points))
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{name}<c:spPr>{inside}{edge}</c:spPr>'
        f'<c:invertIfNegative val="0"/>{points}{_labels(plot, frame, one)}{_interval(sheet, at)}'
        f"<c:cat>{sheet.texts(0)}</c:cat><c:val>{sheet.numbers(sheet.value[at])}</c:val></c:ser>"
    )


def _point(number: int, point: Point, one: Series, edge: str) -> str:
    """A point that looks otherwise than its series."""
    if one.role == "pad" or point.value is None or not (point.faint or point.color not in ("", one.color)):
        return ""
    inside = pieces.fill(point.color or one.color, 0.45 if point.faint else 1.0)
    return (
        f'<c:dPt><c:idx val="{number}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{inside}{edge}</c:spPr></c:dPt>"
    )


def _labels(plot: Plot, frame: Frame, one: Series) -> str:
    """The number beyond the interval, or in the middle of a segment that is long enough for it."""
    stacked = plot.shape == "stacked"
    found = []
    lane = frame.height * frame.space[1] / max(1, len(plot.categories))
    size = min(frame.size, lane * 0.62) if stacked else frame.size
    for number, point in enumerate(one.points):
        if point.value is None or not point.text:
            continue
        room = (plot.axis.part(point.value) - plot.axis.part(0)) * frame.width * frame.space[0]
        if stacked and room < NARROWEST * size:
            found.append(f'<c:dLbl><c:idx val="{number}"/><c:delete val="1"/></c:dLbl>')
            continue
        reach = (
            0.0 if stacked or point.high is None else plot.axis.part(point.high) - plot.axis.part(point.value)
        )
        moved = pieces.shifted(reach * frame.width, 0)
        ink = theme.text_on(point.color or one.color) if stacked and not point.faint else theme.INK
        look = pieces.look(size, ink, bold=not stacked, wrap=False)
        shows = pieces.shows("ctr" if stacked else "outEnd", value=True)
        code = pieces.number_code(plot.label_format(point))
        found.append(f'<c:dLbl><c:idx val="{number}"/>{moved}{code}{pieces.NO_SHAPE}{look}{shows}</c:dLbl>')
    return pieces.labels(found)


def _interval(sheet: Sheet, at: int) -> str:
    """The 95 % interval, as arms of lengths that stand in the sheet."""
    plus, minus = sheet.plus[at], sheet.minus[at]
    if plus is None or minus is None:
        return ""
    return (
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{sheet.numbers(plus)}</c:plus><c:minus>{sheet.numbers(minus)}</c:minus>"
        f"<c:spPr>{pieces.line(theme.INK, 1.25, alpha=0.7)}</c:spPr></c:errBars>"
    )


def _names(plot: Plot, frame: Frame) -> str:
    rule = pieces.NO_LINE if plot.series[0].role == "pad" else pieces.line(theme.FAINT, 0.75)
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{pieces.NO_TICKS}<c:tickLblPos val="low"/>'
        f"<c:spPr>{rule}</c:spPr>{pieces.look(frame.size)}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _values(plot: Plot, frame: Frame) -> str:
    step = (plot.axis.high - plot.axis.low) / 2
    hidden = int(plot.series[0].role == "pad" or not plot.scaled)
    return (
        f'<c:valAx><c:axId val="2"/>{pieces.scaling(plot.axis.low, plot.axis.high)}<c:delete val="{hidden}"/>'
        '<c:axPos val="b"/>'
        f'{pieces.number_code(axis_format(plot, step))}{pieces.NO_TICKS}<c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{pieces.NO_LINE}</c:spPr>"
        f'{pieces.look(frame.size, theme.QUIET)}<c:crossAx val="1"/><c:crosses val="max"/>'
        '<c:crossBetween val="between"/>'
        f'<c:majorUnit val="{step:.10g}"/></c:valAx>'
    )


def axis_format(plot: Plot, step: float) -> str:
    """The format of the numbers along an axis: without decimals where they need none."""
    return plot.number_format(
        0 if plot.axis.share or (step == int(step) and plot.axis.low == int(plot.axis.low)) else 1
    )
