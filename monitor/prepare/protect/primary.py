"""The primary rules alone: enough for a researcher's own look, not for publication."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.codes import apart
from monitor.prepare.protect.contrasts import exposed_counts, protect_contrasts
from monitor.prepare.protect.rules import Protected, Report, with_status
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import HIDDEN, Status


def primary(
    cells: pd.DataFrame,
    contrasts: pd.DataFrame,
    codebook: Codebook,
    people: Sequence[Respondents] = (),
    summaries: pd.DataFrame | None = None,
) -> Protected:
    """Cells and contrasts without the numbers of cells that are too small by themselves; what others tell of
    these is not looked at."""
    cells, _ = apart(cells)
    n, count = (cells[name].to_numpy(np.int64) for name in ("n", "count"))
    kinds = cells["indicator"].astype(str).map({item.id: item.kind for item in codebook.indicators})
    counted = (kinds != "mean").to_numpy()
    status = np.where(cells["unreliable"].to_numpy(bool), Status.UNRELIABLE, "").astype(object)
    status[counted & exposed_counts(n, count, codebook.disclosure)] = Status.PROTECTED
    status[n < codebook.disclosure.minimum_base] = Status.TOO_FEW
    status[n == 0] = Status.NOT_ASKED
    hidden = np.isin(status, HIDDEN)
    differences = protect_contrasts(contrasts, cells, hidden, np.zeros(len(cells), dtype=bool), codebook)
    report = Report(len(cells), {"by the primary rules alone": int(hidden.sum())}, {}, (0, len(differences)))
    return Protected(with_status(cells, status), differences, report)
