"""Differences equal R's survey package, to 1e-8 relative."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitor.codebook import Codebook
from monitor.difference import holm, independent
from monitor.difference import tested as t_test
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.contrast import gap_changes, level_contrasts, panel_contrasts
from monitor.prepare.estimate.estimates import estimate
from tests.prepare.panel import GOLDEN, panel
from tests.prepare.two_stage import two_stage

DIFFERENCES = pd.read_csv(GOLDEN / "expected_differences.csv", dtype=str, keep_default_na=False)
CONTRASTS = pd.read_csv(
    GOLDEN / "expected_contrasts.csv", dtype=dict.fromkeys(["by", "level"], str), keep_default_na=False
)


def codebook(
    breakdowns: dict[str, list[str]],
    indicators: list[str],
    waves: list[str],
    gaps: dict[str, tuple[str, str]],
) -> Codebook:
    """The least that says which levels there are, and which two make the gap."""
    return Codebook.model_validate(
        {
            "survey": {"id": "reference", "title": "Reference"},
            "waves": [{"id": wave} for wave in waves],
            "groups": [{"id": group, "label": group} for group in ("panel", "all")],
            "samples": [{"wave": waves[0], "group": "all", "file": "none.sav"}],
            "breakdowns": [
                {
                    "id": name, "label": name, "variable": name,
                    "levels": [{"id": level, "label": level, "codes": [level]} for level in levels],
                    **({"gap": {"from": gaps[name][0], "to": gaps[name][1]}} if name in gaps else {}),
                }
                for name, levels in breakdowns.items()
            ],
            "indicators": [{"id": name, "label": name, "variable": name, "kind": "share",
            "true": [1]} for name in indicators],
        }
    )  # fmt: skip


PANEL = codebook({"edu": ["1", "2", "3"]}, ["portal", "score"], ["2021", "2023", "2024"], {"edu": ("1", "3")})
TWO_STAGE = codebook(
    {"a": ["x", "y", "z"], "b": ["north", "south"]}, ["yes", "score"], ["2023", "2024"], {"a": ("x", "z")}
)
PLAN = [Grouping(), Grouping("a"), Grouping("b"), Grouping("a", "b")]


@pytest.mark.parametrize("design", ["none", "weights", "strata", "clusters"])
def test_levels_of_the_panel(design: str) -> None:
    expected = DIFFERENCES[(DIFFERENCES.design == design) & (DIFFERENCES.kind == "levels")]
    found = pd.concat(
        [level_contrasts(panel(wave, design), PANEL, [Grouping("edu")]) for wave in (2021, 2023, 2024)]
    )
    found = found[(found.over == "levels") & found.indicator.isin(["portal", "score"])].astype(
        {"from": str, "to": str, "wave": str}
    )
    expected = expected.assign(
        indicator=expected.indicator.str.removesuffix("_yes"),
        **{end: expected[end].str.removeprefix("edu=") for end in ("from", "to")},
    )
    both = expected.merge(
        found, on=["indicator", "wave", "from", "to"], suffixes=("_r", ""), how="left", validate="one_to_one"
    )
    assert len(both) == 18
    for name in ("difference", "se"):
        np.testing.assert_allclose(both[name], both[f"{name}_r"].astype(float), rtol=1e-8)


@pytest.mark.parametrize("name", [name for name in CONTRASTS.design.unique() if not name.startswith("panel")])
def test_levels_and_rests(name: str) -> None:
    expected = CONTRASTS[CONTRASTS.design == name]
    found = level_contrasts(two_stage(name), TWO_STAGE, PLAN)
    named = found.astype(dict.fromkeys(("breakdown1", "breakdown2", "level2", "from", "to"), str))
    named = named[named.breakdown1 == "a"].assign(by=named.breakdown2, level=named.level2)
    expected = expected[(expected.by == "") | (expected.by == "b") & (expected.over == "levels")]
    both = expected.merge(
        named, on=["indicator", "over", "by", "level", "from", "to"], suffixes=("_r", ""), how="left"
    )
    assert len(both) >= 12
    for column in ("difference", "se", "df"):
        np.testing.assert_allclose(both[column], both[f"{column}_r"], rtol=1e-8, err_msg=column)
    np.testing.assert_allclose(
        both["p"], 2 * stats.t.sf((both.difference / both.se).abs(), both.df), rtol=1e-8
    )
    np.testing.assert_allclose(
        both["ci_high"] - both["difference"], stats.t.ppf(0.975, both.df) * both.se, rtol=1e-8
    )


@pytest.mark.parametrize("name", ["panel_weights", "panel_strata", "panel_clusters"])
def test_waves_in_which_people_return(name: str) -> None:
    expected = CONTRASTS[CONTRASTS.design == name]
    found = panel_contrasts(two_stage(name), two_stage(name, 2024), TWO_STAGE, PLAN)
    assert found is not None
    assert (
        len(found[found.breakdown2 == "b"]) == 2 * 4 * 2
    )  # two indicators, three levels and a net of a, two levels of b
    found = found[found.breakdown2 == ""]
    named = found.astype(dict.fromkeys(("breakdown1", "level1", "from", "to"), str)).rename(
        columns={"breakdown1": "by", "level1": "level"}
    )
    both = expected.merge(
        named, on=["indicator", "over", "by", "level", "from", "to"], suffixes=("_r", ""), how="left"
    )
    assert len(both) == 6
    for column in ("difference", "se", "df"):
        np.testing.assert_allclose(both[column], both[f"{column}_r"], rtol=1e-8, err_msg=column)


def test_independent_waves() -> None:
    cells = {
        wave: estimate(panel(wave), [Grouping()]).set_index(["indicator", "category"])
        for wave in (2021, 2023, 2024)
    }
    expected = DIFFERENCES[(DIFFERENCES.design == "weights") & (DIFFERENCES.kind == "waves")]
    for row in expected.to_dict("records"):
        one, other = (
            cells[int(row[end])].loc[row["indicator"].removesuffix("_yes"), ""] for end in ("from", "to")
        )
        found = independent(one.estimate, one.se, one.df, other.estimate, other.se, other.df)
        np.testing.assert_allclose(found[:2], [float(row["difference"]), float(row["se"])], rtol=1e-8)
        assert min(one.df, other.df) < found.df < one.df + other.df


@pytest.mark.parametrize("design", ["weights", "clusters"])
def test_the_change_of_a_gap_is_the_difference_of_two_gaps(design: str) -> None:
    levels = pd.concat(
        [level_contrasts(panel(wave, design), PANEL, [Grouping("edu")]) for wave in (2021, 2024)]
    )
    found = gap_changes(
        levels.astype(dict.fromkeys(["wave", "indicator", "category", "group"], "category")), PANEL
    )
    rows = DIFFERENCES[
        (DIFFERENCES.design == design) & (DIFFERENCES["from"] == "edu=1") & (DIFFERENCES["to"] == "edu=3")
    ]
    for indicator in ("portal", "score"):
        gaps = (
            rows[rows.indicator.str.removesuffix("_yes") == indicator]
            .set_index("wave")
            .astype({"difference": float, "se": float})
        )
        change = found[(found.indicator == indicator) & (found.category == "")].iloc[0]
        np.testing.assert_allclose(
            change.difference, gaps.difference["2024"] - gaps.difference["2021"], rtol=1e-8
        )
        np.testing.assert_allclose(change.se, np.hypot(gaps.se["2024"], gaps.se["2021"]), rtol=1e-8)
        assert (change.over, change["from"], change.to, change.level1, change.status) == (
            "gap",
            "2021",
            "2024",
            "1..3",
            "",
        )


def test_holm_as_r_adjusts() -> None:
    # R 4.2.2: p.adjust(c(.01, .04, .03, .005, .2), "holm")
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005, 0.2]), [0.04, 0.09, 0.09, 0.025, 0.2])
    assert holm([]) == []
    with_gap = holm([0.03, float("nan"), 0.02])
    np.testing.assert_allclose(with_gap, [0.04, np.nan, 0.04])


def test_a_difference_without_a_standard_error_is_not_tested() -> None:
    found = t_test(0.0, 0.0, 30)
    assert np.isnan([found.ci_low, found.ci_high, found.p]).all()
    assert isinstance(t_test(0.1, 0.05, 30).p, float)
