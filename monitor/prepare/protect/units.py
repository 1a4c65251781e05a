"""How finely each row is published, and the steps by which an indicator becomes coarser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.pools import Pool
from monitor.prepare.protect.precision import FINE_SHARE, of_shares, share_rooms, units_of
from monitor.prepare.protect.tables import Store

COARSER = ((1, 1, 1), (2, 1, 0), (5, 1, 0), (5, 2, 0), (5, 5, -1))
"""How many times coarser the two-way and the one-way cells of an indicator are published, and up to how many
breakdowns its tests are exact: the next where one tells too much."""
TOTALS = (2, 5)
"""How many times coarser a total is published where nothing else is left to hide."""


class Widened(NamedTuple):
    """What became coarser since some moment."""

    rows: np.ndarray
    of: np.ndarray
    """(rows,), and so is `tested`: as in `Units`."""
    tested: np.ndarray
    numbers: np.ndarray
    """The units of rows that went a step further."""
    step: np.ndarray


class Units:
    """The units of all rows of `cells`.

    `of` (rows,) is the unit of each estimate; `tested` (rows,) up to how many breakdowns its tests are exact.
    """

    def __init__(self, cells: pd.DataFrame, store: Store, pools: Sequence[Pool], codebook: Codebook):
        self._cells, self._store, self._codebook = cells, store, codebook
        self._finest = units_of(cells, codebook)
        self._pools = pools
        self._share = cells["estimate"].to_numpy(dtype=np.float64)
        self._step = np.zeros(len(store.units), dtype=np.int64)
        """How far each unit of rows has gone through COARSER."""
        self._depth = (store.place[["breakdown1", "breakdown2"]] != "").sum(axis=1).to_numpy()
        self.of = self._finest.copy()
        self.tested = np.full(len(cells), COARSER[0][2])

    @property
    def coarser(self) -> int:
        """How many rows are published in a coarser unit."""
        return int((self.of > self._finest).sum())

    def now(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How everything is published now, to compare with later."""
        return self.of.copy(), self.tested.copy(), self._step.copy()

    def widened(self, before: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Widened:
        """What became coarser since."""
        of, tested, step = before
        rows, numbers = (
            np.flatnonzero((self.of != of) | (self.tested != tested)),
            np.flatnonzero(self._step != step),
        )
        return Widened(rows, self.of[rows], self.tested[rows], numbers, self._step[numbers])

    def widen(self, widened: Widened) -> None:
        """Publishes all that as coarsely here."""
        rows, of, tested, numbers, step = widened
        self.of[rows], self.tested[rows], self._step[numbers] = of, tested, step

    def exact_tests(self, number: int) -> int:
        """Up to how many breakdowns the tests of a unit of rows are exact."""
        return COARSER[self._step[number]][2]

    def spares_levels(self, number: int) -> bool:
        """Whether the next step leaves how finely levels are published as it is."""
        return self._step[number] + 1 < len(COARSER) and COARSER[self._step[number] + 1][1] == 1

    def rooms(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(rows,) twice: how far their shares may fall and rise before they, or a pool that they are part of
        while its other members stay as they are, are published differently."""
        fall, rise = share_rooms(self._share[rows], self.of[rows])
        for pool in self._pools:
            pooled, times = pool.row[rows], pool.times[rows]
            if (pooled < 0).all():
                continue
            less, more = share_rooms(self._share[pooled], self.of[pooled])
            told = (pooled >= 0) & np.isfinite(self._share[pooled])
            fall = np.where(told, np.minimum(fall, less * times), fall)
            rise = np.where(told, np.minimum(rise, more * times), rise)
        return fall, rise

    def beside(self, rows: np.ndarray) -> np.ndarray:
        """Rows, and the pooled rows that they are part of."""
        return np.concatenate([rows, *self._pooled(rows)])

    def coarsen(self, numbers: Iterable[int]) -> bool:
        """Publishes the cells of units by their next step; False where all are as coarse as can be. Totals
        stay as they are."""
        return True in [self._coarsened(number) for number in numbers]

    def coarsen_totals(self, numbers: Iterable[int]) -> bool:
        """Publishes the totals of units by the next of TOTALS; False where all are as coarse as can be."""
        return True in [self._coarsened_total(number) for number in numbers]

    def _coarsened(self, number: int) -> bool:
        depths = self._depth[(self._store.row[:, self._store.units[number].rows] >= 0).any(axis=1)]
        while self._step[number] + 1 < len(COARSER):
            old, new = COARSER[self._step[number]], COARSER[self._step[number] + 1]
            self._step[number] += 1
            if depths.max(initial=0) == 2 or (depths.max(initial=0) == 1 and new[1:] != old[1:]):
                self._publish(number, new)
                return True
        return False

    def _coarsened_total(self, number: int) -> bool:
        rows = self._rows(number, 0)
        times = np.rint(self.of[rows] / self._finest[rows])
        if not len(rows) or times.max() >= TOTALS[-1]:
            return False
        self._widen(rows, next(step for step in TOTALS if step > times.max()))
        return True

    def refine(self, rows: np.ndarray) -> None:
        """One decimal for the shares among `rows`, bool (rows,), of which the standard error asks it."""
        fine = rows & of_shares(self._cells, self._codebook)
        fine &= self._cells["se"].to_numpy() <= 10 * FINE_SHARE
        self.of = np.where(fine, FINE_SHARE, self.of)

    def _rows(self, number: int, depth: int) -> np.ndarray:
        rows = self._store.row[np.ix_(self._depth == depth, self._store.units[number].rows)].ravel()
        result: np.ndarray = rows[rows >= 0]
        return result

    def _publish(self, number: int, step: tuple[int, int, int]) -> None:
        for depth in (0, 1, 2):
            rows = self._rows(number, depth)
            for some in (rows, *self._pooled(rows)):
                self.tested[some] = np.minimum(self.tested[some], step[2])
        for depth, times in zip((2, 1), step[:2], strict=True):
            self._widen(self._rows(number, depth), times)

    def _widen(self, rows: np.ndarray, times: int) -> None:
        for some in (rows, *self._pooled(rows)):
            self.of[some] = np.maximum(self.of[some], self._finest[some] * times)

    def _pooled(self, rows: np.ndarray) -> list[np.ndarray]:
        """The pooled rows that rows are part of."""
        return [pool.row[rows][pool.row[rows] >= 0] for pool in self._pools]
