"""Indicator kinds, scales, breakdown levels and waves, one question at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.codebook import Breakdown, Codebook, load_codebook
from monitor.prepare.draft.codebook import draft_codebook

ROWS = 300
DRAW = np.random.default_rng(11)


def drafted(
    folder: Path, columns: dict[str, object], labels=None, values=None, measures=None, name="peiling_2024.sav"
) -> Codebook:
    pyreadstat.write_sav(
        pd.DataFrame({"filler": DRAW.integers(0, 2, ROWS).astype(float)} | columns),
        str(folder / name),
        column_labels=labels or {},
        variable_value_labels=values or {},
        variable_measure=measures or {},
    )
    draft_codebook([folder / name], folder / "out")
    return load_codebook(folder / "out")


def some(*codes: float) -> np.ndarray:
    return DRAW.choice(np.array(codes, dtype=float), ROWS)


@pytest.mark.parametrize(
    ("codes", "labels", "kind", "scale"),
    [
        (range(11), {}, "mean", (0, 10)),
        (range(1, 11), {}, "mean", (1, 10)),
        (range(1, 8), {1: "helemaal niet", 7: "helemaal wel"}, "mean", (1, 7)),
        (range(1, 11), {code: f"{code}" for code in range(1, 11)}, "mean", (1, 10)),
        (range(60), {}, "mean", None),
        (range(0, 90, 3), {0: "Geen", 90: "90 of meer"}, "mean", None),
        ([0, 1], {}, "share", None),
        ([1, 2, 3, 4, 5], {1: "Rood", 2: "Blauw", 3: "Groen", 4: "Wit", 5: "Zwart"}, "distribution", None),
        ([1, 2], {}, "distribution", None),
    ],
)
def test_kind_and_scale(tmp_path, codes, labels, kind, scale):
    book = drafted(tmp_path, {"v": some(*codes)}, values={"v": labels} if labels else {})
    found = book.indicator["v"]
    assert found.kind == kind
    if kind == "mean":
        assert (found.scale and (found.scale.min, found.scale.max)) == scale


def test_answers_run_from_the_negative_pole_to_the_positive_and_who_somebody_is_comes_last(tmp_path):
    """As the figure draws them: negative to the left, whatever the order of the codes."""
    health = {1: "Zeer goed", 2: "Goed", 3: "Gaat wel", 4: "Slecht", 5: "Zeer slecht"}
    book = drafted(
        tmp_path,
        {"age2": some(1, 2), "age3": some(1, 2, 3), "v": some(1, 2, 3, 4, 5)},
        {
            "age2": "Leeftijd in 2 categorieën (16-17 jaar; 18-25 jaar)",
            "age3": "Leeftijd in 3 categorieën (16-17 jaar; 18-20 jaar; 21-25 jaar)",
            "v": "Hoe is uw gezondheid?",
        },
        {
            "age2": {1: "16-17 jaar", 2: "18-25 jaar"},
            "age3": {1: "16-17 jaar", 2: "18-20 jaar", 3: "21-25 jaar"},
            "v": health,
        },
    )
    answers = book.indicator["v"].categories
    assert [(one.label, one.codes, one.neutral) for one in answers] == [
        (health[code], [code], code == 3) for code in (5, 4, 3, 2, 1)
    ]
    assert [item.id for item in book.indicators] == ["filler", "v", "age3"]
    assert (book.breakdowns[0].id, book.breakdowns[0].label) == ("age2", "Leeftijd")
    asked = "Leeftijd in 3 categorieën (16-17 jaar; 18-20 jaar; 21-25 jaar)"
    assert (book.indicator["age3"].label, book.indicator["age3"].question) == ("Leeftijd", asked)


def test_a_scale_named_in_the_label_bounds_the_mean(tmp_path):
    book = drafted(tmp_path, {"v": some(3, 4, 5, 6)}, {"v": "Hoe tevreden bent u, van 1 tot 7?"})
    assert (book.indicator["v"].scale.min, book.indicator["v"].scale.max) == (1, 7)


def test_too_many_categories_are_left_out(tmp_path):
    codes = range(1, 40)
    book = drafted(
        tmp_path, {"merk": some(*codes)}, values={"merk": {code: f"Merk {chr(60 + code)}x" for code in codes}}
    )
    assert "merk" not in book.indicator


def test_a_text_with_a_few_values_is_a_distribution(tmp_path):
    book = drafted(tmp_path, {"vervoer": DRAW.choice(["fiets", "auto", "lopend, met hond"], ROWS)})
    assert {(one.id, one.codes[0]) for one in book.indicator["vervoer"].categories} == {
        ("fiets", "fiets"), ("auto", "auto"), ("lopend_met_hond", "lopend, met hond"),
    }  # fmt: skip


def breakdown(
    folder: Path, name: str, label: str, values: np.ndarray, labels: dict[float, str] | None = None
) -> Breakdown | None:
    book = drafted(folder, {name: values}, {name: label}, {name: labels} if labels else {})
    return book.breakdown.get(name)


@pytest.mark.parametrize(
    ("name", "label", "labels"),
    [
        ("v1", "Wat is uw geslacht?", {1: "Man", 2: "Vrouw", 3: "Anders"}),
        ("sexe", "Sexe", {1: "Homme", 2: "Femme"}),
        ("v2", "Leeftijd in 3 categorieën", {1: "16-17 jaar", 2: "18-20 jaar", 3: "21-25 jaar"}),
        ("v3", "Hoogst voltooide opleiding", {1: "Vmbo", 2: "Havo/vwo", 3: "Hbo/wo"}),
        ("v4", "Province or region", {1: "Noord", 2: "Zuid"}),
        ("v5", "Stedelijkheid van de woongemeente", {1: "Sterk stedelijk", 2: "Niet stedelijk"}),
        ("v6", "In welke sector werkt u?", {1: "Ggz", 2: "Wijkverpleging", 3: "Ziekenhuis"}),
        ("v7", "Migratieachtergrond", {1: "Nederlands", 2: "Migrant"}),
        ("v8", "Bundesland", {1: "Bayern", 2: "Hessen"}),
    ],
)
def test_breakdowns_are_recognised(tmp_path, name, label, labels):
    found = breakdown(tmp_path, name, label, some(*labels), labels)
    assert found is not None
    assert [one.label for one in found.levels] == list(labels.values())


@pytest.mark.parametrize(
    ("label", "labels"),
    [
        ("Interviewer's gender", {1: "Male", 2: "Female"}),
        ("Geslacht van uw partner", {1: "Man", 2: "Vrouw"}),
        ("Girls and boys have an equal chance at education", {1: "Disagree", 2: "Neutral", 3: "Agree"}),
        ("Volgt een opleiding", {1: "Ja", 2: "Nee"}),
        ("Regional inequality", {1: "Increased", 2: "Decreased", 3: "Same"}),
        ("How often gone without cash income", {0: "Never", 1: "Once or twice", 2: "Always"}),
    ],
)
def test_opinions_and_other_people_are_no_breakdown(tmp_path, label, labels):
    assert breakdown(tmp_path, "v", label, some(*labels), labels) is None


def test_levels_that_nobody_has_are_not_made(tmp_path):
    found = breakdown(
        tmp_path, "regio", "GGD-regio", some(1, 4), {code: f"GGD {'ABCDEFGH'[code]}" for code in range(8)}
    )
    assert [one.id for one in found.levels] == ["1", "4"]


@pytest.mark.parametrize(
    ("low", "high", "bands"),
    [
        (18, 95, ["18-34", "35-49", "50-64", "65plus"]),
        (16, 95, ["16-34", "35-49", "50-64", "65plus"]),
        (60, 95, 4),
        (12, 25, 4),
    ],
)
def test_an_age_in_years_becomes_bands_that_cover_everybody_once(tmp_path, low, high, bands):
    ages = np.resize(np.arange(low, high + 1.0), ROWS)
    found = breakdown(tmp_path, "leeftijd", "Leeftijd", ages)
    ids = [one.id for one in found.levels]
    assert ids == bands if isinstance(bands, list) else len(ids) == bands
    ranges = [one.codes[0] for one in found.levels]
    hits = [sum((one.from_ or 0) <= age <= (one.to or 200) for one in ranges) for age in ages]
    assert set(hits) == {1}


def test_ages_as_texts_are_levels_from_young_to_old(tmp_path):
    texts = ["9 t/m 17 jaar", "18-39 jaar", "65 jaar of ouder", "40-64 jaar", "jonger dan 9"]
    found = breakdown(tmp_path, "lft", "Leeftijd", np.resize(np.array(texts, dtype=object), ROWS))
    assert [level.label for level in found.levels] == [texts[at] for at in (4, 0, 1, 3, 2)]
    assert found.ordered


def test_texts_in_the_order_of_the_alphabet_are_called_no_order(tmp_path):
    texts = np.resize(np.array(["mbo", "vmbo", "hbo of wo"], dtype=object), ROWS)
    found = breakdown(tmp_path, "opleiding", "Hoogste opleiding", texts)
    assert {level.label for level in found.levels} == set(texts) and not found.ordered


def test_levels_that_enough_people_have_are_chosen_before_one_more(tmp_path):
    """As a regional health service's file has education in 4 and in 3 categories, the first of 29 people."""
    four = np.resize(np.array([1.0] * 9 + [2.0] * 60 + [3.0] * 300 + [4.0] * 200), ROWS)
    labels = {4: {1: "Geen", 2: "Vmbo", 3: "Havo, mbo", 4: "Hbo, wo"}, 3: {1: "Laag", 2: "Midden", 3: "Hoog"}}
    book = drafted(
        tmp_path,
        {"opl4": four, "opl3": np.where(four > 1, four - 1, 1.0)},
        {f"opl{many}": f"Hoogste opleiding in {many} categorieën" for many in labels},
        {f"opl{many}": answers for many, answers in labels.items()},
    )
    assert list(book.breakdown) == ["opl3"]


