"""Moves: changes of hidden counts that no shown number notices. What a hidden count can become by them, it may be.

docs/protection.md has the proofs. A *rectangle* shifts respondents between two rows and two columns of one table; an
*exchange* shifts them between two hidden levels of one breakdown, in every table at once. Either may do so in several ways
(`Counts.ways`): with the base of the cells, or by exchanging one answer for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

import numpy as np

from monitor.build.protect_counts import Counts
from monitor.build.protect_tables import Layout, Side

CANDIDATES = 96
"""Rectangles tried for one cell of a large table."""
NEVER = 1 << 30


class Flows(NamedTuple):
    """How far a level of one side rises (falls) as another does the reverse, in each way: (units, levels, levels, categories)."""

    up: list[np.ndarray]
    down: list[np.ndarray]

    def among(self, units: np.ndarray, size: int) -> Flows:
        """The same for `size` units, of which these are `units`; nothing flows in the others. Empty where these are none."""
        if not len(units):
            return self
        wide = Flows([], [])
        for part, into in zip(self, wide, strict=True):
            for flow in part:
                into.append(np.zeros((size, *flow.shape[1:]), dtype=flow.dtype))
                into[-1][units] = flow
        return wide


class Rectangles:
    """All rectangles of one table, by the cell that is to change: `target` (targets,), `cells` (targets, moves, cells).

    The first four cells are the target's corner and the opposite one, that change alike, the corner in its row, the one in its
    column; then come the net cells that hold one of two levels. A target that is a net changes with the corner of a level of it.
    """

    def __init__(self, layout: Layout, pair: tuple[int, int], size: np.ndarray):
        cells = layout.tables[pair]
        sides = rows, columns = layout.sides[pair[0]], layout.sides[pair[1]]
        rising = [_rising(side) for side in sides]
        found: list[tuple[int, list[tuple[list[int], list[int]]]]] = []
        for a, b in np.ndindex(cells.shape):
            moves = [(_changed(cells, rows, columns, x, y), [*x, *y]) for x in rising[0][a] for y in rising[1][b]]
            moves.sort(key=lambda move: sum(int(size[cell]) or NEVER for cell in move[0][1:4]))
            if moves:
                found.append((int(cells[a, b]), moves[:CANDIDATES]))
        self.pair, self.shape = pair, (rows.levels, columns.levels)
        self._nets = bool(rows.nets or columns.nets)
        self.target = np.array([target for target, _ in found], dtype=np.int64)
        self.cells = _filled([[move for move, _ in moves] for _, moves in found], 4)
        self.levels = _filled([[level for _, level in moves] for _, moves in found], 4)
        """(targets, moves, 4): row, other row, column, other column of each."""
        self.own = self.target == self.cells[:, 0, 0]
        """bool (targets,): base cells, that are the first corner themselves."""

    def alone(self, counts: Counts, at: np.ndarray, move: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far one move each brings the counts of target `at` up and down: (moves, categories)."""
        corners = self.cells[at, move, :4].T
        up, down = np.zeros((2, len(unit), counts.categories), dtype=np.int32)
        for way in counts.ways:
            rise, fall = ([part[corner, unit] for corner in corners] for part in way)
            up = np.maximum(up, _least([*rise[:2], *fall[2:]]))
            down = np.maximum(down, _least([*fall[:2], *rise[2:]]))
        return up, down

    def exchanged(
        self, counts: Counts, at: np.ndarray, move: np.ndarray, unit: np.ndarray, flows: tuple[Flows, Flows]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for an exchange between the rows, or between the columns, of the move instead of the move itself."""
        row, other_row, column, other_column = self.levels[at, move].T
        here, _, in_row, in_column = self.cells[at, move, :4].T
        up, down = np.zeros((2, len(unit), counts.categories), dtype=np.int32)
        for number, (rise, fall) in enumerate(counts.ways):
            for flow, far, one, other in ((flows[0], in_column, row, other_row), (flows[1], in_row, column, other_column)):
                if not len(flow.up[number]):
                    continue
                up = np.maximum(up, _least([flow.up[number][unit, one, other], rise[here, unit], fall[far, unit]]))
                down = np.maximum(down, _least([flow.down[number][unit, one, other], fall[here, unit], rise[far, unit]]))
        return up, down

    def together(
        self,
        counts: Counts,
        at: np.ndarray,
        unit: np.ndarray,
        category: np.ndarray,
        able: np.ndarray,
        flows: tuple[Flows, Flows],
        least: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far a `category` of a base cell goes up and down (targets,): by exchanges, then all moves that are `able` (targets, moves).

        Before an answer is exchanged for the main one, the cell can get up to `least` of that from others, together with its base.
        Where a net's status could tell, bases go by up to `least` in all, through cells and nets that all have that much room.
        """
        up, down = np.zeros((2, len(at)), dtype=np.int64)
        lent = up
        main = counts.main[unit]
        for number, (rise, fall) in enumerate(counts.ways):
            most = NEVER
            if number == 0 and self._nets:
                (rise, fall), most = counts.wide_way(least), least
            rising, falling = [flow.up[number] for flow in flows], [flow.down[number] for flow in flows]
            up = np.maximum(up, np.minimum(self._flow(counts, at, unit, category, able, rise, fall, rising, lent), most))
            down = np.maximum(down, np.minimum(self._flow(counts, at, unit, category, able, fall, rise, falling, 0 * lent), most))
            if number == 0 and counts.categories > 1:
                lent = np.minimum(self._flow(counts, at, unit, main, able, rise, fall, rising, lent), least)
                lent *= (category != main) & (counts.swap[unit, category] == main)
        return up, down

    def _flow(
        self, counts: Counts, at: np.ndarray, unit: np.ndarray, category: np.ndarray, able: np.ndarray,
        plus: np.ndarray, minus: np.ndarray, exchanged: list[np.ndarray], lent: np.ndarray,
    ) -> np.ndarray:  # fmt: skip
        """What goes into a count by one move after the other; none gives more than it has."""
        each, table = np.arange(len(at)), counts.layout.tables[self.pair]
        row, _, column, _ = self.levels[at, 0].T
        which = unit[:, None], category[:, None]
        in_row = minus[table[row, : self.shape[1]], *which].astype(np.int64)
        in_column = minus[table[: self.shape[0], column].T, *which].astype(np.int64)
        left = plus[self.cells[at, 0, 0], unit, category] + lent
        for stock, flow, own in ((in_column, exchanged[0], row), (in_row, exchanged[1], column)):
            for other in range(stock.shape[1] if len(flow) else 0):
                part = np.minimum(np.minimum(stock[:, other], flow[unit, own, other, category]), left)
                stock[:, other] -= part
                left -= part
        far = np.maximum(plus[self.cells[at, :, 1], *which] - lent[:, None], 0) * able
        for move in np.flatnonzero(able.any(axis=0)):
            other_row, other_column = self.levels[at, move, 1], self.levels[at, move, 3]
            part = np.minimum(np.minimum(in_row[each, other_column], in_column[each, other_row]), np.minimum(far[:, move], left))
            in_row[each, other_column] -= part
            in_column[each, other_row] -= part
            left -= part
        return plus[self.cells[at, 0, 0], unit, category] + lent - left


class Exchanges:
    """Exchanges between the levels of one side: `rising`, `falling` (pairs,) by the `target` level or net that they raise.

    `needed` (pairs, levels): the levels and nets that have to be hidden for it.
    """

    def __init__(self, layout: Layout, at: int, least: int):
        self.side = side = layout.sides[at]
        self.least = least
        tables = layout.tables_of(at)
        self.rows = [np.concatenate([[cell], *(table[level] for table, _ in tables)]) for level, cell in enumerate(side.cells)]
        """Each level's own cell and all its two-way cells."""
        self._below = np.hstack([side.cells[:, None], *(table[:, : across.levels] for table, across in tables)])
        self._start = np.cumsum([0, *(across.levels for _, across in tables)])[:-1]
        self._plain = np.array([not across.nets for _, across in tables])
        pairs = [(level, *pair) for level, some in enumerate(_rising(side)) for pair in some]
        self.target, self.rising, self.falling = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
        self.needed = _filled([[[one, other, *_apart(side, one, other)] for _, one, other in pairs]], 2)[0]

    def capacity(self, counts: Counts, units: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """How far a level (first) rises as another falls, in each way: (units, levels, levels, categories).

        Alone, and when several fall at once and it rises by `least` in all. No more than every table lets through in its columns.
        """
        levels = self.side.levels
        shape = (len(units), levels, levels, counts.categories)
        alone, shared = ([np.zeros(shape, dtype=np.int32) for _ in counts.ways] for _ in range(2))
        base = counts.base[units]
        for way, (rise, fall) in enumerate(counts.ways):
            for one, other in np.ndindex(levels, levels):
                if one != other:
                    cells, others = self._below[one][:, None], self._below[other][:, None]
                    ours = rise[cells, units]
                    each = np.minimum(ours, fall[others, units])
                    wide = np.minimum(counts.rise[cells, base], counts.fall[others, base])[..., None] >= self.least if way == 0 else None
                    several = each * (ours >= self.least)
                    alone[way][:, one, other] = self._narrowest(each, wide)
                    shared[way][:, one, other] = self._narrowest(several if wide is None else several * wide, wide)
        return alone, shared

    def _narrowest(self, cells: np.ndarray, wide: np.ndarray | None) -> np.ndarray:
        """What a level and all its tables let through: a table the sum of its columns.

        Where bases move along and the table has nets, whose status could tell: one column, or `least` through columns `wide` enough.
        """
        level, columns = cells[0], cells[1:]
        if not len(columns):
            return level
        together = np.add.reduceat(columns, self._start, axis=0)
        if wide is not None and not self._plain.all():
            widest = np.maximum.reduceat(columns, self._start, axis=0)
            several = np.minimum(np.add.reduceat(columns * wide[1:], self._start, axis=0), self.least)
            together = np.where(self._plain[:, None, None], together, np.maximum(widest, several))
        return np.minimum(level, together.min(axis=0))

    def combined(self, alone: list[np.ndarray], shared: list[np.ndarray], hidden: np.ndarray) -> Flows:
        """What exchanges among hidden levels can do, by several others at once or by the best one; `hidden` (units, levels and nets)."""
        levels = self.side.levels
        able = np.zeros((len(hidden), levels, levels, 1), dtype=bool)
        base = self.target < levels
        able[:, self.rising[base], self.falling[base], 0] = hidden[:, self.needed[base]].all(axis=2)
        flows = Flows([], [])
        for one, several in zip(alone, shared, strict=True):
            best = _best_only(one * able)
            enough = np.minimum((several * able).sum(axis=2, keepdims=True), self.least) > best.max(axis=2, keepdims=True)
            flows.up.append(np.where(enough, several * able, best))
            flows.down.append(_best_only(one.swapaxes(1, 2) * able))
        return flows


def _least(parts: list[np.ndarray]) -> np.ndarray:
    return reduce(np.minimum, parts)


def _best_only(flow: np.ndarray) -> np.ndarray:
    """Flows from the one other level that gives most; 0 from the rest."""
    best = flow.argmax(axis=2)[:, :, None]
    kept = np.zeros_like(flow)
    np.put_along_axis(kept, best, np.take_along_axis(flow, best, axis=2), axis=2)
    return kept


def _rising(side: Side) -> list[list[tuple[int, int]]]:
    """For each level and net: the (rising, falling) pairs of levels by which it rises."""
    levels = range(side.levels)
    found = [[(at, other) for other in levels if other != at] for at in levels]
    return found + [[(one, other) for one in net for other in levels if other not in net] for net in side.nets]


def _apart(side: Side, one: int, other: int) -> Iterator[int]:
    """Nets that hold one of two levels and not the other."""
    for number, members in enumerate(side.nets, side.levels):
        if (one in members) != (other in members):
            yield number


def _changed(cells: np.ndarray, rows: Side, columns: Side, row: tuple[int, int], column: tuple[int, int]) -> list[int]:
    """The cells of a rectangle: the two that rise, the two that fall, then nets."""
    (a, a2), (b, b2) = row, column
    found = [cells[a, b], cells[a2, b2], cells[a, b2], cells[a2, b]]
    wide_rows, wide_columns = list(_apart(rows, a, a2)), list(_apart(columns, b, b2))
    found += [cells[x, y] for x in wide_rows for y in (b, b2, *wide_columns)] + [cells[x, y] for x in (a, a2) for y in wide_columns]
    return [int(cell) for cell in found]


def _filled(lists: list[list[list[int]]], least: int) -> np.ndarray:
    """Lists of lists of numbers as one array, filled up by repetition."""
    most = max((len(some) for some in lists), default=0)
    width = max((len(one) for some in lists for one in some), default=least)
    filled = np.zeros((len(lists), most, width), dtype=np.int64)
    for at, some in enumerate(lists):
        for number in range(most):
            one = some[number % len(some)]
            filled[at, number] = one + one[:1] * (width - len(one))
    return filled
