"""From files to waves: a file is one wave, or as many as its year variable has years; of several files, one
whose name says its year or round is one wave."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from monitor.prepare.draft.columns import Slice, code_of
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.missing import Code
from monitor.prepare.draft.words import finder, plain
from monitor.prepare.files.sav import read_columns
from monitor.prepare.files.survey_file import SurveyFile, Variable

YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)")
ROUND = re.compile(
    r"(?:^|[^a-z0-9])(round|ronde|wave|golf|meting|welle|vague|r|w|t)[ _-]?(\d{1,2})(?![0-9a-z])"
)
_YEAR_WORDS = re.compile(
    r"(onderzoeks|meet|peil|enquete|survey|study|interview|erhebungs|befragungs|s|sv|int|wave|data)? ?"
    r"(jaar|year|jahr|annee)( van| het| de| of| du| la| lenquete)*"
    r"( onderzoek| meting| survey| study| interview| enquete| peiling| befragung)?"
)
_SCHOOL_YEAR = re.compile(r"(school|academi(c|sch)) ?(jaar|year)|schuljahr|annee (scolaire|academique)")
"""Also said of the class that a pupil is in, so its values tell which it is."""
_ROUND_WORDS = re.compile(
    r"(survey |study |measurement )?(wave|round|golf|ronde|meting|welle|vague|meetmoment)( number| nummer|"
    r" nr)?"
)
_INTERVIEW_DATE = finder(r"""
    \w*(interview|intvw?|survey|enquete|invul|afname|fieldwork|submit|recorded|response|completion|visit|erhebung|befragung)\w*
    int ?dat\w*|\w*dateint\w*|int|start(ed)?( ?\w*)?|end(ed)?|stop|eind\w*|complet(ed|ion)|d int|ingevuld
    veldwerk|start ?dat\w*|end ?dat\w*
