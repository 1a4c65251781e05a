"""Codes that stand in two places of one question: an answer that is both, or that is no answer as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from monitor.codebook import AnyIndicator, Codebook, Distribution, Multiple, Share
from monitor.codebook.base import Code, Codes, Missing, Range
from monitor.prepare.files.findings import Findings

_INFINITE = float("inf")


class _Place(NamedTuple):
    """A key, what a reader of the codebook calls it, and the codes that stand there."""

    key: str
    name: str
    codes: Codes


def check_codes(codebook: Codebook, findings: Findings) -> None:
    """An error for each code that stands in two answers or levels, or in one of them and in `missing`.
    What is missing is taken out before ranges are read, so a missing code inside one is none."""
    for indicator in codebook.indicators:
        key = f"indicators.{indicator.id}"
        _apart(list(_answers(indicator, key)), indicator.missing, findings)
    for breakdown in codebook.breakdowns:
        key = f"breakdowns.{breakdown.id}"
        levels = [_Place(f"{key}.levels", f"'{one.id}'", one.codes) for one in breakdown.levels]
        _apart(levels, breakdown.missing, findings)


def _answers(indicator: AnyIndicator, key: str) -> Iterator[_Place]:
    if isinstance(indicator, Share):
        yield _Place(f"{key}.true", "'true'", indicator.true)
        if indicator.false is not None:
            yield _Place(f"{key}.false", "'false'", indicator.false)
    if isinstance(indicator, Distribution):
        for category in indicator.categories:
            yield _Place(f"{key}.categories", f"'{category.id}'", category.codes)
    if isinstance(indicator, Multiple) and indicator.mentions:
        for option in indicator.options:
            yield _Place(f"{key}.options", f"'{option.id}'", option.codes)


def _apart(places: Sequence[_Place], missing: Sequence[Missing], findings: Findings) -> None:
    for one, other in combinations(places, 2):
        if code := shared(one.codes, other.codes):
            message = f"code {code} stands in {one.name} and in {other.name}"
            advice = f"A code is one answer: correct '{other.key.rpartition('.')[2]}'"
            findings.add("error", "code_twice", other.key, message, advice=advice)
    gone = [code for item in missing for code in item.codes]
    for place in places:
        own: Codes = [code for code in place.codes if not isinstance(code, Range)]
        if code := shared(own, gone):
            message = f"code {code} stands in {place.name} and in 'missing'"
            advice = f"An answer is not missing: correct '{place.key.rpartition('.')[2]}' or 'missing'"
            findings.add("error", "code_twice", place.key, message, advice=advice)


def shared(one: Codes, other: Codes) -> str | None:
    """A code that both lists hold, as it is told; None where they have none in common. How a number is
    spelled makes no difference."""
    for first in one:
        for second in other:
            low, high = max(_from(first), _from(second)), min(_to(first), _to(second))
            if low <= high:
                return f"{low:g}" if low > -_INFINITE else f"{high:g}"
    texts = [{code for code in codes if isinstance(code, str)} for codes in (one, other)]
    return min(texts[0] & texts[1], default=None)


def _from(code: Code | Range) -> float:
    """The lowest value that a code stands for; none that any other has, where it is a text."""
    if isinstance(code, Range):
        return -_INFINITE if code.from_ is None else code.from_
    return _number(code, _INFINITE)


def _to(code: Code | Range) -> float:
    if isinstance(code, Range):
        return _INFINITE if code.to is None else code.to
    return _number(code, -_INFINITE)


def _number(code: Code, otherwise: float) -> float:
    try:
        return float(code)
    except ValueError:
        return otherwise
