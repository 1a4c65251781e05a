"""Complementary suppression: which more cells to hide, so that no hidden count can be worked out from what is
shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np

from monitor.prepare.protect.counts import Counts
from monitor.prepare.protect.moves import Exchanges, Flows, Rectangles
from monitor.prepare.protect.tables import Layout

CHUNK = 200_000
"""Moves weighed at once."""


@dataclass(frozen=True)
class Geometry:
    """The moves of a layout."""

    exchanges: dict[int, Exchanges]
    rectangles: list[Rectangles]

    @classmethod
    def of(cls, layout: Layout, size: np.ndarray, interval: int) -> Geometry:
        """All moves; `size` (cells,) is the usual base of a cell."""
        exchanges = {
            at: Exchanges(layout, at, interval - 1, size)
            for at, side in enumerate(layout.sides)
            if len(side.cells)
        }
        return cls(exchanges, [Rectangles(layout, pair, size) for pair in layout.tables])


class Suppressor:
    """Hides cells until each hidden count is proven to have `interval` values, as far as moves can prove
    it."""

    def __init__(self, counts: Counts, moves: Geometry, interval: int):
        self.counts, self.moves, self.least = counts, moves, interval - 1
        self.up, self.down = np.zeros_like(counts.count), np.zeros_like(counts.count)
        """How far each hidden count is known to rise and fall."""
        self._flows: dict[int, Flows] = {}

    def run(self, suppress: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """The (cell, unit) of each hidden count that is not proven; with `suppress`, after hiding what could
        help."""
        counts = self.counts
        whole = counts.hidden[0]
        if suppress:
            counts.hidden[:, whole] |= counts.follows[:, whole]
        nothing = np.zeros((0, 1, 1, counts.categories), dtype=np.int32)
        none = np.zeros((1, 0), dtype=np.int64)
        self._flows = {
            at: Flows([nothing] * 2, [nothing] * 2, none, none) for at in range(len(counts.layout.sides))
        }
        for at, exchanges in self.moves.exchanges.items():
            self._flows[at] = self._exchange(exchanges, ~whole, suppress)
        for table in self.moves.rectangles:
            self._tabulate(table, ~whole, suppress)
        cell, unit = np.nonzero(counts.hidden & ~whole)
        left = self.missing(cell, unit).any(axis=1)
        return cell[left], unit[left]

    def missing(self, cell: np.ndarray, unit: np.ndarray) -> np.ndarray:
        """bool (targets, categories): secret counts that are not proven to be so yet."""
        return self.counts.secret(cell, unit) & (self.up[cell, unit] + self.down[cell, unit] < self.least)

    def relieve(self, cell: np.ndarray, unit: np.ndarray, minimum: int) -> bool:
        """Hides more where a (cell, unit) could not be proven, of which each is one step of: a base's status;
        all statuses in its table; all cells there; all tables; all levels of its breakdowns; all cells but
        the total. Whether anything was left."""
        counts, done, changed = self.counts, set(), False
        for one, which in zip(cell.tolist(), unit.tolist(), strict=True):
            if counts.categories == 1 and not counts.veiled[one, which]:
                counts.veil(np.array([one]), which, minimum)
                changed = True
                continue
            key = (counts.layout.table_of[one] if counts.layout.table_of[one] >= 0 else -1 - one, which)
            if key not in done:
                done.add(key)
                changed |= any(self._close(around, which, minimum) for around in self._wider(one))
        return changed

    def _wider(self, cell: int) -> Iterator[np.ndarray]:
        """Ever more cells around one; the total last, and only for what is counted, not for what was
        answered."""
        counts, layout = self.counts, self.counts.layout
        if layout.table_of[cell] >= 0:
            yield np.flatnonzero(layout.table_of == layout.table_of[cell])
        yield np.flatnonzero(layout.table_of >= 0)
        sides = [
            moves
            for moves in self.moves.exchanges.values()
            if np.isin(layout.levels[cell], moves.side.cells).any()
        ]
        if sides:
            yield np.unique(np.concatenate([rows for moves in sides for rows in moves.rows]))
        yield np.arange(1, layout.size)
        if counts.categories == 1:
            yield np.arange(layout.size)

    def _close(self, around: np.ndarray, unit: int, minimum: int) -> bool:
        """Hides cells with somebody in them, or the status of a base; False where they all are hidden
        already."""
        counts = self.counts
        around = around[counts.follows[around, unit]]
        hidden = around[counts.hidden[around, unit]]
        if counts.categories == 1 and not counts.veiled[hidden, unit].all():
            counts.veil(hidden, unit, minimum)
            return True
        if len(hidden) == len(around):
            return False
        counts.hidden[around, unit] = True
        if counts.categories == 1:
            counts.veil(around, unit, minimum)
        return True

    def _note(self, cell: np.ndarray, unit: np.ndarray, up: np.ndarray, down: np.ndarray | int) -> None:
        self.up[cell, unit] = np.maximum(self.up[cell, unit], up)
        self.down[cell, unit] = np.maximum(self.down[cell, unit], down)

    def _note_most(
        self, cell: np.ndarray, unit: np.ndarray, lane: np.ndarray, up: np.ndarray, down: np.ndarray
    ) -> None:
        """Remembers of each target the most that its moves can do (`lane`, sorted, is the target of each)."""
        if len(lane):
            start = np.flatnonzero(np.diff(lane, prepend=-1))
            some = lane[start]
            self._note(
                cell[some], unit[some], np.maximum.reduceat(up, start), np.maximum.reduceat(down, start)
            )

    def _progress(
        self, cell: np.ndarray, unit: np.ndarray, missing: np.ndarray, further: np.ndarray
    ) -> np.ndarray:
        """How much nearer a move that goes `further` (moves, categories) brings a target's missing counts to
        the least."""
        known = self.up[cell, unit] + self.down[cell, unit]
        return (np.minimum(known + further, self.least) - known).sum(axis=1, where=missing)

    def _exchange(self, moves: Exchanges, units: np.ndarray, suppress: bool) -> Flows:
        """Proves what exchanges prove of the levels of one side; hides more levels, with their two-way cells,
        where that is needed."""
        counts, side = self.counts, moves.side
        some = np.flatnonzero(counts.hidden[side.cells].any(axis=0) & units)
        capacity = moves.capacity(counts, some)
        free = counts.free[np.ix_(side.cells, counts.base[some])].T
        usable = [free[:, moves.needed].all(axis=2)[..., None], True]
        up, down = (
            [way[:, moves.level, moves.on] * can for way, can in zip(part, usable, strict=False)]
            for part in (capacity[0], capacity[2])
        )
        while True:
            hidden = counts.hidden[np.ix_(side.cells, some)].T
            if suppress:
                self._follow(moves, some, hidden)
            flows = moves.combined(*capacity, hidden, hidden & free)
            able = hidden[:, moves.needed].all(axis=2)
            self._note_levels(
                moves,
                some,
                flows,
                hidden,
                np.maximum.reduce(up) * able[..., None],
                np.maximum.reduce(down) * able[..., None],
            )
            if not suppress:
                break
            lane, pair = np.nonzero(
                (hidden | counts.may[np.ix_(side.cells, some)].T)[:, moves.needed].all(axis=2) & ~able
            )
            target = side.cells[moves.target[pair]]
            missing = self.missing(target, some[lane]) & hidden[lane, moves.target[pair]][:, None]
            price = np.zeros(len(lane))
            for level in moves.needed.T:
                price += counts.cost[side.cells[level[pair]], some[lane]] * ~hidden[lane, level[pair]]
            best = _Best(len(some))
            further = np.maximum.reduce([way[lane, pair] for way in (*up, *down)])
            best.offer(lane, price, self._progress(target, some[lane], missing, further), pair)
            chosen = np.flatnonzero(best.score < np.inf)
            if not len(chosen):
                break
            for level in moves.needed[best.move[chosen]].T:
                counts.hidden[side.cells[level], some[chosen]] = True
        return flows.among(some, counts.hidden.shape[1])

    def _note_levels(
        self,
        moves: Exchanges,
        some: np.ndarray,
        flows: Flows,
        hidden: np.ndarray,
        up: np.ndarray,
        down: np.ndarray,
    ) -> None:
        """Remembers how far levels go by `flows`, and nets by the best exchange that changes them (units,
        pairs, categories)."""
        side = moves.side
        rises, falls = (
            np.maximum.reduce([way.sum(axis=2) for way in part]) for part in (flows.up, flows.down)
        )
        rises = np.maximum(rises, moves.lifted(self.counts, some, flows, hidden))
        for level in range(side.levels):
            self._note(side.cells[level], some, rises[:, level], falls[:, level])
        for net in range(side.levels, len(side.cells)):
            changes = np.flatnonzero(moves.target == net)
            if len(changes):
                self._note(side.cells[net], some, up[:, changes].max(axis=1), down[:, changes].max(axis=1))

    def _follow(self, moves: Exchanges, unit: np.ndarray, hidden: np.ndarray) -> None:
        """Hides the two-way cells of hidden levels (units, levels)."""
        for level, rows in enumerate(moves.rows):
            cells = np.ix_(rows, unit[hidden[:, level]])
            self.counts.hidden[cells] |= self.counts.follows[cells]

    def _tabulate(self, moves: Rectangles, units: np.ndarray, suppress: bool) -> None:
        """Proves what rectangles prove of one table; hides the cheapest cells that make more of them
        possible, until that ends."""
        flows = (self._flows[moves.pair[0]], self._flows[moves.pair[1]])
        while len(moves.target):
            at, unit = np.nonzero(self.counts.hidden[moves.target] & units)
            todo = self.missing(moves.target[at], unit).any(axis=1)
            best = _Best(self.counts.hidden.shape[1])
            for part in _parts(np.flatnonzero(todo), max(1, CHUNK // moves.cells.shape[1])):
                self._weigh(moves, at[part], unit[part], flows, best if suppress else None)
            chosen = np.flatnonzero(best.score < np.inf)
            if not len(chosen):
                return
            self.counts.hidden[moves.cells[best.at[chosen], best.move[chosen]], chosen[:, None]] = True

    def _weigh(
        self,
        moves: Rectangles,
        at: np.ndarray,
        unit: np.ndarray,
        flows: tuple[Flows, Flows],
        best: _Best | None,
    ) -> None:
        """Notes what moves among hidden cells prove for some targets; offers the other moves to `best`."""
        counts, target = self.counts, moves.target[at]
        cells = np.moveaxis(moves.cells[at], 2, 0)
        hidden = [counts.hidden[part, unit[:, None]] for part in cells]
        among: np.ndarray = reduce(np.logical_and, hidden)
        lane, move = np.nonzero(among)
        self._note_most(target, unit, lane, *moves.alone(counts, at[lane], move, unit[lane]))
        missing = self.missing(target, unit).any(axis=1)
        own = moves.own[at]
        lane, move = np.nonzero((missing & ~own)[:, None] & np.ones(among.shape, dtype=bool))
        self._note_most(target, unit, lane, *moves.exchanged(counts, at[lane], move, unit[lane], flows))
        lane, category = np.nonzero(self.missing(target, unit) & own[:, None])
        found = moves.together(counts, at[lane], unit[lane], category, among[lane], flows, self.least)
        for known, new in zip((self.up, self.down), found, strict=True):
            known[target[lane], unit[lane], category] = np.maximum(
                known[target[lane], unit[lane], category], new
            )
        if best is None:
            return
        missing = self.missing(target, unit)
        able: np.ndarray = reduce(
            np.logical_and,
            (known | counts.may[part, unit[:, None]] for known, part in zip(hidden, cells, strict=True)),
        )
        unproven = np.asarray(missing.any(axis=1))
        lane, move = np.nonzero(able & ~among & unproven[:, None])
        further = np.maximum(*moves.alone(counts, at[lane], move, unit[lane]))
        price = np.zeros(len(lane))
        for known, part in zip(hidden, cells, strict=True):
            price += counts.cost[part[lane, move], unit[lane]] * ~known[lane, move]
        best.offer(
            unit[lane],
            price,
            self._progress(target[lane], unit[lane], missing[lane], further),
            move,
            at[lane],
        )


class _Best:
    """For each unit the move that costs least for what it brings."""

    def __init__(self, units: int):
        self.score = np.full(units, np.inf)
        self.at, self.move = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)

    def offer(
        self,
        unit: np.ndarray,
        price: np.ndarray,
        progress: np.ndarray,
        move: np.ndarray,
        at: np.ndarray | None = None,
    ) -> None:
        """Keeps the moves that are better than what it has."""
        at = np.zeros_like(move) if at is None else at
        useful = np.flatnonzero(progress > 0)
        score = price[useful] / progress[useful]
        unit, move, at = unit[useful], move[useful], at[useful]
        order = np.lexsort((move, at, score, unit))
        first = order[np.flatnonzero(np.diff(unit[order], prepend=-1))]
        better = first[score[first] < self.score[unit[first]]]
        self.score[unit[better]], self.at[unit[better]], self.move[unit[better]] = (
            score[better],
            at[better],
            move[better],
        )


def _parts(items: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
