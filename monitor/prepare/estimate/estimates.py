"""From respondents to estimates: one row for every cell, category and indicator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.prepare.estimate.blocks import blocks
from monitor.prepare.estimate.cells import Cells, Grouping, cells_of
from monitor.prepare.estimate.intervals import share_interval, t_interval
from monitor.prepare.estimate.median import medians
from monitor.prepare.estimate.rows import Rows, stack
from monitor.prepare.estimate.sample import DesignedSample
from monitor.prepare.estimate.table import Table
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import KEYS, numeric

__all__ = ["MEDIAN", "NUMBERS", "estimate", "stack"]

NUMBERS = [*numeric("estimate"), "count", "effective_n", "sum_weights"]
MEDIAN = "median"
"""The category of a mean indicator's median."""
POPULATION_WEIGHTS = 2.0
"""A mean weight from which weights are taken to add up to the population, so that the design effect corrects
for its size."""


def estimate(people: Respondents, plan: Sequence[Grouping], interval: str = "logit") -> pd.DataFrame:
    """One row a cell: keys as categoricals, `n` and `count` unweighted, shares 0-1 with an `interval` of this
    method.

    A cell without answers has n 0 and NaN for the rest; so have the standard error and the interval of a cell
    without degrees of freedom, rather than a width of zero.
    """
    sample = DesignedSample.of(people)
    cells = [found for grouping in plan if (found := cells_of(people, grouping)) is not None]
    laid = [sample.lay(one) for one in cells]
    population = bool(people.size) and float(np.mean(sample.weight)) >= POPULATION_WEIGHTS
    rows = Rows(KEYS, NUMBERS)
    for block in blocks(people.answers, sample.weight):
        loaded = sample.load(block)
        columns = [(item.indicator, name) for item in block.answers for name in item.categories]
        for one, membership in zip(cells, laid, strict=True):
            _add(rows, people, one, columns, _numbers(sample.table(loaded, membership), population, interval))
    halves = [item for item in people.answers if item.median]
    if halves:
        value = np.column_stack([item.values[:, 0] for item in halves]).astype(np.float64)
        valid = np.column_stack([item.valid for item in halves])
        for one in cells:
            _add(
                rows,
                people,
                one,
                [(item.indicator, MEDIAN) for item in halves],
                _halves(value, valid, one, sample),
            )
    return rows.frame()


def _add(
    rows: Rows,
    people: Respondents,
    cells: Cells,
    columns: list[tuple[str, str]],
    numbers: dict[str, np.ndarray],
) -> None:
    grouping = cells.grouping
    keep = [number for number, (indicator, _) in enumerate(columns) if indicator not in grouping.without]
    if keep:
        rows.add(
            {
                "wave": people.wave,
                "group": people.group,
                "breakdown1": grouping.breakdown1,
                "breakdown2": grouping.breakdown2,
            },
            {"level1": cells.level1, "level2": cells.level2},
            {
                "indicator": [columns[number][0] for number in keep],
                "category": [columns[number][1] for number in keep],
            },
            (
                numbers
                if len(keep) == len(columns)
                else {name: values[:, keep] for name, values in numbers.items()}
            ),
        )


def _numbers(table: Table, population: bool, interval: str) -> dict[str, np.ndarray]:
    """The output columns, each (cells, columns)."""
    block = table.block
    n, weight, df = (part[:, block.of] for part in (table.n, table.weight, table.df))
    variance = table.variance
    value = table.estimate + block.centre
    count = table.count if block.binary else n
    with np.errstate(divide="ignore", invalid="ignore"):
        if block.binary:
            value = np.where((count == n) & (n > 0), 1.0, value)
            variance = np.where((count == 0) | (count == n), 0.0 * value, variance)
            se = standard_error(variance, df)
            low, high = share_interval(value, se, table.logit_se, df, n, count, interval)
        else:
            se = standard_error(variance, df)
            low, high = t_interval(value, se, df)
        spread = table.spread * n / (n - 1)
        simple = spread / n
        if population:
            simple = np.where(weight > n, simple * (1 - n / weight), simple)
        deff = variance / simple
        effective = np.where(variance > 0, np.minimum(spread / variance, n), n)
    return {
        "n": n.astype(np.int64), "count": count.astype(np.int64), "estimate": value, "se": se, "ci_low": low,
        "ci_high": high,
        "df": df, "deff": deff, "effective_n": effective, "sum_weights": weight,
    }  # fmt: skip


def standard_error(variance: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Its root; NaN where it is zero only because there are no degrees of freedom."""
    return np.where((variance == 0) & (df <= 0), np.nan, np.sqrt(variance))


def _halves(
    value: np.ndarray, valid: np.ndarray, cells: Cells, sample: DesignedSample
) -> dict[str, np.ndarray]:
    found = medians(value, valid, cells, sample)
    n = found.n.astype(np.int64)
    return {
        "n": n, "count": n, "estimate": found.median, "se": found.se, "ci_low": found.low,
        "ci_high": found.high,
        "df": found.df, "deff": np.full(n.shape, np.nan), "effective_n": found.effective_n,
        "sum_weights": found.weight,
    }  # fmt: skip
