"""Simulated people: who they are, what they weigh, and how an answer is spread over them so that its target
comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from monitor.prepare.simulate.assumptions import Composition, Effects


@dataclass(frozen=True)
class People:
    """One sample of simulated people; arrays have one row a person."""

    levels: dict[str, Any]
    """By breakdown: the level of each person, as a pandas Categorical."""
    cell: np.ndarray
    """int64 (n,): which combination of levels."""
    weight: np.ndarray
    """float64 (n,), with mean 1."""
    skill: np.ndarray
    """float64 (n,): standard normal."""

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.weight)


def make_people(size: int, composition: dict[str, Composition], random: np.random.Generator) -> People:
    """`size` People, divided over the cells of the breakdowns as their shares say, each cell within one
    person."""
    shares, populations = np.ones(1), np.ones(1)
    names: list[tuple[str, ...]] = [()]
    for part in composition.values():
        sample = np.array(list(part.sample.values()), dtype=float)
        wanted = np.array([(part.population or part.sample)[level] for level in part.sample], dtype=float)
        shares = np.outer(shares, sample / sample.sum()).ravel()
        populations = np.outer(populations, wanted / wanted.sum()).ravel()
        names = [(*name, level) for name in names for level in part.sample]
    steps = np.floor(np.cumsum(shares) * size + 0.5).astype(int)
    cell = random.permutation(np.repeat(np.arange(len(shares)), np.diff(steps, prepend=0)))
    weight = np.round((populations / shares)[cell], 6)
    levels = {
        breakdown: pd.Categorical([name[index] for name in names]).take(cell)
        for index, breakdown in enumerate(composition)
    }
    return People(levels, cell, weight, _even_normals(cell, random))


def latent(people: People, effects: Effects, skill: float, random: np.random.Generator) -> np.ndarray:
    """float64 (n,): how strongly each person leans to a higher answer; the effects are those of the person's
    levels."""
    lean = skill * people.skill + np.sqrt(1 - skill**2) * _even_normals(people.cell, random)
    for breakdown, by_level in effects.items():
        if breakdown in people.levels:
            levels = people.levels[breakdown]
            lean = lean + np.array([by_level.get(level, 0.0) for level in levels.categories])[levels.codes]
    return lean


def spread_codes(
    lean: np.ndarray, weight: np.ndarray, codes: Sequence[int], parts: Sequence[float]
) -> np.ndarray:
    """float64 (n,): codes handed out from the lowest lean up, so that their weighted shares are `parts`
    within one person."""
    order = np.argsort(lean, kind="stable")
    middle = np.cumsum(weight[order]) - weight[order] / 2
    edges = np.cumsum(np.asarray(parts, dtype=float) / np.sum(parts))[:-1] * weight.sum()
    answers = np.empty(len(lean))
    answers[order] = np.asarray(codes, dtype=float)[np.searchsorted(edges, middle, side="right")]
    return answers


def spread_scores(
    lean: np.ndarray, weight: np.ndarray, mean: float, spread: float, bounds: tuple[float, float]
) -> np.ndarray:
    """float64 (n,): whole scores inside the bounds whose weighted mean is `mean` within one step of one
    person."""
    standard = (lean - np.average(lean, weights=weight)) / (lean.std() or 1.0)

    def scores(shift: float) -> np.ndarray:
        return np.clip(np.round(shift + spread * standard), *bounds)

    low, high = bounds[0] - 5 * spread, bounds[1] + 5 * spread
    for _ in range(50):
        middle = (low + high) / 2
        if np.average(scores(middle), weights=weight) < mean:
            low = middle
        else:
            high = middle
    return scores(high)


def _even_normals(cell: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """float64 (n,): standard normal values that are spread evenly within every cell, so that cells differ by
    their effects only."""
    order = np.lexsort((random.random(len(cell)), cell))
    starts = np.searchsorted(cell[order], cell[order])
    counts = np.bincount(cell, minlength=int(cell.max(initial=0)) + 1)[cell[order]]
    values = np.empty(len(cell))
    values[order] = ndtri((np.arange(len(cell)) - starts + 0.5) / counts)
    return values
