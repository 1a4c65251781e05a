"""Questions that were put only to those who gave some answers to another: when respondents go from one answer
to another, they come into the base of these questions or leave it, with an answer each.

The shares of such a question are held in their own form, the weighted sum of an answer by the weight of its
base, both of which move. A walker has arrived only where everybody who came can be given an answer, and
everybody who left had one, so that all these shares are published as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from monitor.prepare.protect.atoms import Atoms
from monitor.prepare.protect.room import Kept, Room
from monitor.prepare.protect.tests import Limits
from monitor.prepare.protect.told import Told, Way
from monitor.prepare.protect.variables import BASE, one_number

MOST_PATTERNS = 16
"""Answers, to all questions of one variable together, that those who come may have: the most frequent."""
ROOM = 2_000_000
"""Numbers that are looked at together."""
EXACT = 1e-6


@dataclass(frozen=True)
class Joined:
    """Questions of one variable whose bases move alike in a way."""

    atoms: Atoms
    sign: np.ndarray
    """(lanes,): 1 where who goes to the first answer comes into the base, -1 where they leave it, else 0."""
    fixed: np.ndarray
    """(lanes, columns): what a column gains where the base stays."""
    has: np.ndarray
    """(patterns, columns): what each pattern of answers adds to a column; the most frequent first."""
    able: np.ndarray
    """bool (lanes, patterns): which patterns those have who come into the base in a lane, or leave it."""
    there: np.ndarray
    """int (atoms, patterns): who is in the base."""
    kept: tuple[Kept, ...]
    """How far each column may move, in every cell."""
    tests: Limits
    """What published tests set on all columns, each in every cell."""

    def fits(self, moved: np.ndarray) -> np.ndarray:
        """bool (states,): whether everything can be published as it is when so many respondents of each atom,
        in lanes (states, atoms × lanes), go to the first answer."""
        size, bands = len(moved), self.atoms.shape[-1]
        lanes = moved.reshape(size, -1, len(self.sign), bands)
        by_lane = lanes.transpose(0, 2, 1, 3).reshape(size, len(self.sign), -1).astype(np.int64)
        base = by_lane * self.sign[:, None]
        rows = self._rows(base, by_lane)
        fits = self._possible(base, rows)
        left = np.flatnonzero(fits)
        people = int(np.abs(base).sum(axis=(1, 2)).max(initial=0))
        for some in np.array_split(left, len(left) * people * len(self.has) * len(rows.adds) // ROOM + 1):
            if len(some):
                own = rows._replace(low=rows.low[some], high=rows.high[some], known=rows.known[some])
                fits[some] = _Assigned(self, base[some], own).found()
        return fits

    def _possible(self, base: np.ndarray, rows: _Rows) -> np.ndarray:
        """bool (states,): whether each sum by itself can be within its limits."""
        least, most = np.zeros(rows.low.shape), np.zeros(rows.low.shape)
        for lane in np.flatnonzero(self.able.any(axis=1)):
            has = self.has[self.able[lane]][:, rows.column]
            come, gone = (np.maximum(way * base[:, lane], 0) @ rows.adds.T for way in (1, -1))
            least += come * has.min(axis=0) - gone * has.max(axis=0)
            most += come * has.max(axis=0) - gone * has.min(axis=0)
        return np.asarray(((most >= rows.low) & (least <= rows.high)).all(axis=1))

    @cached_property
    def _sums(self) -> _Sums:
        """What has limits: for each column first its weighted sums, then its counts where few are left."""
        inside = self.atoms.inside.toarray().astype(np.float64)
        heavy = inside * self.atoms.weight
        near = [kept.place[kept.near] for kept in self.kept]
        parts = [
            part
            for column, kept in enumerate(self.kept)
            for part in ((kept.place, column, True), (near[column], column, False))
        ]
        place = np.concatenate([part for part, *_ in parts])
        size = [len(part) for part, *_ in parts]
        column, weighs = (np.repeat([part[at] for part in parts], size) for at in (1, 2))
        adds = np.where(weighs[:, None], heavy[place], inside[place])
        return _Sums(inside, heavy, (inside * self.atoms.spread).T, near, adds, column, place, weighs)

    def _rows(self, base: np.ndarray, by_lane: np.ndarray) -> _Rows:
        """The limits of sums over those who come and go, once it is known where they do."""
        inside, heavy, spread, near, adds, of, place, weighs = self._sums
        net = base.sum(axis=1)
        weight, people = net @ heavy.T, net @ inside.T
        slack = np.abs(by_lane).sum(axis=1) @ spread
        parts = []
        for column, kept in enumerate(self.kept):
            still = np.einsum("nla,l->na", by_lane, self.fixed[:, column])
            has, gain = self.has[:, column, None], np.abs(self.fixed[:, column]).max()
            reach = np.maximum(np.abs(has - kept.low), np.abs(has - kept.high)).max(axis=0)
            loose = slack[:, kept.place] * np.maximum(reach, gain)
            after = kept.size + weight[:, kept.place]
            gained = (still @ heavy.T)[:, kept.place]
            low = kept.low * after - kept.share * kept.size - gained + loose
            high = kept.high * after - kept.share * kept.size - gained - loose
            known = gained - kept.share * weight[:, kept.place]
            parts.append((low, high, known))
            counted = (still @ inside.T)[:, near[column]]
            more = kept.more[kept.near] - counted + people[:, near[column]]
            parts.append((kept.fewer[kept.near] - counted, more, counted))
        low, high, known = (np.concatenate([part[at] for part in parts], axis=1) for at in range(3))
        return _Rows(adds, of, place, weighs, low - EXACT, high + EXACT, known)


class _Sums(NamedTuple):
    """Sums that will have limits, wherever people come and go."""

    inside: np.ndarray
    """(cells, atoms), and so is `heavy`, what a respondent weighs there."""
    heavy: np.ndarray
    spread: np.ndarray
    """(atoms, cells): how far what a respondent weighs may be from that."""
    near: list[np.ndarray]
    """By column, the cells in which few are left."""
    adds: np.ndarray
    """(rows, atoms), and what follows (rows,), as `_Rows` has them."""
    column: np.ndarray
    place: np.ndarray
    weighs: np.ndarray


class _Rows(NamedTuple):
    """Sums that have limits."""

    adds: np.ndarray
    """(rows, atoms): what a respondent adds who counts."""
    column: np.ndarray
    """int (rows,), and so is `place`."""
    place: np.ndarray
    weighs: np.ndarray
    """bool (rows,): whether it is of weights."""
    low: np.ndarray
    """(states, rows), and so are the others."""
    high: np.ndarray
    known: np.ndarray
    """What else a sum gains; of weights, beside the share of the weight of the base."""


class _Assigned:
    """Everybody who comes or goes, each with an answer; better ones step by step."""

    def __init__(self, joined: Joined, base: np.ndarray, rows: _Rows):
        self._joined, self._rows = joined, rows
        state, lane, atom = np.nonzero(base)
        count = base[state, lane, atom]
        times = np.abs(count)
        people = np.bincount(state, times, len(base)).astype(np.int64)
        shape = (len(base), int(people.max(initial=0)))
        there = np.arange(shape[1]) < people[:, None]
        self._atom, self._lane = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self._way = np.zeros(shape)
        """(states, people): 1 for who comes, -1 for who leaves, 0 for nobody."""
        self._atom[there], self._lane[there], self._way[there] = (
            np.repeat(part, times) for part in (atom, lane, np.sign(count))
        )
        self._pattern = joined.able.argmax(axis=1)[self._lane]
        self._adds = self._way[..., None] * rows.adds.T[self._atom]
        """(states, people, rows): what a person adds to sums in which they count."""
        self._has = joined.has[:, rows.column].astype(np.float64)
        """(patterns, rows)."""
        self._sum = (self._adds * self._has[self._pattern]).sum(axis=1)

    def found(self) -> np.ndarray:
        """bool (states,): whether everybody has an answer with which all sums are within their limits."""
        left = np.arange(len(self._sum))
        fits = np.zeros(len(left), dtype=bool)
        while len(left):
            able = self._able(left)
            had = np.take_along_axis(able, self._pattern[left][..., None], axis=2)[..., 0]
            wrong = ~had & (self._way[left] != 0)
            there = self._fits(left) & ~wrong.any(axis=1)
            fits[left[there]] = True
            left = left[~there]
            left = left[self._improve(left, able[~there], wrong[~there])]
        fits[fits] = self._tested(fits)
        return fits

    def _able(self, some: np.ndarray) -> np.ndarray:
        """bool (some, people, patterns): which answers each can have: who leaves had it, and nobody else who
        leaves had it in their place."""
        joined, atom, leaves = self._joined, self._atom[some], self._way[some] < 0
        given = (self._pattern[some][..., None] == np.arange(len(self._has))) & leaves[..., None]
        same = (atom[:, None] == atom[..., None]) & ~np.eye(atom.shape[1], dtype=bool)
        used = same.astype(np.float32) @ given.astype(np.float32)
        left = (joined.there[atom] > used) | ~leaves[..., None]
        return np.asarray(joined.able[self._lane[some]] & left & (self._way[some] != 0)[..., None])

    def _tested(self, some: np.ndarray) -> np.ndarray:
        """bool (some,): whether published tests stay as they are."""
        rows, joined = self._rows, self._joined
        sums = np.zeros((joined.has.shape[1], len(joined.atoms.places), int(some.sum())))
        gained = (self._sum + rows.known)[some]
        sums[rows.column[rows.weighs], rows.place[rows.weighs]] = gained[:, rows.weighs].T
        return (
            joined.tests.hold(sums.reshape(sums.shape[0] * sums.shape[1], -1)) if some.any() else some[some]
        )

    def _fits(self, some: np.ndarray) -> np.ndarray:
        inside = (self._sum[some] >= self._rows.low[some]) & (self._sum[some] <= self._rows.high[some])
        return np.asarray(inside.all(axis=1))

    def _improve(self, some: np.ndarray, able: np.ndarray, wrong: np.ndarray) -> np.ndarray:
        """Gives one person in each of these states the best other answer of those that they are `able` to
        have: one who is `wrong` to have theirs first; bool (some,): whether that is better."""
        if not len(some):
            return some > 0
        low, high, now = self._rows.low[some], self._rows.high[some], self._sum[some]
        pattern = self._pattern[some]
        gains = self._has - self._has[pattern][:, :, None]
        after = now[:, None, None] + self._adds[some][:, :, None] * gains
        misfit = np.maximum(low[:, None, None] - after, after - high[:, None, None]).clip(min=0).sum(axis=3)
        able &= (wrong | ~wrong.any(axis=1, keepdims=True))[..., None]
        able &= pattern[..., None] != np.arange(len(self._has))
        price = np.where(able, misfit, np.inf).reshape(len(some), -1)
        best, rows = price.argmin(axis=1), np.arange(len(some))
        before = np.maximum(low - now, now - high).clip(min=0).sum(axis=1)
        better = price[rows, best] < np.where(wrong.any(axis=1), np.inf, before - EXACT)
        person, answer = np.divmod(best, len(self._has))
        self._pattern[some[better], person[better]] = answer[better]
        self._sum[some[better]] = after[rows, person, answer][better]
        return np.asarray(better)


def joined(way: Way, told: Told, room: Room, atoms: Atoms, places: np.ndarray) -> list[Joined]:
    """The questions whose bases move when answers go a way; those of one variable together."""
    signs: dict[tuple[int, ...], list[int]] = {}
    for block, columns in way.columns.items():
        for column in columns:
            if column.column == BASE:
                signs.setdefault(tuple(column.sign * one for one in block), []).append(column.unit)
    return [
        _joined(way, np.array(sign), some, told, room, atoms, places)
        for sign, units in signs.items()
        for some in told.kin.alike(units)
    ]


def _joined(
    way: Way,
    sign: np.ndarray,
    units: Sequence[int],
    told: Told,
    room: Room,
    atoms: Atoms,
    places: np.ndarray,
) -> Joined:
    kin = told.kin
    columns = [(number, column) for number in units for column in kin.columns(number)]
    given = np.column_stack([kin.given(*place) for place in columns])
    inside = np.asarray(np.column_stack([kin.answers(number).valid for number in units]).all(axis=1))
    pattern, has = _patterns(given, inside)
    kinds = np.arange(len(has))
    sides = [
        (move.first if one > 0 else move.second) & inside for one, move in zip(sign, way.moves, strict=True)
    ]
    able = np.array(
        [np.isin(kinds, pattern[side]) & (one != 0) for one, side in zip(sign, sides, strict=True)]
    )
    gains = {
        (told_.unit, told_.column): told_.sign * np.array(block) * (sign == 0)
        for block, some in way.columns.items()
        for told_ in some
    }
    fixed = np.column_stack([gains.get(place, np.zeros(len(sign))) for place in columns])
    there = atoms.count(pattern[:, None] == kinds)
    kept = tuple(room.kept(number, column, places) for number, column in columns)
    return Joined(atoms, sign, fixed, has, able, there, kept, room.tests_of(columns, places))


def _patterns(given: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int (respondents,): the pattern of everybody in the base, -1 where it is none of the most frequent; and
    (patterns, columns): what it is in each column."""
    own = given[inside]
    _, first, number, size = np.unique(
        one_number(own.view(np.uint8).reshape(len(own), -1)),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    order = np.argsort(-size, kind="stable")[:MOST_PATTERNS]
    rank = np.full(len(size), -1)
    rank[order] = np.arange(len(order))
    pattern = np.full(len(given), -1)
    pattern[inside] = rank[number]
    return pattern, own[first[order]]
