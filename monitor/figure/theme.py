"""How figures look: one font, six colours, one sequence, one diverging scale. All in one place, for pages,
images and slides."""

from __future__ import annotations

FONT = "Source Sans 3"
FONT_CSS = f"'{FONT}', sans-serif"
"""With quotes: a bare name may not hold a part that starts with a digit."""

PAPER = "#FFFFFF"
INK = "#1F2733"
QUIET = "#4A5361"
"""Second voice: still 7:1 on paper."""
FAINT = "#8A929C"
"""Rules, ticks and neutral marks; never text."""
GRID = "#DDE1E6"
TRACK = "#F0F2F4"
HATCH = "#B9C0C8"
BACK = "#CDD3D9"
"""Marks that others are brought forward of."""

PALETTE = ("#1B67B8", "#C2410C", "#0E9F92", "#944577", "#BD8B0D", "#25305A")
"""Six hues: at least 3:1 on white, and apart from each other in every form of colour blindness; the test
computes both."""
REFERENCE = "#5B6470"
"""Pooled groups and whatever is not compared."""
SEQUENTIAL = ("#C9DDF1", "#97BEE3", "#5F9AD1", "#2C6FB5", "#164A83")
DIVERGING = ("#B4430F", "#E7A683", "#C8CDD3", "#8FBDE6", "#1B67B8")

SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "cross",
    "M-0.56,-1.00L0.00,-0.44L0.56,-1.00L1.00,-0.56L0.44,0.00L1.00,0.56L0.56,1.00L0.00,0.44L-0.56,1.00L-1.00,0.56L-0.44,0.00L-1.00,-0.56Z",
    "M0.00,-1.15L0.29,-0.40L1.09,-0.36L0.48,0.15L0.68,0.93L0.00,0.50L-0.68,0.93L-0.48,0.15L-1.09,-0.36L-0.29,-0.40Z",
    "M-1.2,-0.4L1.2,-0.4L1.2,0.4L-1.2,0.4Z",
)
"""Beside its colour, what tells a series from others where its name doesn't stand beside it: shapes that the
engine knows, and paths of an x, a star and a bar. Diamonds are for published figures."""

SIZE = 13
"""Labels and numbers in a chart, in pixels."""
SMALL = 12
HEADING = 14
TITLE = 20
SUBTITLE = 14

PAGE_NARROWEST = 320
"""The plot's width on a phone: labels wrap within it."""
PAGE_BROAD = 540
"""The least pixels of a chart that is not laid out for a phone; page.css holds the same."""
IMAGE_WIDTH = 760


def tint(color: str, part: float) -> str:
    """`color` mixed with paper: 1 leaves it, 0 gives white."""
    return "#" + "".join(
        f"{round(int(color[i : i + 2], 16) * part + 255 * (1 - part)):02X}" for i in (1, 3, 5)
    )


def tints(color: str, count: int) -> list[str]:
    """Shades of one hue for `count` waves, oldest first, the newest at full strength."""
    return [tint(color, 1 - 0.62 * (1 - (i + 1) / count) ** 0.8) for i in range(count)]


def luminance(color: str) -> float:
    """Relative luminance, 0-1 (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str = PAPER) -> float:
    """Contrast ratio, 1-21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(color: str) -> str:
    """Ink or paper, whichever reads better on `color`."""
    return INK if contrast(INK, color) >= contrast(PAPER, color) else PAPER


def sequence(count: int) -> list[str]:
    """`count` steps of the sequential scale, lowest first; beyond five in between."""
    return _steps(SEQUENTIAL, count)


def diverging(count: int) -> list[str]:
    """`count` steps of the diverging scale, the negative pole first; an odd count has the grey middle."""
    half = count // 2
    lower = list(reversed(_steps(DIVERGING[1::-1], half))) if half else []
    return [*lower, *DIVERGING[2:3][: count % 2], *(_steps(DIVERGING[3:], half) if half else [])]


def _steps(scale: tuple[str, ...], count: int) -> list[str]:
    if count == 1:
        return [scale[-1]]
    found = []
    for i in range(count):
        place = i * (len(scale) - 1) / (count - 1)
        low = min(int(place), len(scale) - 2)
        found.append(_between(scale[low], scale[low + 1], place - low))
    return found


def _between(one: str, other: str, part: float) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)
