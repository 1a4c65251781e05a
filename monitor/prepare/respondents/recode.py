"""From a file's columns to Respondents: codes become answers, levels and weights, and whatever doesn't fit
becomes a finding."""

from __future__ import annotations

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
    replicate_columns,
)
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.columns import Columns
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents, Tally

if TYPE_CHECKING:
    from monitor.prepare.files.survey_file import SurveyFile


def recode(
    sample: Sample, frame: pd.DataFrame, file: SurveyFile, codebook: Codebook, findings: Findings
) -> tuple[Respondents | None, list[Tally]]:
    """The sample's Respondents and what became of each indicator; None where nobody is left. Findings are
    added on the way."""
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
        return None, []
    weight = _weight(sample, columns, where, findings)
    if weight is None:
        return None, []
    columns, weight = columns.keep(weight > 0), weight[weight > 0]
    _check_ids(sample, columns, where, findings)
    levels = {
        item.id: _levels(item, item.variable_in(sample.wave, sample.group) or "", columns, where, findings)
        for item in breakdowns_here(codebook, sample.wave, sample.group)
        if (item.variable_in(sample.wave, sample.group) or "") in columns
    }
    answers, tallies = [], []
    for indicator in asked_here(codebook, sample.wave, sample.group):
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
    design = _design(sample, columns, weight, file, where, findings)
    return Respondents(sample.wave, sample.group, design, levels, answers, file.simulated, person), tallies


def _weight(sample: Sample, columns: Columns, where: str, findings: Findings) -> np.ndarray | None:
    """float64 (n,): zero for whoever is not in the sample; None where no weight can be used."""
    if sample.weight is None:
        return np.ones(columns.size)
    if sample.weight not in columns:
        return None
    weight = columns.numbers(sample.weight)
    missing, zero, negative = np.isnan(weight), weight == 0, weight < 0
    if missing.any():
        findings.add(
            "warning",
            "weight_missing",
            where,
            f"weight '{sample.weight}' is missing",
            missing.sum(),
            "These are not in the sample",
        )
    if zero.any():
        findings.add(
            "warning",
            "weight_zero",
            where,
            f"weight '{sample.weight}' is zero",
            zero.sum(),
            "These are not in the sample",
        )
    if negative.any():
        findings.add(
            "error",
            "weight_negative",
            where,
            f"weight '{sample.weight}' is below zero",
            negative.sum(),
            "Correct it in the file",
        )
    if not (weight > 0).any():
        findings.add(
            "error",
            "weight_none",
            where,
            f"weight '{sample.weight}' is above zero for nobody",
            advice="Name another 'weight'",
        )
        return None
    return np.where(missing | negative, 0.0, weight)


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


def _design(
    sample: Sample, columns: Columns, weight: np.ndarray, file: SurveyFile, where: str, findings: Findings
) -> Design:
    def numbered(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
        column = columns[name]
        gone = absent(column)
        if gone.any():
            findings.add(
                "error",
                "design_missing",
                where,
                f"'{name}' of the design is missing",
                gone.sum(),
                "Everyone needs a value",
            )
        number, labels = pd.factorize(column, sort=True, use_na_sentinel=False)
        return number.astype(np.int64), tuple(str(label) for label in labels)

    strata = numbered(sample.strata) if sample.strata and sample.strata in columns else (None, ())
    clusters = [numbered(name) for name in sample.clusters if name in columns]
    corrections = []
    for item in sample.corrections:
        values = (
            np.full(columns.size, float(item))
            if not isinstance(item, str)
            else columns.numbers(item)
            if item in columns
            else None
        )
        if values is None:
            continue
        if np.isnan(values).any() or (values <= 0).any():
            wrong = int(np.sum(~(values > 0)))
            findings.add(
                "error",
                "fpc",
                where,
                f"finite-population correction '{item}' is missing or not above zero",
                wrong,
            )
        corrections.append(values)
    names = [name for name in replicate_columns(sample, file) if name in columns]
    if sample.replicates and not names:
        findings.add(
            "error",
            "replicates",
            where,
            f"no variable answers to '{sample.replicates.columns}'",
            advice="Correct 'columns'",
        )
    replicates = np.column_stack([columns.numbers(name) for name in names]) if names else None
    if replicates is not None and np.isnan(replicates).any():
        findings.add(
            "error",
            "replicates",
            where,
            "replicate weights are missing",
            np.isnan(replicates).any(axis=1).sum(),
        )
    return Design(
        weight=weight,
        strata=strata[0],
        clusters=tuple(number for number, _ in clusters),
        fpc=tuple(corrections),
        replicate_weights=replicates,
        replicates=sample.replicates,
        single_cluster=sample.single_cluster,
        weighted=sample.weight is not None,
        strata_labels=strata[1],
        cluster_labels=tuple(labels for _, labels in clusters),
    )


def _levels(breakdown: Breakdown, name: str, columns: Columns, where: str, findings: Findings) -> Levels:
    column = columns[name]
    code = np.full(columns.size, -1, dtype=np.int16)
    for index, level in enumerate(breakdown.levels):
        hit = matches(column, level.codes)
        both = hit & (code >= 0)
        if both.any():
            message = f"level '{level.id}' of '{breakdown.id}' overlaps another"
            findings.add(
                "error", "level_overlap", where, message, both.sum(), "Each code belongs to one level"
            )
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
    got_it = np.ones(columns.size, dtype=bool)
    if indicator.base:
        for name, codes in indicator.base.where.items():
            if name not in columns:
                return None
            got_it &= matches(columns[name], codes)
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
        return Answers(indicator.id, "share", ("",), (true & valid).astype(np.uint8)[:, None], valid)
    assert isinstance(indicator, Distribution)
    named = [code for category in indicator.categories for code in category.codes]
    usable = _usable(indicator, name, named, columns, tally) & got_it
    hits = np.column_stack([matches(column, category.codes) for category in indicator.categories])
    hits &= np.cumsum(hits, axis=1) == 1
    valid = usable & hits.any(axis=1)
    _tell_outside(column, usable & ~valid, place, name, "categories", findings)
    ids = [category.id for category in indicator.categories]
    values = _with_nets(hits & valid[:, None], ids, {net.id: net.of for net in indicator.nets})
    return Answers(
        indicator.id,
        "distribution",
        (*ids, *(net.id for net in indicator.nets)),
        values,
        valid,
        exclusive=len(ids),
    )


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
