"""Changes of answers that walkers choose from."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import combinations, product

import numpy as np

from monitor.prepare.protect.atoms import Atoms

TABLE = 8_000_000
"""Numbers in the table of all changes, at most; where there are more, each is worked out when it is drawn."""
CORNERS = 4
SHAPES = 16
"""Shapes of which the forms of changes are kept: those of the samples that are looked at in turn."""


class Changes:
    """All changes of one respondent, of two that differ on one axis and go opposite ways, or of four in the
    corners of a rectangle on two axes; of any band of weight."""

    def __init__(self, atoms: Atoms, adds: np.ndarray):
        self._shape = np.array(atoms.shape)
        self.adds = adds
        """float32 (atoms, bounded cells): what one respondent of an atom adds to a cell."""
        self._shifts, self._ways, likely = self._forms(atoms.shape)
        self._until = np.cumsum(likely / likely.sum())[:-1]
        self._here = np.stack(np.unravel_index(np.arange(atoms.size), atoms.shape), axis=-1)
        self._tabled = atoms.shape[-1] == 1 and atoms.size * len(likely) * adds.shape[1] <= TABLE
        """Whether there are few enough changes to work all of them out once."""

    def of(self, atom: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """A change that begins at each of these atoms: its atoms and its ways (…, corners), 1 towards the
        first answer, always so of its first atom, -1 away from it, 0 none; and what it adds to the bounded
        cells."""
        form = np.searchsorted(self._until, random.random(atom.shape))
        way = self._ways.take(form, axis=0)
        if self._tabled:
            row = atom * len(self._ways) + form
            corners, table = self._table
            return corners.take(row, axis=0), way, table.take(row, axis=0)
        where = self._where(atom, form)
        if (bands := int(self._shape[-1])) > 1:
            other = where - where % bands + random.integers(0, bands, where.shape)
            where[..., 1:] = np.where(random.random(where.shape) < 0.5, where, other)[..., 1:]
        return where, way, self._sums(where, way)

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """Of every change, atom by atom and form by form: int (changes, corners), its atoms; and float32
        (changes, bounded cells), what it adds."""
        forms = len(self._ways)
        every = np.broadcast_to(np.arange(forms), (len(self._here), forms))
        corners = self._where(np.arange(len(self._here))[:, None], every)
        adds = self._sums(corners, self._ways[every])
        return corners.reshape(every.size, CORNERS), adds.reshape(every.size, self.adds.shape[1])

    def _where(self, atom: np.ndarray, form: np.ndarray) -> np.ndarray:
        """int (…, corners): the atoms of changes of a form that begin at an atom."""
        corner = (self._here[atom][..., None, :] + self._shifts[form]) % self._shape
        return np.ravel_multi_index(tuple(np.moveaxis(corner, -1, 0)), tuple(self._shape))

    def _sums(self, where: np.ndarray, way: np.ndarray) -> np.ndarray:
        total = self.adds[where[..., 0]]
        for corner in range(1, CORNERS):
            part = self.adds[where[..., corner]]
            part *= way[..., corner, None].astype(np.float32)
            total += part
        return total

    @staticmethod
    @lru_cache(SHAPES)
    def _forms(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How far along each axis the corners of each form are from its atom (forms, corners, axes), its ways
        (forms, corners), and how likely it is (forms,): widths alike, and axes within them."""
        axes = [axis for axis, levels in enumerate(shape[:-1]) if levels > 1]
        pairs = list(combinations(axes, 2))
        corners: list[list[tuple[tuple[int, int], ...]]] = [[(), (), (), ()]]
        ways, likely = [(1, 0, 0, 0)], [1.0]
        for axis in axes:
            for shift in range(1, shape[axis]):
                corners.append([(), ((axis, shift),), (), ()])
                ways.append((1, -1, 0, 0))
                likely.append(1 / len(axes) / (shape[axis] - 1))
        for one, other in pairs:
            for shift, second in product(range(1, shape[one]), range(1, shape[other])):
                first, last = (one, shift), (other, second)
                corners.append([(), (first,), (last,), (first, last)])
                ways.append((1, -1, -1, 1))
                likely.append(1 / len(pairs) / (shape[one] - 1) / (shape[other] - 1))
        shifts = np.zeros((len(corners), CORNERS, len(shape)), dtype=np.int64)
        for change, corner in product(range(len(corners)), range(CORNERS)):
            for axis, shift in corners[change][corner]:
                shifts[change, corner, axis] = shift
        return shifts, np.array(ways), np.array(likely)
