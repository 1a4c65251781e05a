"""What is to be hidden in one layout, and what a reader knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitor.prepare.protect.tables import Layout

UNBOUNDED = 1 << 24


@dataclass
class Counts:
    """Units of one layout with equally many categories. A reader knows every count of a cell that is not
    hidden."""

    layout: Layout
    count: np.ndarray
    """int32 (cells, units, categories): respondents."""
    base: np.ndarray
    """(units,): column of the next three, which are about the base of a cell."""
    free: np.ndarray
    """bool (cells, bases): the base itself is hidden, in every unit that has it."""
    rise: np.ndarray
    """int32 (cells, bases): respondents that a hidden base can gain without the cell, or a net that holds it,
    changing its status."""
    fall: np.ndarray
    """int32 (cells, bases): the same, to lose."""
    hidden: np.ndarray
    """bool (cells, units)."""
    may: np.ndarray
    """bool (cells, units): cells that can be hidden on their own: somebody is in them."""
    follows: np.ndarray
    """bool (cells, units): cells that are hidden with their level."""
    cost: np.ndarray
    """float32 (cells, units): what hiding a cell would lose."""
    part: np.ndarray
    """(units, categories): parts of the base whose sums another indicator shows; counts are exchanged within
    them."""

    def __post_init__(self) -> None:
        self.veiled = np.zeros(self.free.shape, dtype=bool)
        """bool (cells, bases): hidden bases of which the status must not tell whether they are too small."""

    def veil(self, cell: np.ndarray, base: int, minimum: int) -> None:
        """Takes a hidden base's status away from the reader, so that it bounds nothing any more."""
        self.veiled[cell, base] = True
        one = [base]
        self.rise[:, one], self.fall[:, one] = bounds(
            self.layout, self.count[:, one, 0], self.hidden[:, one], minimum, self.veiled[:, one]
        )
        self.__dict__.pop("ways", None)
        self.__dict__.pop("_wide", None)

    @property
    def categories(self) -> int:
        """Categories of each unit."""
        return self.count.shape[2]

    @cached_property
    def main(self) -> np.ndarray:
        """(units,): the largest category of all."""
        return self.count[0].argmax(axis=1)

    @cached_property
    def swap(self) -> np.ndarray:
        """(units, categories): the category that a count is exchanged for: the largest other one of its part,
        itself if there is none."""
        total = np.repeat(self.count[0][:, None], self.categories, axis=1)
        total[self.part[:, :, None] != self.part[:, None, :]] = -1
        total[:, np.arange(self.categories), np.arange(self.categories)] = -1
        return np.where(total.max(axis=2) >= 0, total.argmax(axis=2), np.arange(self.categories))

    @cached_property
    def ways(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The ways in which a count can change, each as how far it can (rise, fall): int32 (cells, units,
        categories).

        First together with its base, where that is hidden too; then at the cost of another category of the
        same cell.
        """
        free = self.free[:, self.base][..., None]
        rise = np.broadcast_to(self.rise[:, self.base][..., None] * free, self.count.shape)
        found = [(rise, np.minimum(self.count, self.fall[:, self.base][..., None]) * free)]
        if self.categories > 1:
            other = self.swap != np.arange(self.categories)
            found.append(
                (np.take_along_axis(self.count, self.swap[None], axis=2) * other, self.count * other)
            )
        return found

    def wide_way(self, least: int) -> tuple[np.ndarray, np.ndarray]:
        """The first way, only through cells of which the base, and every net above it, can change by
        `least`."""
        if "_wide" not in self.__dict__:
            rise, fall = self.ways[0]
            self._wide = (
                rise * (self.rise >= least)[:, self.base][..., None],
                fall * (self.fall >= least)[:, self.base][..., None],
            )
        return self._wide

    def secret(self, cell: np.ndarray, unit: np.ndarray) -> np.ndarray:
        """bool (targets, categories): hidden counts; not a 0 that a shown cell above tells, nor the only
        other count of a part."""
        above = self.layout.above[cell]
        zero = np.zeros((len(cell), self.categories), dtype=bool)
        for wider in above.T:
            zero |= (self.count[wider, unit] == 0) & ~self.hidden[wider, unit][:, None]
        part = self.part[unit]
        open_ = (part[:, :, None] == part[:, None, :]) & ~zero[:, None, :]
        known = (open_.sum(axis=2) == 1) & ~self.free[cell, self.base[unit]][:, None]
        return ~(zero | known)


def bounds(
    layout: Layout, n: np.ndarray, hidden: np.ndarray, minimum: int, veiled: np.ndarray | bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """How many respondents a base can gain and lose before its status, or that of a net above it, would have
    to change.

    A small cell has somebody in it, for else it would not be hidden; but inside a hidden level, empty cells
    are hidden too.
    """
    few = n < minimum
    inside = hidden[layout.levels] & (layout.levels != np.arange(layout.size)[:, None])[..., None]
    rise = np.where(few & ~np.asarray(veiled), minimum - 1 - n, UNBOUNDED)
    fall = np.where(few, np.maximum(n - ~inside.any(axis=1), 0), n - minimum)
    fall = np.where(veiled, n, fall)
    above = layout.nets_above
    return np.minimum(rise, rise[above].min(axis=1)).astype(np.int32), np.minimum(
        fall, fall[above].min(axis=1)
    ).astype(np.int32)
