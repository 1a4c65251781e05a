"""The reference panel of tests/golden as Respondents, recoded here by hand so that only the arithmetic is
tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def panel(wave: int, design: str = "weights", **changes: object) -> Respondents:
    """One wave of the panel under one of the reference's four designs."""
    frame, _ = pyreadstat.read_sav(str(GOLDEN / f"panel_{wave}.sav"))
    frame = frame[frame.wgt > 0].reset_index(drop=True)
    return respondents(frame, str(wave), design, **changes)


def numbered(values: pd.Series) -> np.ndarray:
    """0-based numbers of the values."""
    return pd.factorize(values, sort=True)[0].astype(np.int64)


def levels(values: pd.Series, ids: list[str], nets: dict[str, tuple[str, ...]] | None = None) -> Levels:
    """Membership by name."""
    code = pd.Categorical(values, categories=ids).codes.astype(np.int16)
    return Levels(tuple(ids), code, nets or {})


def answers(indicator: str, kind: str, columns: dict[str, pd.Series], median: bool = False) -> Answers:
    """Columns with NaN where there is no answer."""
    values = pd.DataFrame(columns)
    valid = values.notna().all(axis=1).to_numpy()
    dtype = np.float64 if kind == "mean" else np.uint8
    return Answers(
        indicator, kind, tuple(columns), values.fillna(0).to_numpy().astype(dtype), valid, median=median
    )


def respondents(frame: pd.DataFrame, wave: str, design: str, **changes: object) -> Respondents:
    """The panel's indicators and breakdowns."""
    drawn: dict[str, object] = {
        "weight": frame.wgt.to_numpy() if design != "none" else np.ones(len(frame)),
        "weighted": design != "none",
    }
    if design in ("strata", "clusters"):
        drawn["strata"] = numbered(frame.region)
    if design == "clusters":
        drawn["clusters"] = (numbered(frame.ward),)
    age = pd.cut(frame.age, [17, 39, 64, 200], labels=["18-39", "40-64", "65+"]).astype(str)
    edu = frame.edu.map({1: "1", 2: "2", 3: "3"})
    portal = frame.portal.map({1: 1.0, 2: 0.0})
    opinion = {str(k): (frame.opinion == k).astype(float).where(frame.opinion.notna()) for k in range(1, 6)}
    return Respondents(
        wave=wave,
        group="panel",
        design=Design(**{**drawn, **changes}),  # type: ignore[arg-type]
        levels={
            "edu": levels(edu, ["1", "2", "3"], {"low": ("1", "2")}),
            "age3": levels(age, ["18-39", "40-64", "65+"]),
            "sector": levels(frame.sector, ["ggz", "wijk", "ziekenhuis"]),
        },
        answers=[
            answers("portal", "share", {"": portal}),
            answers("score", "mean", {"": frame.score}, median=True),
            answers("opinion", "distribution", opinion),
            answers("source", "multiple", {name: frame[f"src_{name}"] for name in "abc"}),
        ],
        person=frame.id.to_numpy(),
    )
