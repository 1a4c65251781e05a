"""From respondents to estimates: one row for every cell, category and indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from monitor.build.blocks import Block, blocks
from monitor.build.cells import Cells, Grouping, cells_of
from monitor.build.design import linearise
from monitor.build.intervals import share_interval, t_interval
from monitor.build.linear import Sums, columns_of, lay, tabulate
from monitor.build.respondents import Respondents

KEYS = ["indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]
NUMBERS = ["n", "count", "estimate", "se", "ci_low", "ci_high", "df", "deff", "effective_n", "sum_weights"]
POPULATION_WEIGHTS = 2.0
"""A mean weight from which weights are taken to add up to the population, so that the design effect corrects for its size."""


def estimate(people: Respondents, plan: Sequence[Grouping]) -> pd.DataFrame:
    """One row a cell: keys as categoricals, `n` and `count` unweighted, shares 0-1; a cell without answers has NaN estimates."""
    design = linearise(people.design, f"{people.wave}, {people.group}")
    weight = people.design.weight.astype(np.float64)
    laid = [lay(cells, design) for grouping in plan if (cells := cells_of(people, grouping)) is not None]
    rows = _Rows(people)
    for block in blocks(people.answers, weight):
        columns = columns_of(block, weight, design)
        for membership in laid:
            rows.add(block, membership.cells, tabulate(columns, membership, design))
    return rows.frame()


def stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Frames of several samples under one another, keys still categorical."""
    frames = [frame for frame in frames if len(frame)]
    if len(frames) < 2:
        return frames[0] if frames else pd.DataFrame(columns=[*KEYS, *NUMBERS])
    columns = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
            columns[name] = pd.api.types.union_categoricals(parts)
        else:
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
    return pd.DataFrame(columns)


class _Names:
    """Numbers for names, in order of appearance."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def codes(self, names: Iterable[str]) -> np.ndarray:
        return np.array([self.number.setdefault(name, len(self.number)) for name in names], dtype=np.int32)


class _Rows:
    """Collects tables as flat arrays, then makes one frame of them."""

    def __init__(self, people: Respondents):
        self.people = people
        self.names = {key: _Names() for key in KEYS}
        self.parts: dict[str, list[np.ndarray]] = {name: [] for name in [*KEYS, *NUMBERS]}
        self.population = bool(people.size) and float(np.mean(people.design.weight)) >= POPULATION_WEIGHTS

    def add(self, block: Block, cells: Cells, sums: Sums) -> None:
        grouping = cells.grouping
        keep = np.array([item.indicator not in grouping.without for item in block.answers])[block.of]
        if not keep.any():
            return
        table = self._numbers(block, sums)
        column = np.flatnonzero(keep)
        indicator = [item.indicator for item in block.answers for _ in item.categories]
        category = [name for item in block.answers for name in item.categories]
        by_column = {"indicator": [indicator[i] for i in column], "category": [category[i] for i in column]}
        by_cell = {"level1": cells.level1, "level2": cells.level2}
        same = {
            "wave": self.people.wave, "group": self.people.group,
            "breakdown1": grouping.breakdown1, "breakdown2": grouping.breakdown2,
        }  # fmt: skip
        for key, names in by_column.items():
            self.parts[key].append(np.tile(self.names[key].codes(names), cells.size))
        for key, levels in by_cell.items():
            self.parts[key].append(np.repeat(self.names[key].codes(levels), len(column)))
        for key, name in same.items():
            self.parts[key].append(np.repeat(self.names[key].codes([name]), cells.size * len(column)))
        for name, values in table.items():
            self.parts[name].append(values[:, column].ravel())

    def _numbers(self, block: Block, sums: Sums) -> dict[str, np.ndarray]:
        n, weight = sums.n[:, block.of], sums.weight[:, block.of]
        df = sums.df[:, block.of]
        value = sums.estimate + block.centre
        count = sums.count if block.binary else n
        with np.errstate(divide="ignore", invalid="ignore"):
            se = np.where((sums.variance == 0) & (df <= 0), np.nan, np.sqrt(sums.variance))
            if block.binary:
                value = np.where(count == n, np.where(n > 0, 1.0, np.nan), value)
                low, high = share_interval(value, se, df, n, count)
            else:
                low, high = t_interval(value, se, df)
            spread = sums.spread * n / (n - 1)
            deff, effective = self._design_effect(sums.variance, spread, n, weight)
        return {
            "n": n.astype(np.int64), "count": count.astype(np.int64), "estimate": value, "se": se, "ci_low": low, "ci_high": high,
            "df": df, "deff": deff, "effective_n": effective, "sum_weights": weight,
        }  # fmt: skip

    def _design_effect(self, variance, spread, n, weight):  # type: ignore[no-untyped-def]
        simple = spread / n
        if self.population:
            simple = np.where(weight > n, simple * (1 - n / weight), simple)
        effective = np.where(variance > 0, np.minimum(spread / variance, n), n)
        return variance / simple, effective

    def frame(self) -> pd.DataFrame:
        columns: dict[str, object] = {}
        for key in KEYS:
            codes = np.concatenate(self.parts[key]) if self.parts[key] else np.empty(0, dtype=np.int32)
            columns[key] = pd.Categorical.from_codes(codes, categories=list(self.names[key].number))
        for name in NUMBERS:
            columns[name] = np.concatenate(self.parts[name]) if self.parts[name] else np.empty(0)
        return pd.DataFrame(columns)
