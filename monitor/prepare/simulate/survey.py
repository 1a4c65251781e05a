"""A codebook and assumptions → simulated respondents, as SPSS files: one a group a wave.

Each answer is set by construction: people are ordered by how strongly they lean to an answer, and the answers
are handed out along that order until the weighted share or mean is the one that
`data/simulation/assumptions.yaml` states.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from monitor.codebook import (
    AnyIndicator,
    Breakdown,
    Codebook,
    Distribution,
    Mean,
    Multiple,
    Range,
    Sample,
    Text,
    load_codebook,
)
from monitor.errors import BuildError
from monitor.locale import offered, say
from monitor.places import ASSUMPTIONS, CODEBOOK
from monitor.prepare.files.columns import breakdowns_here, matches
from monitor.prepare.files.sav_write import Labels, write_sav
from monitor.prepare.simulate.assumptions import Answer, Assumptions, in_wave, load_assumptions
from monitor.prepare.simulate.codes import (
    DONT_KNOW,
    NO_ANSWER,
    NOT_APPLICABLE,
    coded,
    missing_from,
    value_labels,
)
from monitor.prepare.simulate.ordinary import ordinary_answer, ordinary_levels, refuse_strangers
from monitor.prepare.simulate.people import People, latent, make_people, spread_codes, spread_scores


def simulate(
    out: Path,
    respondents: int | None = None,
    seed: int = 2025,
    codebook: Codebook | None = None,
    assumptions: Path = ASSUMPTIONS,
) -> list[Path]:
    """The .sav files written into `out`, one for each sample of the codebook; the same seed gives the same
    answers.

    `respondents` is the number in each file; left out, the sizes are those of the assumptions.
    """
    book = codebook or load_codebook(CODEBOOK)
    assumed = load_assumptions(assumptions)
    if codebook is None:
        refuse_strangers(assumed.answers, book)
    if respondents is not None and respondents < 1:
        raise BuildError(f"{respondents} respondents can't be simulated; ask for 1 or more")
    return [_Simulation(book, assumed, sample, respondents, seed).write(out) for sample in book.samples]


class _Simulation:
    """One sample: its people, and the columns that they fill one by one."""

    def __init__(
        self, book: Codebook, assumed: Assumptions, sample: Sample, respondents: int | None, seed: int
    ):
        self.book, self.assumed, self.sample, self.seed = book, assumed, sample, seed
        size = respondents or int(self._of_group(assumed.sizes, "sizes"))
        self.people: People = make_people(size, assumed.people.get(sample.group, {}), self._random("people"))
        self.columns: dict[str, np.ndarray] = {}
        self.held: dict[str, np.ndarray] = {}
        """By answer: float64 (n,): 1 or 0 (a share or option), the score, or the position of the category;
        NaN: no answer."""
        sets = [item for item in book.indicators if isinstance(item, Multiple)]
        self.options = {
            option.variable_in(sample.wave, sample.group) for item in sets for option in item.options
        }
        """Variables of a set: who gets one of them answers all, so that the set has one base."""
        self.language = offered(book.survey.languages)[0]
        group = self._said(book.group[sample.group].label)
        self.labels = Labels(file=self._words("file", wave=sample.wave, group=group)[:60])

    def write(self, out: Path) -> Path:
        """Fill every column, write the file."""
        self._write_people()
        for indicator in self.book.indicators:
            if indicator.asked_in(self.sample.wave, self.sample.group):
                self._ask(indicator)
        path = out / self.sample.file
        write_sav(pd.DataFrame(self.columns), path, self.labels)
        return path

    def _said(self, text: Text) -> str:
        return self.book.say(text, self.language)

    def _words(self, id: str, **slots: str) -> str:
        return say(f"simulate.{id}", self.language, **slots)

    def _random(self, name: str) -> np.random.Generator:
        """A generator of this question's own, so that one more question leaves all other answers as they
        were."""
        key = zlib.crc32(f"{self.sample.wave}/{self.sample.group}/{name}".encode())
        return np.random.default_rng([self.seed, key])

    def _of_group(self, by_group: Mapping[str, Any], place: str) -> Any:
        value = in_wave(by_group.get(self.sample.group, []), self.sample.wave, self.book.wave_ids)
        if value is None:
            raise BuildError(
                f"data/simulation/assumptions.yaml: {place} has no value for '{self.sample.group}' in"
                f" {self.sample.wave}; add it, or mark the question as not asked in the codebook"
            )
        return value

    def _write_people(self) -> None:
        size = self.people.size
        year = int(self.sample.wave) if self.sample.wave.isdigit() else 0
        self._column(
            self.sample.id or "respnr",
            year * 100_000 + np.arange(1, size + 1),
            self._words("respondent"),
            "nominal",
        )
        for breakdown in breakdowns_here(self.book, self.sample.wave, self.sample.group):
            if breakdown.id not in self.people.levels:
                drawn = ordinary_levels(breakdown, size, self._random(f"level/{breakdown.id}"))
                self.people.levels[breakdown.id] = drawn
            self._write_levels(breakdown)
        if self.sample.weight:
            self._column(self.sample.weight, self.people.weight, self._words("weight"), "scale")
            self.labels.weight = self.sample.weight

    def _write_levels(self, breakdown: Breakdown) -> None:
        name = breakdown.variable_in(self.sample.wave, self.sample.group) or breakdown.id
        random = self._random(name)
        values = np.full(self.people.size, np.nan)
        labels: dict[int | float, str] = {}
        for level in breakdown.levels:
            here = self.people.levels[breakdown.id] == level.id
            code = level.codes[0]
            if isinstance(code, Range):
                values[here] = random.integers(
                    int(code.from_ or 18), int(code.to or 95), here.sum(), endpoint=True
                )
            else:
                values[here] = float(code)
                labels[float(code)] = self._said(level.label)
        self._column(name, values, self._said(breakdown.label), "nominal" if labels else "scale", labels)

    def _column(
        self,
        name: str,
        values: np.ndarray,
        label: str,
        measure: str,
        labels: dict[int | float, str] | None = None,
    ) -> None:
        self.columns[name] = np.asarray(values, dtype=float)
        self.labels.variables[name] = label
        self.labels.measures[name] = measure
        if labels:
            self.labels.values[name] = labels

    def _ask(self, indicator: AnyIndicator) -> None:
        random = self._random(f"who/{indicator.theme}")
        skipped = random.random(self.people.size) < self.assumed.no_answer
        inside = self._base(indicator)
        asked = dict(self._questions(indicator))
        for key, (variable, label) in asked.items():
            if variable in self.columns:
                self.held[key] = self.held[variable]
                continue
            answer = self.assumed.answers.get(key) or ordinary_answer(
                indicator, self.sample.group, self.book.wave_ids
            )
            missing = np.where(skipped, NO_ANSWER, 0)
            if variable not in self.options and not self._follows(answer):
                unsure = self._random(f"unsure/{key}").random(self.people.size) < self.assumed.dont_know
                missing = np.where(unsure & ~skipped, DONT_KNOW, missing)
            applies = (
                self._random(f"applies/{key}").random(self.people.size)
                < (answer.applies or {}).get(self.sample.group, 100) / 100
            )
            missing = np.where(inside & applies, missing, NOT_APPLICABLE)
            self._answer(key, variable, label, indicator, answer, missing)
        variables = list(dict.fromkeys(variable for variable, _ in asked.values()))
        if isinstance(indicator, Multiple) and len(variables) > 1:
            self.labels.sets[indicator.id] = (self._said(indicator.label), variables)

    def _questions(self, indicator: AnyIndicator) -> Iterator[tuple[str, tuple[str, str]]]:
        """(key in the assumptions, (variable, label)) of each variable behind an indicator."""
        wave, group = self.sample.wave, self.sample.group
        label = self._said(indicator.label)
        if not isinstance(indicator, Multiple):
            yield indicator.id, (indicator.variable_in(wave, group) or indicator.id, label)
            return
        for option in indicator.options:
            if variable := option.variable_in(wave, group):
                yield (
                    f"{indicator.id}.{option.id}",
                    (variable, f"{label}: {self._said(option.label)}"),
                )

    def _base(self, indicator: AnyIndicator) -> np.ndarray:
        """bool (n,): who got the question."""
        inside = np.ones(self.people.size, dtype=bool)
        for name, codes in (indicator.base.where if indicator.base else {}).items():
            if name not in self.columns:
                raise BuildError(
                    f"indicators.{indicator.id}.base: variable '{name}' is asked later or never; put its"
                    " question first"
                )
            inside &= matches(pd.Series(self.columns[name]), codes)
        return inside

    @staticmethod
    def _follows(answer: Answer) -> bool:
        return not (answer.percent or answer.score or answer.split)

    def _answer(
        self,
        key: str,
        variable: str,
        label: str,
        indicator: AnyIndicator,
        answer: Answer,
        missing: np.ndarray,
    ) -> None:
        """Fill one column, from its target or from the answers that it follows from."""
        valid = missing == 0
        if self._follows(answer):
            held = self._from_others(answer)
            valid &= ~np.isnan(held)
            missing = np.where(~valid & (missing == 0), NO_ANSWER, missing)
        else:
            held = np.full(self.people.size, np.nan)
            effects = {**self.assumed.effects, **answer.effects}
            lean = latent(self.people, effects, self.assumed.skill, self._random(key))
            if answer.within is not None:
                lean = np.where(self._within(answer.within), lean, -1e9)
            held[valid] = self._spread(key, answer, indicator, lean[valid], self.people.weight[valid])
        self.held[key] = self.held[variable] = np.where(valid, held, np.nan)
        more = missing_from(indicator)
        codes = coded(indicator, held, self._random(f"codes/{variable}"))
        labels = value_labels(indicator, self.assumed.scales.get(answer.scale or "", {}), self.language)
        measure = "scale" if isinstance(indicator, Mean) else "nominal"
        self._column(variable, np.where(valid, codes, missing + more), label, measure, labels)
        self.labels.missing[variable] = [(NOT_APPLICABLE + more, NO_ANSWER + more)]

    def _within(self, key: str) -> np.ndarray:
        if key not in self.held:
            raise BuildError(
                f"data/simulation/assumptions.yaml: within '{key}': that question comes later, or is not"
                " asked here"
            )
        return self.held[key] == 1

    def _spread(
        self, key: str, answer: Answer, indicator: AnyIndicator, lean: np.ndarray, weight: np.ndarray
    ) -> np.ndarray:
        place = f"answers.{key}"
        if len(lean) == 0:
            return np.empty(0)
        if answer.score is not None:
            bounds = (
                (indicator.scale.min, indicator.scale.max)
                if isinstance(indicator, Mean) and indicator.scale
                else (0.0, 10.0)
            )
            return spread_scores(lean, weight, self._of_group(answer.score, place), answer.spread, bounds)
        if answer.split is not None:
            parts = self._of_group(answer.split, place)
            return spread_codes(lean, weight, range(len(parts)), parts)
        percent = self._of_group(answer.percent or {}, place)
        return spread_codes(lean, weight, [0, 1], [100 - percent, percent])

    def _from_others(self, answer: Answer) -> np.ndarray:
        """float64 (n,): the answer that follows from other ones; NaN where none of them was answered."""
        parts = [
            self.held[name]
            for name in answer.any_of or answer.part_of or answer.mean_of or []
            if name in self.held
        ]
        if not parts:
            return np.full(self.people.size, np.nan)
        table = np.column_stack(parts)
        answered = ~np.isnan(table)
        if answer.part_of and answer.category is not None:
            counts = [
                np.isin(self.held[name], self._positions(name, answer.category))
                for name in answer.part_of
                if name in self.held
            ]
            table = np.column_stack(counts)
        total = np.where(answered, table, 0.0).sum(axis=1)
        count = np.maximum(answered.sum(axis=1), 1)
        value = total > 0 if answer.any_of else total / count * (100 if answer.part_of else 1)
        return np.where(answered.any(axis=1), value, np.nan)

    def _positions(self, name: str, category: str) -> list[int]:
        """Where a category, or the categories of a net, stand in a distribution."""
        indicator = self.book.indicator[name]
        assert isinstance(indicator, Distribution)
        wanted = next((net.of for net in indicator.nets if net.id == category), [category])
        return [index for index, item in enumerate(indicator.categories) if item.id in wanted]
