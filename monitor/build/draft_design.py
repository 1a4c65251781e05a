"""Weights, respondent numbers and the other variables that say how a sample was drawn."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from monitor.build.draft_columns import Column
from monitor.build.draft_topics import BODY, FINAL_WEIGHT, MAYBE_WEIGHT, PARTIAL_WEIGHT, RESPONDENT_NUMBER, SAMPLING_WORDS, WEIGHT
from monitor.build.draft_words import plain
from monitor.build.sav import SurveyFile

SAMPLING = "says how the sample was drawn"
REPLICATES = 10
NEAR_ONE, EXPANDS = (0.5, 2.0), 20.0
"""Weights average one, or expand the sample to a population."""


@dataclass
class Chosen:
    """The design variables of one wave; `others` are not for the reader either."""

    weight: str | None = None
    id: str | None = None
    others: dict[str, str] = field(default_factory=dict)
    """Why each variable is left out, by name."""


def choose_design(file: SurveyFile, columns: list[Column], waves: list[str], findings: list[str]) -> Chosen:
    """The weight and the respondent number of one wave, and what else belongs to the design."""
    chosen = Chosen()
    wave = columns[0].wave
    candidates = {column.name: column for column in columns if _is_weight(column, file)}
    replicates = _replicates(list(candidates))
    chosen.others |= dict.fromkeys(replicates, "a replicate weight")
    for name in replicates:
        del candidates[name]
    if replicates:
        ends = f"{replicates[0]} … {replicates[-1]}"
        findings.append(f"{wave}: {len(replicates)} replicate weights ({ends}); to use them name them in 'replicates' with their method")
    usable = [column for column in candidates.values() if _is_usable(column)]
    if file.weight and file.weight not in [column.name for column in usable]:
        findings.append(f"{wave}: the file's own weight '{file.weight}' is not used: it is below zero somewhere, or above zero nowhere")
    if usable:
        best = max(usable, key=lambda column: (_score(column, file, waves), -columns.index(column)))
        chosen.weight = best.name
        why = "the file's own weight" if best.name == file.weight else "by its name, label and values"
        rivals = [column.name for column in usable if column is not best and not _of_another_wave(column, waves)]
        if rivals:
            findings.append(f"{wave}: weighted by '{best.name}' ({why}); also found: {', '.join(rivals[:8])}")
    chosen.others |= dict.fromkeys(candidates, "a weight")
    for column in columns:
        if column.name in chosen.others:
            continue
        if _is_identifier(column):
            chosen.others[column.name] = "an identifier"
            if chosen.id is None and column.profile.unique and _names_respondent(column):
                chosen.id = column.name
        elif SAMPLING_WORDS.search(column.words) and not column.valid:
            chosen.others[column.name] = SAMPLING
    return chosen


def _is_weight(column: Column, file: SurveyFile) -> bool:
    if column.variable.is_text or column.variable.is_date or not column.profile.answered:
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
    near_one = NEAR_ONE[0] <= profile.mean <= NEAR_ONE[1]
    return profile.low >= 0 and not profile.rounded and (near_one or profile.mean > EXPANDS)


def _is_usable(column: Column) -> bool:
    return column.profile.low >= 0 and column.profile.high > 0 and math.isfinite(column.profile.mean)


def _score(column: Column, file: SurveyFile, waves: list[str]) -> float:
    score = 100.0 if column.name == file.weight else 0.0
    score += -20 if _of_another_wave(column, waves) else 20 if column.wave in _years(column) else 0
    if WEIGHT.search(column.words):
        score += 3
    mean = column.profile.mean
    score += 2 if 0.8 <= mean <= 1.25 else 1 if 0.3 <= mean <= 3 else 0
    score += 2 * column.profile.answered / max(1, column.profile.rows)
    return (
        score
        + bool(FINAL_WEIGHT.search(column.words))
        - bool(PARTIAL_WEIGHT.search(column.words))
        - (0 if column.profile.distinct > 1 else 5)
    )


def _years(column: Column) -> set[str]:
    return set(re.findall(r"(?:19|20)\d\d", column.name + " " + column.variable.label))


def _of_another_wave(column: Column, waves: list[str]) -> bool:
    """Whether its name holds the year of another wave, and not that of its own."""
    years = _years(column)
    return column.wave not in years and bool(years & set(waves))


def _replicates(names: list[str]) -> list[str]:
    """Weights that share a stem and a running number, where they are many."""
    stems: dict[str, list[str]] = {}
    for name in names:
        stems.setdefault(re.sub(r"\d+$", "", name.lower()), []).append(name)
    return [name for members in stems.values() if len(members) >= REPLICATES for name in members]


def _names_respondent(column: Column) -> bool:
    return any(RESPONDENT_NUMBER.fullmatch(text) for text in (plain(column.name), column.key) if text)


def _is_identifier(column: Column) -> bool:
    profile = column.profile
    if column.valid or column.variable.is_date or not profile.answered:
        return False
    many = profile.distinct >= 10 and profile.distinct >= profile.answered / 2
    if _names_respondent(column) and (many or profile.unique):
        return column.variable.is_text or profile.whole
    if profile.answered < 30 or profile.distinct < 0.9 * profile.answered:
        return False
    if column.variable.is_text:
        return profile.unique
    running = profile.distinct == profile.answered and profile.high - profile.low == profile.answered - 1
    return profile.whole and (running or (profile.high >= 100_000 and profile.answered >= 100))