""")
_DATE_WORDS = re.compile(r"dat|date|datum|dato|fecha")
_BORN = finder(r"\w*(birth|geboorte|gebdat\w*|geb|born|naissance|geburt\w*|dob|death|overl\w*|deces|tod)\w*")
_ENTERED = re.compile(r"entered|created|saved|exported|opgeslagen", re.IGNORECASE)
"""A note on when a file was made, not on when people answered."""
MOST_WAVES = 15
SPSS_BEGINS, STATA_BEGINS = datetime(1582, 10, 14), datetime(1960, 1, 1)


def waves_of(files: Sequence[SurveyFile], called: dict[Path, str], findings: list[str]) -> list[Slice]:
    """The slices of all waves, oldest first; what they are called is the year where it can be known."""
    several = [file for file in files if len(files) == 1 or not _is_of_one_wave(file)]
    split = [part for file in several for part in _split(file, called[file.path], findings)]
    whole = [file for file in files if file not in [part.file for part in split]]
    slices = split + _whole(whole, called, findings)
    if len({one.wave.lower() for one in slices}) < len(slices):
        told = ", ".join(f"{part.called} {part.wave}" for part in split)
        told += ": other files have these waves too, so each file is one wave; draft each survey by itself"
        findings.append(Doubt(told, Rank.NUMBERS))
        slices = _whole(files, called, findings)
    return sorted(slices, key=lambda one: _natural(one.wave))


def _is_of_one_wave(file: SurveyFile) -> bool:
    """Whether its name or label says which: another year in it is then when some people answered."""
    return bool(_only_year(file.path.stem) or _only_year(file.label) or _round(file))


def _whole(files: Sequence[SurveyFile], called: dict[Path, str], findings: list[str]) -> list[Slice]:
    """Each file as one wave."""
    ids = _ids(files, findings) if files else []
    return [Slice(id, file, called[file.path]) for id, file in zip(ids, files, strict=True)]


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def _split(file: SurveyFile, called: str, findings: list[str]) -> list[Slice]:
    """One slice a year, where the file has a variable for it; else none."""
    for variable in file.variables.values():
        names = {plain(variable.name), plain(variable.label)}
        is_round = any(_ROUND_WORDS.fullmatch(name) for name in names)
        may_be_class = any(_SCHOOL_YEAR.fullmatch(name) for name in names)
        if not (is_round or may_be_class or any(_YEAR_WORDS.fullmatch(name) for name in names)):
            continue
        counts, rows = _values(file, variable)
        called_by_value = {value: _wave_name(variable, value, is_round) for value in counts}
        if not 2 <= len(counts) <= MOST_WAVES or (may_be_class and None in called_by_value.values()):
            continue
        if None in called_by_value.values():
            shown = ", ".join(map(str, list(counts)[:6]))
            told = (
                f"{variable.name}: may say which wave a row is of, but its values ({shown}) are no years or"
                " rounds; if they are waves, make them with 'where'"
            )
            findings.append(Doubt(told, Rank.NUMBERS))
            continue
        if len(set(called_by_value.values())) < len(counts):
            told = f"{variable.name}: several of its values are one year; its rows are not made into waves"
            findings.append(Doubt(told, Rank.NUMBERS))
            continue
        if sum(counts.values()) < rows:
            told = f"{variable.name}: {rows - sum(counts.values())} rows have no wave; they are in none"
            findings.append(Doubt(told, Rank.BASE))
        slices = [
            Slice(str(name), file, called, variable.name, value) for value, name in called_by_value.items()
        ]
        return sorted(slices, key=lambda one: _natural(one.wave))
    _tell_years(file, findings)
    return []


def _values(file: SurveyFile, variable: Variable) -> tuple[dict[Code, int], int]:
    """How often each value occurs, texts without blanks too, and how many rows there are; values that are
    missing are none."""
    column = read_columns(file, [variable.name])[variable.name]
    if variable.is_text:
        texts = column[column.str.strip() != ""].value_counts()
        return {str(text): int(count) for text, count in texts.items()}, len(column)
    numbers = column.to_numpy(dtype=float)
    values, counts = np.unique(numbers[np.isfinite(numbers)], return_counts=True)
    gone = [item for item in variable.missing if not isinstance(item, str)]
    kept = {
        code_of(value): int(count)
        for value, count in zip(values, counts, strict=True)
        if not _is_missing(value, gone)
    }
    return kept, len(column)


def _is_missing(value: float, gone: list[Any]) -> bool:
    return any(item[0] <= value <= item[1] if isinstance(item, tuple) else item == value for item in gone)


def _wave_name(variable: Variable, value: Code, is_round: bool) -> str | None:
    """The year in a value or its label; a quarter or a month where Stata counts in those; a round's
    number."""
    label = variable.labels.get(value, "")
    text = str(value).strip()
    if named := YEAR.search(label) or (YEAR.search(text) if variable.is_text else YEAR.fullmatch(text)):
        return named[0]
    if variable.is_date and not isinstance(value, str):
        return _period(variable, float(value))
    number = re.fullmatch(r"\D{0,12}0*(\d{1,2})", text) if is_round else None
    return f"w{number[1]}" if number and 0 < int(number[1]) <= MOST_WAVES else None


def _period(variable: Variable, value: float) -> str | None:
    """What Stata's half-years, quarters and months since 1960 are called: 2019q1."""
    unit = variable.format.lower().lstrip("%-")[:2]
    parts = {"th": 2, "tq": 4, "tm": 12}.get(unit)
    if parts is None or not value.is_integer():
        return None
    letter = {"th": "h", "tq": "q", "tm": "m"}[unit]
    return f"{1960 + int(value) // parts}{letter}{int(value) % parts + 1}"


def _tell_years(file: SurveyFile, findings: list[str]) -> None:
    """A word on variables that may say which wave a row is of, though no name says so."""
    for variable in file.variables.values():
        if not variable.is_date and re.search(
            r"jaar|year|jahr|annee|ronde|round|wave|golf", plain(variable.name + " " + variable.label)
        ):
            counts, _ = (
                _values(file, variable)
                if not _BORN.search(plain(f"{variable.name} {variable.label}"))
                else ({}, 0)
            )
            years = [value for value in counts if YEAR.fullmatch(str(value).strip())]
            if 2 <= len(counts) <= MOST_WAVES and len(years) == len(counts):
                told = (
                    f"{variable.name}: holds the years {', '.join(map(str, years[:6]))}; if these are waves,"
                    " make them with 'where'"
                )
                findings.append(Doubt(told, Rank.NUMBERS))
    spans = [_years_of(file, variable) for variable in _interview_dates(file)]
    first, last, _ = next((span for span in spans if span and span[1] - span[0] > 1), (0, 0, 0))
    if last:
        told = (
            f"{file.path.name}: its interview dates run from {first} to {last}; if it holds several waves,"
            " make them with 'where'"
        )
        findings.append(Doubt(told, Rank.NUMBERS))


