"""Dots on rows as DrawingML: values along, rows down; intervals are lines, the rows' names labels of
points at the left edge."""

from __future__ import annotations

from monitor.export.drawingml import pieces
from monitor.export.drawingml.bars import axis_format
from monitor.export.drawingml.lines import marker
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.drawingml.sheet import Sheet, Stroke
from monitor.figure import theme
from monitor.figure.chart import Point, Series
from monitor.figure.draw.text import width

_UNJOINED = '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>'


def dots(plot: Plot, sheet: Sheet, frame: Frame) -> str:
    """The plot: lines at the back, dots before them, then the rows' names."""
    found = [_stroke(plot, sheet, frame, stroke, number) for number, stroke in enumerate(sheet.strokes)]
    found += [_series(plot, sheet, frame, at, len(found) + at) for at in range(len(plot.series))]
    found.append(_row_names(plot, sheet, frame, len(found)))
    step = (plot.axis.high - plot.axis.low) / 2
    rows = len(plot.categories)
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(found)}'
        '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
        f'<c:valAx><c:axId val="1"/>{pieces.scaling(plot.axis.low, plot.axis.high)}<c:delete val="0"/>'
        '<c:axPos val="b"/>'
        f'{pieces.number_code(axis_format(plot, step))}{pieces.NO_TICKS}<c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{pieces.line(theme.FAINT, 0.75)}</c:spPr>{pieces.look(frame.size, theme.QUIET)}"
        '<c:crossAx val="2"/><c:crosses val="max"/><c:crossBetween val="midCat"/>'
        f'<c:majorUnit val="{step:.10g}"/></c:valAx>'
        f'<c:valAx><c:axId val="2"/>{pieces.scaling(0.5, rows + 0.5, turned=True)}<c:delete val="1"/>'
        '<c:axPos val="l"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{pieces.NO_TICKS}<c:tickLblPos val="none"/>'
        '<c:crossAx val="1"/><c:crosses val="min"/><c:crossBetween val="midCat"/><c:majorUnit val="1"/>'
        "</c:valAx>"
    )


def _stroke(plot: Plot, sheet: Sheet, frame: Frame, stroke: Stroke, number: int) -> str:
    one = plot.series[stroke.series]
    over_beam = any(other.kind == "beam" for other in sheet.strokes)
    thick = _lane(plot, frame) * 0.6
    drawn = {
        "beam": pieces.line(one.color, thick),
        "join": pieces.line(theme.FAINT, 2),
        "interval": pieces.line(theme.INK, 1.25, alpha=0.7)
        if over_beam
        else pieces.line(one.color, 3, "rnd", alpha=0.4),
        "tick": pieces.line(one.color, 3),
    }[stroke.kind]
    own = ""
    if stroke.kind == "beam":
        own = "".join(
            f'<c:dPt><c:idx val="{3 * row + end}"/><c:bubble3D val="0"/>'
            f"<c:spPr>{pieces.line(point.color or one.color, thick, alpha=0.45 if point.faint else 1.0)}"
            "</c:spPr></c:dPt>"
            for row, point in enumerate(one.points)
            if point.value is not None and (point.faint or point.color not in ("", one.color))
            for end in (0, 1)
        )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{sheet.header(stroke.along)}<c:spPr>{drawn}'
        "</c:spPr>"
        f'<c:marker><c:symbol val="none"/></c:marker>{own}'
        f"<c:xVal>{sheet.numbers(stroke.along)}</c:xVal><c:yVal>{sheet.numbers(stroke.down)}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


def _lane(plot: Plot, frame: Frame) -> float:
    """Height of one row in points."""
    return frame.height * frame.space[1] / max(1, len(plot.categories))


def _series(plot: Plot, sheet: Sheet, frame: Frame, at: int, number: int) -> str:
    one = plot.series[at]
    if one.role in ("beam", "tick"):
        look, own = '<c:marker><c:symbol val="none"/></c:marker>', ""
    else:
        look, own = marker(one, one.color, False, 9), _own_dots(one)
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"{sheet.header(sheet.value[at])}{_UNJOINED}{look}{own}"
        f"{_labels(plot, frame, at)}<c:xVal>{sheet.numbers(sheet.value[at])}</c:xVal>"
        f'<c:yVal>{sheet.numbers(sheet.place[at])}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _own_dots(one: Series) -> str:
    """The dots that look otherwise than their series."""
    return "".join(
        f'<c:dPt><c:idx val="{row}"/>{marker(one, point.color or one.color, point.faint, 9)}'
        '<c:bubble3D val="0"/></c:dPt>'
        for row, point in enumerate(one.points)
        if point.value is not None and (point.faint or point.color not in ("", one.color))
    )


def _labels(plot: Plot, frame: Frame, at: int) -> str:
    """The number beyond the interval; of a dumbbell, on the outer side of each dot; on a beam, inside it
    where a tick is near."""
    one = plot.series[at]
    found = []
    for row, point in enumerate(one.points):
        if point.value is None or not point.text:
            continue
        place, shift, ink = "r", 0.0, theme.INK
        if plot.joined:
            other = plot.series[1 - at].points[row].value
            place = "l" if other is not None and (point.value, at) < (other, 1 - at) else "r"
        elif one.role == "beam":
            place, shift, ink = _beside(plot, frame, row, point)
        elif point.high is not None:
            shift = plot.axis.part(point.high) - plot.axis.part(point.value)
        text = pieces.rich(point.text, frame.size, ink, bold=one.role != "tick")
        moved = pieces.shifted(shift * frame.width, 0)
        found.append(
            f'<c:dLbl><c:idx val="{row}"/>{moved}{text}{pieces.NO_SHAPE}{pieces.shows(place, value=True)}'
            "</c:dLbl>"
        )
    return pieces.labels(found)


def _beside(plot: Plot, frame: Frame, row: int, point: Point) -> tuple[str, float, str]:
    """Side, shift and colour of a beam's number: after its interval, else inside the beam, else after the
    tick's own number."""
    assert point.value is not None
    here, low = plot.axis.part(point.value), plot.axis.part(point.value if point.low is None else point.low)
    end = plot.axis.part(point.value if point.high is None else point.high)
    ticks = [
        plot.axis.part(other.points[row].value or 0.0)
        for other in plot.series
        if other.role == "tick" and other.points[row].value is not None
    ]
    text = (width(point.text, frame.size, True) + frame.size) / (frame.width * frame.space[0])
    if all(tick < here - text or tick > end + text for tick in ticks):
        return "r", end - here, theme.INK
    if low > text and all(tick < low - text or tick > low for tick in ticks):
        return (
            "l",
            low - here,
            theme.INK if point.faint else theme.text_on(point.color or plot.series[0].color),
        )
    return "r", max(end, *ticks) + text - here, theme.INK


def _row_names(plot: Plot, sheet: Sheet, frame: Frame, number: int) -> str:
    found = []
    for row, name in enumerate(plot.categories):
        text = pieces.rich(name, frame.size, bold=row in plot.headings, align="r")
        found.append(
            f'<c:dLbl><c:idx val="{row}"/>{text}{pieces.NO_SHAPE}{pieces.shows("l", value=True)}</c:dLbl>'
        )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v> </c:v></c:tx>{_UNJOINED}'
        f'<c:marker><c:symbol val="none"/></c:marker>{pieces.labels(found)}'
        f"<c:xVal>{sheet.numbers(sheet.row_edge)}</c:xVal>"
        f'<c:yVal>{sheet.numbers(sheet.row_place)}</c:yVal><c:smooth val="0"/></c:ser>'
    )
