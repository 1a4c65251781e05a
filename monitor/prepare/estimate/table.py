"""One block of answers in all cells of one grouping, whatever the design: the numbers before they become
rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from monitor.prepare.estimate.blocks import Block
from monitor.prepare.estimate.intervals import on_logit_scale

NOISE = 1e-13
"""A sum of squares below this part of its own terms is rounding."""


def above_noise(found: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """The sums of squares, zero where their terms cancel but for rounding."""
    return np.where(found <= NOISE * terms, 0.0, found)


def above_rounding(variance: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The variances, zero where they are nothing beside that of the values, or all values are the same: the
    scores cancel."""
    return np.where((variance <= NOISE**2 * spread) | (spread == 0), 0.0, variance)


@dataclass(frozen=True)
class Combination:
    """Linear combinations of cells, such as differences: arrays (combinations, columns); `df` (combinations,
    indicators)."""

    estimate: np.ndarray
    variance: np.ndarray
    df: np.ndarray


@dataclass(frozen=True)
class Table(ABC):
    """Arrays (cells, columns), but `n`, `weight` and `df` (cells, indicators)."""

    block: Block
    n: np.ndarray
    """Valid answers, unweighted."""
    count: np.ndarray
    """Respondents with the value 1, unweighted; of no use for numbers."""
    weight: np.ndarray
    """Sum of the weights of valid answers."""
    estimate: np.ndarray
    """Weighted mean, less the block's centre; NaN without answers."""
    spread: np.ndarray
    """Weighted variance of the values, with n in the denominator."""

    @property
    @abstractmethod
    def variance(self) -> np.ndarray:
        """Of the estimates, under the design."""

    @property
    def logit_se(self) -> np.ndarray:
        """Standard error of the logit of each share."""
        return on_logit_scale(self.estimate, np.sqrt(self.variance))

    @property
    @abstractmethod
    def df(self) -> np.ndarray:
        """Degrees of freedom among the valid answers."""

    @abstractmethod
    def combine(self, combos: sparse.csr_matrix) -> Combination:
        """`combos` (combinations, cells) of cells that share no respondent, with the covariance between cells
        kept."""

    def estimates_of(self, combos: sparse.csr_matrix) -> np.ndarray:
        """(combinations, columns); NaN where a cell in it has no answers."""
        missing = (combos != 0).astype(np.float64) @ np.isnan(self.estimate).astype(np.float64)
        shift = np.asarray(combos.sum(axis=1)) * self.block.centre
        return np.where(missing > 0, np.nan, combos @ np.nan_to_num(self.estimate) + shift)
