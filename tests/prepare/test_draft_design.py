"""Weights, respondent numbers, and what is no respondent's answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.codebook import load_codebook
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.files.sav_write import Labels, write_sav

ROWS = 200
DRAW = np.random.default_rng(7)
NEAR_ONE = np.round(DRAW.gamma(4, 0.25, ROWS), 4)
KILOS = np.round(DRAW.normal(76, 11, ROWS))
ANSWER = {"vraag": DRAW.integers(0, 2, ROWS).astype(float)}


def weight_of(
    folder: Path, columns: dict[str, np.ndarray], labels: dict[str, str], header: str | None = None
):
    """The weight that a draft of one file with these columns takes, and its findings."""
    path = folder / "peiling_2024.sav"
    write_sav(pd.DataFrame(ANSWER | columns), path, Labels("", {"vraag": "De vraag"} | labels, weight=header))
    report = draft_codebook([path], folder / "out")
    return report.weights["2024"], report.findings


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("weegfactor", ""),
        ("wgt", "Analysis weight"),
        ("WTMEC2YR", ""),
        ("gewicht", "Gewicht"),
        ("Standaardisatiefactor", ""),
        ("withinwt", "Within country weights"),
        ("pond", "Coefficient de pondération"),
        ("g1", "Gewichtungsfaktor"),
        ("x9", "Wegingsfactor naar leeftijd en geslacht"),
    ],
)
def test_a_weight_is_known_by_name_label_and_values(tmp_path, name, label):
    assert weight_of(tmp_path, {name: NEAR_ONE}, {name: label}) == (name, [])


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("gewicht", "Hoeveel kilo weegt u?"),
        ("gewicht", "Gewicht in kg"),
        ("weight", "Body weight"),
        ("wt", ""),
        ("gewicht", "Gewicht"),
        ("poids", "Poids (kg)"),
        ("bmi", "BMI op basis van lengte en gewicht"),
        ("gebgew", "Geboortegewicht in gram"),
    ],
)
def test_the_weight_of_a_body_is_a_question(tmp_path, name, label):
    weight, _ = weight_of(tmp_path, {name: KILOS}, {name: label})
    assert weight is None
    assert load_codebook(tmp_path / "out").indicator[name].kind == "mean"


def test_the_weight_in_the_header_comes_first_and_rivals_are_told(tmp_path):
    columns = {"wegingsfactor": NEAR_ONE, "w2": NEAR_ONE[::-1].copy()}
    weight, findings = weight_of(tmp_path, columns, {"w2": "Gewicht"}, header="w2")
    assert weight == "w2"
    assert findings == ["2024: weighted by 'w2' (the file's own weight); also found: wegingsfactor"]


def test_a_weight_below_zero_is_not_used(tmp_path):
    weight, findings = weight_of(tmp_path, {"wgt": NEAR_ONE - 1}, {}, header="wgt")
    assert weight is None
    assert len(findings) == 1
    assert findings[0].startswith(
        f"2024: the file's own weight 'wgt' is not used: it is below zero for {(NEAR_ONE < 1).sum()}; if"
    )


def test_replicate_weights_are_told_and_left_out(tmp_path):
    columns = {"wgt": NEAR_ONE} | {f"repwgt{place}": NEAR_ONE * 1.01 for place in range(1, 21)}
    weight, findings = weight_of(tmp_path, columns, {})
    assert weight == "wgt"
    assert findings == [
        "2024: 20 replicate weights of 'wgt' (repwgt1 … repwgt20); to use them name them in 'replicates' with"
        " their method"
    ]
    assert set(load_codebook(tmp_path / "out").indicator) == {"vraag"}


@pytest.mark.parametrize(
    ("stem", "label", "method"),
    [
        ("brr", "", "BRR"),
        ("repwgt", "Bootstrap replicate weight", "bootstrap"),
        ("pwgtp", "", "successive-difference"),
        ("repwgt", "JK2 replicate", "JK2"),
        ("jk1w", "", "JK1"),
        ("repwgt", "Jackknife replicate weight", None),
        ("brr", "BRR replicate, Fay's adjustment", None),
        ("jkn", "JKn jackknife", None),
    ],
)
def test_replicate_weights_that_say_their_method_are_written_in(tmp_path, stem, label, method):
    names = [f"{stem}{place}" for place in range(1, 21)]
    copies = {name: NEAR_ONE * (1 + 0.01 * (place % 3)) for place, name in enumerate(names)}
    weight, findings = weight_of(tmp_path, {"wgt": NEAR_ONE} | copies, dict.fromkeys(names, label))
    replicates = load_codebook(tmp_path / "out").samples[0].replicates
    assert weight == "wgt" and len(findings) == 1
    if method is None:
        assert replicates is None and "to use them name them" in findings[0]
    else:
        assert replicates is not None and (replicates.columns, replicates.method) == (f"{stem}*", method)
        assert f"used as {method}, as they call themselves" in findings[0]


@pytest.mark.parametrize(
    ("name", "label", "values"),
    [
        ("respnr", "", np.arange(ROWS) + 5000.0),
        ("id", "Respondent", DRAW.permutation(ROWS) + 1.0),
        (
            "caseid",
            "Case identification number",
            np.array([f"NL{place:04}" for place in range(ROWS)], dtype=object),
        ),
    ],
)
def test_a_respondent_number_identifies_the_rows(tmp_path, name, label, values):
    path = tmp_path / "peiling_2024.sav"
    pyreadstat.write_sav(pd.DataFrame(ANSWER | {name: values}), str(path), column_labels={name: label})
    report = draft_codebook([path], tmp_path / "out")
    assert load_codebook(tmp_path / "out").samples[0].id == name
    assert report.left_out == [(name, "an identifier")]


def test_a_respondent_number_that_stands_twice_does_not_identify(tmp_path):
    path = tmp_path / "peiling_2024.sav"
    numbers = np.arange(ROWS) + 1.0
    numbers[-1] = 1
    pyreadstat.write_sav(pd.DataFrame(ANSWER | {"respnr": numbers}), str(path))
    assert draft_codebook([path], tmp_path / "out").left_out == [("respnr", "an identifier")]
    assert load_codebook(tmp_path / "out").samples[0].id is None


def test_strata_and_clusters_are_told_and_not_asked(tmp_path):
    path = tmp_path / "peiling_2024.sav"
    columns = {
        "stratum": DRAW.integers(1, 30, ROWS).astype(float),
        "psu": DRAW.integers(1, 90, ROWS).astype(float),
    }
    pyreadstat.write_sav(pd.DataFrame(ANSWER | columns), str(path), column_labels={"vraag": "De vraag"})
    report = draft_codebook([path], tmp_path / "out")
    assert dict(report.left_out) == dict.fromkeys(columns, "says how the sample was drawn")
    assert report.findings == [
        "stratum, psu: says how the sample was drawn; name them as 'strata' or 'cluster' under 'samples' if"
        " it was drawn so"
    ]
