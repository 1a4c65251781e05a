"""Whether one column of answers is (nearly) a function of others: of one, a weighted sum of many, or the mean
of those available."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

ENOUGH = 0.99
"""The part of the variance, or of the wrong guesses, that must be explained."""
ROWS_A_PART = 5
FEWEST = 30
MOST_PARTS = 80
SLIGHT = 0.02
"""A part that moves the score less than this, in standard deviations, is none."""


@dataclass(frozen=True)
class Column:
    """Answers as numbers: `value` float64 (n,), 0 where not `valid`."""

    indicator: str
    variable: str
    value: np.ndarray
    valid: np.ndarray
    distinct: int
    partly: bool = False
    """One of several columns of a distribution: whether an answer was in this category."""

    def take(self, rows: np.ndarray) -> Column:
        """The same answers of some of the respondents."""
        return replace(self, value=self.value[rows], valid=self.valid[rows])


def explained(target: Column, parts: list[Column]) -> tuple[float, list[int]]:
    """R² of the best of: a weighted sum of the parts, the sum or the mean of those that were answered; and
    which parts it takes."""
    found = [_weighted(target, parts), *_available(target, parts)]
    return max(found, key=lambda one: (round(one[0], 6), -len(one[1])))


def _weighted(target: Column, parts: list[Column]) -> tuple[float, list[int]]:
    """On the rows with all parts, without those that weigh nothing."""
    some = list(range(len(parts)))
    while some:
        rows = target.valid & np.all([parts[at].valid for at in some], axis=0)
        if rows.sum() < max(FEWEST, ROWS_A_PART * len(some)):
            return 0.0, some
        x = np.column_stack([parts[at].value[rows] for at in some])
        x, y = x - x.mean(axis=0), target.value[rows] - target.value[rows].mean()
        weight = np.linalg.solve(x.T @ x + 1e-9 * len(y) * np.diag(x.var(axis=0) + 1e-12), x.T @ y)
        moves = abs(weight) * x.std(axis=0)
        keep = moves > SLIGHT * moves.max(initial=0.0)
        if keep.all():
            spread = float(y @ y)
            return (1 - float(((y - x @ weight) ** 2).sum()) / spread if spread > 0 else 0.0), some
        some = [at for at, stays in zip(some, keep, strict=True) if stays]
    return 0.0, some


def _available(target: Column, parts: list[Column]) -> list[tuple[float, list[int]]]:
    """For the first parts, and the first but one …: how well the sum, and the mean, of the available ones
    explain the target."""
    value = np.column_stack([part.value for part in parts]).cumsum(axis=1)
    count = np.column_stack([part.valid for part in parts]).cumsum(axis=1)
    found = []
    for size in range(2, len(parts) + 1):
        rows = target.valid & (count[:, size - 1] > 0)
        if rows.sum() >= max(FEWEST, ROWS_A_PART):
            total, answered = value[rows, size - 1], count[rows, size - 1]
            fit = max(_squared(target.value[rows], total), _squared(target.value[rows], total / answered))
            found.append((fit, list(range(size))))
    return found


def _squared(one: np.ndarray, other: np.ndarray) -> float:
    """The squared correlation; 0 where either is constant."""
    a, b = one - one.mean(), other - other.mean()
    size = float(a @ a) * float(b @ b)
    return float(a @ b) ** 2 / size if size > 0 else 0.0


def guessed(target: Column, part: Column) -> float:
    """Goodman and Kruskal's lambda: the part of the wrong guesses at the target that `part` takes away; 0
    where too few have both."""
    rows = target.valid & part.valid
    if rows.sum() < max(FEWEST, 0.5 * target.valid.sum()):
        return 0.0
    (_, one), (_, other) = (np.unique(column.value[rows], return_inverse=True) for column in (part, target))
    if (one.max() + 1) * 10 > rows.sum():
        return 0.0
    table = np.bincount(
        one * (other.max() + 1) + other, minlength=(one.max() + 1) * (other.max() + 1)
    ).reshape(one.max() + 1, -1)
    wrong = rows.sum() - table.sum(axis=0).max()
    return float(1 - (rows.sum() - table.max(axis=1).sum()) / wrong) if wrong >= 5 else 0.0


def follows(target: Column, parts: list[Column]) -> float:
    """How well the target follows from all parts together (0-1): as above, or as any function of those who
    answered alike; the first way that is ENOUGH, else the best."""
    best = 0.0
    for fit in _fits(target, parts):
        best = max(best, fit)
        if best >= ENOUGH:
            break
    return best


def _fits(target: Column, parts: list[Column]) -> Iterator[float]:
    yield explained(target, parts)[0]
    yield from (guessed(target, part) for part in parts)
    pattern = np.column_stack([np.where(part.valid, part.value, np.nan) for part in parts])[target.valid]
    _, sort = np.unique(pattern, axis=0, return_inverse=True, equal_nan=True)
    sort, value = sort.ravel(), target.value[target.valid]
    size = np.bincount(sort)
    several = size[sort] > 1
    if several.sum() >= FEWEST:
        mean = np.bincount(sort, weights=value) / size
        spread = float(((value - value.mean())[several] ** 2).sum())
        yield 1 - float(((value - mean[sort])[several] ** 2).sum()) / spread if spread > 0 else 0.0


def pursue(alike: np.ndarray, target: int, allowed: np.ndarray) -> list[int]:
    """Orthogonal matching pursuit: the columns that explain the target best, one after the other, from
    correlations alone.

    Pati, Rezaiifar and Krishnaprasad (1993), Orthogonal matching pursuit: recursive function approximation.
    """
    chosen: list[int] = []
    left, free = alike[:, target].copy(), allowed.copy()
    reached = 0.0
    while free.any() and len(chosen) < MOST_PARTS:
        best = int(np.where(free, abs(left), -1).argmax())
        free[best] = False
        chosen.append(best)
        own = alike[np.ix_(chosen, chosen)] + 1e-9 * np.eye(len(chosen))
        weight = np.linalg.solve(own, alike[chosen, target])
        left = alike[:, target] - alike[:, chosen] @ weight
        gain, reached = float(alike[chosen, target] @ weight) - reached, float(alike[chosen, target] @ weight)
        if reached > 1 - 1e-6 or gain < 1e-5:
            break
    return chosen
