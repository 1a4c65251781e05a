"""Other answers that would be published just the same: the proof that a hidden count can take enough values.

Each *walker* wants one hidden count to have one other value. It changes answers of respondents, a few at a
time, until the count has that value and every shown number is published as it is. Where it arrives, it holds
a whole set of answers that a reader can't tell from the true one; so no walker claims too much, whatever path
it took.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.prepare.protect.atoms import Atoms
from monitor.prepare.protect.tests import Limits

AWAY = ((1, -1, 2, -2), (3, -3, 4, -4), (5, -5, 6, -6))
"""How far from the truth walkers try to get a count: those of a group set out together, the next as long as
it needs more values."""
FARTHEST = 6
EFFORTS = ((12, 14, 1_000_000), (24, 40, 3))
"""(changes that a walker weighs each time, changes that it makes before it gives up, counts of one column
that may still be missing for it to set out): little at first, more for the last few."""
RESTLESS = 0.03
"""How often a walker makes a change at random instead of the best."""
ROOM = 3_000_000
"""Numbers that are weighed at once."""
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


class Walk:
    """Walks through the answers to all questions of one sample; `values` (cells, columns) has the other
    values that counts took."""

    def __init__(self, atoms: Atoms, questions: Questions, seed: int = 1):
        self.atoms, self.questions = atoms, questions
        self._random = np.random.default_rng(seed)
        self._inside = atoms.inside.toarray().astype(np.float32)
        self._taken = np.zeros((2 * FARTHEST + 1, *questions.wanted.shape), dtype=bool)
        self.steps = 0

    @property
    def missing(self) -> np.ndarray:
        """bool (cells, columns): counts that have not taken enough values besides the true one."""
        return self._taken.sum(axis=0) < self.questions.wanted

    def run(self) -> None:
        """Sends walkers out for every count that needs more values."""
        for changes, strides, few in EFFORTS:
            size = max(1, ROOM // (changes * max(len(self.atoms.places), self.atoms.size)))
            for group in AWAY:
                missing = self.missing
                wanted = missing & (missing.sum(axis=0) <= few)
                number, place, column = np.nonzero(wanted & ~self._taken[list(group)])
                away = np.array(group)[number]
                for start in range(0, len(place), size):
                    some = slice(start, start + size)
                    self._send(place[some], column[some], away[some], changes, strides)

    def _send(
        self, place: np.ndarray, column: np.ndarray, away: np.ndarray, changes: int, strides: int
    ) -> None:
        party = _Party(self, place, column, away, changes)
        for _ in range(strides):
            arrived = party.arrived()
            if len(arrived):
                self._note(party.counts(arrived), party.column[arrived])
                needed = self.missing[party.place, party.column]
                needed[arrived] = False
                party.keep(np.flatnonzero(needed))
            if not party.size:
                return
            party.stride(self._random)
            self.steps += party.size

    def _note(self, counts: np.ndarray, column: np.ndarray) -> None:
        """Every count of every state that was reached (walkers, cells) is a value that a reader can't rule
        out."""
        near = np.abs(counts) <= FARTHEST
        walker, cell = np.nonzero(near & (counts != 0))
        self._taken[counts[walker, cell], cell, column[walker]] = True


class _Party:
    """Walkers that are under way."""

    def __init__(self, walk: Walk, place: np.ndarray, column: np.ndarray, away: np.ndarray, changes: int):
        questions = walk.questions
        self._changes, self._tests = changes, questions.tests
        self._atoms, self._inside = walk.atoms, walk._inside
        bounded = [
            np.flatnonzero((np.isfinite(low[:, column]) | np.isfinite(high[:, column])).any(axis=1))
            for low, high in ((questions.low, questions.high), (questions.fewer, questions.more))
        ]
        heavy, counted = bounded
        self._cells = np.concatenate(bounded)
        """Cells whose weighted sum is bounded, then those whose count is."""
        self.place, self.column, self._away = place, column, away
        low = np.vstack([questions.low[np.ix_(heavy, column)], questions.fewer[np.ix_(counted, column)]])
        high = np.vstack([questions.high[np.ix_(heavy, column)], questions.more[np.ix_(counted, column)]])
        self._low, self._high = low.T.astype(np.float32) - EXACT, high.T.astype(np.float32) + EXACT
        self._least, self._most = questions.fewest[:, column].T, questions.most[:, column].T
        self._moved = np.zeros(self._least.shape, dtype=np.int32)
        self._sum = np.zeros(self._low.shape, dtype=np.float32)
        self._heavy = np.vstack([self._inside[heavy] * walk.atoms.weight, self._inside[counted]]).T.astype(
            np.float32
        )
        """(atoms, bounded cells): what one respondent of an atom adds to a cell."""
        spread = walk.atoms.spread
        loose = np.vstack([self._inside[heavy] * spread, 0 * self._inside[counted]])
        self._loose = loose.T.astype(np.float32) if spread.any() else None

    @property
    def size(self) -> int:
        """Number of walkers."""
        return len(self.place)

    def keep(self, some: np.ndarray) -> None:
        """Lets the others go."""
        for name in ("place", "column", "_away", "_low", "_high", "_least", "_most", "_moved", "_sum"):
            setattr(self, name, getattr(self, name)[some])

    def counts(self, some: np.ndarray) -> np.ndarray:
        """int (walkers, cells): how far each count is from the truth."""
        return np.rint(self._moved[some] @ self._inside.T).astype(np.int64)

    def arrived(self) -> np.ndarray:
        """The walkers that hold a set of answers that is published just the same."""
        slack = 0.0 if self._loose is None else np.abs(self._moved) @ self._loose
        fits = ((self._sum + slack <= self._high) & (self._sum - slack >= self._low)).all(axis=1)
        there = np.flatnonzero(fits & (self._short() == 0))
        return there[self._tested(there)] if len(there) else there

    def _tested(self, there: np.ndarray) -> np.ndarray:
        """bool (walkers,): whether all tests stay as they are published."""
        sums = self._inside @ (self._moved[there] * self._atoms.weight).T
        held = np.ones(len(there), dtype=bool)
        for column in np.unique(self.column[there]):
            own = self.column[there] == column
            held[own] = self._tests[column].hold(sums[:, own])
        return held

    def _short(self) -> np.ndarray:
        """(walkers,): what each count still lacks."""
        return self._away - np.rint((self._moved * self._inside[self.place]).sum(axis=1)).astype(np.int64)

    def stride(self, random: np.random.Generator) -> None:
        """Each walker weighs some changes, in a cell that does not fit or for the count that it wants, and
        makes the best."""
        short = self._short()
        atom, sign = self._first(random, short)
        corners = self._corners(random, atom, sign)
        change = np.zeros((*atom.shape, len(self._cells)), dtype=np.float32)
        moved = np.zeros(atom.shape, dtype=np.float32)
        able: np.ndarray = np.ones(atom.shape, dtype=bool)
        rows = np.arange(self.size)[:, None]
        loose = (
            None
            if self._loose is None
            else np.repeat((np.abs(self._moved) @ self._loose)[:, None], self._changes, axis=1)
        )
        for where, way in corners:
            there = way != 0
            now = self._moved[rows, where]
            able &= ~there | (
                (now + way <= self._most[rows, where]) & (now + way >= self._least[rows, where])
            )
            step = self._heavy[where]
            step *= way[..., None].astype(np.float32)
            change += step
            moved += self._inside[self.place[:, None], where] * way
            if loose is not None and self._loose is not None:
                loose += self._loose[where] * ((np.abs(now + way) - np.abs(now)) * there)[..., None]
        new = self._sum[:, None] + change
        slack = np.float32(0) if loose is None else loose.astype(np.float32)
        over, under = new + slack, new - slack
        over -= self._high[:, None]
        np.subtract(self._low[:, None], under, out=under)
        np.maximum(over, 0, out=over)
        np.maximum(under, 0, out=under)
        over += under
        price = over.sum(axis=2) + 2.0 * np.abs(short[:, None] - moved)
        price = np.where(
            able,
            np.where(random.random((self.size, 1)) < RESTLESS, random.random(price.shape), price),
            np.inf,
        )
        best = price.argmin(axis=1)
        go = np.isfinite(price[np.arange(self.size), best])
        some = np.flatnonzero(go)
        for where, way in corners:
            np.add.at(self._moved, (some, where[some, best[some]]), way[some, best[some]])
        self._sum[some] += change[some, best[some]]

    def _first(self, random: np.random.Generator, short: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """An atom and a direction for each change (walkers, changes): where something does not fit, or else
        for the count."""
        over, under = self._sum - self._high, self._low - self._sum
        wrong = np.maximum(over, under)
        pick = (np.where(wrong > 0, wrong, 0) + 1e-9) * random.random(wrong.shape)
        cell = pick.argmax(axis=1) if wrong.shape[1] else np.zeros(self.size, dtype=np.int64)
        rows = np.arange(self.size)
        fits = wrong[rows, cell] <= 0 if wrong.shape[1] else np.ones(self.size, dtype=bool)
        count = (short != 0) & (fits | (random.random(self.size) < 0.3))
        place = np.where(count, self.place, self._cells[cell] if wrong.shape[1] else self.place)
        sign = np.where(count, np.sign(short), np.where(over[rows, cell] > 0, -1, 1) if wrong.shape[1] else 1)
        room = np.where(sign[:, None] > 0, self._most - self._moved, self._moved - self._least)
        likely = np.cumsum(self._inside[place] * (room > 0) + 1e-6, axis=1, dtype=np.float64)
        shift = np.arange(self.size)[:, None]
        likely = likely / likely[:, -1:] + shift
        aim = random.random((self.size, self._changes)) + shift
        atom = np.searchsorted(likely.ravel(), aim.ravel()).reshape(aim.shape) - shift * likely.shape[1]
        atom = np.clip(atom, 0, likely.shape[1] - 1)
        return atom, np.broadcast_to(sign[:, None], (self.size, self._changes))

    def _corners(
        self, random: np.random.Generator, atom: np.ndarray, sign: np.ndarray
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """The atoms of a change and their directions: one alone, two on one axis, or the four corners of a
        rectangle."""
        shape = self._atoms.shape
        axes = len(shape) - 1
        width = random.integers(0, min(axes, 2) + 1, atom.shape)
        first = random.integers(0, max(axes, 1), atom.shape)
        second = (first + random.integers(1, max(axes, 2), atom.shape)) % max(axes, 1)
        here = np.unravel_index(atom, shape)
        one = self._shifted(random, here, first)
        two = self._shifted(random, here, second)
        both = self._shifted(random, np.unravel_index(two, shape), first, like=np.unravel_index(one, shape))
        pair, four = (width > 0).astype(np.int64), (width > 1).astype(np.int64)
        return [(atom, sign), (one, -sign * pair), (two, -sign * four), (both, sign * four)]

    def _shifted(
        self,
        random: np.random.Generator,
        here: tuple[np.ndarray, ...],
        axis: np.ndarray,
        like: tuple[np.ndarray, ...] | None = None,
    ) -> np.ndarray:
        """The atom with another level on an axis, or with that of `like`; any band of weight."""
        shape = self._atoms.shape
        moved = [np.asarray(part) for part in here]
        for number, levels in enumerate(shape[:-1]):
            other = (
                (moved[number] + random.integers(1, max(levels, 2), axis.shape)) % levels
                if like is None
                else like[number]
            )
            moved[number] = np.where(axis == number, other, moved[number])
        if shape[-1] > 1:
            moved[-1] = np.where(
                random.random(axis.shape) < 0.5, moved[-1], random.integers(0, shape[-1], axis.shape)
            )
        return np.ravel_multi_index(moved, shape)
