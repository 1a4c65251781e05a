"""Differences between samples of their own: each wave with every earlier one, and each two groups of a wave,
in the same cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.difference import independent
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.estimate.contrast import TESTED, comparable
from monitor.rows import KEYS, Over, Status


def between_waves(
    estimates: pd.DataFrame, codebook: Codebook, linked: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    """One row for each cell and pair of waves, later minus earlier; without numbers across a break in the
    wording.

    Waves are taken to be independent; where people return, the rows of panel_contrasts in `linked` stand for
    them.
    """
    known = _linked(estimates, linked)
    indicator = estimates["indicator"].cat
    for one, other, from_, to in _pairs(estimates, "wave", codebook.wave_ids):
        keep = ~np.isin(from_ * len(estimates) + to, known)
        from_, to = from_[keep], to[keep]
        same = np.array(
            [comparable(codebook, str(name), one, other) for name in indicator.categories], dtype=bool
        )
        broken = ~same[indicator.codes.to_numpy()[to]]
        yield _rows(estimates, Over.WAVES, (one, other), from_, to, broken)


def between_groups(estimates: pd.DataFrame, codebook: Codebook) -> Iterator[pd.DataFrame]:
    """One row for each cell of a wave and pair of groups that share no member."""
    members = {group.id: set(group.pool.of if group.pool else [group.id]) for group in codebook.groups}
    for one, other, from_, to in _pairs(estimates, "group", list(members)):
        if members[one] & members[other]:
            continue
        yield _rows(estimates, Over.GROUPS, (one, other), from_, to, np.zeros(len(to), dtype=bool)).assign(
            group=pd.Categorical.from_codes(
                np.zeros(len(to), dtype=np.int8), categories=pd.Index([""], dtype="str")
            )
        )


def _pairs(
    estimates: pd.DataFrame, along: str, order: Sequence[str]
) -> Iterator[tuple[str, str, np.ndarray, np.ndarray]]:
    """(one, other, rows of one, rows of other) for each two values of a key, in the same cell but for it."""
    code = np.zeros(len(estimates), dtype=np.int64)
    for key in KEYS:
        if key != along:
            column = estimates[key].cat
            code = code * len(column.categories) + column.codes.to_numpy()
    values = list(estimates[along].cat.categories)
    rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name in order:
        if name in values:
            at = np.flatnonzero(estimates[along].cat.codes.to_numpy() == values.index(name))
            at = at[np.argsort(code[at], kind="stable")]
            rows[name] = code[at], at
    for one, other in combinations(rows, 2):
        (codes, at), (others, to) = rows[one], rows[other]
        place = np.minimum(np.searchsorted(codes, others), len(codes) - 1)
        same = codes[place] == others
        if same.any():
            yield one, other, at[place[same]], to[same]


def _linked(estimates: pd.DataFrame, linked: pd.DataFrame) -> np.ndarray:
    """The pairs of rows of `estimates` that are tested already, each pair as one number."""
    tested = linked[linked["over"] == Over.WAVES]
    if not len(tested):
        return np.empty(0, dtype=np.int64)
    index = CellIndex(estimates)
    own: dict[str, pd.Series | str] = {name: tested[name] for name in KEYS}
    from_, to = (index.find(own | {"wave": tested[end]}, len(tested)) for end in ("from", "to"))
    return np.where((from_ >= 0) & (to >= 0), from_ * len(estimates) + to, -1)


def _rows(
    estimates: pd.DataFrame,
    over: Over,
    ends: tuple[str, str],
    from_: np.ndarray,
    to: np.ndarray,
    broken: np.ndarray,
) -> pd.DataFrame:
    """The tested differences, rows `to` minus rows `from_`; those that are `broken` have no number."""
    sides = (estimates[name].to_numpy()[rows] for rows in (from_, to) for name in ("estimate", "se", "df"))
    numbers = independent(*sides)._asdict()
    said = {"over": over, "from": ends[0], "to": ends[1]}
    fixed = {
        name: pd.Categorical.from_codes(np.zeros(len(to), np.int8), pd.Index([text], dtype="str"))
        for name, text in said.items()
    }
    status = pd.Categorical.from_codes(
        broken.astype(np.int8), pd.Index([Status.SHOWN, Status.NOT_COMPARABLE], dtype="str")
    )
    keys = estimates[KEYS].iloc[to].reset_index(drop=True)
    return keys.assign(
        **fixed, status=status, **{name: np.where(broken, np.nan, numbers[name]) for name in TESTED}
    )
