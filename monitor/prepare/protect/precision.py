"""How finely numbers are published: a published number is an interval, as wide as its last digit
(docs/protection.md)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Mean

SHARE = 0.01
"""The unit of published shares: a whole percent."""
FINE_SHARE = 0.001
"""The unit where nothing of a sample's answers is hidden, and a tenth of the standard error is no coarser."""


SMALL_P = 0.05 / np.array([1000, 200, 50, 20, 10, 6, 4, 3, 2, 1])
P_VALUES = np.concatenate([np.floor(SMALL_P * 1e6 - 1) / 1e6, [0.1, 0.2, 0.5, 1.0]])
"""Published p-values. A p is rounded up to the next of them, so that no published test claims more than the
exact one. Below 0.05 they lie just under 0.05 / m, which keeps Holm's verdicts on m comparisons as they are
for each of these m."""


def units_of(cells: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """(rows,): the unit of each estimate: a whole percent, or what its scale asks; a mean without a scale is
    as wide as its largest."""
    value, se = (cells[name].to_numpy(np.float64) for name in ("estimate", "se"))
    unit = np.full(len(cells), SHARE)
    indicator = cells["indicator"].astype("category").cat
    codes = indicator.codes.to_numpy()
    for at, name in enumerate(indicator.categories):
        item = codebook.indicator.get(str(name))
        if isinstance(item, Mean):
            rows = np.flatnonzero(codes == at)
            span = (
                item.scale.max - item.scale.min
                if item.scale
                else float(np.nanmax(np.abs(value[rows]), initial=0.0)) or 1.0
            )
            unit[rows] = mean_unit(se[rows], span)
    return unit


def of_shares(rows: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """bool (rows,): which are about shares; the others are about means."""
    means = [item.id for item in codebook.indicators if isinstance(item, Mean)]
    return ~rows["indicator"].isin(means).to_numpy()


def share_rooms(share: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: how far shares may fall and rise and be published just the same. One of exactly 0 or 1
    has no room: its standard error of 0 tells it."""
    low = rounded(share, unit) - unit / 2
    told = (share <= 0) | (share >= 1)
    return np.where(told, 0.0, share - low), np.where(told, 0.0, low + unit - share)


def mean_unit(se: np.ndarray, span: float) -> np.ndarray:
    """The unit of means on a scale of this width: a hundredth of the scale; on scales wider than 100, as fine
    as the standard error."""
    if span <= 100:
        return np.full(se.shape, tens(np.array(span / 100)))
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = 10 ** np.round(np.log10(se))
    return np.where(np.isfinite(unit) & (unit > 0), unit, tens(np.array(span / 100)))


def error_unit(se: np.ndarray) -> np.ndarray:
    """The unit of standard errors and margins: a tenth of themselves, so that one digit is left."""
    return tens(np.where(se > 0, se, 1.0) / 10)


def tens(value: np.ndarray) -> np.ndarray:
    """The least power of ten that is not below a positive value."""
    return 10.0 ** np.ceil(np.log10(value) - 1e-9)


def rounded(value: np.ndarray, unit: np.ndarray | float) -> np.ndarray:
    """The nearest whole number of units; halves go up. Free of the digits that a product of floats leaves."""
    steps = np.floor(np.asarray(value, dtype=np.float64) / unit + 0.5 + 1e-9)
    per_one = np.round(1 / np.asarray(unit, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(per_one > 0, steps / per_one, steps * unit) + 0.0


def rounded_p(p: np.ndarray) -> np.ndarray:
    """Each p as the least of P_VALUES that is not below it; NaN stays NaN."""
    at = np.minimum(np.searchsorted(P_VALUES, p), len(P_VALUES) - 1)
    return np.where(np.isfinite(p), P_VALUES[at], np.nan)
