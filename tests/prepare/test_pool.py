"""Pooled groups: the unweighted mean of group estimates, or all respondents as one stratified sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.errors import BuildError
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.contrast import level_contrasts
from monitor.prepare.estimate.estimates import estimate, stack
from monitor.prepare.estimate.pool import asked_when, mean_contrasts, mean_estimates, pooled_respondents
from monitor.prepare.respondents.respondents import Design, Respondents
from tests.prepare.panel import panel

PLAN = [Grouping(), Grouping("edu")]


def codebook(method: str = "mean") -> Codebook:
    """Three groups, two of them pooled twice."""
    return Codebook.model_validate(
        {
            "survey": {"id": "pool", "title": "Pool"},
            "waves": [{"id": wave} for wave in ("2023", "2024")],
            "groups": [
                *({"id": name, "label": name} for name in "abc"),
                {"id": "all", "label": "all", "pool": {"of": ["a", "b", "c"], "method": method}},
            ],
            "samples": [{"wave": "2023", "group": "a", "file": "none.sav"}],
            "breakdowns": [
                {
                    "id": "edu",
                    "label": "edu",
                    "variable": "edu",
                    "levels": [{"id": one, "label": one, "codes": [one]} for one in "123"],
                }
            ],
            "indicators": [
                {"id": "portal", "label": "p", "variable": "p", "kind": "share", "true": [1]},
                {"id": "score", "label": "s", "variable": "s", "kind": "mean"},
                {
                    "id": "source",
                    "label": "o",
                    "kind": "multiple",
                    "options": [{"id": x, "label": x, "variable": x} for x in "abc"],
                },
            ],
        }
    )


def sample(group: str, source: int, wave: str = "2023", without: str = "") -> Respondents:
    people = panel(source)
    return replace(
        people,
        wave=wave,
        group=group,
        answers=[item for item in people.answers if item.indicator not in without.split(",")],
    )


def pooled(people: list[Respondents]) -> pd.DataFrame:
    found = mean_estimates(stack([estimate(one, PLAN) for one in people]), codebook(), asked_when(people))
    assert len(found) == 1
    return found[0]


def test_the_mean_of_groups_has_the_standard_error_of_independent_samples() -> None:
    people = [sample("a", 2021), sample("b", 2023), sample("c", 2024)]
    cells = stack([estimate(one, PLAN) for one in people])
    row = pooled(people).query("indicator == 'portal' and breakdown1 == ''").iloc[0]
    parts = cells.query("indicator == 'portal' and breakdown1 == ''")
    assert row.group == "all"
    np.testing.assert_allclose(row.estimate, parts.estimate.mean())
    np.testing.assert_allclose(row.se, np.sqrt((parts.se**2).sum()) / 3)
    np.testing.assert_allclose(row.df, (parts.se**2).sum() ** 2 / (parts.se**4 / parts.df).sum())
    assert (row.n, row["count"]) == (parts.n.sum(), parts["count"].sum())
    assert row.ci_low < row.estimate < row.ci_high
    assert np.isnan(row.deff)
    edu = pooled(people).query("indicator == 'score' and level1 == '2' and category == ''").iloc[0]
    np.testing.assert_allclose(edu.ci_high - edu.estimate, edu.estimate - edu.ci_low)


def test_a_group_that_never_got_the_question_is_no_member() -> None:
    people = [sample("a", 2021), sample("b", 2023), sample("c", 2024, without="portal")]
    cells = stack([estimate(one, PLAN) for one in people])
    row = pooled(people).query("indicator == 'portal' and breakdown1 == ''").iloc[0]
    np.testing.assert_allclose(
        row.estimate, cells.query("indicator == 'portal' and breakdown1 == ''").estimate.mean()
    )


def test_a_wave_in_which_a_member_was_not_asked_has_no_pooled_figure() -> None:
    people = [
        sample(group, source, wave)
        for wave in ("2023", "2024")
        for group, source in (("a", 2021), ("b", 2023), ("c", 2024))
    ]
    people[5] = sample("c", 2024, "2024", without="portal")
    found = pooled(people)
    assert set(found.query("indicator == 'portal'").wave) == {"2023"}
    assert set(found.query("indicator == 'score'").wave) == {"2023", "2024"}


def test_differences_of_a_pool_are_the_mean_of_those_of_its_members() -> None:
    people = [sample("a", 2021), sample("b", 2023), sample("c", 2024)]
    rows = stack([level_contrasts(one, codebook(), PLAN) for one in people])
    (found,) = mean_contrasts(rows, codebook(), asked_when(people))
    same = "indicator == 'portal' and over == 'levels' and `from` == '1' and to == '3'"
    row, parts = found.query(same).iloc[0], rows.query(same)
    assert len(parts) == 3 and row.group == "all"
    np.testing.assert_allclose(row.difference, parts.difference.mean())
    np.testing.assert_allclose(row.se, np.sqrt((parts.se**2).sum()) / 3)
    assert 0 < row.p < 1


def test_pooled_respondents_keep_their_own_strata() -> None:
    people = [sample("a", 2021), sample("b", 2023), sample("c", 2024, without="score")]
    (both,) = pooled_respondents(people, codebook("respondents"))
    cells = estimate(both, [Grouping()]).set_index(["indicator", "category"])
    apart = [
        estimate(one, [Grouping()]).set_index(["indicator", "category"]).loc["portal", ""] for one in people
    ]
    total = sum(one.sum_weights for one in apart)
    row = cells.loc["portal", ""]
    np.testing.assert_allclose(row.estimate, sum(one.estimate * one.sum_weights for one in apart) / total)
    assert row.n == sum(one.n for one in apart)
    assert row.df == row.n - 3
    scored = cells.loc["score", ""]
    assert scored.n == people[0].answers[1].valid.sum() + people[1].answers[1].valid.sum()


def test_replicate_weights_are_not_stacked() -> None:
    design = Design(np.ones(panel(2021).size), replicate_weights=np.ones((panel(2021).size, 4)))
    people = [replace(sample("a", 2021), design=design), sample("b", 2023), sample("c", 2024)]
    with pytest.raises(BuildError, match="method: mean"):
        pooled_respondents(people, codebook("respondents"))
