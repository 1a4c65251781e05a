"""What a reader of the published numbers, who knows all weights, could work out of hidden answers: checked
with other answers that would be published just the same, coarser numbers or more hidden where that does not
prove five values."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.atoms import WITHOUT, Atoms, Place, layings, leftover, tables_of
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.pools import pools_of
from monitor.prepare.protect.precision import rounded
from monitor.prepare.protect.proof import Proof
from monitor.prepare.protect.summaries import Gains
from monitor.prepare.protect.tests import Limits, Tests
from monitor.prepare.protect.told import Column, Family, Question, families
from monitor.prepare.protect.units import Units
from monitor.prepare.protect.walk import Questions, Walk
from monitor.prepare.respondents.respondents import Answers, Respondents

PATIENT = 4
"""Rounds in which one cell more is hidden at a time."""
AT_ONCE = 2
"""Waves that are checked side by side."""
NEAR = 4
"""Counts of this many times the smallest that may be shown are watched: a published number that leaves fewer
breaks a rule."""
OPEN_END = 1e-5
"""Of a respondent: a share on the upper end of its interval is rounded up."""
VAGUE = 0.4
"""What must stay open of the mean of people without a level, as a part of the scale, for each of them."""


@dataclass
class _Sample:
    """One sample with its units of answers."""

    people: Respondents
    units: list[int]
    layings: list[Atoms] = field(default_factory=list)
    families: dict[int, Family] = field(default_factory=dict)


class Published:
    """Checks the hidden answers of all samples against the numbers as they are published; `units` says how
    finely that is."""

    def __init__(
        self,
        cells: pd.DataFrame,
        contrasts: pd.DataFrame,
        people: Sequence[Respondents],
        hiding: Hiding,
        codebook: Codebook,
        summaries: Gains | None = None,
    ):
        self._cells, self._hiding, self._store, self._codebook = cells, hiding, hiding.store, codebook
        pools = list(pools_of(cells, codebook))
        self.units = Units(cells, hiding.store, pools, codebook)
        self._tests = Tests(contrasts if people else contrasts.iloc[:0], cells, pools, codebook, summaries)
        self.proof = Proof()
        self._checked: dict[int, bytes] = {}
        self._place = {
            key: number for number, key in enumerate(self._store.place.itertuples(index=False, name=None))
        }
        self._share = cells["estimate"].to_numpy(dtype=np.float64)
        self._weight = cells["sum_weights"].to_numpy(dtype=np.float64)
        self._answers: dict[tuple[str, str], dict[str, Answers]] = {}
        for one in people:
            given = {item.indicator: item for item in one.answers}
            self._answers.setdefault((one.wave, one.group), {}).update(given)
        self._samples = list(self._arrange(people))
        self._waves = [
            list(some) for _, some in groupby(self._samples, key=lambda sample: sample.people.wave)
        ]

    def _arrange(self, people: Sequence[Respondents]) -> Iterator[_Sample]:
        by_sample: dict[tuple[str, str], list[int]] = {}
        for number, unit in enumerate(self._store.units):
            by_sample.setdefault((unit.wave, unit.group), []).append(number)
        for one in sorted(people, key=lambda one: self._codebook.wave_ids.index(one.wave)):
            asked = {item.indicator for item in one.answers}
            units = [
                number
                for number in by_sample.get((one.wave, one.group), [])
                if self._store.units[number].indicator in asked
            ]
            if units:
                columns = np.concatenate([self._store.units[number].rows for number in units])
                there = self._store.place[(self._store.row[:, columns] >= 0).any(axis=1)]
                pairs = (
                    there[["breakdown1", "breakdown2"]].drop_duplicates().itertuples(index=False, name=None)
                )
                yield _Sample(
                    one,
                    units,
                    list(layings(one, tables_of(list(pairs)))),
                    families(units, self._store, self._answers[one.wave, one.group]),
                )

    def check(self) -> np.ndarray:
        """Coarsens rows until all hidden counts are proven, or no row can be coarser: bool (places, units),
        what has to be hidden besides."""
        started = time.perf_counter()
        more = np.zeros(self._hiding.hidden.shape, dtype=bool)
        self._tests.close(self._hidden_rows())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda samples: self._check_wave(samples, more), self._waves))
        self.proof.rounds += 1
        self.proof.coarser = self.units.coarser
        self.proof.hidden += int(more.sum())
        self.proof.seconds += time.perf_counter() - started
        return more

    def _hidden_rows(self) -> np.ndarray:
        """bool (rows of cells,): which are hidden."""
        hidden = np.zeros(len(self._cells), dtype=bool)
        for number, unit in enumerate(self._store.units):
            rows = self._store.row[np.ix_(self._hiding.hidden[:, number], unit.rows)]
            hidden[rows[rows >= 0]] = True
        return hidden

    def refine(self) -> None:
        """One decimal for shares of samples in which nothing is hidden and everybody has a level, where the
        standard error asks it."""
        share = np.zeros(len(self._cells), dtype=bool)
        hidden = {
            (unit.wave, unit.group)
            for number, unit in enumerate(self._store.units)
            if self._hiding.hidden[:, number].any()
        }
        for sample in self._samples:
            rows = self._store.row[
                :, np.concatenate([self._store.units[number].rows for number in sample.units])
            ]
            whole = not any(atoms.without for atoms in sample.layings)
            if whole and (sample.people.wave, sample.people.group) not in hidden:
                share[rows[rows >= 0]] = True
        self.units.refine(share)

    def _check_wave(self, samples: list[_Sample], more: np.ndarray) -> None:
        """One sample after the other: a pool becomes coarser with one, and binds the next."""
        for sample in samples:
            self._check_sample(sample, more)

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
        asked = [
            question
            for number in units
            if atoms.without or self._hiding.hidden[:, number].any()
            for question in self._questions(sample, number)
        ]
        todo = list(range(len(asked)))
        while todo:
            questions = self._lay(sample, atoms, places, [asked[at] for at in todo])
            self.proof.counts += int((questions.wanted > 0).sum()) if len(todo) == len(asked) else 0
            failed = self._unproven(atoms, questions)
            again = set()
            for place, column in failed:
                question = asked[todo[column]]
                telling = sorted({told.unit for told in sample.families[question.unit].columns(question)})
                if todo[column] in again or self.units.coarsen(telling):
                    again.add(todo[column])
                elif self._hide(atoms, places, place, telling, more):
                    continue
                elif self.units.coarsen_totals(telling):
                    again.add(todo[column])
                else:
                    self.proof.unproven += 1
            todo = sorted(again)

    def _check_mean(
        self, people: Respondents, atoms: Atoms, places: np.ndarray, number: int, more: np.ndarray
    ) -> None:
        """The mean of people without a level must stay vague: what is left of a shown mean when shown levels
        are taken from it."""
        if not atoms.without:
            return
        unit = self._store.units[number]
        item = self._answers[unit.wave, unit.group][unit.indicator]
        weight = people.design.weight * item.valid
        total = np.bincount(atoms.of, weights=weight * item.values[:, 0], minlength=atoms.size)
        size = np.bincount(atoms.of, weights=weight, minlength=atoms.size)
        persons = np.bincount(atoms.of[item.valid], minlength=atoms.size)
        given = item.values[item.valid, 0]
        if not len(given):
            return
        for place in atoms.without:
            if not atoms.inside[place] @ persons:
                continue
            whole, parts = leftover(atoms, atoms.places[place])
            rows = self._store.row[places[[whole, *parts]], unit.rows[0]]
            if (rows < 0).any() or self._hiding.hidden[places[[whole, *parts]], number].any():
                continue
            left, heavy = float((atoms.inside[place] @ total)[0]), float((atoms.inside[place] @ size)[0])
            ends = heavy * given.min() - left, heavy * given.max() - left
            while True:
                vague = self._vague(rows, ends)
                if vague >= min(VAGUE * (given.max() - given.min()) * heavy, ends[1] - ends[0]) - 1e-9:
                    break
                if not self.units.coarsen([number]):
                    more[
                        places[parts[int(np.argmin(self._store.n[places[parts], unit.columns[0]]))]], number
                    ] = True
                    break

    def _vague(self, rows: np.ndarray, ends: tuple[float, float]) -> float:
        """How wide the sum that is left over can be told at best, within its `ends`; the whole is the first
        of the rows."""
        unit = self.units.of[rows]
        low = rounded(self._share[rows], unit) - unit / 2
        fall, rise = (
            (self._share[rows] - low) * self._weight[rows],
            (low + unit - self._share[rows]) * self._weight[rows],
        )
        up, down = rise[0] + fall[1:].sum(), fall[0] + rise[1:].sum()
        return float(min(up, ends[1]) + min(down, -ends[0]))

    def _unproven(self, atoms: Atoms, questions: Questions) -> list[tuple[int, int]]:
        walk = Walk(atoms, questions)
        walk.run()
        self.proof.steps += walk.steps
        return [(int(place), int(column)) for place, column in zip(*np.nonzero(walk.missing), strict=True)]

    def _questions(self, sample: _Sample, number: int) -> Iterator[Question]:
        """The pairs of answers that prove the hidden counts of a unit; none of one that is hidden as a
        whole."""
        total = self._place["", "", "", ""]
        if self._store.units[number].kind != "mean" and not self._hiding.hidden[total, number]:
            yield from sample.families[number].questions(number, total)

    def _lay(self, sample: _Sample, atoms: Atoms, places: np.ndarray, asked: list[Question]) -> Questions:
        first, second, low, high, fewer, more, wanted, tests = [], [], [], [], [], [], [], []
        for question in asked:
            family, columns = sample.families[question.unit], self._store.units[question.by].columns
            one = family.given(question.by, int(columns[question.first]))
            valid = self._answers[sample.people.wave, sample.people.group][
                self._store.units[question.by].indicator
            ].valid
            first.append(one)
            second.append(
                valid & ~one
                if question.second < 0
                else family.given(question.by, int(columns[question.second]))
            )
        ones, others = atoms.count(np.column_stack(first)), atoms.count(np.column_stack(second))
        inside = atoms.inside.astype(np.int32)
        in_ones, in_others = inside @ ones, inside @ others
        for at, question in enumerate(asked):
            told = list(sample.families[question.unit].columns(question))
            limits, down, up = self._tested(told, places).apart()
            tests.append(limits)
            least, most = self._limits(told, places)
            low.append(np.maximum(least, down))
            high.append(np.minimum(most, up))
            least, most = self._rules(told, places)
            fewer.append(least)
            more.append(most)
            wanted.append(self._wanted(question, atoms, places, in_ones[:, at], in_others[:, at]))
        bounds = [np.column_stack(part) for part in (low, high, fewer, more, wanted)]
        return Questions(tests, -ones, others, *bounds)

    def _tested(self, told: list[Column], places: np.ndarray) -> Limits:
        """The limits that published tests set."""
        rows = np.full((len(told), len(places)), -1)
        for at, column in enumerate(told):
            shown = self._shown(column, places)
            rows[at, shown] = self._store.row[places[shown], column.column]
        deepest = max((self.units.exact_tests(column.unit) for column in told), default=-1)
        return self._tests.limits(rows, [column.sign for column in told], deepest)

    def _shown(self, told: Column, places: np.ndarray) -> np.ndarray:
        """The places, as numbers in `places`, in which a column is shown."""
        rows = np.where(places >= 0, self._store.row[places, told.column], -1)
        return np.flatnonzero((rows >= 0) & ~self._hiding.hidden[places, told.unit])

    def _rules(self, columns: list[Column], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the count of the first answer may fall and rise in each shown cell, where that could leave
        too few who gave an answer, or who did not."""
        least = self._codebook.disclosure.smallest_count
        fewer, more = np.full(len(places), np.inf), np.full(len(places), np.inf)
        for told in columns:
            shown = self._shown(told, places)
            if told.column not in self._store.units[told.unit].columns:
                continue
            count = self._store.count[places[shown], told.column]
            others = self._store.n[places[shown], told.column] - count
            if self._store.units[told.unit].kind == "distribution":
                others = np.zeros_like(count)
            down, up = (
                np.where((some > 0) & (some < NEAR * least), some - least, np.inf) for some in (count, others)
            )
            down, up = (down, up) if told.sign > 0 else (up, down)
            fewer[shown], more[shown] = np.minimum(fewer[shown], down), np.minimum(more[shown], up)
        return -fewer, more

    def _limits(self, columns: list[Column], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far the weighted sum of the first answer may fall (below 0) and rise in each cell."""
        low, high = np.full(len(places), -np.inf), np.full(len(places), np.inf)
        for told in columns:
            shown = self._shown(told, places)
            rows = self._store.row[places[shown], told.column]
            fall, rise = self.units.rooms(rows)
            size = self._weight[rows]
            one = size / np.maximum(self._store.n[places[shown], told.column], 1)
            rise = np.maximum(rise * size - OPEN_END * one, 0.0) / size
            down, up = (fall, rise) if told.sign > 0 else (rise, fall)
            low[shown] = np.maximum(low[shown], -down * size)
            high[shown] = np.minimum(high[shown], up * size)
        return low, high

    def _wanted(
        self, question: Question, atoms: Atoms, places: np.ndarray, ones: np.ndarray, others: np.ndarray
    ) -> np.ndarray:
        """How many other values each cell's count must be able to take: none where it is shown, or follows
        from a shown 0."""
        unit = self._store.units[question.unit]
        column = unit.columns[question.first if question.by == question.unit else 0]
        there = (places >= 0) & (self._store.row[places, column] >= 0)
        shown = there & ~self._hiding.hidden[places, question.unit]
        nobody = np.array([WITHOUT in place for place in atoms.places])
        count, n = self._store.count[places, column], self._store.n[places, column]
        zero = ((count == 0) | ((count == n) & (unit.kind != "distribution"))) & shown
        told = (atoms.within & zero[:, None]).any(axis=0)
        least = self._codebook.disclosure.interval - 1
        return np.where((nobody | (there & ~shown)) & ~told, np.minimum(least, ones + others), 0)

    def _hide(self, atoms: Atoms, places: np.ndarray, place: int, units: list[int], more: np.ndarray) -> bool:
        """Asks for shown cells beside one that is told too well to be hidden, in all units that tell it: the
        smallest that shares a level with it; after some rounds all of its table; after more, all but the
        total. False where nothing but the total is left."""
        chosen = [self._beside(atoms, places, place, number, more) for number in units]
        for number, some in zip(units, chosen, strict=True):
            more[places[some], number] = True
        return any(chosen) or bool(more[:, units].any())

    def _beside(
        self, atoms: Atoms, places: np.ndarray, place: int, number: int, more: np.ndarray
    ) -> list[int]:
        shown = (places >= 0) & ~self._hiding.hidden[places, number] & ~more[places, number]
        n = self._store.n[places, self._store.units[number].columns[0]]
        key = atoms.places[place]
        others = [
            other
            for other in np.flatnonzero(shown & (n > 0)).tolist()
            if atoms.places[other] != ("", "", "", "")
        ]
        same = [other for other in others if _table(atoms.places[other]) == _table(key)]
        if self.proof.rounds >= PATIENT:
            return (same or others) if self.proof.rounds < 2 * PATIENT else others
        beside = (
            [other for other in same if set(atoms.places[other]) & (set(key) - {"", *_table(key)})]
            or same
            or others
        )
        return [min(beside, key=lambda other: (n[other], other))] if beside else []


def _table(place: Place) -> tuple[str, str]:
    return place[0], place[2]
