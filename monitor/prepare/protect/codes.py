"""How many respondents gave each answer to a question with few answers of which the mean is published: n,
mean and error tell these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook.indicators import Scale
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate, stack
from monitor.prepare.estimate.intervals import t_quantile
from monitor.prepare.protect.precision import error_unit, rounded, tens
from monitor.prepare.respondents.respondents import Answers, Respondents

FEW = 7
"""A mean of no more distinct answers than this tells how many gave each."""
WIDEST = 100
"""Scales wider than this are published as finely as their standard error, which leaves less open."""
COMMON = 3
"""So many of the commonest answers make up for what a rare one moves."""
REACH = np.unique(np.geomspace(1, 128, 18).round().astype(np.int64))
"""By how many respondents an answer may rise or fall to make up for it."""
SLACK = 1e-9
MARK = "="
"""Begins the category of a row that counts one answer to a mean; such rows are never written."""


def code_rows(
    people: Sequence[Respondents], plan: Callable[[Respondents], list[Grouping]]
) -> pd.DataFrame | None:
    """Rows as `estimate` makes them, one for each answer to a mean of few answers, for their `n` and `count`;
    None where there is none."""
    coded = [(one, [found for item in one.answers if (found := _codes(item)) is not None]) for one in people]
    frames = [estimate(replace(one, answers=answers), plan(one)) for one, answers in coded if answers]
    return stack(frames) if frames else None


def _codes(answers: Answers) -> Answers | None:
    """A mean's answers as a distribution."""
    if answers.kind != "mean":
        return None
    codes = np.unique(answers.values[answers.valid, 0])
    if not 1 < len(codes) <= FEW:
        return None
    hits = (answers.values == codes) & answers.valid[:, None]
    names = tuple(f"{MARK}{code:.12g}" for code in codes)
    return Answers(
        answers.indicator, "distribution", names, hits.astype(np.uint8), answers.valid, exclusive=len(codes)
    )


def left_open(
    table: np.ndarray, names: Sequence[str], scale: Scale | None, small: int, most: int
) -> np.ndarray:
    """(cells,): how many values, `most` of them at most, a published mean leaves open for the number who gave
    an answer that fewer than `small` gave: the least of these answers; `most` where there is none.

    `table` (cells, answers) holds these numbers. A value counts where respondents can be moved between
    answers so that it is taken, and mean, standard error and interval are published just the same
    (docs/protection.md).
    """
    codes = np.array([float(name.removeprefix(MARK)) for name in names])
    span = scale.max - scale.min if scale else np.inf
    if len(codes) < 2 or span > WIDEST:
        return np.zeros(len(table))
    unit, values = float(tens(np.array(span / 100))), np.arange(small + most)
    result = np.full(len(table), most)
    for row, cell in enumerate(table.astype(np.int64)):
        limits = _limits(cell, codes, unit)
        for at in np.flatnonzero((cell > 0) & (cell < small)):
            result[row] = min(result[row], _open(cell, int(at), values, codes, limits))
    return result


class Limits(NamedTuple):
    """Between which the mean of a cell and its variance are published just the same."""

    mean: tuple[float, float]
    variance: tuple[float, float]


def _limits(cell: np.ndarray, codes: np.ndarray, unit: float) -> Limits:
    """The mean and its interval are published in units, the standard error with one digit."""
    n = int(cell.sum())
    mean = float(cell @ codes / n)
    error = float(np.sqrt(cell @ (codes - mean) ** 2 / n / max(n - 1, 1)))
    quantile, digit = float(t_quantile(np.array(n - 1.0))), float(error_unit(np.array(error)))
    told, half = float(rounded(np.array(error), digit)), float(rounded(np.array(quantile * error), unit))
    low = max(told - digit / 2, (half - unit / 2) / quantile if half > unit else 0.0)
    high = min(told + digit / 2, (max(half, unit) + unit / 2) / quantile)
    centre = float(rounded(np.array(mean), unit))
    return Limits((centre - unit / 2, centre + unit / 2), (low**2 * (n - 1), high**2 * (n - 1)))


def _open(cell: np.ndarray, at: int, values: np.ndarray, codes: np.ndarray, limits: Limits) -> int:
    """How many of the values the number who gave one answer can take: those who come to it and go from it
    gave the commonest other one, and others go between the three commonest."""
    first, *others = [other for other in np.argsort(-cell, kind="stable") if other != at][:COMMON]
    steps = _steps(len(others))
    steps = steps[(cell[others] + steps >= 0).all(axis=1)]
    came = (values - cell[at])[:, None]

    def mean(power: np.ndarray) -> np.ndarray:
        """(values, steps): of a power of all answers, after those moves."""
        gained = came * (power[at] - power[first]) + steps @ (power[others] - power[first])
        return (cell @ power + gained) / cell.sum()

    centre = cell @ codes / cell.sum()
    moved = mean(codes - centre)
    variance = mean((codes - centre) ** 2) - moved**2
    alike = (cell[first] >= came + steps.sum(axis=1)) & _within(moved + centre, limits.mean)
    return int((alike & _within(variance, limits.variance)).any(axis=1).sum())


def _within(value: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """bool: which lie between limits, and not on one."""
    return (value > limits[0] + SLACK) & (value < limits[1] - SLACK)


@cache
def _steps(answers: int) -> np.ndarray:
    """int (ways, answers): how many may come to each of some answers."""
    ways = list(product([*-REACH, 0, *REACH], repeat=answers))
    return np.array(ways, dtype=np.int64).reshape(len(ways), answers)


def apart(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that may be published, and rows that only count answers to means."""
    names = (
        rows["category"].cat.categories
        if isinstance(rows["category"].dtype, pd.CategoricalDtype)
        else rows["category"].unique()
    )
    counting = rows["category"].isin([name for name in names if str(name).startswith(MARK)]).to_numpy()
    return (rows[~counting], rows[counting]) if counting.any() else (rows, rows[:0])


def with_answers(cells: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """The cells with `coded`, whether they are of a mean of few different answers in its sample; of two, with
    the `least`, and the `span` to the other; else NaN."""
    names = ["indicator", "wave", "group"]
    given = codes[codes["breakdown1"] == ""].assign(code=lambda rows: _numbers(rows["category"]))
    ends = given.groupby(names, observed=True)["code"].agg(["min", "max", "count"]).reset_index()
    found = cells[names].astype(str).merge(ends.astype(dict.fromkeys(names, str)), on=names, how="left")
    two = (found["count"] == 2).to_numpy()
    least, most = (np.where(two, found[end].to_numpy(np.float64), np.nan) for end in ("min", "max"))
    return cells.assign(coded=found["count"].notna().to_numpy(), least=least, span=most - least)


def _numbers(category: pd.Series) -> np.ndarray:
    return category.astype(str).str.removeprefix(MARK).to_numpy(np.float64)
