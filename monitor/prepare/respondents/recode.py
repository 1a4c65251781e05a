"""From a file's columns to Respondents: codes become answers, levels and weights, and whatever doesn't fit
becomes a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.codebook import (
    AnyIndicator,
    Breakdown,
    Codebook,
    Codes,
    Distribution,
    Mean,
    Multiple,
    Sample,
    Share,
)
from monitor.prepare.files.columns import (
    absent,
    asked_here,
    breakdowns_here,
    matches,
)
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.columns import Columns
from monitor.prepare.respondents.drawn import design_of, weight_of
from monitor.prepare.respondents.respondents import Answers, Levels, Respondents, Tally

if TYPE_CHECKING:
    from monitor.prepare.files.survey_file import SurveyFile

MOST_CODES = 30
"""Of a variable with more codes than this it is not looked at which of them an answer is."""


def recode(
    sample: Sample, frame: pd.DataFrame, file: SurveyFile, codebook: Codebook, findings: Findings
) -> tuple[list[Respondents], list[Tally]]:
    """The sample's Respondents, once for each of its weights with the answers that have it, its own first,
    and what became of each indicator; none where nobody is left. Findings are added on the way."""
    where = f"{sample.wave}, {sample.group}"
    columns = Columns(frame, file)
    inside = np.ones(columns.size, dtype=bool)
    for name, codes in sample.where.items():
        if name in columns:
            inside &= matches(columns[name], codes)
    columns = columns.keep(inside)
    if columns.size == 0:
        findings.add(
            "warning", "no_rows", where, f"no rows in {sample.file}", advice="Check 'where' and the file"
        )
        return [], []
    found = [
        one
        for id in sample.weighting_ids
        if (one := _weighted(sample.weighted(id), id, columns, file, codebook, findings)) is not None
    ]
    return [people for people, _ in found], [tally for _, tallies in found for tally in tallies]


def _weighted(
    sample: Sample,
    weighting: str | None,
    columns: Columns,
    file: SurveyFile,
    codebook: Codebook,
    findings: Findings,
) -> tuple[Respondents, list[Tally]] | None:
    """Those who have one of a sample's weights, with the answers that have it; None where no one has."""
    where = f"{sample.wave}, {sample.group}" + (f", {weighting}" if weighting else "")
    weight = weight_of(sample, columns, where, findings)
    if weight is None:
        return None
    columns, weight = columns.keep(weight > 0), weight[weight > 0]
    once = findings if weighting is None else Findings()
    _check_ids(sample, columns, where, once)
    levels = {
        item.id: _levels(item, item.variable_in(sample.wave, sample.group) or "", columns, where, once)
        for item in breakdowns_here(codebook, sample.wave, sample.group)
        if (item.variable_in(sample.wave, sample.group) or "") in columns
    }
    answers, tallies = [], []
    for indicator in asked_here(codebook, sample.wave, sample.group):
        if indicator.weighting != weighting:
            continue
        tally = Tally(indicator.id, sample.wave, sample.group)
        answer = _answers(indicator, sample, columns, where, findings, tally)
        if answer is None:
            continue
        tally.valid = int(answer.valid.sum())
        if tally.valid == 0:
            findings.add(
                "warning",
                "unanswered",
                f"{where}, {indicator.id}",
                "nobody answered",
                advice="Was it asked in this wave? If not, say so in 'waves' or 'not_asked'",
            )
        answers.append(answer)
        tallies.append(tally)
    person = columns[sample.id].to_numpy() if sample.panel and sample.id and sample.id in columns else None
    design = design_of(sample, columns, weight, file, where, findings)
    people = Respondents(
        sample.wave, sample.group, design, levels, answers, file.simulated, person, weighting
    )
    return people, tallies


def _check_ids(sample: Sample, columns: Columns, where: str, findings: Findings) -> None:
    if sample.id and sample.id in columns:
        twice = columns[sample.id].duplicated().sum()
        if twice:
            advice = "A panel needs each respondent once" if sample.panel else "Is anyone in the file twice?"
            findings.add(
                "error" if sample.panel else "warning",
                "duplicate_id",
                where,
                f"'{sample.id}' is not unique",
                twice,
                advice,
            )


