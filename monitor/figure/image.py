"""The whole figure as one picture: the page's chart with title, subtitle, notes, source and link around it."""

from __future__ import annotations

from typing import Any

from monitor.figure import theme
from monitor.figure.charts.canvas import Canvas
from monitor.figure.charts.text import wrap
from monitor.figure.figure import Figure

MARGIN = 20
_LINE = {theme.TITLE: 26, theme.SUBTITLE: 19, theme.SMALL: 16}


def full_spec(figure: Figure, width: int = theme.IMAGE_WIDTH, address: str = "") -> dict[str, Any]:
    """A Vega-Lite specification of `width` pixels that says everything the card says; `address` is where the figure stands."""
    language = figure.view.language
    chart = figure.spec or Canvas().spec(language)
    padding = chart["padding"]
    height = chart["height"] - padding["top"] - padding["bottom"]
    left, right = padding["left"] + MARGIN, padding["right"] + MARGIN
    low = chart["layer"][0]["encoding"]["x"]["scale"]["domain"][0] if chart["layer"] else 0.0
    frame = Canvas(low, low + 1)
    inside = width - 2 * MARGIN

    def write(y: float, text: str, size: int, color: str, bold: bool = False) -> float:
        for line in wrap(text, inside, size, bold):
            frame.text(low, y + _LINE[size] / 2, line, size=size, color=color, bold=bold, dx=MARGIN - left)
            y += _LINE[size]
        return y

    top = write(MARGIN, figure.title, theme.TITLE, theme.INK, bold=True) + 4
    top = write(top, figure.subtitle, theme.SUBTITLE, theme.QUIET) + 12
    if figure.empty:
        top = write(top, figure.empty, theme.SUBTITLE, theme.INK)
    bottom = top + height + (10 if figure.spec else 0)
    for note in figure.notes:
        bottom = write(bottom, note, theme.SMALL, theme.QUIET)
    source = " · ".join(part for part in (figure.source, figure.build, address) if part)
    bottom = write(bottom + 4, source, theme.SMALL, theme.QUIET)
    texts = frame.spec(language)["layer"][0]
    layers = [_lowered(layer, top) for layer in chart["layer"]]
    if layers:
        texts = texts | {"encoding": texts["encoding"] | {"x": layers[0]["encoding"]["x"]}}
    return chart | {
        "width": width,
        "height": round(bottom + MARGIN),
        "padding": {"left": left, "right": right, "top": 0, "bottom": 0},
        "layer": [*layers, texts],
        "description": figure.alt,
    }


def _lowered(layer: dict[str, Any], pixels: float) -> dict[str, Any]:
    """A layer moved down."""
    rows = [row | {name: row[name] + pixels for name in ("y", "y2") if name in row} for row in layer["data"]["values"]]
    return layer | {"data": {"values": rows}}
