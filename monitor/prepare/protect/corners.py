"""Which cells a rectangle of rows and columns changes, nets among them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.prepare.protect.tables import Side

OTHERS = 24
"""Levels tried for an exchange with one of many."""
NEVER = 1 << 30


def ways_up(side: Side, size: np.ndarray) -> list[list[tuple[int, int]]]:
    """For each level and net: the (rising, falling) pairs of levels by which it rises; only the smallest
    others of many."""
    order = sorted(
        range(side.levels),
        key=lambda level: int(size[side.cells[level]]) or NEVER if len(side.cells) else level,
    )
    found = [
        [(at, other) for other in [one for one in order if one != at][:OTHERS]] for at in range(side.levels)
    ]
    return found + [[pair for one in net for pair in found[one] if pair[1] not in net] for net in side.nets]


def apart(side: Side, one: int, other: int) -> Iterator[int]:
    """Nets that hold one of two levels and not the other."""
    for number, members in enumerate(side.nets, side.levels):
        if (one in members) != (other in members):
            yield number


def changed(cells: np.ndarray, rows: Side, columns: Side, a: int, a2: int, b: int, b2: int) -> list[int]:
    """The cells of a rectangle: the two that rise, the two that fall, then nets."""
    found = [cells[a, b], cells[a2, b2], cells[a, b2], cells[a2, b]]
    wide_rows, wide_columns = list(apart(rows, a, a2)), list(apart(columns, b, b2))
    found += [cells[x, y] for x in wide_rows for y in (b, b2, *wide_columns)] + [
        cells[x, y] for x in (a, a2) for y in wide_columns
    ]
    return [int(cell) for cell in found]


def filled(lists: list[list[list[int]]], least: int) -> np.ndarray:
    """Lists of lists of numbers as one array, filled up by repetition."""
    most = max((len(some) for some in lists), default=0)
    width = max((len(one) for some in lists for one in some), default=least)
    filled = np.zeros((len(lists), most, width), dtype=np.int64)
    for at, some in enumerate(lists):
        for number in range(most):
            one = some[number % len(some)]
            filled[at, number] = one + one[:1] * (width - len(one))
    return filled
