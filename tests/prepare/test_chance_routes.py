"""A question that was put to some at random: that nobody with a rare answer to another was put it is chance,
and hides neither question more than the rare answer does."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.tables import arrange
from monitor.prepare.protect.told import Told
from monitor.prepare.protect.variables import BASE
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import distribution, one_sample
from tests.prepare.weighted import as_published

ANSWERS = ("often", "now", "never")
LEVELS = {"sex": 2, "age": 4}


def _survey(seed: int, rare: int = 7, size: int = 1200) -> tuple[Codebook, Respondents]:
    """'how', to which a few gave the last answer, and 'why', put to one in five of the others."""
    random = np.random.default_rng(seed)
    code = random.choice([0, 1], size, p=[0.9, 0.1])
    code[random.choice(size, rare, replace=False)] = 2
    put = (random.random(size) < 0.2) & (code < 2)
    book = one_sample(
        breakdowns=[
            {
                "id": name,
                "label": name,
                "variable": name,
                "levels": [{"id": f"{name}{at}", "label": f"{at}", "codes": [at]} for at in range(number)],
            }
            for name, number in LEVELS.items()
        ],
        indicators=[
            distribution("how", ANSWERS),
            {"id": "why", "kind": "share", "label": "why", "variable": "why", "true": [1]},
        ],
    )
    given = (code[:, None] == np.arange(len(ANSWERS))).astype(np.uint8)
    why = ((random.random(size) < 0.4) & put).astype(np.uint8)[:, None]
    answers = [
        Answers("how", "distribution", ANSWERS, given, np.ones(size, dtype=bool), len(ANSWERS)),
        Answers("why", "share", ("",), why, put, 0),
    ]
    levels = {
        name: Levels(
            tuple(f"{name}{at}" for at in range(number)), random.integers(0, number, size).astype(np.int16)
        )
        for name, number in LEVELS.items()
    }
    return book, Respondents("2025", "g", Design(np.ones(size)), levels, answers)


@pytest.mark.parametrize("seed", range(4))
def test_a_rare_answer_hides_no_question_that_by_chance_nobody_with_it_was_put(seed: int) -> None:
    """Before, the base of 'why' was taken to tell who gave the rare answer: its levels were hidden too."""
    book, people = _survey(seed)
    made = as_published(book, [], [people])
    cells = made.cells.astype({"indicator": str, "breakdown2": str})
    assert cells.loc[cells["breakdown1"] == "", "estimate"].notna().all()
    assert cells.loc[(cells["indicator"] == "why") & (cells["breakdown2"] == ""), "estimate"].notna().all()
    assert cells.loc[cells["indicator"] == "how", "estimate"].isna().any(), "the rare answer is still hidden"


@pytest.mark.parametrize(("rare", "bases"), [(7, 0), (90, 1)])
def test_who_was_not_put_a_question_goes_to_an_answer_of_those_who_were_not(rare: int, bases: int) -> None:
    """So its base stays, where chance may explain that nobody with that answer was put it; of ninety people
    it can't."""
    book, people = _survey(0, rare)
    store = arrange(all_estimates([people], book, Findings(), lambda done, doing: None), book)
    given = {item.indicator: item for item in people.answers}
    number = next(at for at, unit in enumerate(store.units) if unit.indicator == "how")
    secrets = Told(range(len(store.units)), store, given, book).secrets(number, total=0)
    (never,) = (one for one in secrets if store.column["category"][one.column] == "never")
    assert never.likeliest
    (move,) = never.likeliest.moves
    assert sum(told.column == BASE for told in move.columns) == bases
    put = given["why"].valid
    assert move.first.sum() == rare
    assert put[move.second].any() == put[move.second].all() == bool(bases)
