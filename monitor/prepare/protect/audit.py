"""The audit by linear programming: what a reader of everything that is shown could work out of a hidden
count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from monitor.prepare.protect.counts import UNBOUNDED, Counts
from monitor.prepare.protect.suppress import Suppressor

EXACT = 1e-6


@dataclass(frozen=True)
class Block:
    """Hidden cells of one unit and what a reader knows of them; unknowns are their counts, category by
    category."""

    rows: sparse.csr_matrix
    least: np.ndarray
    most: np.ndarray
    true: np.ndarray

    @classmethod
    def of(cls, counts: Counts, unit: int, cell: np.ndarray, category: np.ndarray) -> Block:
        """The block of these cells and categories, all others held as they are."""
        base = counts.base[unit]
        sums = counts.layout.sums[:, cell]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        true = counts.count[cell[None, :], unit, category[:, None]].ravel()
        each = sparse.identity(len(cell), dtype=np.int32, format="csr")
        free, part = counts.free[cell, base], counts.part[unit, category]
        bases = sparse.hstack([each[free]] * len(category), format="csr")
        parts = [
            sparse.hstack([each[~free] * int(one == number) for one in part]) for number in np.unique(part)
        ]
        fixed = sparse.vstack([sparse.block_diag([sums] * len(category)), *parts], format="csr")
        n, known = bases @ true, fixed @ true
        return cls(
            sparse.vstack([fixed, bases], format="csr"),
            np.concatenate([known, n - counts.fall[cell, base][free]]),
            np.concatenate([known, n + counts.rise[cell, base][free]]),
            true,
        )

    def key(self) -> bytes:
        """The same for blocks that have the same solutions."""
        parts = (self.rows.indptr, self.rows.indices, self.rows.data, self.least, self.most, self.true)
        return b"|".join(np.ascontiguousarray(part).tobytes() for part in parts)

    def farthest(self, targets: np.ndarray, most: np.ndarray, sign: int) -> np.ndarray:
        """A solution in which the unknowns `targets` are larger (sign 1) or smaller (-1), by as much as can
        be, up to `most` each."""
        size, many = len(self.true), len(targets)
        goal = np.concatenate([np.zeros(size), -np.ones(many)])
        used = np.column_stack([targets, size + np.arange(many)]).ravel()
        rows = sparse.csr_matrix(
            (
                np.concatenate([self.rows.data, np.tile([sign, -1], many)]),
                np.concatenate([self.rows.indices, used]),
                np.concatenate([self.rows.indptr, self.rows.indptr[-1] + 2 * np.arange(1, many + 1)]),
            ),
            shape=(self.rows.shape[0] + many, size + many),
        )
        least = np.concatenate([self.least, sign * self.true[targets]])
        box = Bounds(np.zeros(size + many), np.concatenate([np.full(size, UNBOUNDED), most]))
        found = milp(
            goal,
            constraints=LinearConstraint(rows, least, np.concatenate([self.most, np.full(many, np.inf)])),
            bounds=box,
        )
        return self.true if found.x is None else found.x[:size]


class Audit:
    """Solves what moves could not prove; identical blocks once."""

    def __init__(self, interval: int):
        self.least = interval - 1
        self.programs = 0
        self._known: dict[bytes, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    @property
    def patterns(self) -> int:
        """Different blocks that were solved."""
        return len(self._known)

    def prove(self, work: Suppressor, cell: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The (cell, unit) whose counts can be narrowed too far; the others are noted in `work`.

        Tries the cell's own table first, then all hidden cells that sums link it to; two categories, then all
        of them; many counts at once, and one by one in the end.
        """
        every = np.arange(work.counts.categories)
        for one in np.unique(unit):
            some = cell[unit == one]
            pairs = [
                np.unique(pair)
                for pair in np.unique(np.sort(np.column_stack([every, work.counts.swap[one]])), axis=0)
            ]
            for block in (
                *self._tables(work.counts, int(one), some),
                *self._sides(work.counts, int(one), some),
            ):
                for pair in pairs:
                    self._solve(work, int(one), block, pair, singly=False)
            for block in self._components(work.counts, int(one), some):
                for pair in pairs:
                    self._solve(work, int(one), block, pair, singly=True)
                if len(every) > 2:
                    self._solve(work, int(one), block, every, singly=True)
        left = work.missing(cell, unit).any(axis=1)
        return cell[left], unit[left]

    @staticmethod
    def _tables(counts: Counts, unit: int, cell: np.ndarray) -> Iterator[np.ndarray]:
        """The hidden cells of each table in which one of these cells has shown margins."""
        hidden, table = np.flatnonzero(counts.hidden[:, unit]), counts.layout.table_of
        above = counts.layout.above[cell]
        closed = (counts.hidden[above, unit] & (above != cell[:, None])).any(axis=1)
        for number in np.unique(table[cell[~closed]]):
            if number >= 0:
                yield hidden[table[hidden] == number]

    @staticmethod
    def _sides(counts: Counts, unit: int, cell: np.ndarray) -> Iterator[np.ndarray]:
        """The hidden cells in all tables of each side that has hidden levels."""
        layout = counts.layout
        for at, side in enumerate(layout.sides):
            if len(side.cells) and counts.hidden[side.cells, unit].any() and len(layout.sides) > 2:
                around = np.concatenate(
                    [side.cells, *(cells.ravel() for pair, cells in layout.tables.items() if at in pair)]
                )
                if np.isin(around, cell).any():
                    yield np.sort(around[counts.hidden[around, unit]])

    @staticmethod
    def _components(counts: Counts, unit: int, cell: np.ndarray) -> Iterator[np.ndarray]:
        """The hidden cells that sums link to these cells."""
        hidden = np.flatnonzero(counts.hidden[:, unit])
        sums = abs(counts.layout.sums[:, hidden])
        _, part = connected_components(sums.T @ sums, directed=False)
        for number in np.unique(part[np.isin(hidden, cell)]):
            yield hidden[part == number]

    def _solve(
        self, work: Suppressor, unit: int, cell: np.ndarray, category: np.ndarray, singly: bool
    ) -> None:
        """Solves for the counts of these cells and categories that are not proven yet, many at once, then
        `singly`."""
        units, lines = np.full(len(cell), unit), (cell[None, :], unit, category[:, None])
        if not work.missing(cell, units)[:, category].any():
            return
        block = Block.of(work.counts, unit, cell, category)
        shape = (len(category), len(cell))
        fresh = (
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape, dtype=bool),
        )
        up, down, done = self._known.setdefault(block.key(), fresh)
        many = work.counts.count.size
        while True:
            work.up[lines], work.down[lines] = (
                np.maximum(work.up[lines], up),
                np.maximum(work.down[lines], down),
            )
            targets = np.flatnonzero(work.missing(cell, units)[:, category].T & ~done)[:many]
            if not len(targets) or (len(targets) > 1 and many == 1 and not singly):
                return
            for sign in (1, -1):
                need = self.least - (work.down if sign > 0 else work.up)[lines].flat[targets]
                point = block.farthest(targets, need if len(targets) > 1 else np.full(1, UNBOUNDED), sign)
                self.programs += 1
                away = (point - block.true).reshape(shape)
                np.maximum(up, np.floor(away + EXACT).astype(np.int64), out=up)
                np.maximum(down, np.floor(EXACT - away).astype(np.int64), out=down)
            work.up[lines], work.down[lines] = (
                np.maximum(work.up[lines], up),
                np.maximum(work.down[lines], down),
            )
            if len(targets) == 1:
                done.flat[targets] = True
            elif work.missing(cell, units)[:, category].T.flat[targets].all():
                many = max(1, len(targets) // 4)
                if many == 1 and not singly:
                    return
