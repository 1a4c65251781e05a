"""Linear trends over waves that are samples of their own: the slope of a line through their estimates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.difference import tested
from monitor.prepare.estimate.estimates import MEDIAN
from monitor.rows import KEYS, Measure

FEWEST = 3
"""Waves of a trend; two make a difference."""


def times(waves: Sequence[str]) -> np.ndarray:
    """(waves,): when each was, in years where all are called after one, else in waves."""
    if all(wave.isdecimal() for wave in waves):
        return np.array([float(wave) for wave in waves])
    return np.arange(float(len(waves)))


def coefficients(waves: Sequence[str], codebook: Codebook) -> np.ndarray:
    """(waves,): what each estimate counts in the slope of a least-squares line (R's svycontrast with the
    first orthogonal polynomial, a year)."""
    every = dict(zip(codebook.wave_ids, times(codebook.wave_ids), strict=True))
    apart = np.array([every[wave] for wave in waves])
    apart = apart - apart.mean()
    return np.asarray(apart / (apart**2).sum())


def trends(estimates: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """One row for each total and one-way cell with three waves that may be compared with the newest of them,
    in the columns of Summary; none of people who return, whose waves are no samples of their own."""
    returning = {sample.group for sample in codebook.samples if sample.panel}
    rows = estimates[(estimates["breakdown2"] == "") & (estimates["category"] != MEDIAN)]
    rows = rows[np.isfinite(rows["estimate"]) & ~rows["group"].isin(returning)]
    found = []
    order = {wave: at for at, wave in enumerate(codebook.wave_ids)}
    names = [name for name in KEYS if name not in ("wave", "breakdown2", "level2")]
    for key, line in rows.groupby(names, observed=True, sort=False):
        line = line.assign(at=line["wave"].astype(str).map(order)).sort_values("at")
        newest = str(line["wave"].iloc[-1])
        item = codebook.indicator[str(line["indicator"].iloc[0])]
        same = [item.comparable_waves(str(wave), newest) for wave in line["wave"]]
        line = line[np.array(same, dtype=bool)]
        if len(line) < FEWEST or not (line["se"] > 0).any():
            continue
        waves = [str(wave) for wave in line["wave"]]
        part = coefficients(waves, codebook)
        variance = part**2 * line["se"].to_numpy() ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            df = variance.sum() ** 2 / (variance**2 / line["df"].to_numpy()).sum()
        numbers = tested(float(part @ line["estimate"]), float(np.sqrt(variance.sum())), df)
        found.append(
            dict(zip(names, map(str, key), strict=True))
            | {"wave": newest, "measure": Measure.TREND, "from": waves[0], "to": newest}
            | {"n": int(line["n"].sum()), "estimate": numbers.difference, "se": numbers.se}
            | {"ci_low": numbers.ci_low, "ci_high": numbers.ci_high, "df": numbers.df, "p": numbers.p}
        )
    return pd.DataFrame(found)
