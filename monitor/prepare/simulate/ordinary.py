"""What is simulated of a question or a breakdown that the assumptions say nothing about: ordinary values,
without meaning, so that adding one to the codebook is enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from monitor.codebook import AnyIndicator, Breakdown, Codebook, Distribution, Mean, Multiple
from monitor.errors import BuildError, nearest
from monitor.prepare.simulate.assumptions import Answer

PERCENT = 40.0
"""Of a share, or of an option."""


def ordinary_answer(indicator: AnyIndicator, group: str, waves: Iterable[str]) -> Answer:
    """Of a share or option 40 percent, of a mean the middle of its scale, of a distribution equal parts; in
    every wave."""
    if isinstance(indicator, Distribution):
        size = len(indicator.categories)
        return Answer(because=["plain"], split={group: dict.fromkeys(waves, [100 / size] * size)})
    if isinstance(indicator, Mean):
        middle = (indicator.scale.min + indicator.scale.max) / 2 if indicator.scale else 5.0
        return Answer(because=["plain"], score={group: dict.fromkeys(waves, middle)})
    return Answer(because=["plain"], percent={group: dict.fromkeys(waves, PERCENT)})


def ordinary_levels(breakdown: Breakdown, size: int, random: np.random.Generator) -> pd.Categorical:
    """The level of each of `size` people, in parts that are equal within one person."""
    levels = [level.id for level in breakdown.levels]
    codes = random.permutation(np.arange(size) % len(levels))
    return pd.Categorical.from_codes(codes, categories=pd.Index(levels, dtype="str"))


def refuse_strangers(answers: Mapping[str, Answer], book: Codebook) -> None:
    """BuildError where the assumptions set a question that the codebook does not have: a name misspelt on
    either side would go unnoticed now."""
    known: list[str] = []
    for item in book.indicators:
        options = item.options if isinstance(item, Multiple) else []
        known += [item.id, *(f"{item.id}.{option.id}" for option in options)]
    for key in answers:
        if key not in known:
            raise BuildError(
                f"data/simulation/assumptions.yaml: answers has '{key}', which the codebook does not ask; "
                f"most like it: '{nearest(key, known)}'"
            )
