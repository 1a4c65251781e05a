"""What a published share tells: how far it could lie from where it is and be published just the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.build.precision import SHARE, mean_unit, rounded
from monitor.codebook.models import Codebook


def units_of(cells: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """(rows,): the unit in which each estimate is published: a whole percent, or what its scale asks."""
    unit = np.full(len(cells), SHARE)
    se = cells["se"].to_numpy()
    name = cells["indicator"].astype(str).to_numpy()
    for item in codebook.indicators:
        if item.kind == "mean":
            rows = np.flatnonzero(name == item.id)
            unit[rows] = mean_unit(se[rows], item.scale.max - item.scale.min if item.scale else np.inf)
    return unit


def share_rooms(share: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: how far shares may fall and rise. One of exactly 0 or 1 has no room: its standard error of 0 tells it."""
    low = rounded(share, unit) - unit / 2
    told = (share <= 0) | (share >= 1)
    return np.where(told, 0.0, share - low), np.where(told, 0.0, low + unit - share)
