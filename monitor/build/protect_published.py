"""What a reader of the published numbers, who knows all weights, could work out of hidden answers: checked with other answers that
would be published just the same, coarser numbers or more hidden where that does not prove five values."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.build.protect_atoms import WITHOUT, Atoms, layings, tables_of
from monitor.build.protect_hide import Hiding
from monitor.build.protect_rooms import share_rooms, units_of
from monitor.build.protect_tables import PLACE, Store, Unit
from monitor.build.protect_walk import Questions, Walk
from monitor.build.respondents import Answers, Respondents
from monitor.codebook.models import Codebook

AT_ONCE = 2
"""Samples that are checked side by side."""
UNITS = ((0.01, 0.01), (0.02, 0.01), (0.05, 0.01), (0.05, 0.02), (0.05, 0.05))
"""Units of the two-way and the one-way cells of an indicator, from the finest on: the next where one tells too much of what is hidden."""


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
    seconds: float = 0.0

    def as_dict(self) -> dict[str, int | float]:
        """For the build report."""
        return {
            "published: hidden counts checked": self.counts,
            "published: steps of the walk": self.steps,
            "published: rows in a coarser unit": self.coarser,
            "published: cells hidden besides": self.hidden,
            "published: rounds": self.rounds,
            "published: seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class Question:
    """Two answers of a unit between which respondents may go: columns of its answers, -1 for everybody else."""

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
    """Checks the hidden answers of all samples against the numbers as they are published; `unit` (rows,) is the unit of each row."""

    def __init__(self, cells: pd.DataFrame, people: Sequence[Respondents], hiding: Hiding, codebook: Codebook):
        self._cells, self._hiding, self._store, self._codebook = cells, hiding, hiding.store, codebook
        self._finest = units_of(cells, codebook)
        self.unit = self._finest.copy()
        self.proof = Proof()
        self._checked: dict[int, bytes] = {}
        self._place = {key: number for number, key in enumerate(self._store.place.itertuples(index=False, name=None))}
        self._names = self._store.column["category"].to_numpy(dtype=object)
        self._share = cells["estimate"].to_numpy(dtype=np.float64)
        self._weight = cells["sum_weights"].to_numpy(dtype=np.float64)
        self._answers = {(one.wave, one.group): {item.indicator: item for item in one.answers} for one in people}
        self._samples = list(self._arrange(people))
        self._step = np.zeros(len(self._store.units), dtype=np.int64)
        """How far each unit of rows has gone through UNITS."""
        self._depth = (self._store.place[["breakdown1", "breakdown2"]] != "").sum(axis=1).to_numpy()

    def _arrange(self, people: Sequence[Respondents]) -> Iterator[_Sample]:
        by_sample: dict[tuple[str, str], list[int]] = {}
        for number, unit in enumerate(self._store.units):
            if unit.kind != "mean":
                by_sample.setdefault((unit.wave, unit.group), []).append(number)
        for one in people:
            units = by_sample.get((one.wave, one.group), [])
            if units:
                columns = np.concatenate([self._store.units[number].columns for number in units])
                there = self._store.place[(self._store.row[:, columns] >= 0).any(axis=1)]
                pairs = there[["breakdown1", "breakdown2"]].drop_duplicates().itertuples(index=False, name=None)
                yield _Sample(one, units, list(layings(one, tables_of(list(pairs)))))

    def check(self) -> np.ndarray:
        """Coarsens rows until all hidden counts are proven, or no row can be coarser: bool (places, units), what has to be hidden
        besides."""
        started = time.perf_counter()
        more = np.zeros(self._hiding.hidden.shape, dtype=bool)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda sample: self._check_sample(sample, more), self._samples))
        self.proof.rounds += 1
        self.proof.coarser = int((self.unit > self._finest).sum())
        self.proof.hidden += int(more.sum())
        self.proof.seconds += time.perf_counter() - started
        return more

    def _check_sample(self, sample: _Sample, more: np.ndarray) -> None:
        """Checks the units of which other cells are hidden than when they were checked last."""
        hidden = self._hiding.hidden
        changed = [number for number in sample.units if self._checked.get(number) != hidden[:, number].tobytes()]
        for atoms in sample.layings if changed else ():
            self._check(sample, atoms, changed, more)
        self._checked |= {number: hidden[:, number].tobytes() for number in changed}

    def _check(self, sample: _Sample, atoms: Atoms, units: list[int], more: np.ndarray) -> None:
        places = np.array([self._place.get(place, -1) for place in atoms.places])
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

    def _unproven(self, atoms: Atoms, questions: Questions) -> list[tuple[int, int]]:
        walk = Walk(atoms, questions)
        walk.run()
        self.proof.steps += walk.steps
        return [(int(place), int(column)) for place, column in zip(*np.nonzero(walk.missing), strict=True)]

    def _questions(self, number: int, places: np.ndarray) -> Iterator[Question]:
        """The pairs of answers of a unit that prove its hidden counts: each answer with the most frequent other one."""
        unit = self._store.units[number]
        if self._hiding.hidden[self._place["", "", "", ""], number]:
            return
        if unit.kind != "distribution":
            yield Question(number, 0, -1)
            return
        total = self._store.count[self._place["", "", "", ""], unit.columns]
        order = np.argsort(-total, kind="stable")
        for first in order[1:]:
            yield Question(number, int(first), int(order[0]))

    def _lay(self, sample: _Sample, atoms: Atoms, places: np.ndarray, asked: list[Question]) -> Questions:
        first, second, low, high, wanted = [], [], [], [], []
        for question in asked:
            unit = self._store.units[question.unit]
            item = self._answers[unit.wave, unit.group][unit.indicator]
            one = _column(item, str(self._names[unit.columns[question.first]]))
            other = item.valid & ~one if question.second < 0 else _column(item, str(self._names[unit.columns[question.second]]))
            first.append(one)
            second.append(other)
        ones, others = atoms.count(np.column_stack(first)), atoms.count(np.column_stack(second))
        inside = atoms.inside.astype(np.int32)
        in_ones, in_others = inside @ ones, inside @ others
        for at, question in enumerate(asked):
            least, most = self._limits(question, places)
            low.append(least)
            high.append(most)
            wanted.append(self._wanted(question, atoms, places, in_ones[:, at], in_others[:, at]))
        return Questions(-ones, others, np.column_stack(low), np.column_stack(high), np.column_stack(wanted))

    def _limits(self, question: Question, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the weighted sum of the first answer may fall (below 0) and rise in each cell."""
        unit = self._store.units[question.unit]
        low, high = np.full(len(places), -np.inf), np.full(len(places), np.inf)
        members = {net.id: net.of for net in getattr(self._codebook.indicator[unit.indicator], "nets", [])}
        names = [str(name) for name in self._names[unit.rows]]
        told = {unit.columns[question.first]: 1} | ({unit.columns[question.second]: -1} if question.second >= 0 else {})
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

    def _wanted(self, question: Question, atoms: Atoms, places: np.ndarray, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """How many other values each cell's count must be able to take: none where it is shown, or follows from a shown 0."""
        row = self._store.row[places, self._store.units[question.unit].columns[question.first]]
        there = (places >= 0) & (row >= 0)
        shown = there & ~self._hiding.hidden[places, question.unit]
        nobody = np.array([WITHOUT in place for place in atoms.places])
        zero = ((ones == 0) | ((others == 0) & (question.second < 0))) & shown
        told = (atoms.within & zero[:, None]).any(axis=0)
        least = self._codebook.disclosure.interval - 1
        return np.where((nobody | (there & ~shown)) & ~told, np.minimum(least, ones + others), 0)

    def _coarsen(self, atoms: Atoms, number: int) -> bool:
        """Publishes an indicator's cells in a coarser unit; False where they are as coarse as can be. Totals stay as they are."""
        unit = self._store.units[number]
        places = np.flatnonzero((self._store.row[:, unit.columns] >= 0).any(axis=1) & (self._depth > 0))
        deepest = self._depth[places].max(initial=0)
        while self._step[number] + 1 < len(UNITS):
            old, new = UNITS[self._step[number]], UNITS[self._step[number] + 1]
            self._step[number] += 1
            if deepest == 2 or new[1] > old[1]:
                self._publish(number, places, new)
                return True
        return False

    def _publish(self, number: int, places: np.ndarray, units: tuple[float, float]) -> None:
        for depth, finest in zip((2, 1), units, strict=True):
            rows = self._store.row[np.ix_(places[self._depth[places] == depth], self._store.units[number].rows)].ravel()
            self.unit[rows[rows >= 0]] = finest

    def _hide(self, atoms: Atoms, places: np.ndarray, place: int, question: Question, more: np.ndarray) -> None:
        """Asks for the smallest shown cell beside one that is told too well to be hidden: of the same table, else a level, else all."""
        shown = (places >= 0) & ~self._hiding.hidden[places, question.unit] & ~more[places, question.unit]
        n = self._store.n[places, self._store.units[question.unit].columns[0]]
        shown &= n > 0
        key = atoms.places[place]
        same = [other for other in np.flatnonzero(shown) if _beside(key, atoms.places[other])]
        if not same:
            same = [other for other in np.flatnonzero(shown) if atoms.places[other] != ("", "", "", "")] or [0]
        chosen = min(same, key=lambda other: (n[other], other))
        more[places[chosen], question.unit] = True


def _column(item: Answers, category: str) -> np.ndarray:
    found: np.ndarray = item.values[:, item.categories.index(category)].astype(bool) & item.valid
    return found


def _beside(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two cells stand in one table and share a level."""
    if (one[0], one[2]) != (other[0], other[2]):
        return False
    return not one[2] or one[1] == other[1] or one[3] == other[3]
