"""A drawing's texts as paths, for a picture whose letters nobody will copy."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from monitor.export.glyphs import Font
from monitor.export.picture_fonts import SLANT
from monitor.figure import theme
from monitor.places import FONTS

_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def outlined(drawing: str) -> str:
    """The SVG with each text as paths; one with a character that the font lacks stays a text."""
    return _TEXT.sub(_paths, drawing)


@cache
def font(bold: bool) -> Font:
    """The cut in which a text is set."""
    return Font(FONTS / f"SourceSans3-{'Semibold' if bold else 'Regular'}.ttf")


def _paths(found: re.Match[str]) -> str:
    attributes, text = dict(_ATTRIBUTE.findall(found[1])), unescape(found[2])
    cut = font(attributes.get("font-weight") in ("600", "700", "bold"))
    if not cut.has(text):
        return found[0]
    path, width = cut.set(text)
    scale = float(attributes.get("font-size", "12px").removesuffix("px")) / cut.em
    start = {"middle": -width / 2, "end": -width}.get(attributes.get("text-anchor", ""))
    if start is not None:
        path, _ = cut.set(text, start)
    place = attributes.get("transform") or f"translate({attributes.get('x', '0')},{attributes.get('y', '0')})"
    slant = f" skewX({SLANT})" if attributes.get("font-style") == "italic" else ""
    opacity = f' opacity="{attributes["opacity"]}"' if "opacity" in attributes else ""
    fill = attributes.get("fill", theme.INK)
    return (
        f'<path transform="{place} scale({scale:.5g},{-scale:.5g}){slant}" fill="{fill}"{opacity}'
        f' d="{path}"/>'
    )
