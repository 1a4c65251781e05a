"""Numbers about several cells at once, from files to the store: exact ones are R's, published ones tell no
more than their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from monitor.codebook import load_codebook
from monitor.errors import CodebookError
from monitor.prepare.pipeline import build
from monitor.prepare.protect.precision import P_VALUES
from monitor.prepare.write import exact_beside
from monitor.rows import INEQUALITY, Measure
from tests.conftest import GOLDEN

YEARS = (2018, 2020, 2021, 2024)
SCALE = {"min": 0, "max": 12}
POPULATION = {"young": 30, "middle": 45, "old": 25}


def levels(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "label": name.capitalize(), "codes": [at]} for at, name in enumerate(names, 1)]


def book(**more: Any) -> dict[str, Any]:
    drawn = {"weight": "w", "strata": "stratum", "cluster": "psu"}
    return {
        "survey": {"id": "s", "title": "Survey", "languages": ["en", "nl"], "source": "simulated"},
        "waves": [{"id": year} for year in YEARS],
        "groups": [{"id": "g", "label": {"en": "residents", "nl": "inwoners"}}],
        "samples": [
            {"wave": year, "group": "g", "file": "trend.csv", "where": {"year": [year]}, **drawn}
            for year in YEARS
        ],
        "breakdowns": [
            {
                "id": "school",
                "label": {"en": "Education", "nl": "Opleiding"},
                "variable": "school",
                "ordered": True,
                "levels": levels("low", "medium", "high"),
            },
            {
                "id": "age",
                "label": {"en": "Age", "nl": "Leeftijd"},
                "variable": "age",
                "ordered": True,
                "levels": levels("young", "middle", "old"),
            },
        ],
        "indicators": [
            {
                "id": "uses",
                "kind": "share",
                "label": {"en": "Uses an app", "nl": "Gebruikt een app"},
                "subject": {"en": "use an app", "nl": "gebruikt een app"},
                "variable": "uses",
                "true": [1],
                "false": [0],
            },
            {
                "id": "score",
                "kind": "mean",
                "label": "Mark",
                "variable": "score",
                "scale": {"min": 0, "max": 12},
            },
            {
                "id": "kind",
                "kind": "distribution",
                "label": "Opinion",
                "variable": "kind",
                "ordered": True,
                "categories": levels("bad", "fair", "good"),
            },
        ],
        "summaries": {
            "levels": True,
            "trend": True,
            "people": True,
            "quantiles": [0.25, 0.75],
            "standardise": {"by": "age", "population": POPULATION},
            "inequality": ["school"],
        },
    } | more


def written(folder: Path, book: dict[str, Any]) -> Path:
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return folder / "codebook.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("summaries")
    return build(written(folder, book()), GOLDEN, folder / "store")[0]


def table(store: Path, name: str) -> pd.DataFrame:
    """A table of the published store; `exact` is the researcher's of summaries, hidden ones with them."""
    if name == "exact":
        beside = exact_beside(store)
        sql = "SELECT * FROM summary WHERE status = '' UNION ALL SELECT * FROM hidden_summary"
    else:
        beside, sql = store, f"SELECT * FROM {name}"
    with duckdb.connect(str(beside), read_only=True) as connection:
        return connection.execute(sql).df()


def test_a_trend_equals_r(store: Path) -> None:
    expected = pd.read_csv(GOLDEN / "expected_trend.csv", dtype={"level": str}, keep_default_na=False)
    found = table(store, "exact").query("measure == 'trend' and breakdown1 != 'age'")
    names = {"": "", "low": "1", "medium": "2", "high": "3"}
    found = found.assign(level=found["level1"].map(names))
    both = expected.merge(found, on=["indicator", "level"], suffixes=("_r", ""))
    assert len(both) == len(expected) == 8
    for name in ("estimate", "se", "df", "p"):
        np.testing.assert_allclose(both[name], both[f"{name}_r"], rtol=1e-8, err_msg=name)


def test_every_measure_is_made(store: Path) -> None:
    found = table(store, "summary")
    assert set(found["measure"]) == {str(one) for one in Measure} - {Measure.PER}
    assert (found["status"] == "").mean() > 0.8


