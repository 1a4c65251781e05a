"""Statistics of a breakdown's levels, as functions of totals: joint shares, means, indices of inequality.

The totals of L levels stand side by side: of a table, the weights of each (level, answer); of a number, the
weights of the levels, then the weighted values.
"""

from __future__ import annotations

import numpy as np
from scipy import special

NEWTON = 60
"""Steps of a logistic fit; it stands still long before."""


def joint_shares(totals: np.ndarray) -> np.ndarray:
    """(…, cells): each as a part of all."""
    return totals / totals.sum(axis=-1, keepdims=True)


def means(totals: np.ndarray) -> np.ndarray:
    """(…, L): the mean of each level."""
    weight, value = _halves(totals)
    return value / weight


def from_first(totals: np.ndarray) -> np.ndarray:
    """(…, L - 1): how far the mean of each later level is from the first."""
    found = means(totals)
    return found[..., 1:] - found[..., :1]


def rao_scott(share: np.ndarray, covariance: np.ndarray, n: float, df: float) -> tuple[float, float, float]:
    """(F, its two degrees of freedom) of independence of rows and columns of `share` (L, K), the joint shares
    of n answers: Pearson's statistic with Rao and Scott's second-order correction (Annals of Statistics 12,
    1984, 46-60; R's svychisq(statistic = "F"))."""
    rows, columns = share.shape
    expected = share.sum(axis=1, keepdims=True) * share.sum(axis=0, keepdims=True)
    pearson = n * float(((share - expected) ** 2 / expected).sum())
    basis = np.kron(_centred(rows), _centred(columns))
    flat = share.ravel()
    inverse = np.where(flat > 0, 1 / np.where(flat > 0, flat, 1.0), 0.0)
    simple = basis.T @ (inverse[:, None] / n * basis)
    scaled = inverse[:, None] * basis
    effect = np.linalg.solve(simple, scaled.T @ covariance @ scaled)
    trace = float(np.trace(effect))
    first = trace**2 / float(np.trace(effect @ effect))
    return pearson / trace, first, first * df


def _centred(size: int) -> np.ndarray:
    """(size, size - 1): contrasts that add up to zero."""
    return np.eye(size)[:, 1:] - 1 / size


def wald(difference: np.ndarray, covariance: np.ndarray, df: float) -> tuple[float, float, float]:
    """(F, its two degrees of freedom) of no difference at all: Wald's statistic by the number of differences
    (R's regTermTest of svyglm on the levels)."""
    size = len(difference)
    statistic = float(difference @ np.linalg.solve(covariance, difference))
    return statistic / size, float(size), df - size


def p_of(statistic: float, first: float, second: float) -> float:
    """The chance of a larger F; NaN without degrees of freedom."""
    if not (first > 0 and second > 0 and np.isfinite(statistic)):
        return float("nan")
    return float(special.fdtrc(first, second, statistic))


def ridits(weight: np.ndarray) -> np.ndarray:
    """(L,): the middle of each level's place among all, from 0 to 1."""
    share = weight / weight.sum()
    return np.asarray(np.cumsum(share) - share / 2)


def line(totals: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """(…, 2): what a straight line through the levels says at rank 0 and 1; weighted least squares."""
    weight, value = _halves(totals)
    size = weight.sum(axis=-1)
    middle = (weight * rank).sum(axis=-1) / size
    apart = rank - middle[..., None]
    slope = (apart * value).sum(axis=-1) / (weight * apart**2).sum(axis=-1)
    start = value.sum(axis=-1) / size - slope * middle
    return np.stack([start, start + slope], axis=-1)


def logistic(totals: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """(…, 2): what a logistic curve through the levels says at rank 0 and 1 (R's svyglm, family =
    quasibinomial)."""
    weight, value = _halves(totals)
    share = value.sum(axis=-1) / weight.sum(axis=-1)
    start, slope = np.log(share / (1 - share)), 0.0 * share
    for _ in range(NEWTON):
        fitted = 1 / (1 + np.exp(-(start[..., None] + slope[..., None] * rank)))
        left, spread = value - weight * fitted, weight * fitted * (1 - fitted)
        one, x, xx = ((spread * rank**power).sum(axis=-1) for power in (0, 1, 2))
        by_one, by_x = left.sum(axis=-1), (left * rank).sum(axis=-1)
        divisor = one * xx - x * x
        start = start + (xx * by_one - x * by_x) / divisor
        slope = slope + (one * by_x - x * by_one) / divisor
    ends = np.stack([start, start + slope], axis=-1)
    return np.asarray(1 / (1 + np.exp(-ends)))


def _halves(totals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    half = totals.shape[-1] // 2
    return totals[..., :half], totals[..., half:]
