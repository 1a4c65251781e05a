"""The arithmetic of differences, the same in the build and at look-up: standard error, degrees of freedom,
interval, p, Holm.

Works on numbers and on arrays. A difference without a standard error above zero, or without degrees of
freedom, has no interval and no p: NaN. Scipy is imported only when a test is asked for, so that looking up
estimates stays quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

ALPHA = 0.05


class Difference(NamedTuple):
    """`to` minus `from`, with its 95 % interval and two-sided p; floats or arrays."""

    difference: Any
    se: Any
    df: Any
    ci_low: Any
    ci_high: Any
    p: Any


def tested(difference: Any, se: Any, df: Any) -> Difference:
    """The t test of a difference against zero."""
    from scipy import special

    difference, se, df = (np.asarray(part, dtype=np.float64) for part in (difference, se, df))
    with np.errstate(divide="ignore", invalid="ignore"):
        degrees = np.where((df > 0) & (se > 0), df, np.nan)
        margin = special.stdtrit(degrees, 1 - ALPHA / 2) * se
        p = 2 * special.stdtr(degrees, -np.abs(difference / se))
    return Difference(
        *(_plain(part) for part in (difference, se, df, difference - margin, difference + margin, p))
    )


def independent(
    from_estimate: Any, from_se: Any, from_df: Any, to_estimate: Any, to_se: Any, to_df: Any
) -> Difference:
    """Two independent samples: variances add up, degrees of freedom after Satterthwaite, Biometrics Bulletin
    2 (1946) 110-114."""
    one, other = np.asarray(from_se, dtype=np.float64) ** 2, np.asarray(to_se, dtype=np.float64) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (one + other) ** 2 / (one**2 / from_df + other**2 / to_df)
    return tested(np.subtract(to_estimate, from_estimate), np.sqrt(one + other), df)


def holm(p: Sequence[float]) -> list[float]:
    """The p-values adjusted for how many there are, in the order given; Holm, Scandinavian Journal of
    Statistics 6 (1979) 65-70.

    NaN stays NaN and does not count.
    """
    given = np.asarray(p, dtype=np.float64)
    order = np.argsort(given, kind="stable")[: int(np.isfinite(given).sum())]
    adjusted = np.full(given.shape, np.nan)
    steps = given[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(one) for one in adjusted]


def false_discoveries(p: np.ndarray, part: float) -> np.ndarray:
    """bool, of each p: whether it is told, so that on average at most this part of what is told is false.

    Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300. A p that is too
    large, such as one rounded up, only makes it tell less.
    """
    order = np.argsort(p, kind="stable")
    fits = np.flatnonzero(p[order] <= part * np.arange(1, len(p) + 1) / max(len(p), 1))
    told = np.zeros(len(p), dtype=bool)
    told[order[: fits[-1] + 1 if len(fits) else 0]] = True
    return told


def _plain(part: np.ndarray) -> Any:
    return float(part) if part.ndim == 0 else part
