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
        data = base64.b64encode((FOLDER / f"MonitorSans-{cut}.woff2").read_bytes()).decode("ascii")
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
