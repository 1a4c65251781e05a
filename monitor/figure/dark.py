"""The colours of a figure in the dark theme, made of those of the light one: hues stay."""

from __future__ import annotations

import re
from functools import cache

from monitor.figure import theme

PAPER = "#1B2129"
INK = "#EEF1F5"
BLUE = "#3693FA"
"""Turned over as the others are, it would be too like the purple one for who sees no red."""
_FIXED = {theme.PAPER: PAPER, theme.INK: INK, theme.PALETTE[0]: BLUE, "transparent": "transparent"}
_INK = re.compile(r'\b(fill|stroke)="(#[0-9A-F]{6})"')
_LOWEST = 0.25
"""Lightness of what is white in the light theme, next to the dark paper's."""
_TEXT = 4.5
"""Contrast of a text on the colour that it stands on, at least (WCAG 2.2, 1.4.3)."""


@cache
def dark(color: str) -> str:
    """The colour that stands in the dark theme for one of the light theme, '#RRGGBB'.

    Its lightness in OKLab (Ottosson 2020, 'A perceptual color space for image processing') is turned over, so
    that what stood out from white paper stands out from dark; where ink is written on it, it stays dark
    enough to read light ink.
    """
    if color in _FIXED:
        return _FIXED[color]
    light, a, b = _lab(color)
    light = _LOWEST + 1 - light
    found = _within(light, a, b)
    while theme.text_on(color) == theme.INK and theme.contrast(INK, found) < _TEXT:
        light -= 0.005
        found = _within(light, a, b)
    return found


def inks(marks: str) -> list[tuple[str, str]]:
    """(fill or stroke, colour) of everything in this SVG, each once."""
    return sorted(set(_INK.findall(marks)))


def style(marks: str) -> str:
    """The colours of an SVG document in the dark theme, as its <style>."""
    rules = (f'[{part}="{color}"]{{{part}:{dark(color)}}}' for part, color in inks(marks))
    return f"<style>@media (prefers-color-scheme:dark){{{''.join(rules)}}}</style>"


def _lab(color: str) -> tuple[float, float, float]:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _within(light: float, a: float, b: float) -> str:
    """The colour as a screen has it, with as much of its hue as fits."""
    for step in range(20, -1, -1):
        parts = _linear(light, a * step / 20, b * step / 20)
        if all(-1e-4 <= part <= 1.0001 for part in parts):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02X}" for part in parts)


def _linear(light: float, a: float, b: float) -> tuple[float, float, float]:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
