"""Two questions that were put because of an answer to a third: what is left of its base when theirs are taken
off are those who gave neither answer, and no reader can count them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.intervals import on_logit_scale, share_interval
from monitor.prepare.protect.publish import publish_cells
from monitor.prepare.protect.routed import EXACT, FIVES, base_units
from monitor.prepare.protect.rules import protect
from monitor.prepare.protect.tables import PLACE
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.linked import survey
from tests.prepare.small import one_sample
from tests.prepare.test_witness import ASKED, estimated, told
from tests.prepare.weighted import WEIGHTS, Published, as_published, known, published
from tests.prepare.weights_attack import Outcome, Question, Target, WeightsAttack

LEVELS = ("north", "east", "south")
SIDES = {"home": 2, "office": 3}
"""The question that was put to those with an answer to 'place'."""


def _survey(seed: int, parted: bool = True) -> tuple[Published, np.ndarray, np.ndarray]:
    """What is published, by level where the survey is `parted`; everybody's place (1, 2 or 3) and level."""
    random = np.random.default_rng(seed)
    size = 300 + 37 * seed
    place, level = random.choice([2, 3], size), random.integers(0, len(LEVELS), size)
    place[random.choice(size, 1 + seed % 4, replace=False)] = 1
    asked = {"elsewhere": (place > 0, place == 1), "at_home": (place > 0, place == 2)}
    asked |= {name: (place == code, random.random(size) < 0.5) for name, code in SIDES.items()}
    book = one_sample(
        breakdowns=[
            {
                "id": "part",
                "label": "part",
                "variable": "part",
                "levels": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(LEVELS)],
            }
        ][: int(parted)],
        indicators=[
            {"id": "elsewhere", "kind": "share", "label": "elsewhere", "variable": "place", "true": [1]},
            {"id": "at_home", "kind": "share", "label": "at home", "variable": "place", "true": [2]},
            *(
                {"id": name, "kind": "share", "label": name, "variable": name, "true": [1]}
                | {"base": {"where": {"place": [code]}}}
                for name, code in SIDES.items()
            ),
        ],
    )
    answers = [
        Answers(name, "share", ("",), (valid & given).astype(np.uint8)[:, None], valid, 0)
        for name, (valid, given) in asked.items()
    ]
    parts = {"part": Levels(LEVELS, level.astype(np.int16))} if parted else {}
    people = Respondents("2025", "g", Design(np.ones(size)), parts, answers)
    return as_published(book, [], [people]), place, level


