"""Medians and other quantiles of numbers in all cells of a grouping, with Woodruff intervals (R's
svyquantile: qrule "math", interval "mean").

The median q is the least value up to and with which half the weight lies (another quantile: its part of it),
or the next one where it is not exactly half. With F(q) the share of the weight up to and with q, and se its
linearised standard error, the interval runs between the quantiles at F(q) ± t·se; the standard error is its
width over 2t. Woodruff, JASA 47 (1952) 635-646. Where F(q) - t·se is less than the weight of the least value
alone, the interval begins at that value; survey 4.1 begins it at the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.prepare.estimate.blocks import Block
from monitor.prepare.estimate.cells import Cells
from monitor.prepare.estimate.intervals import t_interval, t_quantile
from monitor.prepare.estimate.sample import DesignedSample

TIE = 1e-11
"""Two parts of the weight closer than this are the same."""


@dataclass(frozen=True)
class Medians:
    """Arrays (cells, indicators)."""

    n: np.ndarray
    weight: np.ndarray
    median: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    df: np.ndarray
    effective_n: np.ndarray


def medians(
    value: np.ndarray, valid: np.ndarray, cells: Cells, sample: DesignedSample, part: float = 0.5
) -> Medians:
    """Of `value` (n, indicators), where `valid` (n, indicators), in each cell; with another `part` of the
    weight below it, that quantile."""
    members = sample.take(cells.row)
    value, valid = value[cells.row], valid[cells.row]
    ordered = [
        _Ordered(value[:, i], members.weight, cells.cell, valid[:, i], cells.size)
        for i in range(value.shape[1])
    ]
    middle = np.column_stack([one.quantile(np.full(cells.size, part)) for one in ordered])
    below = (value <= middle[cells.cell]) & valid
    of = np.arange(value.shape[1])
    block = Block((), valid.astype(np.float64), below.astype(np.float64), of, np.zeros(len(of)), True)
    alone = Cells(cells.grouping, cells.level1, cells.level2, cells.cell, np.arange(len(cells.row)))
    table = members.table(members.load(block), members.lay(alone))
    deviation = np.sqrt(table.variance)
    at = t_interval(table.estimate, deviation, table.df)
    low, high = (np.column_stack([one.quantile(end[:, i]) for i, one in enumerate(ordered)]) for end in at)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = (high - low) / (2 * t_quantile(table.df))
        spread = table.spread * table.n / (table.n - 1)
        effective = np.where(table.variance > 0, np.minimum(spread / table.variance, table.n), table.n)
    return Medians(table.n, table.weight, middle, se, low, high, table.df, effective)


class _Ordered:
    """The values of one indicator, sorted in each cell, with the weight up to and with each."""

    def __init__(
        self, value: np.ndarray, weight: np.ndarray, cell: np.ndarray, valid: np.ndarray, cells: int
    ):
        entry = np.flatnonzero(valid)
        entry = entry[np.lexsort((value[entry], cell[entry]))]
        self.value, self.cell = value[entry], cell[entry]
        count = np.bincount(self.cell, minlength=cells)
        self.last = np.cumsum(count) - 1
        self.start = self.last - count + 1
        total = np.concatenate([[0.0], np.cumsum(weight[entry])])
        whole = total[self.last + 1] - total[self.start]
        self.reached = 2 * self.cell + (total[1:] - total[self.start[self.cell]]) / whole[self.cell]
        self.empty = count == 0

    def quantile(self, part: np.ndarray) -> np.ndarray:
        """The quantile at `part` (cells,); NaN where that is no part between 0 and 1, or the cell is
        empty."""
        usable = ~self.empty & (part >= 0) & (part <= 1)
        wanted = 2 * np.arange(len(part)) + np.where(usable, part, 0.5)
        at = np.searchsorted(self.reached, wanted - TIE, side="left").clip(
            self.start, np.maximum(self.last, self.start)
        )
        if not len(self.value):
            return np.full(len(part), np.nan)
        return np.where(usable, self.value[np.minimum(at, len(self.value) - 1)], np.nan)
