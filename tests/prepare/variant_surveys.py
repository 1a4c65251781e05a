"""Surveys of such questions in a layout drawn by chance; and whether a draft is right, or else says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from monitor.codebook import Codebook
from monitor.codebook.base import Range
from tests.prepare.drafted import Drafted
from tests.prepare.variant_words import GONE, NAMES, WEIGHTS
from tests.prepare.variants import MAKERS, ROWS, Asked, Random, Variant


@dataclass
class Made:
    """A survey: its files, what was asked, and the weights of each wave."""

    files: list[Path]
    variants: list[Variant]
    weights: list[np.ndarray]
    weight: str
    layout: str


def made(random: Random, folder: Path, most: int = 7) -> Made:
    """A survey drawn by chance, written into the folder."""
    lang = [str(random.choice(list(GONE)))] * 2
    if random.random() < 0.15:
        lang = [str(one) for one in random.choice(list(GONE), 2, replace=False)]
    waves = int(random.integers(1, 3))
    ending = str(random.choice([".sav", ".sav", ".zsav", ".dta", ".csv", ".xlsx", ".parquet"]))
    pooled = bool(waves == 2 and random.random() < 0.35)
    chosen = random.choice(len(MAKERS), most, replace=False)
    variants = [MAKERS[at](random, lang, f"q{place}", waves) for place, at in enumerate(chosen, 1)]
    if ending in (".csv", ".xlsx", ".parquet", ".dta"):
        variants = [one for one in variants if not one.kind.startswith("texts") or ending == ".parquet"]
    if pooled:
        variants = [one for one in variants if _one_scheme(one)]
    names = {one.name.lower() for one in variants}
    free = [one for one in WEIGHTS if one.lower() not in names]
    weight = str(random.choice(free)) if random.random() < 0.7 else ""
    weights = [random.gamma(4, 0.25, ROWS).round(4) + 0.05 if weight else np.ones(ROWS) for _ in range(waves)]
    frames, labels, values = [], {}, []
    for wave in range(waves):
        columns = {one.name: one.waves[wave].codes for one in variants}
        if weight:
            columns[weight] = weights[wave]
        frames.append(pd.DataFrame(columns))
        labels = {one.name: one.waves[wave].label for one in variants}
        values.append(
            (labels, {one.name: dict(one.waves[wave].labels) for one in variants if one.waves[wave].labels})
        )
    if pooled:
        return _pooled(random, folder, ending, frames, values, variants, weights, weight)
    years = ("2022", "2024")[-waves:]
    called = str(random.choice(NAMES))
    files = [
        _written(folder / f"{called.format(y=year, s=year[2:])}{ending}", frame, *told)
        for year, frame, told in zip(years, frames, values, strict=True)
    ]
    return Made(files, variants, weights, weight, f"{waves} {ending}")


def _one_scheme(variant: Variant) -> bool:
    """Whether both waves have the same labels, so that one file can hold them."""
    first = variant.waves[0]
    return all((one.label, dict(one.labels)) == (first.label, dict(first.labels)) for one in variant.waves)


def _pooled(random, folder, ending, frames, values, variants, weights, weight) -> Made:  # type: ignore[no-untyped-def]
    """Two waves in one file, told apart by a year in some spelling."""
    name = str(random.choice(["jaar", "Onderzoeksjaar", "year", "meting", "survey_year", "wave", "Peiljaar"]))
    as_text = bool(random.random() < 0.3) and ending not in (".csv", ".xlsx")
    for frame, year in zip(frames, (2022, 2024), strict=True):
        frame.insert(0, name, str(year) if as_text else float(year))
    whole = pd.concat(frames, ignore_index=True)
    path = _written(folder / f"trend{ending}", whole, *values[-1])
    return Made([path], variants, weights, weight, f"pooled by {name}{' (text)' if as_text else ''} {ending}")


def _written(
    path: Path, frame: pd.DataFrame, labels: dict[str, str], values: dict[str, dict[Any, str]]
) -> Path:
    if path.suffix in (".sav", ".zsav"):
        pyreadstat.write_sav(
            frame,
            str(path),
            column_labels=[labels.get(name, "") for name in frame],
            variable_value_labels=values,
            compress=path.suffix == ".zsav",
        )
        return path
    if path.suffix == ".dta":
        whole = {name: {int(code): label for code, label in codes.items()} for name, codes in values.items()}
        pyreadstat.write_dta(
            frame,
            str(path),
            column_labels=[labels.get(name, "")[:80] for name in frame],
            variable_value_labels=whole,
        )
        return path
    rows: list[dict[str, object]] = [{"variable": name, "label": label} for name, label in labels.items()]
    rows += [
        {"variable": name, "code": f"{code:g}", "label": label}
        for name, codes in values.items()
        for code, label in codes.items()
    ]
    sheet = pd.DataFrame(rows, columns=["variable", "code", "label"])
    if path.suffix == ".xlsx":
        with pd.ExcelWriter(path) as book:
            frame.to_excel(book, sheet_name="data", index=False)
            sheet.to_excel(book, sheet_name="labels", index=False)
        return path
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, sep=";", decimal=",")
    sheet.to_csv(path.with_suffix(".labels.csv"), index=False)
    return path


def judge(survey: Made, made: Drafted) -> Iterator[str]:
    """What is wrong without a word."""
    book = made.book
    order = [sample.wave for sample in book.samples]
    if len(order) != len(survey.weights):
        yield f"[{survey.layout}] {len(order)} waves: {order}"
        return
    for sample in book.samples:
        if (sample.weight or "") != survey.weight and not _told(made, survey.weight):
            yield f"[{survey.layout}] weight '{sample.weight}', not '{survey.weight}'"
    for variant in survey.variants:
        for place, wave in enumerate(order):
            for wrong in _wrong(variant, place, wave, survey.weights[place], made):
                yield f"[{survey.layout}] {variant.kind}: {wave}: {wrong}"
        if len(order) > 1 and not variant.may_change and _states_a_change(book, variant.name, order):
            yield f"[{survey.layout}] {variant.kind}: a change is stated"


def _wrong(variant: Variant, place: int, wave: str, weights: np.ndarray, made: Drafted) -> Iterator[str]:
    """What is wrong with a question in a wave; nothing where it is a breakdown or in doubt."""
    book, asked = made.book, variant.waves[place]
    items = [
        item
        for item in book.indicators
        if item.kind != "multiple"
        and item.asked_in(wave, "respondents")
        and item.variable_in(wave, "respondents") == variant.name
    ]
    told = _told(made, variant.name)
    by = any(item.variable_in(wave, "respondents") == variant.name for item in book.breakdowns)
    if not items and not by and not told:
        yield "gone without a word"
    elif not items and not by and asked.truth is not None and "labelled" not in told:
        yield f"left out: {told}"
    for item in items:
        wrong = _differs(item, asked, weights)
        if wrong and not _told(made, variant.name, doubts_only=True):
            yield wrong


def _told(made: Drafted, name: str, doubts_only: bool = False) -> str:
    lines = list(made.report.findings)
    if not doubts_only:
        lines += [": ".join(one) for one in made.report.left_out]
    return next((line for line in lines if re.search(rf"\b{re.escape(name)}\b", line)), "")


def _states_a_change(book: Codebook, name: str, order: list[str]) -> bool:
    for item in book.indicators:
        both = all(
            item.asked_in(wave, "respondents") and item.variable_in(wave, "respondents") == name
            for wave in order
        )
        if both and (not item.comparable or any(set(order) <= set(run) for run in item.comparable)):
            return True
    return False


def _in(codes: np.ndarray, listed: list[Any]) -> np.ndarray:
    here = np.zeros(len(codes), dtype=bool)
    for one in listed:
        if isinstance(one, Range):
            here |= (codes >= (one.from_ if one.from_ is not None else -np.inf)) & (
                codes <= (one.to if one.to is not None else np.inf)
            )
        else:
            here |= np.array([_same(code, one) for code in codes])
    return here


def _same(code: object, listed: object) -> bool:
    if isinstance(code, str) or isinstance(listed, str):
        return str(code) == str(listed)
    return float(code) == float(listed)  # type: ignore[arg-type]


def _differs(item: Any, asked: Asked, weights: np.ndarray) -> str:
    """How the draft's numbers differ from the right ones; '' where they don't."""
    if asked.truth is None:
        return "" if item.kind == "distribution" else f"a {item.kind}"
    truth, codes = asked.truth(weights), asked.codes
    gone = _in(codes, [code for one in item.missing for code in one.codes])
    if item.kind == "mean":
        if isinstance(truth, dict):
            return f"a mean, not {truth}"
        got = float(np.average(codes[~gone].astype(float), weights=weights[~gone]))
        return "" if abs(got - truth) < 1e-9 else f"mean {got:.3f}, not {truth:.3f}"
    if not isinstance(truth, dict):
        return f"a {item.kind}, not a mean"
    if item.kind == "share":
        yes = _in(codes, item.true) & ~gone
        base = (yes | _in(codes, item.false)) if item.false else ~gone
        got = float(np.average(yes[base], weights=weights[base]))
        said = next(str(label) for code, label in asked.labels.items() if _in(np.array([code]), item.true)[0])
        own = next(one for one in sorted(truth, key=len, reverse=True) if said.endswith(one))
        return (
            ""
            if len(truth) == 2 and abs(got - truth[own]) < 1e-9
            else f"share {got:.3f} of {said} in {truth}"
        )
    here = {part.label: _in(codes, part.codes) & ~gone for part in item.categories}
    base = np.logical_or.reduce(list(here.values()))
    found = {label: float(np.average(rows[base], weights=weights[base])) for label, rows in here.items()}
    found = {label: value for label, value in found.items() if value}
    same = len(found) == len(truth) and np.allclose(sorted(found.values()), sorted(truth.values()), atol=1e-9)
    return "" if same else f"answers {found}, not {truth}"
