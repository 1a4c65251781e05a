"""Exact numbers → published ones: each rounded to its unit, so that nothing shown says more than its last
digit.

Everything is computed from exact numbers before; here nothing is tested. A published interval of a
difference, and a published p, say of it what the exact test says.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.difference import ALPHA
from monitor.prepare.estimate.cell_index import FIELDS, SIDES, CellIndex
from monitor.prepare.protect.contrasts import by_kind, marked, sides
from monitor.prepare.protect.precision import error_unit, of_shares, rounded, rounded_p, units_of
from monitor.rows import Over, Status, numeric

DEFF = 0.1
"""The unit of design effects."""
SIGNS = {2: (-1.0, 1.0), 4: (1.0, -1.0, -1.0, 1.0)}
"""How the sides of a difference add up: to − from, or, of a gap, (to − from) later − (to − from) earlier."""


def publish(
    cells: pd.DataFrame, contrasts: pd.DataFrame, codebook: Codebook
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Protected cells and differences with their numbers rounded, and a column `precision`: the unit of the
    estimate or difference.

    `n` stays exact; so does what is hidden: without numbers. A column `unit` in `cells` says how finely
    protection lets each row be published. An interval is published as the distances of its ends from the
    estimate, so that these don't tell the estimate's next digit.
    """
    weight = cells["sum_weights"].to_numpy(np.float64) if "sum_weights" in cells else np.ones(len(cells))
    cells = publish_cells(cells, codebook)
    return cells, _differences(contrasts, cells, weight, codebook) if len(contrasts) else contrasts.assign(
        precision=np.nan
    )


def unrounded(
    published: tuple[pd.DataFrame, pd.DataFrame], exact: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The published rows with the numbers of `exact`, the same rows before protection and rounding;
    `precision` is NaN."""
    cells, contrasts = (
        rows.assign(**{name: numbers[name].to_numpy() for name in numeric(table)}, precision=np.nan)
        for table, rows, numbers in zip(("estimate", "contrast"), published, exact, strict=True)
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


def _differences(
    contrasts: pd.DataFrame, cells: pd.DataFrame, weight: np.ndarray, codebook: Codebook
) -> pd.DataFrame:
    """The differences between published estimates, with the margin of the exact ones and the verdict of the
    exact test."""
    exact, se, p, low, high = (
        contrasts[name].to_numpy(np.float64) for name in ("difference", "se", "p", "ci_low", "ci_high")
    )
    value, unit = _between(contrasts, exact, cells, weight, codebook)
    p = np.where(np.isnan(value), np.nan, rounded_p(p))
    told = p < ALPHA
    value = np.where(told & (value * exact < 0), 0.0, value)
    half = np.maximum(rounded((high - low) / 2, unit), unit)
    low, high = rounded(value - half, unit), rounded(value + half, unit)
    low = np.where(
        told & (value > 0), np.maximum(low, unit), np.where(~told & ~np.isnan(p), np.minimum(low, 0.0), low)
    )
    high = np.where(
        told & (value < 0),
        np.minimum(high, -unit),
        np.where(~told & ~np.isnan(p), np.maximum(high, 0.0), high),
    )
    share = of_shares(contrasts, codebook)
    hidden = np.isnan(value)
    return contrasts.assign(
        difference=value,
        se=np.where(hidden, np.nan, rounded(se, error_unit(se))),
        ci_low=np.where(share, np.maximum(low, -1.0), low),
        ci_high=np.where(share, np.minimum(high, 1.0), high),
        df=np.where(hidden, np.nan, _whole(contrasts["df"])),
        p=p,
        status=marked(contrasts["status"], hidden, Status.PROTECTED),
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
        if kind == Over.REST:
            others, coarsest = _everybody_else(part, index, cells, weight, codebook)
            numbers, unit[rows] = (
                [np.where(np.isnan(numbers[1]), np.nan, others), numbers[0]],
                np.maximum(unit[rows], coarsest),
            )
        value[rows] = np.sum(
            [sign * one for sign, one in zip(SIGNS[len(found)], numbers, strict=True)], axis=0
        )
    value = np.where(np.isnan(exact), np.nan, value)
    return rounded(value, unit), np.where(np.isnan(value), np.nan, unit)


def _everybody_else(
    part: pd.DataFrame, index: CellIndex, cells: pd.DataFrame, weight: np.ndarray, codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the mean of the other levels' published estimates, NaN where one of these is hidden, and
    their coarsest unit.

    So it says nothing that they don't say: an exact one would narrow what is hidden. Of a pool by mean, the
    mean of its members'.
    """
    value, unit = _mean([_others(part, {}, index, cells, weight, codebook)])
    for group in codebook.groups:
        rows = np.flatnonzero((part["group"] == group.id).to_numpy())
        if len(rows) and group.pool and group.pool.method == "mean":
            each = [
                _others(part.iloc[rows], {"group": member}, index, cells, weight, codebook)
                for member in group.pool.of
            ]
            value[rows], unit[rows] = _mean(each)
    return value, unit


def _mean(each: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the mean over samples of weighted sum by weights, where a sample has any, NaN where none
    has; the coarsest unit."""
    size, mass, unit = np.stack(each, axis=1)
    there = mass > 0
    value = np.where(there, size / np.where(there, mass, 1.0), 0.0).sum(axis=0)
    many = there.sum(axis=0)
    return np.where(many > 0, value / np.maximum(many, 1), np.nan), unit.max(axis=0)


def _others(
    part: pd.DataFrame,
    sample: dict[str, str],
    index: CellIndex,
    cells: pd.DataFrame,
    weight: np.ndarray,
    codebook: Codebook,
) -> np.ndarray:
    """(3, rows), of each row or of the same row of another sample: weighted sum, weights and coarsest unit of
    all levels but its own."""
    own: dict[str, pd.Series | str] = {name: part[name] for name in (*FIELDS, *SIDES)} | sample
    shown, units = cells["estimate"].to_numpy(np.float64), cells["precision"].to_numpy(np.float64)
    size, mass, unit = np.zeros((3, len(part)))
    for breakdown in codebook.breakdowns:
        inside = (part["breakdown1"] == breakdown.id).to_numpy()
        for level in breakdown.levels if inside.any() else ():
            at = index.find(own | {"level1": level.id}, len(part))
            heavy = np.where(inside & (part["to"] != level.id).to_numpy() & (at >= 0), weight[at], 0.0)
            mass += heavy
            size += np.where(heavy > 0, heavy * shown[at], 0.0)
            unit = np.fmax(unit, np.where(heavy > 0, units[at], 0.0))
    return np.stack([size, mass, unit])
