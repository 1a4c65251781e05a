"""Random small surveys, weighted in several ways, as they would be published; and what a reader is taken to
know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_contrasts, all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.publish import publish
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.derived import with_made
from monitor.prepare.respondents.respondents import Answers, Respondents
from tests.prepare.linked import Asked, survey
from tests.prepare.weights_attack import NOBODYS, Known, Question, Target, WeightsAttack

WEIGHTS = ("none", "crossed", "few", "many", "different")
"""Nobody's; one for each combination of levels, as post-stratification gives; three, twenty, or as many as
respondents."""
FAMILIES = (
    "share",
    "distribution",
    "multiple",
    "an option that is a share too",
    "a share of some categories",
    "a question to some",
    "a share without an answer",
    "any of two",
)
TOLD_WITH_OTHERS = ("same", "top", "firm", "a", "b")
"""Indicators whose numbers are read beside those of another of their family."""


def weights(kind: str, people: Respondents, rng: np.random.Generator) -> np.ndarray:
    """A weight for each respondent."""
    if kind == "none":
        return np.ones(people.size)
    if kind == "crossed":
        number = np.unique(
            np.column_stack([levels.code for levels in people.levels.values()]), axis=0, return_inverse=True
        )[1].ravel()
        return rng.gamma(6, 1 / 6, number.max() + 1)[number]
    sizes = {"few": 3, "many": 20, "different": people.size}
    return rng.permutation(rng.gamma(6, 1 / 6, sizes[kind])[np.arange(people.size) % sizes[kind]])


@dataclass(frozen=True)
class Published:
    """A random survey as published, and its respondents."""

    book: Codebook
    families: list[list[Asked]]
    people: list[Respondents]
    cells: pd.DataFrame
    contrasts: pd.DataFrame


def published(
    levels: Sequence[int],
    families: Sequence[str],
    size: int,
    kind: str,
    seed: int,
    missing: float,
    pool: str = "",
) -> Published:
    """A random survey with weights of a kind, protected and rounded."""
    made = survey(levels, families, size, seed, missing=missing, pool=pool)
    rng = np.random.default_rng(seed)
    people = [
        replace(one, design=replace(one.design, weight=weights(kind, one, rng), weighted=kind != "none"))
        for one in made.people
    ]
    return as_published(made.book, made.families, people)


def as_published(book: Codebook, families: list[list[Asked]], people: list[Respondents]) -> Published:
    """What is published of these respondents."""
    book = with_made(book)
    cells = all_estimates(people, book, Findings(), lambda done, doing: None)
    contrasts = all_contrasts(people, book, cells, lambda done, doing: None)
    found = protect(cells, contrasts, book, people)
    return Published(book, families, people, *publish(found.cells, found.contrasts, book))


def known(people: Respondents, answers: Answers) -> Known:
    """What a reader knows of those who answered a question."""
    levels = {name: np.array([*one.ids, NOBODYS])[one.code] for name, one in people.levels.items()}
    return Known(people.design.weight, levels, {name: one.nets for name, one in people.levels.items()}).only(
        answers.valid
    )


def attacks(made: Published) -> Iterator[tuple[str, WeightsAttack]]:
    """The attack on each question of each sample, what other questions tell of it among what is known."""
    for family in made.families:
        for people in made.people:
            given = {item.indicator: item for item in people.answers}
            rows = made.cells[
                (made.cells["wave"] == people.wave) & (made.cells["group"] == people.group)
            ].astype({"status": str})
            for item in family:
                if item.kind == "mean" or item.id in TOLD_WITH_OTHERS or item.id not in given:
                    continue
                question = _question(item, given[item.id], family)
                attack = WeightsAttack(
                    question,
                    {people.group: known(people, given[item.id])},
                    _told_of(item, family, given, rows),
                    bases=list(_filtered(item, family, given, rows)),
                    among={"firm:c1": ("c0", "c1", "c2")},
                )
                truth = attack.truth({people.group: _columns(item, family, given)})
                assert attack.fits(truth), "the attack takes something for known that is not so"
                yield f"{item.id} {people.wave} {people.group}", attack


def _question(item: Asked, answers: Answers, family: Sequence[Asked]) -> Question:
    if item.id == "any":
        return Question(("a", "b"), {"any": ["a", "b"]})
    if item.kind == "share":
        return Question(("",), {})
    if item.kind == "multiple":
        names = [name for name in answers.categories if name != "any"]
        return Question(tuple(names), {"any": names})
    names = list(answers.categories[: answers.exclusive])
    top = {"top": ["c1", "c3"]} if any(other.id == "top" for other in family) else {}
    return Question(tuple(names), {"low": names[:2]} | top, shares_out=True)


def _told_of(
    item: Asked, family: Sequence[Asked], given: Mapping[str, Answers], rows: pd.DataFrame
) -> pd.DataFrame:
    """The rows of a question, and those of others that tell the same of the same people, under its own
    names."""
    own = rows[(rows["indicator"] == item.id).to_numpy()].astype({"category": str})
    if item.id == "any":
        own = own.assign(category="any")
    also = {"same": "o0", "top": "top", "firm": "firm:c1", "a": "a", "b": "b"}
    others = [
        rows[(rows["indicator"] == other.id).to_numpy()]
        .astype({"category": str})
        .assign(category=also[other.id])
        for other in family
        if other.id in also and (other.id == "firm" or (given[other.id].valid == given[item.id].valid).all())
    ]
    return pd.concat([own, *others], ignore_index=True)


def _columns(item: Asked, family: Sequence[Asked], given: Mapping[str, Answers]) -> dict[str, np.ndarray]:
    answers = given[item.id]
    if item.id == "any":
        return {name: given[name].values[answers.valid, 0].astype(float) for name in ("a", "b", "any")}
    return {
        name: answers.values[answers.valid, at].astype(float) for at, name in enumerate(answers.categories)
    }


def _filtered(
    item: Asked, family: Sequence[Asked], given: Mapping[str, Answers], rows: pd.DataFrame
) -> Iterator[tuple[Target, int, int]]:
    """How many gave the answer that another question was filtered by, where everybody who was put that
    question answered it."""
    if item.id != "q":
        return
    yes = given["q"].valid & (given["q"].values[:, 0] == 1)
    for other in family:
        if other.where and (given[other.id].valid == yes).all():
            based = rows[((rows["indicator"] == other.id) & rows["n"].notna()).to_numpy()]
            fives = (based["n"] % 5 == 0).all()
            for row in based.itertuples():
                names = (row.breakdown1, row.level1) if row.breakdown1 else ()
                place = (*names, *((row.breakdown2, row.level2) if row.breakdown2 else ()))
                near = 2 if fives else 0
                yield (row.group, "", place), int(row.n) - near, int(row.n) + near
