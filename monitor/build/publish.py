"""Exact numbers → published ones: each rounded to its unit, so that nothing shown says more than its last digit.

Everything is computed from exact numbers before; here nothing is tested. A published interval of a difference, and a published p, say
of it what the exact test says.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.build.precision import error_unit, of_shares, rounded, rounded_p, units_of
from monitor.build.protect_contrasts import FIELDS, SIDES, CellIndex, by_kind, marked, sides
from monitor.build.schema import CONTRAST_NUMBERS, ESTIMATE_NUMBERS
from monitor.codebook import Codebook
from monitor.difference import ALPHA

DEFF = 0.1
"""The unit of design effects."""
SIGNS = {2: (-1.0, 1.0), 4: (1.0, -1.0, -1.0, 1.0)}
"""How the sides of a difference add up: to − from, or, of a gap, (to − from) later − (to − from) earlier."""


def publish(cells: pd.DataFrame, contrasts: pd.DataFrame, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Protected cells and differences with their numbers rounded, and a column `precision`: the unit of the estimate or difference.

    `n` stays exact; so does what is hidden: without numbers. A column `unit` in `cells` says how finely protection lets each row be
    published. An interval is published as the distances of its ends from the estimate, so that these don't tell the estimate's next digit.
    """
    weight = cells["sum_weights"].to_numpy(np.float64) if "sum_weights" in cells else np.ones(len(cells))
    cells = publish_cells(cells, codebook)
    return cells, _differences(contrasts, cells, weight, codebook) if len(contrasts) else contrasts.assign(precision=np.nan)


