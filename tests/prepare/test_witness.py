"""What proves a hidden count is published just the same: answers are changed as a walker changed them,
everything is estimated anew, and each published number is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.codebook.summaries import Standard, Summaries
from monitor.prepare.estimate.tables import all_contrasts, all_estimates, all_summaries
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect import published as checked
from monitor.prepare.protect import rules
from monitor.prepare.protect.atoms import Atoms
from monitor.prepare.protect.publish import publish
from monitor.prepare.protect.published import Published
from monitor.prepare.protect.summaries import publish_summaries
from monitor.prepare.protect.told import Move
from monitor.prepare.respondents.respondents import Respondents
from tests.prepare.linked import Survey, survey

SOME = 4
"""Of each survey, states that are tried."""
ASKED = Summaries(levels=True, trend=True, standardise=Standard(by="b0", population={"l0": 3, "l1": 2}))
NUMBERS = {"cells": ["estimate", "n"], "tests": ["difference"], "summaries": ["estimate", "n"]}
FEW_TESTS = 0.02
"""Of a survey's published tests, those whose p may be another: the walk holds tests to first order, at the
design effect of the true answers."""
Tables = dict[str, pd.DataFrame]


def made(levels: list[int], size: int, seed: int, weights: str) -> Survey:
    """A survey of one share, weighted by class or by person, with numbers about several cells."""
    whole = survey(levels, ["share"], size, seed, waves=3, missing=0.03)
    heavy = np.random.default_rng(seed).uniform(0.4, 2.5, 8)
    people = [
        replace(one, design=replace(one.design, weight=heavy[one.levels["b0"].code]))
        if weights == "by class"
        else one
        for one in whole.people
    ]
    return replace(whole, people=people, book=whole.book.model_copy(update={"summaries": ASKED}))


def estimated(people: list[Respondents], of: Survey) -> Tables:
    cells = all_estimates(people, of.book, Findings(), lambda done, doing: None)
    tests = all_contrasts(people, of.book, cells, lambda done, doing: None)
    return {
        "cells": cells,
        "tests": tests,
        "summaries": all_summaries(people, of.book, cells, lambda done, doing: None),
    }


def told(exact: Tables, safe: rules.Protected, of: Survey) -> Tables:
    """What is published of estimates, hidden and rounded as `safe` has it."""
    cells, tests = safe.cells.copy(), safe.contrasts.copy()
    for table, numbers in ((cells, exact["cells"]), (tests, exact["tests"])):
        for name in table.select_dtypes("number").columns.intersection(numbers.columns):
            table[name] = numbers.loc[table.index, name].where(table[name].notna(), np.nan)
    shown, differences = publish(cells.astype({"n": "Int64"}), tests, of.book)
    summaries = publish_summaries(exact["summaries"], cells, shown, of.book)
    return {"cells": shown, "tests": differences, "summaries": summaries}


def flipped(people: Respondents, move: Move, atoms: Atoms, moved: np.ndarray, seed: int) -> Respondents:
    """As many respondents of each atom with the other answer as were `moved`."""
    random = np.random.default_rng(seed)
    (item,) = people.answers
    values = item.values.copy()
    for atom in np.flatnonzero(moved):
        able = np.flatnonzero((move.second if moved[atom] > 0 else move.first) & (atoms.of == atom))
        values[random.choice(able, abs(moved[atom]), replace=False), 0] ^= 1
    return replace(people, answers=[replace(item, values=values)])


def states(published: Published) -> Iterator[tuple[int, Atoms, Move, np.ndarray]]:
    """Of the likeliest way of each hidden count: the sample, its atoms, the move, and what changed."""
    secrets = {number: some for wave in published._waves for number, some in wave._secrets.items()}
    reached = {key: kept for wave in published._waves for key, kept in wave.memory.states.items()}
    for at, sample in enumerate(published._samples):
        for atoms in sample.layings:
            for number in sample.units:
                for secret in secrets.get(number, []):
                    kept = reached.get((id(atoms), number, secret.column, 0))
                    for state in range(kept.number if kept else 0):
                        assert kept is not None and secret.likeliest is not None
                        moved = np.zeros(atoms.size, dtype=int)
                        own = kept.state == state
                        moved[kept.atom[own]] = kept.changed[own]
                        yield at, atoms, secret.likeliest.moves[0], moved


@pytest.mark.parametrize(
    ("levels", "size", "seed", "weights"),
    [
        ([3, 2], 400, 1, "by class"),
        ([4, 3], 600, 3, "by person"),
        *(
            pytest.param(levels, 300 + 40 * seed, seed, weights, marks=pytest.mark.slow)
            for seed in range(10, 30)
            for levels in ([3, 2], [4, 3])
            for weights in ("by class", "by person")
        ),
    ],
)
def test_other_answers_are_published_the_same(
    levels: list[int], size: int, seed: int, weights: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, kept = made(levels, size, seed, weights), list[Published]()

    def keeping(*given: Any) -> Published:
        kept.append(Published(*given))
        return kept[-1]

    monkeypatch.setattr(rules, "Published", keeping)
    monkeypatch.setattr(checked, "side_by_side", lambda work, parts: [work(part) for part in parts])
    exact = estimated(of.people, of)
    safe = rules.protect(exact["cells"], exact["tests"], of.book, of.people, exact["summaries"])
    as_is = told(exact, safe, of)
    found = list(states(kept[0]))
    random = np.random.default_rng(seed)
    order = {(one.wave, one.group): number for number, one in enumerate(of.people)}
    wrong, tested = [], []
    for pick in random.permutation(len(found))[:SOME]:
        at, atoms, move, moved = found[pick]
        sample = kept[0]._samples[at].people
        people = list(of.people)
        people[order[sample.wave, sample.group]] = flipped(sample, move, atoms, moved, seed)
        other = told(estimated(people, of), safe, of)
        for name, numbers in NUMBERS.items():
            off = differs(as_is[name], other[name], numbers)
            wrong += [as_is[name].iloc[row].to_dict() for row in np.flatnonzero(off)]
        tested += list(differs(as_is["tests"], other["tests"], ["p"])[as_is["tests"]["p"].notna().to_numpy()])
    assert len(found) > SOME and len(tested) > 100
    assert wrong == []
    assert np.mean(tested) <= FEW_TESTS


def differs(one: pd.DataFrame, other: pd.DataFrame, names: list[str]) -> np.ndarray:
    """bool (rows,): whether one of these numbers is another."""
    numbers = (table[names].astype("Float64").to_numpy(np.float64, na_value=-9.0) for table in (one, other))
    return np.asarray(np.abs(np.subtract(*numbers)) > 1e-9).any(axis=1)
