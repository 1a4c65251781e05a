"""The font of pictures: Source Sans 3 with the letters of European languages, under a name of its own
(scripts/make_picture_fonts.py)."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

from monitor.figure import theme
from monitor.places import FONTS

FAMILY = "Monitor Sans"
FOLDER = Path(__file__).with_name("fonts")
LETTERS = (
    "U+20-7E,U+A0-17F,U+192,U+218-21B,U+2B0-2BA,U+2C6,U+2C7,U+2D8-2DD,U+370-3CE,U+2002-200A,U+2010-2027,"
    "U+202F-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25B2,U+25BC,"
    "U+25C6,U+25CA,U+25CF"
)
"""What it has: the letters of European languages, and the signs that figures use."""
CUTS = (("Regular", 400), ("Semibold", 600))
SLANT = 12
"""Degrees of an italic, which the font has no cut of its own for."""
_ITALIC = re.compile(r'(<text [^>]*transform="translate\([^)]*\))("[^>]*) font-style="italic"')


@cache
def font_faces() -> str:
    """Both cuts as @font-face rules with their data, under the page's name for them: a document looks the
    same everywhere."""
    faces = []
    for cut, weight in CUTS:
        data = base64.b64encode((FONTS / f"MonitorSans-{cut}.woff2").read_bytes()).decode("ascii")
        source = f"url(data:font/woff2;base64,{data}) format('woff2')"
        faces.append(f"@font-face{{font-family:'{theme.FONT}';font-weight:{weight};src:{source}}}")
    return "".join(faces)


def renamed(drawing: str) -> str:
    """The SVG with its texts in this font, and in the whole one where a letter isn't in it; italics as
    slanted upright letters."""
    return _ITALIC.sub(rf"\1 skewX(-{SLANT})\2", drawing).replace(
        theme.FONT_CSS, f"'{FAMILY}', {theme.FONT_CSS}"
    )


@cache
def register() -> None:
    """Makes the whole font and this one known to the drawing engine."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    vl_convert.register_font_directory(str(FOLDER))
