"""Which variables of a file a sample needs, and the plain questions that are asked of one column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.codebook import AnyIndicator, Breakdown, Codebook, Codes, Multiple, Range, Sample
from monitor.codebook.derived import in_files

if TYPE_CHECKING:
    from monitor.prepare.files.survey_file import SurveyFile, Variable


def spelled(name: str, names: Collection[str]) -> str | None:
    """The name as `names` spell it: exactly, else without regard to case, as SPSS does; Stata may have both
    Age and age."""
    if name in names:
        return name
    return next((other for other in names if other.lower() == name.lower()), None)


def matches(column: pd.Series, codes: Codes | Iterable[object]) -> np.ndarray:
    """bool (n,): whether each value is one of the codes or lies in one of the ranges; text is compared as
    text."""
    hit = np.zeros(len(column), dtype=bool)
    if not pd.api.types.is_numeric_dtype(column):
        texts = column.to_numpy(dtype=object)
        wanted = {
            f"{code:g}" if isinstance(code, float) else str(code)
            for code in codes
            if not isinstance(code, Range)
        }
        return (
            np.fromiter((text in wanted for text in texts), dtype=bool, count=len(texts)) if wanted else hit
        )
    values = column.to_numpy(dtype=float)
    for code in codes:
        if isinstance(code, Range):
            low = -np.inf if code.from_ is None else code.from_
            high = np.inf if code.to is None else code.to
            hit |= (values >= low) & (values <= high)
        elif isinstance(code, (int, float)):
            hit |= values == code
        else:
            try:
                hit |= values == float(str(code))
            except ValueError:
                continue
    return hit


def absent(column: pd.Series) -> np.ndarray:
    """bool (n,): system-missing, or an empty text."""
    if pd.api.types.is_numeric_dtype(column):
        return np.isnan(column.to_numpy(dtype=float))
    return (column.isna() | (column.astype(str).str.strip() == "")).to_numpy()


def user_missing(column: pd.Series, variable: Variable) -> np.ndarray:
    """bool (n,): values that the file itself declares to be missing."""
    codes: list[object] = []
    for item in variable.missing:
        codes.append(Range.model_construct(from_=item[0], to=item[1]) if isinstance(item, tuple) else item)
    return matches(column, codes) if codes else np.zeros(len(column), dtype=bool)


def replicate_columns(sample: Sample, file: SurveyFile) -> list[str]:
    """Names of the replicate weights, in the file's order; the * of a pattern stands for digits, so that `w*`
    leaves `w` itself out."""
    if sample.replicates is None:
        return []
    named = sample.replicates.columns
    if isinstance(named, str):
        pattern = re.compile(re.escape(named).replace(r"\*", r"\d+"), re.IGNORECASE)
        return [name for name in file.variables if pattern.fullmatch(name)]
    return list(named)


def indicator_variables(indicator: AnyIndicator, wave: str, group: str) -> list[str]:
    """Every variable that one indicator is made from in a wave and group, its base's included."""
    return [*own_variables(indicator, wave, group), *(indicator.base.where if indicator.base else ())]


def own_variables(indicator: AnyIndicator, wave: str, group: str) -> list[str]:
    """The variables that hold its answers."""
    names: list[str | None] = [indicator.variable_in(wave, group)]
    if isinstance(indicator, Multiple):
        names = list(indicator.mentions) or [
            _of_option(indicator, index, wave, group) for index in range(len(indicator.options))
        ]
    return [name for name in names if name]


def _of_option(indicator: Multiple, index: int, wave: str, group: str) -> str | None:
    return indicator.options[index].variable_in(wave, group)


def design_variables(sample: Sample, file: SurveyFile) -> list[str]:
    """Every variable that says how the sample was drawn, or who is in it."""
    named: list[str | None] = [sample.id, *sample.where]
    for drawn in (sample.weighted(id) for id in sample.weighting_ids):
        corrections = [item for item in drawn.corrections if isinstance(item, str)]
        named += [drawn.weight, drawn.strata, *drawn.clusters, *corrections, *replicate_columns(drawn, file)]
    return list(dict.fromkeys(name for name in named if name))


def asked_here(codebook: Codebook, wave: str, group: str) -> list[AnyIndicator]:
    """Indicators that this group got in this wave."""
    return [
        item
        for item in codebook.indicators
        if item.asked_in(wave, group) and indicator_variables(item, wave, group)
    ]


def breakdowns_here(codebook: Codebook, wave: str, group: str) -> list[Breakdown]:
    """Breakdowns that this group has in this wave."""
    return [item for item in codebook.breakdowns if item.covers(group) and item.variable_in(wave, group)]


def needed(codebook: Codebook, samples: Sequence[Sample], file: SurveyFile) -> list[str]:
    """Names that these samples want from one file, as the codebook spells them, each once; of a derived
    variable those that it is made of."""
    names: dict[str, None] = {}
    for sample in samples:
        names.update(dict.fromkeys(design_variables(sample, file)))
        for breakdown in breakdowns_here(codebook, sample.wave, sample.group):
            names[breakdown.variable_in(sample.wave, sample.group) or ""] = None
        for indicator in asked_here(codebook, sample.wave, sample.group):
            names.update(dict.fromkeys(indicator_variables(indicator, sample.wave, sample.group)))
    return list(dict.fromkeys(part for name in names if name for part in in_files(name, codebook.derived)))
