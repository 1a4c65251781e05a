"""A question that was put because of an answer to another: who comes into its base gets an answer to it."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import distribution, one_sample
from tests.prepare.weighted import as_published

PARTIES = ("red", "blue", "green", "gone")
AGES = 6


def _people(seed: int, size: int = 1100) -> Respondents:
    """'close', and 'which', put to those who are, of which nobody gave the last; everybody has a weight
    of their own, and some have no age."""
    random = np.random.default_rng(seed)
    close = random.random(size) < 0.3
    which = random.choice(len(PARTIES) - 1, size, p=[0.6, 0.3, 0.1])
    given = (which[:, None] == np.arange(len(PARTIES))) & close[:, None]
    age = random.integers(0, AGES, size)
    age[:6] = -1
    weight = random.gamma(8, 0.125, size)
    return Respondents(
        "2025",
        "g",
        Design(weight / weight.mean(), weighted=True),
        {"age": Levels(tuple(f"a{at}" for at in range(AGES)), age.astype(np.int16))},
        [
            Answers("close", "share", ("",), close.astype(np.uint8)[:, None], np.ones(size, dtype=bool), 0),
            Answers("which", "distribution", PARTIES, given.astype(np.uint8), close, len(PARTIES)),
        ],
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_answer_that_nobody_gave_keeps_nobody_out_of_a_base(seed: int) -> None:
    """Before, its share of exactly 0 left no room for weights that are known by their band only, so that
    nobody could come or go, and both totals were hidden."""
    book = one_sample(
        breakdowns=[
            {
                "id": "age",
                "label": "age",
                "variable": "age",
                "levels": [{"id": f"a{at}", "label": f"{at}", "codes": [at]} for at in range(AGES)],
            }
        ],
        indicators=[
            {"id": "close", "kind": "share", "label": "close", "variable": "close", "true": [1]},
            distribution("which", PARTIES),
        ],
    )
    cells = as_published(book, [], [_people(seed)]).cells
    assert cells.loc[cells["breakdown1"] == "", "estimate"].notna().all()
    assert (cells.loc[cells["category"] == "gone", "estimate"].dropna() == 0).all()
