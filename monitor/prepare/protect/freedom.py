"""Degrees of freedom, and bases beside them, made of published numbers, so that they tell nothing else.

Satterthwaite's are a function of exact variances, and so of exact shares; those that count the respondents
of a base to the nearest five would tell the exact base.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.cell_index import FIELDS, SIDES, CellIndex
from monitor.prepare.protect.precision import rounded
from monitor.prepare.respondents.respondents import Respondents


def counts_people(cells: pd.DataFrame, people: Sequence[Respondents], codebook: Codebook) -> np.ndarray:
    """bool (rows,): whether degrees of freedom are respondents less strata: the sample, or each of a pool's,
    has neither clusters nor replicate weights."""
    drawn = {
        (one.wave, one.group): not one.design.clusters and one.design.replicate_weights is None
        for one in people
    }
    of = {group.id: group.pool.of if group.pool else [group.id] for group in codebook.groups}
    wave, group = (cells[name].astype("category").cat for name in ("wave", "group"))
    by_sample = np.array(
        [
            [
                all(drawn.get((one, member), True) for member in of.get(name, [name]))
                for name in group.categories
            ]
            for one in wave.categories
        ],
        dtype=bool,
    ).reshape(len(wave.categories), len(group.categories))
    found: np.ndarray = by_sample[wave.codes, group.codes]
    return found


def of_base(
    df: np.ndarray,
    published: np.ndarray,
    n: np.ndarray,
    unit: np.ndarray,
    people: np.ndarray,
    most: np.ndarray,
    strata: np.ndarray,
) -> np.ndarray:
    """(rows,): degrees of freedom beside bases that are published to a unit: where they count `people`, as
    many fewer than the published base as the sample has `strata`; else the `most` that the sample has, and
    fewer than the published base. Those of the exact base count it, or the strata and clusters in it. One
    unit at least where there are any."""
    strata = np.where(np.isfinite(strata), strata, n - df)
    coarse = np.where(people, published - strata, np.fmin(most, published - 1))
    return np.where((unit > 1) & (df > 0), np.maximum(coarse, unit), df)


def of_sample(
    cells: pd.DataFrame, df: np.ndarray, n: np.ndarray, unit: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the most degrees of freedom of questions whose base is published as it is, in the same
    cell of the same sample, and how many fewer they are than respondents; NaN where there is none."""
    nothing = np.full(len(cells), np.nan)
    open_ = np.flatnonzero((unit == 1) & np.isfinite(df))
    if not (unit > 1).any() or not len(open_):
        return nothing, nothing
    number = cells.groupby(["wave", "group", *SIDES], observed=True, sort=False, dropna=False).ngroup()
    best = open_[np.argsort(df[open_], kind="stable")]
    at = np.full(number.max() + 1, -1)
    at[number.to_numpy()[best]] = best
    row = at[number.to_numpy()]
    return np.where(row >= 0, df[row], np.nan), np.where(row >= 0, n[row] - df[row], np.nan)


def satterthwaite(variance: Sequence[np.ndarray], df: Sequence[np.ndarray]) -> np.ndarray:
    """(rows,): (Σv)² / Σ(v²/df), whole, one at least, of sides with these variances (Satterthwaite, 1946);
    the sum of their degrees of freedom where nothing varies."""
    total = np.sum(variance, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.sum(
            [np.where(one > 0, one**2 / of, 0.0) for one, of in zip(variance, df, strict=True)], axis=0
        )
        found = np.where(total > 0, total**2 / parts, np.sum(df, axis=0))
    return np.maximum(np.rint(found), 1.0)


def is_whole(df: np.ndarray) -> np.ndarray:
    """bool (rows,): whether they count something, as Satterthwaite's don't."""
    return np.abs(df - np.rint(df)) < 1e-9


def of_pools(cells: pd.DataFrame, se: np.ndarray, df: np.ndarray, codebook: Codebook) -> np.ndarray:
    """(rows,): the degrees of freedom, of a pool by mean made of its members' published standard errors."""
    found = df.copy()
    for rows, members in _pools(cells, np.isfinite(df), codebook, ("mean",)):
        there = [(at >= 0) & np.isfinite(se[at]) for at in members]
        found[rows] = satterthwaite(
            [np.where(has, se[at] ** 2, 0.0) for at, has in zip(members, there, strict=True)],
            [np.where(has, df[at], 0.0) for at, has in zip(members, there, strict=True)],
        )
    return found


def bases_of(cells: pd.DataFrame, n: np.ndarray, unit: np.ndarray, codebook: Codebook) -> np.ndarray:
    """(rows,): bases to their unit, of a pool the sum of its members': rounded by itself it would narrow
    these."""
    found = rounded(n, unit)
    for rows, members in _pools(cells, (unit > 1) & np.isfinite(n), codebook, ("mean", "respondents")):
        found[rows] = np.sum([np.where(at >= 0, np.nan_to_num(found[at]), 0.0) for at in members], axis=0)
    return found


def _pools(
    cells: pd.DataFrame, some: np.ndarray, codebook: Codebook, methods: Sequence[str]
) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
    """For each pool by these methods, which of `some` rows are its own, and the row of each member beside
    them, -1 where there is none."""
    pools = [group for group in codebook.groups if group.pool and group.pool.method in methods]
    index = CellIndex(cells) if pools and some.any() else None
    for group in pools:
        rows = np.flatnonzero((cells["group"] == group.id).to_numpy() & some)
        if index is not None and group.pool is not None and len(rows):
            own = {name: cells.iloc[rows][name] for name in (*FIELDS, *SIDES)}
            yield rows, [index.find(own | {"group": member}, len(rows)) for member in group.pool.of]