def unrounded(published: tuple[pd.DataFrame, pd.DataFrame], exact: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The published rows with the numbers of `exact`, the same rows before protection and rounding; `precision` is NaN."""
    cells, contrasts = (
        rows.assign(**{name: numbers[name].to_numpy() for name in names}, precision=np.nan)
        for rows, numbers, names in zip(published, exact, (ESTIMATE_NUMBERS, CONTRAST_NUMBERS), strict=True)
    )
    return cells.astype({"n": "Int64"}), contrasts


def publish_cells(cells: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The cells, rounded."""
    value, se = (cells[name].to_numpy(np.float64) for name in ("estimate", "se"))
    given = cells["unit"].to_numpy(np.float64) if "unit" in cells else units_of(cells, codebook)
    unit = np.where(np.isnan(value), np.nan, given)
    centre = rounded(value, unit)
    ends = (np.abs(cells[name].to_numpy(np.float64) - value) for name in ("ci_low", "ci_high"))
    below, above = (np.where(end > 0, np.maximum(rounded(end, unit), unit), 0.0 * end) for end in ends)
    low, high = rounded(centre - below, unit), rounded(centre + above, unit)
    share = of_shares(cells, codebook)
    return cells.drop(columns=["unit", "sum_weights"], errors="ignore").assign(
        estimate=centre,
        se=rounded(se, error_unit(se)),
        ci_low=np.where(share, np.clip(low, 0, 1), low),
        ci_high=np.where(share, np.clip(high, 0, 1), high),
        df=_whole(cells["df"]),
        deff=rounded(cells["deff"].to_numpy(np.float64), DEFF),
        precision=unit,
    )


def _whole(df: pd.Series) -> np.ndarray:
    """Degrees of freedom as whole numbers, one at least where there are any."""
    given = df.to_numpy(np.float64)
    return np.where(given > 0, np.maximum(rounded(given, 1.0), 1.0), given)


def _differences(contrasts: pd.DataFrame, cells: pd.DataFrame, weight: np.ndarray, codebook: Codebook) -> pd.DataFrame:
    """The differences between published estimates, with the margin of the exact ones and the verdict of the exact test."""
    exact, se, p, low, high = (contrasts[name].to_numpy(np.float64) for name in ("difference", "se", "p", "ci_low", "ci_high"))
    value, unit = _between(contrasts, exact, cells, weight, codebook)
    p = np.where(np.isnan(value), np.nan, rounded_p(p))
    told = p < ALPHA
    value = np.where(told & (value * exact < 0), 0.0, value)
    half = np.maximum(rounded((high - low) / 2, unit), unit)
    low, high = rounded(value - half, unit), rounded(value + half, unit)
    low = np.where(told & (value > 0), np.maximum(low, unit), np.where(~told & ~np.isnan(p), np.minimum(low, 0.0), low))
    high = np.where(told & (value < 0), np.minimum(high, -unit), np.where(~told & ~np.isnan(p), np.maximum(high, 0.0), high))
    share = of_shares(contrasts, codebook)
    hidden = np.isnan(value)
    return contrasts.assign(
        difference=value,
        se=np.where(hidden, np.nan, rounded(se, error_unit(se))),
        ci_low=np.where(share, np.maximum(low, -1.0), low),
        ci_high=np.where(share, np.minimum(high, 1.0), high),
        df=np.where(hidden, np.nan, _whole(contrasts["df"])),
        p=p,
        status=marked(contrasts["status"], hidden, "protected"),
        precision=unit,
    )


def _between(
    contrasts: pd.DataFrame, exact: np.ndarray, cells: pd.DataFrame, weight: np.ndarray, codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """(difference, its unit): the coarsest unit of its sides."""
    index = CellIndex(cells)
    shown, units = cells["estimate"].to_numpy(np.float64), cells["precision"].to_numpy(np.float64)
    value, unit = np.full(len(contrasts), np.nan), np.full(len(contrasts), np.nan)
    for kind, rows in by_kind(contrasts):
        part = contrasts.iloc[rows]
        found = [index.find(side, len(part)) for side in sides(kind, part, codebook)]
        numbers = [np.where(at >= 0, shown[at], np.nan) for at in found]
        unit[rows] = np.max([np.where(at >= 0, units[at], np.nan) for at in found], axis=0)
        if kind == "rest":
            numbers = [np.where(np.isnan(numbers[1]), np.nan, _everybody_else(part, index, shown, weight, codebook)), numbers[0]]
        value[rows] = np.sum([sign * one for sign, one in zip(SIGNS[len(found)], numbers, strict=True)], axis=0)
    value = np.where(np.isnan(exact), np.nan, value)
    return rounded(value, unit), np.where(np.isnan(value), np.nan, unit)


def _everybody_else(part: pd.DataFrame, index: CellIndex, shown: np.ndarray, weight: np.ndarray, codebook: Codebook) -> np.ndarray:
    """(rows,): the mean of the other levels' published estimates; the published total stands in for a level that is hidden.

    So it says nothing that they don't say: an exact one would narrow what is hidden. Of a pool by mean, the mean of its members'.
    """
    found = _others(part, {}, index, shown, weight, codebook)
    for group in codebook.groups:
        rows = np.flatnonzero((part["group"] == group.id).to_numpy())
        if len(rows) and group.pool and group.pool.method == "mean":
            each = [_others(part.iloc[rows], {"group": member}, index, shown, weight, codebook) for member in group.pool.of]
            there = ~np.isnan(each)
            found[rows] = np.where(there.any(axis=0), np.nansum(each, axis=0) / np.maximum(there.sum(axis=0), 1), np.nan)
    return found


def _others(
    part: pd.DataFrame, sample: dict[str, str], index: CellIndex, shown: np.ndarray, weight: np.ndarray, codebook: Codebook
) -> np.ndarray:
    """(rows,): of each row, or of the same row of another sample, the mean over all levels but its own."""
    own: dict[str, pd.Series | str] = {name: part[name] for name in (*FIELDS, *SIDES)} | sample
    at = index.find(own | {"breakdown1": "", "level1": ""}, len(part))
    total = np.where(at >= 0, shown[at], np.nan)
    size, mass = np.zeros(len(part)), np.zeros(len(part))
    for breakdown in codebook.breakdowns:
        inside = (part["breakdown1"] == breakdown.id).to_numpy()
        for level in breakdown.levels if inside.any() else ():
            at = index.find(own | {"level1": level.id}, len(part))
            heavy = np.where(inside & (part["to"] != level.id).to_numpy() & (at >= 0), weight[at], 0.0)
            mass += heavy
            size += np.where(heavy > 0, heavy * np.where(np.isnan(shown[at]), total, shown[at]), 0.0)
    return np.where(mass > 0, size / np.where(mass > 0, mass, 1.0), np.nan)
