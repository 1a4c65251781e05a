"""What is said of several cells at once: a test over all levels, indices of inequality, numbers of people,
shares standardised by age. Only what the codebook's `summaries` ask for is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.cells import Cells, Grouping
from monitor.prepare.estimate.cells import cells_of as laid_cells
from monitor.prepare.estimate.functions import (
    from_first,
    joint_shares,
    line,
    logistic,
    means,
    p_of,
    rao_scott,
    ridits,
    wald,
)
from monitor.prepare.estimate.intervals import t_quantile
from monitor.prepare.estimate.median import medians
from monitor.prepare.estimate.sample import DesignedSample
from monitor.prepare.estimate.totals import Function, Totals
from monitor.prepare.respondents.respondents import Answers, Levels, Respondents
from monitor.rows import Measure


class Column(NamedTuple):
    """A number of one indicator: the category that it is of, who answered, and the answers (n,)."""

    category: str
    valid: np.ndarray
    value: np.ndarray


def summaries(people: Respondents, plan: Sequence[Grouping], codebook: Codebook) -> pd.DataFrame:
    """One row for each summary of a sample, in the columns of Summary, before protection."""
    found: list[dict[str, Any]] = []
    asked = codebook.summaries
    sample = DesignedSample.of(people)
    one_way = [grouping for grouping in plan if len(grouping.breakdowns) == 1]
    for answers in people.answers:
        for grouping in one_way:
            levels = people.levels.get(grouping.breakdown1)
            if levels is None or answers.indicator in grouping.without:
                continue
            if asked.levels:
                found += joint_tests(sample, answers, levels, grouping.breakdown1)
            if grouping.breakdown1 in asked.inequality:
                found += inequality(sample, answers, levels, grouping.breakdown1)
        for name, level, inside in cells_of(people, plan, answers.indicator):
            if asked.people and answers.kind != "mean":
                found += number_of_people(sample, answers, name, level, inside)
            by = people.levels.get(asked.standardise.by) if asked.standardise else None
            if asked.standardise and by is not None and name != asked.standardise.by:
                part = np.array([asked.standardise.population.get(id, 0.0) for id in by.ids])
                found += standardised(sample, answers, by, part, name, level, inside)
    found += ratios(people, plan, sample, [(ratio.of, ratio.per) for ratio in asked.ratios])
    if asked.quantiles:
        found += quantiles(people, plan, sample, asked.quantiles)
    return pd.DataFrame(found).assign(wave=people.wave, group=people.group) if found else pd.DataFrame()


def cells_of(
    people: Respondents, plan: Sequence[Grouping], indicator: str
) -> Iterator[tuple[str, str, np.ndarray]]:
    """(breakdown, level, who is in it) of the total and of each level and net by which an indicator may be
    broken down."""
    yield "", "", np.ones(people.size, dtype=bool)
    for grouping in plan:
        levels = people.levels.get(grouping.breakdown1)
        if len(grouping.breakdowns) != 1 or levels is None or indicator in grouping.without:
            continue
        for number, id in enumerate(levels.ids):
            yield grouping.breakdown1, id, levels.code == number
        for id, members in levels.nets.items():
            yield grouping.breakdown1, id, np.isin(levels.code, [levels.ids.index(one) for one in members])


def joint_tests(
    sample: DesignedSample, answers: Answers, levels: Levels, breakdown: str
) -> Iterator[dict[str, Any]]:
    """A test that all levels are alike: Rao and Scott's F of a table, Wald's of means. A distribution has
    one for all its answers, every other answer its own."""
    inside = answers.valid & (levels.code >= 0)
    code = levels.code[inside]
    there = np.unique(code)
    if len(there) < 2:
        return
    n, df = base(sample, inside)
    hit = (levels.code[:, None] == there) & inside[:, None]
    for category, values in _tables(answers):
        values = values[:, (values[inside] != 0).any(axis=0)]
        if values.shape[1] < 2:
            continue
        weighted = sample.weight[:, None] * hit
        if answers.kind == "mean":
            part = np.hstack([weighted, weighted * values[:, 1:]])
            difference, covariance = Totals(sample, part, inside).apply(from_first)
            statistic, first, second = _safe(wald, difference, covariance, df)
        else:
            part = (weighted[:, :, None] * values[:, None, :]).reshape(len(values), -1)
            share, covariance = Totals(sample, part, inside).apply(joint_shares)
            table = share.reshape(len(there), -1)
            statistic, first, second = _safe(rao_scott, table, covariance, n, df)
        yield {
            **_key(answers, category, breakdown, Measure.LEVELS),
            "n": int(n),
            "estimate": statistic,
            "ndf": first,
            "df": second,
            "p": p_of(statistic, first, second),
        }


def _safe(test: Any, *given: Any) -> tuple[float, float, float]:
    """The test; NaN where its covariance has no inverse, as with too few sampling units."""
    try:
        found: tuple[float, float, float] = test(*given)
    except np.linalg.LinAlgError:
        return (float("nan"),) * 3
    return found


def _tables(answers: Answers) -> Iterator[tuple[str, np.ndarray]]:
    """(category, values (n, K)) of each test: the answers to a question side by side, or one and all others;
    of a mean a column of ones and the number."""
    valid = answers.valid.astype(np.float64)
    if answers.kind == "distribution":
        yield "", answers.values[:, : answers.exclusive or None].astype(np.float64)
        return
    for at, category in enumerate(answers.categories):
        value = answers.values[:, at].astype(np.float64)
        yield category, np.column_stack([valid if answers.kind == "mean" else valid - value, value])


def base(sample: DesignedSample, inside: np.ndarray) -> tuple[float, float]:
    """(n, degrees of freedom) of those inside, a domain of the sample."""
    from monitor.prepare.estimate.blocks import Block

    row = np.flatnonzero(inside)
    cells = Cells(Grouping(), ("",), ("",), np.zeros_like(row), row)
    ones = np.ones((len(inside), 1))
    block = Block((), ones, ones.copy(), np.array([0]), np.zeros(1), True)
    table = sample.table(sample.load(block), sample.lay(cells))
    return float(table.n[0, 0]), float(table.df[0, 0])


def inequality(
    sample: DesignedSample, answers: Answers, levels: Levels, breakdown: str
) -> Iterator[dict[str, Any]]:
    """Difference and ratio of the last level and the first, and slope and relative index, as WHO's Health
    Equity Assessment Toolkit has them. The levels stand from the least to the most of the breakdown."""
    for column in columns_of(answers):
        inside = column.valid & (levels.code >= 0)
        there = np.unique(levels.code[inside])
        if len(there) < 2 or len(there) < len(levels.ids):
            continue
        n, df = base(sample, inside)
        weighted = sample.weight[:, None] * ((levels.code[:, None] == there) & inside[:, None])
        totals = Totals(sample, np.hstack([weighted, weighted * column.value[:, None]]), inside)
        rank = ridits(weighted.sum(axis=0))
        yield from (
            {**_key(answers, column.category, breakdown, measure), "n": int(n), **numbers}
            for measure, numbers in indices(totals, rank, answers.kind != "mean", df)
        )


def indices(
    totals: Totals, rank: np.ndarray, shares: bool, df: float
) -> Iterator[tuple[Measure, dict[str, float]]]:
    """The four indices; ratios have their interval on the scale of logarithms."""
    curve = logistic if shares else line

    def ends(given: np.ndarray) -> np.ndarray:
        found = means(given)
        return np.stack([found[..., 0], found[..., -1]], axis=-1)

    def curve_ends(given: np.ndarray) -> np.ndarray:
        return curve(given, rank)

    for apart, ratio, function in (
        (Measure.DIFFERENCE, Measure.RATIO, ends),
        (Measure.SLOPE, Measure.RELATIVE, curve_ends),
    ):
        yield apart, difference_of(totals, function, df)
        yield ratio, ratio_of(totals, function, df)


def difference_of(totals: Totals, ends: Function, df: float) -> dict[str, float]:
    """The later end minus the first."""
    value, covariance = totals.apply(lambda given: ends(given)[..., 1:] - ends(given)[..., :1])
    se = float(np.sqrt(covariance[0, 0]))
    margin = float(t_quantile(np.array(df))) * se
    middle = float(value[0])
    return {
        "estimate": middle,
        "se": se,
        "ci_low": middle - margin,
        "ci_high": middle + margin,
        "df": df,
    }


def ratio_of(totals: Totals, ends: Function, df: float) -> dict[str, float]:
    """The later end by the first; the standard error is that of the logarithm. NaN where an end is not above
    zero."""
    nothing = dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "df"), float("nan"))
    if not (ends(totals.full) > 0).all():
        return nothing
    value, covariance = totals.apply(
        lambda given: np.log(ends(given)[..., 1:]) - np.log(ends(given)[..., :1])
    )
    se = float(np.sqrt(covariance[0, 0]))
    margin = float(t_quantile(np.array(df))) * se
    low, middle, high = np.exp(float(value[0]) + np.array([-margin, 0.0, margin]))
    return {"estimate": float(middle), "se": se, "ci_low": float(low), "ci_high": float(high), "df": df}


def quantiles(
    people: Respondents, plan: Sequence[Grouping], sample: DesignedSample, parts: Sequence[float]
) -> Iterator[dict[str, Any]]:
    """Quantiles of every mean, of everybody and of the levels of each breakdown (R's svyquantile, qrule
    "math", interval "mean")."""
    numbers = [item for item in people.answers if item.kind == "mean"]
    for grouping in plan if numbers else ():
        cells = laid_cells(people, grouping) if len(grouping.breakdowns) < 2 else None
        if cells is None:
            continue
        value = np.column_stack([item.values[:, 0] for item in numbers]).astype(np.float64)
        valid = np.column_stack([item.valid for item in numbers])
        for part in sorted(set(parts)):
            found = medians(value, valid, cells, sample, part)
            for (cell, level), (at, item) in product(enumerate(cells.level1), enumerate(numbers)):
                if item.indicator in grouping.without or not np.isfinite(found.median[cell, at]):
                    continue
                yield {
                    **_key(item, "", grouping.breakdown1, Measure.QUANTILE),
                    "level1": level,
                    "from": f"{part:g}",
                    "n": int(found.n[cell, at]),
                    "estimate": found.median[cell, at],
                    "se": found.se[cell, at],
                    "ci_low": found.low[cell, at],
                    "ci_high": found.high[cell, at],
                    "df": found.df[cell, at],
                }


def ratios(
    people: Respondents, plan: Sequence[Grouping], sample: DesignedSample, pairs: Sequence[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """One total by another, of those who answered both (R's svyratio); none where the second is zero."""
    given = {item.indicator: item for item in people.answers}
    for of, per in pairs:
        if of not in given or per not in given:
            continue
        one, other = given[of], given[per]
        for breakdown, level, inside in cells_of(people, plan, of):
            here = one.valid & other.valid & inside
            part = np.column_stack([item.values[:, 0] for item in (one, other)]).astype(np.float64)
            totals = Totals(sample, part * (sample.weight * here)[:, None], here)
            if not totals.full[1]:
                continue
            n, df = base(sample, here)
            value, covariance = totals.apply(lambda given: given[..., :1] / given[..., 1:])
            yield {
                **_key(one, "", breakdown, Measure.PER),
                "level1": level,
                "from": per,
                "n": int(n),
                **_interval(float(value[0]), float(np.sqrt(covariance[0, 0])), df, False),
            }


def number_of_people(
    sample: DesignedSample, answers: Answers, breakdown: str, level: str, inside: np.ndarray
) -> Iterator[dict[str, Any]]:
    """How many people have each answer, where the weights add up to the population (R's svytotal)."""
    for column in columns_of(answers):
        here = column.valid & inside
        if not here.any():
            continue
        n, df = base(sample, here)
        part = (sample.weight * column.value * here)[:, None]
        value, covariance = Totals(sample, part, here).apply(lambda given: given)
        se = float(np.sqrt(covariance[0, 0]))
        margin, total = float(t_quantile(np.array(df))) * se, float(value[0])
        yield {
            **_key(answers, column.category, breakdown, Measure.PEOPLE),
            "level1": level,
            "n": int(n),
            "estimate": total,
            "se": se,
            "ci_low": max(total - margin, 0.0),
            "ci_high": total + margin,
            "df": df,
        }


def standardised(
    sample: DesignedSample,
    answers: Answers,
    by: Levels,
    population: np.ndarray,
    breakdown: str,
    level: str,
    inside: np.ndarray,
) -> Iterator[dict[str, Any]]:
    """What each number would be if a cell had the ages of the `population` (levels of `by`,): directly
    standardised (R's svystandardize). None where a part of the population has nobody in the cell."""
    for column in columns_of(answers):
        here = column.valid & inside & (by.code >= 0)
        there = np.unique(by.code[here])
        part = population[there] / population.sum()
        if not len(there) or abs(part.sum() - 1) > 1e-12:
            continue
        n, df = base(sample, here)
        weighted = sample.weight[:, None] * ((by.code[:, None] == there) & here[:, None])
        totals = Totals(sample, np.hstack([weighted, weighted * column.value[:, None]]), here)
        value, covariance = totals.apply(
            lambda given, part=part: (means(given) * part).sum(axis=-1, keepdims=True)  # type: ignore[misc]
        )
        yield {
            **_key(answers, column.category, breakdown, Measure.STANDARDISED),
            "level1": level,
            "n": int(n),
            **_interval(float(value[0]), float(np.sqrt(covariance[0, 0])), df, answers.kind != "mean"),
        }


def _interval(value: float, se: float, df: float, share: bool) -> dict[str, float]:
    """An estimate with the interval that its kind has: of a share on the logit scale."""
    quantile = float(t_quantile(np.array(df)))
    low, high = value - quantile * se, value + quantile * se
    if share and 0 < value < 1:
        margin = quantile * se / (value * (1 - value))
        low, high = 1 / (1 + np.exp(-(np.log(value / (1 - value)) + np.array([-margin, margin]))))
    return {"estimate": value, "se": se, "ci_low": float(low), "ci_high": float(high), "df": df}


def columns_of(answers: Answers) -> Iterator[Column]:
    """Each number of an indicator."""
    for at, category in enumerate(answers.categories):
        yield Column(category, answers.valid, answers.values[:, at].astype(np.float64))


def _key(answers: Answers, category: str, breakdown: str, measure: Measure) -> dict[str, Any]:
    return {
        "indicator": answers.indicator,
        "category": category,
        "breakdown1": breakdown,
        "level1": "",
        "measure": measure,
        "from": "",
        "to": "",
    }
