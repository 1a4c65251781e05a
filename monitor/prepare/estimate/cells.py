"""Which cells are tabulated: the total, every breakdown, and every pair of breakdowns, in codebook order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import sparse

from monitor.codebook.models import Codebook
from monitor.prepare.respondents.respondents import Levels, Respondents


class Grouping(NamedTuple):
    """One table: no breakdown (the total), one, or two; `without` names the indicators that may not be broken
    down so."""

    breakdown1: str = ""
    breakdown2: str = ""
    without: frozenset[str] = frozenset()

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The breakdowns that it crosses."""
        return tuple(name for name in (self.breakdown1, self.breakdown2) if name)


def plan_groupings(codebook: Codebook, group: str) -> list[Grouping]:
    """Every grouping that the codebook allows for a group: total, one-way, two-way."""
    usable = [item for item in codebook.breakdowns if item.covers(group)]
    forbidden = {frozenset(pair) for pair in codebook.disclosure.forbidden}

    def without(*names: str) -> frozenset[str]:
        return frozenset(
            item.id
            for item in codebook.indicators
            if item.breakdowns is not None and not set(names) <= set(item.breakdowns)
        )

    plan = [Grouping()]
    plan += [
        Grouping(item.id, "", without(item.id)) for item in usable if frozenset([item.id]) not in forbidden
    ]
    plan += [
        Grouping(one.id, other.id, without(one.id, other.id))
        for one, other in combinations([item for item in usable if item.crossed], 2)
        if frozenset([one.id, other.id]) not in forbidden
    ]
    return plan


@dataclass(frozen=True)
class Cells:
    """The cells of one grouping, and who is in them: respondent `row[i]` is in cell `cell[i]`; nets overlap
    levels."""

    grouping: Grouping
    level1: tuple[str, ...]
    level2: tuple[str, ...]
    cell: np.ndarray
    row: np.ndarray

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.level1)


def cells_of(people: Respondents, grouping: Grouping) -> Cells | None:
    """The cells of a grouping in this sample; None where a breakdown was not asked."""
    if any(name not in people.levels for name in grouping.breakdowns):
        return None
    sides = [people.levels[name] for name in grouping.breakdowns]
    names = [[*side.ids, *side.nets] for side in sides]
    if not sides:
        everybody = np.arange(people.size)
        return Cells(grouping, ("",), ("",), np.zeros_like(everybody), everybody)
    if len(sides) == 1:
        cell, row = _joined(_layers(sides[0]))
        return Cells(grouping, tuple(names[0]), ("",) * len(names[0]), cell, row)
    width = len(names[1])
    crossed = [
        np.where((one >= 0) & (other >= 0), one * width + other, -1)
        for one in _layers(sides[0])
        for other in _layers(sides[1])
    ]
    cell, row = _joined(crossed)
    return Cells(
        grouping,
        tuple(one for one in names[0] for _ in names[1]),
        tuple(other for _ in names[0] for other in names[1]),
        cell,
        row,
    )


def _layers(levels: Levels) -> list[np.ndarray]:
    """Cell numbers (n,), -1 for none: one array for the levels, then one for each net, so that none overlaps
    itself."""
    found = [levels.code.astype(np.int64)]
    for number, members in enumerate(levels.nets.values(), start=len(levels.ids)):
        codes = [levels.ids.index(member) for member in members]
        found.append(np.where(np.isin(levels.code, codes), number, -1))
    return found


def _joined(layers: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    rows = [np.flatnonzero(layer >= 0) for layer in layers]
    return np.concatenate([layer[row] for layer, row in zip(layers, rows, strict=True)]), np.concatenate(rows)


def adder(
    target: np.ndarray, source: np.ndarray, shape: tuple[int, int], weight: np.ndarray | None = None
) -> sparse.csr_matrix:
    """The matrix that adds up rows: row `target[i]` of the product is the sum of rows `source[i]`, times
    `weight[i]`."""
    order = np.argsort(target, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(target, minlength=shape[0]))])
    data = np.ones(len(target)) if weight is None else weight[order].astype(np.float64)
    return sparse.csr_matrix((data, source[order], start), shape=shape)
