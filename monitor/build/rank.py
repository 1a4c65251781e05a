"""Rank of the replicate weights of many sets of respondents: their degrees of freedom, and one (R's degf)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import linalg

TOLERANCE = 1e-5
"""As R's degf."""
ENOUGH = 1.5
"""A set with this many times as many distinct replicate factors as the whole design's rank is taken to have that rank."""


@dataclass(frozen=True)
class ReplicateRank:
    """Sampling units of one kind have the same replicate factors, so a rank is that of the distinct `factors` present."""

    pattern: np.ndarray
    """(units,): which row of `factors` a unit has."""
    factors: np.ndarray
    """(patterns, rank): in the least number of columns."""
    relations: np.ndarray | None
    """(relations, patterns): the linear relations among all factors, where they are fewer than the rank."""
    known: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def of(cls, factor: np.ndarray) -> ReplicateRank:
        """From the factors (units, replicates) that make replicate weights out of full weights."""
        largest = np.maximum(np.abs(factor).max(axis=1, keepdims=True), np.finfo(float).tiny)
        pattern, first = alike(factor / largest, 5)
        factors = factor[first]
        few = len(factors) < 2 * factors.shape[1] and len(factors) <= 4000
        left, size, _ = np.linalg.svd(factors, full_matrices=few)
        rank = int((size > TOLERANCE * size.max(initial=0.0)).sum())
        relations = left[:, rank:].T if few and len(factors) - rank < rank else None
        return cls(pattern, left[:, :rank] * size[:rank], relations)

    def present(self, cell: np.ndarray, unit: np.ndarray, cells: int, valid: np.ndarray) -> np.ndarray:
        """bool (indicators, cells, patterns): whose factors are among the valid answers.

        For every pair of a cell and a unit in it, `valid` (pairs, indicators) says whether anybody there answered.
        """
        patterns = len(self.factors)
        code = cell * patterns + self.pattern[unit]
        found = np.zeros((valid.shape[1], cells * patterns), dtype=bool)
        for number in range(valid.shape[1]):
            found[number, code[valid[:, number]]] = True
        return found.reshape(valid.shape[1], cells, patterns)

    def ranks(self, present: np.ndarray) -> np.ndarray:
        """(cells, indicators), for `present` (indicators, cells, patterns); a part of an independent set is independent too."""
        found = np.array(present.sum(axis=2).T)
        most = self.factors.shape[1]
        enough = (found >= ENOUGH * most) & (self.relations is None)
        found[enough] = most
        for cell in np.flatnonzero(~enough.all(axis=1)):
            anyone = present[:, cell].any(axis=0)
            if self._rank(np.asarray(anyone)) == anyone.sum():
                continue
            for indicator in np.flatnonzero(~enough[cell]):
                found[cell, indicator] = self._rank(present[indicator, cell])
        return found

    def _rank(self, present: np.ndarray) -> int:
        key = np.packbits(present).tobytes()
        if key not in self.known:
            size = int(present.sum())
            if self.relations is None:
                self.known[key] = _rank(self.factors[present])
            else:
                outside = self.relations[:, ~present]
                left = _rank(outside)
                self.known[key] = size - (len(self.relations) - left)
        return self.known[key]


def _rank(matrix: np.ndarray) -> int:
    """From a QR decomposition with pivots, as R's degf."""
    if not matrix.size:
        return 0
    pivots = np.abs(np.diagonal(linalg.qr(matrix, mode="r", pivoting=True, check_finite=False)[0]))
    return int((pivots > TOLERANCE * pivots[0]).sum())


def alike(factor: np.ndarray, digits: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that agree to so many digits: which kind each row is (n,), and the first row of each kind."""
    _, first, kind = np.unique(np.round(factor, digits), axis=0, return_index=True, return_inverse=True)
    return kind.ravel(), first
