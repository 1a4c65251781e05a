"""Respondents by where they stand in all published tables and by what they weigh: the finest that a reader is
taken to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

import numpy as np
from scipy import sparse

from monitor.prepare.respondents.respondents import Levels, Respondents

MOST_TOGETHER = 160
"""Breakdowns with no more combinations of levels than this are looked at together; others table by table."""
BANDS = 16
"""Bands of weight within a combination of levels, where respondents in it don't all weigh the same."""

Place = tuple[str, str, str, str]
"""breakdown1, level1, breakdown2, level2, as in the store."""
WITHOUT = "\0"
"""The level of respondents without a level: it is in nobody's table."""


@dataclass(frozen=True)
class Atoms:
    """Respondents of one sample who can't be told apart but by their answers.

    `shape` is (levels of each axis and those without a level, bands of weight); an atom is a place in that
    array, flattened.
    """

    axes: tuple[str, ...]
    shape: tuple[int, ...]
    of: np.ndarray
    """(respondents,): the atom of each."""
    weight: np.ndarray
    """(atoms,): the weight in the middle of each atom's."""
    spread: np.ndarray
    """(atoms,): how far a weight may be from that middle; 0 where all weigh the same."""
    places: list[Place]
    levels: dict[str, tuple[str, ...]]
    """The levels of each axis, without nets."""
    inside: sparse.csr_matrix
    """bool (places, atoms): which atoms lie in which cell."""

    @property
    def size(self) -> int:
        """Number of atoms."""
        return len(self.weight)

    @cached_property
    def without(self) -> list[int]:
        """The cells of those without a level, as numbers in `places`, that somebody is in."""
        there = np.diff(self.inside.indptr) > 0
        return [at for at, key in enumerate(self.places) if WITHOUT in key and there[at]]

    @cached_property
    def within(self) -> np.ndarray:
        """bool (places, places): whether the cell in the column lies in the cell in the row."""
        size = np.diff(self.inside.indptr)
        return np.asarray(
            (self.inside.astype(np.int32) @ self.inside.T.astype(np.int32)).toarray() == size[None, :]
        )

    def count(self, answers: np.ndarray) -> np.ndarray:
        """(atoms, columns): respondents for whom a column of `answers` (respondents, columns) is true."""
        return np.asarray(self._ones @ answers.astype(np.int32))

    @cached_property
    def _ones(self) -> sparse.csr_matrix:
        """int (atoms, respondents): 1 for the atom of each."""
        people = np.arange(len(self.of))
        ones = np.ones(len(people), dtype=np.int32)
        return sparse.csr_matrix((ones, (self.of, people)), shape=(self.size, len(people)))


def layings(people: Respondents, tables: Sequence[tuple[str, ...]]) -> Iterator[Atoms]:
    """The ways to look at a sample that is published in these tables (breakdown names; one or two each): all
    breakdowns together where they have few combinations of levels, else each table by itself; the total alone
    where there are none."""
    names = [name for name in people.levels if any(name in table for table in tables)]
    if prod(len(people.levels[name].ids) + 1 for name in names) <= MOST_TOGETHER:
        yield _atoms(people, tuple(names), tables)
        return
    pairs = [table for table in tables if len(table) == 2]
    crossed = {name for pair in pairs for name in pair}
    for axes in [*pairs, *((name,) for name in names if name not in crossed)]:
        yield _atoms(people, axes, [table for table in tables if set(table) <= set(axes)])


def _atoms(people: Respondents, axes: tuple[str, ...], tables: Sequence[tuple[str, ...]]) -> Atoms:
    sides = [people.levels[name] for name in axes]
    sizes = [len(side.ids) + 1 for side in sides]
    codes = [np.where(side.code >= 0, side.code, len(side.ids)).astype(np.int64) for side in sides]
    cell = np.ravel_multi_index(codes, sizes) if codes else np.zeros(people.size, dtype=np.int64)
    band, bands = _banded(cell, people.design.weight, prod(sizes))
    shape = (*sizes, bands)
    atom = cell * bands + band
    size = prod(shape)
    least, most = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(least, atom, people.design.weight)
    np.maximum.at(most, atom, people.design.weight)
    some = np.isfinite(least)
    middle, spread = np.ones(size), np.zeros(size)
    middle[some], spread[some] = (least[some] + most[some]) / 2, (most[some] - least[some]) / 2
    places: list[Place] = []
    masks: list[np.ndarray] = []
    coordinates = np.unravel_index(np.arange(size), shape)
    for table in [
        (),
        *((name,) for name in axes if (name,) in tables),
        *(pair for pair in tables if len(pair) == 2),
    ]:
        for levels in product(*(_members(people.levels[name]) for name in table)):
            mask = np.ones(size, dtype=bool)
            for name, (_, members) in zip(table, levels, strict=True):
                mask &= np.isin(coordinates[axes.index(name)], members)
            key = [part for name, (level, _) in zip(table, levels, strict=True) for part in (name, level)]
            places.append((*key, *[""] * (4 - len(key))))  # type: ignore[arg-type]
            masks.append(mask & some)
    return Atoms(
        axes,
        shape,
        atom,
        middle,
        spread,
        places,
        {name: people.levels[name].ids for name in axes},
        sparse.csr_matrix(np.array(masks)),
    )


def _members(levels: Levels) -> list[tuple[str, list[int]]]:
    """The levels, nets, and those without a level, as numbers of levels."""
    ids = list(levels.ids)
    nets = [(name, [ids.index(member) for member in members]) for name, members in levels.nets.items()]
    return [*((name, [number]) for number, name in enumerate(ids)), *nets, (WITHOUT, [len(ids)])]


def _banded(cell: np.ndarray, weight: np.ndarray, cells: int) -> tuple[np.ndarray, int]:
    """The band of each respondent's weight within their cell, and how many bands there are: one for each
    weight where these are few enough, else of as many respondents each."""
    order = np.lexsort((weight, cell))
    own, heavy = cell[order], weight[order]
    start, size = np.searchsorted(own, np.arange(cells)), np.bincount(cell, minlength=cells)
    rises = np.diff(heavy, prepend=0.0) > heavy * 1e-9
    number = np.cumsum(rises) - 1
    distinct = number - number[start[own]]
    many = np.zeros(cells, dtype=np.int64)
    np.maximum.at(many, own, distinct + 1)
    rank = np.arange(len(own)) - start[own]
    band = np.empty(len(weight), dtype=np.int64)
    band[order] = np.where(many[own] > BANDS, np.minimum(rank * BANDS // size[own], BANDS - 1), distinct)
    return band, max(min(int(many.max(initial=1)), BANDS), 1)


def leftover(atoms: Atoms, key: Place) -> tuple[int, list[int]]:
    """The cell that those without a level are left over from, and the levels that are taken from it."""
    at = {place: number for number, place in enumerate(atoms.places)}
    one, level, other, second = key
    if not other:
        return at["", "", "", ""], [at[one, name, "", ""] for name in atoms.levels[one]]
    if level == WITHOUT and second != WITHOUT:
        return at.get((other, second, "", ""), 0), [
            at[one, name, other, second] for name in atoms.levels[one]
        ]
    return at.get((one, level, "", ""), 0), [at[one, level, other, name] for name in atoms.levels[other]]


def tables_of(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Tables by the breakdowns that they cross, from the store's two columns; the total is none."""
    return [tuple(name for name in pair if name) for pair in pairs if any(pair)]
