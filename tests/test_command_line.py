"""The command line is a contract: its names, its keys, its exit codes. One line an error, never a
traceback."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from math import sqrt
from pathlib import Path

import pytest

from monitor.__main__ import main
from tests.conftest import GOLDEN
from tests.contract import ESTIMATE_KEYS


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(item) for item in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_estimates_have_the_contract_s_keys(capsys: pytest.CaptureFixture[str], panel_folder: Path) -> None:
    code, out, _ = run(
        capsys,
        "estimate",
        "portal",
        "--by",
        "edu,age3",
        "--wave",
        2021,
        "--store",
        panel_folder,
        "--format",
        "json",
    )
    rows = json.loads(out)
    assert code == 0
    assert all(list(row) == ESTIMATE_KEYS for row in rows)
    assert [row["levels"] for row in rows][:4] == ["1,18-39", "1,40-64", "1,65+", "2,18-39"]
    assert {row["breakdown"] for row in rows} == {"edu,age3"}


def test_levels_follow_the_order_of_the_question(
    capsys: pytest.CaptureFixture[str], panel_folder: Path
) -> None:
    _, asked, _ = run(
        capsys, "estimate", "portal", "--by", "age3,edu", "--store", panel_folder, "--format", "json"
    )
    _, other, _ = run(
        capsys, "estimate", "portal", "--by", "edu,age3", "--store", panel_folder, "--format", "json"
    )
    turned = {
        tuple(row["levels"].split(",")[::-1]) + (row["wave"],): row["estimate"] for row in json.loads(asked)
    }
    assert turned == {
        tuple(row["levels"].split(",")) + (row["wave"],): row["estimate"] for row in json.loads(other)
    }


def reference(
    capsys: pytest.CaptureFixture[str], folder: Path, *more: str
) -> list[tuple[dict[str, str], dict[str, object]]]:
    """Each row of R's reference estimates, and what `estimate` says of it."""
    with open(GOLDEN / "expected_estimates.csv", encoding="utf-8") as file:
        expected = [row for row in csv.DictReader(file) if row["design"] == "weights"]
    found: dict[tuple[str, ...], dict[str, object]] = {}
    for indicator in ("portal", "score", "opinion", "source"):
        for by in ("", "edu", "age3", "sector", "edu,age3"):
            _, out, _ = run(
                capsys, "estimate", indicator, "--by", by, "--store", folder, "--format", "json", *more
            )
            for row in json.loads(out):
                found[indicator, row["wave"], by, row["levels"], row["category"]] = row
    assert len(expected) == 570
    category = {"portal": "", "score": ""}
    places = [
        (
            row["indicator"],
            row["wave"],
            row["by"],
            row["level"],
            category.get(row["indicator"], row["category"]),
        )
        for row in expected
    ]
    return [(row, found[place]) for row, place in zip(expected, places, strict=True)]


def test_every_reference_estimate_is_exact_in_the_researcher_s_file(
    capsys: pytest.CaptureFixture[str], panel_folder: Path
) -> None:
    for row, cell in reference(capsys, panel_folder, "--exact"):
        assert cell["n"] == int(row["n"]) and cell["precision"] is None
        for key in ("estimate", "se", "df"):
            assert cell[key] == pytest.approx(float(row[key]), rel=1e-8, abs=1e-14)
        for key in ("ci_low", "ci_high"):
            if row[key] != "NA" and 0 < float(row["estimate"]) < (1 if row["indicator"] != "score" else 11):
                assert cell[key] == pytest.approx(
                    float(row[key]), rel=1e-6
                )  # R's glm stops at a change of deviance of 1e-8: its own bounds are no more exact


