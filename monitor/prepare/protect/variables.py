"""Units that are made of the same variable of the file as one set of answers: patterns of what each unit
makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import permutations

import numpy as np

from monitor.prepare.protect.kin import Kin

BASE = -1
"""Stands for the base of a unit where a column could stand."""
MOST_PATTERNS = 6
"""Patterns of a variable between which moves are looked for that take others along."""
SPARED, CHANCE = 0.05, 1e-3
"""Where nobody with a pattern was put a question, but nor was this part of those with another, and that was
at least this likely if it has nothing to do with it, these may go to it."""
MOST_PUT = 0.9
"""Where a larger part of those who answered a question were put another, the others may just not have
answered."""
MOST_PAIRS = 3
"""Pairs of patterns between which respondents may go to change one count."""


class Variable:
    """The units of one variable; a *pattern* is what somebody's answer is in each of them."""

    def __init__(self, units: Sequence[int], kin: Kin):
        self.units, self._kin, self.behind = tuple(units), kin, kin.behind[units[0]]
        self.places = [(number, int(column)) for number in units for column in kin.store.units[number].rows]
        valid = [kin.answers(number).valid for number in units]
        chosen = [kin.chosen(*place) for place in self.places]
        table = np.packbits(np.column_stack([*valid, *chosen]), axis=1)
        _, first, self.pattern, self.size = np.unique(
            one_number(table), return_index=True, return_inverse=True, return_counts=True
        )
        """int (respondents,): the pattern of each; int (patterns,): how many have it."""
        self.columns = len(self.places)
        self._valid = np.column_stack([part[first] for part in valid])
        self._has = np.column_stack([part[first] for part in chosen])

    def alike(self, one: int, other: int) -> bool:
        """Whether the same units have an answer in both patterns."""
        return bool((self._valid[one] == self._valid[other]).all())

    def shares(self, other: Variable) -> bool:
        """Whether both are made of the same variable of the file, among others."""
        return bool(self.behind & other.behind)

    def is_part(self, other: Variable) -> bool:
        """Whether it is made of fewer variables of the file than another, and shares some with it."""
        return len(self.behind) < len(other.behind) and self.shares(other)

    def all_pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of the patterns that most respondents have, with answers to the same units, both ways."""
        order = [int(at) for at in np.argsort(-self.size, kind="stable") if self._valid[at].any()]
        return (pair for pair in permutations(order[:MOST_PATTERNS], 2) if self.alike(*pair))

    def pairs(self, number: int, column: int) -> Iterator[tuple[int, int]]:
        """Pairs of patterns that differ in a column of a unit and have answers to the same units, the
        likeliest first; where there are none, those that have answers to that unit."""
        valid = self._valid[:, self.units.index(number)]
        has = self._has[:, self.places.index((number, column))]
        ones, others = np.flatnonzero(valid & has), np.flatnonzero(valid & ~has)
        found = [(int(one), int(other)) for one in ones for other in others]
        alike = [pair for pair in found if self.alike(*pair)] or found

        def likely(pair: tuple[int, int]) -> tuple[int, int]:
            one, other = self.size[list(pair)]
            return -min(one, other), -max(one, other)

        yield from sorted(alike, key=likely)[:MOST_PAIRS]

    def moved(self, first: int, second: int) -> dict[tuple[int, int], int]:
        """By unit and column: 1 for what rises, -1 for what falls when somebody goes from the second pattern
        to the first; BASE for the base of a unit that one of them has no answer to, whose shares then move
        by no more than the weighted sum of those who go."""
        one, other = self._valid[first], self._valid[second]
        both = {self.units[at] for at in np.flatnonzero(one & other)}
        base = {self.units[at]: int(one[at]) - int(other[at]) for at in np.flatnonzero(one != other)}
        own = {}
        for place, (here, there) in zip(self.places, self._has[[first, second]].T.tolist(), strict=True):
            if place[0] in both and here != there:
                own[place] = int(here) - int(there)
            elif place[0] in base:
                own[place] = base[place[0]] if here or there else -base[place[0]]
        bases = {(number, BASE): sign for number, sign in base.items()}
        return own | bases | self._followed(first, second, both)

    def led(self, first: int, second: int) -> dict[int, tuple[int, bool]]:
        """The questions that were put to some of those with the one of two patterns and to nobody with the
        other, so that their bases tell how many have it. By unit: 1 where it is the first that was put them,
        -1 where the second; and whether that may be chance, of a pattern that few have."""
        numbers, asked = self._put
        moves = (asked[first] > 0).astype(int) - (asked[second] > 0)
        found = {}
        for at in np.flatnonzero(moves):
            put, not_put = (first, second) if moves[at] > 0 else (second, first)
            spared = 1 - asked[put, at] / self.size[put]
            chance = spared > SPARED and spared ** self.size[not_put] > CHANCE
            found[numbers[at]] = int(moves[at]), bool(chance) and numbers[at] not in self._kin.filtered
        return found

    def opened(self, first: int, second: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """The questions that were put to all with the one of two patterns and to some with the other, so that
        these have another reason: units with the same base; 1 where it is the first, -1 where the second."""
        for numbers, (whole, some) in self._opens.items():
            if whole[first] and some[second]:
                yield numbers, 1
            elif whole[second] and some[first]:
                yield numbers, -1

    def opens(self, number: int) -> np.ndarray:
        """bool (respondents,): whose answer is one with which everybody was put a question, not by chance."""
        patterns = [whole for numbers, (whole, _) in self._opens.items() if number in numbers]
        return np.asarray(patterns[0][self.pattern] if patterns else np.zeros(len(self.pattern), dtype=bool))

    @property
    def routed(self) -> list[int]:
        """The units that were put to some because of an answer to this variable."""
        return sorted({*self._put[0], *(number for numbers in self._opens for number in numbers)})

    @cached_property
    def _opens(self) -> dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]]:
        """By units of other variables with the same base, bool (patterns,) twice: all with the pattern were
        put them, which is no chance or is declared; some were."""
        kin, valid, alike = self._kin, self._valid.any(axis=1), dict[bytes, list[int]]()
        for number in kin.all_numbers:
            if number not in self.units and not kin.behind.get(number, frozenset()) & self.behind:
                alike.setdefault(kin.answers(number).valid.tobytes(), []).append(number)
        found = {}
        for numbers in alike.values():
            asked = np.bincount(self.pattern, kin.answers(numbers[0]).valid, len(self.size))
            put = asked[valid].sum() / max(self.size[valid].sum(), 1)
            declared = any(kin.filters.get(number, frozenset()) & self.behind for number in numbers)
            sure = (put <= MOST_PUT) & (put**self.size < CHANCE) | declared
            whole, some = (asked == self.size) & valid & sure, (asked > 0) & (asked < self.size) & valid
            if whole.any() and some.any():
                found[tuple(numbers)] = whole, some
        return found

    @cached_property
    def _put(self) -> tuple[list[int], np.ndarray]:
        """Units of other variables that only those with an answer to this one answered, and float (patterns,
        units): how many with a pattern did."""
        kin, valid = self._kin, self._valid.any(axis=1)
        patterns = np.eye(len(self.size), dtype=np.float32)[self.pattern]
        numbers, asked = [], []
        for number in kin.all_numbers:
            if number in self.units or kin.behind.get(number, frozenset()) & self.behind:
                continue
            part = patterns.T @ kin.answers(number).valid.astype(np.float32)
            if not part[~valid].any() and not (part > 0)[valid].all():
                numbers.append(number)
                asked.append(part)
        return numbers, np.array(asked).reshape(-1, len(self.size)).T

    def _followed(self, first: int, second: int, valid: set[int]) -> dict[tuple[int, int], int]:
        """The columns of other units, answered by the same respondents, in which everybody with the one
        pattern is and nobody with the other."""
        places, share = self._inside
        one, other = share[first], share[second]
        moves = (np.minimum(one, other) >= 0) & (one != other)
        found = {}
        for at in np.flatnonzero(moves):
            number, column, like = places[at]
            if like in valid:
                found[number, column] = int(one[at] - other[at])
        return found

    def followed(self) -> set[int]:
        """The units of one column, of others, that each pattern with an answer tells."""
        places, inside = self._inside
        told = np.flatnonzero((inside[self._valid.any(axis=1)] >= 0).all(axis=0))
        numbers = {places[at][0] for at in told}
        return {number for number in numbers if len(self._kin.store.units[number].rows) == 1}

    @cached_property
    def _inside(self) -> tuple[list[tuple[int, int, int]], np.ndarray]:
        """(unit, column, unit of this variable that the same respondents answered), and int (patterns,
        columns): 1 where everybody with a pattern is in a column, 0 where nobody is, -1 where some are."""
        same = {self._kin.answers(number).valid.tobytes(): number for number in reversed(self.units)}
        places = [
            (number, int(column), same[key])
            for number in self._kin.numbers
            if number not in self.units
            and not self._kin.behind[number] & self.behind
            and (key := self._kin.answers(number).valid.tobytes()) in same
            for column in self._kin.store.units[number].rows
        ]
        if not places:
            return [], np.zeros((len(self.size), 0), dtype=int)
        answers = self._kin.table[:, [self._kin.place_of[number, column] for number, column, _ in places]]
        patterns = np.eye(len(self.size), dtype=np.float32)[self.pattern]
        inside, size = patterns.T @ answers, self.size[:, None]
        return places, np.where(inside == 0, 0, np.where(inside == size, 1, -1))


def variables(kin: Kin) -> list[Variable]:
    """The variables of a sample: units of the same variables of the file; and a unit of one column that
    follows from a distribution in the data belongs to that one's, whatever its own is called."""
    alike: dict[frozenset[str], list[int]] = {}
    for number in kin.numbers:
        alike.setdefault(kin.behind[number] or frozenset([f"\0{number}"]), []).append(number)
    found = [Variable(units, kin) for units in alike.values()]
    lone = {one.units[0] for one in found if len(one.units) == 1 and one.columns == 1}
    home: dict[int, Variable] = {}
    for one in sorted(found, key=lambda one: -one.columns):
        for number in one.followed() & lone if one.columns > 2 else ():
            home.setdefault(number, one)
    if not home:
        return found
    return [
        Variable([*one.units, *(number for number, other in home.items() if other is one)], kin)
        for one in found
        if one.units[0] not in home
    ]


def one_number(table: np.ndarray) -> np.ndarray:
    """(rows,): each row of bytes as one value; values are in the order of the bytes."""
    size, width = table.shape
    if width <= 8:
        wide = np.zeros((size, 8), dtype=np.uint8)
        wide[:, :width] = table
        return wide.view(">u8").ravel().astype(np.uint64)
    return np.ascontiguousarray(table).view(np.dtype((np.void, width))).ravel()
