"""Which variables look like weights, which of them a build can use, and why not the others."""

from __future__ import annotations

import math
import re

from monitor.prepare.draft.columns import Column
from monitor.prepare.draft.sentinels import EMPTY
from monitor.prepare.draft.topics import BODY, FINAL_WEIGHT, MAYBE_WEIGHT, PARTIAL_WEIGHT, WEIGHT
from monitor.prepare.files.survey_file import SurveyFile

NEAR_ONE, EXPANDS = (0.5, 2.0), 20.0
"""Weights average one, or expand the sample to a population."""
SHOWN = 3


def is_weight(column: Column, file: SurveyFile) -> bool:
    """Whether it looks like one by its name, label and values; that a build can use it is `is_usable`."""
    if column.variable.is_text or column.variable.is_date:
        return False
    if column.name == file.weight:
        return True
    if column.valid or BODY.search(column.words):
        return False
    if WEIGHT.search(column.words):
        return True
    profile = column.profile
    if not MAYBE_WEIGHT.search(column.words) or len(column.key.split()) > 5 or profile.distinct < 2:
        return False
    is_asked = "?" in column.variable.label
    return (
        (profile.low >= 0 or _is_below_by_code(column))
        and not profile.rounded
        and not is_asked
        and (is_near_one(column) or profile.mean > EXPANDS)
    )


def _is_below_by_code(column: Column) -> bool:
    """Whether what is below zero are numbers that stand for no answer."""
    below = column.profile.below
    return 0 < len(below) <= SHOWN and all(EMPTY.fullmatch(str(code)) for code in below)


def is_near_one(column: Column) -> bool:
    """Whether its mean is about one."""
    return NEAR_ONE[0] <= column.profile.mean <= NEAR_ONE[1]


def may_weigh(column: Column) -> bool:
    """Whether its values can be those of a weight, whatever it is called."""
    profile = column.profile
    return (
        not (column.valid or column.variable.is_text or column.variable.is_date)
        and profile.answered > 0
        and profile.low >= 0
    )


def named_weight(column: Column) -> bool:
    """Whether its name or label may mean a weight."""
    return bool(MAYBE_WEIGHT.search(column.words))


def is_usable(column: Column) -> bool:
    """Whether a build can weigh by it: it leaves out who has none or zero, and knows no other code for that
    than the file does."""
    profile = column.profile
    return profile.low >= 0 and profile.high > 0 and math.isfinite(profile.mean) and not profile.guessed


def why_unusable(column: Column) -> str:
    """Which of its values can't be weights, and how many respondents have them."""
    profile = column.profile
    below = {} if len(profile.below) > SHOWN else profile.below
    said = [f"{code} for {times}" for code, times in sorted((profile.guessed | below).items())]
    if profile.low < 0 and not below:
        said.append(f"below zero for {profile.negative}")
    if not profile.high > 0:
        said.append("above zero for nobody")
    if profile.answered and not math.isfinite(profile.mean):
        said.append("too large to add up")
    return ", ".join(said)


def score(column: Column, file: SurveyFile, waves: list[str]) -> float:
    """How much speaks for it among the weights of its wave."""
    points = 100.0 if column.name == file.weight else 0.0
    points += -20 if of_another_wave(column, waves) else 20 if column.wave in _years(column) else 0
    if WEIGHT.search(column.words):
        points += 3
    mean = column.profile.mean
    points += 2 if 0.8 <= mean <= 1.25 else 1 if 0.3 <= mean <= 3 else 0
    points += 2 * column.profile.answered / max(1, column.profile.rows)
    return (
        points
        + bool(FINAL_WEIGHT.search(column.words))
        - bool(PARTIAL_WEIGHT.search(column.words))
        - (0 if column.profile.distinct > 1 else 5)
    )


def _years(column: Column) -> set[str]:
    return set(re.findall(r"(?:19|20)\d\d", column.name + " " + column.variable.label))


def of_another_wave(column: Column, waves: list[str]) -> bool:
    """Whether its name holds the year of another wave, and not that of its own."""
    years = _years(column)
    return column.wave not in years and bool(years & set(waves))
