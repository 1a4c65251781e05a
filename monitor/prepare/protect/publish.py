"""Exact numbers → published ones: each rounded to its unit, so that nothing shown says more than its last
digit.

Everything is computed from exact numbers before. A published p is that of the exact test or, where that would
tell too much, the largest that the published numbers allow; the interval beside it says the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.difference import ALPHA, tested
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.estimate.intervals import interval_of, on_logit_scale, unanimous_interval
from monitor.prepare.estimate.reliability import unreliable
from monitor.prepare.protect import effects, freedom
from monitor.prepare.protect.contrasts import by_kind, depth_of, marked, other_levels, sides
from monitor.prepare.protect.errors import Parts, of_published, parts_of, published_errors
from monitor.prepare.protect.precision import error_unit, of_shares, rounded, rounded_p, units_of
from monitor.prepare.protect.rest import everybody_else
from monitor.rows import Over, Status, numeric

DEFF = 0.1
"""The unit of design effects."""
INTERNAL = [
    "unit", "tested", "base_unit", "counts_people", "coarse_error", "sum_weights", "mass", "coded", "least",
    "span", "silent",
]  # fmt: skip
"""Columns of cells that are not published."""
UNSAID = {
    "base_unit": 1.0, "tested": 2.0, "counts_people": 1.0, "coarse_error": effects.OPEN, "coded": 0.0,
    "sum_weights": 1.0, "silent": 0.0,
}  # fmt: skip
"""What holds of cells of which protection says nothing."""
SIGNS = {2: (-1.0, 1.0), 4: (1.0, -1.0, -1.0, 1.0)}
"""How the sides of a difference add up: to − from, or, of a gap, (to − from) later − (to − from) earlier."""


def publish(
    cells: pd.DataFrame, contrasts: pd.DataFrame, codebook: Codebook
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Protected cells and differences with their numbers rounded, and a column `precision`: the unit of the
    estimate or difference.

    What is hidden stays without numbers. Columns of `cells` say what protection lets be published: `unit` and
    `base_unit` how finely estimate and n are, `tested` up to how many breakdowns tests are exact. An interval
    is that of the published estimate, so that it doesn't tell the estimate's next digit.
    """
    exact = cells
    cells = publish_cells(cells, codebook)
    if not len(contrasts):
        return cells, contrasts.assign(precision=np.nan)
    return cells, _differences(contrasts, cells, exact, codebook)


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
    value, se, df = (cells[name].to_numpy(np.float64) for name in ("estimate", "se", "df"))
    given = cells["unit"].to_numpy(np.float64) if "unit" in cells else units_of(cells, codebook)
    unit = np.where(np.isnan(value), np.nan, given)
    centre = rounded(value, unit)
    share = of_shares(cells, codebook)
    at, _ = of_published(value, centre, se, unit, share)
    moved = published_errors(cells, centre, unit, codebook)
    wider = np.where(share, 1.0, _scale(se**2, moved**2))
    ends = [value + wider * (cells[name].to_numpy(np.float64) - value) for name in ("ci_low", "ci_high")]
    bases = granted(cells, "base_unit")
    exact_n, coarse = counted(cells["n"]), bases > 1
    n = freedom.bases_of(cells, exact_n, bases, codebook)
    se = moved * _as_of(n, exact_n, share)
    told_se = rounded(se, error_unit(se))
    whole = freedom.of_sample(cells, df, exact_n, bases)
    df = freedom.of_base(df, n, exact_n, bases, granted(cells, "counts_people") > 0, *whole)
    df = freedom.of_pools(cells, told_se, df, codebook)
    rescaled = interval_of(codebook.interval, at, se, on_logit_scale(at, se), df, n)
    ends = [
        np.where(coarse & share & (se == 0), of_base, end)
        for of_base, end in zip(unanimous_interval(value > 0, n, df), ends, strict=True)
    ]
    distances = (
        np.abs(np.where(share & (se > 0), end - at, exact - value))
        for end, exact in zip(rescaled, ends, strict=True)
    )
    below, above = (np.where(end > 0, np.maximum(rounded(end, unit), unit), 0.0 * end) for end in distances)
    low, high = rounded(centre - below, unit), rounded(centre + above, unit)
    published = cells.drop(columns=INTERNAL, errors="ignore").assign(
        n=cells["n"] if not coarse.any() else pd.Series(n, index=cells.index).astype("Int64"),
        estimate=centre,
        se=told_se,
        ci_low=np.where(share, np.clip(low, 0, 1), low),
        ci_high=np.where(share, np.clip(high, 0, 1), high),
        df=df,
        deff=rounded(cells["deff"].to_numpy(np.float64), DEFF),
        precision=unit,
    )
    return published.assign(status=_judged(published, share, codebook)) if "status" in cells else published


