"""All indicators that tell of each other, in one program: what a reader can work out of a hidden count from
all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from scipy import sparse

from monitor.errors import BuildError
from monitor.prepare.protect.audit import EXACT, Block
from monitor.prepare.protect.counts import Counts
from monitor.prepare.protect.links import BASE, Link, Links
from monitor.prepare.protect.tables import Layout

Number = tuple[int, int]
"""A unit and its category; or a base, counted down from -1, and BASE."""


@dataclass
class Known:
    """What was found before of one layout; it goes with the layout into another process."""

    narrowed: dict[bytes, list[tuple[int, int]]] = field(default_factory=dict)
    """The (cell, unit) that are not safe, by what is hidden."""
    points: dict[bytes, list[np.ndarray]] = field(default_factory=dict)
    """What programs found: how far each number, by number and cell, may be from the truth."""
    exposed: np.ndarray | None = None
    """bool (cells, units): cells with an answer that too few gave, whatever else is hidden."""


@dataclass
class Together:
    """Checks the hidden rows of linked units, and hides more of them where one tells of another."""

    layout: Layout
    links: Links
    least: int
    """One less than the values that a hidden count must be able to take."""
    known: Known
    programs: int = 0
    families: int = 0
    """Groups of linked units with hidden rows."""

    def relieve(self, hidden: np.ndarray, forced: np.ndarray, bases: Counts, base: np.ndarray) -> bool:
        """Hides more (cells, units) where a hidden count can be narrowed too far, `forced` with their bases;
        whether it had to.

        BuildError where there is nothing more to hide.
        """
        found, self.families = False, 0
        for units, links in self.links.families():
            if hidden[:, units].any():
                self.families += 1
                key = self._key(units, hidden, bases, np.unique(base[units]))
                if key not in self.known.narrowed:
                    self.known.narrowed[key] = _Family(self, units, links, hidden, bases, base).narrowed()
                narrowed = self.known.narrowed[key]
                found |= bool(narrowed)
                if narrowed and not self._hide(narrowed, units, links, base, hidden, forced):
                    names = ", ".join(dict.fromkeys(self.links.units[unit].indicator for _, unit in narrowed))
                    raise BuildError(
                        f"Protection failed its audit: {names} tell of each other's hidden counts; report"
                        " this as a fault"
                    )
        return found

    def _key(self, units: np.ndarray, hidden: np.ndarray, bases: Counts, some: np.ndarray) -> bytes:
        """The same for a family of units of which the same is hidden: the same can be narrowed."""
        parts = (hidden[:, units], *(part[:, some] for part in (bases.hidden, bases.rise, bases.fall)))
        return b"|".join([units.tobytes(), *(np.ascontiguousarray(part).tobytes() for part in parts)])

    def _hide(
        self,
        narrowed: list[tuple[int, int]],
        units: np.ndarray,
        links: list[Link],
        base: np.ndarray,
        hidden: np.ndarray,
        forced: np.ndarray,
    ) -> bool:
        """Hides what these (cell, unit) hang together with in the same cell, then with the bases that only
        these units have; else around one of them, else everywhere, at last with those bases. Whether it
        could."""
        beside = {
            unit: [link for link in links if any(term.unit == unit for term in link.terms)]
            for _, unit in narrowed
        }
        if sum([self._close(np.array([cell]), beside[unit], hidden, forced) for cell, unit in narrowed]):
            return True
        elsewhere = np.isin(base, np.delete(base, units))
        own, cells = units[~elsewhere[units]], np.unique([cell for cell, _ in narrowed])
        if self._bare(cells, own, hidden, forced):
            return True
        everything = np.arange(self.layout.size)
        wider = (
            ((self.layout.around(cell), unit) for cell, unit in narrowed),
            ((everything, unit) for _, unit in narrowed),
        )
        return any(
            self._close(cells, some, hidden, forced)
            for cells, unit in chain(*wider)
            for some in (beside[unit], links)
        ) or self._bare(everything, own, hidden, forced)

    def _bare(self, cells: np.ndarray, own: np.ndarray, hidden: np.ndarray, forced: np.ndarray) -> bool:
        """Hides the bases of some units in these cells, and so what was answered there: who had no answer to
        one question may be one answer to another. Whether there were any."""
        there = np.ix_(cells, own)
        some = self.links.n[there] > 0
        before = forced[there].sum()
        hidden[there] |= some
        forced[there] |= some
        return bool(forced[there].sum() > before)

    def _close(self, cells: np.ndarray, links: list[Link], hidden: np.ndarray, forced: np.ndarray) -> bool:
        """Hides all that these links hold together in some cells; whether there was anything to hide."""
        before = hidden.sum() + forced.sum()
        for term in {term for link in links for term in link.terms}:
            some = cells[self.links.n[cells, term.unit] > 0]
            hidden[some, term.unit] = True
            forced[some, term.unit] |= term.category == BASE
        return bool(hidden.sum() + forced.sum() > before)


class _Family:
    """Linked units as one block of unknowns: hidden counts by category, and hidden bases."""

    def __init__(
        self,
        whole: Together,
        units: np.ndarray,
        links: list[Link],
        hidden: np.ndarray,
        bases: Counts,
        base: np.ndarray,
    ):
        self.whole, self.units, self.links, self.hidden, self.bases, self.base = (
            whole,
            units,
            links,
            hidden,
            bases,
            base,
        )
        self.layout, self.table = whole.layout, whole.links.table
        self.at: dict[Number, np.ndarray] = {}
        every = list(self._numbers())
        size = 0
        for number, free, _ in every:
            self.at[number] = np.where(free, size + np.cumsum(free) - 1, -1)
            size += int(free.sum())
        self.truth = np.concatenate([*(count[free] for _, free, count in every), np.zeros(0, dtype=np.int64)])
        self.free = np.concatenate([free for _, free, _ in every])
        """bool (numbers × cells,): which are unknown."""
        self._entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._height = 0
        self._ends: list[tuple[np.ndarray, np.ndarray]] = []

    def _numbers(self) -> Iterator[tuple[Number, np.ndarray, np.ndarray]]:
        for unit in self.units:
            for category in range(self.table[unit].shape[1]):
                yield (int(unit), category), self.hidden[:, unit], self.table[unit][:, category]
        for base in np.unique(self.base[self.units]):
            yield (-1 - int(base), BASE), self.bases.hidden[:, base], self.bases.count[:, base, 0]

    def _number(self, unit: int, category: int) -> Number:
        return (-1 - int(self.base[unit]), BASE) if category == BASE else (int(unit), category)

    def _add(self, row: np.ndarray, column: np.ndarray, factor: np.ndarray | int) -> None:
        """Entries of rows that begin after those that are there."""
        self._entries.append((row + self._height, column, np.broadcast_to(factor, row.shape)))

    def _bound(self, least: np.ndarray, most: np.ndarray) -> None:
        """Ends the rows whose entries were added."""
        self._ends.append((least, most))
        self._height += len(least)

    def _relate(self, terms: list[tuple[Number, np.ndarray, int]], most: float) -> None:
        """Numbers that add up to 0, or to 0 at least, in every cell where one of them is hidden."""
        some = np.flatnonzero(np.any([self.at[number] >= 0 for number, _, _ in terms], axis=0))
        known = np.zeros(len(some), dtype=np.int64)
        for number, count, factor in terms:
            at = self.at[number][some]
            there = np.flatnonzero(at >= 0)
            self._add(there, at[there], factor)
            known += np.where(at < 0, factor * count[some], 0)
        self._bound(-known.astype(float), np.full(len(some), most) if most else -known.astype(float))

    def _sum_up(self, number: Number, cells: np.ndarray, count: np.ndarray) -> None:
        """Hidden counts of one column add up to what is known of them; hidden bases lie in their bounds."""
        sums = self.layout.sums[:, cells]
        size = np.diff(sums.indptr)
        row = np.repeat(np.cumsum(size > 0) - 1, size)
        known = (sums @ count[cells])[size > 0]
        self._add(row, self.at[number][cells][sums.indices], sums.data)
        self._bound(known, known)
        if number[1] == BASE:
            base = -1 - number[0]
            self._add(np.arange(len(cells)), self.at[number][cells], 1)
            self._bound(
                count[cells] - self.bases.fall[cells, base], count[cells] + self.bases.rise[cells, base]
            )

    def _block(self) -> Block:
        for number, free, count in self._numbers():
            self._sum_up(number, np.flatnonzero(free), count)
        for unit in self.units:
            terms = [
                (self._number(unit, at), self.table[unit][:, at], 1)
                for at in range(self.table[unit].shape[1])
            ]
            if terms:
                self._relate([*terms, (self._number(unit, BASE), self.whole.links.n[:, unit], -1)], 0)
        for link in self.links:
            terms = [
                (self._number(term.unit, term.category), self.whole.links.numbers(term), term.factor)
                for term in link.terms
            ]
            self._relate(terms, 0 if link.exact else np.inf)
        row, column, factor = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        rows = sparse.csr_matrix(
            (factor, (row, column)), shape=(self._height, len(self.truth)), dtype=np.int32
        )
        least, most = (np.concatenate([one[side] for one in self._ends]) for side in (0, 1))
        return Block(rows, least, most, self.truth)

    def _secret(self) -> np.ndarray:
        """Unknowns to keep secret: not a 0 that a shown cell tells, nor the only other count of a known
        base, nor of a cell that nobody is in; none of units that are all hidden as a whole."""
        found = np.zeros(len(self.truth), dtype=bool)
        if self.hidden[0, self.units].all() and self.bases.hidden[0, self.base[self.units]].all():
            return found
        told = {self.base[term.unit] for link in self.links for term in link.terms if term.category == BASE}
        known = ~self.bases.hidden
        for link in self.links:
            shown = np.all(
                [~self.hidden[:, term.unit] for term in link.terms if term.category != BASE], axis=0
            )
            for term in link.terms:
                if term.category == BASE:
                    known[:, self.base[term.unit]] |= shown
        for unit in self.units:
            table, hidden = self.table[unit], self.hidden[:, unit]
            if not table.shape[1]:
                continue
            zero = ((table[self.layout.above] == 0) & ~hidden[self.layout.above][..., None]).any(axis=1)
            alone = ((~zero).sum(axis=1) == 1) & known[:, self.base[unit]]
            alone |= self.whole.links.n[:, unit] == 0
            for category in range(table.shape[1]):
                found[self.at[unit, category][hidden]] = (~zero[:, category] & ~alone)[hidden]
        for base in told:
            free = self.bases.hidden[:, base]
            somebody = self.bases.count[free, base, 0] > 0
            found[self.at[-1 - int(base), BASE][free]] = ~known[free, base] & somebody
        return found

    def narrowed(self) -> list[tuple[int, int]]:
        """The (cell, unit) that are not safe."""
        block, targets = self._block(), np.flatnonzero(self._secret())
        bad = self._solve(block, targets)
        if not len(bad):
            return []
        found = []
        for (unit, category), at in self.at.items():
            units = (
                [unit]
                if category != BASE
                else [int(one) for one in self.units if self.base[one] == -1 - unit]
            )
            for cell in np.flatnonzero(np.isin(at, bad) & (at >= 0)):
                found += [(int(cell), one) for one in units]
        return list(dict.fromkeys(found))

    def _solve(self, block: Block, targets: np.ndarray) -> np.ndarray:
        """The targets that take too few values; many at once as long as that helps."""
        up, down = self._known(block)
        done, many = np.zeros(len(block.true), dtype=bool), max(len(targets), 1)
        while True:
            left = targets[(up + down < self.whole.least)[targets] & ~done[targets]]
            if not len(left):
                return targets[(up + down < self.whole.least)[targets]]
            some = left[:many]
            for sign in (1, -1):
                need = self.whole.least - (down if sign > 0 else up)[some]
                away = block.farthest(some, need, sign) - block.true
                self.whole.programs += 1
                self._keep(away)
                np.maximum(up, np.floor(away + EXACT).astype(np.int64), out=up)
                np.maximum(down, np.floor(EXACT - away).astype(np.int64), out=down)
            if len(some) == 1:
                done[some] = True
            elif (up + down < self.whole.least)[some].all():
                many = max(1, len(some) // 4)

    def _keep(self, away: np.ndarray) -> None:
        """Remembers a point for when something else is hidden."""
        point = np.zeros(len(self.free))
        point[self.free] = away
        self.whole.known.points.setdefault(self.units.tobytes(), []).append(point)

    def _known(self, block: Block) -> tuple[np.ndarray, np.ndarray]:
        """int (unknowns,) twice: how far up and down the points go that were found before, where they are
        points of this block too."""
        found = self.whole.known.points.get(self.units.tobytes(), [])
        points = np.array(found).reshape(-1, len(self.free))
        away = points[~points[:, ~self.free].any(axis=1)][:, self.free]
        sums = (block.rows @ (block.true + away).T).T
        fits = (sums >= block.least - EXACT) & (sums <= block.most + EXACT)
        away = away[fits.all(axis=1) & (block.true + away >= -EXACT).all(axis=1)]
        up, down = away.max(axis=0, initial=0), -away.min(axis=0, initial=0)
        return np.floor(up + EXACT).astype(np.int64), np.floor(down + EXACT).astype(np.int64)
