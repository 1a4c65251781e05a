"""Errors of designed samples, made of one coarse design effect a row, so that they tell nothing else.

A variance by strata, clusters or replicate weights is a function of the shares of these, which may be hidden
levels. So where anything of an indicator is hidden, its design effect is rounded up to a few steps, and its
standard error and interval are those of that; and where few of these hold a level, no step is coarse enough:
then its error is the largest that the design allows, whatever was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.codebook.derived import in_files
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.estimate.estimates import POPULATION_WEIGHTS
from monitor.prepare.estimate.intervals import interval_of, on_logit_scale, t_interval, t_quantile
from monitor.prepare.files.columns import own_variables
from monitor.prepare.protect.contrasts import other_levels
from monitor.prepare.protect.pools import pools_of
from monitor.prepare.protect.precision import of_shares
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import Status

STEPS = np.array([1, 1.5, 2.2, 3.3, 5, 7.5, 11, 17, 25, 38, 57, 85, 130, 190, 290, 430, 650, 970, 1500])
"""Published design effects: each half as large again as the one before."""
FEW_DF = 30
"""With fewer degrees of freedom, every other of them."""
AS_ONE = 1.05
"""What is published as 1: strata of equal shares lie a little above it."""
FEW = 5
"""Fewer strata, clusters or replicates than this that hold most of a level tell its share."""
MOST = 2 / 3
"""What part of a cluster lies in a level, or of a level in a cluster, where one tells of the other."""
PEOPLE = 5
"""Clusters of fewer people, on average, tell nobody's share."""
OPEN, STEPPED, WIDEST = 0.0, 1.0, 2.0
"""What errors are made of: the exact variance, the design effect by steps, or the largest there can be."""


def stepped(effect: np.ndarray, df: np.ndarray) -> np.ndarray:
    """(rows,): design effects rounded up to STEPS."""
    fine, coarse = (
        steps[np.minimum(np.searchsorted(steps, effect - 1e-9), len(steps) - 1)]
        for steps in (STEPS, STEPS[::2])
    )
    return np.where(effect <= AS_ONE, 1.0, np.where(df < FEW_DF, coarse, fine))


@dataclass(frozen=True)
class _Drawn:
    """What protection has to know of how a sample was drawn."""

    by: float
    """STEPPED or WIDEST."""
    units: bool
    """Whether there are clusters or replicate weights."""
    heaviest: float
    """The heaviest cluster, or respondent where there are none, beside their mean: what their design effect
    may be at most for it."""
    whole: bool
    """Whether everybody has a level."""
    population: bool


