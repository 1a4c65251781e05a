"""Survey questions made by chance, of the kinds that a draft once got wrong, each with its right numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.prepare.variant_words import (
    AMOUNTS,
    BODIES,
    CODES,
    ENDS,
    GONE,
    LISTS,
    MARKS,
    ODD,
    OPPOSED,
    REPLACED,
    SCALES,
    SENTINELS,
    TEXTS,
    THINGS,
    TOPS,
    USES,
    YES,
)

ROWS = 500

Random = np.random.Generator

Truth = float | dict[str, float]


@dataclass
class Asked:
    """A question in one wave: codes, labels, and which rows count with which answer."""

    codes: np.ndarray
    label: str = ""
    labels: Mapping[Any, str] = field(default_factory=dict)
    truth: Callable[[np.ndarray], Truth] | None = None
    """The right number, of rows' weights: a mean, or the share of each answer by its label."""


@dataclass
class Variant:
    """A question by wave, under its kind and name."""

    kind: str
    name: str
    waves: list[Asked]
    may_change: bool = True
    """Whether a change between the waves may be stated."""


def shares(answers: np.ndarray) -> Callable[[np.ndarray], Truth]:
    """Of labels; an empty one is outside the base."""
    return lambda weights: {
        label: float(np.average(answers[answers != ""] == label, weights=weights[answers != ""]))
        for label in sorted(set(answers) - {""})
    }


def mean(values: np.ndarray) -> Callable[[np.ndarray], Truth]:
    """Of numbers; NaN is outside the base."""
    here = ~np.isnan(values)
    return lambda weights: float(np.average(values[here], weights=weights[here]))


