"""Which published numbers move when a respondent goes from one answer to another: the answers themselves,
their nets, and what else is made of the same answers, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from monitor.codebook.models import Codebook
from monitor.prepare.protect.kin import Kin
from monitor.prepare.protect.tables import Store
from monitor.prepare.protect.variables import BASE, Variable, variables
from monitor.prepare.respondents.respondents import Answers

MOST_LANES, MOST_WAYS = 3, 3
"""Moves that are made together, the likeliest ones; ways that one count has."""
MOST_TOGETHER = 24
"""Combinations of what stays and what goes along that are looked at for one pair of answers."""
Lanes = tuple[int, ...]
"""For each lane 1 or -1, as a column rises or falls with it, else 0; the first that is not 0 is 1."""
Sides = tuple[np.ndarray, np.ndarray]
"""bool (respondents,) twice: who of the first answer, and of the second, may go to the other."""


class Column(NamedTuple):
    """A published column of a unit, or its BASE; `sign` says whether it rises (1) or falls (-1)."""

    unit: int
    column: int
    sign: int


class Move(NamedTuple):
    """Respondents who may go from one answer to another and back, bool (respondents,) twice, and the
    published columns that move with them: nothing else that is published hangs on it."""

    first: np.ndarray
    second: np.ndarray
    columns: tuple[Column, ...]


class Way(NamedTuple):
    """Moves that may be made together, each in its lane, by different respondents; which published columns
    move with which of them; and in which lanes the count that is looked at does."""

    moves: tuple[Move, ...]
    columns: dict[Lanes, tuple[Column, ...]]
    target: Lanes


class Secret(NamedTuple):
    """The count of one column of a unit, which is hidden somewhere, and the ways to change it."""

    unit: int
    column: int
    among: np.ndarray
    """bool (respondents,): who can make one of the moves; who has an answer, where there are none."""
    likeliest: Way | None
    others: Callable[[], tuple[Way, ...]]
    """The other ways, worked out once they are asked for: most counts need none."""

    def ways(self, every: bool) -> tuple[Way, ...]:
        """The likeliest way first, and the others besides where `every` is asked for."""
        if self.likeliest is None:
            return ()
        return (self.likeliest, *(self.others() if every else ()))


class Told:
    """What the answers of one sample tell of each other."""

    def __init__(self, numbers: Sequence[int], store: Store, given: dict[str, Answers], codebook: Codebook):
        self._store = store
        self.kin = Kin(numbers, store, given, codebook)
        self._variables = variables(self.kin)
        self._of = {number: one for one in self._variables for number in one.units}

    def secrets(self, number: int, total: int) -> Iterator[Secret]:
        """The counts of a unit that a reader may not narrow; `total` is the place of the total. Of a
        distribution all but the most frequent answer, with which the others are exchanged, unless something
        else is made of the same variables."""
        columns = self._store.units[number].columns
        order = np.argsort(-self._store.count[total, columns], kind="stable")
        held = len(columns) > 1 and not self._made_beside(number)
        for column in columns[order[1:] if held else order]:
            moves = list(islice(self._moves(number, int(column)), MOST_LANES))
            sides = [side for move in moves for side in (move.first, move.second)]
            among = np.any(sides, axis=0) if moves else self.kin.answers(number).valid
            others = cache(partial(self._others, number, int(column), moves))
            yield Secret(number, int(column), among, _way(moves[:1], int(column)) if moves else None, others)

    def routed_by(self, number: int) -> list[int]:
        """The units of questions that were put to some because of an answer to a unit's variable: their bases
        bind its counts."""
        return self._of[number].routed if number in self._of else []

    def _made_beside(self, number: int) -> bool:
        """Whether another variable is made of some of the same: it may tell the most frequent answer."""
        own = self._of[number]
        return any(one is not own and one.shares(own) for one in self._variables)

    def _others(self, number: int, column: int, moves: Sequence[Move]) -> tuple[Way, ...]:
        """The likeliest move with others that change the count; and with one that makes up for what else it
        moves."""
        amends = [
            move
            for told in sorted(moves[0].columns, key=lambda told: told.unit)
            if told.unit != number and told.column in self._store.units[told.unit].columns
            for move in self._moves(told.unit, told.column)
            if column not in [one.column for one in move.columns]
        ]
        best = sorted(amends, key=_fewest_last)[:1]
        several = [some for some in (moves, [*moves[: MOST_LANES - 1], *best]) if len(some) > 1]
        return tuple(_way(_shared_out(some), column) for some in several)

    def _moves(self, number: int, column: int) -> Iterator[Move]:
        """The moves that change a column: those of a variable that it is made of, among others, where there
        are any; else of its own."""
        own = self._of[number]
        found = [
            move
            for part in self._variables
            if part is not own and part.is_part(own)
            for pair in part.all_pairs()
            for move in self._between(part, *pair)
            if any(told.column == column and told.sign == 1 for told in move.columns)
        ]
        found = found or [move for pair in own.pairs(number, column) for move in self._between(own, *pair)]
        yield from sorted(found, key=_fewest_last)

    def _between(self, own: Variable, first: int, second: int) -> Iterator[Move]:
        """Moves between two patterns of a variable: what is made of it and of others stays, or goes along."""
        made = [one for one in self._variables if one.shares(own) and one is not own and not one.is_part(own)]
        masks = own.pattern == first, own.pattern == second
        each = [list(self._together(one, own, *masks)) for one in made]
        each += [list(self._with_base(own, masks, *some)) for some in own.opened(first, second)]
        for chosen in islice(product(*each), MOST_TOGETHER):
            able = [
                np.logical_and.reduce(sides)
                for sides in zip(masks, *(masks for masks, _, _ in chosen), strict=True)
            ]
            columns, led = own.moved(first, second), own.led(first, second)
            for _, more, others in chosen:
                columns |= more
                led |= others
            for (unit, column), sign in columns.items():
                if column == BASE:
                    able[sign < 0] = able[sign < 0] & self.kin.answers(unit).valid
            self._put(led, able, columns)
            if able[0].any() and able[1].any():
                yield Move(able[0], able[1], tuple(Column(*place, sign) for place, sign in columns.items()))

    def _put(
        self,
        led: Mapping[int, tuple[int, bool]],
        able: list[np.ndarray],
        columns: dict[tuple[int, int], int],
    ) -> None:
        """Adds the bases of the questions that a move leads to; but where it may be chance that these were
        put to nobody with the one answer, narrows the move to those with the other who were not put them
        either, so that the bases stay."""
        for unit, (sign, chance) in sorted(led.items(), key=lambda one: one[1][1]):
            valid = self.kin.answers(unit).valid
            apart = able[sign < 0] & ~valid
            if chance and apart.any():
                able[sign < 0] = apart
            else:
                columns[unit, BASE] = sign
                able[sign < 0] = able[sign < 0] & valid

    def _together(
        self, one: Variable, own: Variable, first: np.ndarray, second: np.ndarray
    ) -> Iterator[tuple[Sides, dict[tuple[int, int], int], dict[int, tuple[int, bool]]]]:
        """Who of two answers to a part of a variable can have the other, with the same answer to the variable
        or another: some with the other, whose other parts say the same, have it. And the columns of the
        variable that move, and the questions that it leads to."""
        said = self._by_parts(one, own) * len(one.size)
        keys = said + one.pattern
        yield (first & np.isin(keys, keys[second]), second & np.isin(keys, keys[first])), {}, {}
        for here, there in one.all_pairs():
            able = (
                first & (one.pattern == here) & np.isin(said + there, keys[second]),
                second & (one.pattern == there) & np.isin(said + here, keys[first]),
            )
            if able[0].any() and able[1].any():
                yield able, one.moved(here, there), one.led(here, there)

    def _with_base(
        self, own: Variable, masks: Sides, numbers: tuple[int, ...], sign: int
    ) -> Iterator[tuple[Sides, dict[tuple[int, int], int], dict[int, tuple[int, bool]]]]:
        """Who may go from an answer of which everybody was put a question to one of which some were, and
        back: with the question, where another of their answers is a reason to be put it, or without it; as
        somebody with that other answer was, or was not."""
        put, other = masks[:: int(sign)]
        asked = self.kin.answers(numbers[0]).valid
        others = [part for part in self._variables if part is not own and not part.shares(own)]
        reason = np.any(
            [np.zeros(len(asked), dtype=bool), *(one.opens(numbers[0]) for one in others)], axis=0
        )
        for there, led in ((asked, {}), (~asked, dict.fromkeys(numbers, (sign, False)))):
            sides = put & np.isin(reason, reason[other & there]), other & there
            yield (sides[0], sides[1]) if sign > 0 else (sides[1], sides[0]), {}, led

    def _by_parts(self, one: Variable, own: Variable) -> np.ndarray:
        """int (respondents,): what the parts of a variable, apart from one, say of it; the same where they
        say the same. What is made of that one and of these parts goes along, so it says nothing more."""
        parts = [
            part for part in self._variables if part is not own and part is not one and part.is_part(one)
        ]
        members = self._store.units[one.units[0]].members
        if len(members):
            chosen = [
                self.kin.chosen(number, int(column))
                for part in parts
                for number, column in part.places
                if column in members
            ]
            return np.any([np.zeros(len(one.pattern), dtype=bool), *chosen], axis=0).astype(int)
        still = [part for part in parts if not part.shares(own)]
        known = frozenset[str]().union(*(part.behind for part in still))
        found = np.zeros(len(one.pattern), dtype=int)
        for part in [*still, *(part for part in parts if not part.behind <= known | own.behind)]:
            found = np.unique(found * len(part.size) + part.pattern, return_inverse=True)[1]
        return found


def _fewest_last(move: Move) -> int:
    """Where a move stands among others: those come first that most respondents can make, both ways."""
    return -int(min(move.first.sum(), move.second.sum()))


def _way(moves: Sequence[Move], column: int) -> Way:
    lanes: dict[tuple[int, int], list[int]] = {}
    for at, move in enumerate(moves):
        for told in move.columns:
            lanes.setdefault((told.unit, told.column), [0] * len(moves))[at] = told.sign
    columns: dict[Lanes, tuple[Column, ...]] = {}
    for place, signs in lanes.items():
        sign = next(one for one in signs if one)
        block = tuple(sign * one for one in signs)
        columns[block] = (*columns.get(block, ()), Column(*place, sign))
    target = next(block for block, some in columns.items() if column in [told.column for told in some])
    return Way(tuple(moves), columns, target)


def _shared_out(moves: Sequence[Move]) -> list[Move]:
    """The same moves, each respondent able to make one of them: those who could make several are taken in
    turn."""
    able = np.stack([move.first | move.second for move in moves])
    turn = np.cumsum(able.sum(axis=0) > 1) % np.maximum(able.sum(axis=0), 1)
    own = able & (np.cumsum(able, axis=0) - 1 == turn)
    each = zip(moves, own, strict=True)
    return [Move(move.first & one, move.second & one, move.columns) for move, one in each]
