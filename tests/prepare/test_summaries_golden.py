"""What is said of several cells at once equals R's survey, to 1e-8 relative (tests/golden/summaries.R)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.summaries import summaries
from monitor.prepare.respondents.respondents import Respondents
from tests.prepare.panel import GOLDEN, answers
from tests.prepare.two_stage import two_stage

PLAN = [Grouping(), Grouping("a"), Grouping("b")]


def expected(name: str) -> pd.DataFrame:
    return pd.read_csv(
        GOLDEN / f"expected_{name}.csv", dtype={"level": str}, keep_default_na=False, na_values=["NA"]
    )


DESIGNS = list(expected("joint")["design"].unique())


def codebook(**asked: object) -> Codebook:
    """A codebook of which only the summaries matter."""
    book: dict[str, object] = {
        "survey": {"id": "s", "title": "S"},
        "waves": [{"id": 2023}],
        "groups": [{"id": "all", "label": "all"}],
        "samples": [{"wave": 2023, "group": "all", "file": "f"}],
        "breakdowns": [
            {
                "id": name,
                "label": name,
                "variable": name,
                "ordered": True,
                "levels": [{"id": id, "label": id, "codes": [id]} for id in ids],
            }
            for name, ids in (("a", "xyz"), ("b", ("north", "south")))
        ],
        "indicators": [
            {"id": name, "kind": "mean", "label": name, "variable": name} for name in ("score", "size")
        ],
        "summaries": asked,
    }
    return Codebook.model_validate(book)


def people(design: str) -> Respondents:
    """The survey, and its score in three classes."""
    found = two_stage(design)
    frame = pd.read_csv(GOLDEN / "designs.csv")
    score = frame[frame.wave == 2023].reset_index(drop=True).score
    classes = pd.cut(score, [-np.inf, 4.5, 6.5, np.inf], labels=["low", "middle", "high"])
    kinds = {name: (classes == name).astype(float).where(score.notna()) for name in ("low", "middle", "high")}
    kind = replace(answers("kind", "distribution", kinds), exclusive=3)
    size = answers("size", "mean", {"": frame[frame.wave == 2023].reset_index(drop=True).N2.astype(float)})
    return replace(found, answers=[*found.answers, kind, size])


def compared(design: str, name: str, keys: list[str], found: pd.DataFrame) -> pd.DataFrame:
    wanted = expected(name)
    wanted = wanted[wanted["design"] == design]
    both = wanted.merge(found, on=keys, suffixes=("_r", ""), how="left", validate="one_to_one")
    assert len(both) == len(wanted) > 2
    return both


def alike(both: pd.DataFrame, *names: str) -> None:
    for name in names:
        np.testing.assert_allclose(both[name], both[f"{name}_r"], rtol=1e-8, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_test_over_all_levels(design: str) -> None:
    found = summaries(people(design), PLAN, codebook(levels=True))
    found = found[found["breakdown1"] == "a"].assign(statistic=found["estimate"])
    alike(compared(design, "joint", ["indicator"], found), "statistic", "ndf", "df", "p")


@pytest.mark.parametrize("design", DESIGNS)
def test_indices_of_inequality(design: str) -> None:
    found = summaries(people(design), PLAN, codebook(inequality=["a"]))
    found = found[found["indicator"].isin(["yes", "score"])].copy()
    ratio = found["measure"].isin(["ratio", "relative"])
    found["estimate"] = np.where(ratio, np.log(found["estimate"]), found["estimate"])
    alike(compared(design, "indices", ["indicator", "measure"], found), "estimate", "se", "df")


@pytest.mark.parametrize("design", DESIGNS)
def test_numbers_of_people(design: str) -> None:
    found = summaries(people(design), PLAN, codebook(people=True)).rename(columns={"level1": "level"})
    found = found[(found["indicator"] == "yes") & found["breakdown1"].isin(["", "a"])]
    alike(compared(design, "people", ["level"], found), "estimate", "se", "df")


@pytest.mark.parametrize("design", list(expected("standardised")["design"].unique()))
def test_standardised_shares(design: str) -> None:
    population = {"x": 50, "y": 30, "z": 20}
    book = codebook(standardise={"by": "a", "population": population})
    found = summaries(people(design), PLAN, book).rename(columns={"level1": "level"})
    found = found[found["indicator"] == "yes"]
    alike(compared(design, "standardised", ["level"], found), "estimate", "se", "df")


@pytest.mark.parametrize("design", DESIGNS)
def test_quantiles(design: str) -> None:
    found = summaries(people(design), PLAN, codebook(quantiles=[0.1, 0.25, 0.5, 0.75]))
    found = found.rename(columns={"level1": "level", "from": "part"})
    found = found[(found["indicator"] == "score") & (found["breakdown1"] != "b") & (found["level"] != "xy")]
    wanted = expected("quantiles").astype({"part": str})
    wanted = wanted[wanted["design"] == design]
    both = wanted.merge(found, on=["level", "part"], suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(wanted) == 16
    alike(both, "estimate", "df")
    score = pd.read_csv(GOLDEN / "designs.csv").query("wave == 2023")
    least = both["level"].map(score.groupby("a")["score"].min()).fillna(score["score"].min())
    bounded = both[["ci_low_r", "ci_high_r"]].notna().all(axis=1)
    assert (bounded == both[["ci_low", "ci_high"]].notna().all(axis=1)).all()
    above = bounded & (both["ci_low"] > least)  # survey 4.1 takes the second value for the least
    assert above.sum() >= 11
    alike(both[above], "se", "ci_low", "ci_high")


@pytest.mark.parametrize("design", DESIGNS)
def test_ratios_of_totals(design: str) -> None:
    found = summaries(people(design), PLAN, codebook(ratios=[{"of": "score", "per": "size"}]))
    found = found.rename(columns={"level1": "level"})
    found = found[found["breakdown1"].isin(["", "a"]) & (found["level"] != "xy")]
    alike(compared(design, "ratios", ["level"], found), "estimate", "se", "df")
