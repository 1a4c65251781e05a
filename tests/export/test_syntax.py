"""The R syntax of a figure, run on the original files, gives the store's numbers; the SPSS syntax names the
same things."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from monitor.export.syntax_r import r_syntax
from monitor.export.syntax_spss import plan_of, spss_syntax
from monitor.prepare.estimate.intervals import logit_interval, on_logit_scale, unanimous_interval
from monitor.store import Store, current_store
from monitor.view import View
from tests.conftest import GOLDEN
from tests.export.figures import bare

CONTRAST = ("indicator", "category", "wave", "group", "breakdown1", "level1", "over", "from", "to")
ALL = ("portal", "score", "opinion", "source")
MEASURES = ("se", "ci_low", "ci_high")


@cache
def has_r() -> bool:
    command = (
        'quit(status = !(requireNamespace("survey", quietly = TRUE) && requireNamespace("haven", quietly ='
        " TRUE)))"
    )
    return (
        shutil.which("Rscript") is not None
        and subprocess.run(["Rscript", "-e", command], capture_output=True).returncode == 0
    )


needs_r = pytest.mark.skipif(
    not has_r(), reason="Rscript with the packages survey and haven is not installed"
)


def run(store: Store, view: View, folder: Path, files: Path = GOLDEN) -> list[dict[str, str]]:
    """The rows that the figure's script leaves in `folder`, from the survey files in `files`."""
    (folder / "figure.R").write_text(r_syntax(bare(store, view), store), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "figure.R"],
        cwd=folder,
        env={**os.environ, "SURVEY_FILES": str(files)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with open(folder / "results.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compare(store: Store, view: View, rows: list[dict[str, str]]) -> None:
    """Every shown cell of the view is among the rows, which round to its numbers."""
    found = {
        (row["indicator"], row["category"], row["wave"], row["group"], row["level1"], row["level2"]): row
        for row in rows
    }
    cells = [
        cell
        for cell in store.estimates(view.indicators, view.groups, view.waves, view.breakdowns)
        if cell.shown
    ]
    assert cells
    for cell in cells:
        row = found[cell.indicator, cell.category, cell.wave, cell.group, cell.level1, cell.level2]
        assert cell.n is not None
        assert int(row["n"]) == pytest.approx(cell.n, abs=0 if cell.n % 5 else 2), (
            "a base may be told in fives"
        )
        unit, exact = (
            cell.precision or 0.0,
            {name: float(row[name].replace("NA", "nan")) for name in (*MEASURES, "estimate", "df")},
        )
        given = exact["df"]
        exact["df"] = of_base(given, int(row["n"]), cell.n, cell.df)
        there = exact
        if share(store, cell.indicator):
            there = at_published(exact, cell.estimate, unit, int(row["n"]), cell.n)
        digit = 10 ** np.floor(np.log10(there["se"] or 1.0))
        steps = {
            "estimate": unit,
            "ci_low": 2 * unit,
            "ci_high": 2 * unit,
            "se": digit,
            "df": 1.0 if given == round(given) else cell.df,
        }
        for key, step in steps.items():
            expected = getattr(cell, key)
            if expected is not None:
                assert there[key] == pytest.approx(expected, abs=step / 2 + 1e-6), (cell, key)


def share(store: Store, indicator: str) -> bool:
    return store.codebook.indicator[indicator].kind != "mean"


def of_base(df: float, n: int, told: int, published: float | None) -> float | None:
    """Degrees of freedom beside a base told in fives: those that count respondents are as many fewer than it;
    of clusters they are the published ones, no fewer."""
    if n == told or published is None:
        return df
    if df >= n / 2:
        return max(told - (n - df), 5.0)
    assert published >= df
    return published


def at_published(
    exact: dict[str, float], estimate: float, unit: float, n: int, told: int
) -> dict[str, float]:
    """R's numbers of a share, with standard error and interval at the published share and base
    (docs/protection.md): the design effect as it is."""
    p = exact["estimate"]
    if not 0 < p < 1:
        if n == told:
            return exact
        ends = unanimous_interval(np.array(p > 0), np.array(float(told)), np.array(exact["df"]))
        return exact | {name: float(end) for name, end in zip(("ci_low", "ci_high"), ends, strict=True)}
    at = min(max(estimate, unit / 2), 1 - unit / 2)
    se = exact["se"] * np.sqrt(at * (1 - at) / (p * (1 - p)) * (n - 1) / (told - 1))
    ends = logit_interval(np.array(at), on_logit_scale(np.array(at), np.array(se)), np.array(exact["df"]))
    low, high = (estimate + float(end) - at for end in ends)
    return exact | {"se": float(se), "ci_low": max(low, 0.0), "ci_high": min(high, 1.0)}


def variant(folder: Path, sample: dict[str, Any], more: dict[str, Any] | None = None) -> Store:
    """The store of the panel under another design."""
    from monitor.prepare.pipeline import build

    book = yaml.safe_load((GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8"))
    book |= more or {}
    book["samples"] = [{**item, **sample} for item in book["samples"]]
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    build(folder / "codebook.yaml", GOLDEN, folder / "store")
    return current_store(folder / "store")


@needs_r
def test_the_script_gives_the_panel_s_numbers(panel: Store, tmp_path: Path) -> None:
    view = View(ALL, ("panel",), ("edu", "age3"), ("2021", "2024"))
    compare(panel, view, run(panel, view, tmp_path))


@needs_r
def test_the_script_tests_the_differences_that_the_store_has(panel: Store, tmp_path: Path) -> None:
    """A published difference is that of published numbers: within their unit; its p is rounded upwards, and
    its degrees of freedom are those of the design, or Satterthwaite's of published errors between samples and
    where the base is told in fives."""
    view = View(("portal", "score", "opinion"), ("panel",), ("edu",), ("2021", "2024"))
    run(panel, view, tmp_path)
    with open(tmp_path / "contrasts.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {tuple(row[name] for name in CONTRAST): row for row in rows}
    cells = [
        cell
        for over in ("levels", "waves")
        for cell in panel.contrasts(view.indicators, over, view.groups, view.waves, ["edu"])
        if cell.difference is not None and (over != "waves" or cell.from_ in view.waves)
    ]
    assert {cell.over for cell in cells} == {"levels", "waves"}
    same: list[bool] = []
    for cell in cells:
        row = found[tuple(str(getattr(cell, "from_" if name == "from" else name)) for name in CONTRAST)]
        assert float(row["difference"]) == pytest.approx(cell.difference, abs=(cell.precision or 0) + 1e-6)
        assert cell.df is not None
        df = float(row["df"])
        same.append(abs(df - cell.df) <= 0.51)
        assert same[-1] or 0.3 * df <= cell.df <= 1.3 * df
        assert cell.p is None or float(row["p"]) <= cell.p + 1e-9
    assert sum(same) > len(same) / 5


@needs_r
def test_pools_are_means_of_their_groups(tmp_path: Path) -> None:
    groups = [{"id": id, "label": id} for id in ("young", "old")]
    samples = [
        {"wave": wave, "group": group, "file": f"panel_{wave}.sav", "weight": "wgt", "where": {"age": [ages]}}
        for wave in (2021, 2024)
        for group, ages in (("young", {"to": 44}), ("old", {"from": 45}))
    ]
    pool = {"id": "all", "label": "all", "pool": {"of": ["young", "old"]}}
    store = variant(tmp_path, {}, {"groups": [*groups, pool], "samples": samples})
    view = View(("portal", "score"), ("all", "old"), ("edu",), ("2021", "2024"))
    rows = run(store, view, tmp_path)
    assert {row["group"] for row in rows} == {"all", "old"}
    compare(store, view, rows)


def test_texts_of_a_codebook_stay_texts(panel: Store) -> None:
    script = r_syntax(
        bare(panel, View(("portal",), ("panel",), (), ("2021",)), title='x"\nquit("no") # \u202e'), panel
    )
    assert '\nquit("no")' not in script
    assert "\u202e" not in script


def spss(store: Store, indicators: tuple[str, ...], by: tuple[str, ...] = (), **changes: Any) -> list[str]:
    """The SPSS syntax of a figure of 2021, line by line."""
    view = View(indicators, ("panel",), by, ("2021",))
    return spss_syntax(bare(store, view, **changes), store).splitlines()


def test_spss_recodes_as_the_codebook_says(panel: Store) -> None:
    lines = spss(panel, ALL, ("edu", "age3"))
    assert "GET FILE='panel_2021.sav'." in lines and "SELECT IF (wgt > 0)." in lines
    assert "RECODE portal (1=1) (2=0) (MISSING=SYSMIS) (ELSE=SYSMIS) INTO m_y1." in lines
    assert "RECODE score (0 THRU 10=COPY) (MISSING=SYSMIS) (ELSE=SYSMIS) INTO m_y2." in lines
    assert "COMPUTE m_y3_1 = ANY(m_y3, 4, 5)." in lines
    assert "COMPUTE m_base = NVALID(m_y4_1_1, m_y4_2_1, m_y4_3_1) > 0." in lines
    assert (
        "RECODE age (18 THRU 39=1) (40 THRU 64=2) (65 THRU HIGHEST=3) (MISSING=SYSMIS) (ELSE=SYSMIS) INTO"
        " m_by2." in lines
    )
    assert lines.count("  /SUBPOP TABLE=m_by1 BY m_by2 DISPLAY=LAYERED") == 4
    assert lines.count("CSTABULATE") == 3 and lines.count("CSDESCRIPTIVES") == 1
    commands = "\n".join(lines)
    assert commands.count("/PLANVARS ANALYSISWEIGHT=wgt") == 1 and "/ESTIMATOR TYPE=WR." in commands


def test_spss_codes_of_texts_are_quoted(panel: Store) -> None:
    lines = spss(panel, ("portal",), ("sector",))
    assert (
        "RECODE sector ('ggz'=1) ('wijk'=2) ('ziekenhuis'=3) (' '=SYSMIS) (ELSE=SYSMIS) INTO m_by1." in lines
    )


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (
            {"strata": "region", "cluster": "ward"},
            ["  /DESIGN STRATA=region CLUSTER=ward", "  /ESTIMATOR TYPE=WR."],
        ),
        ({"fpc": 5000}, ["  /DESIGN", "  /ESTIMATOR TYPE=EQUAL_WOR", "  /POPSIZE VALUE=5000."]),
        (
            {"cluster": "ward", "fpc": 0.1},
            ["  /DESIGN CLUSTER=ward", "  /ESTIMATOR TYPE=EQUAL_WOR", "  /INCLPROB VALUE=0.1."],
        ),
    ],
)
def test_spss_plans_follow_the_design(panel: Store, design: dict[str, Any], expected: list[str]) -> None:
    sample = panel.codebook.samples[0].model_copy(update=design)
    assert plan_of(sample, "nl")[-len(expected) :] == expected


def test_spss_comments_stay_comments(panel: Store) -> None:
    lines = spss(panel, ("portal",), title="x.\nDELETE VARIABLES ALL.\u2029y")
    assert all(line.startswith("*") and line.endswith(".") for line in lines[:3])
    assert not any(line.startswith("DELETE") for line in lines)
