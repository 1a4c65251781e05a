"""Which cells are hidden: the primary rules, what has to be hidden with them, and the audit of both, one layout at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from monitor.build.protect_audit import Audit
from monitor.build.protect_contrasts import exposed_counts
from monitor.build.protect_counts import UNBOUNDED, Counts
from monitor.build.protect_suppress import Geometry, Suppressor
from monitor.build.protect_tables import Layout, Store, Unit, layouts
from monitor.codebook.models import Codebook, Disclosure
from monitor.errors import BuildError


@dataclass
class Found:
    """What the audit found, over all layouts."""

    counts: int = 0
    """Hidden counts that were audited: bases, categories and their complements."""
    by_moves: int = 0
    """Of these, proven by moves; the others by linear programs."""
    narrowest: int = UNBOUNDED
    """The fewest values that a hidden count was found to be able to take."""
    seconds: float = 0.0


class Hiding:
    """Hides what must be hidden in a store: `hidden`, `exposed` (by the primary rules) and `veiled` (places, units)."""

    def __init__(self, store: Store, codebook: Codebook):
        self.store, self.codebook, self.rules = store, codebook, codebook.disclosure
        shape = (len(store.place), len(store.units))
        self.hidden, self.exposed = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.veiled = np.zeros(shape, dtype=bool)
        """Hidden cells whose status must not tell whether their base is too small."""
        self.audit, self.found = Audit(self.rules.interval), Found()
        samples: dict[tuple[str, str], int] = {}
        self._sample = np.array([samples.setdefault((unit.wave, unit.group), len(samples)) for unit in store.units], dtype=np.int64)
        self._people = np.zeros((len(store.place), len(samples)), dtype=np.int32)
        for number, unit in enumerate(store.units):
            at = self._sample[number]
            np.maximum(self._people[:, at], store.n[:, unit.columns[0]], out=self._people[:, at])
        self._small = np.zeros(self._people.shape, dtype=bool)
        for layout, numbers in layouts(store, codebook):
            self._hide(layout, np.array(numbers))

    def _at(self, layout: Layout, table: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The columns of a table of the store (places, …), by the layout's cells; 0 where the store has no such place."""
        return np.where(layout.places[:, None] >= 0, table[np.ix_(layout.places, columns)], 0)

    def _hide(self, layout: Layout, numbers: np.ndarray) -> None:
        """Bases of the sample first, so that all its indicators hide the same; then each different base; then what was answered."""
        units = [self.store.units[number] for number in numbers]
        samples, of_sample = np.unique(self._sample[numbers], return_inverse=True)
        people = self._at(layout, self._people, samples)
        moves = Geometry.of(layout, people.max(axis=1), self.rules.interval)
        everyone = self._bases(layout, moves, people, self._at(layout, self._small, samples), people)
        self._small[np.ix_(layout.places, samples)] |= everyone.hidden
        n = self._at(layout, self.store.n, np.array([unit.columns[0] for unit in units]))
        first, base = _different(n)
        start = np.zeros((layout.size, len(first)), dtype=bool)
        np.logical_or.at(start.T, base, everyone.hidden.T[of_sample])
        bases = self._bases(layout, moves, n[:, first], start, people[:, of_sample[first]])
        hidden, exposed = bases.hidden[:, base], np.zeros(n.shape, dtype=bool)
        cost = _cost(layout, people)[:, of_sample]
        answers = [self._answers(layout, unit, n[:, at]) for at, unit in enumerate(units)]
        sizes = np.array([answer.shape[1] for answer in answers])
        for size in np.unique(sizes[sizes > 0]):
            some = np.flatnonzero(sizes == size)
            somebody = n[:, some] > 0
            counts = Counts(
                layout, np.stack([answers[at] for at in some], axis=1), base[some], bases.hidden, bases.rise, bases.fall,
                hidden[:, some], somebody, somebody, cost[:, some],
            )  # fmt: skip
            exposed[:, some] = exposed_counts(n[:, some, None], counts.count, self.rules).any(axis=2)
            counts.hidden |= exposed[:, some]
            self._work(counts, moves)
            hidden[:, some] = counts.hidden
        at = np.flatnonzero(layout.places >= 0)
        for wide, part in ((self.hidden, hidden), (self.exposed, exposed), (self.veiled, bases.veiled[:, base])):
            wide[np.ix_(layout.places[at], numbers)] = part[at]

    def _bases(self, layout: Layout, moves: Geometry, n: np.ndarray, start: np.ndarray, people: np.ndarray) -> Counts:
        """Bases (cells, bases) with what is hidden of them: those that are too small, `start`, and what keeps these secret."""
        rise, fall = _bounds(layout, n, self.rules)
        somebody = n > 0
        margins = layout.above != np.arange(layout.size)[:, None]
        follows = somebody | (somebody[layout.above] | ~margins[..., None]).all(axis=1)
        hidden = somebody & ((start > 0) | (n < self.rules.minimum_base))
        hidden[:, hidden[0]] = True
        counts = Counts(
            layout, n[:, :, None], np.arange(n.shape[1]), np.ones(n.shape, dtype=bool), rise, fall,
            hidden, somebody, follows, _cost(layout, people),
        )  # fmt: skip
        self._work(counts, moves)
        return counts

    def _answers(self, layout: Layout, unit: Unit, n: np.ndarray) -> np.ndarray:
        """Respondents by category (cells, categories); a category and its complement where there is one; none for a mean."""
        if unit.kind == "mean":
            return np.zeros((layout.size, 0), dtype=np.int32)
        count = self._at(layout, self.store.count, unit.columns)
        rest = n - count.sum(axis=1)
        return np.column_stack([count, rest]) if unit.kind != "distribution" or rest.any() else count

    def _work(self, counts: Counts, moves: Geometry) -> None:
        """Hides until nothing can be worked out, as far as moves and programs can prove; then audits what is hidden from scratch."""
        work = Suppressor(counts, moves, self.rules.interval)
        while True:
            cell, unit = self.audit.prove(work, *work.run())
            if not len(cell):
                break
            work.hide_around(cell, unit)
        self._audit(counts, moves)

    def _audit(self, counts: Counts, moves: Geometry) -> None:
        started = time.perf_counter()
        work = Suppressor(counts, moves, self.rules.interval)
        cell, unit = work.run(suppress=False)
        by_programs = work.missing(cell, unit).sum()
        failed, _ = self.audit.prove(work, cell, unit)
        cell, unit = np.nonzero(counts.hidden & ~counts.hidden[0])
        secret = counts.secret(cell, unit)
        values = (work.up[cell, unit] + work.down[cell, unit] + 1)[secret]
        self.found.counts += values.size
        self.found.by_moves += int(values.size - by_programs)
        self.found.narrowest = min(self.found.narrowest, int(values.min(initial=UNBOUNDED)))
        self.found.seconds += time.perf_counter() - started
        if len(failed):
            place = self.store.place.iloc[counts.layout.places[failed[0]]]
            name = " × ".join(text for text in place if text)
            raise BuildError(f"Protection failed its audit: a hidden count of cell '{name}' could be worked out; report this as a fault")


