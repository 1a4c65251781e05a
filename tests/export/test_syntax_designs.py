"""R syntax under every design that a codebook can declare, and of every figure type: run in R, its numbers
are the store's."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.codebook.samples import Replicates, Sample
from monitor.export.syntax_r import design_of, r_syntax, replicates_of
from monitor.figure.build import figure
from monitor.prepare.pipeline import build
from monitor.store import Store, current_store
from monitor.view import View, parse_view
from tests.conftest import GOLDEN
from tests.export.figures import bare
from tests.export.test_syntax import compare, needs_r
from tests.prepare.two_stage import COLUMNS, REPLICATES

CLUSTERS = {"strata": "stratum", "cluster": "psu"}
DESIGNS: dict[str, dict[str, Any]] = {
    "none": {"weight": None},
    "weights": {},
    "strata": {"strata": "stratum"},
    "nested": CLUSTERS,
    "fpc_strata": {"strata": "stratum", "fpc": "people"},
    "fpc_number": {"fpc": 5000},
    "fpc_clusters": {**CLUSTERS, "fpc": "n1"},
    "fpc_fraction": {**CLUSTERS, "fpc": "fraction"},
    "two_stage": {"strata": "stratum", "cluster": ["psu", "ssu"], "fpc": ["n1", "n2"]},
    "three_stage": {"strata": "stratum", "cluster": ["psu", "ssu", "person"], "fpc": ["n1", "n2", 5]},
    "lonely_adjust": {"strata": "lonely", "cluster": "psu", "single_cluster": "adjust"},
    "lonely_average": {"strata": "lonely", "cluster": "psu", "single_cluster": "average"},
    "lonely_certainty": {"strata": "lonely", "cluster": "psu", "single_cluster": "certainty"},
    "lonely_remove": {"strata": "lonely", "cluster": "psu", "single_cluster": "remove"},
    "JKn_unscaled": {"replicates": {"columns": "jkn*", "method": "JKn", "rscales": [0.5]}},
    "SDR_mse": {"replicates": {"columns": "brr*", "method": "successive-difference", "mse": True}},
    "other_one": {"replicates": {"columns": "jk1*", "method": "other", "scale": 0.9, "rscales": [1.1]}},
    **{
        name: {"replicates": {"columns": f"{COLUMNS.get(name, name.split('_')[0]).lower()}*", **options}}
        for name, options in REPLICATES.items()
    },
}
TYPES = {
    "bars": "i=portal&by=edu&f=bars&w=2024",
    "dots": "i=portal&by=edu,age3&f=dots&w=2024",
    "trend": "i=portal&by=age3&f=trend",
    "multiples": "i=portal,likes&f=multiples",
    "stacked": "i=opinion&by=edu&f=stacked&w=2024",
    "diverging": "i=opinion&by=sector&f=diverging&w=2024",
    "dumbbell": "i=source&f=dumbbell&w=2021,2024",
    "slope": "i=score&by=edu&f=slope",
    "ticks": "i=likes,portal&f=ticks&w=2024",
    "paired": "i=likes,portal&f=paired&w=2024",
}


def designed(folder: Path) -> Store:
    """The two-stage survey as one file, and a group for each design that it can be read with; names differ in
    case, as they may."""
    frame = pd.read_csv(GOLDEN / "designs.csv", dtype={"a": str})
    frame = frame[frame.wave == 2023].drop(columns="wave")
    frame["people"], frame["fraction"] = frame.N1 * 40, 2 / frame.N1
    pyreadstat.write_sav(frame.assign(a=frame.a.fillna("")), str(folder / "designs.sav"))
    share = {"id": "yes", "label": "yes", "kind": "share", "variable": "yes", "true": [1], "false": [0]}
    levels = [{"id": id, "label": id, "codes": [id]} for id in "xyz"]
    book = {
        "survey": {"id": "designs", "title": "Designs", "languages": ["en"]},
        "disclosure": {"minimum_base": 1, "smallest_count": 1, "interval": 1},
        "waves": [{"id": 2023}],
        "groups": [{"id": name, "label": name} for name in DESIGNS],
        "samples": [
            {"wave": 2023, "group": name, "file": "designs.sav", "weight": "weight", **design}
            for name, design in DESIGNS.items()
        ],
        "breakdowns": [{"id": "a", "label": "a", "variable": "a", "levels": levels}],
        "indicators": [
            share,
            {"id": "score", "label": "score", "kind": "mean", "variable": "score", "median": True},
        ],
    }
    return built(book, folder, folder)


def built(book: dict[str, Any], folder: Path, files: Path) -> Store:
    """The store of a codebook; what is written of it stays in `folder`."""
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    build(folder / "codebook.yaml", files, folder / "store")
    return current_store(folder / "store")


def run_all(scripts: dict[str, str], folder: Path, files: Path) -> dict[str, list[dict[str, str]]]:
    """The rows that each script leaves, all run by one R."""
    for name, script in scripts.items():
        (folder / name).mkdir()
        (folder / name / "figure.R").write_text(script, encoding="utf-8")
    names = ", ".join(f'"{name}"' for name in scripts)
    loop = (
        f'for (name in c({names})) {{ setwd(file.path("{folder}", name)); source("figure.R", local ='
        " globalenv()) }"
    )
    done = subprocess.run(
        ["Rscript", "-e", loop],
        env={**os.environ, "SURVEY_FILES": str(files)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {}
    for name in scripts:
        with open(folder / name / "results.csv", encoding="utf-8") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ({"method": "JK1"}, []),
        ({"method": "JK1", "scale": 0.8}, ["scale = 0.80000000000000004"]),
        ({"method": "JKn", "rscales": [0.5, 0.75]}, ["scale = 1", "rscales = c(0.5, 0.75)"]),
        ({"method": "JK2", "scale": 3, "rscales": [2], "mse": True}, ["mse = TRUE"]),
        ({"method": "BRR", "scale": 3}, []),
        ({"method": "Fay", "rho": 0.5, "scale": 3}, ["rho = 0.5"]),
        ({"method": "bootstrap", "mse": True}, ["mse = TRUE"]),
        ({"method": "ACS", "scale": 3}, []),
        ({"method": "successive-difference"}, []),
        ({"method": "other", "scale": 0.25, "rscales": [2]}, ["scale = 0.25", "rscales = c(2)"]),
    ],
)
def test_the_script_names_the_method_with_the_scales_that_r_takes_for_it(
    given: dict[str, Any], options: list[str]
) -> None:
    sample = Sample(
        wave="1",
        group="all",
        file="a.sav",
        weight="w",
        replicates=Replicates(columns=["rw1", "RW2"], **given),
    )
    columns = 'repweights = as.matrix(data[c("rw1", "rw2")])'
    wanted = [
        f'type = "{given["method"]}"',
        "weights = data$.weight",
        columns,
        "data = data",
        *options,
        "combined.weights = TRUE",
    ]
    assert design_of(sample)[-1] == f"design <- svrepdesign({', '.join(wanted)})"


def test_the_script_handles_lonely_units_as_the_build_does() -> None:
    sample = Sample(wave="1", group="all", file="a.sav", strata="s", cluster="c", single_cluster="remove")
    assert 'options(survey.lonely.psu = "remove")' in design_of(sample)


@needs_r
def test_every_design_that_a_codebook_declares_reaches_the_script(tmp_path: Path) -> None:
    """Five designs a script: each compares all its groups with each other."""
    store, names = designed(tmp_path), list(DESIGNS)
    views = [
        View(("yes", "score"), tuple(names[at : at + 5]), ("a",), ("2023",)) for at in range(0, len(names), 5)
    ]
    scripts = {str(at): r_syntax(bare(store, view), store) for at, view in enumerate(views)}
    found = run_all(scripts, tmp_path, tmp_path)
    for at, view in enumerate(views):
        assert {row["group"] for row in found[str(at)]} == set(view.groups)
        compare(store, view, found[str(at)])


@needs_r
def test_the_script_of_every_figure_type_gives_its_numbers(tmp_path: Path) -> None:
    book = yaml.safe_load((GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8"))
    likes = {"id": "likes", "kind": "share", "label": "Likes it", "variable": "opinion", "true": [4, 5]}
    book["processes"] = [{"id": "care", "label": "Care", "possible": "likes", "actual": "portal"}]
    store = built({**book, "indicators": [*book["indicators"], likes]}, tmp_path, GOLDEN)
    figures = {kind: figure(parse_view(query), store) for kind, query in TYPES.items()}
    assert {kind: of.kind for kind, of in figures.items()} == {kind: kind for kind in TYPES}
    rows = run_all({kind: r_syntax(of, store) for kind, of in figures.items()}, tmp_path, GOLDEN)
    for kind, of in figures.items():
        compare(store, of.view, rows[kind])


@pytest.mark.parametrize("pattern", ["rw*", "RW*", "w.rep*", "*wt"])
def test_a_pattern_takes_numbered_columns_only(pattern):
    """The expression that R gets, tried on names: the full weight and `rwave` are no replicates."""
    sample = Sample.model_validate(
        {
            "wave": "1",
            "group": "g",
            "file": "f.sav",
            "weight": "rw",
            "replicates": {"columns": pattern, "method": "BRR"},
        }
    )
    expression = json.loads(re.search(r'grepl\(("[^"]+")', replicates_of(sample))[1])
    stem = pattern.lower()
    names = [stem.replace("*", number) for number in ("", "1", "01", "16", "ave", "1b", "x1")]
    assert [name for name in names if re.search(expression, name)] == [
        stem.replace("*", number) for number in ("1", "01", "16")
    ]
