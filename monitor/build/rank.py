"""Rank of the replicate weights of many sets of respondents: their degrees of freedom, and one (R's degf)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

TOLERANCE = 1e-5
"""As R's degf."""
ENOUGH = 1.5
"""A set with this many times as many distinct replicate factors as the whole design's rank is taken to have that rank."""


@dataclass(frozen=True)
class ReplicateRank:
    """Respondents of one sampling unit have the same replicate factors, so a rank is that of the distinct `factors` present."""

    pattern: np.ndarray
    """(n,): which row of `factors` a respondent has."""
    factors: np.ndarray
    """(patterns, rank): in the least number of columns."""
    relations: np.ndarray | None
    """(relations, patterns): the linear relations among all factors, where they are fewer than the rank."""
    known: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def of(cls, weight: np.ndarray, replicate_weight: np.ndarray) -> ReplicateRank:
        """From the full weights (n,) and the replicate weights (n, replicates)."""
        ratio = replicate_weight / weight[:, None]
        ratio = np.round(ratio / np.maximum(np.abs(ratio).max(axis=1, keepdims=True), 1e-300), 5)
        _, first, pattern = np.unique(ratio, axis=0, return_index=True, return_inverse=True)
        factors = replicate_weight[first] / weight[first, None]
        few = len(factors) < 2 * factors.shape[1] and len(factors) <= 4000
        left, size, _ = np.linalg.svd(factors, full_matrices=few)
        rank = int((size > TOLERANCE * size.max(initial=0.0)).sum())
        relations = left[:, rank:].T if few and len(factors) - rank < rank else None
        return cls(pattern.ravel(), left[:, :rank] * size[:rank], relations)

    def take(self, rows: np.ndarray) -> ReplicateRank:
        """For these rows of the sample."""
        return ReplicateRank(self.pattern[rows], self.factors, self.relations, self.known)

    def present(self, cell: np.ndarray, row: np.ndarray, cells: int, valid: np.ndarray) -> np.ndarray:
        """bool (indicators, cells, patterns): whose factors are among the valid answers; `valid` (n, indicators)."""
        patterns = len(self.factors)
        code = cell * patterns + self.pattern[row]
        found = np.zeros((valid.shape[1], cells * patterns), dtype=bool)
        for number in range(valid.shape[1]):
            found[number, code[valid[row, number] > 0]] = True
        return found.reshape(valid.shape[1], cells, patterns)

    def ranks(self, present: np.ndarray) -> np.ndarray:
        """(cells, indicators), for `present` (indicators, cells, patterns); a part of an independent set is independent too."""
        sizes = present.sum(axis=2)
        found = sizes.T.copy()
        most = self.factors.shape[1]
        for cell in range(present.shape[1]):
            anyone = np.any(present[:, cell], axis=0).reshape(-1)
            if self._rank(anyone) == anyone.sum():
                continue
            for indicator in range(present.shape[0]):
                enough = self.relations is None and sizes[indicator, cell] >= ENOUGH * most
                found[cell, indicator] = most if enough else self._rank(present[indicator, cell])
        return found

    def _rank(self, present: np.ndarray) -> int:
        key = np.packbits(present).tobytes()
        if key not in self.known:
            size = int(present.sum())
            if self.relations is None:
                self.known[key] = int(np.linalg.matrix_rank(self.factors[present], rtol=TOLERANCE)) if size else 0
            else:
                outside = self.relations[:, ~present]
                left = int(np.linalg.matrix_rank(outside, rtol=TOLERANCE)) if outside.size else 0
                self.known[key] = size - (len(self.relations) - left)
        return self.known[key]