@pytest.mark.parametrize(
    ("seed", "parted"),
    [*((seed, True) for seed in range(5)), *((seed, False) for seed in (2, 12, 17, 32, 36))],
)
def test_who_gave_neither_answer_cannot_be_counted(seed: int, parted: bool) -> None:
    """Without any breakdown too: two to four values were left in these surveys."""
    made, place, level = _survey(seed, parted)
    n = made.cells.astype({"indicator": str, "level1": str}).set_index(["indicator", "level1"])["n"]
    everywhere = np.full(len(place), True)
    levels = [(one, level == at) for at, one in enumerate(LEVELS)]
    for name, here in [("", everywhere), *(levels if parted else [])]:
        bases = [n[side, name] for side in SIDES]
        few = int((place[here] == 1).sum())
        if not few or pd.isna(bases).any():
            continue
        assert all(base % FIVES == 0 for base in bases), "to the nearest five"
        left = int(here.sum()) - int(sum(bases))
        able = range(max(0, left - 2 * (FIVES // 2)), left + 2 * (FIVES // 2) + 1)
        assert few in able and len(able) >= 5, (name, few, able)


def _beside(n: int, count: int, book: Codebook) -> tuple[float, ...]:
    """What is published of a share in a routed question: base, standard error, interval, degrees of
    freedom."""
    share, df = count / n, np.array([n - 1.0])
    se = np.sqrt(share * (1 - share) / df)
    low, high = share_interval(
        df * 0 + share, se, on_logit_scale(df * 0 + share, se), df, df + 1, np.array([count])
    )
    row = {"indicator": "home", "estimate": share, "se": se, "df": df, "ci_low": low, "ci_high": high}
    row |= {"n": n, "deff": 1.0, "unit": 0.01, "base_unit": float(FIVES)}
    (shown,) = publish_cells(pd.DataFrame(row), book).itertuples()
    return shown.n, shown.estimate, shown.se, shown.ci_low, shown.ci_high, shown.df


def test_no_interval_tells_more_of_a_base_than_is_published() -> None:
    """Degrees of freedom, standard errors and intervals of exact bases crossed a digit within the nearest
    five, so that 19 in 20 of these rows left fewer bases than that."""
    book = _survey(0)[0].book
    told = []
    for base in range(40, 400, FIVES):
        for percent in (0, 3, 10, 27, 50, 85, 100):
            able = [(n, round(n * percent / 100)) for n in range(base - FIVES // 2, base + FIVES // 2 + 1)]
            same = [pair for pair in able if np.floor(100 * pair[1] / pair[0] + 0.5) == percent]
            told.append(len({_beside(*pair, book) for pair in same}))
    assert max(told) == 1


def attack_on_both(made: Published) -> tuple[Outcome, int]:
    """What the shares and bases of a question and of one that was put to those who said yes tell together:
    counts that can't take enough values, as many as there are people; and how many were looked at."""
    (people,) = made.people
    given = {item.indicator: item for item in people.answers}
    asked, why = given["q"], given["why"]
    rows = made.cells.astype({"status": str, "category": str, "indicator": str})
    own = rows[rows["indicator"] == "q"].assign(category="yes")
    also = rows[(rows["indicator"] == "why") & (rows["category"] != "low")]
    also = also.assign(category="why:" + also["category"].replace("", "sure"))
    yes = asked.values[asked.valid, 0] > 0
    truth, reasons = {"no": ~yes}, why.values[asked.valid][:, : why.exclusive or 1] > 0
    truth |= {name or "sure": yes & given for name, given in zip(why.categories, reasons.T, strict=False)}
    if "sure" in truth:
        truth["other"] = yes & ~truth["sure"]
    answers = tuple(name for name in truth if name != "no")
    question = Question(tuple(truth), {"yes": answers}, shares_out=True)
    reader = known(people, asked)
    attack = WeightsAttack(
        question,
        {people.group: reader},
        pd.concat([also, own], ignore_index=True),
        among={f"why:{name}": answers for name in answers},
    )
    assert attack.fits(attack.truth({people.group: {name: one.astype(float) for name, one in truth.items()}}))
    found = attack.attack(most=60)
    told = [
        (
            answers if row.estimate or len(answers) == 2 else (row.category.split(":")[1],),
            tuple(
                text
                for name, level in zip(*2 * [iter(row[:4])], strict=True)
                if name
                for text in (name, level)
            ),
        )
        for row in also.loc[also["se"] == 0, [*PLACE, "category", "estimate"]].itertuples(index=False)
    ]

    def enough(target: Target, values: int, there: int) -> bool:
        """Of the second question, of those who were asked it; none that a shown 0 % or 100 % tells."""
        _, category, place = target
        if category in question.nets["yes"]:
            inside = reader.inside(place) & yes
            there = int(inside.sum())
            if any(category in some and not (inside & ~reader.inside(around)).any() for some, around in told):
                return True
        return values >= min(5, there + 1)

    found.narrow = [one for one in found.narrow if not enough(*one)]
    return found, int(rows["estimate"].notna().sum())


@pytest.mark.parametrize(
    ("family", "levels", "size", "weights", "missing", "seed"),
    [
        ("a question to some", [3, 4], 350, "none", 0.01, 310),
        ("one of three to some", [2, 3], 600, "few", 0.02, 5),
        *(
            pytest.param(
                family, ([2, 3], [3], [4], [2, 2])[seed % 4], 250 + 30 * (seed % 9), WEIGHTS[seed % 4], 0.02,
                seed, marks=pytest.mark.slow,
            )
            for seed in range(30)
            for family in ("a question to some", "one of three to some")
        ),
    ],
)  # fmt: skip
def test_shares_of_a_question_to_some_tell_nothing_of_who_was_asked(
    family: str, levels: list[int], size: int, weights: str, missing: float, seed: int
) -> None:
    """Weights are the attacker's. What ten people without a level answered had one value each, as the share
    of the second question was held as if its base stayed."""
    found, shown = attack_on_both(published(levels, [family], size, weights, seed, missing=missing))
    assert found.narrow == []
    assert seed not in (5, 310) or (shown > 5 and found.counts)


def test_no_summary_tells_a_base_to_the_nearest_five() -> None:
    """Degrees of freedom of tests over levels and of numbers of people were those of exact bases."""
    whole = survey([3, 2], ["a question to some"], 900, 4, waves=3)
    of = replace(
        whole, book=whole.book.model_copy(update={"summaries": ASKED.model_copy(update={"people": True})})
    )
    exact = estimated(of.people, of)
    safe = protect(exact["cells"], exact["tests"], of.book, of.people, exact["summaries"])
    shown = told(exact, safe, of)["summaries"]
    why = shown[(shown["indicator"] == "why").to_numpy() & shown["df"].notna().to_numpy()]
    assert {"levels", "people"} <= set(why["measure"])
    assert (why["n"] % FIVES == 0).all()
    per = why["df"] / why["ndf"].fillna(1.0)
    assert ((per + 1) % FIVES == 0).all(), "one less than a base to the nearest five"


@pytest.mark.parametrize(("kind", "missing"), [("distribution", 3), ("mean", 0), ("mean", 3)])
def test_a_base_without_a_rare_answer_is_told_in_fives(kind: str, missing: int) -> None:
    """Some have no answer to the first question, or it is a mean: the exact base beside its own told that two
    people gave the answer that the second was not put for."""
    size = 1000
    code = np.r_[np.full(2, 1), np.tile([2, 3, 4, 5], 250)[: size - 2]]
    valid = np.arange(size) < size - missing
    table = (code[:, None] == np.arange(1, 6)) & valid[:, None]
    first = Answers("how", kind, tuple("abcde"), table.astype(np.uint8), valid, 5)
    if kind == "mean":
        first = Answers("how", kind, ("",), (code * valid)[:, None].astype(float), valid, 0)
    why = Answers("why", "share", ("",), (code > 3).astype(np.uint8)[:, None], code > 1, 0)
    people = Respondents("2025", "g", Design(np.ones(size)), {}, [first, why])
    cells = pd.DataFrame({"wave": "2025", "group": "g", "indicator": ["how", "why"]})
    assert base_units(cells, [people], _survey(0)[0].book).tolist() == [1, FIVES]


def _units(answers: dict[str, np.ndarray], valid: dict[str, np.ndarray], **book: Any) -> dict[str, int]:
    """The unit of the base of each share, of the group that was asked and of a pool of it and another."""
    size = len(next(iter(answers.values())))
    given = [
        Answers(name, "share", ("",), (answers[name] & valid[name]).astype(np.uint8)[:, None], valid[name], 0)
        for name in answers
    ]
    people = [
        Respondents("2025", "g", Design(np.ones(size)), {}, given),
        Respondents("2025", "h", Design(np.ones(size)), {}, given[:1]),
    ]
    items = [
        {"id": name, "kind": "share", "label": name, "variable": name, "true": [1]} | book.get(name, {})
        for name in answers
    ]
    more = {name: parts for name, parts in book.items() if name not in answers}
    groups = [{"id": "g", "label": "g"}, {"id": "h", "label": "h"}]
    groups += [{"id": "all", "label": "all", "pool": {"of": ["g", "h"], "method": "mean"}}]
    samples = [{"wave": "2025", "group": group, "file": f"{group}.sav"} for group in "gh"]
    plain = one_sample([], items).model_dump(exclude_defaults=True, by_alias=True)
    whole = Codebook.model_validate(plain | {"groups": groups, "samples": samples} | more)
    rows = [(name, group) for name in answers for group in ("g", "all")]
    cells = pd.DataFrame(rows, columns=["indicator", "group"]).assign(wave="2025")
    found = base_units(cells, people, whole).tolist()
    assert found[::2] == found[1::2], "a pool's base is as its members'"
    return dict(zip(answers, found[::2], strict=True))


def _any_of_two(size: int = 1200) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Two questions to everybody, and one that was put to who said yes to any of them."""
    random = np.random.default_rng(8)
    answers = {name: random.random(size) < 0.6 for name in ("one", "two", "why")}
    put = answers["one"] | answers["two"]
    return answers, {"one": np.full(size, True), "two": np.full(size, True), "why": put}


def test_a_question_to_who_gave_any_of_two_answers_has_a_base_in_fives() -> None:
    answers, valid = _any_of_two()
    assert _units(answers, valid) == {"one": EXACT, "two": EXACT, "why": FIVES}


@pytest.mark.parametrize("missing", [0.01, 0.3])
def test_missing_answers_leave_bases_exact(missing: float) -> None:
    random = np.random.default_rng(9)
    answers, valid = _any_of_two()
    valid["why"] = random.random(len(valid["why"])) >= missing
    assert set(_units(answers, valid).values()) == {EXACT}


def test_that_all_of_a_few_were_put_a_question_may_be_chance() -> None:
    answers, valid = _any_of_two()
    valid["why"] = np.random.default_rng(9).random(len(valid["why"])) < 0.6
    answers["one"] = valid["why"] & (valid["why"].cumsum() <= 12)
    assert set(_units(answers, valid).values()) == {EXACT}


@pytest.mark.parametrize(
    ("variable", "unit"), [("either", FIVES), ("unseen", FIVES), ("part", EXACT), ("one", EXACT)]
)
def test_a_declared_filter_that_no_answer_shows_gives_a_base_in_fives(variable: str, unit: int) -> None:
    """Who was put it is seen in no answer of the sample here: the base alone tells. Everybody's level of a
    breakdown is known, and what an indicator shows is seen in the data."""
    answers, valid = _any_of_two()
    valid["why"] = np.random.default_rng(9).random(len(valid["why"])) < 0.6
    level = {"id": "part", "label": "part", "variable": "part"}
    found = _units(
        answers,
        valid,
        why={"base": {"where": {variable: [1]}}},
        derived=[{"id": "either", "any_of": ["one", "two"]}],
        breakdowns=[level | {"levels": [{"id": "north", "label": "north", "codes": [1]}]}],
    )
    assert found == {"one": EXACT, "two": EXACT, "why": unit}
