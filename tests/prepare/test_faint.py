"""Totals of questions with a rare answer are shown, alone, and leave open how many gave it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.weighted import WEIGHTS, Published, as_published, known, rare_in, weights
from tests.prepare.weights_attack import Outcome, Question, WeightsAttack

CODES = ("c0", "c1", "c2", "c3")
LEVELS = {"sex": 2, "age": 3}
NUMBERS = ["n", "estimate", "se", "ci_low", "ci_high", "df", "deff", "precision"]


def _book(parted: bool) -> Codebook:
    """'how', a distribution with a net; 'late', a share of its rare answers; and 'once', a question of its
    own."""
    return Codebook.model_validate(
        {
            "survey": {"id": "s", "title": "S"},
            "waves": [{"id": "2025"}],
            "groups": [{"id": "g", "label": "people"}],
            "samples": [{"wave": "2025", "group": "g", "file": "f.sav"}],
            "breakdowns": [
                {
                    "id": name,
                    "label": name,
                    "variable": name,
                    "levels": [
                        {"id": f"{name}{at}", "label": f"{at}", "codes": [at]} for at in range(number)
                    ],
                }
                for name, number in LEVELS.items()
                if parted
            ],
            "indicators": [
                {
                    "id": "how",
                    "kind": "distribution",
                    "label": "how",
                    "variable": "how",
                    "categories": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(CODES)],
                    "nets": [{"id": "low", "label": "low", "of": ["c0", "c1"]}],
                },
                {"id": "late", "kind": "share", "label": "late", "variable": "how", "true": [2, 3]},
                {"id": "once", "kind": "share", "label": "once", "variable": "once", "true": [1]},
            ],
        }
    )


def _answers(code: np.ndarray, once: np.ndarray) -> list[Answers]:
    given = (code[:, None] == np.arange(len(CODES))).astype(np.uint8)
    given = np.column_stack([given, given[:, :2].any(axis=1)])
    everybody = np.ones(len(code), dtype=bool)
    return [
        Answers("how", "distribution", (*CODES, "low"), given, everybody, len(CODES)),
        Answers("late", "share", ("",), (code > 1).astype(np.uint8)[:, None], everybody, 0),
        Answers("once", "share", ("",), once.astype(np.uint8)[:, None], everybody, 0),
    ]


def _people(seed: int, size: int, kind: str, parted: bool = True, missing: float = 0.0) -> Respondents:
    """One to four people gave the third answer to 'how', and 'once'; sometimes the fourth too."""
    random = np.random.default_rng(seed)
    code = random.choice([0, 1], size, p=[0.7, 0.3])
    few = random.choice(size, 9, replace=False)
    code[few[: 1 + seed % 4]] = 2
    code[few[5 : 5 + seed % 3]] = 3
    once = np.isin(np.arange(size), random.choice(size, 1 + (seed // 2) % 4, replace=False))
    levels = {
        name: Levels(
            tuple(f"{name}{at}" for at in range(number)),
            np.where(random.random(size) < missing, -1, random.integers(0, number, size)).astype(np.int16),
        )
        for name, number in LEVELS.items()
        if parted
    }
    people = Respondents("2025", "g", Design(np.ones(size)), levels, _answers(code, once))
    weight = weights(kind, people, random)
    return replace(people, design=replace(people.design, weight=weight, weighted=kind != "none"))


def _attacked(made: Published, indicator: str, most: int = 40) -> Outcome:
    """What the numbers of a question tell of its hidden counts, those of its total among them."""
    (people,) = made.people
    (given,) = (one for one in people.answers if one.indicator == indicator)
    question = Question(("",), {})
    rows = made.cells.astype({"indicator": str, "category": str, "status": str})
    if indicator == "how":
        question = Question(CODES, {"low": CODES[:2], "late": CODES[2:]}, True)
        rows = rows.replace({"indicator": {"late": "how"}}).assign(
            category=rows["category"].where(rows["indicator"] != "late", "late")
        )
    attack = WeightsAttack(
        question,
        {"g": known(people, given)},
        rows[rows["indicator"] == indicator],
        rare=rare_in(question, "g", given),
    )
    columns = dict(zip(given.categories, given.values.T.astype(float), strict=True))
    assert attack.fits(attack.truth({"g": columns}))
    return attack.attack(most=most)


@pytest.mark.parametrize("indicator", ["how", "once"])
@pytest.mark.parametrize(
    ("seed", "size", "kind", "parted", "missing"),
    [
        pytest.param(
            *(at, 240 + 170 * at, WEIGHTS[at % 5], at % 4 > 0 or at % 5 == 1, (0.0, 0.02)[at % 2]),
            marks=[] if at in (0, 1, 5, 7) else pytest.mark.slow,
        )
        for at in range(20)
    ],
)
def test_a_total_is_shown_and_tells_no_rare_answer(
    seed: int, size: int, kind: str, parted: bool, missing: float, indicator: str
) -> None:
    made = as_published(_book(parted), [], [_people(seed, size, kind, parted, missing)])
    rows = made.cells[made.cells["indicator"] == indicator]
    total = rows["breakdown1"] == ""
    assert rows.loc[total, "estimate"].notna().all(), "the total is shown"
    assert rows.loc[~total, "estimate"].isna().sum() >= (6 if parted else 0), "the levels are not"
    assert made.contrasts.loc[made.contrasts["indicator"] == indicator, "difference"].isna().all()
    found = _attacked(made, indicator)
    assert found.counts
    assert found.narrow == []


def test_who_gave_a_rare_answer_changes_no_published_number() -> None:
    """Weights from 0.2 to 4: a standard error, interval or design effect of the exact answers tells how much
    those who gave it weigh."""
    weight = np.repeat([0.2, 1.0, 4.0], 600)
    seen: list[pd.DataFrame] = []
    for heavy, few in ((0, 3), (700, 2), (1300, 1), (1300, 2)):
        code = np.repeat([0, 1], 900)
        code[heavy : heavy + few] = 2
        people = Respondents("2025", "g", Design(weight), {}, _answers(code, code == 2))
        rows = as_published(_book(False), [], [people]).cells.astype({"category": str, "indicator": str})
        rare = rows[(rows["indicator"] == "once") | (rows["category"] == "c2")]
        assert rare["estimate"].tolist() == [0.0, 0.0]
        assert (rare["ci_high"] > 0).all()
        seen.append(rare[NUMBERS].reset_index(drop=True))
    for one in seen[1:]:
        pd.testing.assert_frame_equal(one, seen[0])
