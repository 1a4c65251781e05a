"""95 % intervals: logit and Korn-Graubard for shares, t for means; all vectorised, NaN where they can't be
had."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special

ALPHA = 0.05


def t_quantile(df: np.ndarray) -> np.ndarray:
    """The 97.5 % point of Student's t; NaN without degrees of freedom."""
    degrees = np.nan_to_num(np.asarray(df, dtype=np.float64), nan=0.0, posinf=1e12).clip(0.0)
    whole = degrees.astype(np.int64)
    if degrees.max(initial=0.0) < 1e7 and (whole == degrees).all():
        return _t_table(1 << int(whole.max(initial=0)).bit_length())[whole]
    return special.stdtrit(np.where(degrees > 0, degrees, np.nan), 1 - ALPHA / 2)


@lru_cache(maxsize=32)
def _t_table(size: int) -> np.ndarray:
    """The quantiles for 0, 1, … size - 1 degrees of freedom."""
    return np.concatenate([[np.nan], special.stdtrit(np.arange(1.0, size), 1 - ALPHA / 2)])


def t_interval(estimate: np.ndarray, se: np.ndarray, df: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """estimate ± t·se."""
    margin = t_quantile(df) * se
    return estimate - margin, estimate + margin


def on_logit_scale(share: np.ndarray, se: np.ndarray) -> np.ndarray:
    """The standard error of the logit of a share, to first order; NaN where the share is 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((share > 0) & (share < 1), se / (share * (1 - share)), np.nan)


def logit_interval(share: np.ndarray, logit_se: np.ndarray, df: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """t interval on the logit scale, as R's svyciprop(method="logit"); NaN where the share is 0 or 1."""
    middle = special.logit(np.where((share > 0) & (share < 1), share, np.nan))
    margin = t_quantile(df) * logit_se
    return special.expit(middle - margin), special.expit(middle + margin)


def unanimous_interval(
    all_have_it: np.ndarray, n: np.ndarray, df: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Korn-Graubard interval of a share of 1 (`all_have_it`) or 0: Clopper-Pearson on the effective n.

    The variance of such a share is estimated as 0, so the effective n is n itself, lowered for the degrees of
    freedom by (t(n-1) / t(df))²; Korn & Graubard, Survey Methodology 24 (1998) 193-201; R's
    svyciprop(method="beta").
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = n * (t_quantile(n - 1) / t_quantile(df)) ** 2
        reach = (ALPHA / 2) ** (1 / effective)
    return np.where(all_have_it, reach, 0 * reach), np.where(all_have_it, 1 + 0 * reach, 1 - reach)


def effective_n(share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray) -> np.ndarray:
    """p(1 - p) / v, lowered for the degrees of freedom as Korn and Graubard do; NaN where that is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = share * (1 - share) / se**2 * (t_quantile(n - 1) / t_quantile(df)) ** 2
    return np.where(np.isfinite(found) & (found > 0), found, np.nan)


def beta_interval(
    share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Clopper-Pearson on the effective n: Korn and Graubard, as R's svyciprop(method="beta")."""
    size = effective_n(share, se, df, n)
    one, other = size * share, size * (1 - share)
    low = special.betaincinv(one, other + 1, ALPHA / 2)
    return low, special.betaincinv(one + 1, other, 1 - ALPHA / 2)


def wilson_interval(
    share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's on the effective n; Dean and Pagano, Journal of Survey Statistics and Methodology 3 (2015)
    484-503."""
    size, z = effective_n(share, se, df, n), special.ndtri(1 - ALPHA / 2)
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return middle - half, middle + half


def interval_of(
    method: str, share: np.ndarray, se: np.ndarray, logit_se: np.ndarray, df: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The interval of shares between 0 and 1 by `method`: logit, beta or wilson."""
    if method == "beta":
        return beta_interval(share, se, df, n)
    if method == "wilson":
        return wilson_interval(share, se, df, n)
    return logit_interval(share, logit_se, df)


def share_interval(
    share: np.ndarray,
    se: np.ndarray,
    logit_se: np.ndarray,
    df: np.ndarray,
    n: np.ndarray,
    count: np.ndarray,
    method: str = "logit",
) -> tuple[np.ndarray, np.ndarray]:
    """By `method`, or Korn-Graubard where nobody (`count` 0) or everybody (`count` n) has it."""
    low, high = interval_of(method, share, se, logit_se, df, n)
    unanimous = (count == 0) | (count == n)
    low_one, high_one = unanimous_interval(count > 0, n, df)
    return np.where(unanimous, low_one, low), np.where(unanimous, high_one, high)
