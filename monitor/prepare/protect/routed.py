"""Questions that were put to some because of an earlier answer: their bases tell who gave it, and two of them
who gave neither's, so these are published to the nearest five."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.codes import FEW
from monitor.prepare.respondents.respondents import Answers, Respondents

EXACT, FIVES = 1, 5
NEARLY = 0.9
"""So large a part of those who were put a question answered the other too: some answers are missing."""


def base_units(cells: pd.DataFrame, people: Sequence[Respondents], codebook: Codebook) -> np.ndarray:
    """int (rows,): the unit of each `n`: 5 where all who answered another question too, nearly everybody,
    gave one answer to it, or did not give it; for questions with a weight of their own, where somebody of the
    sample has no level of some breakdown; a pool as its members; else 1."""
    coarse = {
        (one.wave, one.group, name) for one in people for name in (*_routed(one), *_weighted_apart(one))
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


def _routed(people: Respondents) -> list[str]:
    """The indicators of a sample that only those with one answer to another were asked."""
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
    return [name for names, told in zip(bases.values(), routed, strict=True) for name in names if told]


def _given(item: Answers) -> np.ndarray:
    """float32 (who answered, answers): which answer each gave; of a mean of a few answers these, of others
    nothing."""
    values = item.values[item.valid]
    if item.kind != "mean":
        return values.astype(np.float32)
    codes = np.unique(values)
    return (values == codes).astype(np.float32) if len(codes) <= FEW else np.zeros((len(values), 0))
