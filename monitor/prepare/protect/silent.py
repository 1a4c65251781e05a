"""Cells of which no number about several cells has a row, hidden or not: whether there is one would tell
whether anybody is in the base."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.estimate.cell_index import CellIndex
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.tables import PLACE
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import HIDDEN


def silent_cells(
    cells: pd.DataFrame, status: np.ndarray, hiding: Hiding, codebook: Codebook, people: Sequence[Respondents]
) -> np.ndarray:
    """bool (rows,): hidden cells of which the status does not tell whether anybody answered: those with a
    base to the nearest five (`base_unit`), and levels with too few people of a sample of which not everybody
    answered; pools of such."""
    hidden = np.isin(status, HIDDEN)
    found = np.array(cells["base_unit"] > 1)
    one_way = (cells["breakdown1"] != "").to_numpy()
    sizes = {(one.wave, one.group): one.size for one in people}
    for number, unit in enumerate(hiding.store.units):
        everybody = sizes.get((unit.wave, unit.group))
        if hiding.store.n[:, unit.columns[0]].max() == everybody:
            continue
        few = hiding.people(number) < codebook.disclosure.minimum_base
        rows = hiding.store.row[np.ix_(few, unit.rows)]
        some = rows[rows >= 0]
        found[some[one_way[some]]] = True
    found &= hidden
    pools = [(group.id, group.pool.of) for group in codebook.groups if group.pool]
    if not pools:
        return found
    index = CellIndex(cells)
    for id, members in pools:
        at = np.flatnonzero((cells["group"] == id).to_numpy() & hidden)
        keys = {name: cells[name].iloc[at] for name in ("indicator", "category", "wave", *PLACE)}
        for member in members if len(at) else ():
            one = index.find(keys | {"group": member}, len(at))
            found[at] |= (one >= 0) & found[one]
    return found
