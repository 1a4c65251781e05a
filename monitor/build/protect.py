"""What may be shown: the primary rules of disclosure control, then everything that would give a hidden number away."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from monitor.build.protect_contrasts import exposed_counts, protect_contrasts
from monitor.codebook.models import Codebook

KEYS = ["indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]
CELL = ["indicator", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]
NUMBERS = ["n", "estimate", "se", "ci_low", "ci_high", "df", "deff"]
INTERNAL = ["count", "effective_n", "sum_weights", "unreliable"]
HIDDEN = ("too_few", "protected", "not_asked")


@dataclass(frozen=True)
class Report:
    """What was hidden and why, and what the audit found."""

    cells: int
    hidden: dict[str, int] = field(default_factory=dict)
    """Hidden rows by status."""

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for the build report and the store."""
        return asdict(self)


@dataclass(frozen=True)
class Protected:
    """The rows that may be written: hidden ones keep their key and a status, and no number."""

    cells: pd.DataFrame
    contrasts: pd.DataFrame
    report: Report


def protect(cells: pd.DataFrame, contrasts: pd.DataFrame, codebook: Codebook) -> Protected:
    """Cells and contrasts with a `status`, no number left in a hidden row, and a report."""
    rules = codebook.disclosure
    n, count = cells["n"].to_numpy(), cells["count"].to_numpy()
    kinds = {indicator.id: indicator.kind for indicator in codebook.indicators}
    kind = cells["indicator"].map(kinds).astype(str).to_numpy()

    too_few = n < rules.minimum_base
    exposed = (kind != "mean") & exposed_counts(n, count, rules)
    joint = kind == "distribution"
    if (exposed & joint).any():
        number = cells.loc[joint].groupby(CELL, observed=True, sort=False).ngroup().to_numpy()
        exposed[joint] = (np.bincount(number, weights=exposed[joint]) > 0)[number]

    given = cells["status"].astype(str).to_numpy() if "status" in cells else np.full(len(cells), "")
    if "unreliable" in cells:
        given = np.where(cells["unreliable"].to_numpy(bool) & (given == ""), "unreliable", given)
    status = np.where(given == "not_asked", given, np.where(too_few, "too_few", np.where(exposed, "protected", given)))
    shown = _with_status(cells, status)
    report = Report(len(cells), {name: int((status == name).sum()) for name in HIDDEN})
    return Protected(shown, protect_contrasts(contrasts, cells, np.isin(status, HIDDEN), codebook), report)


def _with_status(cells: pd.DataFrame, status: np.ndarray) -> pd.DataFrame:
    hidden = np.isin(status, HIDDEN)
    shown = cells.drop(columns=[name for name in INTERNAL if name in cells]).copy()
    for name in NUMBERS:
        if name in shown:
            shown[name] = shown[name].astype("Int64" if name == "n" else "float64").mask(hidden)
    shown["status"] = pd.Categorical(status)
    return shown
