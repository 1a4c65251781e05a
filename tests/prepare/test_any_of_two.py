"""A question that was put to who gave any of two answers: its base bounds how many gave neither, and so the
hidden numbers who did not give one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from monitor.codebook import Codebook
from monitor.prepare.protect.routed import FIVES
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import distribution, one_sample
from tests.prepare.weighted import as_published

LEVELS = ("north", "east", "south")
BOTH = ((0, 0), (0, 1), (1, 0), (1, 1))
ENOUGH = 5


def _book(declared: bool) -> Codebook:
    base = {"base": {"where": {"either": [1]}}} if declared else {}
    names = {"one": {}, "two": {}, "why": base}
    book = one_sample(
        [{
            "id": "part", "label": "part", "variable": "part",
            "levels": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(LEVELS)],
        }],
        [{"id": name, "kind": "share", "label": name, "variable": name, "true": [1]} | more
         for name, more in names.items()],
    )  # fmt: skip
    plain = book.model_dump(exclude_defaults=True, by_alias=True)
    return Codebook.model_validate(plain | {"derived": [{"id": "either", "any_of": ["one", "two"]}]})


def _survey(seed: int, declared: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is published; and of each level how many gave each of BOTH answers."""
    random = np.random.default_rng(seed)
    counts = [
        (int(random.integers(2, 5)), 0, int(random.integers(8, 15)), int(random.integers(40, 60))),
        (int(random.integers(12, 18)), 0, int(random.integers(8, 15)), int(random.integers(40, 60))),
        (30, 14, 20, int(random.integers(70, 100))),
    ]
    rows = np.repeat([(level, *both) for level in range(3) for both in BOTH], np.ravel(counts), axis=0)
    level, one, two = rows.T
    everybody, put = np.full(len(rows), True), (one | two) > 0
    why = (random.random(len(rows)) < 0.5) & put
    answers = [
        Answers(name, "share", ("",), given.astype(np.uint8)[:, None], valid, 0)
        for name, given, valid in (("one", one, everybody), ("two", two, everybody), ("why", why, put))
    ]
    levels = {"part": Levels(LEVELS, level.astype(np.int16))}
    people = Respondents("2025", "g", Design(np.ones(len(rows))), levels, answers)
    cells = as_published(_book(declared), [], [people]).cells
    return cells, pd.DataFrame(counts, index=list(LEVELS), columns=pd.MultiIndex.from_tuples(BOTH))


def _shown(cells: pd.DataFrame, counts: pd.DataFrame) -> LinearConstraint:
    """What is shown of the counts, level after level: how many there are, shares and bases."""
    rows, low, high = [], [], []
    for place, level in enumerate(["", *LEVELS]):
        inside = np.repeat([not level or one == level for one in LEVELS], len(BOTH))
        n = counts.to_numpy().ravel()[inside].sum()
        rows, low, high = [*rows, inside], [*low, n], [*high, n]
        here = cells[cells["level1"].astype(str) == level].set_index("indicator")
        for at, name in enumerate(("one", "two")):
            row = here.loc[name]
            if pd.notna(row["estimate"]):
                gave = inside & np.tile([both[at] == 1 for both in BOTH], len(LEVELS))
                half = row["precision"] / 2
                rows.append(gave)
                low.append((row["estimate"] - half) * n - 1e-9)
                high.append((row["estimate"] + half) * n + 1e-9)
        if pd.notna(here.loc["why", "n"]):
            base = int(here.loc["why", "n"])
            assert base % FIVES == 0, place
            rows.append(inside & np.tile([max(both) == 1 for both in BOTH], len(LEVELS)))
            low.append(base - FIVES // 2)
            high.append(base + FIVES // 2)
    return LinearConstraint(np.array(rows, dtype=float), low, high)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("seed", [4, 14, 26, 32, 35])
def test_who_gave_neither_of_two_answers_tells_no_hidden_count(seed: int, declared: bool) -> None:
    """The bases in fives alone left two to four values of who did not give the first answer."""
    cells, counts = _survey(seed, declared)
    shown, size = _shown(cells, counts), counts.size
    hidden = cells[(cells["indicator"] == "one").to_numpy() & cells["estimate"].isna().to_numpy()]
    hidden = [level for level in hidden["level1"].astype(str) if level in LEVELS]
    assert hidden
    for level in hidden:
        wanted = np.repeat([one == level for one in LEVELS], len(BOTH)) & np.tile(
            [both[0] == 0 for both in BOTH], len(LEVELS)
        )
        able = [
            value
            for value in range(40)
            if milp(
                np.zeros(size),
                constraints=[shown, LinearConstraint(wanted.astype(float), value, value)],
                integrality=np.ones(size), bounds=Bounds(0, 400),
            ).success
        ]  # fmt: skip
        assert counts.loc[level, 0].sum() in able and len(able) >= ENOUGH, (level, able)


@pytest.mark.parametrize("seed", [5, 9])
def test_levels_of_the_question_give_way_before_totals_do(seed: int) -> None:
    """A question put to who gave any of some answers to two others: where its base narrows these too far and
    of them only totals are left, its own levels are hidden."""
    random = np.random.default_rng(seed)
    share = np.array([30, 22, 16, 10, 8, 6, 5, 3])
    level = random.choice(len(share), 900, p=share / share.sum())
    level[random.choice(900, 5, replace=False)] = -1
    given = [random.choice(4, 900, p=part) for part in ([0.9, 0.06, 0.02, 0.02], [0.94, 0.03, 0.02, 0.01])]
    put = (given[0] > 0) | (given[1] > 0)
    why = (random.random(900) < 0.5) & put
    often, names = ("no", "once", "twice", "more"), ("one", "two")
    answers = [
        Answers(name, "distribution", often, (one[:, None] == range(4)).astype(np.uint8), put >= 0, 4)
        for name, one in zip(names, given, strict=True)
    ]
    answers.append(Answers("why", "share", ("",), why.astype(np.uint8)[:, None], put))
    ids = tuple(f"l{at}" for at in range(len(share)))
    levels = [{"id": id, "label": id, "codes": [at]} for at, id in enumerate(ids)]
    book = one_sample(
        [{"id": "part", "label": "part", "variable": "part", "levels": levels}],
        [
            *(distribution(name, often) for name in names),
            {"id": "why", "kind": "share", "label": "why", "variable": "why", "true": [1]},
        ],
    )
    parts = {"part": Levels(ids, level.astype(np.int16))}
    people = Respondents("2025", "g", Design(np.ones(900)), parts, answers)
    cells = as_published(book, [], [people]).cells
    assert cells["estimate"][cells["level1"].astype(str) == ""].notna().all()
