"""Totals of questions with a rare answer: published alone, in a unit that leaves open how many gave it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.precision import rounded
from monitor.prepare.respondents.respondents import Respondents
from monitor.rows import Status


def faint_rows(hiding: Hiding, people: Sequence[Respondents], rows: int) -> np.ndarray:
    """float (rows,): of a total that is published faintly the design effect of the weights alone, n Σw² /
    (Σw)² (Kish, Survey Sampling, 1965, 8.2), which whoever knows these knows; else NaN."""
    found = np.full(rows, np.nan)
    effect = {
        (one.wave, one.group, item.indicator): _kish(one.design.weight[item.valid])
        for one in people
        for item in one.answers
    }
    for place, number in np.argwhere(hiding.faint):
        unit = hiding.store.units[number]
        found[hiding.store.row[place, unit.rows]] = effect[unit.wave, unit.group, unit.indicator]
    return found


def _kish(weight: np.ndarray) -> float:
    return float(len(weight) * (weight**2).sum() / weight.sum() ** 2)


def at_an_end(cells: pd.DataFrame, published: np.ndarray) -> np.ndarray:
    """bool (rows,): faint rows that are published as 0 or 100 % though somebody, or not everybody, gave the
    answer; their exact standard errors would tell how many."""
    value = cells["estimate"].to_numpy(np.float64)
    ends = (value > 0) & (value < 1) & ((published <= 0) | (published >= 1))
    result: np.ndarray = ends & np.isfinite(cells["faint"].to_numpy(np.float64))
    return result


def faint_status(cells: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """(rows,): the status of each row if it is published faintly."""
    value, unit = (cells[name].to_numpy(np.float64) for name in ("estimate", "unit"))
    few = cells["n"].to_numpy(np.float64) / cells["faint"].to_numpy(np.float64)
    ends = at_an_end(cells, rounded(value, unit))
    unsure = np.where(ends, few < codebook.reliability.effective_n, cells["unreliable"].to_numpy(bool))
    return np.where(unsure, Status.UNRELIABLE, Status.SHOWN)
