"""Estimates equal R's survey package, to 1e-8 relative."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate
from tests.prepare.panel import GOLDEN, panel

PLAN = [Grouping(), Grouping("edu"), Grouping("age3"), Grouping("sector"), Grouping("edu", "age3")]
NUMBERS = ["n", "sum_weights", "estimate", "se", "ci_low", "ci_high", "df"]


@pytest.mark.parametrize("design", ["none", "weights", "strata", "clusters"])
@pytest.mark.parametrize("wave", [2021, 2023, 2024])
def test_panel(wave: int, design: str) -> None:
    expected = pd.read_csv(
        GOLDEN / "expected_estimates.csv",
        dtype={"level": str, "by": str, "category": str},
        keep_default_na=False,
        na_values=["NA"],
    )
    expected = expected[(expected.wave == wave) & (expected.design == design)]
    expected = expected.assign(category=expected.category.where(expected.indicator != "portal", ""))
    found = estimate(panel(wave, design), PLAN)
    named = found.astype(dict.fromkeys(("level1", "level2", "breakdown1", "breakdown2"), str))
    found = found.assign(
        by=(named.breakdown1 + "," + named.breakdown2).str.strip(","),
        level=(named.level1 + "," + named.level2).str.strip(","),
    )
    both = expected.merge(
        found,
        on=["indicator", "category", "by", "level"],
        suffixes=("_r", ""),
        how="left",
        validate="one_to_one",
    )
    assert len(both) == len(expected) > 100
    inside = (both["count"] > 0) & (both["count"] < both.n) | (both.indicator == "score")
    for name in NUMBERS:
        wanted, got = both[f"{name}_r"], both[name]
        bound = name.startswith("ci_")
        asked = wanted.notna() & (inside if bound else True)
        # R's glm stops iterating at a deviance that changes by 1e-8, so its bounds of shares are that exact
        # themselves.
        tolerance = np.where(bound & (both.indicator != "score"), 2e-7, 1e-8)[asked]
        wrong = (got - wanted).abs()[asked] > tolerance * wanted.abs()[asked] + 1e-15
        assert not wrong.any(), (name, both[asked][wrong])
