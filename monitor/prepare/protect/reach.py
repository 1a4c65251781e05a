"""How far hidden counts can move at most: a shown sum leaves a range to every sum that it is part of or made
of, and so to the counts behind them. No walker arrives outside of it, so none needs to set out for that."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from monitor.prepare.protect.atoms import WITHOUT, Atoms

SWEEPS = 2
"""How often what is known of the sums of one table narrows those of the others."""
ROOM = 1_000_000
"""Numbers that are looked at together."""
EXACT = 1e-6
Range = tuple[np.ndarray, np.ndarray]


def reach(
    atoms: Atoms, people: Range, sums: Range, counts: Range, wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """int (wanted,) twice: by how much each count that is `wanted`, bool (cells, columns), can fall (below 0)
    and rise at most. `people` (atoms, columns) can move; `sums` of weights and `counts` (cells, columns) can
    before something is published differently. Counts of several lanes are wholes of what moves in each."""
    inside = atoms.inside.toarray().astype(np.float64)
    cell, column = np.nonzero(wanted)
    weighed = _narrowed(atoms, _sums(inside * atoms.weight, people), sums)
    counted = [end[cell, column] for end in _narrowed(atoms, _sums(inside, people), counts)]
    least, most = np.empty(len(cell)), np.empty(len(cell))
    for some in np.array_split(np.arange(len(cell)), len(cell) * atoms.size // ROOM + 1):
        least[some], most[some] = _counts(
            inside[cell[some]],
            atoms.weight,
            [end[:, column[some]].T for end in people],
            [end[cell[some], column[some]] for end in weighed],
        )
    least, most = np.maximum(least, counted[0]), np.minimum(most, counted[1])
    return np.ceil(least - EXACT).astype(np.int64), np.floor(most + EXACT).astype(np.int64)


def _sums(inside: np.ndarray, people: Range) -> Range:
    """(cells, columns) twice: the least and the most that people can add to each cell."""
    least, most = people
    rises, falls = inside.clip(min=0), inside.clip(max=0)
    return rises @ least + falls @ most, rises @ most + falls @ least


def _narrowed(atoms: Atoms, found: Range, shown: Range) -> Range:
    """What is left of ranges of sums (cells, columns) where the shown ones must stay within theirs."""
    low, high = np.maximum(found[0], shown[0] - EXACT), np.minimum(found[1], shown[1] + EXACT)
    tables = list(_tables(atoms))
    for _, (whole, parts) in product(range(SWEEPS), tables):
        least, most = low[parts], high[parts]
        low[whole] = np.maximum(low[whole], least.sum(axis=1))
        high[whole] = np.minimum(high[whole], most.sum(axis=1))
        low[parts] = np.maximum(least, (low[whole] - most.sum(axis=1))[:, None] + most)
        high[parts] = np.minimum(most, (high[whole] - least.sum(axis=1))[:, None] + least)
    return low, high


def _tables(atoms: Atoms) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cells (wholes,) and those that each is made of (wholes, parts), by table: nets are left out."""
    places = atoms.places[: len(set(atoms.places))]
    at = {place: number for number, place in enumerate(places)}
    blocks = np.arange(0, len(atoms.places), len(places))
    levels = {name: (*ids, WITHOUT) for name, ids in atoms.levels.items()}
    for one, other in dict.fromkeys((place[0], place[2]) for place in places if place[0]):
        if not other:
            parts = np.array([[at[one, level, "", ""] for level in levels[one]]])
            yield from _blocks(np.array([at["", "", "", ""]]), parts, blocks)
            continue
        cells = np.array(
            [[at[one, level, other, second] for second in levels[other]] for level in levels[one]]
        )
        for name, parts in ((one, cells), (other, cells.T)):
            whole = [at.get((name, level, "", ""), -1) for level in levels[name]]
            if min(whole) >= 0:
                yield from _blocks(np.array(whole), parts, blocks)


def _blocks(
    whole: np.ndarray, parts: np.ndarray, blocks: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The same in all blocks of lanes."""
    yield (whole + blocks[:, None]).ravel(), (parts + blocks[:, None, None]).reshape(-1, parts.shape[1])


def _counts(
    inside: np.ndarray, weight: np.ndarray, people: list[np.ndarray], sums: list[np.ndarray]
) -> Range:
    """(counts,) twice: the least and the most of each count of people `inside` (counts, atoms) whose weighted
    sum stays within `sums`: for the most, the lightest come first, and for the least, the lightest leave."""
    order = np.argsort(weight, kind="stable")
    inside, heavy = inside[:, order], np.maximum(weight[order], EXACT)
    ends = [end[:, order] * inside for end in people]
    least, most = np.minimum(*ends), np.maximum(*ends)
    size = most - least
    before = np.cumsum(size * heavy, axis=1) - size * heavy
    rise = sums[1] - least @ heavy
    fall = most @ heavy - sums[0]
    come, leave = (np.clip((room[:, None] - before) / heavy, 0, size).sum(axis=1) for room in (rise, fall))
    return most.sum(axis=1) - leave, least.sum(axis=1) + come