def coarse(
    cells: pd.DataFrame, status: np.ndarray, people: Sequence[Respondents], codebook: Codebook
) -> pd.DataFrame:
    """The cells with a column `coarse_error`: OPEN, or what the errors that are written here now, and the
    design effect, are made of. None of their tests is exact. All OPEN where a hidden count may be told."""
    drawn = _samples(cells, people, codebook) if codebook.disclosure.interval > 1 else {}
    by = np.full(len(cells), OPEN)
    if not drawn:
        return cells.assign(coarse_error=by)
    heaviest, units, population = np.ones(len(cells)), np.full(len(cells), False), np.full(len(cells), False)
    for rows, sample in _rows(cells, status, drawn, codebook):
        by[rows], units[rows], heaviest[rows] = sample.by, sample.units, sample.heaviest
        population[rows] = sample.population
    value, se, df, effect, weight = (
        cells[name].to_numpy(np.float64) for name in ("estimate", "se", "df", "deff", "sum_weights")
    )
    n = cells["n"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    share = of_shares(cells, codebook)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(population & (weight > n), 1 - n / weight, 1.0)
        simple = np.where(share, value * (1 - value) / (n - 1) * left, se**2 / effect)
        most = heaviest * np.where(units, n / df, 1.0)
        told = np.where(by == WIDEST, most, effect)
        told = np.where((by == WIDEST) & units, np.maximum(told, 1.0), stepped(told, df))
        new = np.sqrt(told * simple)
    some = (by > OPEN) & (np.isfinite(effect) | share) & np.isfinite(simple)
    se = np.where(some, np.where(df > 0, new, np.nan), se)
    deff = np.where(some & (by > OPEN), np.where((df > 0) & ~((by == WIDEST) & units), told, np.nan), effect)
    deff = np.where(some & (simple == 0), effect, deff)
    halves = (by == WIDEST) & ~some & np.isfinite(se)
    se = np.where(halves, np.nan, se)
    pooled = _of_members(cells, by, se**2, codebook)
    by, se = np.fmax(by, pooled[0]), np.where(pooled[0] > OPEN, np.sqrt(pooled[1]), se)
    moved = (some | (pooled[0] > OPEN) | halves) & ~(share & (simple == 0))
    shares = interval_of(codebook.interval, value, se, on_logit_scale(value, se), df, n)
    ends = {
        name: np.where(moved, np.where(share, of_share, of_mean), cells[name].to_numpy(np.float64))
        for name, of_share, of_mean in zip(
            ("ci_low", "ci_high"), shares, t_interval(value, se, df), strict=True
        )
    }
    tested = np.where(by > OPEN, -1, cells["tested"].to_numpy())
    return cells.assign(se=se, deff=deff, tested=tested, coarse_error=by, **ends)


def of_difference(
    se: np.ndarray, half: np.ndarray, sides: np.ndarray, df: np.ndarray, by: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the standard error and margin of differences; of those whose `sides` have coarse errors
    made of these, and of what goes beyond them by steps: sides of one sample may hang together."""
    with np.errstate(divide="ignore", invalid="ignore"):
        made = sides * np.sqrt(stepped((se / sides) ** 2, df))
    made = np.where(sides > 0, made, np.nan)
    return np.where(by > OPEN, made, se), np.where(by > OPEN, t_quantile(df) * made, half)


def times(error: float, made: float, df: float) -> float:
    """By what the error of a number of several cells is to be multiplied, so that it is the error `made` of
    theirs, and what goes beyond it by steps."""
    if not (error > 0 and made > 0):
        return float("nan")
    return float(made * np.sqrt(stepped(np.array((error / made) ** 2), np.array(df))) / error)


def of_rest(
    part: pd.DataFrame,
    index: CellIndex,
    variance: np.ndarray,
    by: np.ndarray,
    weight: np.ndarray,
    codebook: Codebook,
) -> np.ndarray:
    """(rows,): the variance of everybody else where their errors are coarse, made of those of the other
    levels; else NaN."""
    total, made, coarsest = np.zeros((3, len(part)))
    for at, other in other_levels(part, index, codebook):
        heavy = np.where(other, weight[at], 0.0)
        total += heavy
        made += np.where(heavy > 0, heavy**2 * variance[at], 0.0)
        coarsest = np.fmax(coarsest, np.where(other, by[at], OPEN))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(coarsest > OPEN, made / total**2, np.nan)


def _samples(
    cells: pd.DataFrame, people: Sequence[Respondents], codebook: Codebook
) -> dict[tuple[str, str], _Drawn]:
    """The samples that have strata, clusters or replicate weights."""
    pairs = [
        (one, other)
        for one, other in cells[["breakdown1", "breakdown2"]]
        .drop_duplicates()
        .astype(str)
        .itertuples(index=False, name=None)
        if other
    ]
    found: dict[tuple[str, str], _Drawn] = {}
    for one in people:
        units, weight = _units(one), one.design.weight
        if units is None:
            continue
        design = one.design
        clustered = bool(design.clusters) or design.replicate_weights is not None
        heavy = np.bincount(units, weight) if clustered else weight
        told = any(_tells(group, units) for group in _groups(one, pairs))
        new = _Drawn(
            WIDEST if told else STEPPED,
            clustered,
            float(heavy.max() / heavy.mean()),
            all((levels.code >= 0).all() for levels in one.levels.values()),
            bool(np.mean(weight) >= POPULATION_WEIGHTS),
        )
        old = found.get((one.wave, one.group), new)
        found[one.wave, one.group] = _Drawn(
            max(old.by, new.by), clustered, max(old.heaviest, new.heaviest), old.whole and new.whole,
            new.population,
        )  # fmt: skip
    return found


def _units(people: Respondents) -> np.ndarray | None:
    """int (n,): the cluster of each, or what its replicate weights tell alike of, or its stratum; None
    without any."""
    design = people.design
    if not people.size:
        return None
    if design.replicate_weights is not None:
        ratio = np.round(design.replicate_weights / design.weight[:, None], 1)
        return np.unique(ratio, axis=0, return_inverse=True)[1].ravel()
    if design.clusters:
        strata = np.zeros(people.size, dtype=np.int64) if design.strata is None else design.strata
        pair = np.column_stack([strata, design.clusters[0]])
        return np.unique(pair, axis=0, return_inverse=True)[1].ravel()
    return None if design.strata is None else np.unique(design.strata, return_inverse=True)[1].ravel()


def _groups(people: Respondents, pairs: Sequence[tuple[str, str]]) -> Iterator[np.ndarray]:
    """int (n,), of each breakdown and each that are crossed: the cell of everybody, -1 for none."""
    codes = {name: levels.code.astype(np.int64) for name, levels in people.levels.items()}
    yield from codes.values()
    for one, other in pairs:
        if one in codes and other in codes:
            there = (codes[one] >= 0) & (codes[other] >= 0)
            yield np.where(there, codes[one] * (codes[other].max() + 1) + codes[other], -1)


def _tells(group: np.ndarray, units: np.ndarray) -> bool:
    """Whether fewer than FEW units hold most of some group, so that their shares tell its own."""
    there = group >= 0
    if not there.any():
        return False
    width = int(units.max()) + 1
    key, size = np.unique(group[there] * width + units[there], return_counts=True)
    place, unit = key // width, key % width
    of_group, of_unit = np.bincount(group[there]), np.bincount(units)
    own = (size >= MOST * of_group[place]) | (size >= MOST * of_unit[unit])
    order = np.lexsort((-size, place))
    place, size = place[order[own[order]]], size[order[own[order]]]
    rank = np.arange(len(place)) - np.searchsorted(place, place)
    first = rank < FEW - 1
    held = np.bincount(place[first], size[first], len(of_group))
    many = np.bincount(place[first], minlength=len(of_group))
    return bool(((held > of_group / 2) & (held >= PEOPLE * many)).any())


def _rows(
    cells: pd.DataFrame, status: np.ndarray, drawn: dict[tuple[str, str], _Drawn], codebook: Codebook
) -> Iterator[tuple[np.ndarray, _Drawn]]:
    """The rows of each sample that are about indicators of which anything is hidden, or of a variable of
    such: of all where somebody has no level."""
    hidden = np.isin(status, (Status.TOO_FEW, Status.PROTECTED))
    name = cells["indicator"].astype(str).to_numpy()
    for (wave, group), sample in drawn.items():
        own = ((cells["wave"] == wave) & (cells["group"] == group)).to_numpy()
        if not sample.whole:
            yield np.flatnonzero(own), sample
            continue
        variables = {
            item: {
                part.lower()
                for variable in own_variables(codebook.indicator[item], wave, group)
                for part in in_files(variable, codebook.derived)
            }
            for item in np.unique(name[own])
        }
        closed = set(name[own & hidden])
        behind = set().union(*(variables[item] for item in closed))
        closed |= {item for item, parts in variables.items() if parts & behind}
        yield np.flatnonzero(own & np.isin(name, list(closed))), sample


def _of_members(
    cells: pd.DataFrame, by: np.ndarray, variance: np.ndarray, codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice, of pools: the coarsest error of their members, and the variance that follows from
    theirs."""
    found, made = np.full(len(cells), OPEN), np.full(len(cells), np.nan)
    for pool in pools_of(cells, codebook) if (by > OPEN).any() else ():
        members = np.flatnonzero(pool.row >= 0)
        rows = np.unique(pool.row[members])
        np.maximum.at(found, pool.row[members], by[members])
        parts = variance[members] / pool.times[members] ** 2
        made[rows] = np.bincount(pool.row[members], parts, len(cells))[rows]
    return found, made
