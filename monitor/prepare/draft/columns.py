"""One variable in one wave as draft sees it: which codes are answers, which are missing and why, and what the
data hold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.missing import Code, Gone, bare_label, judge
from monitor.prepare.draft.sentinels import sentinels
from monitor.prepare.draft.words import plain, without_number
from monitor.prepare.files.sav import read_columns
from monitor.prepare.files.survey_file import SurveyFile, Variable

COUNTED = 130
"""Distinct answers beyond this are not counted one by one."""
CELLS_AT_ONCE = 20_000_000
STATA_LABEL = 80
"""Characters of a variable's label in a Stata file; what is longer is cut off."""
LARGEST = 1e12
"""Numbers beyond this are no answers to a survey question."""


@dataclass(frozen=True)
class Profile:
    """What the data of one column hold, missing codes left out; `values` counts answers where they are
    few."""

    rows: int = 0
    answered: int = 0
    distinct: int = 0
    values: dict[Code, int] = field(default_factory=dict)
    low: float = math.nan
    high: float = math.nan
    mean: float = math.nan
    whole: bool = True
    rounded: bool = True
    """To one decimal at most, as what is measured is and what is calculated isn't."""
    below: dict[Code, int] = field(default_factory=dict)
    """How often each answer below zero stands, where these are few."""
    negative: int = 0
    """How many answers are below zero."""
    guessed: dict[Code, int] = field(default_factory=dict)
    """How often each number stands that is no answer, though the file does not say so."""

    @property
    def unique(self) -> bool:
        """Whether everybody has a value of their own."""
        return self.rows > 1 and self.distinct == self.rows

    @property
    def few(self) -> bool:
        """Whether every distinct answer was counted."""
        return self.distinct <= COUNTED


@dataclass(frozen=True)
class Column:
    """A variable in a wave."""

    wave: str
    file: str
    variable: Variable
    valid: dict[Code, str]
    """Labelled codes that are answers."""
    gone: tuple[Gone, ...]
    profile: Profile
    doubts: tuple[str, ...] = ()
    """What was unsure about which codes are answers."""

    @property
    def name(self) -> str:
        """As the file spells it."""
        return self.variable.name

    @cached_property
    def label(self) -> str:
        """What it is about, without the number of the question; '' where the file gives no label."""
        return without_number(self.variable.label)

    @cached_property
    def key(self) -> str:
        """The label as it is compared between waves."""
        return plain(self.label)

    @cached_property
    def words(self) -> str:
        """Name and label, for finding words in."""
        return f"{plain(self.name)} {self.key}"

    @property
    def is_cut_off(self) -> bool:
        """Whether the label is as long as a Stata file lets it be."""
        return self.file.lower().endswith(".dta") and len(self.variable.label) >= STATA_LABEL - 1

    @property
    def unlabelled(self) -> list[Code]:
        """Answers in the data that have no label, where every answer was counted."""
        return sorted((code for code in self.profile.values if code not in self.valid), key=str)


@dataclass(frozen=True)
class Slice:
    """The rows of a file that are one wave: all, or those in which a variable has a value."""

    wave: str
    file: SurveyFile
    called: str
    by: str | None = None
    value: Code | None = None
    label: str = ""


def columns_of(slices: list[Slice]) -> dict[str, list[Column]]:
    """The columns of each wave, in their file's order; slices of one file are read together, some variables
    at a time."""
    found: dict[str, list[Column]] = {one.wave: [] for one in slices}
    for file in {id(one.file): one.file for one in slices}.values():
        here = [one for one in slices if one.file is file]
        by = here[0].by
        for names in _portions(file):
            frame = read_columns(file, list(dict.fromkeys([*names, *([by] if by else [])])))
            for one in here:
                rows = frame if one.by is None else frame[frame[one.by] == one.value]
                for name in names:
                    found[one.wave].append(_column(one, file.variables[name], rows[name]))
    return found