def test_levels_are_called_in_text_without_what_is_in_them(tmp_path):
    """A bracket would stand within another: '21-25 jaar (Laag (geen opleiding, vmbo))'."""
    labels = {
        1: "Laag (geen opleiding, vmbo)",
        2: "Mbo (1)",
        3: "Mbo (2, 3, 4)",
        4: "Hoog",
        5: "HBO/WO (ook AD)",
    }
    found = breakdown(tmp_path, "opl", "Hoogste opleiding", some(*labels), labels)
    assert [level.label for level in found.levels] == list(labels.values())
    assert [level.phrase for level in found.levels] == ["laag", None, None, None, "HBO/WO"]


def test_at_most_eight_breakdowns(tmp_path):
    labels = [
        "Geslacht",
        "Leeftijd",
        "Opleiding",
        "Regio",
        "Stedelijkheid",
        "Sector",
        "Inkomen",
        "Arbeidssituatie",
        "Herkomst",
        "Huishouden",
    ]
    levels = {1: "Man 10", 2: "Vrouw 20", 3: "Anders 30"}
    columns = {f"v{place}": some(1, 2, 3) for place in range(len(labels))}
    names = {f"v{place}": label for place, label in enumerate(labels)}
    book = drafted(tmp_path, columns, names, dict.fromkeys(columns, levels))
    assert [one.label for one in book.breakdowns] == labels[:8]
    assert {"v8", "v9"} < book.indicator.keys()


