"""What was answered: which cells are hidden for a small category, and what keeps these secret, for units with
equally many categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from monitor.codebook.models import Disclosure
from monitor.prepare.protect.contrasts import exposed_counts
from monitor.prepare.protect.counts import Counts
from monitor.prepare.protect.links import Links
from monitor.prepare.protect.precision import SHARE
from monitor.prepare.protect.tables import Layout

OPEN = 2
"""The answers to a mean are safe where it leaves this many times the values open that a hidden count must be
able to take."""


class Answers:
    """The answers to all units of one layout; `exposed` (cells, units): cells with a category that is too
    small, left out where it isn't known yet."""

    def __init__(
        self,
        links: Links,
        layout: Layout,
        base: np.ndarray,
        cost: np.ndarray,
        rules: Disclosure,
        exposed: np.ndarray | None = None,
    ):
        self._links, self._layout, self._base, self._cost = links, layout, base, cost
        self._table = [
            table if unit.split else _share(table)
            for unit, table in zip(links.units, links.table, strict=True)
        ]
        self._sizes = np.array([table.shape[1] for table in self._table])
        self.exposed = _exposed(links, rules) if exposed is None else exposed
        self._done: np.ndarray | None = None
        self._free: np.ndarray | None = None

    def hide(self, hidden: np.ndarray, bases: Counts, work: Callable[[Counts], None]) -> None:
        """Hides more cells (cells, units) until `work` is done, for what changed since the last time."""
        free = bases.hidden[:, self._base]
        todo = np.ones(hidden.shape[1], dtype=bool)
        if self._done is not None and self._free is not None:
            todo = (hidden != self._done).any(axis=0) | (free != self._free).any(axis=0)
        for counts, some, sort in self._counts(hidden, bases, todo):
            work(counts)
            hidden[:, some] = counts.hidden[:, sort]
        self._done, self._free = hidden.copy(), free

    def all(self, hidden: np.ndarray, bases: Counts) -> Iterator[Counts]:
        """Everything that is hidden, to be audited."""
        for counts, _, _ in self._counts(hidden, bases, np.ones(hidden.shape[1], dtype=bool)):
            yield counts

    def _counts(
        self, hidden: np.ndarray, bases: Counts, todo: np.ndarray
    ) -> Iterator[tuple[Counts, np.ndarray, np.ndarray]]:
        """Units of equal size, those with equal counts once: what is hidden of them, their numbers and which
        of the counts each has."""
        shares: dict[bytes, np.ndarray] = {}
        for size in np.unique(self._sizes[self._sizes > 0]):
            some = np.flatnonzero(self._sizes == size)
            count = np.stack([self._table[at] for at in some], axis=1)
            part = np.zeros((len(some), size), dtype=np.int64)
            for row, at in enumerate(some.tolist() if size > 2 else ()):
                part[row] = self._told(at, hidden[:, at], shares)
            first, sort = different(
                np.concatenate([*np.moveaxis(count, 2, 0), np.repeat(part.T, self._layout.size, axis=0)])
            )
            wanted = np.unique(sort[todo[some]])
            if len(wanted):
                start = np.zeros((self._layout.size, len(first)), dtype=bool)
                np.logical_or.at(start.T, sort, hidden[:, some].T)
                chosen = some[first[wanted]]
                somebody = self._links.n[:, chosen] > 0
                inside = np.isin(sort, wanted)
                yield (
                    Counts(
                        self._layout, count[:, first[wanted]], self._base[chosen], bases.hidden, bases.rise,
                        bases.fall,
                        start[:, wanted], somebody, somebody, self._cost[:, chosen], part[first[wanted]],
                    ),
                    some[inside], np.searchsorted(wanted, sort[inside]),
                )  # fmt: skip
            if size == 2:
                shares |= {self._table[at].tobytes(): hidden[:, at] for at in some}

    def _told(self, at: int, hidden: np.ndarray, shares: dict[bytes, np.ndarray]) -> np.ndarray:
        """The part of each category of a distribution, where shares tell the sums of parts; hides it where
        such a share is hidden."""
        table, part = self._links.table[at], np.zeros(self._sizes[at], dtype=np.int64)
        for inside in self._links.sums_of(at):
            count = table[:, inside].sum(axis=1)
            told = shares.get(_share(np.column_stack([count, self._links.n[:, at] - count])).tobytes())
            if told is not None:
                hidden |= told
                part = 2 * part + inside
        return part


def _exposed(links: Links, rules: Disclosure) -> np.ndarray:
    """bool (cells, units): cells with a category that is too small; of a mean, where it tells how many gave
    such an answer; of the widest of units that tell of so few together in whole percents."""
    found = np.zeros(links.n.shape, dtype=bool)
    for at, table in enumerate(links.table):
        found[:, at] = exposed_counts(links.n[:, [at]], table, rules).any(axis=1)
        if links.units[at].coded:
            cells, most = np.flatnonzero(found[:, at]), OPEN * rules.interval
            found[cells, at] = links.left_open(at, cells, rules.smallest_count, most) < most
    least = max(rules.smallest_count, rules.interval)
    for units, rest in links.rests():
        few = (rest > 0) & (rest < rules.smallest_count) & (links.n[:, units[0]] * SHARE < least)
        found[few & ~found[:, units].any(axis=1), units[0]] = True
    return found


def different(n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of the first of each sort of equal columns, and the sort of each column."""
    known: dict[bytes, int] = {}
    sort = np.array(
        [known.setdefault(column.tobytes(), len(known)) for column in np.ascontiguousarray(n.T)],
        dtype=np.int64,
    )
    return np.unique(sort, return_index=True)[1], sort


def _share(table: np.ndarray) -> np.ndarray:
    """A count and its complement (cells, 2), the larger first, so that it is the same for both; none for a
    mean."""
    if not table.shape[1]:
        return table
    count, rest = np.ascontiguousarray(table.T)
    return np.column_stack(
        [count, rest] if (count[0], count.tobytes()) >= (rest[0], rest.tobytes()) else [rest, count]
    )
