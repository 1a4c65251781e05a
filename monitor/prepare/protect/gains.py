"""What the statistics of tests gain by the shares of cells, so that the walk can hold published tests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Mean
from monitor.prepare.estimate.trend import coefficients
from monitor.prepare.protect.parts import Cells
from monitor.rows import Measure


class Gains(NamedTuple):
    """What the statistics of tests gain by the shares of cells."""

    tests: pd.DataFrame
    """The summaries that are tests of shares."""
    test: np.ndarray
    row: np.ndarray
    gain: np.ndarray
    """(entries,): of a trend, what the share counts in the slope; of a test over levels, dF by the share."""


def gains_of(summaries: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook) -> Gains:
    """The tests among the summaries as functions of the shares of `cells`, before protection."""
    is_test = summaries["measure"].isin([Measure.LEVELS, Measure.TREND]) & np.isfinite(summaries["p"])
    shares = ~summaries["indicator"].isin([item.id for item in codebook.indicators if isinstance(item, Mean)])
    tests = summaries[is_test & shares].reset_index(drop=True)
    found: list[tuple[int, int, float]] = []
    made = Cells(cells, codebook)
    share, weight, n = (cells[name].to_numpy(np.float64) for name in ("estimate", "sum_weights", "n"))
    for number, test in tests.iterrows():
        rows = made.of(test)
        if test["measure"] == Measure.TREND:
            waves = [str(cells["wave"].iloc[at]) for at in rows]
            gain = coefficients(waves, codebook)
        else:
            levels = len(codebook.breakdown[test["breakdown1"]].levels)
            gain = _of_levels(float(test["estimate"]), share, weight, np.array(rows), levels)
        found += [(int(number), at, float(one)) for at, one in zip(rows, gain, strict=True) if at >= 0]  # type: ignore[call-overload]
    entries = np.array(found, dtype=np.float64).reshape(-1, 3)
    return Gains(tests, entries[:, 0].astype(np.int64), entries[:, 1].astype(np.int64), entries[:, 2])


def _of_levels(
    statistic: float, share: np.ndarray, weight: np.ndarray, rows: np.ndarray, levels: int
) -> np.ndarray:
    """(rows,): what F gains by each share, its design effects held; `rows` has the levels of each answer."""
    there = (rows >= 0) & (weight[rows] > 0)
    shape = rows.reshape(-1, levels)
    part = np.where(there.reshape(shape.shape), weight[shape], 0.0)
    part = part / part.sum(axis=1, keepdims=True)
    value = np.where(there.reshape(shape.shape), share[shape], 0.0)
    middle = (part * value).sum(axis=1, keepdims=True)
    if len(shape) == 1:
        value, middle = np.vstack([value, 1 - value]), np.vstack([middle, 1 - middle])
        part = np.vstack([part, part])
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (value - middle) / middle
        squares = part * (value - middle) ** 2 / middle
        pearson = float(np.nansum(squares))
        gain = part * (2 * apart - (part * apart**2).sum(axis=1, keepdims=True))
    if pearson <= 0:
        return np.zeros(len(rows))
    gain = np.nan_to_num(gain) * statistic / pearson
    return np.asarray((gain[0] - gain[1]) if len(shape) == 1 else gain.ravel())
