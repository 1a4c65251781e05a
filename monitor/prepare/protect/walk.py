"""Other answers that would be published just the same: the proof that a hidden count can take enough values.

Each *walker* wants one hidden count to have one other value. It changes answers of respondents, a few at a
time, until the count has that value and every shown number is published as it is. Where it arrives, it holds
a whole set of answers that a reader can't tell from the true one; so no walker claims too much, whatever path
it took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from monitor.prepare.protect.atoms import Atoms
from monitor.prepare.protect.changes import CORNERS, Changes
from monitor.prepare.protect.reach import reach
from monitor.prepare.protect.tests import Limits

FARTHEST = 6
VALUES = 2 * FARTHEST + 1
"""Numbers of respondents by which a count may change, from the lowest below 0 at the end."""
NEAR, FAR = (1, -1, 2, -2), (3, -3, 4, -4)
"""How far from the truth walkers try to get a count: those of a group set out together."""
FIRST, LAST = (NEAR, 16, 10, 1), ((*NEAR, *FAR), 32, 24, 2)
"""(how far, changes that a walker weighs each time, changes that it makes before it gives up, walkers for a
value): little at first, more for those that are missing then."""
PARTY = 500
"""Walkers that set out together, at most: what they find spares others the way."""
PATIENCE = 3
"""How often a walker is turned back before it gives up."""
RESTLESS = 0.03
"""How often a walker makes a change at random instead of the best."""
ROOM = 3_000_000
"""Numbers that are weighed at once."""
CLOSE = 60_000
"""Numbers that stay close to a processor while they are added up."""
EXACT = 1e-6


@dataclass
class Questions:
    """Pairs of answers of one sample, one column each: respondents go from the second answer to the first,
    and back."""

    tests: list[Limits]
    """(columns,): how far weighted sums may move before a published test changes; held by those who
    arrive."""
    fewest: np.ndarray
    """int (atoms, columns): how many can go back, as a number below 0: those who gave the first answer."""
    most: np.ndarray
    """int (atoms, columns): how many can come: those who gave the second."""
    low: np.ndarray
    """float (cells, columns): how far the weighted sum of the first answer may fall, below 0, before a shown
    number changes."""
    high: np.ndarray
    """float (cells, columns): how far it may rise."""
    fewer: np.ndarray
    """float (cells, columns): how far the count of the first answer may fall, below 0, before a shown cell
    breaks a rule; else -inf."""
    more: np.ndarray
    """float (cells, columns): how far it may rise; else inf."""
    wanted: np.ndarray
    """int (cells, columns): how many values besides the true one the count must be able to take."""
    beside: Sequence[Callable[[np.ndarray], np.ndarray]] = ()
    """(columns,): bool (states,), whether what hangs on the answers can be published as it is too, of numbers
    by which atoms changed (states, atoms)."""


class States(NamedTuple):
    """Where walkers arrived, those entries that are not 0: by how many respondents an atom `changed`."""

    number: int
    state: np.ndarray
    atom: np.ndarray
    changed: np.ndarray


class Walk:
    """Walks through the answers to all questions of one sample; `taken`, bool (values, cells, columns), has
    which other values counts took."""

    def __init__(self, atoms: Atoms, questions: Questions, taken: np.ndarray | None = None, seed: int = 1):
        self.atoms, self.questions = atoms, questions
        self._random = np.random.default_rng(seed)
        self.inside = atoms.inside.toarray().astype(np.float32)
        self.heavy, self.counted = (
            np.flatnonzero((np.isfinite(low) | np.isfinite(high)).any(axis=1))
            for low, high in ((questions.low, questions.high), (questions.fewer, questions.more))
        )
        """Cells whose weighted sum is bounded, and those whose count is."""
        heavy, counted = self.inside[self.heavy], self.inside[self.counted]
        self.changes = Changes(atoms, np.vstack([heavy * atoms.weight, counted]).T.astype(np.float32))
        loose = np.vstack([np.abs(heavy) * atoms.spread, 0 * counted]).T.astype(np.float32)
        self.loose = loose if atoms.spread.any() else None
        """float32 (atoms, bounded cells): how far what a respondent adds may be from that; None where it is
        known."""
        self.taken = np.zeros((VALUES, *questions.wanted.shape), dtype=bool) if taken is None else taken
        self._people = np.abs(self.inside) @ (questions.most - questions.fewest)
        """(cells, columns): how many respondents can change each count."""
        self._able = self._reachable()
        """bool (values, cells, columns): the values that people and shown numbers leave."""
        self.steps = 0
        self._new: list[tuple[np.ndarray, np.ndarray]] = []
        """Where walkers arrived and found a value: columns, and how many changed in each atom (states,
        atoms)."""

    @property
    def missing(self) -> np.ndarray:
        """bool (cells, columns): counts that have not taken enough values besides the true one."""
        return self.taken.sum(axis=0) < self.questions.wanted

    def run(self, every: bool = True, soon: np.ndarray | None = None) -> None:
        """Sends walkers out for every count that needs more values. Where one that is missing is enough to
        give a column up, that is not for `every`, the count of each that the fewest people can change is
        tried first; columns (columns,) are given up `soon` where it takes no other value at once."""
        left = np.ones(self.questions.wanted.shape[1], dtype=bool)
        if not every:
            left = ((self._able | self.taken).sum(axis=0) >= self.questions.wanted).all(axis=0)
            scouts = self._scouts() & left
            self._set_out(scouts, *FIRST)
            if soon is not None:
                left &= ~(soon & (scouts & ~self.taken.any(axis=0)).any(axis=0))
            self._set_out(scouts & self.missing & left, *LAST)
            left &= ~(scouts & self.missing).any(axis=0)
        for effort in (FIRST, LAST):
            self._set_out(self.missing & left, *effort)

    def _reachable(self) -> np.ndarray:
        of = self.questions
        wanted = of.wanted > 0
        people, sums, counts = (of.fewest, of.most), (of.low, of.high), (of.fewer, of.more)
        least, most = reach(self.atoms, people, sums, counts, wanted)
        away = np.array([*range(FARTHEST + 1), *range(-FARTHEST, 0)])[:, None]
        found = np.zeros((VALUES, *wanted.shape), dtype=bool)
        found[:, wanted] = (away != 0) & (least <= away) & (away <= most)
        return found

    def recall(self, kept: Sequence[tuple[int, States]]) -> None:
        """Notes what earlier walkers reached in columns, as far as it is published just the same now too."""
        column = np.repeat([at for at, _ in kept], [one.number for _, one in kept])
        start = np.cumsum([0, *(one.number for _, one in kept)])
        moved = np.zeros((len(column), self.atoms.size), dtype=np.int32)
        for first, (_, one) in zip(start, kept, strict=False):
            moved[first + one.state, one.atom] = one.changed
        for some in np.array_split(np.arange(len(column)), len(column) // PARTY + 1):
            if len(some):
                party = _Party.of(self, column[some], moved[some])
                self._note(party, party.arrived())

    def states(self) -> Iterator[tuple[int, States]]:
        """By column, where walkers arrived."""
        if not self._new:
            return
        column, moved = (np.concatenate(parts) for parts in zip(*self._new, strict=True))
        for at in np.unique(column):
            own = moved[column == at]
            state, atom = np.nonzero(own)
            yield int(at), States(len(own), state, atom, own[state, atom])

    def _scouts(self) -> np.ndarray:
        """bool (cells, columns): the count of each column that the fewest people can change."""
        people = np.where(self.missing, self._people, np.inf)
        return self.missing & (people.argmin(axis=0) == np.arange(len(people))[:, None])

    def _set_out(
        self, wanted: np.ndarray, group: tuple[int, ...], changes: int, strides: int, each: int
    ) -> None:
        """Sends `each` so many walkers for these counts (cells, columns) as far as a group goes, a party at a
        time."""
        size = max(1, min(PARTY, ROOM // (changes * len(self.atoms.places))))
        ahead = wanted & ~self.taken[list(group)] & self._able[list(group)]
        number, place, column = self._random.permutation(np.repeat(np.argwhere(ahead), each, axis=0)).T
        away = np.array(group)[number]
        for start in range(0, len(place), size):
            some = start + np.flatnonzero(
                self._needed(*(part[start : start + size] for part in (place, column, away)))
            )
            self._send(place[some], column[some], away[some], changes, strides)

    def _needed(self, place: np.ndarray, column: np.ndarray, away: np.ndarray) -> np.ndarray:
        """bool (walkers,): whether what they look for is still missing."""
        taken = self.taken[:, place, column].sum(axis=0)
        needed: np.ndarray = (taken < self.questions.wanted[place, column]) & ~self.taken[away, place, column]
        return needed

    def _send(
        self, place: np.ndarray, column: np.ndarray, away: np.ndarray, changes: int, strides: int
    ) -> None:
        if not len(place):
            return
        party = _Party(self, place, column, away, changes)
        for _ in range(strides):
            arrived = party.arrived()
            if len(arrived):
                self._note(party, arrived)
                needed = self._needed(party.place, party.column, party.away)
                party.keep(np.flatnonzero(needed & (party.turned < PATIENCE)))
            if not party.size:
                return
            party.stride(self._random)
            self.steps += party.size

    def _note(self, party: _Party, arrived: np.ndarray) -> None:
        """Every count of every state that was reached is a value that a reader can't rule out; states with a
        new one are kept."""
        counts, column = party.counts(arrived), party.column[arrived]
        walker, cell = np.nonzero((np.abs(counts) <= FARTHEST) & (counts != 0))
        value, of = counts[walker, cell], column[walker]
        new = ~self.taken[value, cell, of] & (self.questions.wanted[cell, of] > 0)
        if not new.any():
            return
        some = np.unique(walker[new])
        fits = np.zeros(len(arrived), dtype=bool)
        fits[some] = self._beside(party, arrived, column, some)
        party.turned[arrived[some[~fits[some]]]] += 1
        new &= fits[walker]
        self.taken[value[new], cell[new], of[new]] = True
        if fits.any():
            self._new.append((column[fits], party.moved(arrived[fits])))

    def _beside(self, party: _Party, arrived: np.ndarray, column: np.ndarray, some: np.ndarray) -> np.ndarray:
        """bool (some,): with which of some walkers all that hangs on the answers can stay as published."""
        fits = np.ones(len(some), dtype=bool)
        if self.questions.beside:
            for at in np.unique(column[some]):
                own = column[some] == at
                fits[own] = self.questions.beside[at](party.moved(arrived[some[own]]))
        return fits


class _Party:
    """Walkers that are under way."""

    def __init__(self, walk: Walk, place: np.ndarray, column: np.ndarray, away: np.ndarray, weighed: int):
        questions = walk.questions
        self._weighed, self._tests, self._changes = weighed, questions.tests, walk.changes
        self._atoms, self._inside, self._loose = walk.atoms, walk.inside, walk.loose
        heavy, counted = walk.heavy, walk.counted
        self._cells = np.concatenate([heavy, counted])
        self.place, self.column, self.away = place, column, away
        low = np.vstack([questions.low[np.ix_(heavy, column)], questions.fewer[np.ix_(counted, column)]])
        high = np.vstack([questions.high[np.ix_(heavy, column)], questions.more[np.ix_(counted, column)]])
        self._low, self._high = low.T.astype(np.float32) - EXACT, high.T.astype(np.float32) + EXACT
        self._least, self._most = questions.fewest[:, column].T, questions.most[:, column].T
        self._moved = np.zeros(self._least.shape, dtype=np.int32)
        self._sum = np.zeros(self._low.shape, dtype=np.float32)
        self._short = away.astype(np.float32)
        """(walkers,): what each count still lacks."""
        self.turned = np.zeros(len(place), dtype=np.int64)
        """How often each was turned back where it would have arrived, but for what hangs on the answers."""

    @classmethod
    def of(cls, walk: Walk, column: np.ndarray, moved: np.ndarray) -> _Party:
        """Walkers that have come so far (walkers, atoms) already, and want nothing else."""
        nowhere = np.zeros(len(moved), dtype=np.int64)
        found = cls(walk, nowhere, column, nowhere, 1)
        found._moved = moved
        found._sum = found._moved.astype(np.float32) @ walk.changes.adds
        return found

    @property
    def size(self) -> int:
        """Number of walkers."""
        return len(self.place)

    def moved(self, some: np.ndarray) -> np.ndarray:
        """int16 (walkers, atoms): by how many respondents each atom changed."""
        return self._moved[some].astype(np.int16)

    def keep(self, some: np.ndarray) -> None:
        """Lets the others go."""
        for name in (
            "place", "column", "away", "_low", "_high", "_least", "_most", "_moved", "_sum", "_short",
            "turned",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name)[some])

    def counts(self, some: np.ndarray) -> np.ndarray:
        """int (walkers, cells): how far each count is from the truth."""
        return np.rint(self._moved[some] @ self._inside.T).astype(np.int64)

    def arrived(self) -> np.ndarray:
        """The walkers that hold a set of answers that is published just the same."""
        slack = 0.0 if self._loose is None else np.abs(self._moved) @ self._loose
        fits = ((self._sum + slack <= self._high) & (self._sum - slack >= self._low)).all(axis=1)
        there = np.flatnonzero(fits & (self._short == 0))
        return there[self._tested(there)] if len(there) else there

    def _tested(self, there: np.ndarray) -> np.ndarray:
        """bool (walkers,): whether all tests stay as they are published."""
        sums = self._inside @ (self._moved[there] * self._atoms.weight).T
        held = np.ones(len(there), dtype=bool)
        for column in np.unique(self.column[there]):
            own = self.column[there] == column
            held[own] = self._tests[column].hold(sums[:, own])
        return held

    def stride(self, random: np.random.Generator) -> None:
        """Each walker weighs some changes, in a cell that does not fit or for the count that it wants, and
        makes the best."""
        atom, sign = self._first(random)
        where, way, adds = self._changes.of(atom, random)
        way = way * sign[..., None]
        adds *= sign[..., None].astype(np.float32)
        flat = where + (np.arange(self.size) * self._inside.shape[1])[:, None, None]
        come, back = (self._most - self._moved).take(flat), (self._moved - self._least).take(flat)
        able = np.all((way <= come) & (-way <= back), axis=2)
        moved = np.einsum("wcf,wcf->wc", self._inside[self.place].take(flat), way)
        price = self._misfit(adds, way, where, flat) + 2.0 * np.abs(self._short[:, None] - moved)
        restless = random.random(self.size) < RESTLESS
        price[restless] = random.random((restless.sum(), price.shape[1]))
        price[~able] = np.inf
        best = price.argmin(axis=1)
        some = np.flatnonzero(able[np.arange(self.size), best])
        best = best[some]
        np.add.at(self._moved, (some[:, None], where[some, best]), way[some, best])
        self._sum[some] += adds[some, best]
        self._short[some] -= moved[some, best]

    def _misfit(self, adds: np.ndarray, way: np.ndarray, where: np.ndarray, flat: np.ndarray) -> np.ndarray:
        """float32 (walkers, changes): by how much all cells together are out of their bounds after each."""
        low, high = self._low[:, None], self._high[:, None]
        if self._loose is not None:
            now = self._moved.take(flat)
            wider = np.abs(now + way) - np.abs(now)
            slack = (np.abs(self._moved) @ self._loose)[:, None] + sum(
                self._loose[where[..., corner]] * wider[..., corner, None] for corner in range(CORNERS)
            )
            low, high = low + slack, high - slack
        total = np.empty(adds.shape[:2], dtype=np.float32)
        size = max(1, CLOSE // max(1, adds[0].size))
        for some in [slice(start, start + size) for start in range(0, len(adds), size)]:
            after = adds[some] + self._sum[some, None]
            under = low[some] - after
            after -= high[some]
            np.maximum(after, under, out=after)
            np.maximum(after, 0, out=after)
            after.sum(axis=2, out=total[some])
        return total

    def _first(self, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """An atom and a direction for each change, (walkers, changes) twice: where something does not fit, or
        else for the count."""
        over, under = self._sum - self._high, self._low - self._sum
        wrong = np.maximum(over, under)
        pick = (np.where(wrong > 0, wrong, 0) + 1e-9) * random.random(wrong.shape)
        cell = pick.argmax(axis=1) if wrong.shape[1] else np.zeros(self.size, dtype=np.int64)
        rows = np.arange(self.size)
        fits = wrong[rows, cell] <= 0 if wrong.shape[1] else np.ones(self.size, dtype=bool)
        count = (self._short != 0) & (fits | (random.random(self.size) < 0.3))
        place = np.where(count, self.place, self._cells[cell] if wrong.shape[1] else self.place)
        sign = np.where(
            count, np.sign(self._short), np.where(over[rows, cell] > 0, -1, 1) if wrong.shape[1] else 1
        ).astype(np.int64)
        way = sign[:, None] * self._inside[place]
        room = np.where(way > 0, self._most - self._moved, self._moved - self._least)
        able = (way != 0) & (room > 0)
        able[~able.any(axis=1)] = True
        many = able.sum(axis=1)
        drawn = (random.random((self.size, self._weighed)) * many[:, None]).astype(np.int64)
        atom = np.nonzero(able)[1][drawn + (np.cumsum(many) - many)[:, None]]
        towards = way[rows[:, None], atom]
        return atom, np.where(towards == 0, sign[:, None], towards).astype(np.int64)