def yes_no(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """One question, yes and no on other codes in each wave, and refusals on a code of their own, marked as
    some house does."""
    first, mark = str(random.choice(THINGS[lang[0]])), str(random.choice(MARKS))
    asked = []
    for spoken in lang[:waves]:
        yes, no = YES[spoken]
        thing = first if spoken == lang[0] else THINGS[spoken][THINGS[lang[0]].index(first) % 5]
        codes = CODES[random.integers(len(CODES))]
        gone = float(random.choice([9, 8, 99, -1, -8, 7]))
        if gone in codes:
            gone = 98.0
        drawn = random.choice(3, ROWS, p=[0.55, 0.35, 0.1])
        values = np.array([codes[0], codes[1], gone])[drawn].astype(float)
        said = str(random.choice(GONE[spoken]))
        labels = {codes[0]: yes, codes[1]: no, gone: said}
        labels = {code: mark.format(c=int(code), l=label) for code, label in labels.items()}
        answers = np.array([yes, no, ""])[drawn]
        asked.append(Asked(values, USES[spoken].format(x=thing), labels, shares(answers)))
    return Variant(f"yes/no {mark!r}", name, asked)


def scale(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A scale of which only the ends are labelled; in another wave the ends may stand elsewhere."""
    at = int(random.integers(3))
    pairs = [ENDS[random.integers(len(ENDS) - 2)] for _ in range(waves)]
    asked = []
    for spoken, (low, high) in zip(lang, pairs, strict=False):
        stem, low_label, high_label, things = SCALES[spoken]
        label = stem.format(x=things[at])
        values = random.integers(low, high + 1, ROWS).astype(float)
        gone = float(random.choice([99, 98, 77, -9, -5, 888] if high < 77 else [999, 888, -9, -5]))
        out = random.random(ROWS) < 0.06
        labels = {low: low_label, high: high_label, gone: str(random.choice(GONE[spoken]))}
        asked.append(Asked(np.where(out, gone, values), label, labels, mean(np.where(out, np.nan, values))))
    return Variant("scale", name, asked, may_change=len(set(pairs)) == 1)


def opposed(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    first, second, third = OPPOSED[random.integers(len(OPPOSED))]
    labels = [one for one in (first, second, third) if one]
    asked = []
    for _ in range(waves):
        drawn = random.integers(0, len(labels), ROWS)
        answers = np.array(labels)[drawn]
        answers = np.where(answers == "Weet niet", "", answers)
        asked.append(
            Asked(
                drawn + 1.0, f"Status {name}", {at + 1: one for at, one in enumerate(labels)}, shares(answers)
            )
        )
    return Variant(f"opposed {first}/{second}", name, asked)


def odd_negative(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """An amount with a labelled code below zero, whatever its label says."""
    asked = []
    code, said = ODD[random.integers(len(ODD))]
    for _ in range(waves):
        values = random.integers(0, 40, ROWS).astype(float)
        out = random.random(ROWS) < 0.08
        asked.append(
            Asked(
                np.where(out, code, values),
                f"Hours of {name} a week",
                {code: said},
                mean(np.where(out, np.nan, values)),
            )
        )
    return Variant(f"odd {code} {said}", name, asked)


def sentinel(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """An amount with a code for missing that nothing declares."""
    label, low, high, codes = SENTINELS[random.integers(len(SENTINELS))]
    code = float(random.choice(codes))
    asked = []
    for _ in range(waves):
        values = random.integers(low, high + 1, ROWS).astype(float)
        out = random.random(ROWS) < 0.05
        asked.append(Asked(np.where(out, code, values), label, {}, mean(np.where(out, np.nan, values))))
    return Variant(f"sentinel {code:g} in {label}", name, asked)


def amount(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A large whole number that is another for nearly everybody."""
    label, low, high = AMOUNTS[random.integers(len(AMOUNTS))]
    values = [random.choice(np.arange(low, high), ROWS, replace=False).astype(float) for _ in range(waves)]
    return Variant(f"amount {label}", name, [Asked(one, label, {}, mean(one)) for one in values])


def replaced(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A variable that asks another thing in the second wave, under the same long stem."""
    stem, items = REPLACED[random.integers(len(REPLACED))]
    yes, no = ("Yes", "No") if stem.isascii() and "u " not in stem[:14] and stem[0] in "WH" else ("Ja", "Nee")
    asked = []
    for at in range(waves):
        drawn = random.choice(2, ROWS, p=[0.3, 0.7])
        asked.append(
            Asked(drawn + 1.0, stem.format(x=items[at]), {1: yes, 2: no}, shares(np.array([yes, no])[drawn]))
        )
    return Variant(f"replaced {items}", name, asked, may_change=waves == 1)


def texts(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """Texts that would get one id."""
    words = TEXTS[random.integers(len(TEXTS))]
    asked = []
    for _ in range(waves):
        answers = random.choice(np.array(words, dtype=object), ROWS)
        asked.append(Asked(answers, f"Soort {name}", {}, shares(answers)))
    return Variant(f"texts {words}", name, asked)


def twins(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """Two codes with one label in one wave."""
    drawn = [random.integers(1, 5, ROWS) for _ in range(waves)]
    labels = {1: "Huisarts", 2: "Anders", 3: "Specialist", 4: "Anders"}
    names = {1: "Huisarts", 2: "Anders (2)", 3: "Specialist", 4: "Anders (4)"}
    asked = [
        Asked(
            one.astype(float),
            f"Wie hielp u met {name}?",
            labels,
            shares(np.array([names[code] for code in one])),
        )
        for one in drawn
    ]
    return Variant("twins", name, asked)


def places(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A long list of names: no mean, whatever else."""
    count = int(random.choice([30, 60, 130, 400]))
    labels = {code: f"Plaats {chr(65 + code % 26)}{code}" for code in range(1, count + 1)}
    asked = [
        Asked(random.integers(1, count + 1, ROWS).astype(float), f"Place of {name}", labels)
        for _ in range(waves)
    ]
    return Variant(f"list of {count}", name, asked)


def listed(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A closed list with several codes that are no answer."""
    label, answers, gone = LISTS[random.integers(len(LISTS))]
    codes = [*answers, *gone]
    part = 0.12 / len(gone)
    asked = []
    for _ in range(waves):
        share = [0.88 / len(answers)] * len(answers) + [part] * len(gone)
        values = random.choice(np.array(codes, dtype=float), ROWS, p=share)
        asked.append(
            Asked(
                values,
                label,
                answers | gone,
                shares(np.array([answers.get(int(code), "") for code in values])),
            )
        )
    return Variant(f"list {label}", name, asked)


def top_coded(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """An amount of which the ends have a label, and are amounts."""
    label, low, high, labels = TOPS[random.integers(len(TOPS))]
    values = [random.integers(low, high + 1, ROWS).astype(float) for _ in range(waves)]
    return Variant(f"top {label}", name, [Asked(one, label, labels, mean(one)) for one in values])


def body(random: Random, lang: list[str], name: str, waves: int) -> Variant:
    """A weight in kilos, which weighs nobody."""
    label = str(random.choice(BODIES))
    values = [random.normal(76, 12, ROWS).round(int(random.integers(2))) for _ in range(waves)]
    return Variant(
        f"body {label}",
        str(random.choice(["gewicht", "weight", "kg", "poids", name])),
        [Asked(one, label, {}, mean(one)) for one in values],
    )


MAKERS = (
    listed,
    listed,
    listed,
    top_coded,
    body,
    yes_no,
    yes_no,
    yes_no,
    scale,
    scale,
    opposed,
    opposed,
    odd_negative,
    sentinel,
    sentinel,
    amount,
    replaced,
    texts,
    twins,
    places,
)
