"""How wide a text is in our font, so that labels wrap at words and are never cut."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from monitor.figure import theme

# Advance widths of the characters from space to ~ in thousandths of the size: table hmtx of SourceSans3-Regular.ttf 3.052.
# fmt: off
_WIDTHS = (
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497, 497, 497, 497, 497,
    497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527, 494, 617, 652, 263, 480, 579, 486, 727, 647, 664,
    566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504,
    544, 246, 247, 495, 255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497,
)
# fmt: on
_OTHER = 560
_BOLD = 1.03
"""Semibold runs this much wider."""


@lru_cache(maxsize=1 << 14)
def width(text: str, size: float = theme.SIZE, bold: bool = False) -> float:
    """Pixels that a text takes on one line."""
    total = 0
    for char in text:
        code = ord(char)
        if code > 126:
            code = ord((unicodedata.normalize("NFD", char) or char)[0])
        total += _WIDTHS[code - 32] if 32 <= code <= 126 else _OTHER
    return total * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, pixels: float, size: float = theme.SIZE, bold: bool = False) -> list[str]:
    """The lines of a text, broken at spaces and after hyphens and slashes; a word wider than a line is
    broken where it must."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if width((line + word).rstrip(), size, bold) <= pixels:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = word
        while width(line.rstrip(), size, bold) > pixels:
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width(line[:n], size, bold) <= pixels)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    """Pieces that may not be broken, each with the space after it."""
    words, word = [], ""
    for at, char in enumerate(text):
        word += char
        following = text[at + 1 : at + 2]
        if char == " " or (char in "-/–" and len(word) > 3 and following.isalpha()):
            words.append(word)
            word = ""
    return [*words, word] if word else words
