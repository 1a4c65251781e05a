"""Numbers of people are shares times weights of a base: many of one base must not tell who answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import codebook, one_sample

LEVELS = ("x", "y", "z")


def _book(people: bool = True) -> Codebook:
    book = one_sample(
        [{"id": "part", "label": "part", "variable": "part",
          "levels": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(LEVELS)]}],
        [{"id": "one", "kind": "share", "label": "one", "variable": "one", "true": [1]}],
    )  # fmt: skip
    plain = book.model_dump(exclude_defaults=True, by_alias=True)
    return Codebook.model_validate(plain | {"summaries": {"people": people}})


def _cells(
    sizes: Sequence[int], weights: Sequence[float], gone: Sequence[int], book: Codebook
) -> pd.DataFrame:
    """The protected cells, of levels of these sizes and weights of which so many did not answer."""
    level = np.repeat(np.arange(3), sizes)
    valid = np.concatenate([np.arange(size) >= some for size, some in zip(sizes, gone, strict=True)])
    given = (np.arange(len(level)) % 2 == 0) & valid
    people = Respondents(
        "2025", "g", Design(np.array(weights)[level]), {"part": Levels(LEVELS, level.astype(np.int16))},
        [Answers("one", "share", ("",), given.astype(np.uint8)[:, None], valid)],
    )  # fmt: skip
    cells = all_estimates([people], book, Findings(), lambda done, doing: None)
    found = protect(cells, pd.DataFrame(), book, [people]).cells
    return found.assign(level1=found["level1"].astype(str)).set_index("level1")


@pytest.mark.parametrize("gone", [(4, 0, 0), (0, 4, 0), (0, 0, 4), (2, 1, 1), (1, 3, 0)])
def test_whoever_did_not_answer_the_weights_of_the_total_are_the_same(gone: tuple[int, int, int]) -> None:
    """With exact weights, 20, 28 and 60 of weights 500, 100 and 300 told the bases of hidden levels."""
    cells = _cells((20, 28, 60), (500, 100, 300), gone, _book())
    assert (cells["status"] != "").any()
    assert cells.loc["", "mass"] == pytest.approx(30_800 * 104 / 108)


def test_weights_of_a_base_are_close_to_exact_ones_where_many_were_not_asked() -> None:
    cells = _cells((20, 2000, 6000), (500, 100, 300), (3, 1900, 100), _book())
    assert (cells["status"] != "").any()
    even, step = 2_010_000 * 6017 / 8020, 20 * 400
    exact = cells.loc["", "sum_weights"]
    assert abs(exact - even) > step
    assert abs(cells.loc["", "mass"] - exact) <= step / 2


@pytest.mark.parametrize(
    ("sizes", "weights"), [((200, 280, 600), (500, 100, 300)), ((20, 28, 60), (300, 300, 300))]
)
def test_weights_are_exact_where_these_tell_nothing(
    sizes: tuple[int, int, int], weights: tuple[int, int, int]
) -> None:
    cells = _cells(sizes, weights, (3, 1, 2), _book())
    assert (cells["mass"] == cells["sum_weights"]).all()


def test_weights_are_exact_where_no_numbers_of_people_are_published() -> None:
    cells = _cells((20, 28, 60), (500, 100, 300), (4, 0, 0), _book(people=False))
    assert (cells["mass"] == cells["sum_weights"]).all()


def test_weights_of_a_pool_are_those_of_its_members() -> None:
    plain = codebook([3], ["share"], groups=("a", "b"), pool="respondents", nets=False).model_dump(
        exclude_defaults=True, by_alias=True
    )
    book = Codebook.model_validate(plain | {"summaries": {"people": True}})
    level = np.repeat(np.arange(3), (20, 28, 60))
    valid = np.arange(108) >= 4
    one = Respondents(
        "2020", "a", Design(np.array([5.0, 1.0, 3.0])[level]),
        {"b0": Levels(("l0", "l1", "l2"), level.astype(np.int16))},
        [Answers("q0", "share", ("",), (np.arange(108) % 2 * valid).astype(np.uint8)[:, None], valid)],
    )  # fmt: skip
    people = [one, replace(one, group="b", design=Design(np.array([1.0, 2.0, 3.0])[level]))]
    cells = all_estimates(people, book, Findings(), lambda done, doing: None)
    found = protect(cells, pd.DataFrame(), book, people).cells
    total = found[found["breakdown1"].astype(str) == ""].set_index("group")["mass"]
    assert total["all"] == pytest.approx(total["a"] + total["b"])
    exact = found["sum_weights"][found["group"].astype(str) == "all"].iloc[0]
    assert total["all"] != pytest.approx(exact)
