"""What a reader of the published numbers, who knows all weights, could work out of hidden answers: checked
with other answers that would be published just the same, coarser numbers or more hidden where that does not
prove five values."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.atoms import layings, tables_of
from monitor.prepare.protect.gains import Gains
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.pools import pools_of
from monitor.prepare.protect.proof import Proof
from monitor.prepare.protect.room import Room
from monitor.prepare.protect.tests import Tests
from monitor.prepare.protect.told import Told
from monitor.prepare.protect.units import Units
from monitor.prepare.protect.wave import Sample, Shown, Wave
from monitor.prepare.respondents.respondents import Answers, Respondents
from monitor.side_by_side import side_by_side


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
        base_unit: np.ndarray,
        summaries: Gains | None = None,
    ):
        self._cells, self._hiding, self._store, self._codebook = cells, hiding, hiding.store, codebook
        pools = list(pools_of(cells, codebook))
        self.units = Units(cells, hiding.store, pools, codebook)
        self._tests = Tests(contrasts if people else contrasts.iloc[:0], cells, pools, codebook, summaries)
        self.proof = Proof()
        self._answers: dict[tuple[str, str], dict[str, Answers]] = {}
        for one in people:
            given = {item.indicator: item for item in one.answers}
            self._answers.setdefault((one.wave, one.group), {}).update(given)
        shown = Shown(
            cells["estimate"].to_numpy(dtype=np.float64),
            cells["sum_weights"].to_numpy(dtype=np.float64),
            self._answers,
            hiding,
            self.units,
            Room(cells, base_unit, hiding, self.units, self._tests, codebook),
            codebook,
            {key: number for number, key in enumerate(self._store.place.itertuples(index=False, name=None))},
        )
        self._samples = list(self._arrange(people))
        waves = groupby(self._samples, key=lambda sample: sample.people.wave)
        self._waves = [
            Wave(some, shown) for some in sorted([list(some) for _, some in waves], key=_size, reverse=True)
        ]
        """The longest work first: side by side, the last one to begin is a short one."""

    def _arrange(self, people: Sequence[Respondents]) -> Iterator[Sample]:
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
                yield Sample(
                    one,
                    units,
                    list(layings(one, tables_of(list(pairs)))),
                    Told(units, self._store, self._answers[one.wave, one.group], self._codebook),
                )

    def check(self) -> np.ndarray:
        """Coarsens rows until all hidden counts are proven, or no row can be coarser: bool (places, units),
        what has to be hidden besides."""
        started = time.perf_counter()
        more = np.zeros(self._hiding.hidden.shape, dtype=bool)
        self._tests.close(self._hidden_rows())
        waves = [wave for wave in self._waves if wave.changed()]
        found = side_by_side(lambda wave: wave.check(self.proof.rounds), waves)
        for wave, one in zip(waves, found, strict=True):
            wave.go_on(one)
            more[one.more] = True
        self._note(more)
        self.proof.seconds += time.perf_counter() - started
        return more

    def _note(self, more: np.ndarray) -> None:
        memories = [wave.memory for wave in self._waves]
        self.proof.rounds += 1
        self.proof.counts = sum(sum(one.counts.values()) for one in memories)
        self.proof.nearly = sum(sum(one.nearly.values()) for one in memories)
        self.proof.steps = sum(one.steps for one in memories)
        self.proof.coarser = self.units.coarser
        self.proof.hidden += int(more.sum())

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


def _size(samples: Sequence[Sample]) -> int:
    """How many answers a wave has."""
    return sum(sample.people.size * len(sample.units) for sample in samples)