def _portions(file: SurveyFile) -> Iterator[list[str]]:
    names = list(file.variables)
    size = max(1, CELLS_AT_ONCE // max(1, file.rows or 1))
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _column(place: Slice, variable: Variable, series: pd.Series) -> Column:
    labels = variable.labels
    counts = _counts(variable, series)
    said = {**dict.fromkeys(counts), **labels} if variable.is_text and len(counts) <= COUNTED else labels
    judged = judge(
        {code: label or str(code) for code, label in said.items()},
        counts,
        {code for code in [*labels, *counts] if _declared(variable, code)},
        variable.name,
    )
    named = {one.code for one in judged.gone}
    gone = judged.gone + [
        Gone(item, "other") for item in variable.missing if isinstance(item, tuple) or item not in named
    ]
    doubts = judged.doubts
    valid = _without_codes({code: label for code, label in labels.items() if code not in named})
    if not variable.is_text and not variable.is_date:
        extra, told = _undeclared(variable, series, gone, valid)
        gone, doubts = gone + extra, doubts + told
    ranked = tuple(Doubt(doubt, Rank.BASE) for doubt in doubts)
    return Column(
        place.wave, place.called, variable, valid, tuple(gone), profile(variable, series, gone), ranked
    )


def _without_codes(valid: dict[Code, str]) -> dict[Code, str]:
    """Answers without their number before them, where all have one: '[1] Ja' and '1. Yes' are 'Ja' and
    'Yes'."""

    def is_marked(code: Code, label: str) -> bool:
        number = re.escape(str(code))
        before, after = r"[^\w\s+-]\s*", r"\s*[^\w\s]\s"
        return bool(
            re.match(rf"{before}{number}{after}|#{number}\s|{number}\s*[.:)=]\s|{number}\s+[-–]\s", label)
        )

    marked = all(is_marked(code, label) for code, label in valid.items())
    return {code: bare_label(label, code) for code, label in valid.items()} if marked else valid


def _counts(variable: Variable, series: pd.Series) -> dict[Code, int]:
    """How often each value occurs, missing ones too, where they are few; else only those that have a
    label."""
    if variable.is_text:
        return {str(text): int(count) for text, count in series[series != ""].value_counts().items()}
    numbers = series.to_numpy(dtype=float)
    values, times = np.unique(numbers[np.isfinite(numbers)], return_counts=True)
    few = len(values) <= COUNTED + len(variable.labels)
    counts = {code_of(value): int(count) for value, count in zip(values, times, strict=True)}
    return counts if few else {code: count for code, count in counts.items() if code in variable.labels}


def _undeclared(
    variable: Variable, series: pd.Series, gone: list[Gone], valid: dict[Code, str]
) -> tuple[list[Gone], list[str]]:
    """Numbers without a label that stand for no answer, unless most answers have labels."""
    values, times = np.unique(_answers(series, gone), return_counts=True)
    labelled = np.isin(values, [code for code in valid if not isinstance(code, str)])
    if not len(values) or labelled.sum() * 2 > len(values):
        return [], []
    found = sentinels(values, times)
    told = [
        f"{variable.name}: {value:.15g}, {times} times, without a label and far from its answers, is taken"
        " for missing"
        for value, times in found.missing.items()
        if code_of(value) not in valid
    ]
    told += [
        f"{variable.name}: {value:.15g} stands {times} times, far more than what is near it; name it in"
        " 'missing' if it is no answer"
        for value, times in found.perhaps.items()
        if code_of(value) not in valid
    ]
    return [Gone(code_of(value), "other") for value in found.missing if code_of(value) not in valid], told


def _declared(variable: Variable, code: Code) -> bool:
    for item in variable.missing:
        if isinstance(item, tuple):
            if not isinstance(code, str) and item[0] <= code <= item[1]:
                return True
        elif item == code:
            return True
    return False


def profile(variable: Variable, series: pd.Series, gone: list[Gone]) -> Profile:
    """The Profile of one column's answers."""
    if variable.is_text:
        texts = series[
            (series.str.strip() != "") & ~series.isin([one.code for one in gone if isinstance(one.code, str)])
        ]
        counts = texts.value_counts()
        found: dict[Code, int] = (
            {str(code): int(count) for code, count in counts.items()} if len(counts) <= COUNTED else {}
        )
        return Profile(len(series), len(texts), len(counts), found, whole=False)
    answers = _answers(series, gone)
    guessed = _guessed(variable, series, gone)
    if not len(answers):
        return Profile(len(series), guessed=guessed)
    distinct, times = np.unique(answers, return_counts=True)
    with np.errstate(all="ignore"):
        whole = bool((answers == np.trunc(answers)).all())
        rounded = bool(np.isclose(answers, np.round(answers, 1), rtol=0, atol=1e-9).all())
        mean = float(answers.mean())

    def counted(some: np.ndarray) -> dict[Code, int]:
        if some.sum() > COUNTED:
            return {}
        return {code_of(value): int(count) for value, count in zip(distinct[some], times[some], strict=True)}

    return Profile(
        len(series),
        len(answers),
        len(distinct),
        counted(np.isfinite(distinct)),
        float(distinct[0]),
        float(distinct[-1]),
        mean,
        whole,
        rounded,
        counted(distinct < 0),
        int(times[distinct < 0].sum()),
        guessed,
    )


def _guessed(variable: Variable, series: pd.Series, gone: list[Gone]) -> dict[Code, int]:
    numbers = series.to_numpy(dtype=float)
    codes = [one.code for one in gone if isinstance(one.code, (int, float))]
    counts = {code: int((numbers == code).sum()) for code in [*codes, math.inf, -math.inf]}
    return {code: count for code, count in counts.items() if count and not _declared(variable, code)}


def _answers(series: pd.Series, gone: list[Gone]) -> np.ndarray:
    """The numbers of a column that are answers."""
    numbers = series.to_numpy(dtype=float)
    answers = numbers[np.isfinite(numbers)]
    for one in gone:
        if isinstance(one.code, tuple):
            answers = answers[(answers < one.code[0]) | (answers > one.code[1])]
        elif not isinstance(one.code, str):
            answers = answers[answers != one.code]
    return answers


def code_of(value: float) -> Code:
    """A whole number as int."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)
