"""Derived variables as columns beside those of the file, for whatever reads these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.codebook.derived import Derived, chain
from monitor.prepare.files.columns import absent, matches, spelled, user_missing
from monitor.prepare.files.findings import Findings
from monitor.prepare.files.survey_file import SurveyFile, Variable


def with_derived_columns(
    frame: pd.DataFrame, file: SurveyFile, codebook: Codebook
) -> tuple[pd.DataFrame, SurveyFile]:
    """The frame and what is known of its variables, with each derived variable of which all sources are
    there."""
    made: dict[str, pd.Series] = {}
    variables = dict(file.variables)
    for item in in_order(codebook):
        names = [spelled(name, [*frame.columns, *made]) for name in item.sources]
        if any(name is None for name in names) or spelled(item.id, variables):
            continue
        columns = {
            source: made[name] if name in made else frame[name]
            for source, name in zip(item.sources, names, strict=True)
            if name is not None
        }
        known = {source: variables[str(name)] for source, name in zip(item.sources, names, strict=True)}
        made[item.id] = derive(item, columns, known)
        label = codebook.say(item.label, codebook.own_language)
        variables[item.id] = _variable(item, label, known[item.sources[0]])
    if not made:
        return frame, file
    return pd.concat([frame, pd.DataFrame(made, index=frame.index)], axis=1), replace(
        file, variables=variables
    )


def in_order(codebook: Codebook) -> list[Derived]:
    """All derived variables, each after those that it is made of."""
    found = {item.id: item for one in codebook.derived for item in chain(one.id, codebook.derived)}
    return list(found.values())


def derive(item: Derived, columns: dict[str, pd.Series], known: dict[str, Variable]) -> pd.Series:
    """The values of a derived variable, one a respondent; NaN (of texts: '') is no answer.

    `columns` and `known` hold its sources, and what their file says of them.
    """
    usable = {
        name: ~absent(column) & ~user_missing(column, known[name]) & ~matches(column, item.missing)
        for name, column in columns.items()
    }
    if item.cases is not None:
        return _cases(item, columns, usable)
    if item.any_of is not None:
        hits = [matches(column, item.codes) for column in columns.values()]
        hit = np.any(hits, axis=0)
        answered = np.sum([ok | is_hit for ok, is_hit in zip(usable.values(), hits, strict=True)], axis=0)
        return _series(np.where(hit, 1.0, np.where(answered >= item.enough, 0.0, np.nan)), columns)
    if item.first_of is not None:
        text = known[item.sources[0]].is_text
        value = np.full(
            len(next(iter(usable.values()))), "" if text else np.nan, dtype=object if text else float
        )
        for name in reversed(item.sources):
            value = np.where(usable[name], columns[name].to_numpy(), value)
        return _series(value, columns)
    numbers = [pd.to_numeric(columns[name], errors="coerce") for name in item.sources]
    values = np.column_stack([column.to_numpy(dtype=float, na_value=np.nan) for column in numbers])
    answers = np.column_stack([usable[name] for name in item.sources])
    total, many = np.where(answers, values, 0.0).sum(axis=1), answers.sum(axis=1)
    value = total if item.sum_of is not None else total / np.maximum(many, 1)
    return _series(np.where(many >= item.enough, value, np.nan), columns)


def _cases(item: Derived, columns: dict[str, pd.Series], usable: dict[str, np.ndarray]) -> pd.Series:
    nothing: object = "" if item.is_text else np.nan
    answered = np.sum(list(usable.values()), axis=0) >= item.enough
    value = np.full(len(answered), nothing, dtype=object if item.is_text else float)
    value[answered] = nothing if item.otherwise is None else item.otherwise
    for case in reversed(item.cases or []):
        holds = np.all([matches(columns[name], codes) for name, codes in case.where.items()], axis=0)
        value[holds] = case.value
    return _series(value, columns)


def _series(value: np.ndarray, columns: dict[str, pd.Series]) -> pd.Series:
    return pd.Series(value, index=next(iter(columns.values())).index)


def _variable(item: Derived, label: str, first: Variable) -> Variable:
    text = item.is_text or (item.first_of is not None and first.is_text)
    labels = first.labels if item.first_of is not None else {}
    return Variable(item.id, label, text, "A255" if text else "F8.2", "", labels, (), 255 if text else 8)


def check_derived(codebook: Codebook, files: Iterable[SurveyFile], findings: Findings) -> None:
    """A finding for each derived variable whose name a file has, or that adds up texts."""
    for file in files:
        for item in codebook.derived:
            place = f"derived.{item.id}"
            if file.find(item.id):
                findings.add(
                    "error",
                    "derived_name",
                    place,
                    f"'{item.id}' is a variable of {file.path.name}",
                    advice="Give the derived variable another 'id'",
                )
            texts = [
                name
                for name in item.sources
                if (known := file.find(name)) is not None and file.variables[known].is_text
            ]
            numbers = [name for name in item.sources if file.find(name) and name not in texts]
            if texts and (item.way in ("sum_of", "mean_of") or (item.first_of and numbers)):
                findings.add(
                    "error",
                    "derived_text",
                    place,
                    f"'{texts[0]}' is a text in {file.path.name}",
                    advice=(
                        "Make numbers of its texts first, with 'cases'"
                        if item.first_of is None
                        else f"'{numbers[0]}' is a number: make all texts, or all numbers, with 'cases'"
                    ),
                )
