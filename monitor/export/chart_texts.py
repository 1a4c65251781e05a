"""A chart's texts, set apart from the drawing engine: it measures each of them, which takes four fifths of
its time, and where they stand needs no measuring. The places are the engine's own (vega-scenegraph,
marks/text: a middle baseline is 0.3 of the size lower).
"""

from __future__ import annotations

from math import floor
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from monitor.export.escape import clean
from monitor.figure import theme
from monitor.figure.draw.canvas import Canvas

_ANCHOR = {"left": "start", "center": "middle", "right": "end"}


def texts_of(canvas: Canvas, width: float) -> str:
    """The texts of a chart of `width` pixels, as a group of SVG."""
    padding = canvas.padding
    inside = width - padding["left"] - padding["right"]
    found = [
        _text(row, (row["x"] - canvas.low) / (canvas.high - canvas.low) * inside)
        for row in canvas.texts()
        if row["text"]
    ]
    return (
        '<g aria-hidden="true"'
        f' transform="translate({padding["left"]},{padding["top"]})">{"".join(found)}</g>'
    )


def _text(row: dict[str, Any], place: float) -> str:
    x = place + row["dx"]
    y = row["y"] + floor(0.3 * row["size"] + 0.5)
    text, color = escape(clean(row["text"])), quoteattr(row["color"])
    style = f' font-style="{row["style"]}"' if row["style"] != "normal" else ""
    return (
        f'<text text-anchor="{_ANCHOR[row["align"]]}" transform="translate({x:.6g},{y:.6g})"'
        f' font-family="{theme.FONT_CSS}" font-size="{row["size"]:g}px"{style} font-weight="{row["weight"]}"'
        f" fill={color}>{text}</text>"
    )
