"""Published tests as limits on answers: a p lies between two values of its grid, so the statistic lies
between two others, and so do the shares that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse, special

from monitor.codebook.models import Codebook
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.protect.contrasts import by_kind, depth_of, other_levels, sides
from monitor.prepare.protect.gains import Gains
from monitor.prepare.protect.pools import Pool
from monitor.prepare.protect.precision import P_VALUES
from monitor.prepare.protect.publish import SIGNS
from monitor.rows import Over


@dataclass(frozen=True)
class Limits:
    """Of each test that moves with a question: what its statistic gains by a weighted sum of each place, and
    how far it may fall (below 0) and rise."""

    test: np.ndarray
    """(gains,): the number of the test, in order."""
    place: np.ndarray
    gain: np.ndarray
    places: int
    low: np.ndarray
    """(tests,)."""
    high: np.ndarray

    def apart(self) -> tuple[Limits, np.ndarray, np.ndarray]:
        """The tests that hang on several places; and (places,) twice: how far the weighted sum of each may
        fall (below 0) and rise for the tests that hang on it alone."""
        many = np.bincount(self.test, minlength=len(self.low)) > 1
        least, most = np.full(self.places, -np.inf), np.full(self.places, np.inf)
        alone = ~many[self.test]
        test, place, gain = self.test[alone], self.place[alone], self.gain[alone]
        bounds = np.sort([self.low[test] / gain, self.high[test] / gain], axis=0)
        np.maximum.at(least, place, bounds[0])
        np.minimum.at(most, place, bounds[1])
        number = np.cumsum(many) - 1
        several = Limits(
            number[self.test[~alone]], self.place[~alone], self.gain[~alone], self.places, self.low[many],
            self.high[many],
        )  # fmt: skip
        return several, least, most

    @cached_property
    def _gains(self) -> sparse.csr_matrix:
        """(tests, places)."""
        return sparse.csr_matrix((self.gain, (self.test, self.place)), shape=(len(self.low), self.places))

    def hold(self, sums: np.ndarray) -> np.ndarray:
        """bool (states,): whether all tests stay as published when weighted sums (places, states) change."""
        if not len(self.low):
            return np.ones(sums.shape[1], dtype=bool)
        moved = self._gains @ sums
        result: np.ndarray = ((moved >= self.low[:, None]) & (moved <= self.high[:, None])).all(axis=0)
        return result


class Tests:
    """The tested differences of a build, as functions of the shares of cells: each statistic to first order,
    the standard error's own change included."""

    def __init__(
        self,
        contrasts: pd.DataFrame,
        cells: pd.DataFrame,
        pools: Sequence[Pool],
        codebook: Codebook,
        summaries: Gains | None = None,
    ):
        self._cells = cells
        self._weight = cells["sum_weights"].to_numpy(np.float64)
        share, se = (cells[name].to_numpy(np.float64) for name in ("estimate", "se"))
        with np.errstate(divide="ignore", invalid="ignore"):
            self._slope = np.nan_to_num(
                se**2 * (1 - 2 * share) / (share * (1 - share)), posinf=0.0, neginf=0.0
            )
        """What the variance of each cell gains by its share."""
        tested = np.isfinite(contrasts["p"].to_numpy(np.float64)) if len(contrasts) else np.array([], bool)
        part = contrasts[tested].reset_index(drop=True)
        self._t, self._df = np.full((2, len(part)), np.nan)
        self._depth = depth_of(part) if len(part) else np.array([], dtype=np.int64)
        self._p = part["p"].to_numpy(np.float64) if len(part) else np.array([])
        gain = self._gains(part, codebook)
        self._first = np.full(len(part), np.nan)
        """The first degrees of freedom of F tests; NaN for t."""
        if summaries is not None and len(summaries.tests):
            gain = sparse.vstack([gain, self._of_summaries(summaries)])
        self._gain = (gain + gain @ self._pooled(pools)).tocsc()
        self._sides = (self._gain != 0).tocsr()
        self._known = np.full((2, len(self._p)), np.nan)
        """What `_ends` found."""
        self.closed = np.zeros(len(self._p), dtype=bool)
        """Tests that are not published: a side is hidden."""

    def close(self, hidden: np.ndarray) -> None:
        """Leaves out the tests of which a side is `hidden`, bool (rows of cells,)."""
        self.closed = self._sides @ hidden.astype(np.int32) > 0

    def _of_summaries(self, summaries: Gains) -> sparse.csr_matrix:
        """(tests, rows of cells) of trends and of tests over all levels, which join the others."""
        tests, test, row, gain = summaries
        se = tests["se"].to_numpy(np.float64)
        trend = ~np.isfinite(tests["ndf"].to_numpy(np.float64))
        estimate = tests["estimate"].to_numpy(np.float64)
        t = np.where(trend, estimate / np.where(trend, se, 1.0), estimate)
        own = (gain - t[test] / se[test] * gain**2 * self._slope[row] / 2) / se[test]
        self._t = np.append(self._t, t)
        self._df = np.append(self._df, tests["df"].to_numpy(np.float64))
        self._first = np.append(self._first, tests["ndf"].to_numpy(np.float64))
        self._p = np.append(self._p, tests["p"].to_numpy(np.float64))
        self._depth = np.append(self._depth, (tests["breakdown1"] != "").to_numpy(np.int64))
        shape = (len(tests), len(self._cells))
        return sparse.coo_matrix((np.where(trend[test], own, gain), (test, row)), shape=shape).tocsr()

    def _gains(self, part: pd.DataFrame, codebook: Codebook) -> sparse.csr_matrix:
        """(tests, rows of cells): what each statistic gains by each share."""
        shape = (len(part), len(self._cells))
        if not len(part):
            return sparse.csr_matrix(shape)
        index = CellIndex(self._cells)
        difference, se = (part[name].to_numpy(np.float64) for name in ("difference", "se"))
        self._t, self._df = difference / se, part["df"].to_numpy(np.float64)
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for kind, rows in by_kind(part):
            some = part.iloc[rows]
            if kind == Over.REST:
                found += self._rest(some, rows, index, codebook)
                continue
            places = [index.find(side, len(some)) for side in sides(kind, some, codebook)]
            found += [
                (rows, at, np.full(len(rows), sign))
                for sign, at in zip(SIGNS[len(places)], places, strict=True)
            ]
        test, row, sign = (np.concatenate([parts[at] for parts in found]) for at in range(3))
        known = (row >= 0) & (sign != 0)
        test, row, sign = test[known], row[known], sign[known]
        gain = (sign - self._t[test] / se[test] * sign**2 * self._slope[row] / 2) / se[test]
        return sparse.coo_matrix((gain, (test, row)), shape=shape).tocsr()

    def _rest(
        self, part: pd.DataFrame, rows: np.ndarray, index: CellIndex, codebook: Codebook
    ) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """A level, and against it the other levels by their weights."""
        level, _ = sides(Over.REST, part, codebook)
        others = [
            (at, np.where(other, self._weight[at], 0.0)) for at, other in other_levels(part, index, codebook)
        ]
        total = np.maximum(np.sum([mass for _, mass in others], axis=0), 1e-300)
        return [
            (rows, index.find(level, len(part)), np.ones(len(part))),
            *((rows, at, -mass / total) for at, mass in others),
        ]

    def _pooled(self, pools: Sequence[Pool]) -> sparse.csr_matrix:
        """(rows, rows): what the share of a pool gains by those of its members."""
        size = len(self._cells)
        together = sparse.csr_matrix((size, size))
        for pool in pools:
            members = np.flatnonzero(pool.row >= 0)
            together += sparse.coo_matrix(
                (1 / pool.times[members], (pool.row[members], members)), shape=(size, size)
            ).tocsr()
        return together

    def _statistic(self, some: np.ndarray, p: np.ndarray) -> np.ndarray:
        """(some,): the statistic of each test that has this p; of t tests its size."""
        first, df = self._first[some], self._df[some]
        by_f = np.isfinite(first)
        statistic: np.ndarray = -special.stdtrit(df, p / 2)
        with np.errstate(invalid="ignore"):
            statistic[by_f] = special.fdtri(first[by_f], df[by_f], 1 - p[by_f])
        return statistic

    def limits(self, rows: np.ndarray, signs: Sequence[int], deepest: int) -> Limits:
        """What holds for weighted sums of a question: `rows` (columns, places) of cells, -1 where there is
        none or it is hidden, each column with its sign; of tests between cells of at most `deepest`
        breakdowns."""
        column, place = np.nonzero(rows >= 0)
        cell = rows[column, place]
        start, end = self._gain.indptr[cell], self._gain.indptr[cell + 1]
        entry = np.repeat(start - np.concatenate([[0], np.cumsum(end - start)[:-1]]), end - start)
        entry = entry + np.arange(len(entry))
        test, of = self._gain.indices[entry], np.repeat(np.arange(len(cell)), end - start)
        held = ~self.closed[test] & (self._depth[test] <= deepest)
        test, of, entry = test[held], of[held], entry[held]
        weight = self._weight[cell]
        factor = np.zeros(len(cell))
        np.divide(np.asarray(signs)[column], weight, out=factor, where=weight > 0)
        width = rows.shape[1]
        key, number = np.unique(test * width + place[of], return_inverse=True)
        gain = np.bincount(number, self._gain.data[entry] * factor[of], len(key))
        test, place, gain = (part[gain != 0] for part in (key // width, key % width, gain))
        some, test = np.unique(test, return_inverse=True)
        return Limits(test, place, gain, width, *self._ends(some))

    def _ends(self, some: np.ndarray) -> np.ndarray:
        """(2, some): how far the statistic of each test may fall (below 0) and rise before another p is
        published."""
        new = some[np.isnan(self._known[0, some])]
        values = np.concatenate([[0.0], P_VALUES])
        step = np.clip(np.searchsorted(values, self._p[new]), 1, len(values) - 1)
        size, rising = np.abs(self._t[new]), self._t[new] >= 0
        least, most = (self._statistic(new, values[at]) for at in (step, step - 1))
        both = (values[step] >= 1) & ~np.isfinite(self._first[new])
        down = np.where(both, -most - size, np.minimum(least - size, 0.0))
        up = np.maximum(most - size, 0.0)
        self._known[:, new] = np.where(rising, down, -up) - 1e-9, np.where(rising, up, -down) + 1e-9
        found: np.ndarray = self._known[:, some]
        return found
