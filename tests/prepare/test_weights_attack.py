"""A reader who knows all weights and levels narrows no hidden count: random surveys, the simulated Monitor,
two small leaks, real files."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.precision import rounded
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.linked import survey
from tests.prepare.monitor_attack import attacks as attacks_on_store
from tests.prepare.monitor_attack import pooled
from tests.prepare.weighted import WEIGHTS, Published, as_published, attacks, published
from tests.prepare.weights_attack import NOBODYS, Known, Outcome, Question, WeightsAttack

ROOT = Path(__file__).resolve().parents[2]
SURVEYS = ROOT / ".." / "shared" / "surveys"
needs_surveys = pytest.mark.skipif(not SURVEYS.is_dir(), reason="the shared survey files are not here")
LEVELS = ([2, 3], [3], [3, 2, 2], [4], [3, 4], [2, 2])
FAMILIES = (
    ["share", "distribution"],
    ["multiple", "distribution"],
    ["an option that is a share too", "share"],
)


def attacked(made: Published, most: int | None = None) -> Outcome:
    found = Outcome()
    for _, attack in attacks(made):
        found += attack.attack(most=most)
    return found


def random_survey(seed: int, largest: int) -> Published:
    rng = np.random.default_rng(seed)
    families = FAMILIES[seed % len(FAMILIES)]
    size = int(rng.integers(150, largest))
    missing = (0.0, 0.03, 0.1, 0.02)[seed % 4]
    return published(LEVELS[seed % len(LEVELS)], families, size, WEIGHTS[seed % len(WEIGHTS)], seed, missing)


@pytest.mark.parametrize("seed", [0, 3, 9, 13, 18, 21])
def test_no_hidden_count_is_narrowed(seed):
    """No weights, crossed, few, many; those without a level among them. Seeds 3 and 9 were told by exact
    differences from the rest."""
    found = attacked(random_survey(seed, 600), most=25)
    assert found.counts
    assert found.narrow == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_count_of_a_larger_survey_is_narrowed(seed):
    assert attacked(random_survey(seed, 1500), most=60).narrow == []


@pytest.mark.parametrize(
    ("levels", "family", "size", "missing", "seed"),
    [
        ([4], "a question to some", 662, 0.02, 15),
        ([3, 4], "a share of some categories", 577, 0.1, 10),
        ([4], "a share without an answer", 434, 0.02, 3),
        ([2, 3], "a share without an answer", 384, 0.03, 5),
        ([3], "any of two", 196, 0.02, 11),
        ([3, 4], "any of two", 404, 0.05, 4),
    ],
)
def test_no_hidden_count_is_told_by_another_question(levels, family, size, missing, seed):
    alone = family in ("a share without an answer", "any of two")
    beside = {"a question to some": [family, "distribution"]}.get(family, ["multiple", family])
    made = published(levels, [family] if alone else beside, size, "none", seed, missing)
    assert attacked(made, most=25 if alone else None).narrow == []
    assert made.cells.loc[made.cells["indicator"].isin(["d", "a", "b", "q", "s"]), "estimate"].notna().any()


@pytest.mark.parametrize(("kind", "size", "seed"), [("crossed", 500, 0), ("none", 985, 5)])
def test_no_base_of_a_question_to_some_tells_who_gave_the_answer_it_was_put_for(kind, size, seed):
    """Two values of one answer in a hidden cell of 40, and one of two people without a level, were left by
    bases to the nearest five beside shares."""
    made = published([3, 2], ["a question to some"], size, kind, seed, missing=0.01)
    found = attacked(made)
    assert found.counts
    assert found.narrow == []
    assert made.cells.loc[made.cells["breakdown1"] == "", "estimate"].notna().all()


def two_weights(seed: int) -> Published:
    """One sample in which two in three took part in an examination, with a weight of its own."""
    made = survey([3, 2], ["share", "distribution"], 420, seed, missing=0.03)
    rng = np.random.default_rng(seed)
    people = []
    for one in made.people:
        for at, family in enumerate(made.families):
            part = np.flatnonzero(rng.random(one.size) < (0.67 if at else 1.0))
            asked = {item.id for item in family}
            answers = [
                replace(item, values=item.values[part], valid=item.valid[part])
                for item in one.answers
                if item.indicator in asked
            ]
            levels = {name: replace(given, code=given.code[part]) for name, given in one.levels.items()}
            heavy = rng.permutation(rng.gamma(6, 1 / 6, 20)[np.arange(len(part)) % 20])
            weighting = "exam" if at else None
            people.append(
                replace(one, design=Design(heavy), levels=levels, answers=answers, weighting=weighting)
            )
    return as_published(made.book, made.families, people)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_hidden_count_is_narrowed_where_questions_have_their_own_weights(seed):
    made = two_weights(seed)
    assert {item.indicator for one in made.people for item in one.answers} == {
        item.id for family in made.families for item in family
    }
    found = attacked(made, most=25)
    assert found.counts
    assert found.narrow == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_count_behind_a_pool_is_narrowed(seed):
    """Two groups and the mean of their shares."""
    made = published([3, 2], ["share"], 300, WEIGHTS[seed], seed, 0.03, pool="mean")
    groups = {people.group: people for people in made.people}
    shown = made.cells.astype({"status": str, "category": str})
    answers = {group: people.answers[0] for group, people in groups.items()}
    attack = WeightsAttack(
        Question(("",), {}),
        {group: _known(people, answers[group]) for group, people in groups.items()},
        shown,
        pools={"all": list(groups)},
    )
    assert attack.fits(
        attack.truth(
            {group: {"": item.values[item.valid, 0].astype(float)} for group, item in answers.items()}
        )
    )
    assert attack.attack(most=40).narrow == []


def test_the_same_answers_are_published_the_same():
    """A pool binds the samples that it is made of: the order in which these are checked is no accident."""
    first, *others = (published([3, 2], ["share"], 300, "few", 2, 0.03, pool="mean") for _ in range(4))
    for other in others:
        pd.testing.assert_frame_equal(first.cells, other.cells)
        pd.testing.assert_frame_equal(first.contrasts, other.contrasts)


def _known(people: Respondents, answers: Answers) -> Known:
    levels = {name: np.array([*one.ids, NOBODYS])[one.code] for name, one in people.levels.items()}
    return Known(people.design.weight, levels, {name: one.nets for name, one in people.levels.items()}).only(
        answers.valid
    )


def test_differences_from_everybody_else_follow_from_published_estimates():
    """Each is worked out anew from published estimates and weights; where another level is hidden there is
    none."""
    made = published([4, 3], ["share"], 500, "crossed", 8, 0.03)
    (people,) = made.people
    answers = people.answers[0]
    shown = made.cells.astype(dict.fromkeys(("breakdown1", "level1", "breakdown2"), str))
    shown = shown[shown["breakdown2"] == ""].set_index(["breakdown1", "level1"])["estimate"]
    compared = hidden = 0
    for row in made.contrasts[(made.contrasts["over"] == "rest").to_numpy()].itertuples():
        levels = people.levels[row.breakdown1]
        weight = {
            name: people.design.weight[answers.valid & (levels.code == at)].sum()
            for at, name in enumerate(levels.ids)
            if name != row.to
        }
        others = [shown[row.breakdown1, name] for name in weight]
        value = shown[row.breakdown1, row.to] - np.average(others, weights=list(weight.values()))
        if np.isnan(value):
            assert np.isnan(row.difference)
            hidden += 1
        else:
            assert abs(value - row.difference) <= row.precision / 2 + 1e-9
            compared += 1
    assert compared > 2
    assert hidden


LEAK = {
    "survey": {"id": "s", "title": "S"},
    "waves": [{"id": "2025"}],
    "groups": [{"id": "g", "label": "people"}],
    "samples": [{"wave": "2025", "group": "g", "file": "f.sav"}],
}


def leak(
    breakdowns: dict[str, tuple[str, np.ndarray, list[str]]],
    shares: dict[str, np.ndarray],
    weight: np.ndarray,
) -> Published:
    """A survey of shares: breakdowns by their names, codes (-1 for none) and levels."""
    book = Codebook.model_validate(
        LEAK
        | {
            "breakdowns": [
                {
                    "id": name,
                    "label": label,
                    "variable": name,
                    "levels": [
                        {"id": level, "label": level, "codes": [at]} for at, level in enumerate(levels)
                    ],
                }
                for name, (label, _, levels) in breakdowns.items()
            ],
            "indicators": [
                {"id": name, "kind": "share", "label": name, "variable": name, "true": [1]} for name in shares
            ],
        }
    )
    levels = {name: Levels(tuple(ids), code.astype(np.int16)) for name, (_, code, ids) in breakdowns.items()}
    asked = np.ones(len(weight), dtype=bool)
    answers = [
        Answers(name, "share", ("",), values.astype(np.uint8)[:, None], asked)
        for name, values in shares.items()
    ]
    return as_published(book, [], [Respondents("2025", "g", Design(weight), levels, answers)])


def on_each_share(made: Published) -> Outcome:
    (people,) = made.people
    found = Outcome()
    for answers in people.answers:
        rows = made.cells[(made.cells["indicator"] == answers.indicator).to_numpy()].astype(
            {"status": str, "category": str}
        )
        attack = WeightsAttack(Question(("",), {}), {"g": _known(people, answers)}, rows)
        assert attack.fits(attack.truth({"g": {"": answers.values[:, 0].astype(float)}}))
        found += attack.attack()
    return found


def weighted_by_region() -> Published:
    """Weights constant by region, two who say yes in one cell: the total of an age gave the hidden cells
    away."""
    rng = np.random.default_rng(3)
    region = np.repeat([0, 1, 2], [110, 100, 90])
    age = np.concatenate([rng.permutation(np.repeat([0, 1], [k // 2, k - k // 2])) for k in (110, 100, 90)])
    yes = rng.random(300) < 0.35
    cell = np.flatnonzero((region == 2) & (age == 0))
    yes[cell], yes[cell[:2]] = False, True
    sides = {"region": ("Region", region, ["r1", "r2", "r3"]), "age": ("Age", age, ["a1", "a2"])}
    return leak(sides, {"y": yes}, np.array([0.71, 1.13, 1.49])[region])


def test_weights_by_region_tell_no_cell_of_region_and_age():
    found = on_each_share(weighted_by_region())
    assert found.counts >= 4
    assert found.narrow == []


def without_sex() -> Published:
    """400 men, 397 women and three with another answer on sex, one in each age; no weights."""
    rng = np.random.default_rng(7)
    sex = np.repeat([0, 1, -1], [400, 397, 3])
    age = rng.integers(0, 3, 800)
    age[-3:] = [0, 1, 2]
    sides = {"sex": ("Sex", sex, ["m", "f"]), "age": ("Age", age, ["a1", "a2", "a3"])}
    return leak(sides, {"q1": rng.random(800) < 0.5, "q2": rng.random(800) < 0.5}, np.ones(800))


def test_total_minus_levels_tells_nothing_of_three_people():
    found = on_each_share(without_sex())
    assert found.counts >= 8
    assert found.narrow == []


def test_the_attack_works_out_what_exact_numbers_tell():
    """The same surveys with six decimals: most of what they hide has one value, as it had when they were
    published so."""
    found = on_each_share(as_exact(without_sex()))
    assert len(found.narrow) > found.counts / 2
    assert {values for _, values, _ in found.narrow} == {1}
    by_region = on_each_share(as_exact(weighted_by_region()))
    assert len(by_region.narrow) > by_region.counts / 2


def as_exact(made: Published) -> Published:
    """The same rows with six decimals."""
    cells = all_estimates(made.people, made.book, Findings(), lambda done, doing: None)
    shown = made.cells["estimate"].notna().to_numpy()
    exact = np.where(shown, rounded(cells["estimate"].to_numpy(), 1e-6), np.nan)
    return replace(made, cells=made.cells.assign(estimate=exact, precision=1e-6))


def store_in(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text(encoding="utf-8").strip()


def test_the_monitor_tells_nothing_hidden(monitor_folder, monitor_raw):
    """Ten questions of one sample."""
    found = Outcome()
    asked = attacks_on_store(
        store_in(monitor_folder), ROOT / "data" / "codebook", monitor_raw, {("2021", "chronisch_zieken")}
    )
    for _, attack in islice((pair for pair in asked if pair[1].size < 90), 10):
        found += attack.attack()
    assert found.counts > 40
    assert found.narrow == []


@pytest.mark.slow
def test_no_sample_of_the_monitor_tells_anything_hidden(monitor_folder, monitor_raw):
    found = Outcome()
    for _, attack in attacks_on_store(store_in(monitor_folder), ROOT / "data" / "codebook", monitor_raw):
        found += attack.attack(most=40)
    assert found.counts > 2000
    assert found.narrow == []


@pytest.mark.slow
def test_no_pool_of_the_monitor_tells_anything_hidden(monitor_folder, monitor_raw):
    found = Outcome()
    asked = pooled(
        store_in(monitor_folder), ROOT / "data" / "codebook", monitor_raw, "zorggebruikers", "2021"
    )
    for _, attack in islice((pair for pair in asked if pair[1].size < 100), 5):
        found += attack.attack(most=10)
    assert found.counts
    assert found.narrow == []


@pytest.mark.slow
@needs_surveys
@pytest.mark.parametrize("folder", ["ggd", "afrobarometer_tunisia"])
def test_a_drafted_survey_tells_nothing_hidden(folder, tmp_path):
    """Four questions, all its breakdowns at once."""
    from monitor.prepare.draft.codebook import draft_codebook
    from monitor.prepare.pipeline import build

    files = sorted(path for path in (SURVEYS / folder).rglob("*") if path.suffix.lower() in (".sav", ".zsav"))
    assert files
    draft_codebook(files[:1], tmp_path / "codebook")
    build(tmp_path / "codebook", files[0].parent, tmp_path / "store")
    found = Outcome()
    asked = attacks_on_store(
        store_in(tmp_path / "store"), tmp_path / "codebook", files[0].parent, without=True
    )
    for _, attack in islice(asked, 4):
        found += attack.attack(most=25)
    assert found.counts
    assert found.narrow == []