@pytest.mark.parametrize(
    ("names", "waves"),
    [
        (["peiling_2023.sav", "peiling_2021.sav"], ["2021", "2023"]),
        (["peiling_r5.sav", "peiling_r6.sav"], ["r5", "r6"]),
        (["golf 2 artsen.sav", "golf 10 artsen.sav"], ["g2", "g10"]),
    ],
)
def test_waves_are_named_by_year_else_by_round(tmp_path, names, waves):
    for name in names:
        pyreadstat.write_sav(pd.DataFrame({"v": some(0, 1)}), str(tmp_path / name))
    assert draft_codebook([tmp_path / name for name in names], tmp_path / "out").waves == waves


def test_a_wave_variable_splits_one_file(tmp_path):
    columns = {"meting": some(1, 2, 3), "v": some(0, 1)}
    columns["v"][columns["meting"] == 2] = np.nan
    book = drafted(
        tmp_path,
        columns,
        {"meting": "Meting"},
        {"meting": {1: "Voorjaar 2021", 2: "Voorjaar 2022", 3: "Voorjaar 2023"}},
    )
    assert [(one.wave, one.where["meting"]) for one in book.samples] == [
        ("2021", [1]),
        ("2022", [2]),
        ("2023", [3]),
    ]
    assert book.indicator["v"].waves == ["2021", "2023"]
    assert book.indicator["filler"].waves is None


def test_a_year_of_birth_is_no_wave(tmp_path):
    book = drafted(tmp_path, {"gebjaar": some(1990, 1991, 1992)}, {"gebjaar": "Geboortejaar"})
    assert book.wave_ids == ["2024"]