def _different(n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of the first of each sort of equal columns, and the sort of each column."""
    known: dict[bytes, int] = {}
    sort = np.array([known.setdefault(column.tobytes(), len(known)) for column in np.ascontiguousarray(n.T)], dtype=np.int64)
    return np.unique(sort, return_index=True)[1], sort


def _cost(layout: Layout, people: np.ndarray) -> np.ndarray:
    """float32 (cells, samples): a row for each cell, more for large ones, less for those that nobody would miss."""
    cost = (1 + 3 * people / np.maximum(people[:1], 1)).astype(np.float32)
    for (one, other), cells in layout.tables.items():
        dull = layout.sides[one].dull[:, None] | layout.sides[other].dull[None, :]
        cost[cells[dull]] *= 0.25
    for at, side in enumerate(layout.sides):
        for level, cell in enumerate(side.cells):
            cost[cell] *= 0.25 if side.dull[level] else 1
            for table, _ in layout.tables_of(at):
                cost[cell] += cost[table[level]].sum(axis=0)
    return cost


def _bounds(layout: Layout, n: np.ndarray, rules: Disclosure) -> tuple[np.ndarray, np.ndarray]:
    """How many respondents a base can gain and lose before its status, or that of a net above it, would have to change."""
    few = n < rules.minimum_base
    rise = np.where(few, rules.minimum_base - 1 - n, UNBOUNDED)
    fall = np.where(few, np.maximum(n - 1, 0), n - rules.minimum_base)
    above = layout.nets_above
    return np.minimum(rise, rise[above].min(axis=1)).astype(np.int32), np.minimum(fall, fall[above].min(axis=1)).astype(np.int32)