def _ids(files: Sequence[SurveyFile], findings: list[str]) -> list[str]:
    ways: tuple[Callable[[SurveyFile], str | None], ...] = (
        lambda file: _only_year(file.path.stem),
        lambda file: _only_year(file.label),
        _year_variable,
        _interview_year,
        _round,
        lambda file: _only_year(" ".join(note for note in file.notes if not _ENTERED.search(note))),
    )
    for way in ways:
        named = [way(file) for file in files]
        if None not in named and len(set(named)) == len(files):
            if way is ways[0]:
                _tell_other_year(files, named, findings)
            return [str(name) for name in named]
    names = [re.sub(r"[^\w.-]+", "_", file.path.stem)[:60].strip("_") for file in files]
    ids = (
        names
        if all(names) and len({name.lower() for name in names}) == len(files)
        else [f"w{place + 1}" for place in range(len(files))]
    )
    told = (
        f"{', '.join(ids)}: called after the file, as nothing in it says its year; give the waves their year"
        " and order"
    )
    findings.append(Doubt(told, Rank.WAVES if len(files) > 1 else Rank.HINT))
    return ids


def _tell_other_year(files: Sequence[SurveyFile], named: Sequence[str | None], findings: list[str]) -> None:
    """A word on a file whose name holds another year than the dates in it."""
    for file, name in zip(files, named, strict=True):
        dated = _interview_year(file)
        if dated and name and abs(int(dated) - int(name)) > 1:
            findings.append(
                Doubt(
                    f"{name}: called after its file's name, but its interview dates are of {dated}",
                    Rank.WAVES,
                )
            )


def _only_year(text: str) -> str | None:
    found = set(YEAR.findall(text))
    return found.pop() if len(found) == 1 else None


def _round(file: SurveyFile) -> str | None:
    found = ROUND.search(file.path.stem.lower())
    return f"{found[1][0]}{int(found[2])}" if found else None


def _year_variable(file: SurveyFile) -> str | None:
    """The year in which all rows of the file are, where a variable says so."""
    for variable in file.variables.values():
        if not any(_YEAR_WORDS.fullmatch(plain(text)) for text in (variable.name, variable.label)):
            continue
        values, _ = _values(file, variable)
        if len(values) == 1 and (name := _wave_name(variable, next(iter(values)), is_round=False)):
            return name
    return None


def _interview_dates(file: SurveyFile) -> list[Variable]:
    """Variables with the date on which people answered, the surest first; dates as texts and as 20190305
    too."""
    words = {name: plain(f"{variable.name} {variable.label}") for name, variable in file.variables.items()}
    dates = [
        variable
        for name, variable in file.variables.items()
        if (variable.is_date or _DATE_WORDS.search(words[name]))
        and not _BORN.search(words[name])
        and not variable.labels
    ]
    sure = [variable for variable in dates if _INTERVIEW_DATE.search(words[variable.name])]
    return sure or [variable for variable in dates if variable.is_date or len(dates) == 1]


def _interview_year(file: SurveyFile) -> str | None:
    """The middle year of the dates on which people answered."""
    for variable in _interview_dates(file):
        if years := _years_of(file, variable):
            return str(years[2])
    return None


def _years_of(file: SurveyFile, variable: Variable) -> tuple[int, int, int] | None:
    """The first, last and middle year of a date; None where they are no years of a survey."""
    counts, _ = _values(file, variable)
    years = sorted(
        year for value, count in counts.items() if (year := _year_in(variable, value)) for _ in range(count)
    )
    if not years or 2 * len(years) < sum(counts.values()) or not YEAR.fullmatch(str(years[len(years) // 2])):
        return None
    return years[0], years[-1], years[len(years) // 2]


def _year_in(variable: Variable, value: Code) -> int | None:
    """The year of a date: SPSS's or Stata's own, 20190305, or a text that holds one."""
    if variable.is_date and not isinstance(value, str):
        period = _period(variable, float(value))
        return int(period[:4]) if period else _year(variable, float(value))
    text = str(value).strip()
    if dated := re.fullmatch(r"((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])", text):
        return int(dated[1])
    named = YEAR.search(text) if variable.is_text else None
    return int(named[0]) if named else None


def _year(variable: Variable, value: float) -> int | None:
    stata = variable.format.startswith("%")
    milliseconds = variable.format.lower().startswith(("%tc", "%-tc"))
    try:
        if not stata:
            return (SPSS_BEGINS + timedelta(seconds=value)).year
        return (
            STATA_BEGINS + (timedelta(milliseconds=value) if milliseconds else timedelta(days=value))
        ).year
    except OverflowError:
        return None
