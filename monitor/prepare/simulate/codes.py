"""The codes in which a simulated file holds its answers, and their labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.codebook import AnyIndicator, Codes, Distribution, Mean, Multiple, Range, Share, text_in
from monitor.locale import say

NOT_APPLICABLE, DONT_KNOW, NO_ANSWER = 97, 98, 99
WIDER = 900
"""Added to these codes where the scale itself reaches them."""
YES, NO = 1, 2


def missing_from(indicator: AnyIndicator) -> int:
    """What is added to the missing codes of this indicator."""
    wide = (
        isinstance(indicator, Mean) and indicator.scale is not None and indicator.scale.max >= NOT_APPLICABLE
    )
    return WIDER if wide else 0


def missing_labels(indicator: AnyIndicator, language: str) -> dict[int | float, str]:
    """The user-missing codes of this indicator, by code."""
    words = {NOT_APPLICABLE: "not_applicable", DONT_KNOW: "dont_know", NO_ANSWER: "no_answer"}
    return {code + missing_from(indicator): say(f"simulate.{word}", language) for code, word in words.items()}


def coded(indicator: AnyIndicator, held: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """float64 (n,): answers as the file's codes; where an answer has several codes, they are handed out in
    equal parts."""
    if isinstance(indicator, Mean):
        return np.round(held, 2)
    draws = random.random(len(held))
    codes = np.full(len(held), np.nan)
    for position, choices in _choices(indicator).items():
        picked = np.array(choices)[(draws * len(choices)).astype(int)]
        codes = np.where(held == position, picked, codes)
    return codes


def _choices(indicator: AnyIndicator) -> dict[int, list[float]]:
    """By answer (0 and 1, or the category's position): its codes."""
    if isinstance(indicator, Distribution):
        return {index: _numbers(item.codes) for index, item in enumerate(indicator.categories)}
    if isinstance(indicator, Share):
        return {0: _numbers(indicator.false or [NO]), 1: _numbers(indicator.true)}
    return {0: [0.0], 1: [1.0]}


def _numbers(codes: Codes) -> list[float]:
    return [float(code) for code in codes if not isinstance(code, Range)]


def value_labels(
    indicator: AnyIndicator, scale: Mapping[int | float, str], language: str
) -> dict[int | float, str]:
    """Labels by code: those of `scale`, else what the codebook says; and the missing codes."""
    labels: dict[int | float, str] = {}
    if scale:
        labels = dict(scale)
    elif isinstance(indicator, Multiple):
        labels = {0: say("simulate.not_mentioned", language), 1: say("simulate.mentioned", language)}
    elif isinstance(indicator, Distribution):
        single = [(item, _numbers(item.codes)) for item in indicator.categories if len(item.codes) == 1]
        labels = {codes[0]: text_in(item.label, language, language) for item, codes in single}
    elif isinstance(indicator, Share):
        labels = {YES: say("simulate.yes", language), NO: say("simulate.no", language)}
    return {**labels, **missing_labels(indicator, language)}
