"""Care processes: what could be minus what is, against formulas written out here; and when the difference is
not shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.process import process_contrasts, shown_processes
from monitor.prepare.respondents.respondents import Answers, Design, Respondents
from tests.figure.cases import PROCESSES
from tests.figure.stores import codebook

BOOK: Codebook = codebook(processes=PROCESSES)
RANDOM = np.random.default_rng(11)
SIZE = 400


def _people(
    group: str = "artsen", *, missing: float = 0.1, weighted: bool = True, can: float = 0.6, done: float = 0.3
) -> Respondents:
    """A sample in which whoever does it usually finds it possible."""
    possible = RANDOM.random(SIZE) < can
    actual = np.where(possible, RANDOM.random(SIZE) < done * 1.3, RANDOM.random(SIZE) < done * 0.8)
    answers = []
    for indicator, given in (("intake_kan", possible), ("intake_is", actual)):
        valid = RANDOM.random(SIZE) >= missing
        answers.append(Answers(indicator, "share", ("",), (given & valid).astype(np.uint8)[:, None], valid))
    weight = RANDOM.uniform(0.5, 2.0, SIZE) if weighted else np.ones(SIZE)
    return Respondents("2024", group, Design(weight, strata=np.arange(SIZE) % 4), {}, answers)


def _by_hand(people: Respondents) -> tuple[float, float]:
    """(difference, standard error) from the respondents' linearised scores, stratum by stratum: Särndal e.a.
    (1992), 5.7 and 7.2."""
    weight, shares, scores = people.design.weight, [], np.zeros(people.size)
    for item, sign in zip(people.answers, (1, -1), strict=True):
        value, valid = item.values[:, 0].astype(float), item.valid
        total = weight[valid].sum()
        share = (weight * value)[valid].sum() / total
        shares.append(share)
        scores += sign * np.where(valid, weight * (value - share) / total, 0.0)
    variance = 0.0
    for stratum in np.unique(people.design.strata):
        part = scores[people.design.strata == stratum]
        variance += len(part) / (len(part) - 1) * ((part - part.mean()) ** 2).sum()
    return shares[0] - shares[1], float(np.sqrt(variance))


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [True, False])
def test_difference_keeps_the_covariance_of_the_two_answers(missing, weighted):
    people = _people(missing=missing, weighted=weighted)
    found = process_contrasts([people], BOOK)
    row = found.iloc[0]
    assert (row.indicator, row["from"], row.to, row.over, row.category) == (
        "intake_kan",
        "intake_is",
        "intake_kan",
        "indicators",
        "",
    )
    assert (row.difference, row.se) == pytest.approx(_by_hand(people), rel=1e-9)
    assert row.ci_low < row.difference < row.ci_high


def test_without_missing_answers_it_is_the_paired_test():
    from scipy import stats

    people = replace(_people(missing=0.0, weighted=False), design=Design(np.ones(SIZE)))
    row = process_contrasts([people], BOOK).iloc[0]
    paired = stats.ttest_rel(*(item.values[:, 0].astype(float) for item in people.answers))
    assert (row.p, row.df) == (pytest.approx(paired.pvalue, rel=1e-9), SIZE - 1)


def test_replicate_weights_give_the_jackknife_of_the_difference():
    from monitor.codebook.samples import Replicates

    people = replace(_people(missing=0.1), design=Design(np.ones(SIZE)))
    unit = np.arange(SIZE) % 20
    factors = np.where(unit[:, None] == np.arange(20), 0.0, 20 / 19)
    rules = Replicates.model_validate({"columns": "r", "method": "JK1"})
    jackknifed = replace(people, design=Design(np.ones(SIZE), replicate_weights=factors, replicates=rules))
    row = process_contrasts([jackknifed], BOOK).iloc[0]
    shares = np.array(
        [
            [
                factors[item.valid, r] @ item.values[item.valid, 0] / factors[item.valid, r].sum()
                for item in people.answers
            ]
            for r in range(20)
        ]
    )
    difference = shares[:, 0] - shares[:, 1]
    assert row.se == pytest.approx(np.sqrt(19 / 20 * ((difference - difference.mean()) ** 2).sum()), rel=1e-9)


def _cells(people: list[Respondents], hidden: tuple[str, str] | None = None) -> pd.DataFrame:
    """Protected totals of every indicator and group, one of them hidden."""
    groups = dict.fromkeys([*(one.group for one in people), "allen"])
    rows = [
        (item.indicator, "", "2024", group, "", np.nan if (item.indicator, group) == hidden else 0.5)
        for group in groups
        for item in people[0].answers
    ]
    return pd.DataFrame(rows, columns=["indicator", "category", "wave", "group", "breakdown1", "estimate"])


def test_shown_only_where_both_cells_are_and_in_a_pool_only_where_every_member_is():
    people = [_people("artsen"), _people("verpleegkundigen")]
    found = process_contrasts(people, BOOK)
    assert set(found["group"]) == {"artsen", "verpleegkundigen", "allen"}
    assert shown_processes(found, _cells(people), BOOK)["difference"].notna().all()
    for indicator in ("intake_kan", "intake_is"):
        shown = shown_processes(found, _cells(people, (indicator, "artsen")), BOOK).set_index("group")
        assert shown["difference"].notna().to_dict() == {
            "artsen": False,
            "verpleegkundigen": True,
            "allen": False,
        }
        assert shown.loc[["artsen", "allen"], "status"].astype(str).tolist() == ["protected", "protected"]
        assert shown.loc["artsen", ["difference", "se", "ci_low", "ci_high", "df", "p"]].isna().all()


def test_not_shown_where_its_standard_error_could_tell_of_one_to_four_people():
    people = _people(missing=0.0)
    only = people.answers[0].values.copy()
    only[np.flatnonzero((only[:, 0] == 1) & (people.answers[1].values[:, 0] == 0))[:3]] = 0
    same = replace(people.answers[1], values=only)
    few = replace(people, answers=[people.answers[0], same])
    assert int((people.answers[0].values != same.values).sum()) == 3
    found = process_contrasts([few], BOOK)
    shown = shown_processes(found, _cells([few]), BOOK)
    assert shown["status"].astype(str).tolist() == ["protected"] and shown["se"].isna().all()


def test_a_codebook_without_processes_has_none():
    assert process_contrasts([_people()], codebook()) is None


def test_a_pool_whose_members_got_only_one_of_the_two_has_no_difference():
    nurses = _people("verpleegkundigen")
    doctors = _people("artsen")
    doctors = replace(doctors, answers=doctors.answers[:1])
    assert set(process_contrasts([doctors, nurses], BOOK)["group"]) == {"verpleegkundigen"}
