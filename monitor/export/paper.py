"""How a long sheet is printed: how small, and where a new page begins, so that no block is cut."""

from __future__ import annotations

from collections.abc import Sequence

WIDE, HIGH = 842.0, 595.0
"""A4, landscape, in points."""
SMALLEST = 40
"""Per cent: a wider sheet takes more pages beside each other."""
ROW = 15.0
"""Points of a row."""


def scale(widths: Sequence[float], margins: float) -> int:
    """Per cent at which columns of these widths (in characters) fit on a page with side margins of so many
    points together, a little air left: programs differ in the width of a character."""
    wide = sum(width * 7 + 5 for width in widths) * 0.75
    return max(SMALLEST, min(100, int((WIDE - margins) / wide * 96)))


def page_breaks(
    blocks: Sequence[Sequence[int]], first: int, top: float, repeated: float, room: float
) -> list[int]:
    """The rows before which a new page begins. A block is the heights in rows of its parts: it stays whole
    where a page can hold it, else its parts do.

    `first` is the row of the first block, `top` the points above it on the first page, `repeated` those on
    each further page, `room` the points of a page.
    """
    breaks: list[int] = []
    used, row = top, first
    for block in blocks:
        whole = sum(block) * ROW
        parts = [sum(block)] if whole <= room - repeated else list(block)
        for part in parts:
            if used + part * ROW > room and row > first:
                breaks.append(row)
                used = repeated
            used += part * ROW
            row += part
    return breaks
