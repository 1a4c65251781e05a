"""How far answers may move before a shown number changes: its interval, its base, the rules and the published
tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Kept:
    """What holds for one column in the cells in which it is shown, (cells,) each."""

    place: np.ndarray
    """int: the cell, as a number in the places that were asked for."""
    share: np.ndarray
    """Or mean, and so are `low` and `high`, between which it is published as it is."""
    low: np.ndarray
    high: np.ndarray
    size: np.ndarray
    """The weight of the base."""
    near: np.ndarray
    """bool: where too few could be left who gave the answer, or who did not."""
    fewer: np.ndarray
    """How far the count may fall, below 0, and `more` rise beside the base."""
    more: np.ndarray


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
        self._share = cells["estimate"].to_numpy(dtype=np.float64)
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

    def kept(self, number: int, column: int, places: np.ndarray) -> Kept:
        """What holds for a column of which the base moves."""
        unit = self._store.units[number]
        shown = self._shown(Column(number, column, 1), places)
        rows = self._store.row[places[shown], column]
        share, size, n = self._share[rows], self._weight[rows], self._n[rows]
        if unit.kind == "mean":
            half = self._units.of[rows] / 2
            low = rounded(share, 2 * half) - half
            high = low + 2 * half * (1 - OPEN_END)
        else:
            fall, rise = self._units.rooms(rows)
            low, high = share - fall, share + np.maximum(rise - OPEN_END / np.maximum(n, 1), 0.0)
        least = self._codebook.disclosure.smallest_count
        count = np.full(len(rows), np.inf)
        others = np.full(len(rows), np.inf)
        if unit.kind != "mean" and column in unit.columns:
            count = self._store.count[places[shown], column].astype(np.float64)
            if unit.kind != "distribution":
                others = n - count
        close = [(some > 0) & (some < NEAR * least) for some in (count, others)]
        fewer, more = (
            np.where(some, many - least, np.inf) for some, many in zip(close, (count, others), strict=True)
        )
        return Kept(shown, share, low, high, size, close[0] | close[1], -fewer, more)

    def tests_of(self, columns: Sequence[tuple[int, int]], places: np.ndarray) -> Limits:
        """The limits that published tests set on columns (unit, column), each in every one of the places."""
        rows = np.full((len(columns), len(columns), len(places)), -1)
        for at, (number, column) in enumerate(columns):
            if self._store.units[number].kind != "mean":
                shown = self._shown(Column(number, column, 1), places)
                rows[at, at, shown] = self._store.row[places[shown], column]
        deepest = max(self._units.exact_tests(number) for number, _ in columns)
        return self._tests.limits(rows.reshape(len(columns), -1), [1] * len(columns), deepest)

    def _shown(self, told: Column, places: np.ndarray) -> np.ndarray:
        """The places, as numbers in `places`, in which a column is shown; a cell without anybody shows
        nothing."""
        column = self._store.units[told.unit].rows[0] if told.column == BASE else told.column
        rows = np.where(places >= 0, self._store.row[places, column], -1)
        return np.flatnonzero((rows >= 0) & ~self._hiding.hidden[places, told.unit] & (self._n[rows] > 0))

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