def test_published_numbers_follow_from_published_cells(store: Path) -> None:
    cells = table(store, "estimate")
    shown = table(store, "summary").query("status == ''")
    one = shown.query("indicator == 'uses' and wave == '2024' and level1 == ''")
    by = dict(list(one.groupby("measure")))
    newest = cells.query("indicator == 'uses' and wave == '2024' and breakdown2 == ''")
    age = newest.query("breakdown1 == 'age'").set_index("level1")["estimate"]
    part = pd.Series(POPULATION) / 100
    assert by["standardised"]["estimate"].item() == pytest.approx(float((part * age).sum()), abs=0.005001)
    school = cells.query(
        "indicator == 'uses' and wave == '2024' and breakdown1 == 'school' and breakdown2 == ''"
    )
    low, high = school.set_index("level1")["estimate"][["low", "high"]]
    assert by["difference"]["estimate"].item() == pytest.approx(high - low)
    assert by["ratio"]["estimate"].item() == pytest.approx(high / low, abs=0.05001)
    assert shown.query("measure == 'levels'")["estimate"].isna().all()
    assert shown["p"].dropna().isin(P_VALUES).all()


def test_published_intervals_never_claim_more_than_exact_ones(store: Path) -> None:
    keys = ["indicator", "category", "wave", "breakdown1", "level1", "measure"]
    shown = table(store, "summary").query("status == ''")
    both = shown.merge(table(store, "exact"), on=keys, suffixes=("", "_x"))
    indices = both[both["measure"].isin([str(one) for one in INEQUALITY])]
    assert len(indices) > 30
    assert (indices["ci_low"] <= indices["ci_low_x"] + 1e-9).all()
    assert (indices["ci_high"] >= indices["ci_high_x"] - 1e-9).all()
    tests = both[both["p"].notna()]
    assert len(tests) > 30 and (tests["p"] >= tests["p_x"]).all()


def test_numbers_of_people_are_no_finer_than_their_share(store: Path) -> None:
    people = table(store, "summary").query("measure == 'people' and status == ''")
    keys = ["indicator", "category", "wave", "breakdown1", "level1"]
    cells = table(store, "estimate").query("breakdown2 == ''")
    both = people.merge(cells, on=keys, suffixes=("", "_c"))
    whole = table(store, "exact").query("measure == 'people'")
    size = whole.groupby(["indicator", "wave", "breakdown1", "level1"])["estimate"].max()
    assert len(both) > 20 and (both["precision"] >= 0.01 * size.max() / 100).all()
    assert ((both["estimate"] / both["precision"]) % 1 == 0).all()


def test_a_ratio_is_published_as_finely_as_its_means(tmp_path: Path) -> None:
    asked = book()
    size = {"id": "size", "kind": "mean", "label": "Size", "variable": "w", "scale": {"min": 0, "max": 100}}
    asked["indicators"] = [asked["indicators"][1], size]
    asked["summaries"] = {"ratios": [{"of": "size", "per": "score"}]}
    store = build(written(tmp_path, asked), GOLDEN, tmp_path / "store")[0]
    keys = ["indicator", "wave", "breakdown1", "level1"]
    both = table(store, "summary").merge(table(store, "exact"), on=keys, suffixes=("", "_x"))
    assert len(both) == 4 * 7 and (both["status"] == "").all() and (both["from"] == "score").all()
    off = abs(both["estimate"] - both["estimate_x"])
    assert (off <= 1.5 * both["precision"] + 1e-9).all(), "of published means, then rounded itself"
    assert (both["precision"] / both["estimate"] >= 0.01).all()


def test_quantiles_are_published_as_medians_are(store: Path) -> None:
    keys = ["indicator", "wave", "breakdown1", "level1", "from"]
    shown = table(store, "summary").query("measure == 'quantile' and status == ''")
    exact = table(store, "exact").query("measure == 'quantile'")
    both = shown.merge(exact, on=keys, suffixes=("", "_x"))
    assert set(both["indicator"]) == {"score"} and len(both) > 20
    assert (abs(both["estimate"] - both["estimate_x"]) <= both["precision"] / 2 + 1e-9).all()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"inequality": ["schol"]}, "no breakdown 'schol'; did you mean 'school'"),
        ({"standardise": {"by": "age", "population": {"young": 1, "old": 1}}}, "no number for 'middle'"),
        ({"standardise": {"by": "age", "population": {"young": -1, "old": 1}}}, "no part below zero"),
        ({"ratios": [{"of": "score", "per": "uses"}]}, "no mean 'uses'"),
        ({"quantiles": [0.01]}, "greater than or equal to 0.1"),
        ({"levles": True}, "unknown key 'levles'; did you mean 'levels'"),
    ],
)
def test_what_can_not_be_asked(tmp_path: Path, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(CodebookError, match=says):
        load_codebook(written(tmp_path, book(summaries=asked)))


def test_inequality_needs_an_order(tmp_path: Path) -> None:
    plain = book()
    del plain["breakdowns"][0]["ordered"]
    with pytest.raises(CodebookError, match="'school' has no order"):
        load_codebook(written(tmp_path, plain))
