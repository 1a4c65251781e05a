"""No answers that are published just the same take a hidden count outside of the range that is ruled out
beforehand: an integer program that looks for the farthest ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from monitor.prepare.protect.atoms import Atoms, layings
from monitor.prepare.protect.lanes import in_lanes, laid
from monitor.prepare.protect.reach import Range, reach
from tests.prepare.linked import survey

COLUMNS = 3


def sample(levels: list[int], seed: int, weights: str) -> Atoms:
    """A sample in all tables of its breakdowns, some without a level."""
    rng = np.random.default_rng(seed)
    people = survey(levels, ["share"], 120, seed, missing=0.1).people[0]
    weight = {
        "alike": np.ones(people.size),
        "by class": rng.uniform(0.4, 2.5, 8)[people.levels["b0"].code],
        "by person": rng.uniform(0.4, 2.5, people.size),
    }[weights]
    people.design.weight[:] = weight
    names = list(people.levels)
    tables = [*((name,) for name in names), *((names[0], name) for name in names[1:])]
    return next(layings(people, tables))


def shown(atoms: Atoms, weight: np.ndarray, rng: np.random.Generator) -> Range:
    """Of three quarters of all cells and each column, how far a sum may fall and rise."""
    size = np.abs(atoms.inside.toarray()) @ weight
    ends = [
        np.where(rng.random((len(size), COLUMNS)) < 0.75, size[:, None] * rng.uniform(0, 0.1), np.inf)
        for _ in range(2)
    ]
    return -ends[0], ends[1]


def farthest(atoms: Atoms, cell: int, people: Range, sums: Range, counts: Range, sign: int) -> float:
    """The least (sign 1) or most (-1) that the count of a cell can change by, of one column."""
    inside = atoms.inside.toarray().astype(np.float64)
    found = milp(
        sign * inside[cell],
        constraints=[
            LinearConstraint(inside * atoms.weight, *(np.clip(end, -1e6, 1e6) for end in sums)),
            LinearConstraint(inside, *(np.clip(end, -1e6, 1e6) for end in counts)),
        ],
        bounds=Bounds(*people),
        integrality=np.ones(atoms.size),
    )
    assert found.success
    return sign * float(np.rint(found.fun))


@pytest.mark.parametrize("lanes", [1, 2])
@pytest.mark.parametrize("weights", ["alike", "by class", "by person"])
@pytest.mark.parametrize("levels", [[3, 2], [3, 2, 2]])
def test_no_answers_take_a_count_out_of_its_reach(levels: list[int], weights: str, lanes: int) -> None:
    narrower = 0
    for seed in range(2):
        rng = np.random.default_rng(seed)
        one = sample(levels, seed, weights)
        atoms = in_lanes(one, [(1,)] if lanes == 1 else [(1, -1), (0, 1)])
        size = np.bincount(one.of, minlength=one.size)[:, None]
        people = tuple(
            sign * laid([rng.binomial(size, 0.3, (one.size, COLUMNS)) for _ in range(lanes)], one)
            for sign in (-1, 1)
        )
        sums, counts = shown(atoms, atoms.weight, rng), shown(atoms, np.full(atoms.size, 4.0), rng)
        wanted = rng.random((len(atoms.places), COLUMNS)) < 0.15
        least, most = reach(atoms, (people[0], people[1]), sums, counts, wanted)
        for number, (cell, column) in enumerate(np.argwhere(wanted)):
            own = [(low[:, column], high[:, column]) for low, high in (people, sums, counts)]
            assert least[number] <= farthest(atoms, cell, *own, 1)
            assert most[number] >= farthest(atoms, cell, *own, -1)
        inside = atoms.inside.toarray().astype(np.int64)
        free = inside.clip(min=0) @ people[1] + inside.clip(max=0) @ people[0]
        narrower += int((most < free[wanted]).sum())
    assert narrower > 10
