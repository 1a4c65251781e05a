"""The check of one wave: whether each hidden count could take enough values besides, with everything that is
published as it is; what must become coarser for it, or be hidden besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from monitor.codebook.models import Codebook
from monitor.prepare.protect.atoms import WITHOUT, Atoms, Place
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.joined import Joined, joined
from monitor.prepare.protect.lanes import in_lanes, laid
from monitor.prepare.protect.room import Room
from monitor.prepare.protect.told import MOST_WAYS, Secret, Told, Way
from monitor.prepare.protect.units import Units, Widened
from monitor.prepare.protect.vague import leftovers
from monitor.prepare.protect.walk import VALUES, Questions, States, Walk
from monitor.prepare.respondents.respondents import Answers, Respondents

PATIENT = 4
"""Rounds in which one cell more is hidden at a time."""


@dataclass(frozen=True)
class Sample:
    """One sample with its units of answers."""

    people: Respondents
    units: list[int]
    layings: list[Atoms]
    told: Told


@dataclass(frozen=True)
class Shown:
    """What all waves are checked against."""

    share: np.ndarray
    """(rows of cells,), and so is `weight`."""
    weight: np.ndarray
    answers: dict[tuple[str, str], dict[str, Answers]]
    """By sample and indicator."""
    hiding: Hiding
    units: Units
    room: Room
    codebook: Codebook
    place: dict[Place, int]


@dataclass
class Memory:
    """What is known of a wave from one round to the next."""

    checked: dict[int, bytes] = field(default_factory=dict)
    """Of each unit, how it was published when it was checked last."""
    tells: dict[int, set[int]] = field(default_factory=dict)
    """Units of which something moves with the counts of a unit."""
    states: dict[tuple[int, int, int, int], States] = field(default_factory=dict)
    """By atoms, unit, column and way: where walkers arrived."""
    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    """Hidden counts, by atoms and unit."""
    nearly: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """Those that lack one value, by atoms, unit and column."""
    steps: int = 0


class Found(NamedTuple):
    """What one round of a wave's check found; it can go from one process to another."""

    memory: Memory
    widened: Widened
    more: tuple[np.ndarray, np.ndarray]
    """Places and units: what has to be hidden besides."""


