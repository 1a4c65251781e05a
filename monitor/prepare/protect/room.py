"""How far answers may move before a shown number changes: its interval, its base, the rules and the published
tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.precision import rounded
from monitor.prepare.protect.tests import Limits, Tests
from monitor.prepare.protect.told import Column, Lanes, Way
from monitor.prepare.protect.units import Units
from monitor.prepare.protect.variables import BASE

NEAR = 4
"""Counts of this many times the smallest that may be shown are watched: a published number that leaves fewer
breaks a rule."""
OPEN_END = 1e-5
"""Of a respondent: a share on the upper end of its interval is rounded up."""


class Room:
    """The room that published numbers leave; `base_unit` (rows,) says how finely each `n` is published."""

    def __init__(
        self,
        cells: pd.DataFrame,
        base_unit: np.ndarray,
        hiding: Hiding,
        units: Units,
        tests: Tests,
        codebook: Codebook,
    ):
        self._hiding, self._store, self._codebook = hiding, hiding.store, codebook
        self._units, self._tests = units, tests
        self._n, self._base_unit = cells["n"].to_numpy(dtype=np.float64), base_unit
        self._weight = cells["sum_weights"].to_numpy(dtype=np.float64)

    def bounds(
        self, way: Way, blocks: list[Lanes], places: np.ndarray, down: np.ndarray, up: np.ndarray
    ) -> list[np.ndarray]:
        """Four of (cells of all blocks,): how far the weighted sum of what moves may fall (below 0) and rise,
        `down` and `up` at most, and its count."""
        moving = [way.columns.get(block, ()) for block in blocks]
        sums = np.hstack([self._limits(columns, places) for columns in moving])
        counts = np.hstack([self._rules(columns, places) for columns in moving])
        return [np.maximum(sums[0], down), np.minimum(sums[1], up), *counts]

    def tested(
        self, way: Way, blocks: list[Lanes], places: np.ndarray
    ) -> tuple[Limits, np.ndarray, np.ndarray]:
        """The limits that published tests set, on several cells and on each alone."""
        told = [
            (at, column)
            for at, block in enumerate(blocks)
            for column in way.columns.get(block, ())
            if column.column != BASE
        ]
        rows = np.full((len(told), len(blocks), len(places)), -1)
        for at, (block, column) in enumerate(told):
            shown = self._shown(column, places)
            rows[at, block, shown] = self._store.row[places[shown], column.column]
        deepest = max((self._units.exact_tests(column.unit) for _, column in told), default=-1)
        signs = [column.sign for _, column in told]
        return self._tests.limits(rows.reshape(len(told), -1), signs, deepest).apart()

    def _shown(self, told: Column, places: np.ndarray) -> np.ndarray:
        """The places, as numbers in `places`, in which a column is shown."""
        column = self._store.units[told.unit].rows[0] if told.column == BASE else told.column
        rows = np.where(places >= 0, self._store.row[places, column], -1)
        return np.flatnonzero((rows >= 0) & ~self._hiding.hidden[places, told.unit])

    def _rules(self, columns: Sequence[Column], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the count of the first answer may fall and rise in each shown cell, where that could leave
        too few who gave an answer, or who did not."""
        least = self._codebook.disclosure.smallest_count
        fewer, more = np.full(len(places), np.inf), np.full(len(places), np.inf)
        for told in columns:
            shown = self._shown(told, places)
            if told.column == BASE:
                down, up = self._window(self._store.row[places[shown], self._store.units[told.unit].rows[0]])
                down, up = (down, up) if told.sign > 0 else (up, down)
                fewer[shown], more[shown] = np.minimum(fewer[shown], down), np.minimum(more[shown], up)
            if told.column not in self._store.units[told.unit].columns:
                continue
            count = self._store.count[places[shown], told.column]
            others = self._store.n[places[shown], told.column] - count
            if self._store.units[told.unit].kind == "distribution":
                others = np.zeros_like(count)
            down, up = (
                np.where((some > 0) & (some < NEAR * least), some - least, np.inf) for some in (count, others)
            )
            down, up = (down, up) if told.sign > 0 else (up, down)
            fewer[shown], more[shown] = np.minimum(fewer[shown], down), np.minimum(more[shown], up)
        return -fewer, more

    def _window(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the base of each row may fall and rise before another is published."""
        n, unit = self._n[rows], self._base_unit[rows]
        half = unit // 2
        near = rounded(n, unit)
        return n - (near - half), near + half - n

    def _limits(self, columns: Sequence[Column], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the weighted sum of the first answer may fall (below 0) and rise in each cell."""
        low, high = np.full(len(places), -np.inf), np.full(len(places), np.inf)
        for told in columns:
            if told.column == BASE:
                continue
            shown = self._shown(told, places)
            rows = self._store.row[places[shown], told.column]
            fall, rise = self._units.rooms(rows)
            size = self._weight[rows]
            one = size / np.maximum(self._store.n[places[shown], told.column], 1)
            rise = np.maximum(rise * size - OPEN_END * one, 0.0) / size
            down, up = (fall, rise) if told.sign > 0 else (rise, fall)
            low[shown] = np.maximum(low[shown], -down * size)
            high[shown] = np.minimum(high[shown], up * size)
        return low, high