def _levels(breakdown: Breakdown, name: str, columns: Columns, where: str, findings: Findings) -> Levels:
    column = columns[name]
    code = np.full(columns.size, -1, dtype=np.int16)
    for index, level in enumerate(breakdown.levels):
        hit = matches(column, level.codes)
        both = hit & (code >= 0)
        if both.any():
            message = f"level '{level.id}' of '{breakdown.id}' overlaps another"
            advice = f"Each code belongs to one level: correct 'codes' in breakdowns.{breakdown.id}.levels"
            findings.add("error", "level_overlap", where, message, both.sum(), advice)
        code[hit & (code < 0)] = index
        if not hit.any():
            findings.add(
                "warning",
                "empty_level",
                where,
                f"level '{level.id}' of '{breakdown.id}' is empty",
                advice="Check its 'codes'",
            )
    outside = (code < 0) & ~absent(column) & ~columns.declared_missing(name)
    for missing in breakdown.missing:
        outside &= ~matches(column, missing.codes)
    _tell_outside(column, outside, f"{where}, {breakdown.id}", name, "levels", findings)
    nets = {net.id: tuple(net.of) for net in breakdown.nets}
    return Levels(tuple(level.id for level in breakdown.levels), code, nets)


def _tell_outside(
    column: pd.Series, outside: np.ndarray, where: str, name: str, key: str, findings: Findings
) -> None:
    """A warning on values that are neither an answer nor missing; `key` is what names the answers."""
    if outside.any():
        found = column[outside].value_counts().index[:5]
        shown = ", ".join(
            f"{value:g}" if isinstance(value, float) else f"'{str(value)[:20]}'" for value in found
        )
        advice = f"Name it in '{key}' or as 'missing'; until then it is outside the base"
        findings.add(
            "warning",
            "outside",
            where,
            f"code outside the codebook in '{name}': {shown}",
            outside.sum(),
            advice,
        )


def _usable(indicator: AnyIndicator, name: str, named: Codes, columns: Columns, tally: Tally) -> np.ndarray:
    """bool (n,): answered; what the codebook names as an answer stays one, even where the file calls it
    missing."""
    column = columns[name]
    gone = absent(column)
    usable = ~gone
    counts: dict[str, int] = {"system": int(gone.sum())}
    for missing in indicator.missing:
        hit = matches(column, missing.codes) & usable
        counts[missing.reason] = counts.get(missing.reason, 0) + int(hit.sum())
        usable &= ~hit
    declared = columns.declared_missing(name) & usable
    if named:
        declared &= ~matches(column, named)
    counts["user_missing"] = int(declared.sum())
    for reason, count in counts.items():
        if count:
            tally.missing[reason] = tally.missing.get(reason, 0) + count
    return usable & ~declared


def _answers(
    indicator: AnyIndicator, sample: Sample, columns: Columns, where: str, findings: Findings, tally: Tally
) -> Answers | None:
    put: dict[str, np.ndarray] = {}
    for name, codes in (indicator.base.where if indicator.base else {}).items():
        if name not in columns:
            return None
        put[name] = np.where(absent(columns[name]), -1, matches(columns[name], codes)).astype(np.int8)
    got_it = np.all([np.ones(columns.size, dtype=bool), *(one > 0 for one in put.values())], axis=0)
    found = _recoded(indicator, sample, columns, got_it, where, findings, tally)
    return replace(found, put=put) if found and put else found