class Wave:
    """Checks the samples of one wave, round after round."""

    def __init__(self, samples: list[Sample], shown: Shown):
        self._samples = samples
        self._hiding, self._store, self._units = shown.hiding, shown.hiding.store, shown.units
        self._room, self._codebook, self._place = shown.room, shown.codebook, shown.place
        self._share, self._weight, self._answers = shown.share, shown.weight, shown.answers
        self.memory = Memory()
        self._secrets: dict[int, list[Secret]] = {}
        self._rows: dict[int, np.ndarray] = {}
        """Of each unit, its rows and the pooled ones that they are part of."""
        self._more = np.zeros(0, dtype=bool)
        self._round = 0

    def changed(self) -> bool:
        """Whether anything is published differently than when it was checked last."""
        checked = self.memory.checked
        return any(
            checked.get(number) != self._published_as(number)
            for sample in self._samples
            for number in sample.units
        )

    def check(self, round_: int) -> Found:
        """One sample after the other, until none is published coarser: a pool becomes coarser with one, and
        binds the others. `round_` counts from 0."""
        self._round, self._more = round_, np.zeros(self._hiding.hidden.shape, dtype=bool)
        before = self._units.now()
        while any(self._check_sample(sample) for sample in self._samples):
            pass
        places, units = np.nonzero(self._more)
        return Found(self.memory, self._units.widened(before), (places, units))

    def go_on(self, found: Found) -> None:
        """Takes over what the check found, wherever it was made."""
        self.memory = found.memory
        self._units.widen(found.widened)

    def _check_sample(self, sample: Sample) -> bool:
        """Checks the units that are published differently than when they were checked last, and those whose
        counts move with them: what is proven for one rounding is not for a coarser one. Whether there were
        any."""
        now = {number: self._published_as(number) for number in sample.units}
        changed = {number for number in sample.units if self.memory.checked.get(number) != now[number]}
        units = [
            number
            for number in sample.units
            if changed & {number, *self.memory.tells.get(number, ())} and not self._more[:, number].any()
        ]
        self.memory.checked |= now
        for atoms in sample.layings if units else ():
            self._check(sample, atoms, units)
        return bool(units)

    def _published_as(self, number: int) -> bytes:
        """The same where the same of a unit is hidden and the rest is rounded in the same way."""
        if number not in self._rows:
            rows = self._store.row[:, self._store.units[number].rows].ravel()
            self._rows[number] = self._units.beside(rows[rows >= 0])
        return self._hiding.hidden[:, number].tobytes() + self._units.of[self._rows[number]].tobytes()

    def _check(self, sample: Sample, atoms: Atoms, units: list[int]) -> None:
        places = np.array([self._place.get(place, -1) for place in atoms.places])
        for number in units:
            if self._store.units[number].kind == "mean":
                self._keep_vague(sample, atoms, places, number)
        secrets: list[Secret] = []
        for number in units:
            own = (
                self._secrets_of(sample, number)
                if atoms.without or self._hiding.hidden[:, number].any()
                else []
            )
            self.memory.counts[id(atoms), number] = (
                int((self._wanted(own, atoms, places) > 0).sum()) if own else 0
            )
            secrets += own
        todo = list(range(len(secrets)))
        while todo:
            again: set[int] = set()
            stuck: set[int] = set()
            coarser: set[int] = set()
            for _, at, _ in self._unproven(sample, atoms, places, secrets, todo):
                telling = _telling(secrets[at])
                if not coarser & {*telling}:
                    coarser |= {*telling} if self._units.coarsen(telling) else set()
                (again if coarser & {*telling} else stuck).add(at)
            few = {(id(atoms), secrets[at].unit, secrets[at].column): 0 for at in todo}
            for place, at, nearly in self._unproven(
                sample, atoms, places, secrets, sorted(stuck - again), True
            ):
                telling = _telling(secrets[at])
                behind = sample.told.routed_by(secrets[at].unit)
                self.memory.tells.setdefault(secrets[at].unit, set()).update(behind)
                if any(self._hide(atoms, places, place, units) for units in (telling, behind)):
                    continue
                if coarser & {*telling} or self._units.coarsen_totals(telling):
                    again.add(at)
                    coarser |= {*telling}
                elif nearly:
                    few[id(atoms), secrets[at].unit, secrets[at].column] += 1
                else:
                    self._more[self._place["", "", "", ""], telling] = True
            self.memory.nearly |= few
            todo = sorted(again)

    def _keep_vague(self, sample: Sample, atoms: Atoms, places: np.ndarray, number: int) -> None:
        """Publishes a mean coarser until that of people without a level is vague, or hides the level of the
        fewest."""
        unit = self._store.units[number]
        item = self._answers[unit.wave, unit.group][unit.indicator]
        for cells, left in leftovers(sample.people, atoms, item):
            rows = self._store.row[places[cells], unit.rows[0]]
            if (rows < 0).any() or self._hiding.hidden[places[cells], number].any():
                continue
            while left.told(self._share[rows], self._weight[rows], self._units.of[rows]):
                if not self._units.coarsen([number]):
                    few = int(np.argmin(self._store.n[places[cells[1:]], unit.columns[0]]))
                    self._more[places[cells[1 + few]], number] = True
                    break

    def _unproven(
        self,
        sample: Sample,
        atoms: Atoms,
        places: np.ndarray,
        secrets: list[Secret],
        some: list[int],
        every: bool = False,
    ) -> list[tuple[int, int, bool]]:
        """The counts of `some` secrets, (cell, number of the secret), that don't take enough values by the
        likeliest way, or by `every` way after the other where nothing can be published coarser; and whether
        they take as many as there are people, two to four."""
        if not some:
            return []
        asked = [secrets[at] for at in some]
        wanted = self._wanted(asked, atoms, places)
        taken = np.zeros((VALUES, *wanted.shape), dtype=bool)
        for number in range(MOST_WAYS if every else 1):
            missing = (taken.sum(axis=0) < wanted).any(axis=0)
            alike: dict[int, list[int]] = {}
            ways = {at: asked[at].ways(number > 0)[number:] for at in np.flatnonzero(missing).tolist()}
            for at, left in ways.items():
                if left:
                    alike.setdefault(len(left[0].moves), []).append(at)
            for able in alike.values():
                walked = [ways[at][0] for at in able]
                keys = [(id(atoms), asked[at].unit, asked[at].column, number) for at in able]
                taken[:, :, able] = self._walked(
                    sample.told, atoms, places, walked, wanted[:, able], taken[:, :, able], keys, every
                )
        lacking = wanted - taken.sum(axis=0)
        nearly = (lacking == 1) & (wanted > 1) & (wanted == _people(asked, atoms))
        found = np.argwhere(lacking > 0)
        return [(int(place), some[int(at)], bool(nearly[place, at])) for place, at in found]

    def _walked(
        self,
        told: Told,
        atoms: Atoms,
        places: np.ndarray,
        ways: list[Way],
        wanted: np.ndarray,
        taken: np.ndarray,
        keys: list[tuple[int, int, int, int]],
        every: bool,
    ) -> np.ndarray:
        """bool (values, cells, ways): which values counts took when answers went these ways, all of as many
        lanes; `keys` are those of where walkers arrived before, `every` is as `Walk.run` has it."""
        blocks = sorted({block for way in ways for block in way.columns}, reverse=True)
        tested = [self._room.tested(way, blocks, places) for way in ways]
        bounds = [
            self._room.bounds(way, blocks, places, *ends)
            for way, (_, *ends) in zip(ways, tested, strict=True)
        ]
        low, high, fewer, more = (np.column_stack([one[at] for one in bounds]) for at in range(4))
        ones, others = (
            laid([atoms.count(np.column_stack(masks)) for masks in side], atoms)
            for side in (
                [[way.moves[lane][at] for way in ways] for lane in range(len(blocks[0]))] for at in (0, 1)
            )
        )
        wide = np.zeros((len(blocks), *wanted.shape), dtype=wanted.dtype)
        seen = np.zeros((VALUES, len(blocks), *wanted.shape), dtype=bool)
        place = [blocks.index(way.target) for way in ways], np.arange(len(ways))
        wide[place[0], :, place[1]], seen[:, place[0], :, place[1]] = wanted.T, taken.transpose(2, 0, 1)
        questions = Questions(
            [limits for limits, *_ in tested],
            -ones,
            others,
            low,
            high,
            fewer,
            more,
            wide.reshape(-1, len(ways)),
            [partial(_all_fit, cache(partial(joined, way, told, self._room, atoms, places))) for way in ways],
        )
        walk = Walk(in_lanes(atoms, blocks), questions, seen.reshape(VALUES, -1, len(ways)))
        for way, (_, unit, *_) in zip(ways, keys, strict=True):
            units = {one.unit for block in way.columns.values() for one in block}
            self.memory.tells.setdefault(unit, set()).update(units)
        walk.recall(
            [(at, self.memory.states.pop(key)) for at, key in enumerate(keys) if key in self.memory.states]
        )
        walk.run(every, np.array([self._units.spares_levels(unit) for _, unit, *_ in keys]))
        self.memory.states |= {keys[at]: states for at, states in walk.states()}
        self.memory.steps += walk.steps
        found: np.ndarray = walk.taken.reshape(seen.shape)[:, place[0], :, place[1]].transpose(1, 2, 0)
        return found

    def _secrets_of(self, sample: Sample, number: int) -> list[Secret]:
        """The hidden counts of a unit and what changes them; of one that is hidden as a whole those that
        others tell, as the bases of questions that were put to some because of an answer do."""
        total = self._place["", "", "", ""]
        if self._store.units[number].kind == "mean":
            return []
        if number not in self._secrets:
            self._secrets[number] = list(sample.told.secrets(number, total))
        found = self._secrets[number]
        whole = self._hiding.hidden[total, number]
        return [one for one in found if _telling(one) != [number]] if whole else found

    def _wanted(self, secrets: list[Secret], atoms: Atoms, places: np.ndarray) -> np.ndarray:
        """int (cells, secrets): how many other values each count must be able to take: none where it is
        shown, or follows from a shown 0."""
        nobody = np.array([WITHOUT in place for place in atoms.places])
        found = []
        for number, column, *_ in secrets:
            unit = self._store.units[number]
            there = (places >= 0) & (self._store.row[places, column] >= 0)
            shown = there & ~self._hiding.hidden[places, number]
            count, n = self._store.count[places, column], self._store.n[places, column]
            zero = ((count == 0) | ((count == n) & (unit.kind != "distribution"))) & shown
            told = (atoms.within & zero[:, None]).any(axis=0)
            found.append((nobody | (there & ~shown)) & ~told)
        least = self._codebook.disclosure.interval - 1
        return np.where(np.column_stack(found), np.minimum(least, _people(secrets, atoms)), 0)

    def _hide(self, atoms: Atoms, places: np.ndarray, place: int, units: list[int]) -> bool:
        """Asks for shown cells beside one that is told too well to be hidden, in all units that tell it: the
        smallest that shares a level with it; after some rounds all of its table; after more, all but the
        total. False where nothing but the total is left."""
        chosen = [self._beside(atoms, places, place, number) for number in units]
        for number, some in zip(units, chosen, strict=True):
            self._more[places[some], number] = True
        return any(chosen) or bool(self._more[:, units].any())

    def _beside(self, atoms: Atoms, places: np.ndarray, place: int, number: int) -> list[int]:
        shown = (places >= 0) & ~self._hiding.hidden[places, number] & ~self._more[places, number]
        n = self._store.n[places, self._store.units[number].columns[0]]
        key = atoms.places[place]
        others = [
            other
            for other in np.flatnonzero(shown & (n > 0)).tolist()
            if atoms.places[other] != ("", "", "", "")
        ]
        same = [other for other in others if _table(atoms.places[other]) == _table(key)]
        if self._round >= PATIENT:
            return (same or others) if self._round < 2 * PATIENT else others
        beside = (
            [other for other in same if set(atoms.places[other]) & (set(key) - {"", *_table(key)})]
            or same
            or others
        )
        return [min(beside, key=lambda other: (n[other], other))] if beside else []


def _all_fit(bases: Callable[[], list[Joined]], moved: np.ndarray) -> np.ndarray:
    """bool (states,): whether everybody who comes into the base of a question, or leaves it, can do so."""
    fits = np.ones(len(moved), dtype=bool)
    for one in bases():
        left = np.flatnonzero(fits)
        if len(left):
            fits[left] = one.fits(moved[left])
    return fits


def _table(place: Place) -> tuple[str, str]:
    return place[0], place[2]


def _people(secrets: Sequence[Secret], atoms: Atoms) -> np.ndarray:
    """int (cells, secrets): how many respondents can change each count."""
    count = atoms.count(np.column_stack([one.among for one in secrets]))
    return np.asarray(atoms.inside.astype(np.int32) @ count)


def _telling(secret: Secret) -> list[int]:
    """The units that tell a count, or the one that it is of."""
    way = secret.likeliest
    return sorted({told.unit for told in way.moves[0].columns}) if way else [secret.unit]
