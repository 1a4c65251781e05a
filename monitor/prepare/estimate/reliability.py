"""Which estimates are too uncertain to be read as they stand: the standard of NCHS for proportions (Series 2,
no. 175, 2017)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.codebook.indicators import Mean
from monitor.codebook.models import Codebook


def unreliable(estimates: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """bool (rows,): shown but marked; False where there is no estimate.

    A share: an effective n or degrees of freedom that are too few, or an interval that is wide, or, of
    middling width, wide beside the share itself. A mean or a median: the same, with the interval as a part of
    its scale; without a scale the width can't be judged.
    """
    rules = codebook.reliability
    width = (estimates["ci_high"] - estimates["ci_low"]).to_numpy()
    value = estimates["estimate"].to_numpy()
    scales = {
        item.id: item.scale.max - item.scale.min if item.scale else np.inf
        for item in codebook.indicators
        if isinstance(item, Mean)
    }
    indicator = estimates["indicator"].cat
    scale = np.array([scales.get(name, np.nan) for name in indicator.categories], dtype=np.float64)[
        indicator.codes
    ]
    with np.errstate(invalid="ignore"):
        share = (width >= rules.wide) | (width > rules.narrow) & (width > rules.relative * value)
        marked = np.where(np.isnan(scale), share, width > rules.mean_width * scale)
    few = (estimates["effective_n"] < rules.effective_n) | ~(estimates["df"] >= rules.degrees_of_freedom)
    return (marked | few.to_numpy() | np.isnan(width)) & ~np.isnan(value)