def _recoded(
    indicator: AnyIndicator,
    sample: Sample,
    columns: Columns,
    got_it: np.ndarray,
    where: str,
    findings: Findings,
    tally: Tally,
) -> Answers | None:
    """The answers of those whom the question was put to; None where the file lacks its variable."""
    if isinstance(indicator, Multiple):
        return _multiple(indicator, sample, columns, got_it, where, findings, tally)
    name = indicator.variable_in(sample.wave, sample.group) or ""
    if name not in columns:
        return None
    column = columns[name]
    place = f"{where}, {indicator.id}"
    if isinstance(indicator, Mean):
        usable = _usable(indicator, name, [], columns, tally) & got_it
        numbers = columns.numbers(name)
        inside = ~np.isnan(numbers)
        if indicator.scale:
            inside &= (numbers >= indicator.scale.min) & (numbers <= indicator.scale.max)
        _tell_outside(column, usable & ~inside, place, name, "scale", findings)
        valid = usable & inside
        return Answers(
            indicator.id,
            "mean",
            ("",),
            np.where(valid, numbers, 0.0)[:, None],
            valid,
            median=indicator.median,
        )
    if isinstance(indicator, Share):
        usable = (
            _usable(indicator, name, [*indicator.true, *(indicator.false or [])], columns, tally) & got_it
        )
        true = matches(column, indicator.true)
        valid = usable
        if indicator.false is not None:
            valid = usable & (true | matches(column, indicator.false))
            _tell_outside(column, usable & ~valid, place, name, "true' or 'false", findings)
        told = Answers(indicator.id, "share", ("",), (true & valid).astype(np.uint8)[:, None], valid)
        return _with_codes(told, column)
    assert isinstance(indicator, Distribution)
    named = [code for category in indicator.categories for code in category.codes]
    usable = _usable(indicator, name, named, columns, tally) & got_it
    hits = np.column_stack([matches(column, category.codes) for category in indicator.categories])
    hits &= np.cumsum(hits, axis=1) == 1
    valid = usable & hits.any(axis=1)
    _tell_outside(column, usable & ~valid, place, name, "categories", findings)
    ids = [category.id for category in indicator.categories]
    values = _with_nets(hits & valid[:, None], ids, {net.id: net.of for net in indicator.nets})
    names = (*ids, *(net.id for net in indicator.nets))
    return _with_codes(
        Answers(indicator.id, "distribution", names, values, valid, exclusive=len(ids)), column
    )


def _with_codes(answers: Answers, column: pd.Series) -> Answers:
    """The answers with the file's codes, where some of them stand for several and these are not many."""
    code = np.where(answers.valid, pd.factorize(column)[0], -1)
    given = answers.values[answers.valid, : answers.exclusive or 1]
    many = len(np.unique(code[answers.valid]))
    told = int(given.any(axis=0).sum()) + int(not given.any(axis=1).all())
    return replace(answers, code=code.astype(np.int16)) if told < many <= MOST_CODES else answers


def _multiple(
    indicator: Multiple,
    sample: Sample,
    columns: Columns,
    got_it: np.ndarray,
    where: str,
    findings: Findings,
    tally: Tally,
) -> Answers | None:
    """A respondent is in the base when any variable of the set holds an answer: who got the question and
    skipped it holds none. An option that was not offered in this sample is no column, nor is a net of it."""
    chosen: dict[str, np.ndarray] = {}
    answered = np.zeros(columns.size, dtype=bool)
    if indicator.mentions:
        mentions = [name for name in indicator.mentions if name in columns]
        for name in mentions:
            named = [code for option in indicator.options for code in option.codes]
            answered |= _usable(indicator, name, named, columns, tally)
        for option in indicator.options if mentions else ():
            if not option.offered_in(sample.wave, sample.group):
                continue
            chosen[option.id] = np.any([matches(columns[name], option.codes) for name in mentions], axis=0)
    else:
        for option in indicator.options:
            name = option.variable_in(sample.wave, sample.group) or ""
            if name in columns:
                usable = _usable(indicator, name, option.codes, columns, tally)
                answered |= usable
                chosen[option.id] = matches(columns[name], option.codes) & usable
    if not chosen:
        return None
    valid = answered & got_it
    nets = {net.id: net.of for net in indicator.nets if chosen.keys() >= set(net.of)}
    values = _with_nets(np.column_stack(list(chosen.values())) & valid[:, None], list(chosen), nets)
    return Answers(indicator.id, "multiple", (*chosen, *nets), values, valid)


def _with_nets(hits: np.ndarray, ids: list[str], nets: dict[str, list[str]]) -> np.ndarray:
    """uint8 (n, categories + nets)."""
    unions = [hits[:, [ids.index(part) for part in parts]].any(axis=1) for parts in nets.values()]
    return np.column_stack([hits, *unions]).astype(np.uint8) if unions else hits.astype(np.uint8)