def _judged(published: pd.DataFrame, share: np.ndarray, codebook: Codebook) -> pd.Categorical:
    """The status of published rows: those with a number are judged by what is published of them, since an
    exact interval on one side of a bound would tell on which side the exact share is. The interval of a share
    is that of the published design effect, of a pool that of the published error, before it is rounded."""
    value, unit, told_se, effect, df = (
        published[name].to_numpy(np.float64) for name in ("estimate", "precision", "se", "deff", "df")
    )
    n = counted(published["n"])
    at = np.clip(value, unit / 2, 1 - unit / 2)
    with np.errstate(invalid="ignore"):
        se = np.where(effect > 0, np.sqrt(effect * at * (1 - at) / np.maximum(n - 1, 1)), told_se)
    ends = interval_of(codebook.interval, at, se, on_logit_scale(at, se), df, n)
    drawn = share & (told_se > 0)
    low, high = (
        np.where(drawn, end, published[name].to_numpy(np.float64))
        for end, name in zip(ends, ("ci_low", "ci_high"), strict=True)
    )
    rows = published.astype({"indicator": "category"}).assign(
        effective_n=n / np.fmax(effect, 1.0), ci_low=low, ci_high=high
    )
    status = published["status"].astype(str).to_numpy(dtype=object)
    open_ = np.isin(status, (Status.SHOWN, Status.UNRELIABLE))
    judged = np.where(unreliable(rows, codebook), Status.UNRELIABLE, Status.SHOWN)
    return pd.Categorical(np.where(open_, judged, status).astype(str))


def counted(n: pd.Series) -> np.ndarray:
    """(rows,): bases, NaN where they are missing."""
    return n.astype("Float64").to_numpy(np.float64, na_value=np.nan)


def granted(cells: pd.DataFrame, name: str) -> np.ndarray:
    """float (rows,): what protection says of each row in a column that is not published, or what holds where
    it says nothing."""
    return cells[name].to_numpy(np.float64) if name in cells else np.full(len(cells), UNSAID[name])


