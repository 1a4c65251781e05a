"""Pieces of DrawingML that all native charts are made of (ECMA-376, part 1, chapters 20.1 and 21.2)."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.sax.saxutils import escape

from monitor.export.escape import clean
from monitor.figure import theme

NO_LINE = "<a:ln><a:noFill/></a:ln>"
NO_SHAPE = f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>"
NO_TICKS = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)
"""No line from a label to its point (an extension of Office 2013)."""
_PROPERTIES = re.compile("<a:(?:defRPr|rPr|endParaRPr)(?=[ />])")


class Frame(NamedTuple):
    """Where the plot lies within the chart's space, as fractions; the size of its texts in points; the
    space in points."""

    left: float
    top: float
    width: float
    height: float
    size: float
    space: tuple[float, float]

    def placed(self) -> str:
        """The place of the plot, without its labels."""
        sides = zip("xywh", (self.left, self.top, self.width, self.height), strict=True)
        places = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in sides)
        inner = f'<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>{places}'
        return f"<c:layout><c:manualLayout>{inner}</c:manualLayout></c:layout>"


def fill(color: str, alpha: float = 1.0) -> str:
    """A plain colour."""
    clear = f'<a:alpha val="{round(alpha * 100_000)}"/>' if alpha < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{color.lstrip("#")}">{clear}</a:srgbClr></a:solidFill>'


def line(color: str, points: float, cap: str = "flat", alpha: float = 1.0, dash: str = "") -> str:
    """A line of so many points, solid or with this preset dash."""
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{round(points * 12700)}" cap="{cap}">{fill(color, alpha)}{dashed}<a:round/></a:ln>'


def look(size: float, color: str = theme.INK, bold: bool = False, wrap: bool = True) -> str:
    """How the texts of an element look."""
    return (
        f"<c:txPr>{_body(wrap)}<a:p><a:pPr>{_run('defRPr', size, color, bold)}</a:pPr>"
        "<a:endParaRPr/></a:p></c:txPr>"
    )


def titled(text: str, size: float) -> str:
    """A chart's title, at its left edge."""
    edge = (
        '<c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0"/><c:y val="0"/>'
        "</c:manualLayout>"
    )
    return (
        f"<c:title>{rich(text, size, bold=True, align='l', wrap=True)}<c:layout>{edge}</c:layout>"
        '<c:overlay val="0"/></c:title>'
    )


def rich(
    text: str, size: float, color: str = theme.INK, bold: bool = False, align: str = "ctr", wrap: bool = False
) -> str:
    """A text of its own; each line of it a paragraph."""
    found = "".join(
        f'<a:p><a:pPr algn="{align}">{_run("defRPr", size, color, bold)}</a:pPr>'
        f"<a:r>{_run('rPr', size, color, bold)}<a:t>{escaped(row)}</a:t></a:r></a:p>"
        for row in text.split("\n")
    )
    return f"<c:tx><c:rich>{_body(wrap)}{found}</c:rich></c:tx>"


def _run(tag: str, size: float, color: str, bold: bool) -> str:
    return (
        f'<a:{tag} sz="{round(size * 100)}" b="{int(bold)}">{fill(color)}<a:latin typeface="+mn-lt"/>'
        f"</a:{tag}>"
    )


def _body(wrap: bool) -> str:
    return f'<a:bodyPr rot="0" vert="horz" wrap="{"square" if wrap else "none"}"/><a:lstStyle/>'


def shows(place: str = "", value: bool = False, name: bool = False) -> str:
    """Which parts a label has, in the order that the format wants."""
    where = f'<c:dLblPos val="{place}"/>' if place else ""
    gap = "<c:separator> </c:separator>" if name and value else ""
    return (
        f'{where}<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(name)}"/>'
        f'<c:showPercent val="0"/><c:showBubbleSize val="0"/>{gap}'
    )


def shifted(right: float, down: float) -> str:
    """Moves a label from its own place, in fractions of the chart's space."""
    if abs(right) < 0.001 and abs(down) < 0.001:
        return ""
    return (
        f'<c:layout><c:manualLayout><c:x val="{right:.5f}"/><c:y val="{down:.5f}"/></c:manualLayout>'
        "</c:layout>"
    )


def number_code(code: str) -> str:
    """A number format of its own."""
    return f'<c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/>'


def labels(each: list[str], rest: str = "") -> str:
    """The labels of a series: those of points, then what holds for the others."""
    return f"<c:dLbls>{''.join(each)}{rest or shows()}{NO_LEADERS}</c:dLbls>"


def scaling(low: float, high: float, turned: bool = False) -> str:
    """The ends of a value axis."""
    way = "maxMin" if turned else "minMax"
    return (
        f'<c:scaling><c:orientation val="{way}"/><c:max val="{high:.10g}"/><c:min val="{low:.10g}"/>'
        "</c:scaling>"
    )


def spoken_as(drawn: str, tag: str) -> str:
    """The same with its language told of every text, by which it is read aloud and checked."""
    return _PROPERTIES.sub(rf'\g<0> lang="{tag}"', drawn)


def escaped(text: str) -> str:
    """A text within an element."""
    return escape(clean(text))
