"""Makes monitor/export/template.pptx: two layouts, 16:9, every placeholder with the name by which a deck
fills it.

    python -m scripts.make_template

An organisation's own template may look any way it likes, as long as a layout "Figure" has placeholders with
these names.
"""

from __future__ import annotations

import re

from lxml import etree
from pptx import Presentation
from pptx.util import Emu, Inches

from monitor.export.deck import TEMPLATE
from monitor.figure import theme

WIDE, HIGH, MARGIN = 13.333, 7.5, 0.6
FULL = WIDE - 2 * MARGIN
Box = tuple[float, float, float, float]
FIGURE: dict[str, tuple[str, Box, float, str, bool, str]] = {
    "Title": ('type="title"', (MARGIN, 0.4, FULL, 0.95), 26, theme.INK, True, "b"),
    "Subtitle": ('type="body" idx="10"', (MARGIN, 1.38, FULL, 0.62), 14, theme.QUIET, False, "t"),
    "Chart": ('type="chart" idx="11"', (MARGIN, 2.05, FULL, 4.1), 14, theme.QUIET, False, "t"),
    "Notes": ('type="body" idx="12"', (MARGIN, 6.18, FULL, 0.68), 10, theme.QUIET, False, "b"),
    "Source": ('type="body" idx="13"', (MARGIN, 6.95, FULL - 0.8, 0.34), 10, theme.QUIET, False, "ctr"),
    "Number": (
        'type="sldNum" idx="14"',
        (WIDE - MARGIN - 0.7, 6.95, 0.7, 0.34),
        10,
        theme.QUIET,
        False,
        "ctr",
    ),
}
COVER: dict[str, tuple[str, Box, float, str, bool, str]] = {
    "Title": ('type="ctrTitle"', (MARGIN, 2.2, FULL, 1.4), 40, theme.INK, True, "b"),
    "Subtitle": ('type="subTitle" idx="1"', (MARGIN, 3.75, FULL, 1.6), 20, theme.QUIET, False, "t"),
    "Source": ('type="body" idx="13"', (MARGIN, 6.95, FULL, 0.34), 10, theme.QUIET, False, "ctr"),
}
_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def main() -> None:
    """Writes the template beside the deck's module."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    layouts = {"Title Slide": ("Cover", COVER), "Title Only": ("Figure", FIGURE)}
    for layout in list(deck.slide_layouts):
        if layout.name not in layouts:
            deck.slide_layouts.remove(layout)
            continue
        name, placeholders = layouts[layout.name]
        layout._element.cSld.set("name", name)
        tree = layout._element.cSld.spTree
        for shape in list(layout.placeholders):
            tree.remove(shape._element)
        tree.append(_accent(len(placeholders) + 10, name))
        for number, (label, spec) in enumerate(placeholders.items(), 2):
            tree.append(_placeholder(number, label, *spec))
    _master(deck)
    _theme(deck)
    deck.core_properties.title = "Monitor explorer"
    deck.core_properties.author = ""
    deck.save(str(TEMPLATE))


def _emu(inches: float) -> int:
    return int(Emu(round(inches * 914400)))


def _place(box: Box) -> str:
    x, y, wide, high = map(_emu, box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


def _placeholder(
    id: int, name: str, kind: str, box: Box, size: float, color: str, bold: bool, anchor: str
) -> etree._Element:
    number = "sldNum" in kind
    font = "+mj-lt" if bold else "+mn-lt"
    style = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{"r" if number else "l"}"><a:lnSpc><a:spcPct'
        ' val="95000"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr'
        f' sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill><a:srgbClr'
        f' val="{color[1:]}"/></a:solidFill><a:latin typeface="{font}"/></a:defRPr></a:lvl1pPr>'
    )
    text = (
        '<a:p><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr'
        ' lang="nl-NL"/><a:t>‹#›</a:t></a:fld></a:p>'
        if number
        else f'<a:p><a:r><a:rPr lang="en-GB"/><a:t>{name}</a:t></a:r></a:p>'
    )
    return etree.fromstring(
        f'<p:sp {_NAMES}><p:nvSpPr><p:cNvPr id="{id}" name="{name}"/><p:cNvSpPr><a:spLocks'
        ' noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f'<p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"'
        f' anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle>{text}</p:txBody></p:sp>"
    )


def _accent(id: int, layout: str) -> etree._Element:
    """A thin rule: above the source of a figure, above the title of a cover."""
    box = (MARGIN, 6.9, FULL, 0.0) if layout == "Figure" else (MARGIN, 1.9, 1.2, 0.0)
    color, wide = (theme.GRID, 9525) if layout == "Figure" else (theme.PALETTE[0], 57150)
    return etree.fromstring(
        f'<p:cxnSp {_NAMES}><p:nvCxnSpPr><p:cNvPr id="{id}" name="Rule"/><p:cNvCxnSpPr/><p:nvPr'
        f' userDrawn="1"/></p:nvCxnSpPr><p:spPr>{_place(box)}<a:prstGeom'
        f' prst="line"><a:avLst/></a:prstGeom><a:ln w="{wide}"><a:solidFill><a:srgbClr'
        f' val="{color[1:]}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def _master(deck: Presentation) -> None:  # type: ignore[valid-type]
    """The master's own placeholders, stretched to the wider page."""
    part = deck.slide_width / Inches(10)  # type: ignore[attr-defined]
    for shape in deck.slide_master.placeholders:  # type: ignore[attr-defined]
        shape.left, shape.width = round(shape.left * part), round(shape.width * part)


def _theme(deck: Presentation) -> None:  # type: ignore[valid-type]
    """Our font and colours in the deck's theme."""
    relation = next(rel for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))  # type: ignore[attr-defined]
    xml = relation.target_part.blob.decode("utf-8")
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{theme.FONT}", xml)
    colors = {
        "dk1": theme.INK,
        "lt1": theme.PAPER,
        "dk2": theme.QUIET,
        "lt2": theme.TRACK,
        "hlink": theme.PALETTE[0],
    }
    colors |= {f"accent{at}": color for at, color in enumerate(theme.PALETTE, 1)} | {
        "folHlink": theme.PALETTE[3]
    }
    for name, color in colors.items():
        xml = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>',
            xml,
            flags=re.DOTALL,
        )
    relation.target_part._blob = xml.encode("utf-8")


if __name__ == "__main__":
    main()
