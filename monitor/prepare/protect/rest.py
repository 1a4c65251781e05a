"""Everybody else, beside a level: made of the published numbers of the other levels."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.protect.contrasts import other_levels


def everybody_else(
    part: pd.DataFrame, index: CellIndex, cells: pd.DataFrame, weight: np.ndarray, codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the mean of the other levels' published estimates, NaN where one of these is hidden, and
    their coarsest unit.

    So it says nothing that they don't say: an exact one would narrow what is hidden. Of a pool by mean, the
    mean of its members'.
    """
    value, unit = _mean([_others(part, {}, index, cells, weight, codebook)])
    for group in codebook.groups:
        rows = np.flatnonzero((part["group"] == group.id).to_numpy())
        if len(rows) and group.pool and group.pool.method == "mean":
            each = [
                _others(part.iloc[rows], {"group": member}, index, cells, weight, codebook)
                for member in group.pool.of
            ]
            value[rows], unit[rows] = _mean(each)
    return value, unit


def _mean(each: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the mean over samples of weighted sum by weights, where a sample has any, NaN where none
    has; the coarsest unit."""
    size, mass, unit = np.stack(each, axis=1)
    there = mass > 0
    value = np.where(there, size / np.where(there, mass, 1.0), 0.0).sum(axis=0)
    many = there.sum(axis=0)
    return np.where(many > 0, value / np.maximum(many, 1), np.nan), unit.max(axis=0)


def _others(
    part: pd.DataFrame,
    sample: dict[str, str],
    index: CellIndex,
    cells: pd.DataFrame,
    weight: np.ndarray,
    codebook: Codebook,
) -> np.ndarray:
    """(3, rows), of each row or of the same row of another sample: weighted sum, weights and coarsest unit of
    all levels but its own."""
    shown, units = cells["estimate"].to_numpy(np.float64), cells["precision"].to_numpy(np.float64)
    size, mass, unit = np.zeros((3, len(part)))
    for at, other in other_levels(part, index, codebook, sample):
        heavy = np.where(other, weight[at], 0.0)
        mass += heavy
        size += np.where(heavy > 0, heavy * shown[at], 0.0)
        unit = np.fmax(unit, np.where(heavy > 0, units[at], 0.0))
    return np.stack([size, mass, unit])
