"""Questions that were put to some because of an earlier answer: their bases tell who gave it, and two of them
who gave neither's, so these are published to the nearest five."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.files.columns import own_variables
from monitor.prepare.protect.codes import FEW
from monitor.prepare.protect.variables import CHANCE, MOST_PUT
from monitor.prepare.respondents.respondents import Answers, Respondents

EXACT, FIVES = 1, 5
NEARLY = 0.9
"""So large a part of those who were put a question answered the other too: some answers are missing."""


def base_units(cells: pd.DataFrame, people: Sequence[Respondents], codebook: Codebook) -> np.ndarray:
    """int (rows,): the unit of each `n`: 5 where all who answered another question too, nearly everybody,
    gave one answer to it, or did not give it; where all with some answer to another were put it, and others
    were not; where the codebook names a filter that no shown answer tells; for questions with a weight of
    their own, where somebody of the sample has no level of some breakdown; a pool as its members; else 1."""
    coarse = {
        (one.wave, one.group, name)
        for one in people
        if one.answers
        for name in (*_routed(one), *_weighted_apart(one), *_filtered(one, people, codebook))
    }
    for pool in codebook.groups:
        if pool.pool:
            coarse |= {(wave, pool.id, name) for wave, group, name in coarse if group in pool.pool.of}
    if not coarse:
        return np.full(len(cells), EXACT)
    keys = ["wave", "group", "indicator"]
    number = cells.groupby(keys, observed=True, sort=False).ngroup().to_numpy()
    first = cells[keys].iloc[np.unique(number, return_index=True)[1]].astype(str)
    unit = [FIVES if key in coarse else EXACT for key in first.itertuples(index=False, name=None)]
    return np.array(unit)[number]


def _weighted_apart(people: Respondents) -> list[str]:
    """The indicators of questions with a weight of their own, which are proven apart from the others, where
    somebody has no level."""
    without = any((levels.code < 0).any() for levels in people.levels.values())
    return [item.indicator for item in people.answers] if people.weighting is not None and without else []


def _filtered(one: Respondents, people: Sequence[Respondents], codebook: Codebook) -> list[str]:
    """The indicators whose filter is a derived variable, or one that no share, distribution or option of the
    sample shows: their bases alone tell who gave which answers. Levels of breakdowns are no secret."""
    asked, sample = {item.indicator for item in one.answers}, (one.wave, one.group)
    where = {item.id: item.base.where for item in codebook.indicators if item.base and item.id in asked}
    if not any(where.values()):
        return []
    levels = {breakdown.variable_in(*sample) for breakdown in codebook.breakdowns}
    shown = {
        name.lower()
        for other in people
        if (other.wave, other.group) == sample
        for item in other.answers
        if item.kind != "mean"
        for name in own_variables(codebook.indicator[item.indicator], *sample)
    } - {item.id.lower() for item in codebook.derived}
    told = shown | {name.lower() for name in levels if name}
    return [id for id, names in where.items() if not {name.lower() for name in names} <= told]


def _routed(people: Respondents) -> list[str]:
    """The indicators of a sample that only those with one answer to another were asked, or all of those and
    not all others."""
    bases: dict[bytes, list[str]] = {}
    for item in people.answers:
        bases.setdefault(item.valid.tobytes(), []).append(item.indicator)
    masks = np.array([np.frombuffer(base, dtype=bool) for base in bases]).astype(np.float32)
    size = masks.sum(axis=1)
    routed = np.zeros(len(masks), dtype=bool)
    for item in people.answers:
        given = _given(item)
        if not given.size:
            continue
        answered = masks[:, item.valid]
        inside, both = answered @ given, answered.sum(axis=1)[:, None]
        some = (given.any(axis=0) & ~given.all(axis=0)) & (both >= NEARLY * size[:, None]) & (both > 0)
        routed |= (some & ((inside == both) | (inside == 0))).any(axis=1)
        put, size_of = both / item.valid.sum(), given.sum(axis=0)
        every = (inside == size_of) & (size_of > 0) & (put <= MOST_PUT) & (put**size_of < CHANCE)
        routed |= every.any(axis=1)
    return [name for names, told in zip(bases.values(), routed, strict=True) for name in names if told]


def _given(item: Answers) -> np.ndarray:
    """float32 (who answered, answers): which answer each gave; of a mean of a few answers these, of others
    nothing."""
    values = item.values[item.valid]
    if item.kind != "mean":
        return values.astype(np.float32)
    codes = np.unique(values)
    return (values == codes).astype(np.float32) if len(codes) <= FEW else np.zeros((len(values), 0))
