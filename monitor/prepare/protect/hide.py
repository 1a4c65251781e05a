"""Which cells are hidden: the primary rules, what has to be hidden with them, and the audit of both, one
layout at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.codebook.models import Codebook
from monitor.errors import BuildError
from monitor.prepare.protect.answers import Answers, different
from monitor.prepare.protect.audit import Audit
from monitor.prepare.protect.counts import UNBOUNDED, Counts, bounds
from monitor.prepare.protect.derived import Derived
from monitor.prepare.protect.links import Links
from monitor.prepare.protect.suppress import Geometry, Suppressor
from monitor.prepare.protect.tables import Layout, Store, Unit, layouts
from monitor.prepare.protect.together import Known, Together


@dataclass
class Found:
    """What the audit found, over all layouts."""

    counts: int = 0
    """Hidden counts that were audited: bases, categories and their complements."""
    by_moves: int = 0
    """Of these, proven by moves; the others by linear programs."""
    narrowest: int = UNBOUNDED
    """The fewest values that a hidden count was found to be able to take."""
    linked: int = 0
    """Groups of indicators that tell of each other, each proven as a whole."""
    seconds: float = 0.0


class Hiding:
    """Hides what must be hidden in a store: `hidden`, `exposed` (by the primary rules) and `veiled` (places,
    units)."""

    def __init__(self, store: Store, codebook: Codebook, telling: np.ndarray | None = None):
        self.store, self.codebook, self.rules = store, codebook, codebook.disclosure
        shape = (len(store.place), len(store.units))
        self.hidden, self.exposed = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.veiled = np.zeros(shape, dtype=bool)
        """Hidden cells whose status must not tell whether their base is too small."""
        self.audit, self.found = Audit(self.rules.interval), Found()
        self._bare = np.zeros(shape, dtype=bool)
        self._worked: list[tuple[np.ndarray, np.ndarray]] = []
        """Places and units of the layouts so far; `_bare` says of which the base is hidden."""
        samples: dict[tuple[str, str], int] = {}
        self._sample = np.array(
            [samples.setdefault((unit.wave, unit.group), len(samples)) for unit in store.units],
            dtype=np.int64,
        )
        self._people = np.zeros((len(store.place), len(samples)), dtype=np.int32)
        for number, unit in enumerate(store.units):
            at = self._sample[number]
            np.maximum(self._people[:, at], store.n[:, unit.columns[0]], out=self._people[:, at])
        self._telling = self.hidden.copy() if telling is None else telling
        """Bases that are hidden whatever else is."""
        self._small = np.zeros(self._people.shape, dtype=bool)
        self._derived = Derived(store.units, codebook)
        self._layouts = [(layout, np.array(numbers), Known()) for layout, numbers in layouts(store, codebook)]
        for layout, numbers, known in self._layouts:
            self._hide(layout, numbers, known)
        self.hide_besides(self._derived.more(self.hidden, self._n))

    @property
    def _n(self) -> np.ndarray:
        """(places, units): bases."""
        return self.store.n[:, [unit.columns[0] for unit in self.store.units]]

    def people(self, number: int) -> np.ndarray:
        """int (places,): the respondents of a unit's sample in each, whether they were put its question or
        not."""
        found: np.ndarray = self._people[:, self._sample[number]]
        return found

    def hide_besides(self, more: np.ndarray) -> None:
        """Hides these answers too (places, units), and what keeps them secret beside all that is hidden; the
        layouts that have them are worked on again."""
        while more.any():
            self.hidden |= more
            for layout, numbers, known in self._layouts:
                if more[:, numbers].any():
                    self._hide(layout, numbers, known)
            more = self._derived.more(self.hidden, self._n)

    def _at(self, layout: Layout, table: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The columns of a table of the store (places, …), by the layout's cells; 0 where the store has no
        such place."""
        return np.where(layout.places[:, None] >= 0, table[np.ix_(layout.places, columns)], 0)

    def _hide(self, layout: Layout, numbers: np.ndarray, known: Known) -> None:
        """Bases of the sample first, so that all its indicators hide the same; then each different base; then
        what was answered."""
        units = [self.store.units[number] for number in numbers]
        samples, of_sample = np.unique(self._sample[numbers], return_inverse=True)
        people = self._at(layout, self._people, samples)
        moves = Geometry.of(layout, people.max(axis=1), self.rules.interval)
        everyone = self._bases(layout, moves, people, self._at(layout, self._small, samples), people)
        self._audit(everyone, moves)
        self._small[np.ix_(layout.places, samples)] |= everyone.hidden
        n = self._at(layout, self.store.n, np.array([unit.columns[0] for unit in units]))
        first, base = different(n)
        names = self.store.column["category"].to_numpy(dtype=object)
        hidden = (self._at(layout, self.hidden, numbers) > 0) & (n > 0)
        forced = self._elsewhere(layout, numbers, n)
        forced |= (self._at(layout, self._telling, numbers) > 0) & (n > 0)
        tables = [self._table(layout, unit, n[:, at]) for at, unit in enumerate(units)]
        links = Links(units, names, tables, n, self.codebook)
        derived = Derived(units, self.codebook)
        together = Together(layout, links, self.rules.interval - 1, known)
        cost = _cost(layout, people)[:, of_sample]
        answers = Answers(links, layout, base, cost, self.rules, known.exposed)
        known.exposed = answers.exposed
        returning = list(self._returning(units))
        while True:
            start = np.zeros((layout.size, len(first)), dtype=bool)
            np.logical_or.at(start.T, base, everyone.hidden.T[of_sample] | forced.T)
            bases = self._bases(layout, moves, n[:, first], start, people[:, of_sample[first]])
            before = forced.sum()
            for some in returning:
                in_any = np.flatnonzero(bases.hidden[:, base[some]].any(axis=1))
                forced[np.ix_(in_any, some)] |= n[np.ix_(in_any, some)] > 0
            if forced.sum() > before:
                continue
            hidden |= bases.hidden[:, base] | answers.exposed
            answers.hide(hidden, bases, lambda counts: self._work(counts, moves))
            besides = derived.more(hidden, n)
            for mean, other in links.means():
                besides[:, mean] |= hidden[:, other] & ~hidden[:, mean]
            hidden |= besides
            if besides[:, [table.shape[1] > 0 for table in tables]].any():
                continue
            started = time.perf_counter()
            more = together.relieve(hidden, forced, bases, base)
            self.found.seconds += time.perf_counter() - started
            if not more:
                break
        self.audit.programs += together.programs
        self.found.linked += together.families
        self._audit(bases, moves)
        present = np.flatnonzero(layout.places >= 0)
        self._bare[np.ix_(layout.places[present], numbers)] = bases.hidden[np.ix_(present, base)]
        self._worked.append((layout.places, numbers))
        for wide, found in (
            (self.hidden, hidden),
            (self.exposed, answers.exposed),
            (self.veiled, bases.veiled[:, base]),
        ):
            wide[np.ix_(layout.places[present], numbers)] = found[present]

    def _elsewhere(self, layout: Layout, numbers: np.ndarray, n: np.ndarray) -> np.ndarray:
        """bool (cells, units): bases that are hidden where indicators of the same sample have them, and other
        tables besides."""
        found = np.zeros(n.shape, dtype=bool)
        for places, others in self._worked:
            mine = np.flatnonzero(np.isin(layout.places, places[places >= 0]))
            common = layout.places[mine]
            known = (
                {self._key(other, common): other for other in others}
                if np.isin(self._sample[numbers], self._sample[others]).any()
                else {}
            )
            for at, number in enumerate(numbers):
                other = known.get(self._key(number, common))
                if other is not None:
                    found[mine, at] |= self._bare[common, other]
        return found & (n > 0)

    def _key(self, number: int, places: np.ndarray) -> tuple[int, bytes]:
        """The same for units of one sample that have equal bases in these places."""
        return int(self._sample[number]), self.store.n[places, self.store.units[number].columns[0]].tobytes()

    def _returning(self, units: list[Unit]) -> Iterator[np.ndarray]:
        """The units of one indicator in the waves of a panel: the same people, so that the same bases are
        hidden in each."""
        panels = {(sample.wave, sample.group) for sample in self.codebook.samples if sample.panel}
        same: dict[tuple[str, str], list[int]] = {}
        for number, unit in enumerate(units):
            if (unit.wave, unit.group) in panels:
                same.setdefault((unit.indicator, unit.group), []).append(number)
        yield from (
            np.array(some) for some in same.values() if len({units[number].wave for number in some}) > 1
        )

    def _table(self, layout: Layout, unit: Unit, n: np.ndarray) -> np.ndarray:
        """Respondents by category (cells, categories), those in no category last; none for a mean."""
        if unit.kind == "mean" and not unit.coded:
            return np.zeros((layout.size, 0), dtype=np.int32)
        count = self._at(layout, self.store.count, unit.columns)
        rest = n - count.sum(axis=1)
        return np.column_stack([count, rest]) if not unit.split or rest.any() else np.ascontiguousarray(count)

    def _bases(
        self, layout: Layout, moves: Geometry, n: np.ndarray, start: np.ndarray, people: np.ndarray
    ) -> Counts:
        """Bases (cells, bases) with what is hidden of them: those that are too small, `start`, and what keeps
        these secret."""
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

    def _work(self, counts: Counts, moves: Geometry) -> None:
        """Hides until nothing can be worked out, as far as moves and programs can prove; what was answered is
        proven by what is published of it where that is not enough (`protect_published`)."""
        work = Suppressor(counts, moves, self.rules.interval)
        while True:
            cell, unit = work.run()
            if counts.categories > 1:
                break
            cell, unit = self.audit.prove(work, cell, unit)
            if not len(cell) or not work.relieve(cell, unit, self.rules.minimum_base):
                break

    def _audit(self, counts: Counts, moves: Geometry) -> None:
        """Proves all that is hidden from scratch; BuildError where that fails for a base."""
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
        if len(failed) and counts.categories == 1:
            place = self.store.place.iloc[counts.layout.places[failed[0]]]
            name = " × ".join(text for text in place if text)
            raise BuildError(
                f"Protection failed its audit: a hidden count of cell '{name}' could be worked out; report"
                " this as a fault"
            )


def _cost(layout: Layout, people: np.ndarray) -> np.ndarray:
    """float32 (cells, samples): a row for each cell, more for large ones, less for those that nobody would
    miss."""
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
