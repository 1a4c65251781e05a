"""Survey files as the codebook names them: found, matched with their variables, read column by column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from monitor.codebook import AnyIndicator, Code, Codebook, Multiple, Sample, holds
from monitor.codebook.derived import in_files
from monitor.codebook.indicators import Asked
from monitor.errors import SurveyFileError, nearest
from monitor.prepare.files.columns import (
    asked_here,
    breakdowns_here,
    design_variables,
    indicator_variables,
    needed,
    own_variables,
)
from monitor.prepare.files.derive import check_derived, with_derived_columns
from monitor.prepare.files.findings import Findings
from monitor.prepare.files.sav import read_columns, read_metadata
from monitor.prepare.files.survey_file import SurveyFile, Variable


def find_file(raw: Path, name: str) -> Path | None:
    """The file that a sample names, in `raw` (letter case forgiven) or where the name itself points to."""
    direct = raw / name
    if direct.is_file():
        return direct
    if raw.is_dir():
        for path in raw.rglob("*"):
            if path.is_file() and path.name.lower() == Path(name).name.lower():
                return path
    return Path(name) if Path(name).is_file() else None


def open_files(codebook: Codebook, raw: Path, findings: Findings) -> dict[str, SurveyFile]:
    """Metadata of every file that the codebook names and that can be read; the others become findings."""
    files: dict[str, SurveyFile] = {}
    refused: set[str] = set()
    if not raw.is_dir():
        advice = "Put the survey files there, or name their folder with --raw"
        findings.add("error", "file_absent", str(raw), "there is no such folder", advice=advice)
        return files
    for sample in codebook.samples:
        if sample.file in files or sample.file in refused:
            continue
        path = find_file(raw, sample.file)
        if path is None:
            advice = "Put it there, or take the sample out of the codebook"
            findings.add(
                "error",
                "file_absent",
                f"{sample.wave}, {sample.group}",
                f"no file '{sample.file}' in {raw}",
                advice=advice,
            )
            refused.add(sample.file)
            continue
        try:
            files[sample.file] = read_metadata(path, sample.encoding)
        except SurveyFileError as error:
            findings.add("error", "file_unreadable", f"{sample.wave}, {sample.group}", str(error))
            refused.add(sample.file)
    return files


def check_names(codebook: Codebook, files: dict[str, SurveyFile], findings: Findings) -> None:
    """Every variable that the codebook names must stand in its file, or be made of variables that do."""
    check_derived(codebook, files.values(), findings)
    for sample in codebook.samples:
        file = files.get(sample.file)
        if file is None:
            continue
        known = {name.lower() for name in file.variables}
        for named in dict.fromkeys(_named(codebook, sample, file)):
            for name in in_files(named.variable, codebook.derived):
                if name.lower() in known:
                    continue
                hint = nearest(name, file.variables)
                of, advice = "", named.advice
                if name != named.variable:
                    of = f", of which '{named.variable}' is made"
                    advice = _of_derived(codebook, name) or advice
                findings.add(
                    "error",
                    "variable_absent",
                    f"{sample.wave}, {sample.group}, {named.owner}",
                    f"no variable '{name}' in {sample.file}{of}",
                    advice=(f"Did you mean '{hint}'? " if hint else "") + advice,
                )


class _Name(NamedTuple):
    """A variable that the codebook names, what for, and which of its keys to change."""

    owner: str
    variable: str
    advice: str


def _named(codebook: Codebook, sample: Sample, file: SurveyFile) -> Iterator[_Name]:
    for name in design_variables(sample, file):
        yield _Name("sample", name, f"Correct {_key_of(sample, name)} of this sample")
    for item in breakdowns_here(codebook, sample.wave, sample.group):
        yield _Name(item.id, item.variable_in(sample.wave, sample.group) or "", _by_wave(item, sample))
    for indicator in asked_here(codebook, sample.wave, sample.group):
        whose = "of the option" if isinstance(indicator, Multiple) and not indicator.mentions else ""
        own = own_variables(indicator, sample.wave, sample.group)
        key = (
            "Correct 'mentions'"
            if getattr(indicator, "mentions", [])
            else f"{_by_wave(indicator, sample)} {whose}".strip()
        )
        for name in own:
            yield _Name(indicator.id, name, f"{key}, or say in 'waves' or 'not_asked' that it was not asked")
        for name in indicator.base.where if indicator.base else ():
            yield _Name(indicator.id, name, "Correct 'where' of its 'base'")


def _by_wave(item: Asked, sample: Sample) -> str:
    """Which key says what is read for this wave, and how to say that nothing is."""
    if sample.wave in item.variables:
        return f"Correct {sample.wave} in 'variables', or say null there"
    return f"Correct 'variable', or say 'variables: {{{sample.wave}: null}}'"


def _of_derived(codebook: Codebook, variable: str) -> str:
    """Which key of a derived variable names this one; empty where none does."""
    for item in codebook.derived:
        for key, value in item.model_dump(exclude_defaults=True, by_alias=True).items():
            names = value if isinstance(value, (list, dict)) else [value]
            if key not in ("id", "label") and variable in names:
                return f"Correct '{key}' of derived.{item.id}"
    return ""


def _key_of(sample: Sample, variable: str) -> str:
    """The key of a sample that names a variable, in quotes."""
    for key in ("weight", "id", "strata", "cluster", "fpc", "where"):
        value = getattr(sample, key)
        if value == variable or (isinstance(value, (list, dict)) and variable in value):
            return f"'{key}'"
    for item in sample.weightings:
        if variable in (item.weight, item.strata, *item.clusters, *item.corrections):
            return f"'weightings' ({item.id})"
    return "'columns' of 'replicates'"


def check_labels(codebook: Codebook, files: dict[str, SurveyFile], findings: Findings) -> None:
    """The same code must mean the same in every wave of one group."""
    for indicator in codebook.indicators:
        for group in codebook.groups:
            seen: dict[tuple[str, object], tuple[str, str]] = {}
            told: set[tuple[str, object]] = set()
            for sample in codebook.samples:
                if (
                    sample.group != group.id
                    or not indicator.asked_in(sample.wave, group.id)
                    or sample.file not in files
                ):
                    continue
                for place, name in enumerate(indicator_variables(indicator, sample.wave, group.id)):
                    _compare(indicator, str(place), name, sample, files[sample.file], seen, told, findings)


def _compare(
    indicator: AnyIndicator,
    place: str,
    name: str,
    sample: Sample,
    file: SurveyFile,
    seen: dict[tuple[str, object], tuple[str, str]],
    told: set[tuple[str, object]],
    findings: Findings,
) -> None:
    known = file.find(name)
    if known is None:
        return
    variable = file.variables[known]
    answers = [
        (code, label) for code, label in variable.labels.items() if not _missing(indicator, code, variable)
    ]
    for code, label in [*answers, ("", variable.label or "")]:
        plain = re.sub(r"^[a-z]{0,3}\d+[\w.-]*[.:)]\s*|\W+", " ", label.lower()).strip()
        before = seen.setdefault((place, code), (plain, f"{sample.wave}: '{label[:60]}'"))
        if plain and before[0] and plain != before[0] and (place, code) not in told:
            told.add((place, code))
            what = f"code {code} of '{name}'" if code != "" else f"the label of '{name}'"
            findings.add(
                "warning",
                "label_differs",
                f"{sample.group}, {indicator.id}",
                f"{what} is {before[1]}, but {sample.wave}: '{label[:60]}'",
                advice="If the meaning changed, say so in 'comparable' or use two indicators",
            )


def _missing(indicator: AnyIndicator, code: Code, variable: Variable) -> bool:
    """Whether codebook or file say that a code is no answer: how it is spelled means nothing then."""
    if any(holds(missing.codes, code) for missing in indicator.missing):
        return True
    return any(
        not isinstance(code, str) and item[0] <= code <= item[1] if isinstance(item, tuple) else item == code
        for item in variable.missing
    )


def read_samples(
    codebook: Codebook, files: dict[str, SurveyFile]
) -> Iterator[tuple[Sample, SurveyFile, pd.DataFrame]]:
    """Each sample with the columns it needs; a file that holds several samples is read once."""
    by_file: dict[str, list[Sample]] = defaultdict(list)
    for sample in codebook.samples:
        if sample.file in files:
            by_file[sample.file].append(sample)
    for name, samples in by_file.items():
        file = files[name]
        wanted = dict.fromkeys(
            known for item in needed(codebook, samples, file) if (known := file.find(item))
        )
        frame = read_columns(file, list(wanted))
        frame, file = with_derived_columns(frame, file, codebook)
        for sample in samples:
            yield sample, file, frame
