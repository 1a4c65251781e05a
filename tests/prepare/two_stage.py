"""The two-stage survey of tests/golden/designs.csv as Respondents, under each of the designs that designs.R
names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.codebook.samples import Replicates
from monitor.prepare.respondents.respondents import Design, Respondents
from tests.prepare.panel import GOLDEN, answers, levels, numbered

REPLICATES: dict[str, dict[str, object]] = {
    "JK1": {"method": "JK1"},
    "JK1_scaled": {"method": "JK1", "scale": 0.8},
    "JKn": {"method": "JKn", "scale": 1.0, "rscales": [0.5] * 16},
    "JKn_mse": {"method": "JKn", "scale": 1.0, "rscales": [0.5], "mse": True},
    "BRR": {"method": "BRR"},
    "Fay": {"method": "Fay", "rho": 0.3},
    "bootstrap": {"method": "bootstrap"},
    "bootstrap_mse": {"method": "bootstrap", "scale": 0.04, "mse": True},
    "JK2": {"method": "JK2"},
    "JK2_mse": {"method": "JK2", "mse": True},
    "ACS": {"method": "ACS"},
    "SDR": {"method": "successive-difference"},
    "other": {"method": "other", "scale": 0.7, "rscales": np.linspace(0.5, 1.25, 16).tolist()},
    "other_mse": {"method": "other", "scale": 0.1, "rscales": [1.0], "mse": True},
}
COLUMNS = {
    "JK2": "JKn",
    "JK2_mse": "JKn",
    "ACS": "bootstrap",
    "SDR": "bootstrap",
    "other": "JK1",
    "other_mse": "BRR",
}
"""Whose columns stand in for those of a sort that designs.csv does not have (replicates.R)."""


def two_stage(name: str, wave: int = 2023) -> Respondents:
    """One wave under the design that designs.R calls `name`."""
    frame = pd.read_csv(GOLDEN / "designs.csv", dtype={"a": str})
    frame = frame[frame.wave == wave].reset_index(drop=True)
    return Respondents(
        wave=str(wave),
        group="all",
        design=_design(name, frame),
        levels={
            "a": levels(frame.a, ["x", "y", "z"], {"xy": ("x", "y")}),
            "b": levels(frame.b, ["north", "south"]),
        },
        answers=[
            answers("yes", "share", {"": frame.yes}),
            answers("score", "mean", {"": frame.score}, median=True),
        ],
        person=frame.id.to_numpy(),
    )


def _design(name: str, frame: pd.DataFrame) -> Design:
    weight = frame.weight.to_numpy()
    if name in REPLICATES:
        kind = Replicates(columns=f"{name.split('_')[0]}*", **REPLICATES[name])  # type: ignore[arg-type]
        columns = COLUMNS.get(name, kind.method)
        weights = frame.filter(regex=f"^{columns}[0-9]+$").to_numpy()
        return Design(weight, replicate_weights=weights, replicates=kind)
    strata, psu, ssu = numbered(frame.stratum), numbered(frame.psu), numbered(frame.ssu)
    person, total = numbered(frame.person), frame.N1.to_numpy(dtype=np.float64)
    second, third = frame.N2.to_numpy(dtype=np.float64), np.full(len(frame), 5.0)
    if name.startswith("lonely"):
        return Design(weight, numbered(frame.lonely), (psu,), single_cluster=name.removeprefix("lonely_"))
    return {
        "weights": Design(weight),
        "nested": Design(weight, strata, (psu,)),
        "fpc_strata": Design(weight, strata, fpc=(total * 40,)),
        "fpc_clusters": Design(weight, strata, (psu,), (total,)),
        "fpc_fraction": Design(weight, strata, (psu,), (2 / total,)),
        "two_stage": Design(weight, strata, (psu, ssu), (total, second)),
        "three_stage": Design(weight, strata, (psu, ssu, person), (total, second, third)),
        "three_stage_people": Design(weight, strata, (psu, ssu), (total, second, third)),
        "panel_weights": Design(weight),
        "panel_strata": Design(weight, strata),
        "panel_clusters": Design(weight, strata, (psu,)),
    }[name]
