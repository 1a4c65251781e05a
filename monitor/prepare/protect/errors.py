"""Standard errors that go with published estimates: an exact one is a function of the exact share, and would
tell more of it than is published. A mean of two different answers is such a share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.protect.pools import Pool, pools_of
from monitor.prepare.protect.precision import of_shares


class Parts(NamedTuple):
    """Rows as parts of a whole, (rows,) each: of a share 0 and 1; of a mean of two different answers the
    least and how far the other is from it; else NaN."""

    least: np.ndarray
    span: np.ndarray

    def of(self, rows: np.ndarray) -> Parts:
        """Those of some rows; NaN where there is none, -1."""
        return Parts(*(np.where(rows >= 0, one[rows], np.nan) for one in self))

    def errors(
        self, value: np.ndarray, centre: np.ndarray, se: np.ndarray, unit: np.ndarray, worst: bool = False
    ) -> np.ndarray:
        """(rows,): the standard errors, of parts as `of_published` has them."""
        part, told = (value - self.least) / self.span, (centre - self.least) / self.span
        return of_published(part, told, se, unit / self.span, (part > 0) & (part < 1), worst)[1]


def parts_of(cells: pd.DataFrame, codebook: Codebook) -> Parts:
    """The rows as parts; protection says which means are of two answers."""
    share = of_shares(cells, codebook)
    least, span = (
        cells[name].to_numpy(np.float64) if name in cells else np.full(len(cells), np.nan)
        for name in ("least", "span")
    )
    return Parts(np.where(share, 0.0, least), np.where(share, 1.0, span))


def of_published(
    value: np.ndarray,
    centre: np.ndarray,
    se: np.ndarray,
    unit: np.ndarray,
    share: np.ndarray,
    worst: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: where the interval of each row is computed, and its standard error there: of a share
    that of the published one, with the effective number of respondents as it is; or the `worst` that is
    published as that.

    A share published as 0 or 1 that is not is taken at half a unit from it.
    """
    at = np.where(share & (se > 0), np.clip(centre, unit / 2, 1 - unit / 2), value)
    if worst:
        at = np.where(share & (se > 0), at + np.clip(0.5 - at, -unit / 2, unit / 2), at)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(at * (1 - at) / (value * (1 - value)))
    return at, np.where(share & (se > 0), se * scale, se)


def published_errors(
    cells: pd.DataFrame, centre: np.ndarray, unit: np.ndarray, codebook: Codebook, worst: bool = False
) -> np.ndarray:
    """(rows,): the standard errors of exact `cells` that go with the published estimates; of a pool of means
    of two answers those of its members together."""
    value, se = (cells[name].to_numpy(np.float64) for name in ("estimate", "se"))
    moved = parts_of(cells, codebook).errors(value, centre, se, unit, worst)
    found = moved.copy()
    for pool, rows in _pools_of_two(cells, codebook):
        new, old = (_pooled(one, pool)[rows] for one in (moved, se))
        found[rows] = np.where(old > 0, se[rows] * np.sqrt(new / np.where(old > 0, old, 1.0)), se[rows])
    return found


def of_two_answers(cells: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """bool (rows,): which are means of two different answers, or pools of such."""
    if "span" not in cells:
        return np.zeros(len(cells), dtype=bool)
    found = np.isfinite(cells["span"].to_numpy(np.float64))
    for _, rows in _pools_of_two(cells, codebook):
        found[rows] = True
    return found


def _pools_of_two(cells: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[Pool, np.ndarray]]:
    """Each pool, with its rows that a mean of two answers is part of."""
    if "span" not in cells:
        return
    two = np.isfinite(cells["span"].to_numpy(np.float64))
    for pool in pools_of(cells, codebook):
        yield pool, np.unique(pool.row[two & (pool.row >= 0)])


def _pooled(se: np.ndarray, pool: Pool) -> np.ndarray:
    """(rows,): the variance of each pooled row, made of these errors of its members."""
    members = np.flatnonzero((pool.row >= 0) & np.isfinite(se))
    return np.bincount(pool.row[members], (se[members] / pool.times[members]) ** 2, len(se))
