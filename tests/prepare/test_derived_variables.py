"""Variables made of several others: estimates of them equal R, to 1e-8; they are hidden where a part is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from monitor.codebook import Codebook, load_codebook
from monitor.errors import CodebookError
from monitor.export.syntax_r import r_syntax
from monitor.export.syntax_spss import spss_syntax
from monitor.prepare.pipeline import build, check
from monitor.prepare.respondents.derived import with_made
from monitor.prepare.write import exact_beside
from monitor.store import Store, current_store
from monitor.view import parse_view
from tests.conftest import GOLDEN
from tests.export.figures import bare
from tests.export.test_syntax import compare
from tests.export.test_syntax_designs import run_all

DERIVED: list[dict[str, Any]] = [
    {"id": "chained", "cases": [{"value": 1, "where": {"any_two": [1], "s": ["ja"]}}], "otherwise": 0},
    {"id": "first", "label": "First answer", "first_of": ["a", "b", "c"], "missing": [8, 9]},
    {"id": "any_all", "any_of": ["a", "b", "c"], "missing": [8, 9]},
    {"id": "any_two", "any_of": ["a", "b", "c"], "missing": [8, 9], "needs": 2},
    {"id": "total", "sum_of": ["x", "y", "z"], "missing": [99]},
    {"id": "mean_two", "mean_of": ["x", "y", "z"], "missing": [99], "needs": 2},
    {
        "id": "both",
        "cases": [
            {"value": 2, "where": {"a": [1], "b": [1]}},
            {"value": 1, "where": {"a": [1]}},
            {"value": 1, "where": {"b": [1]}},
        ],
        "otherwise": 0,
        "missing": [8, 9],
    },
]


def share(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "share", "label": id.upper(), "variable": id, "true": [1], **more}


def mean(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "mean", "label": id.upper(), "variable": id, **more}


def book(**more: Any) -> dict[str, Any]:
    places = [{"id": str(at), "label": f"Place {at}", "codes": [at]} for at in (1, 2, 3)]
    categories = [{"id": f"both{at}", "label": f"{at} of two", "codes": [at]} for at in (0, 1, 2)]
    return {
        "survey": {"id": "s", "title": "S", "languages": ["en"]},
        "waves": [{"id": "2026"}],
        "groups": [{"id": "g", "label": "people"}],
        "samples": [
            {"wave": "2026", "group": "g", "file": "derived.csv", "weight": "w", "strata": "stratum"}
        ],
        "disclosure": {"minimum_base": 1, "smallest_count": 1, "interval": 1},
        "breakdowns": [{"id": "place", "label": "Place", "variable": "place", "levels": places}],
        "derived": DERIVED,
        "indicators": [
            share("first"),
            share("any_all"),
            share("any_two"),
            share("chained"),
            mean("total"),
            mean("mean_two"),
            {
                "id": "both",
                "kind": "distribution",
                "label": "Both",
                "variable": "both",
                "categories": categories,
            },
        ],
    } | more


def written(folder: Path, book: dict[str, Any]) -> Path:
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return folder / "codebook.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("derived")
    build(written(folder, book()), GOLDEN, folder / "store")
    return current_store(folder / "store")


def test_estimates_of_derived_variables_equal_r(store: Store) -> None:
    path = store.path
    with duckdb.connect(str(exact_beside(path)), read_only=True) as exact:
        found = exact.execute("SELECT * FROM estimate").df()
    found["indicator"] = found["indicator"].where(found["category"] == "", found["category"]).astype(str)
    expected = pd.read_csv(GOLDEN / "expected_derived.csv", dtype={"level": str}, keep_default_na=False)
    both = expected.merge(
        found, left_on=["indicator", "level"], right_on=["indicator", "level1"], suffixes=("_r", "")
    )
    assert len(both) == len(expected) == 36
    for name in ("n", "estimate", "se", "df"):
        np.testing.assert_allclose(both[name].astype(float), both[f"{name}_r"], rtol=1e-8, err_msg=name)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_syntax_makes_derived_variables_again(store: Store, tmp_path: Path) -> None:
    names = ("first", "any_two", "chained", "total", "mean_two", "both")
    views = {id: parse_view(f"i={id}&g=g&by=place&w=2026&lang=en") for id in names}
    rows = run_all({id: r_syntax(bare(store, view), store) for id, view in views.items()}, tmp_path, GOLDEN)
    for id, view in views.items():
        compare(store, view, rows[id])


@pytest.mark.parametrize("method", ["beta", "wilson"])
def test_the_interval_of_the_codebook_is_published_and_in_r(tmp_path: Path, method: str) -> None:
    build(written(tmp_path, book(interval=method)), GOLDEN, tmp_path / "store")
    store = current_store(tmp_path / "store")
    path = exact_beside(store.path)
    with duckdb.connect(str(path), read_only=True) as exact:
        rows = exact.execute("SELECT indicator, level1, ci_low, ci_high FROM estimate").fetchall()
    ends = {(indicator, level): (low, high) for indicator, level, low, high in rows}
    for cell in store.estimates(["any_two"], by=["place"]):
        low, high = ends["any_two", cell.level1]
        assert cell.ci_low == pytest.approx(low, abs=0.0151) and cell.ci_high == pytest.approx(
            high, abs=0.0151
        )
    if shutil.which("Rscript"):
        view = parse_view("i=any_two&g=g&by=place&w=2026&lang=en")
        found = run_all({"any_two": r_syntax(bare(store, view), store)}, tmp_path, GOLDEN)["any_two"]
        for row in found:
            low, high = ends["any_two", row["level1"]]
            assert float(row["ci_low"]) == pytest.approx(low, rel=1e-8)
            assert float(row["ci_high"]) == pytest.approx(high, rel=1e-8)


def test_spss_syntax_makes_them_before_it_uses_them(store: Store) -> None:
    made = spss_syntax(bare(store, parse_view("i=chained&g=g&by=place&w=2026&lang=en")), store)
    assert made.index("any_two = MAX(") < made.index("chained = 1") < made.index("RECODE chained")
    assert "NVALID(" in made and "first" not in made
    made = spss_syntax(bare(store, parse_view("i=mean_two&g=g&w=2026&lang=en")), store)
    assert re.search(r"COMPUTE mean_two = MEAN\.2\(\w+, \w+, \w+\)\.", made)


def parts_of(*indicators: dict[str, Any]) -> dict[str, list[str]]:
    made = with_made(Codebook.model_validate(book(indicators=list(indicators))))
    return {item.id: item.derived_from for item in made.indicators}


def test_what_is_made_of_others_is_derived_from_them() -> None:
    found = parts_of(
        share("chained"), share("a"), share("b"), share("any_two"), mean("x"), share("s", true=["ja"])
    )
    assert found == {
        "a": [], "b": [], "x": [], "s": [], "any_two": ["a", "b"], "chained": ["a", "b", "s", "any_two"],
    }  # fmt: skip


def test_two_of_the_same_variables_run_in_no_circle() -> None:
    assert parts_of(share("any_all"), share("any_two")) == {"any_all": [], "any_two": ["any_all"]}
    declared = share("any_all", derived_from=["any_two"])
    assert parts_of(declared, share("any_two")) == {"any_all": ["any_two"], "any_two": []}


def test_a_derived_share_is_hidden_where_its_only_hidden_part_is(tmp_path: Path) -> None:
    """Three people say yes to b in place 1: any of a and b, beside a, would tell of them."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"place": np.repeat([1, 2, 3], 120), "a": rng.integers(1, 3, 360)})
    frame["b"] = np.where(frame.place > 1, rng.integers(1, 3, 360), 2)
    frame.loc[:2, "b"], frame.loc[:2, "a"] = 1, 2
    frame.to_csv(tmp_path / "f.csv", index=False)
    made = [{"id": "either", "any_of": ["a", "b"]}]
    asked = [share("a"), share("b"), share("either")]
    plain = book(derived=made, indicators=asked, disclosure={})
    plain["samples"] = [{"wave": "2026", "group": "g", "file": "f.csv"}]
    path, report = build(written(tmp_path, plain), tmp_path, tmp_path / "store")
    with duckdb.connect(str(path), read_only=True) as store:
        rows = store.execute("SELECT indicator, level1, status FROM estimate").fetchall()
    hidden = {(id, level) for id, level, status in rows if status in ("too_few", "protected")}
    assert ("b", "1") in hidden and {level for id, level in hidden if id == "b"} <= {
        level for id, level in hidden if id == "either"
    }
    assert not [item for item in report.findings.items if item.kind.startswith("derived")]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first_of": ["a", "b"], "sum_of": ["x", "y"]}, "made in one way.*here: first_of, sum_of"),
        ({}, "here: none"),
        ({"sum_of": ["x", "y"], "needs": 3}, "'needs' is 'all', or 1 to 2"),
        ({"sum_of": ["x", "y"], "codes": [2]}, "'codes' goes with 'any_of'"),
        ({"first_of": ["a", "b"], "needs": 1}, "'needs' says nothing"),
        ({"any_of": ["a", "b"], "otherwise": 1}, "'otherwise' goes with 'cases'"),
        (
            {"cases": [{"value": 1, "where": {"a": [1]}}, {"value": "no", "where": {"b": [1]}}]},
            "all numbers, or all",
        ),
        ({"any_off": ["a", "b"]}, "unknown key 'any_off'; did you mean 'any_of'"),
        ({"sum_of": ["d", "x"]}, r"runs in a circle \(d → d\)"),
    ],
)
def test_a_wrong_derived_variable_is_told_with_file_and_line(
    tmp_path: Path, wrong: dict[str, Any], says: str
) -> None:
    path = written(tmp_path, book(derived=[{"id": "d", **wrong}]))
    with pytest.raises(CodebookError, match=says):
        load_codebook(path)
    if "circle" not in says:
        with pytest.raises(CodebookError, match=r"codebook\.yaml:\d+: derived\[0\] \(d\)"):
            load_codebook(path)


def test_what_the_files_deny_is_told(tmp_path: Path) -> None:
    made = [
        {"id": "a", "first_of": ["b", "c"]},
        {"id": "mixed", "sum_of": ["x", "s"]},
        {"id": "gone", "any_of": ["b", "q"]},
    ]
    asked = [share("a"), mean("mixed"), share("gone")]
    findings = check(written(tmp_path, book(derived=made, indicators=asked)), GOLDEN).findings.items
    told = [(item.kind, str(item)) for item in findings if item.severity == "error"]
    assert [kind for kind, _ in told] == ["derived_name", "derived_text", "variable_absent"]
    assert "no variable 'q' in derived.csv, of which 'gone' is made" in told[2][1]
