"""Which cells are hidden: the primary rules, what has to be hidden with them, and the audit of both, one layout at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from monitor.build.protect_audit import Audit
from monitor.build.protect_contrasts import exposed_counts
from monitor.build.protect_counts import UNBOUNDED, Counts, bounds
from monitor.build.protect_suppress import Geometry, Suppressor
from monitor.build.protect_tables import Layout, Store, Unit, layouts
from monitor.codebook.models import Codebook
from monitor.errors import BuildError

MOST_PROGRAMS = 12
"""Cells of one table of answers that are worth a program each; where moves leave more than this, hiding more is the quicker proof."""


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
        shares: dict[bytes, np.ndarray] = {}
        for size in np.unique(sizes[sizes > 0]):
            some = np.flatnonzero(sizes == size)
            count = np.stack([answers[at] for at in some], axis=1)
            exposed[:, some] = exposed_counts(n[:, some, None], count, self.rules).any(axis=2)
            hidden[:, some] |= exposed[:, some]
            part = np.zeros((len(some), size), dtype=np.int64)
            for row, at in enumerate(some.tolist() if size > 2 else ()):
                part[row] = self._told(layout, units[at], n[:, at], hidden[:, at], shares)
            first, sort = _different(np.concatenate([*np.moveaxis(count, 2, 0), np.repeat(part.T, layout.size, axis=0)]))
            chosen = some[first]
            somebody = n[:, chosen] > 0
            while True:
                start = np.zeros((layout.size, len(first)), dtype=bool)
                np.logical_or.at(start.T, sort, hidden[:, some].T)
                counts = Counts(
                    layout, count[:, first], base[chosen], bases.hidden, bases.rise, bases.fall,
                    start, somebody, somebody, cost[:, chosen], part[first],
                )  # fmt: skip
                self._work(counts, moves)
                hidden[:, some] = counts.hidden[:, sort]
                if not self._link_nets(layout, [units[at] for at in some], n[:, some], hidden, some):
                    break
            if size == 2:
                shares |= {answers[at].tobytes(): hidden[:, at] for at in some}
        present = np.flatnonzero(layout.places >= 0)
        for wide, found in ((self.hidden, hidden), (self.exposed, exposed), (self.veiled, bases.veiled[:, base])):
            wide[np.ix_(layout.places[present], numbers)] = found[present]

    def _bases(self, layout: Layout, moves: Geometry, n: np.ndarray, start: np.ndarray, people: np.ndarray) -> Counts:
        """Bases (cells, bases) with what is hidden of them: those that are too small, `start`, and what keeps these secret."""
        somebody = n > 0
        itself = layout.margins == np.arange(layout.size)[:, None]
        follows = somebody | (somebody[layout.margins] | itself[..., None]).all(axis=1)
        hidden = somebody & ((start > 0) | (n < self.rules.minimum_base))
        hidden[:, hidden[0]] = True
        rise, fall = bounds(layout, n, hidden, self.rules.minimum_base)
        counts = Counts(
            layout, n[:, :, None], np.arange(n.shape[1]), np.ones(n.shape, dtype=bool), rise, fall,
            hidden, somebody, follows, _cost(layout, people), np.zeros((n.shape[1], 1), dtype=np.int64),
        )  # fmt: skip
        self._work(counts, moves)
        counts.rise, counts.fall = bounds(layout, n, counts.hidden, self.rules.minimum_base, counts.veiled)
        return counts

    def _answers(self, layout: Layout, unit: Unit, n: np.ndarray) -> np.ndarray:
        """Respondents by category (cells, categories); the larger of a category and its complement first; none for a mean."""
        if unit.kind == "mean":
            return np.zeros((layout.size, 0), dtype=np.int32)
        count = self._at(layout, self.store.count, unit.columns)
        rest = n - count.sum(axis=1)
        if unit.kind == "distribution":
            return np.column_stack([count, rest]) if rest.any() else np.ascontiguousarray(count)
        return _share(count[:, 0], rest)

    def _told(self, layout: Layout, unit: Unit, n: np.ndarray, hidden: np.ndarray, shares: dict[bytes, np.ndarray]) -> np.ndarray:
        """The part of each category of a distribution, where shares tell the sums of parts; hides it where such a share is hidden."""
        item = self.codebook.indicator[unit.indicator]
        names = self.store.column["category"].to_numpy(dtype=object)
        categories = list(names[unit.columns])
        part = np.zeros(len(categories) + int((n != self._at(layout, self.store.count, unit.columns).sum(axis=1)).any()), dtype=np.int64)
        members = {net.id: net.of for net in getattr(item, "nets", [])}
        for column in unit.rows:
            count = self._at(layout, self.store.count, np.array([column]))[:, 0]
            told = shares.get(_share(count, n - count).tobytes())
            if told is not None:
                hidden |= told
                inside = np.isin(categories, members.get(names[column], [names[column]]))
                part = 2 * part + np.pad(inside, (0, len(part) - len(inside)))
        return part

    def _link_nets(self, layout: Layout, units: list[Unit], n: np.ndarray, hidden: np.ndarray, some: np.ndarray) -> bool:
        """Hides options and their net where one tells the other: a net is at least its largest option, at most the sum. Whether it did."""
        at = {int(unit.columns[0]): number for number, unit in enumerate(units)}
        before = hidden[:, some].sum()
        for number, unit in enumerate(units):
            if len(unit.members):
                options = some[[at[int(column)] for column in unit.members]]
                count = self._at(layout, self.store.count, unit.members)
                net = self._at(layout, self.store.count, unit.columns)[:, 0]
                narrow = np.minimum(count.sum(axis=1), n[:, number]) - count.max(axis=1) < self.rules.interval - 1
                closed = (hidden[:, some[number]] & narrow)[:, None] & (count > 0)
                hidden[:, options] |= closed
                shown = (count * ~hidden[:, options]).sum(axis=1)
                alone = hidden[:, options].sum(axis=1) == 1
                hidden[:, some[number]] |= alone & (np.minimum(net, shown) < self.rules.interval - 1) & (net > 0)
        return bool(hidden[:, some].sum() > before)

    def _work(self, counts: Counts, moves: Geometry) -> None:
        """Hides until nothing can be worked out, as far as moves and programs can prove; then audits what is hidden from scratch."""
        work = Suppressor(counts, moves, self.rules.interval)
        while True:
            cell, unit = work.run()
            many = (np.bincount(unit, minlength=counts.hidden.shape[1]) > MOST_PROGRAMS)[unit] & (counts.categories > 1)
            if many.any():
                work.relieve(cell[many], unit[many], self.rules.minimum_base)
                continue
            cell, unit = self.audit.prove(work, cell, unit)
            if not len(cell):
                break
            work.relieve(cell, unit, self.rules.minimum_base)
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


def _share(count: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """A count and its complement (cells, 2), the same for both."""
    return np.column_stack([count, rest] if (count[0], count.tobytes()) >= (rest[0], rest.tobytes()) else [rest, count])


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
