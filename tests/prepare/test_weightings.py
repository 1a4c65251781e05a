"""Several weights in one sample: each question's estimates and differences equal R's with its own weight and
design, to 1e-8."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from monitor.codebook import load_codebook
from monitor.errors import CodebookError
from monitor.export.syntax_r import r_syntax
from monitor.figure.build import figure
from monitor.prepare.pipeline import build, check
from monitor.prepare.write import exact_beside
from monitor.store import Store, current_store
from monitor.view import parse_view
from tests.conftest import GOLDEN
from tests.export.figures import bare
from tests.export.test_syntax import compare
from tests.export.test_syntax_designs import run_all

WEIGHTINGS: list[dict[str, Any]] = [
    {"id": "exam", "label": "physical examination", "weight": "w_exam", "cluster": "psu"},
    {
        "id": "leaflet",
        "weight": "w_leaflet",
        "strata": None,
        "replicates": {"columns": "rep*", "method": "JK1"},
    },
]


def share(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "share", "label": id.upper(), "variable": id, "true": [1], "false": [0], **more}


def book(**more: Any) -> dict[str, Any]:
    places = [{"id": str(at), "label": f"Place {at}", "codes": [at]} for at in (1, 2, 3)]
    sample = {"wave": 2026, "group": "g", "file": "weightings.csv", "weight": "w", "strata": "stratum"}
    pressure = {"id": "pressure", "kind": "mean", "label": "Blood pressure", "variable": "pressure"}
    return {
        "survey": {"id": "s", "title": "S", "languages": ["en"]},
        "disclosure": {"minimum_base": 1, "smallest_count": 1, "interval": 1},
        "waves": [{"id": 2026}],
        "groups": [{"id": "g", "label": "people"}],
        "samples": [{**sample, "weightings": WEIGHTINGS}],
        "breakdowns": [{"id": "place", "label": "Place", "variable": "place", "levels": places}],
        "indicators": [
            share("smokes"),
            {**pressure, "weighting": "exam"},
            share("high", weighting="exam"),
            share("lonely", weighting="leaflet"),
        ],
    } | more


def written(folder: Path, book: dict[str, Any]) -> Path:
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return folder / "codebook.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("weightings")
    build(written(folder, book()), GOLDEN, folder / "store")
    return current_store(folder / "store")


def test_each_question_has_its_own_weight_and_design(store: Store) -> None:
    path = exact_beside(store.path)
    with duckdb.connect(str(path), read_only=True) as exact:
        cells = exact.execute("SELECT *, level1 AS level FROM estimate").df()
        tests = exact.execute(
            'SELECT *, "to" AS level, difference AS estimate FROM contrast WHERE "from" = \'1\''
        ).df()
    expected = pd.read_csv(GOLDEN / "expected_weightings.csv", dtype={"level": str}, keep_default_na=False)
    for over, rows in (("", cells), ("levels", tests)):
        wanted = expected[expected["over"] == over]
        both = wanted.merge(rows, on=["indicator", "level"], suffixes=("_r", ""))
        assert len(both) == len(wanted) == (4 if over else 16)
        for name in ("estimate", "se", "df"):
            np.testing.assert_allclose(both[name], both[f"{name}_r"].astype(float), rtol=1e-8, err_msg=name)
        if not over:
            assert (both["n"] == both["n_r"].astype(int)).all()


def test_a_weight_that_no_question_has_stops_nothing(tmp_path: Path) -> None:
    asked = book(indicators=[share("smokes"), share("lonely", weighting="leaflet")])
    build(written(tmp_path, asked), GOLDEN, tmp_path / "store")
    assert current_store(tmp_path / "store").indicator_ids == ["smokes", "lonely"]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_syntax_has_the_weight_of_each_question(store: Store, tmp_path: Path) -> None:
    view = parse_view("i=smokes,pressure,lonely&g=g&by=place&w=2026&lang=en")
    rows = run_all({"all": r_syntax(bare(store, view), store)}, tmp_path, GOLDEN)
    compare(store, view, rows["all"])


def test_a_figure_says_which_questions_have_another_weight(store: Store) -> None:
    told = figure(parse_view("i=high&lang=en"), store).notes
    assert "Weighted by the weight for: physical examination." in told
    assert not [note for note in figure(parse_view("i=smokes&lang=en"), store).notes if "weight" in note]


def test_one_variable_has_one_weight(tmp_path: Path) -> None:
    asked = [*book()["indicators"], share("again", variable="lonely")]
    findings = check(written(tmp_path, book(indicators=asked)), GOLDEN).findings.items
    told = [str(item) for item in findings if item.kind == "weightings"]
    assert len(told) == 1 and "'lonely' is weighted in another way than for lonely" in told[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"indicators": [share("high", weighting="exams")]}, "no weighting 'exams'; did you mean 'exam'"),
        (
            {"indicators": [share("high", weighting="exam"), share("smokes", derived_from=["high"])]},
            "'high' has another 'weighting'",
        ),
    ],
)
def test_a_weighting_must_be_there(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(CodebookError, match=says):
        load_codebook(written(tmp_path, book(**changes)))


def test_replicates_of_one_weight_are_not_taken_for_another(tmp_path: Path) -> None:
    sample = book()["samples"][0] | {"replicates": {"columns": "rep*", "method": "JK1"}}
    with pytest.raises(CodebookError, match="name its own 'replicates'"):
        load_codebook(written(tmp_path, book(samples=[sample])))
