"""A few people in a level that is hidden, and a few without any: how many of them gave an answer."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import distribution, one_sample
from tests.prepare.weighted import as_published

SIZES = (20, 90, 120, 150)
BREAKDOWN = {
    "id": "b",
    "label": "b",
    "variable": "b",
    "levels": [{"id": f"l{at}", "label": f"{at}", "codes": [at]} for at in range(len(SIZES))],
}


def test_that_nobody_in_a_small_level_was_put_a_question_is_not_told() -> None:
    """`not_asked` beside a base that is too small said that none of these twenty gave the answer that the
    question was put for. A level that nobody is in has no status to hide."""
    level = np.repeat(np.arange(len(SIZES)), SIZES)
    random = np.random.default_rng(1)
    first = (random.random(len(level)) < 0.5) & (level > 0)
    book = one_sample(
        [BREAKDOWN | {"levels": [*BREAKDOWN["levels"], {"id": "no", "label": "no", "codes": [9]}]}],
        [
            {"id": "q", "kind": "share", "label": "q", "variable": "q", "true": [1]},
            {"id": "y", "kind": "share", "label": "y", "variable": "y", "true": [1]},
        ],
    )
    said = (first & (random.random(len(level)) < 0.5)).astype(np.uint8)
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels((*(f"l{at}" for at in range(len(SIZES))), "no"), level.astype(np.int16))},
        [
            Answers("q", "share", ("",), first.astype(np.uint8)[:, None], np.full(len(level), True), 0),
            Answers("y", "share", ("",), said[:, None], first, 0),
        ],
    )
    cells = as_published(book, [], [people]).cells.astype({"indicator": str, "level1": str, "status": str})
    status = cells.set_index(["indicator", "level1"])["status"]
    assert status["q", "l0"] == status["y", "l0"] == "too_few"
    assert status["q", "no"] == status["y", "no"] == "not_asked"


def test_that_nobody_was_put_a_question_is_not_told_beside_hidden_answers() -> None:
    """Of forty people three gave the last answer, which hides the others; that none was put what only those
    with the first were put told how many had given that."""
    level = np.repeat(np.arange(3), (40, 74, 130))
    random = np.random.default_rng(2)
    code = np.where(level > 0, random.integers(0, 3, len(level)), 1)
    code[:3] = 2
    put = code == 0
    given = (code[:, None] == np.arange(3)).astype(np.uint8)
    names = ("c0", "c1", "c2")
    book = one_sample(
        [BREAKDOWN | {"levels": BREAKDOWN["levels"][:3]}],
        [
            distribution("q", names),
            {"id": "y", "kind": "share", "label": "y", "variable": "y", "true": [1]},
        ],
    )
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels(("l0", "l1", "l2"), level.astype(np.int16))},
        [
            Answers("q", "distribution", names, given, np.full(len(level), True), 3),
            Answers("y", "share", ("",), (put & (random.random(len(level)) < 0.5))[:, None], put, 0),
        ],
    )
    cells = as_published(book, [], [people]).cells.astype({"indicator": str, "level1": str, "status": str})
    (status,) = cells.loc[(cells["indicator"] == "y") & (cells["level1"] == "l0"), "status"]
    assert status == "protected"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("without", [8, 12])
def test_a_mean_of_two_answers_leaves_five_values_to_people_without_a_level(seed: int, without: int) -> None:
    """Two fifths of the scale are less than two of eight people, and counts are whole: {4, 5} was left."""
    random = np.random.default_rng(seed)
    level = np.concatenate([np.repeat([0, 1, 2], random.integers(48, 95, 3)), np.full(without, -1)])
    yes = random.random(len(level)) < 0.3
    book = one_sample(
        [BREAKDOWN | {"levels": BREAKDOWN["levels"][:3]}],
        [{"id": "m", "kind": "mean", "label": "m", "variable": "m", "scale": {"min": 0, "max": 1}}],
    )
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels(("l0", "l1", "l2"), level.astype(np.int16))},
        [Answers("m", "mean", ("",), yes.astype(np.float64)[:, None], np.full(len(level), True), 0)],
    )
    cells = as_published(book, [], [people]).cells.astype({"level1": str}).set_index("level1")
    sizes = {"": len(level)} | {f"l{at}": int((level == at).sum()) for at in range(3)}
    able = {
        name: [
            count
            for count in range(n + 1)
            if not cells["estimate"].notna()[name]
            or abs(count / n - cells["estimate"][name]) <= cells["precision"][name] / 2 + 1e-9
        ]
        for name, n in sizes.items()
    }
    left = {
        total - sum(parts)
        for total in able[""]
        for parts in product(*(able[f"l{at}"] for at in range(3)))
        if 0 <= total - sum(parts) <= without
    }
    assert int(yes[level < 0].sum()) in left
    assert len(left) >= 5
