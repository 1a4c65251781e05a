"""Pooled rows beside the rows of their members: how far one moves with the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.estimate.cell_index import FIELDS, CellIndex
from monitor.prepare.protect.tables import PLACE


@dataclass(frozen=True)
class Pool:
    """The rows of one pooled group beside those of its members."""

    row: np.ndarray
    """int (rows,): the pooled row that a row of a member is part of, or -1."""
    times: np.ndarray
    """(rows,): how many times further a member's estimate moves than the pool's."""


def pools_of(cells: pd.DataFrame, codebook: Codebook) -> Iterator[Pool]:
    """Each pooled group."""
    groups = [group for group in codebook.groups if group.pool]
    index = CellIndex(cells) if groups else None
    weight = cells["sum_weights"].to_numpy(np.float64)
    for group in groups:
        rows = np.flatnonzero((cells["group"] == group.id).to_numpy())
        if index is None or group.pool is None or not len(rows):
            continue
        part = cells.iloc[rows]
        key = {name: part[name] for name in (*FIELDS, *PLACE)}
        at = np.array([index.find(key | {"group": member}, len(rows)) for member in group.pool.of])
        there = (at >= 0) & (weight[at] > 0)
        heavy = np.where(there, weight[at] if group.pool.method == "respondents" else 1.0, 0.0)
        row, times = np.full(len(cells), -1), np.ones(len(cells))
        for member, mass, some in zip(at, heavy, there, strict=True):
            row[member[some]] = rows[some]
            times[member[some]] = heavy.sum(axis=0)[some] / mass[some]
        yield Pool(row, times)