def _as_of(published: np.ndarray, n: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(rows,): what the standard error of a share is to be multiplied by, so that it is that of the published
    base: the exact one would tell more of the base than is published."""
    return np.where(share & (published != n), np.sqrt((n - 1) / np.maximum(published - 1, 1)), 1.0)


def _differences(
    contrasts: pd.DataFrame, cells: pd.DataFrame, exact: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """The differences between published estimates, with the margin that goes with these and the verdict of
    the exact test."""
    difference, se, exact_df, p, low, high = (
        contrasts[name].to_numpy(np.float64) for name in ("difference", "se", "df", "p", "ci_low", "ci_high")
    )
    between = _between(contrasts, cells, exact, codebook)
    value, unit, scale = between.value, between.unit, between.scale
    of_design = freedom.is_whole(exact_df) & (between.base_unit <= 1)
    df = np.where(of_design, exact_df, between.df)
    se, margin = effects.of_difference(se, (high - low) / 2, between.sides, df, between.coarse)
    least = np.maximum(np.abs(between.raw) - between.reach, 0.0)
    safe = tested(least, between.worst * se, np.where(between.coarse > effects.OPEN, df, exact_df)).p
    p = rounded_p(np.where(np.isnan(value) | (depth_of(contrasts) <= between.tested), p, safe))
    p = np.where(np.isnan(value), np.nan, p)
    told = p < ALPHA
    value = np.where(told & (value * difference < 0), 0.0, value)
    half = np.maximum(rounded(scale * margin, unit), unit)
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
        se=np.where(hidden, np.nan, rounded(scale * se, error_unit(scale * se))),
        ci_low=np.where(share, np.maximum(low, -1.0), low),
        ci_high=np.where(share, np.minimum(high, 1.0), high),
        df=np.where(hidden, np.nan, df),
        p=p,
        status=marked(contrasts["status"], hidden, Status.PROTECTED),
        precision=unit,
    )


class Between(NamedTuple):
    """Differences of published estimates, (rows,) each; units are the coarsest of the sides'."""

    value: np.ndarray
    raw: np.ndarray
    """Before it is rounded to its unit."""
    unit: np.ndarray
    scale: np.ndarray
    """What the exact standard error is to be multiplied by, so that it goes with published estimates."""
    worst: np.ndarray
    """The same, so that it is the largest that could be published as these."""
    reach: np.ndarray
    """How far the exact difference may be from the published one."""
    base_unit: np.ndarray
    tested: np.ndarray
    """Up to how many breakdowns the test is exact."""
    df: np.ndarray
    """Satterthwaite's of the published sides."""
    sides: np.ndarray
    """The standard error that follows from those of the sides."""
    coarse: np.ndarray
    """What the errors of the sides are made of, at their coarsest."""


def _between(
    contrasts: pd.DataFrame, cells: pd.DataFrame, exact: pd.DataFrame, codebook: Codebook
) -> Between:
    index = CellIndex(cells)
    shown, units = cells["estimate"].to_numpy(np.float64), cells["precision"].to_numpy(np.float64)
    truth, se = (exact[name].to_numpy(np.float64) for name in ("estimate", "se"))
    share = of_shares(cells, codebook)
    bases = counted(cells["n"]), counted(exact["n"])
    parts = parts_of(exact, codebook)
    moved, worst = (
        published_errors(exact, shown, units, codebook, far) * _as_of(*bases, share) for far in (False, True)
    )
    base_unit, depth, coarse = (granted(exact, name) for name in ("base_unit", "tested", "coarse_error"))
    weight = granted(exact, "sum_weights")
    df = cells["df"].to_numpy(np.float64)
    told = cells["se"].to_numpy(np.float64) ** 2
    result = Between(*np.full((11, len(contrasts)), np.nan))
    for kind, rows in by_kind(contrasts):
        part = contrasts.iloc[rows]
        found = [index.find(side, len(part)) for side in sides(kind, part, codebook)]
        numbers, coarsest, old, new, far = (
            [np.where(at >= 0, column[at], np.nan) for at in found]
            for column in (shown, units, se**2, moved**2, worst**2)
        )
        if kind == Over.REST:
            others, widest = everybody_else(part, index, cells, weight, codebook)
            numbers = [np.where(np.isnan(numbers[1]), np.nan, others), numbers[0]]
            coarsest = [coarsest[0], widest]
            size = _rest_base(part, index, bases, codebook)
            made = effects.of_rest(part, index, se**2, coarse, weight, codebook)
            own = parts.of(found[0])
            rest = _rest_variance(part, own, truth[found[0]], others, old[0], widest, size, codebook, made)
            old, new, far = ([own[0], of] for own, of in zip((old, new, far), rest, strict=True))
            result.unit[rows] = np.fmax(units[found[1]], np.max(coarsest, axis=0))
        else:
            result.unit[rows] = np.max(coarsest, axis=0)
        result.coarse[rows] = np.max([np.where(at >= 0, coarse[at], effects.OPEN) for at in found], axis=0)
        result.reach[rows] = np.sum(coarsest, axis=0) / 2
        result.base_unit[rows] = np.max([np.where(at >= 0, base_unit[at], 1.0) for at in found], axis=0)
        result.sides[rows] = np.sqrt(np.sum(old, axis=0))
        result.df[rows] = freedom.satterthwaite([told[at] for at in found], [df[at] for at in found])
        result.tested[rows] = np.min([np.where(at >= 0, depth[at], 2.0) for at in found], axis=0)
        result.scale[rows], result.worst[rows] = (
            _scale(np.sum(old, axis=0), np.sum(variance, axis=0)) for variance in (new, far)
        )
        result.worst[rows] *= np.where(result.coarse[rows] > effects.OPEN, np.sqrt(effects.AS_ONE), 1.0)
        result.value[rows] = np.sum(
            [sign * one for sign, one in zip(SIGNS[len(found)], numbers, strict=True)], axis=0
        )
    value = np.where(np.isnan(contrasts["difference"].to_numpy(np.float64)), np.nan, result.value)
    unit = np.where(np.isnan(value), np.nan, result.unit)
    return result._replace(value=rounded(value, unit), raw=value, unit=unit)


def _rest_variance(
    part: pd.DataFrame,
    parts: Parts,
    level: np.ndarray,
    published: np.ndarray,
    variance: np.ndarray,
    unit: np.ndarray,
    base: tuple[np.ndarray, np.ndarray],
    codebook: Codebook,
    made: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rows,) each: the variance of everybody else (that which is `made` of their levels', where it is), what
    it is at their published estimate and `base` (as published, exact), and the largest that could be
    published so."""
    exact = level - part["difference"].to_numpy(np.float64)
    left = np.maximum(part["se"].to_numpy(np.float64) ** 2 - variance, 0.0)
    rest = np.sqrt(np.where(np.isnan(made), left, made))
    as_shown = rest * _as_of(*base, of_shares(part, codebook))
    moved, worst = (parts.errors(exact, published, as_shown, unit, far) ** 2 for far in (False, True))
    return rest**2, moved, worst


def _rest_base(
    part: pd.DataFrame, index: CellIndex, bases: tuple[np.ndarray, np.ndarray], codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the base of everybody else, as published and exact."""
    others = list(other_levels(part, index, codebook))
    published, n = (
        np.sum([np.where(other, base[at], 0.0) for at, other in others], axis=0) for base in bases
    )
    return published, n


def _scale(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """(rows,): how many times larger a standard error becomes when its variance goes from one to the
    other."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(new / old)
    return np.where(np.isfinite(scale), scale, 1.0)
