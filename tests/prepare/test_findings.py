"""`check` tells everything that is wrong with the input at once, with counts and what to do; `build` stops on
the worst."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.codebook.samples import Replicates, Sample
from monitor.errors import BuildError
from monitor.prepare.files.columns import replicate_columns
from monitor.prepare.files.findings import Finding
from monitor.prepare.files.sav import read_metadata
from monitor.prepare.pipeline import build, check
from monitor.store import current_store

ROWS = 200


def survey(folder: Path, codebook: dict[str, object] | None = None, **columns: object) -> Path:
    """A small survey in `folder`: two waves of 200 respondents; `columns` replace those of the second
    wave."""
    rng = np.random.default_rng(3)
    for wave in ("2023", "2024"):
        data = {
            "id": np.arange(ROWS, dtype=float),
            "w": np.ones(ROWS),
            "sex": rng.integers(1, 3, ROWS).astype(float),
            "age": rng.integers(18, 90, ROWS).astype(float),
            "q1": rng.choice([1.0, 2.0, 9.0], ROWS, p=[0.5, 0.4, 0.1]),
            "q2": rng.integers(0, 11, ROWS).astype(float),
            "q3": rng.integers(1, 4, ROWS).astype(float),
        }
        labels = {"q1": {1: "Yes", 2: "No", 9: "No answer"}, "sex": {1: "Man", 2: "Woman"}}
        if wave == "2024":
            labels |= columns.pop("labels", {})  # type: ignore[arg-type]
            data |= {name: np.asarray(values) for name, values in columns.items()}
        pyreadstat.write_sav(
            pd.DataFrame(data),
            str(folder / f"{wave}.sav"),
            variable_value_labels=labels,
            missing_ranges={"q1": [9]},
        )
    book = {
        "survey": {"id": "small", "title": "Small", "languages": ["en"]},
        "waves": [{"id": "2023"}, {"id": "2024"}],
        "groups": [{"id": "people", "label": "People"}],
        "samples": [
            {"wave": wave, "group": "people", "file": f"{wave}.sav", "weight": "w", "id": "id"}
            for wave in ("2023", "2024")
        ],
        "breakdowns": [
            {
                "id": "sex",
                "label": "Sex",
                "variable": "sex",
                "levels": [{"id": str(x), "label": str(x), "codes": [x]} for x in (1, 2)],
            },
        ],
        "indicators": [
            {"id": "q1", "kind": "share", "label": "One", "variable": "q1", "true": [1], "false": [2]},
            {"id": "q2", "kind": "mean", "label": "Two", "variable": "q2", "scale": {"min": 0, "max": 10}},
            {
                "id": "q3",
                "kind": "distribution",
                "label": "Three",
                "variable": "q3",
                "categories": [{"id": str(x), "label": str(x), "codes": [x]} for x in (1, 2, 3)],
            },
        ],
    }
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book | (codebook or {})), encoding="utf-8")
    return folder


def found(folder: Path, kind: str) -> list[Finding]:
    return [
        item for item in check(folder / "codebook.yaml", folder).findings.worst_first() if item.kind == kind
    ]


def test_a_sound_survey_has_no_findings(tmp_path: Path) -> None:
    assert check(survey(tmp_path) / "codebook.yaml", tmp_path).findings.items == []


def test_weights_that_are_no_weights_are_counted(tmp_path: Path) -> None:
    weights = np.ones(ROWS)
    weights[:3], weights[3:8], weights[8:10] = 0, np.nan, -1
    survey(tmp_path, w=weights)
    assert [item.count for item in found(tmp_path, "weight_zero")] == [3]
    assert [item.count for item in found(tmp_path, "weight_missing")] == [5]
    assert [(item.count, item.severity) for item in found(tmp_path, "weight_negative")] == [(2, "error")]


def test_a_pattern_of_replicate_weights_takes_numbered_variables_alone(tmp_path: Path) -> None:
    names = {"rw": np.ones(ROWS), "rwave": np.zeros(ROWS), "rw1": np.ones(ROWS), "RW02": np.ones(ROWS)}
    file = read_metadata(survey(tmp_path, **names) / "2024.sav")
    sample = Sample(
        wave="2024", group="people", file="2024.sav", replicates=Replicates(columns="rw*", method="JK1")
    )
    assert replicate_columns(sample, file) == ["rw1", "RW02"]


def test_who_has_no_weight_is_not_in_the_sample(tmp_path: Path) -> None:
    weights = np.where(np.arange(ROWS) < 20, 0, 1.5)
    build(survey(tmp_path, w=weights) / "codebook.yaml", tmp_path, tmp_path / "store")
    assert current_store(tmp_path / "store").samples["2024", "people"].respondents == 180


def test_codes_outside_the_codebook_are_named(tmp_path: Path) -> None:
    scores = np.full(ROWS, 5.0)
    scores[:4] = 77
    survey(tmp_path, q2=scores)
    (item,) = found(tmp_path, "outside")
    assert (item.count, "77" in item.message, "q2" in item.where) == (4, True, True)


def test_a_respondent_who_is_there_twice_is_told(tmp_path: Path) -> None:
    ids = np.arange(ROWS, dtype=float)
    ids[:6] = 100
    survey(tmp_path, id=ids)
    assert [item.count for item in found(tmp_path, "duplicate_id")] == [6]


def test_an_indicator_that_nobody_answered_is_told(tmp_path: Path) -> None:
    survey(tmp_path, q3=np.full(ROWS, np.nan))
    assert ["q3" in item.where for item in found(tmp_path, "unanswered")] == [True]


def test_an_empty_level_is_told(tmp_path: Path) -> None:
    survey(tmp_path, sex=np.ones(ROWS))
    assert ["'2' of 'sex' is empty" in item.message for item in found(tmp_path, "empty_level")] == [True]


def test_a_label_that_changes_between_waves_is_told(tmp_path: Path) -> None:
    survey(tmp_path, labels={"q1": {1: "Sometimes", 2: "No", 9: "No answer"}})
    (item,) = found(tmp_path, "label_differs")
    assert "'Yes'" in item.message and "'Sometimes'" in item.message


def test_an_absent_variable_names_the_nearest(tmp_path: Path) -> None:
    survey(tmp_path)
    text = (tmp_path / "codebook.yaml").read_text(encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(text.replace("variable: q3", "variable: q33"), encoding="utf-8")
    first, second = found(tmp_path, "variable_absent")
    assert "Did you mean 'q3'?" in first.advice
    assert {first.where.split(",")[0], second.where.split(",")[0]} == {"2023", "2024"}


def test_user_missing_values_are_no_answers_unless_the_codebook_names_them(tmp_path: Path) -> None:
    survey(tmp_path)
    checked = check(tmp_path / "codebook.yaml", tmp_path)
    tally = next(item for item in checked.tallies if item.indicator == "q1")
    assert tally.valid + tally.missing["user_missing"] == ROWS
    book = yaml.safe_load((tmp_path / "codebook.yaml").read_text(encoding="utf-8"))
    book["indicators"][0]["false"] = [2, 9]
    (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    tally = next(
        item for item in check(tmp_path / "codebook.yaml", tmp_path).tallies if item.indicator == "q1"
    )
    assert tally.valid == ROWS


def test_the_worst_comes_first_and_stops_the_build(tmp_path: Path) -> None:
    weights = np.ones(ROWS)
    weights[0], weights[1] = -2, 0
    survey(tmp_path, w=weights, q3=np.full(ROWS, np.nan))
    severities = [
        item.severity for item in check(tmp_path / "codebook.yaml", tmp_path).findings.worst_first()
    ]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert len(severities) == 3
    with pytest.raises(BuildError, match="below zero"):
        build(tmp_path / "codebook.yaml", tmp_path, tmp_path / "store")
    assert not (tmp_path / "store" / "CURRENT").exists()
    assert (tmp_path / "store" / "failed.report.html").exists()


def test_the_report_says_what_became_of_the_input(tmp_path: Path) -> None:
    path, report = build(survey(tmp_path) / "codebook.yaml", tmp_path, tmp_path / "store")
    assert [item["file"] for item in report.inputs] == ["2023.sav", "2024.sav", "codebook.yaml"]
    assert all(len(item["sha256"]) == 64 for item in report.inputs)
    assert {step for step, _ in report.steps} >= {"read", "recode", "estimate", "protect", "write"}
    page = path.with_suffix(".report.html").read_text(encoding="utf-8")
    assert "2024.sav" in page and "user_missing" in page


def test_a_base_is_made_of_other_variables(tmp_path: Path) -> None:
    survey(tmp_path)
    text = (tmp_path / "codebook.yaml").read_text(encoding="utf-8")
    book = yaml.safe_load(text)
    book["indicators"][1]["base"] = {"where": {"sex": [2]}}
    (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    build(tmp_path / "codebook.yaml", tmp_path, tmp_path / "store")
    store = current_store(tmp_path / "store")
    women = next(row for row in store.estimates(["q1"], waves=["2024"], by=["sex"]) if row.level1 == "2")
    total = store.estimates(["q2"], waves=["2024"])[0]
    assert women.n is not None and total.n is not None and total.n >= women.n
    assert (
        next(row for row in store.estimates(["q2"], waves=["2024"], by=["sex"]) if row.level1 == "1").status
        == "not_asked"
    )
