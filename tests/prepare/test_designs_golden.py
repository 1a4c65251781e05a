"""Designs that the reference panel lacks equal R's survey package, to 1e-8 relative
(tests/golden/designs.R, replicates.R)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate
from monitor.prepare.estimate.intervals import unanimous_interval
from tests.prepare.panel import GOLDEN
from tests.prepare.two_stage import two_stage

TEXT = dict.fromkeys(["design", "indicator", "category", "by", "level"], str)
EXPECTED = pd.concat(
    pd.read_csv(GOLDEN / f"expected_{name}.csv", dtype=TEXT, keep_default_na=False, na_values=["NA", "NaN"])
    for name in ("designs", "replicates")
)
PLAN = [Grouping(), Grouping("a"), Grouping("b"), Grouping("a", "b")]


def compared(name: str, reference: str) -> pd.DataFrame:
    """R's rows (suffix _r) beside ours."""
    found = estimate(two_stage(name), PLAN)
    named = found.astype(dict.fromkeys(["level1", "level2", "breakdown1", "breakdown2"], str))
    found = found.assign(
        by=(named.breakdown1 + "," + named.breakdown2).str.strip(","),
        level=(named.level1 + "," + named.level2).str.strip(","),
    )
    expected = EXPECTED[EXPECTED.design == reference]
    both = expected.merge(
        found,
        on=["indicator", "category", "by", "level"],
        suffixes=("_r", ""),
        how="left",
        validate="one_to_one",
    )
    assert len(both) >= 25
    return both


@pytest.mark.parametrize("name", [*EXPECTED.design.unique(), "three_stage_people"])
def test_estimates(name: str) -> None:
    both = compared(name, name.removesuffix("_people"))
    for column in ["n", "sum_weights", "estimate", "se", "ci_low", "ci_high", "df"]:
        asked = both[f"{column}_r"].notna() & np.isfinite(both[f"{column}_r"])
        wrong = ~np.isclose(both[column], both[f"{column}_r"], rtol=1e-8, atol=1e-12) & asked
        assert not wrong.any(), (
            column,
            both.loc[wrong, ["indicator", "category", "by", "level", f"{column}_r", column]],
        )


@pytest.mark.parametrize("name", ["weights", "nested", "fpc_clusters", "two_stage", "JKn", "BRR"])
def test_design_effect(name: str) -> None:
    both = compared(name, name).query("category == ''")
    corrected = both["sum_weights"] > both["n"]
    wanted = both["deff_r"].where(corrected, both["deff_replace"])
    np.testing.assert_allclose(both["deff"], wanted, rtol=1e-8)


def test_a_share_of_one_has_a_korn_graubard_interval() -> None:
    expected = pd.read_csv(GOLDEN / "expected_unanimous.csv")
    n, df = expected.n.to_numpy(dtype=float), expected.df.to_numpy()
    low, high = unanimous_interval(np.ones(len(n), dtype=bool), n, df)
    np.testing.assert_allclose(low, expected.ci_low, rtol=1e-8)
    np.testing.assert_allclose(high, 1.0)
    low, high = unanimous_interval(np.zeros(len(n), dtype=bool), n, df)
    np.testing.assert_allclose(low, 0.0)
    np.testing.assert_allclose(high, 1 - expected.ci_low, rtol=1e-8)


@pytest.mark.parametrize("method", ["beta", "wilson"])
@pytest.mark.parametrize("name", ["weights", "nested", "two_stage", "JK1"])
def test_other_intervals_of_shares(name: str, method: str) -> None:
    expected = pd.read_csv(GOLDEN / "expected_intervals.csv", dtype={"level": str}, keep_default_na=False)
    expected = expected[(expected.design == name) & (expected.method == method)]
    found = estimate(two_stage(name), [Grouping(), Grouping("a")], method).astype({"level1": str})
    found = found[found.indicator == "yes"].rename(columns={"level1": "level"})
    both = expected.merge(found, on="level", suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == 4
    for bound in ("ci_low", "ci_high"):
        np.testing.assert_allclose(both[bound], both[f"{bound}_r"], rtol=1e-8)
