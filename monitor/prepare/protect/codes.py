"""How many respondents gave each answer to a question with few answers of which the mean is published: n,
mean and error tell these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.codebook.indicators import Scale
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate, stack
from monitor.prepare.protect.precision import error_unit, tens
from monitor.prepare.respondents.respondents import Answers, Respondents

FEW = 7
"""A mean of no more distinct answers than this tells how many gave each."""
WIDEST = 100
"""Scales wider than this are published as finely as their standard error, which leaves less open."""
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


def left_open(table: np.ndarray, names: Sequence[str], scale: Scale | None) -> np.ndarray:
    """(cells,): how many values the published mean and its standard error leave open for the number who gave
    one of the answers.

    `table` (cells, answers) holds these numbers. The mean tells the sum of n answers to n of its units; the
    digit of the standard error tells the sum of their squares to as great a part of itself, twice. What moves
    a count by one moves these by a step, and by a step squared and back, of neighbouring answers
    (docs/protection.md).
    """
    codes = np.array([float(name.removeprefix(MARK)) for name in names])
    span = scale.max - scale.min if scale else np.inf
    if len(codes) < 2 or span > WIDEST:
        return np.zeros(len(table))
    step, n = float(np.diff(np.sort(codes)).min()), table.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = table @ codes**2 / n - (table @ codes / n) ** 2
        error = np.sqrt(variance / n)
        by_error = error_unit(error) / error * variance * n / step**2
    return np.nan_to_num(np.minimum(float(tens(np.array(span / 100))) * n / step, by_error))


def apart(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that may be published, and rows that only count answers to means."""
    names = (
        rows["category"].cat.categories
        if isinstance(rows["category"].dtype, pd.CategoricalDtype)
        else rows["category"].unique()
    )
    counting = rows["category"].isin([name for name in names if str(name).startswith(MARK)]).to_numpy()
    return (rows[~counting], rows[counting]) if counting.any() else (rows, rows[:0])
