"""What a reader of the published numbers, who knows all weights, could work out of hidden answers: checked
with other answers that would be published just the same, coarser numbers or more hidden where that does not
prove five values."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.atoms import WITHOUT, Atoms, Place, layings, tables_of
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.precision import FINE_SHARE, of_shares, rounded, share_rooms, units_of
from monitor.prepare.protect.walk import Questions, Walk
from monitor.prepare.respondents.respondents import Answers, Respondents

PATIENT = 4
"""Rounds in which one cell more is hidden at a time."""
AT_ONCE = 2
"""Samples that are checked side by side."""
COARSER = ((1, 1), (2, 1), (5, 1), (5, 2), (5, 5))
"""How many times coarser the two-way and the one-way cells of an indicator are published: the next where one
tells too much."""
NEAR = 4
"""Counts of this many times the smallest that may be shown are watched: a published number that leaves fewer
breaks a rule."""
VAGUE = 0.4
"""What must stay open of the mean of people without a level, as a part of the scale, for each of them."""


@dataclass
class Proof:
    """What the check of the published numbers found."""

    counts: int = 0
    """Hidden counts, those of people without a level among them."""
    coarser: int = 0
    """Rows published in a coarser unit, for the sake of a hidden count."""
    rounds: int = 0
    steps: int = 0
    hidden: int = 0
    """Cells that were hidden besides."""
    unproven: int = 0
    """Counts for which no cell but the total was left to hide, and no walker arrived."""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, int | float]:
        """For the build report."""
        return {
            "published: hidden counts checked": self.counts,
            "published: steps of the walk": self.steps,
            "published: rows in a coarser unit": self.coarser,
            "published: cells hidden besides": self.hidden,
            "published: counts not proven with all but the total hidden": self.unproven,
            "published: rounds": self.rounds,
            "published: seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class Question:
    """Two answers of a unit between which respondents may go: columns of its answers, -1 for everybody
    else."""

    unit: int
    first: int
    second: int


@dataclass
class _Sample:
    """One sample with its units of answers."""

    people: Respondents
    units: list[int]
    layings: list[Atoms] = field(default_factory=list)


class Published:
    """Checks the hidden answers of all samples against the numbers as they are published; `unit` (rows,) is
    the unit of each row."""

    def __init__(
        self, cells: pd.DataFrame, people: Sequence[Respondents], hiding: Hiding, codebook: Codebook
    ):
        self._cells, self._hiding, self._store, self._codebook = cells, hiding, hiding.store, codebook
        self._finest = units_of(cells, codebook)
        self.unit = self._finest.copy()
        self.proof = Proof()
        self._checked: dict[int, bytes] = {}
        self._place = {
            key: number for number, key in enumerate(self._store.place.itertuples(index=False, name=None))
        }
        self._names = self._store.column["category"].to_numpy(dtype=object)
        self._share = cells["estimate"].to_numpy(dtype=np.float64)
        self._weight = cells["sum_weights"].to_numpy(dtype=np.float64)
        self._answers = {
            (one.wave, one.group): {item.indicator: item for item in one.answers} for one in people
        }
        self._samples = list(self._arrange(people))
        self._step = np.zeros(len(self._store.units), dtype=np.int64)
        """How far each unit of rows has gone through COARSER."""
        self._depth = (self._store.place[["breakdown1", "breakdown2"]] != "").sum(axis=1).to_numpy()

    def _arrange(self, people: Sequence[Respondents]) -> Iterator[_Sample]:
        by_sample: dict[tuple[str, str], list[int]] = {}
        for number, unit in enumerate(self._store.units):
            by_sample.setdefault((unit.wave, unit.group), []).append(number)
        for one in people:
            units = by_sample.get((one.wave, one.group), [])
            if units:
                columns = np.concatenate([self._store.units[number].rows for number in units])
                there = self._store.place[(self._store.row[:, columns] >= 0).any(axis=1)]
                pairs = (
                    there[["breakdown1", "breakdown2"]].drop_duplicates().itertuples(index=False, name=None)
                )
                yield _Sample(one, units, list(layings(one, tables_of(list(pairs)))))

    def check(self) -> np.ndarray:
        """Coarsens rows until all hidden counts are proven, or no row can be coarser: bool (places, units),
        what has to be hidden besides."""
        started = time.perf_counter()
        more = np.zeros(self._hiding.hidden.shape, dtype=bool)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda sample: self._check_sample(sample, more), self._samples))
        self.proof.rounds += 1
        self.proof.coarser = int((self.unit > self._finest).sum())
        self.proof.hidden += int(more.sum())
        self.proof.seconds += time.perf_counter() - started
        return more

    def refine(self) -> None:
        """One decimal for shares of samples in which nothing is hidden and everybody has a level, where the
        standard error asks it."""
        se, share = self._cells["se"].to_numpy(), np.zeros(len(self.unit), dtype=bool)
        for sample in self._samples:
            rows = self._store.row[
                :, np.concatenate([self._store.units[number].rows for number in sample.units])
            ]
            whole = all(
                not atoms.inside[at].nnz
                for atoms in sample.layings
                for at, key in enumerate(atoms.places)
                if WITHOUT in key
            )
            if whole and not self._hiding.hidden[:, sample.units].any():
                share[rows[rows >= 0]] = True
        share &= of_shares(self._cells, self._codebook)
        self.unit = np.where(share & (se <= 10 * FINE_SHARE), FINE_SHARE, self.unit)

    def _check_sample(self, sample: _Sample, more: np.ndarray) -> None:
        """Checks the units of which other cells are hidden than when they were checked last."""
        hidden = self._hiding.hidden
        changed = [
            number for number in sample.units if self._checked.get(number) != hidden[:, number].tobytes()
        ]
        for atoms in sample.layings if changed else ():
            self._check(sample, atoms, changed, more)
        self._checked |= {number: hidden[:, number].tobytes() for number in changed}

    def _check(self, sample: _Sample, atoms: Atoms, units: list[int], more: np.ndarray) -> None:
        places = np.array([self._place.get(place, -1) for place in atoms.places])
        for number in units:
            if self._store.units[number].kind == "mean":
                self._check_mean(sample.people, atoms, places, number, more)
        asked = [question for number in units for question in self._questions(number, places)]
        todo = list(range(len(asked)))
        while todo:
            questions = self._lay(sample, atoms, places, [asked[at] for at in todo])
            self.proof.counts += int((questions.wanted > 0).sum()) if len(todo) == len(asked) else 0
            failed = self._unproven(atoms, questions)
            again = set()
            for place, column in failed:
                question = asked[todo[column]]
                if todo[column] in again or self._coarsen(atoms, question.unit):
                    again.add(todo[column])
                else:
                    self._hide(atoms, places, place, question, more)
            todo = sorted(again)

    def _check_mean(
        self, people: Respondents, atoms: Atoms, places: np.ndarray, number: int, more: np.ndarray
    ) -> None:
        """The mean of people without a level must stay vague: what is left of a shown mean when shown levels
        are taken from it."""
        unit = self._store.units[number]
        item = self._answers[unit.wave, unit.group][unit.indicator]
        weight = people.design.weight * item.valid
        total = np.bincount(atoms.of, weights=weight * item.values[:, 0], minlength=atoms.size)
        size = np.bincount(atoms.of, weights=weight, minlength=atoms.size)
        persons = np.bincount(atoms.of[item.valid], minlength=atoms.size)
        given = item.values[item.valid, 0]
        if not len(given):
            return
        for place, key in enumerate(atoms.places):
            if WITHOUT not in key or not atoms.inside[place] @ persons:
                continue
            whole, parts = _leftover(atoms, key)
            rows = self._store.row[places[[whole, *parts]], unit.rows[0]]
            if (rows < 0).any() or self._hiding.hidden[places[[whole, *parts]], number].any():
                continue
            left, heavy = float((atoms.inside[place] @ total)[0]), float((atoms.inside[place] @ size)[0])
            ends = heavy * given.min() - left, heavy * given.max() - left
            while True:
                vague = self._vague(rows, ends)
                if vague >= min(VAGUE * (given.max() - given.min()) * heavy, ends[1] - ends[0]) - 1e-9:
                    break
                if not self._coarsen(atoms, number):
                    more[
                        places[parts[int(np.argmin(self._store.n[places[parts], unit.columns[0]]))]], number
                    ] = True
                    break

    def _vague(self, rows: np.ndarray, ends: tuple[float, float]) -> float:
        """How wide the sum that is left over can be told at best, within its `ends`; the whole is the first
        of the rows."""
        low = rounded(self._share[rows], self.unit[rows]) - self.unit[rows] / 2
        fall, rise = (
            (self._share[rows] - low) * self._weight[rows],
            (low + self.unit[rows] - self._share[rows]) * self._weight[rows],
        )
        up, down = rise[0] + fall[1:].sum(), fall[0] + rise[1:].sum()
        return float(min(up, ends[1]) + min(down, -ends[0]))

    def _unproven(self, atoms: Atoms, questions: Questions) -> list[tuple[int, int]]:
        walk = Walk(atoms, questions)
        walk.run()
        self.proof.steps += walk.steps
        return [(int(place), int(column)) for place, column in zip(*np.nonzero(walk.missing), strict=True)]

    def _questions(self, number: int, places: np.ndarray) -> Iterator[Question]:
        """The pairs of answers of a unit that prove its hidden counts: each answer with the most frequent
        other one."""
        unit = self._store.units[number]
        if unit.kind == "mean" or self._hiding.hidden[self._place["", "", "", ""], number]:
            return
        if unit.kind != "distribution":
            yield Question(number, 0, -1)
            return
        total = self._store.count[self._place["", "", "", ""], unit.columns]
        order = np.argsort(-total, kind="stable")
        for first in order[1:]:
            yield Question(number, int(first), int(order[0]))

    def _lay(self, sample: _Sample, atoms: Atoms, places: np.ndarray, asked: list[Question]) -> Questions:
        first, second, low, high, fewer, more, wanted = [], [], [], [], [], [], []
        for question in asked:
            unit = self._store.units[question.unit]
            item = self._answers[unit.wave, unit.group][unit.indicator]
            one = _column(item, str(self._names[unit.columns[question.first]]))
            other = (
                item.valid & ~one
                if question.second < 0
                else _column(item, str(self._names[unit.columns[question.second]]))
            )
            first.append(one)
            second.append(other)
        ones, others = atoms.count(np.column_stack(first)), atoms.count(np.column_stack(second))
        inside = atoms.inside.astype(np.int32)
        in_ones, in_others = inside @ ones, inside @ others
        for at, question in enumerate(asked):
            least, most = self._limits(question, places)
            low.append(least)
            high.append(most)
            least, most = self._rules(question, places, in_ones[:, at], in_others[:, at])
            fewer.append(least)
            more.append(most)
            wanted.append(self._wanted(question, atoms, places, in_ones[:, at], in_others[:, at]))
        return Questions(-ones, others, *(np.column_stack(part) for part in (low, high, fewer, more, wanted)))

    def _rules(
        self, question: Question, places: np.ndarray, ones: np.ndarray, others: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far the count of the first answer may fall and rise in each shown cell, where that could leave
        too few of either."""
        row = self._store.row[places, self._store.units[question.unit].columns[question.first]]
        shown = (places >= 0) & (row >= 0) & ~self._hiding.hidden[places, question.unit]
        least = self._codebook.disclosure.smallest_count
        fewer, more = (
            np.where(shown & (count > 0) & (count < NEAR * least), count - least, np.inf)
            for count in (ones, others)
        )
        return -fewer, more

    def _limits(self, question: Question, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the weighted sum of the first answer may fall (below 0) and rise in each cell."""
        unit = self._store.units[question.unit]
        low, high = np.full(len(places), -np.inf), np.full(len(places), np.inf)
        members = {net.id: net.of for net in getattr(self._codebook.indicator[unit.indicator], "nets", [])}
        names = [str(name) for name in self._names[unit.rows]]
        told = {unit.columns[question.first]: 1} | (
            {unit.columns[question.second]: -1} if question.second >= 0 else {}
        )
        ends = [str(self._names[column]) for column in told]
        for column, name in zip(unit.rows, names, strict=True):
            if unit.kind == "distribution" and name in members and column not in told:
                sign = (ends[0] in members[name]) - (ends[-1] in members[name])
                if sign:
                    told[column] = sign
        for column, sign in told.items():
            rows = np.where(places >= 0, self._store.row[places, column], -1)
            shown = np.flatnonzero((rows >= 0) & ~self._hiding.hidden[places, question.unit])
            fall, rise = share_rooms(self._share[rows[shown]], self.unit[rows[shown]])
            size = self._weight[rows[shown]]
            down, up = (fall, rise) if sign > 0 else (rise, fall)
            low[shown] = np.maximum(low[shown], -down * size)
            high[shown] = np.minimum(high[shown], up * size)
        return low, high

    def _wanted(
        self, question: Question, atoms: Atoms, places: np.ndarray, ones: np.ndarray, others: np.ndarray
    ) -> np.ndarray:
        """How many other values each cell's count must be able to take: none where it is shown, or follows
        from a shown 0."""
        row = self._store.row[places, self._store.units[question.unit].columns[question.first]]
        there = (places >= 0) & (row >= 0)
        shown = there & ~self._hiding.hidden[places, question.unit]
        nobody = np.array([WITHOUT in place for place in atoms.places])
        zero = ((ones == 0) | ((others == 0) & (question.second < 0))) & shown
        told = (atoms.within & zero[:, None]).any(axis=0)
        least = self._codebook.disclosure.interval - 1
        return np.where((nobody | (there & ~shown)) & ~told, np.minimum(least, ones + others), 0)

    def _coarsen(self, atoms: Atoms, number: int) -> bool:
        """Publishes an indicator's cells in a coarser unit; False where they are as coarse as can be. Totals
        stay as they are."""
        unit = self._store.units[number]
        places = np.flatnonzero((self._store.row[:, unit.rows] >= 0).any(axis=1) & (self._depth > 0))
        deepest = self._depth[places].max(initial=0)
        while self._step[number] + 1 < len(COARSER):
            old, new = COARSER[self._step[number]], COARSER[self._step[number] + 1]
            self._step[number] += 1
            if deepest == 2 or new[1] > old[1]:
                self._publish(number, places, new)
                return True
        return False

    def _publish(self, number: int, places: np.ndarray, coarser: tuple[int, int]) -> None:
        for depth, times in zip((2, 1), coarser, strict=True):
            rows = self._store.row[
                np.ix_(places[self._depth[places] == depth], self._store.units[number].rows)
            ].ravel()
            rows = rows[rows >= 0]
            self.unit[rows] = self._finest[rows] * times

    def _hide(
        self, atoms: Atoms, places: np.ndarray, place: int, question: Question, more: np.ndarray
    ) -> None:
        """Asks for shown cells beside one that is told too well to be hidden: the smallest that shares a
        level with it; after some rounds all of its table; after more, all but the total. Where no other cell
        is left to hide, the report says so."""
        shown = (places >= 0) & ~self._hiding.hidden[places, question.unit] & ~more[places, question.unit]
        n = self._store.n[places, self._store.units[question.unit].columns[0]]
        key = atoms.places[place]
        others = [
            other
            for other in np.flatnonzero(shown & (n > 0)).tolist()
            if atoms.places[other] != ("", "", "", "")
        ]
        same = [other for other in others if _table(atoms.places[other]) == _table(key)]
        beside = (
            [other for other in same if set(atoms.places[other]) & (set(key) - {"", *_table(key)})]
            or same
            or others
        )
        if self.proof.rounds < PATIENT:
            chosen = [min(beside, key=lambda other: (n[other], other))] if beside else []
        else:
            chosen = (same or others) if self.proof.rounds < 2 * PATIENT else others
        self.proof.unproven += int(not chosen and not more[:, question.unit].any())
        more[places[chosen], question.unit] = True


def _leftover(atoms: Atoms, key: Place) -> tuple[int, list[int]]:
    """The cell that those without a level are left over from, and the levels that are taken from it."""
    at = {place: number for number, place in enumerate(atoms.places)}
    one, level, other, second = key
    if not other:
        return at["", "", "", ""], [at[one, name, "", ""] for name in atoms.levels[one]]
    if level == WITHOUT and second != WITHOUT:
        return at.get((other, second, "", ""), 0), [
            at[one, name, other, second] for name in atoms.levels[one]
        ]
    return at.get((one, level, "", ""), 0), [at[one, level, other, name] for name in atoms.levels[other]]


def _column(item: Answers, category: str) -> np.ndarray:
    found: np.ndarray = item.values[:, item.categories.index(category)].astype(bool) & item.valid
    return found


def _table(place: Place) -> tuple[str, str]:
    return place[0], place[2]
