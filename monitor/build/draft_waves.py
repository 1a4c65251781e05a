"""From files to waves: several files are as many waves; one file is one, or as many as its year variable has years."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from monitor.build.draft_columns import Slice, code_of
from monitor.build.draft_words import plain
from monitor.build.sav import SurveyFile, Variable, read_columns

YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)")
ROUND = re.compile(r"(?:^|[^a-z0-9])(round|ronde|wave|golf|meting|welle|vague|r|w|t)[ _-]?(\d{1,2})(?![0-9])")
_YEAR_WORDS = re.compile(
    r"(onderzoeks|meet|peil|enquete|survey|study|interview|erhebungs|befragungs)? ?"
    r"(jaar|year|jahr|annee)( van| het| de| of| du| la| lenquete)*"
    r"( onderzoek| meting| survey| study| interview| enquete| peiling| befragung)?"
)
_ROUND_WORDS = re.compile(r"(survey |study |measurement )?(wave|round|golf|ronde|meting|welle|vague|meetmoment)( number| nummer| nr)?")
_INTERVIEW_DATE = re.compile(r"\b(interview|intvw?|dateintr|survey|enquete|invul|afname|fieldwork|datum|date|start|end|completed)")
MOST_WAVES = 15
SPSS_BEGINS, STATA_BEGINS = datetime(1582, 10, 14), datetime(1960, 1, 1)


def waves_of(files: Sequence[SurveyFile], called: dict[Path, str], findings: list[str]) -> list[Slice]:
    """The slices of all waves, oldest first; what they are called is the year where it can be known."""
    if len(files) == 1 and (split := _split(files[0], called[files[0].path], findings)):
        return split
    ids = _ids(files)
    slices = [Slice(id, file, called[file.path]) for id, file in zip(ids, files, strict=True)]
    return sorted(slices, key=lambda one: _natural(one.wave))


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def _split(file: SurveyFile, called: str, findings: list[str]) -> list[Slice]:
    """One slice a year, where the file has a variable for it; else none."""
    for variable in file.variables.values():
        names = {plain(variable.name), plain(variable.label)}
        is_round = any(_ROUND_WORDS.fullmatch(name) for name in names)
        if variable.is_text or variable.is_date or not (is_round or any(_YEAR_WORDS.fullmatch(name) for name in names)):
            continue
        column = read_columns(file, [variable.name])[variable.name].to_numpy(dtype=float)
        values, counts = np.unique(column[np.isfinite(column)], return_counts=True)
        called_by_value = {code_of(value): _wave_name(variable, value, is_round) for value in values}
        if not 2 <= len(values) <= MOST_WAVES or None in called_by_value.values() or len(set(called_by_value.values())) < len(values):
            continue
        if counts.sum() < len(column):
            findings.append(f"{variable.name}: {len(column) - counts.sum()} rows have no wave; they are in none")
        slices = [Slice(str(name), file, called, variable.name, value) for value, name in called_by_value.items()]
        return sorted(slices, key=lambda one: _natural(one.wave))
    return []


def _wave_name(variable: Variable, value: float, is_round: bool) -> str | None:
    label = variable.labels.get(code_of(value), "")
    if named := YEAR.search(label):
        return named[0]
    if value.is_integer() and YEAR.fullmatch(str(int(value))):
        return str(int(value))
    return f"w{int(value)}" if is_round and value.is_integer() and 0 < value <= MOST_WAVES else None


def _ids(files: Sequence[SurveyFile]) -> list[str]:
    ways: tuple[Callable[[SurveyFile], str | None], ...] = (
        lambda file: _only_year(file.path.stem),
        lambda file: _only_year(file.label),
        _year_variable,
        _interview_year,
        _round,
        lambda file: _only_year(" ".join(file.notes)),
        lambda file: str(file.created.year) if file.created else None,
        lambda file: re.sub(r"[^\w.-]+", "_", file.path.stem)[:60] or None,
    )
    for way in ways:
        found = [way(file) for file in files]
        if None not in found and len(set(found)) == len(files):
            return [str(name) for name in found]
    return [f"w{place + 1}" for place in range(len(files))]


def _only_year(text: str) -> str | None:
    found = set(YEAR.findall(text))
    return found.pop() if len(found) == 1 else None


def _round(file: SurveyFile) -> str | None:
    found = ROUND.search(file.path.stem.lower())
    return f"{found[1][0]}{int(found[2])}" if found else None


def _year_variable(file: SurveyFile) -> str | None:
    """The year in which all rows of the file are, where a variable says so."""
    for variable in file.variables.values():
        if variable.is_text or not any(_YEAR_WORDS.fullmatch(plain(text)) for text in (variable.name, variable.label)):
            continue
        column = read_columns(file, [variable.name])[variable.name].to_numpy(dtype=float)
        values = np.unique(column[np.isfinite(column)])
        if len(values) == 1 and (name := _wave_name(variable, values[0], is_round=False)):
            return name
    return None


def _interview_year(file: SurveyFile) -> str | None:
    """The middle year of the dates on which people answered."""
    for variable in file.variables.values():
        if not variable.is_date or variable.is_text or not _INTERVIEW_DATE.search(plain(f"{variable.name} {variable.label}")):
            continue
        column = read_columns(file, [variable.name])[variable.name].to_numpy(dtype=float)
        column = column[np.isfinite(column)]
        if len(column) and (year := _year(variable, float(np.median(column)))) and YEAR.fullmatch(str(year)):
            return str(year)
    return None


def _year(variable: Variable, value: float) -> int | None:
    stata = variable.format.startswith("%")
    milliseconds = variable.format.lower().startswith(("%tc", "%-tc"))
    try:
        if not stata:
            return (SPSS_BEGINS + timedelta(seconds=value)).year
        return (STATA_BEGINS + (timedelta(milliseconds=value) if milliseconds else timedelta(days=value))).year
    except OverflowError:
        return None
