"""What stands out: false discoveries stay few, nothing is said twice, and nothing hidden is ranked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.difference import ALPHA, false_discoveries, independent
from monitor.prepare.estimate.tables import all_contrasts, all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.precision import rounded_p
from monitor.prepare.protect.publish import publish
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from monitor.prepare.standing import comparisons, standing
from monitor.store import Store
from monitor.view import parse_view
from tests.prepare import small

SIZE, QUESTIONS = 700, 20
PEOPLE = "people"


def survey(
    seed: int, shares: Sequence[Sequence[float]], breakdown: bool = False, groups: tuple[str, ...] = (PEOPLE,)
) -> tuple[pd.DataFrame, pd.DataFrame, Codebook]:
    """Published cells and differences of a survey with a question for each row of `shares`, which holds the
    true share in each wave."""
    waves = len(shares[0])
    book = small.codebook([2] if breakdown else [], ["share"] * len(shares), waves, groups)
    rng = np.random.default_rng(seed)
    people = []
    for sample in book.samples:
        wave = book.wave_ids.index(sample.wave)
        valid = np.ones(SIZE, dtype=bool)
        answers = [
            Answers(
                f"q{at}", "share", ("",), (rng.random(SIZE) < true[wave]).astype(np.uint8)[:, None], valid
            )
            for at, true in enumerate(shares)
        ]
        codes = rng.integers(0, 2, SIZE).astype(np.int16)
        levels = {"b0": Levels(("l0", "l1"), codes, {})} if breakdown else {}
        people.append(Respondents(sample.wave, sample.group, Design(weight=np.ones(SIZE)), levels, answers))
    cells = all_estimates(people, book, Findings(), lambda done, doing: None)
    contrasts = all_contrasts(people, book, cells, lambda done, doing: None)
    rows = publish(cells.assign(status=""), contrasts.assign(status=""), book)
    return *rows, book


def read(store: Store, table: str) -> pd.DataFrame:
    """A table of a store."""
    names = [
        row[0] for row in store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table])
    ]
    return pd.DataFrame(store.rows(f"SELECT * FROM {table}"), columns=names)


def planted(changed: float = 0.14) -> list[list[float]]:
    """One question that changed, and nineteen that did not."""
    return [[0.3, 0.3 + changed], *([0.05 + 0.045 * at] * 2 for at in range(1, QUESTIONS))]


def published_p(surveys: int, changed: float) -> np.ndarray:
    """float (surveys, questions): the published p of each change, in so many surveys with the same truth."""
    rng = np.random.default_rng(2025)
    share = np.array(planted(changed)).T
    before, after = (rng.binomial(SIZE, share[wave], (surveys, QUESTIONS)) / SIZE for wave in (0, 1))
    errors = [np.sqrt(part * (1 - part) / (SIZE - 1)) for part in (before, after)]
    change = independent(before, errors[0], SIZE - 1, after, errors[1], SIZE - 1)
    return rounded_p(np.asarray(change.p))


@pytest.mark.parametrize(("changed", "true"), [(0.14, 1), (0.0, 0)])
def test_of_what_is_told_in_many_surveys_at_most_a_twentieth_is_false(changed: float, true: int) -> None:
    surveys = 4000
    told = np.array([false_discoveries(p, ALPHA) for p in published_p(surveys, changed)])
    false = told[:, true:].sum(axis=1) / np.maximum(told.sum(axis=1), 1)
    assert false.mean() <= ALPHA + 2 * false.std() / np.sqrt(surveys)
    assert told[:, :true].mean(axis=0).tolist() == pytest.approx([1.0] * true, abs=0.01)


@pytest.mark.parametrize("seed", range(12))
def test_a_true_change_among_nineteen_that_are_none_is_told_first(seed: int) -> None:
    cells, contrasts, book = survey(seed, planted())
    p = contrasts.set_index("indicator")["p"].astype(float)
    told = p.index[false_discoveries(p.to_numpy(), ALPHA)]
    ranked = standing(cells, contrasts, book)["indicator"]
    assert ranked.iloc[0] == "q0" and set(ranked) == set(told)


@pytest.mark.parametrize("seed", range(20))
def test_discoveries_are_those_of_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random(50) ** rng.integers(1, 6)
    told = false_discoveries(p, 0.05)
    most = max((k for k in range(51) if np.sum(p <= 0.05 * k / 50) >= k), default=0)
    assert told.sum() == most and (most == 0 or p[told].max() <= 0.05 * most / 50)
    assert (told <= false_discoveries(p / 2, 0.05)).all()


def test_no_tests_give_no_ranking() -> None:
    assert not len(false_discoveries(np.array([]), 0.05))
    cells, contrasts, book = survey(1, [[0.5]])
    assert standing(cells, contrasts, book).empty


def test_it_is_worked_out_from_published_numbers_alone() -> None:
    cells, contrasts, book = survey(3, planted(), breakdown=True)
    names = ["estimate", "n", "precision", "status", "indicator", "category", "wave", "group"]
    keys = ["breakdown1", "level1", "breakdown2", "level2"]
    kept = ["difference", "ci_low", "ci_high", "p", "status", "over", "from", "to"]
    bare = contrasts[[*kept, *names[4:], *keys]]
    pd.testing.assert_frame_equal(
        standing(cells[[*names, *keys]], bare, book), standing(cells, contrasts, book)
    )
    assert standing(cells, contrasts, book).select_dtypes("number").columns.to_list() == ["rank"]


def test_a_change_of_everybody_goes_before_that_of_a_level_and_a_change_before_a_difference() -> None:
    cells, contrasts, book = survey(5, planted(0.2), breakdown=True)
    first = standing(cells, contrasts, book).iloc[0]
    assert (first["kind"], first["breakdown1"]) == ("change", "")
    assert parse_view(first["view"]).indicators == ("q0",)


def test_a_rise_that_became_a_fall_is_a_reversal() -> None:
    cells, contrasts, book = survey(7, [[0.3, 0.5, 0.3], *([[0.4] * 3] * 3)])
    found = standing(cells, contrasts, book)
    tests = comparisons(contrasts, book)
    turned = tests[(tests["kind"] == "reversal") & (tests["indicator"] == "q0")]
    assert (
        turned["p"].tolist() == [turned[["p", "p_before"]].max(axis=1).item()] and turned["p"].item() < 0.01
    )
    assert found["indicator"].iloc[0] == "q0"


def test_what_is_hidden_or_unreliable_is_never_ranked() -> None:
    cells, contrasts, book = survey(9, planted(0.3))
    assert "q0" in set(standing(cells, contrasts, book)["indicator"])
    for wave in book.wave_ids:
        place = ((cells["indicator"] == "q0") & (cells["wave"] == wave)).to_numpy()
        marked = cells.assign(status=np.where(place, "unreliable", ""))
        assert "q0" not in set(standing(marked, contrasts, book)["indicator"])
    hidden = contrasts.assign(p=contrasts["p"].mask(contrasts["indicator"] == "q0"))
    assert "q0" not in set(standing(cells, hidden, book)["indicator"])


def test_a_share_of_nought_is_no_side_of_what_is_ranked() -> None:
    cells, contrasts, book = survey(13, [[0.0, 0.2], [0.3, 0.5]])
    first = contrasts[contrasts["indicator"] == "q0"]
    assert first["p"].item() < 0.001
    assert standing(cells, contrasts, book)["indicator"].tolist() == ["q1"]


def test_a_variable_is_not_broken_down_by_itself() -> None:
    cells, contrasts, book = survey(15, [[0.5], [0.5]], breakdown=True)
    q0 = (contrasts["indicator"] == "q0").to_numpy()
    certain = contrasts.assign(p=np.where(q0, 4.9e-5, contrasts["p"]))
    certain = certain.assign(
        ci_low=np.where(q0, 0.2, certain["ci_low"]), ci_high=np.where(q0, 0.4, certain["ci_high"])
    )
    assert standing(cells, certain, book)["indicator"].tolist() == ["q0"]
    same = book.model_copy(update={"breakdowns": [book.breakdowns[0].model_copy(update={"variable": "q0"})]})
    assert standing(cells, certain, same).empty


def test_groups_that_share_a_page_are_told_together() -> None:
    cells, contrasts, book = survey(11, [[0.3, 0.5], [0.4, 0.4]], groups=("one", "other"))
    found = standing(cells, contrasts, book)
    assert found["indicator"].tolist() == ["q0"]
    assert parse_view(found["view"].item()).groups == ("one", "other")


def test_in_the_monitor_nothing_is_told_twice(monitor_store: Store) -> None:
    book = monitor_store.codebook
    ranked = monitor_store.standing
    assert len(ranked) > 20 and [item.rank for item in ranked] == list(range(1, len(ranked) + 1))
    assert len({(item.page, item.indicator) for item in ranked}) == len(ranked)
    pools = {group.id for group in book.groups if group.pool}
    answers = {(item.id, net.id) for item in book.indicators for net in getattr(item, "nets", [])}
    leading = {item.id for item in book.indicators if item.kind == "distribution"}
    for item in ranked:
        assert not pools & {item.group, *parse_view(item.view).groups}
        assert item.indicator in leading or (item.indicator, item.category) not in answers
        others = {other.indicator for other in ranked if other.page == item.page and other.rank < item.rank}
        assert not others & set(book.indicator[item.indicator].derived_from)
        assert not any(item.indicator in book.indicator[other].derived_from for other in others)
        parts = set(book.indicator[item.indicator].derived_from)
        assert not any(parts & set(book.indicator[other].derived_from) for other in others)


def test_whoever_has_the_store_can_work_the_ranking_out(monitor_store: Store) -> None:
    cells, contrasts = (read(monitor_store, name) for name in ("estimate", "contrast"))
    found = standing(cells, contrasts, monitor_store.codebook)
    assert [tuple(row) for row in found.to_numpy().tolist()] == [
        tuple(item) for item in monitor_store.standing
    ]


def test_each_row_of_the_monitor_is_shown_and_reliable(monitor_store: Store) -> None:
    joined = monitor_store.rows(
        "SELECT s.rank, c.status, c.difference, c.p FROM standing s JOIN contrast c USING (indicator, "
        'category, wave, "group", breakdown1, level1, "over", "from", "to") WHERE c.breakdown2 = \'\' ORDER BY s.rank'  # noqa: E501
    )
    assert [row[0] for row in joined] == [item.rank for item in monitor_store.standing]
    assert all(status == "" and difference and p < ALPHA for _, status, difference, p in joined)
    unreliable = monitor_store.rows(
        'SELECT s.rank FROM standing s JOIN estimate e USING (indicator, category, wave, "group", breakdown1) '  # noqa: E501
        "WHERE e.breakdown2 = '' AND e.status <> '' AND (s.over = 'waves' AND e.level1 = s.level1 "
        'OR s.over = \'levels\' AND e.level1 IN (s."from", s."to"))'
    )
    assert unreliable == []
