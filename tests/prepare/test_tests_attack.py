"""A reader who tries all counts that the published numbers of an unweighted survey allow, its p-values among
them: how many people without a level gave an answer takes five values still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import special

from monitor.codebook.summaries import Summaries
from monitor.prepare.estimate.tables import all_contrasts, all_estimates, all_summaries
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.precision import rounded, rounded_p
from monitor.prepare.protect.publish import publish
from monitor.prepare.protect.rules import protect
from monitor.prepare.protect.summaries import publish_summaries
from tests.prepare.linked import survey

SMALLEST = 5


def candidates(share: float, unit: float, n: int) -> np.ndarray:
    """The counts that are published as this share, by the rule that 1 to 4 are never shown."""
    count = np.arange(n + 1)
    shown = (count == 0) | ((count >= SMALLEST) & (n - count >= SMALLEST)) | (count == n)
    return count[shown & (np.abs(rounded(count / n, unit) - share) < 1e-9)]


def p_value(
    test: Any, one: np.ndarray, n: int, other: np.ndarray, m: int, true: tuple[int, int]
) -> np.ndarray:
    """p of every pair of counts; what the design adds to the variance is taken from the true one."""

    def variance(one: Any, other: Any) -> Any:
        return one / n * (1 - one / n) / n + other / m * (1 - other / m) / m

    design = test.se**2 / variance(*true)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(one / n - other / m) / np.sqrt(variance(one, other) * design)
    return 2 * special.stdtr(test.df, -t)


def joint_p(test: Any, counts: np.ndarray, sizes: np.ndarray, true: np.ndarray) -> np.ndarray:
    """p of the test over all levels at once, of every set of counts; its design effect is the true one's."""

    def pearson(counts: np.ndarray) -> np.ndarray:
        share, part = counts / sizes, sizes / sizes.sum()
        middle = (share * part).sum(axis=-1, keepdims=True)
        return ((part * (share - middle) ** 2).sum(axis=-1) / (middle * (1 - middle))[..., 0]) * sizes.sum()

    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = pearson(counts) * (test.estimate / pearson(true))
    return np.asarray(special.fdtrc(test.ndf, test.df, statistic))


def left_over(
    rows: pd.DataFrame,
    tests: pd.DataFrame,
    levels: list[tuple[str, int, int]],
    n: int,
    few: int,
    joint: pd.DataFrame,
) -> set[int]:
    """How many of the people without a level may have given the answer."""
    published = {row.level1 if row.breakdown1 else "": row for row in rows.itertuples()}
    each = [candidates(published[name].estimate, published[name].precision, size) for name, size, _ in levels]
    counts = np.array(list(product(*each)))
    sizes, true = np.array([size for _, size, _ in levels]), np.array([count for *_, count in levels])
    at = {name: number for number, (name, *_) in enumerate(levels)}
    fits = np.ones(len(counts), dtype=bool)
    for test in tests.rename(columns={"from": "start"}).itertuples():
        one = at[test.to]
        if test.over == "levels":
            two = at[test.start]
            other, m, held = counts[:, two], sizes[two], (true[one], true[two])
        else:
            other, m = counts.sum(axis=1) - counts[:, one], sizes.sum() - sizes[one]
            held = true[one], true.sum() - true[one]
        p = p_value(test, counts[:, one], sizes[one], other, m, held)
        fits &= rounded_p(p) == test.published
    for test in joint.itertuples():
        fits &= rounded_p(joint_p(test, counts, sizes, true)) == test.published
    total = candidates(published[""].estimate, published[""].precision, n)
    left = (total[:, None] - np.unique(counts[fits].sum(axis=1))).ravel()
    return {int(value) for value in left if 0 <= value <= few}


def questions(seed: int) -> Iterator[tuple[set[int], int]]:
    """For each share of a random survey of which all levels are shown: the values that are left, and how many
    people have no level."""
    random = np.random.default_rng(seed)
    made = survey(
        [2 + seed % 4], ["share"], int(random.integers(250, 1400)), seed, missing=(0.01, 0.02, 0.05)[seed % 3]
    )
    made = replace(made, book=made.book.model_copy(update={"summaries": Summaries(levels=True)}))
    people = [
        replace(one, design=replace(one.design, weight=np.ones(one.size), weighted=False))
        for one in made.people
    ]
    cells = all_estimates(people, made.book, Findings(), lambda done, doing: None)
    tests = all_contrasts(people, made.book, cells, lambda done, doing: None)
    joint = all_summaries(people, made.book, cells, lambda done, doing: None)
    safe = protect(cells, tests, made.book, people, joint)
    shown, told = publish(safe.cells, safe.contrasts, made.book)
    joint = joint.assign(published=publish_summaries(joint, safe.cells, shown, made.book)["p"])
    tests = tests.assign(published=told["p"])
    for one in people:
        for item in one.answers:
            of = {"wave": one.wave, "group": one.group, "indicator": item.indicator}
            own = np.all([(shown[name] == value).to_numpy() for name, value in of.items()], axis=0)
            (levels,) = one.levels.values()
            given, code = item.values[:, 0] > 0, np.where(item.valid, levels.code, -2)
            few = int((code == -1).sum())
            if item.kind != "share" or not few or shown[own]["estimate"].isin([np.nan, 0, 1]).any():
                continue
            sizes = [
                (name, int((code == at).sum()), int((given & (code == at)).sum()))
                for at, name in enumerate(levels.ids)
            ]
            exact = safe.cells[own]["tested"].min() >= 1
            among = np.all([(tests[name] == value).to_numpy() for name, value in of.items()], axis=0)
            among &= (
                tests["over"].isin(["levels", "rest"]).to_numpy()
                & tests["published"].notna().to_numpy()
                & exact
            )
            yield (
                left_over(
                    shown[own],
                    tests[among],
                    [size for size in sizes if size[1]],
                    int(item.valid.sum()),
                    few,
                    joint[np.all([joint[name] == value for name, value in of.items()], axis=0) & exact],
                ),
                few,
            )


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(20, 150), marks=pytest.mark.slow)])
def test_tests_tell_no_more_of_people_without_a_level(seeds: range) -> None:
    looked = [(values, few) for seed in seeds for values, few in questions(seed)]
    assert len(looked) > 5
    assert [(values, few) for values, few in looked if len(values) < min(5, few + 1)] == []
