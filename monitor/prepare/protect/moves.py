"""Moves: changes of hidden counts that no shown number notices. What a hidden count can become by them, it
may be.

docs/protection.md has the proofs. A *rectangle* shifts respondents between two rows and two columns of one
table; an *exchange* shifts them between two hidden levels of one breakdown, in every table at once. Either
may do so in several ways (`Counts.ways`): with the base of the cells, or by exchanging one answer for
another.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np

from monitor.prepare.protect.corners import NEVER, apart, changed, filled, ways_up
from monitor.prepare.protect.counts import Counts
from monitor.prepare.protect.tables import Layout

CANDIDATES = 96
"""Rectangles tried for one cell of a large table."""


class Flows(NamedTuple):
    """How far a level of one side rises (falls) as another does the reverse, in each way: (units, levels,
    others, categories)."""

    up: list[np.ndarray]
    down: list[np.ndarray]
    others: np.ndarray
    """(levels, others): which levels these others are."""
    slot: np.ndarray
    """(levels, levels): where a level stands among the others of another, -1 for nowhere."""

    def among(self, units: np.ndarray, size: int) -> Flows:
        """The same for `size` units, of which these are `units`; nothing flows in the others. Empty where
        these are none."""
        if not len(units):
            return self
        wide: list[list[np.ndarray]] = [[], []]
        for part, into in zip((self.up, self.down), wide, strict=True):
            for flow in part:
                into.append(np.zeros((size, *flow.shape[1:]), dtype=flow.dtype))
                into[-1][units] = flow
        return self._replace(up=wide[0], down=wide[1])


class Rectangles:
    """All rectangles of one table, by the cell that is to change: `target` (targets,), `cells` (targets,
    moves, cells).

    The first four cells are the target's corner and the opposite one, that change alike, the corner in its
    row, the one in its column; then come the net cells that hold one of two levels. A target that is a net
    changes with the corner of a level of it.
    """

    def __init__(self, layout: Layout, pair: tuple[int, int], size: np.ndarray):
        self.pair, table = pair, layout.tables[pair]
        rows, columns = layout.sides[pair[0]], layout.sides[pair[1]]
        self.shape, self._nets = (rows.levels, columns.levels), bool(rows.nets or columns.nets)
        rising = [[np.array(some).reshape(-1, 2) for some in ways_up(side, size)] for side in (rows, columns)]
        loss = np.where(size[table] > 0, size[table], NEVER)
        targets, cells, levels = [], [], []
        for a, b in np.ndindex(table.shape):
            one, other = rising[0][a], rising[1][b]
            if not len(one) or not len(other):
                continue
            price = sum(loss[np.ix_(one[:, x], other[:, y])] for x, y in ((1, 1), (0, 1), (1, 0)))
            first, second = np.unravel_index(
                np.argsort(price, axis=None, kind="stable")[:CANDIDATES], price.shape
            )
            found = np.column_stack([one[first], other[second]])
            targets.append(int(table[a, b]))
            levels.append([[int(level) for level in move] for move in found])
            cells.append([changed(table, rows, columns, *move) for move in levels[-1]])
        self.target = np.array(targets, dtype=np.int64)
        self.cells, self.levels = filled(cells, 4), filled(levels, 4)
        """`levels` (targets, moves, 4): row, other row, column, other column of each."""
        self.own = self.target == self.cells[:, 0, 0]
        """bool (targets,): base cells, that are the first corner themselves."""
        number = np.array([len(some) for some in levels], dtype=np.int64)
        self._once = np.arange(self.cells.shape[1]) < number[:, None]
        """bool (targets, moves): no repetition of another."""

    def alone(
        self, counts: Counts, at: np.ndarray, move: np.ndarray, unit: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far one move each brings the counts of target `at` up and down: (moves, categories)."""
        corners = self.cells[at, move, :4].T
        up, down = np.zeros((2, len(unit), counts.categories), dtype=np.int32)
        for number, way in enumerate(counts.ways):
            rise, fall = ([part[corner, unit] for corner in corners] for part in way)
            free = self._free(counts, at, move, unit)[:, None] if number == 0 else True
            up = np.maximum(up, _least([*rise[:2], *fall[2:]]) * free)
            down = np.maximum(down, _least([*fall[:2], *rise[2:]]) * free)
        return up, down

    def _free(self, counts: Counts, at: np.ndarray, move: np.ndarray, unit: np.ndarray) -> np.ndarray:
        """bool (moves,): whether the bases of all cells of a move are hidden, nets included."""
        return reduce(
            np.logical_and, (counts.free[cell, counts.base[unit]] for cell in self.cells[at, move].T)
        )

    def exchanged(
        self, counts: Counts, at: np.ndarray, move: np.ndarray, unit: np.ndarray, flows: tuple[Flows, Flows]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for an exchange between the rows, or between the columns, of the move instead of the move
        itself."""
        row, other_row, column, other_column = self.levels[at, move].T
        here, _, in_row, in_column = self.cells[at, move, :4].T
        up, down = np.zeros((2, len(unit), counts.categories), dtype=np.int32)
        for number, (rise, fall) in enumerate(counts.ways):
            for flow, far, one, other in (
                (flows[0], in_column, row, other_row),
                (flows[1], in_row, column, other_column),
            ):
                if not len(flow.up[number]):
                    continue
                slot = flow.slot[one, other]
                there = (slot >= 0)[:, None]
                up = np.maximum(
                    up, _least([flow.up[number][unit, one, slot] * there, rise[here, unit], fall[far, unit]])
                )
                down = np.maximum(
                    down,
                    _least([flow.down[number][unit, one, slot] * there, fall[here, unit], rise[far, unit]]),
                )
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
        """How far a `category` of a base cell goes up and down (targets,): by exchanges, then all moves that
        are `able` (targets, moves).

        Before an answer is exchanged for the main one, the cell can get up to `least` of that from others,
        together with its base. Where a net's status could tell, bases go by up to `least` in all, through
        cells and nets that all have that much room.
        """
        up, down = np.zeros((2, len(at)), dtype=np.int64)
        lent, main = up, counts.main[unit]
        every = able & self._once[at]
        for number, (rise, fall) in enumerate(counts.ways):
            most, able = NEVER, every
            if number == 0 and self._nets:
                (rise, fall), most = counts.wide_way(least), least
                lane, move = np.nonzero(every)
                able = np.zeros_like(every)
                able[lane, move] = self._free(counts, at[lane], move, unit[lane])
            rising, falling = (
                [(flow.others, part[number]) for flow, part in zip(flows, parts, strict=True)]
                for parts in _sides_of(flows)
            )
            up = np.maximum(
                up, np.minimum(self._flow(counts, at, unit, category, able, rise, fall, rising, lent), most)
            )
            down = np.maximum(
                down,
                np.minimum(self._flow(counts, at, unit, category, able, fall, rise, falling, 0 * lent), most),
            )
            if number == 0 and counts.categories > 1:
                lent = np.minimum(self._flow(counts, at, unit, main, able, rise, fall, rising, lent), least)
                lent *= (category != main) & (counts.swap[unit, category] == main)
        return up, down

    def _flow(
        self, counts: Counts, at: np.ndarray, unit: np.ndarray, category: np.ndarray, able: np.ndarray,
        plus: np.ndarray, minus: np.ndarray, exchanged: list[tuple[np.ndarray, np.ndarray]], lent: np.ndarray,
    ) -> np.ndarray:  # fmt: skip
        """What goes into a count by one move after the other; none gives more than it has.

        First exchanges of its row or column through the cell itself, then rectangles, then both: what a third
        row (column) gives the cell, it gets back in another column (row) from the level that the cell's own
        is exchanged with. The cell where both of these levels cross gives to the row only.
        """
        each, table = np.arange(len(at)), counts.layout.tables[self.pair]
        row, _, column, _ = self.levels[at, 0].T
        which = unit[:, None], category[:, None]
        in_row = minus[table[row, : self.shape[1]], *which].astype(np.int64)
        in_column = minus[table[: self.shape[0], column].T, *which].astype(np.int64)
        start = plus[self.cells[at, 0, 0], unit, category] + lent
        left = start.astype(np.int64)
        beyond: list[tuple[np.ndarray | None, np.ndarray | None]] = []
        for stock, (others, flow), own in ((in_column, exchanged[0], row), (in_row, exchanged[1], column)):
            room = (
                flow[unit, own, :, category].astype(np.int64)
                if len(flow)
                else np.zeros((len(at), 0), dtype=np.int64)
            )
            for slot in range(room.shape[1]):
                other = others[own, slot]
                part = np.minimum(np.minimum(stock[each, other], room[:, slot]), left)
                stock[each, other] -= part
                room[:, slot] -= part
                left -= part
            best = room.argmax(axis=1) if room.shape[1] else None
            beyond.append((None, None) if best is None else (others[own, best], room[each, best]))
        far = np.maximum(plus[self.cells[at, :, 1], *which] - lent[:, None], 0).astype(np.int64) * able
        moves = np.flatnonzero(able.any(axis=0))
        for move in moves:
            other_row, other_column = self.levels[at, move, 1], self.levels[at, move, 3]
            part = _least([in_row[each, other_column], in_column[each, other_row], far[:, move], left])
            in_row[each, other_column] -= part
            in_column[each, other_row] -= part
            far[:, move] -= part
            left -= part
        for axis, (partner, spare) in enumerate(beyond):
            if partner is None or spare is None or not spare.any():
                continue
            used = beyond[0][0] if axis else None
            line = table[partner, : self.shape[1]] if axis == 0 else table[: self.shape[0], partner].T
            there, here = minus[line, *which].astype(np.int64), in_column if axis == 0 else in_row
            for move in moves:
                third, across = self.levels[at, move, 1 + 2 * axis], self.levels[at, move, 3 - 2 * axis]
                apart = (third != partner) & (True if used is None else across != used)
                part = _least([there[each, across], here[each, third], far[:, move], spare, left]) * apart
                there[each, across] -= part
                here[each, third] -= part
                far[:, move] -= part
                spare = spare - part
                left -= part
        return start - left


class Exchanges:
    """Exchanges between the levels of one side, by pairs: a `target` level or net rises as `level` does, and
    its other in `slot` falls.

    `needed` (pairs, levels): the levels and nets that have to be hidden for it.
    """

    def __init__(self, layout: Layout, at: int, least: int, size: np.ndarray):
        self.side = side = layout.sides[at]
        self.least = least
        tables = layout.tables_of(at)
        self.rows = [
            np.concatenate([[cell], *(table[level] for table, _ in tables)])
            for level, cell in enumerate(side.cells)
        ]
        """Each level's own cell and all its two-way cells."""
        self._below = np.hstack(
            [side.cells[:, None], *(table[:, : across.levels] for table, across in tables)]
        )
        self._start = np.cumsum([0, *(across.levels for _, across in tables)])[:-1]
        self._plain = np.array([not across.nets for _, across in tables])
        rising = ways_up(side, size)
        self.others = np.array(
            [[other for _, other in some] for some in rising[: side.levels]], dtype=np.int64
        ).reshape(side.levels, -1)
        self.slot = np.full((side.levels, side.levels), -1)
        for level, others in enumerate(self.others):
            self.slot[level, others] = np.arange(len(others))
        pairs = [
            (target, *pair) for target, some in enumerate(rising) for pair in some if self.slot[pair] >= 0
        ]
        self.target, self.level, other = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
        self.on = self.slot[self.level, other]
        self.needed = filled([[[one, other, *apart(side, one, other)] for _, one, other in pairs]], 2)[0]

    def capacity(
        self, counts: Counts, units: np.ndarray
    ) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
        """How far a level rises as another falls, rises as several fall, and falls as another rises, each
        way: (units, levels, others, categories).

        As several fall, the level rises by `least` in all. No more than every table lets through in its
        columns.
        """
        shape = (len(units), *self.others.shape, counts.categories)
        rises, several, falls = ([np.zeros(shape, dtype=np.int32) for _ in counts.ways] for _ in range(3))
        base = counts.base[units]
        for way, (rise, fall) in enumerate(counts.ways):
            for one, slot in np.ndindex(self.others.shape):
                cells, others = self._below[one][:, None], self._below[self.others[one, slot]][:, None]
                ours = rise[cells, units]
                up, down = (
                    np.minimum(ours, fall[others, units]),
                    np.minimum(fall[cells, units], rise[others, units]),
                )
                wide = wide_down = None
                if way == 0:
                    wide = (
                        np.minimum(counts.rise[cells, base], counts.fall[others, base])[..., None]
                        >= self.least
                    )
                    wide_down = (
                        np.minimum(counts.fall[cells, base], counts.rise[others, base])[..., None]
                        >= self.least
                    )
                rises[way][:, one, slot] = self._narrowest(up, wide)
                falls[way][:, one, slot] = self._narrowest(down, wide_down)
                up = up * (ours >= self.least)
                several[way][:, one, slot] = self._narrowest(up if wide is None else up * wide, wide)
        return rises, several, falls

    def lifted(self, counts: Counts, units: np.ndarray, flows: Flows, hidden: np.ndarray) -> np.ndarray:
        """How far levels rise, up to `least`, if each first gets respondents of the main category, with their
        base, from its best other.

        (units, levels, categories); these are then exchanged for the answers of any hidden level.
        """
        found = np.zeros((len(units), self.side.levels, counts.categories), dtype=np.int64)
        if len(counts.ways) < 2 or not len(units):
            return found
        each, main = np.arange(len(units)), counts.main[units]
        (rise, fall), answers = counts.ways[0], counts.ways[1][1]
        may_swap = (counts.swap[units] == main[:, None]) & (np.arange(counts.categories) != main[:, None])
        for level in range(self.side.levels):
            given = flows.up[0][each, level, :, main]
            lender = self.others[level, given.argmax(axis=1)]
            lent = (
                np.minimum(
                    rise[self._below[level][:, None], units, main], fall[self._below[lender].T, units, main]
                )
                >= self.least
            )
            lent &= given.any(axis=1)
            for other in self.others[level]:
                able = hidden[:, [level, other, *apart(self.side, level, other)]].all(axis=1) & lent.any(
                    axis=0
                )
                some = np.flatnonzero(able)
                if len(some):
                    cells = (
                        np.minimum(answers[self._below[other][:, None], units[some]], self.least)
                        * lent[:, some, None]
                    )
                    found[some, level] += self._narrowest(cells, None)
        return np.minimum(found, self.least) * may_swap[:, None, :]

    def _narrowest(self, cells: np.ndarray, wide: np.ndarray | None) -> np.ndarray:
        """What a level and all its tables let through: a table the sum of its columns.

        Where bases move along and the table has nets, whose status could tell: one column, or `least` through
        columns `wide` enough.
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

    def combined(
        self,
        rises: list[np.ndarray],
        several: list[np.ndarray],
        falls: list[np.ndarray],
        hidden: np.ndarray,
        free: np.ndarray,
    ) -> Flows:
        """What exchanges among hidden levels can do, by several others at once or by the best one.

        `hidden` (units, levels and nets), and `free`: of which the bases are hidden too.
        """
        base = self.target < self.side.levels
        flows = Flows([], [], self.others, self.slot)
        for number, (one, some, down) in enumerate(zip(rises, several, falls, strict=True)):
            able = np.zeros((len(hidden), *self.others.shape, 1), dtype=bool)
            able[:, self.level[base], self.on[base], 0] = (hidden if number else free)[
                :, self.needed[base]
            ].all(axis=2)
            best = _best_only(one * able)
            enough = np.minimum((some * able).sum(axis=2, keepdims=True), self.least) > best.max(
                axis=2, keepdims=True, initial=0
            )
            flows.up.append(np.where(enough, some * able, best))
            flows.down.append(_best_only(down * able))
        return flows


def _sides_of(flows: tuple[Flows, Flows]) -> tuple[list[list[np.ndarray]], list[list[np.ndarray]]]:
    return [flow.up for flow in flows], [flow.down for flow in flows]


def _least(parts: list[np.ndarray]) -> np.ndarray:
    return reduce(np.minimum, parts)


def _best_only(flow: np.ndarray) -> np.ndarray:
    """Flows from the one other level that gives most; 0 from the rest."""
    if not flow.shape[2]:
        return flow
    best = flow.argmax(axis=2)[:, :, None]
    kept = np.zeros_like(flow)
    np.put_along_axis(kept, best, np.take_along_axis(flow, best, axis=2), axis=2)
    return kept
