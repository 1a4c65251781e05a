"""Which differences may be shown: those whose every side may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook, Disclosure
from monitor.prepare.estimate.cell_index import FIELDS, SIDES, CellIndex
from monitor.prepare.protect.codes import apart
from monitor.rows import Over, Status

BETWEEN = (Over.WAVES, Over.GROUPS)
"""Differences between cells of which one may be of a sample that was not asked; there is no row for these."""
NUMBERS = ["difference", "se", "ci_low", "ci_high", "df", "p", "p_adjusted"]


def protect_contrasts(
    contrasts: pd.DataFrame,
    cells: pd.DataFrame,
    hidden: np.ndarray,
    silent: np.ndarray,
    codebook: Codebook,
) -> pd.DataFrame:
    """The differences with a `status`, and no number where a side is `hidden`; `cells` still has its counts.
    With a `silent` side, bool (cells,) as `hidden`, there is no row, as there is none where nobody is in the
    base."""
    shown = contrasts.copy()
    if not len(shown):
        return shown
    index = CellIndex(cells)
    closed = np.zeros(len(shown), dtype=bool)
    nobody = np.zeros(len(shown), dtype=bool)
    n = cells["n"].to_numpy()
    for kind, rows in by_kind(shown):
        part = shown.iloc[rows]
        for side in sides(kind, part, codebook):
            at = index.find(side, len(part))
            closed[rows] |= (at < 0) | hidden[at]
            nobody[rows] |= (at >= 0) & silent[at]
            if kind in BETWEEN:
                nobody[rows] |= (at >= 0) & ~hidden[at] & (n[at] == 0)
        if kind == Over.REST:
            closed[rows] |= _small_rest(part, cells, index, codebook)
            for name in _codes(cells):
                closed[rows] |= _small_rest(part.assign(category=name), cells, index, codebook, named=name)
    _close_pools(shown, closed, codebook)
    given = shown["status"] if "status" in shown else pd.Series("", index=shown.index)
    for name in NUMBERS:
        if name in shown:
            shown[name] = shown[name].mask(closed)
    shown["status"] = marked(given, closed, Status.PROTECTED)
    return shown[~nobody] if nobody.any() else shown


def depth_of(contrasts: pd.DataFrame) -> np.ndarray:
    """int (rows,): by how many breakdowns the cells of each difference are told apart."""
    return np.sum([(contrasts[name] != "").to_numpy() for name in ("breakdown1", "breakdown2")], axis=0)


def by_kind(contrasts: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Each kind of difference, with the positions of its rows."""
    over = contrasts["over"].astype("category").cat
    for code, kind in enumerate(over.categories):
        rows = np.flatnonzero(over.codes.to_numpy() == code)
        if len(rows):
            yield str(kind), rows


def marked(status: pd.Series, where: np.ndarray, name: str) -> pd.Categorical:
    """The statuses, with this one where there was none."""
    column = status.astype("category").cat
    kinds = list(dict.fromkeys(["", *(str(kind) for kind in column.categories), name]))
    codes = np.array([kinds.index(str(kind)) for kind in column.categories] or [0])[column.codes.to_numpy()]
    return pd.Categorical.from_codes(
        np.where((codes == 0) & where, kinds.index(name), codes), categories=pd.Index(kinds, dtype="str")
    )


def _close_pools(shown: pd.DataFrame, closed: np.ndarray, codebook: Codebook) -> None:
    """Closes a pooled difference where that of a member is closed: the others' and the mean would tell it."""
    pools = [group for group in codebook.groups if group.pool]
    if not pools:
        return
    names = ["indicator", "category", "wave", *SIDES, "over", "from", "to"]
    same = shown.groupby(names, observed=True, sort=False, dropna=False).ngroup().to_numpy()
    for group in pools:
        members = shown["group"].isin(group.pool.of if group.pool else []).to_numpy()
        told = np.bincount(same[members & closed], minlength=same.max() + 1) > 0
        closed |= (shown["group"] == group.id).to_numpy() & told[same]