def test_every_reference_estimate_is_published_to_its_precision(
    capsys: pytest.CaptureFixture[str], panel_folder: Path
) -> None:
    for row, cell in reference(capsys, panel_folder):
        unit = 0.1 if row["indicator"] == "score" else 0.01
        fives = cell["n"] != int(row["n"])  # put to those with one answer, where some have no level
        assert cell["n"] == (5 * round(int(row["n"]) / 5) if fives else int(row["n"]))
        assert cell["precision"] == unit
        exact, shown = float(row["estimate"]), cell["estimate"]
        assert shown == pytest.approx(exact, abs=unit / 2 + 1e-9)
        assert len(repr(shown)) <= len(repr(unit)) + 1
        share = row["indicator"] != "score" and 0 < shown < 1  # its error is that of the published share
        scale = sqrt(shown * (1 - shown) / (exact * (1 - exact))) if share else 1.0
        if row["indicator"] != "score":  # and of the published base: the exact one would tell that
            scale *= sqrt((int(row["n"]) - 1) / (cell["n"] - 1))
        assert cell["se"] == float(f"{float(row['se']) * scale:.1g}")
        df, n = float(row["df"]), int(row["n"])
        if fives and df >= 0.9 * n:  # as many tenths of the published base as of the exact one
            df = round(df / n, 1) * cell["n"]
        assert cell["df"] == pytest.approx(df, abs=2.5 if cell["n"] % 5 == 0 else 0.5)


def test_exact_numbers_need_the_file_that_has_them(
    capsys: pytest.CaptureFixture[str], panel_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(panel_folder, tmp_path / "store", ignore=shutil.ignore_patterns("exact-*"))
    for words in (("estimate", "portal"), ("contrast", "portal", "--over", "waves")):
        code, out, error = run(capsys, *words, "--exact", "--store", tmp_path / "store")
        assert (code, out) == (1, "")
        assert (
            error.startswith("monitor: exact-") and error.count("\n") == 1 and "Ask without --exact" in error
        )


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_three_ways_to_print(capsys: pytest.CaptureFixture[str], panel_folder: Path, form: str) -> None:
    code, out, _ = run(capsys, "estimate", "score", "--store", panel_folder, "--format", form)
    assert code == 0
    if form == "csv":
        assert [row["wave"] for row in csv.DictReader(io.StringIO(out))] == ["2021", "2023", "2024"]
    else:
        assert all(wave in out for wave in ("2021", "2023", "2024"))


def test_indicators_and_breakdowns_are_listed(capsys: pytest.CaptureFixture[str], panel_folder: Path) -> None:
    _, out, _ = run(capsys, "indicators", "--store", panel_folder, "--format", "json")
    assert [(row["indicator"], row["kind"], row["waves"]) for row in json.loads(out)][0] == (
        "portal",
        "share",
        "2021,2023,2024",
    )
    _, out, _ = run(capsys, "breakdowns", "--store", panel_folder, "--format", "json")
    assert [row["level"] for row in json.loads(out) if row["breakdown"] == "age3"] == [
        "18-39",
        "40-64",
        "65+",
    ]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["estimate", "portel"], 1, "No indicator 'portel' in this store; did you mean 'portal'?"),
        (["estimate", "portal", "--by", "edo"], 1, "did you mean 'edu'?"),
        (["estimate", "portal", "--wave", "2022"], 1, "No wave '2022'"),
        (["estimate", "portal", "--group", "panels"], 1, "did you mean 'panel'?"),
        (["estimate", "portal", "--by", "edu,age3,sector"], 1, "pair of breakdowns"),
        (["estimate"], 2, "INDICATOR"),
        (["estmate", "portal"], 2, "invalid choice"),
        (["contrast", "portal"], 2, "--over"),
    ],
)
def test_wrong_input_is_one_line(
    capsys: pytest.CaptureFixture[str], panel_folder: Path, arguments: list[str], exit_code: int, told: str
) -> None:
    store = ["--store", str(panel_folder)] if exit_code == 1 else []
    code, out, err = run(capsys, *arguments, *store)
    assert (code, out) == (exit_code, "")
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_the_command_line_starts_without_what_only_a_command_needs() -> None:
    """Each of these costs a start milliseconds, a look-up's as well; import it where it is used."""
    heavy = {
        "dataclasses",
        "difflib",
        "duckdb",
        "inspect",
        "numpy",
        "pandas",
        "pydantic",
        "tempfile",
        "traceback",
        "typing",
        "unicodedata",
    }
    asked = "import sys; import monitor.__main__; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not heavy & set(ran.stdout.split())


def test_no_store_says_how_to_make_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "estimate", "portal", "--store", tmp_path / "none")
    assert code == 1
    assert "python -m monitor build" in err
