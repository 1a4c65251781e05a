"""The weights of a base, by which a published share becomes a number of people: close to exact ones, but not
so close that many numbers of one base tell who answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.pools import pools_of
from monitor.prepare.protect.precision import rounded
from monitor.prepare.protect.skipped import inside
from monitor.prepare.protect.tables import PLACE
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import HIDDEN

STEP = 20
"""Of people who trade places, the heaviest for the lightest: what the weights of a base may be off by, up and
down together."""


def masses(
    cells: pd.DataFrame, status: np.ndarray, codebook: Codebook, people: Sequence[Respondents]
) -> np.ndarray:
    """(rows,): the weights of each base. In a sample of which something is hidden, or not everybody has a
    level, those of everybody in the cell in proportion to the base, times what respondents to the question
    weigh beside everybody, in whole steps of as much as STEP people may make of it; a pool's are the sum of
    its members'."""
    found = cells["sum_weights"].to_numpy(np.float64).copy()
    if codebook.summaries is None or not codebook.summaries.people:
        return found
    n = cells["n"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    hidden = np.isin(status, HIDDEN)
    for one in people:
        own = ((cells["wave"] == one.wave) & (cells["group"] == one.group)).to_numpy()
        without = any((levels.code < 0).any() for levels in one.levels.values())
        if not own.any() or not (without or hidden[own].any()):
            continue
        asked = cells["indicator"].isin([item.indicator for item in one.answers]).to_numpy()
        rows = np.flatnonzero(own & asked)
        size, mass = _everybody(cells.iloc[rows], one)
        apart = STEP * float(np.ptp(one.design.weight))
        with np.errstate(divide="ignore", invalid="ignore"):
            even = mass * n[rows] / size
            steps = apart / even if apart else np.zeros(len(rows))
            times = np.where(
                steps > 0, 1 + rounded(found[rows] / even - 1, np.where(steps > 0, steps, 1.0)), 1.0
            )
        found[rows] = np.where(
            (steps > 0) & np.isfinite(even), even * np.where(times > 0, times, 1.0), found[rows]
        )
    return _pooled(cells, found, codebook)


def _everybody(rows: pd.DataFrame, people: Respondents) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: how many respondents a cell has, whether they answered or not, and their weights."""
    number = rows.groupby(PLACE, observed=True, sort=False).ngroup().to_numpy()
    first = np.unique(number, return_index=True)[1]
    places = rows[PLACE].iloc[first].astype(str).itertuples(index=False, name=None)
    there = [inside(people, place) for place in places]
    size = np.array([one.sum() for one in there], dtype=np.float64)
    return size[number], np.array([people.design.weight[one].sum() for one in there])[number]


def _pooled(cells: pd.DataFrame, mass: np.ndarray, codebook: Codebook) -> np.ndarray:
    found, exact = mass.copy(), cells["sum_weights"].to_numpy(np.float64)
    for pool in pools_of(cells, codebook):
        members = np.flatnonzero(pool.row >= 0)
        told, before = (np.bincount(pool.row[members], one[members], len(cells)) for one in (mass, exact))
        some = np.unique(pool.row[members])
        found[some] *= told[some] / before[some]
    return found