def sides(over: str, part: pd.DataFrame, codebook: Codebook) -> list[dict[str, pd.Series | str]]:
    """The cells that a difference is made of; a reader who has all but one has that one too.

    First what is taken away, then what it is taken from; of a gap the earlier pair, then the later one.
    """
    own: dict[str, pd.Series | str] = {name: part[name] for name in (*FIELDS, *SIDES)}
    if over == Over.WAVES:
        return [own | {"wave": part["from"]}, own | {"wave": part["to"]}]
    if over == Over.GROUPS:
        return [own | {"group": part["from"]}, own | {"group": part["to"]}]
    if over == Over.INDICATORS:
        return [own | {"indicator": part["from"]}, own | {"indicator": part["to"]}]
    if over == Over.LEVELS:
        return [own | {"level1": part["from"]}, own | {"level1": part["to"]}]
    if over == Over.REST:
        return [own | {"level1": part["to"]}, own | {"breakdown1": "", "level1": ""}]
    ends = _ends(part, codebook)
    return [own | {"wave": part[wave]} | end for wave in ("from", "to") for end in ends]


def other_levels(
    part: pd.DataFrame, index: CellIndex, codebook: Codebook, sample: Mapping[str, str] | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the rest of each row is made of, one level at a time: (rows,) twice, the cell of that level (of
    the row's own sample, or of `sample`) and whether it is one of the others."""
    own: dict[str, pd.Series | str] = {name: part[name] for name in (*FIELDS, *SIDES)} | dict(sample or {})
    coded = index.coded(own, len(part))
    for breakdown in codebook.breakdowns:
        rows = np.flatnonzero((part["breakdown1"] == breakdown.id).to_numpy())
        here = {name: code[rows] for name, code in coded.items()}
        levels = part["to"].iloc[rows]
        for level in breakdown.levels if len(rows) else ():
            among = [level.id, *(net.id for net in breakdown.nets if level.id in net.of)]
            at, other = np.full(len(part), -1), np.zeros(len(part), dtype=bool)
            at[rows] = index.find({**here, "level1": level.id}, len(rows))
            other[rows] = ~levels.isin(among).to_numpy() & (at[rows] >= 0)
            yield at, other


def _ends(part: pd.DataFrame, codebook: Codebook) -> list[dict[str, pd.Series | str]]:
    """The two ends of each gap: levels of its breakdown, or, without one, the two sides of a process."""
    gaps = {item.id: (item.gap.from_, item.gap.to) for item in codebook.breakdowns if item.gap}
    actual = {process.possible: process.actual for process in codebook.processes}
    breakdown, indicator = part["breakdown1"].astype(str), part["indicator"].astype(str)
    levels = [breakdown.map({name: pair[end] for name, pair in gaps.items()}).fillna("") for end in (0, 1)]
    other = indicator.map(actual).where(breakdown == "", indicator).fillna("")
    return [{"level1": levels[0], "indicator": other}, {"level1": levels[1], "indicator": indicator}]


def _codes(cells: pd.DataFrame) -> list[str]:
    """The answers to means that are counted one by one."""
    return [str(name) for name in apart(cells)[1]["category"].unique()]


def _small_rest(
    part: pd.DataFrame, cells: pd.DataFrame, index: CellIndex, codebook: Codebook, named: str = ""
) -> np.ndarray:
    """bool (rows,): whether everybody else with a level is itself too small a cell, or holds too small a
    category; of means, `named`."""
    rules = codebook.disclosure
    n, count = (cells[name].to_numpy().astype(np.int64) for name in ("n", "count"))
    rest_n, rest_count = np.zeros(len(part), dtype=np.int64), np.zeros(len(part), dtype=np.int64)
    for at, other in other_levels(part, index, codebook):
        rest_n[other] += n[at[other]]
        rest_count[other] += count[at[other]]
    exposed = exposed_counts(rest_n, rest_count, rules)
    kinds = part["indicator"].astype(str).map({item.id: item.kind for item in codebook.indicators})
    exposed &= (kinds == "mean").to_numpy() if named else (kinds != "mean").to_numpy()
    if named:
        return exposed
    joint = (kinds == "distribution").to_numpy()
    if joint.any():
        names: Sequence[str] = ["indicator", "wave", "group", *SIDES, "to"]
        number = part.groupby(list(names), observed=True, sort=False).ngroup().to_numpy()
        whole = np.bincount(number, weights=exposed) > 0
        exposed = np.where(joint, whole[number], exposed)
    return exposed | (rest_n < rules.minimum_base)


def exposed_counts(n: np.ndarray, count: np.ndarray, rules: Disclosure) -> np.ndarray:
    """bool: whether a category, or its complement, holds at least one respondent and fewer than may be
    shown."""
    others = n - count
    return ((count > 0) & (count < rules.smallest_count)) | ((others > 0) & (others < rules.smallest_count))
