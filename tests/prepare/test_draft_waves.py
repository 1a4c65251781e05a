"""Several waves in one draft: what stays one question, what is kept apart, and what the waves are called."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from tests.prepare.drafted import drafted, write

ROWS = 400
DRAW = np.random.default_rng(5)


def some(*codes: float, p: list[float] | None = None) -> np.ndarray:
    return DRAW.choice(np.array(codes, dtype=float), ROWS, p=p)


def two_waves(folder, old, new, ending=".sav", labels=("Vraag", "Vraag"), names=("v", "v")):
    """A draft of two files with one question: codes and labels of each wave."""
    files = []
    for year, (codes, values), label, name in zip((2022, 2024), (old, new), labels, names, strict=True):
        values = {name: values} if values else {}
        files.append(write(folder / f"peiling_{year}{ending}", {name: some(*codes)}, {name: label}, values))
    return drafted(*files)


@pytest.mark.parametrize("ending", [".sav", ".dta"])
@pytest.mark.parametrize(
    ("old", "new", "false"),
    [
        ({1: "Ja", 2: "Nee"}, {1: "Ja", 0: "Nee"}, [0, 2]),
        ({1: "Yes", 5: "No"}, {1: "Yes", 2: "No"}, [2, 5]),
        ({1: "Oui", 2: "Non"}, {1: "Oui", 0: "Non"}, [0, 2]),
        ({1: "Ja", 2: "Nein"}, {1: "Ja", 0: "Nein"}, [0, 2]),
        ({1: "Genoemd", 0: "Niet genoemd"}, {1: "Genoemd", 2: "Niet genoemd"}, [0, 2]),
    ],
)
def test_one_answer_on_two_codes_is_one_share(tmp_path, old, new, false, ending):
    made = two_waves(tmp_path, (old, old), (new, new), ending)
    indicator = made.book.indicator["v"]
    assert (indicator.kind, indicator.true, sorted(indicator.false), indicator.waves) == (
        "share",
        [1],
        false,
        None,
    )


def test_one_answer_on_two_codes_is_estimated_as_numpy_does(tmp_path):
    files = []
    expected = {}
    for year, no in ((2022, 2.0), (2024, 0.0)):
        answers = some(1, no, p=[0.6, 0.4])
        files.append(
            write(tmp_path / f"p_{year}.sav", {"v": answers}, {"v": "Portaal?"}, {"v": {1: "Ja", no: "Nee"}})
        )
        expected["v", "", str(year)] = (answers == 1).mean()
    assert drafted(*files).totals() == pytest.approx(expected)


def test_three_answers_of_which_one_changed_its_code_are_one_distribution(tmp_path):
    old, new = {1: "Bus", 2: "Fiets", 3: "Auto"}, {1: "Bus", 2: "Fiets", 5: "Auto"}
    made = two_waves(tmp_path, (old, old), (new, new))
    assert [(one.label, sorted(one.codes)) for one in made.book.indicator["v"].categories] == [
        ("Bus", [1]), ("Fiets", [2]), ("Auto", [3, 5]),
    ]  # fmt: skip


ENDS = ("Helemaal oneens", "Helemaal eens")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (((1, 2, 3, 4, 5), {1: ENDS[0], 5: ENDS[1]}), (range(1, 8), {1: ENDS[0], 7: ENDS[1]})),
        (
            (range(11), {0: "Heel slecht", 10: "Uitstekend"}),
            (range(1, 11), {1: "Heel slecht", 10: "Uitstekend"}),
        ),
        (
            (range(1, 11), {1: "Never justifiable", 10: "Always justifiable"}),
            (range(11), {0: "Never justifiable", 10: "Always justifiable"}),
        ),
        (
            (range(1, 6), {code: str(code) for code in range(1, 6)}),
            (range(1, 8), {code: str(code) for code in range(1, 8)}),
        ),
        ((range(1, 6), {}), (range(1, 8), {})),
        (
            (range(1, 8), {1: "pas du tout", 4: "neutre", 7: "tout à fait"}),
            (range(1, 6), {1: "pas du tout", 3: "neutre", 5: "tout à fait"}),
        ),
        (((1, 2), {1: "Ja", 2: "Nee"}), ((1, 2), {1: "Nee", 2: "Ja"})),
        (((1, 2), {}), ((0, 1), {})),
        (((0, 1, 2), {1: "Ja", 2: "Nee"}), ((0, 1), {1: "Ja", 0: "Nee"})),
        (((1, 2, 3), {1: "Nooit", 2: "Soms", 3: "Vaak"}), ((0, 1, 2), {0: "Nooit", 1: "Soms", 2: "Vaak"})),
        (
            ((1, 2, 3), {1: "Nooit", 2: "Soms", 3: "Vaak"}),
            ((1, 2, 3, 4), {1: "Nooit", 2: "Soms", 3: "Vaak", 4: "Altijd"}),
        ),
        ((range(1, 11), {1: "slecht", 10: "goed"}), (range(1, 8), {})),
    ],
)
def test_answers_that_moved_keep_waves_apart_with_a_word(tmp_path, old, new):
    made = two_waves(tmp_path, old, new)
    assert [one.waves for one in made.book.indicators] == [["2024"], ["2022"]]
    assert "one label, kept apart" in made.doubts
    assert len({one.label for one in made.book.indicators}) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((range(11), {0: "Slecht", 10: "Goed"}), (range(11), {0: "Slecht", 10: "Goed", 99: "Weet niet"})),
        ((range(11), {0: "Slecht", 10: "Goed"}), (range(11), {})),
        (((1, 2, 3), {1: "A", 2: "B", 3: "C"}), ((1, 2, 3), {1: "A", 2: "B", 3: "C"})),
        ((range(7), {}), (range(8), {})),
    ],
)
def test_the_same_answers_are_one_question(tmp_path, old, new):
    counts = (
        [np.minimum(DRAW.poisson(1.2, ROWS), max(codes)) for codes, _ in (old, new)] if not old[1] else None
    )
    if counts is None:
        made = two_waves(tmp_path, old, new)
    else:
        files = [
            write(tmp_path / f"p_{year}.sav", {"v": column.astype(float)}, {"v": "Aantal keer"})
            for year, column in zip((2022, 2024), counts, strict=True)
        ]
        made = drafted(*files)
    assert [one.waves for one in made.book.indicators] == [None]


def test_an_answer_that_was_added_to_a_list_is_not_compared(tmp_path):
    old, new = {1: "Bus", 2: "Fiets"}, {1: "Bus", 2: "Fiets", 3: "Step"}
    made = two_waves(tmp_path, (old, old), (new, new))
    assert made.book.indicator["v"].comparable == [["2022"], ["2024"]]
    assert "not every wave offers 'Step'" in made.doubts


STEM = "Welke digitale toepassingen gebruikt u in uw praktijk?"


@pytest.mark.parametrize(
    "labels",
    [
        (f"{STEM} - Faxen", f"{STEM} - Spraakherkenning"),
        (f"{STEM}: e-mail", f"{STEM}: chat"),
        (f"Faxen - {STEM}", f"Spraakherkenning - {STEM}"),
        ("Which of these do you use at work? Fax machine", "Which of these do you use at work? Smart phone"),
        (
            "Quels outils utilisez-vous dans votre cabinet ? - Télécopie",
            "Quels outils utilisez-vous dans votre cabinet ? - Dictée vocale",
        ),
        (
            "Welche Anwendungen nutzen Sie in Ihrer Praxis? - Faxgerät",
            "Welche Anwendungen nutzen Sie in Ihrer Praxis? - Videosprechstunde",
        ),
        ("Ik ben tevreden over de zorg", "Ik ben niet tevreden over de zorg"),
        ("Did you call in the past month?", "Did you call in the past year?"),
        ("Behandelt u hypoglycemie?", "Behandelt u hyperglycemie?"),
        ("Doel voor 2022 gehaald", "Doel voor 2024 gehaald"),
    ],
)
@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_an_item_that_was_replaced_is_two_indicators(tmp_path, labels, ending):
    yes_no = ((1, 0), {1: "Ja", 0: "Nee"})
    made = two_waves(tmp_path, yes_no, yes_no, ending, labels)
    assert [one.waves for one in made.book.indicators] == [["2024"], ["2022"]]


@pytest.mark.parametrize(
    ("labels", "broken"),
    [
        (("Gebruikt u beeldbellen in uw praktijk?", "Gebruikt u beeldbellen in de praktijk?"), False),
        (("Gebruikt u beeldbelen?", "Gebruikt u beeldbellen?"), False),
        (("Gebruikt u e-mail?", "Gebruikt u e-mail met patiënten?"), True),
    ],
)
def test_a_question_in_other_words_is_one_indicator_and_compared_where_no_word_was_added(
    tmp_path, labels, broken
):
    yes_no = ((1, 0), {1: "Ja", 0: "Nee"})
    made = two_waves(tmp_path, yes_no, yes_no, labels=labels)
    assert made.book.indicator["v"].comparable == ([["2022"], ["2024"]] if broken else None)
    assert "worded" in made.doubts


def test_waves_in_two_languages_are_told(tmp_path):
    labels = (
        {"v": "Utilisez-vous un portail pour les patients ?"},
        {"v": "Do you use a portal for patients?"},
    )
    values = ({1: "Oui", 2: "Non"}, {1: "Yes", 2: "No"})
    files = [
        write(tmp_path / f"p_{year}.sav", {"v": some(1, 2)}, label, {"v": answers})
        for year, label, answers in zip((2022, 2024), labels, values, strict=True)
    ]
    made = drafted(*files)
    assert "waves seem to be in different languages (2022: fr, 2024: en)" in made.doubts
    assert [one.waves for one in made.book.indicators] == [["2024"], ["2022"]]


YEARS = DRAW.choice([2019, 2021, 2023], ROWS)


@pytest.mark.parametrize(
    ("ending", "name", "label", "column", "formats", "waves"),
    [
        (".dta", "year", "Survey year", YEARS * 1.0, {"year": "%ty"}, ["2019", "2021", "2023"]),
        (".dta", "year", "", YEARS.astype(str), {}, ["2019", "2021", "2023"]),
        (".sav", "jaar", "Onderzoeksjaar", YEARS.astype(str), {}, ["2019", "2021", "2023"]),
        (".sav", "v1", "Erhebungsjahr", YEARS * 1.0, {}, ["2019", "2021", "2023"]),
        (".por", "annee", "Annee de lenquete", YEARS * 1.0, {}, ["2019", "2021", "2023"]),
        (
            ".sav",
            "golf",
            "Meting",
            np.array([f"Golf {1 + (year - 2019) // 2}" for year in YEARS]),
            {},
            ["w1", "w2", "w3"],
        ),
        (
            ".sav",
            "wave",
            "Wave",
            np.array([f"voorjaar {year}" for year in YEARS]),
            {},
            ["2019", "2021", "2023"],
        ),
        (
            ".sav",
            "schooljaar",
            "Schooljaar",
            np.array([f"{year}-{year + 1}" for year in YEARS]),
            {},
            ["2019", "2021", "2023"],
        ),
        (".dta", "wave", "", (YEARS - 1960) * 4.0 + 1, {"wave": "%tq"}, ["2019q2", "2021q2", "2023q2"]),
        (".dta", "syear", "Erhebungsjahr", YEARS * 1.0, {"syear": "%ty"}, ["2019", "2021", "2023"]),
    ],
)
def test_a_file_with_years_is_as_many_waves(tmp_path, ending, name, label, column, formats, waves):
    uses = (DRAW.random(ROWS) < 0.5).astype(float)
    more = {"variable_format": formats} if formats else {}
    path = write(
        tmp_path / f"pooled{ending}",
        {name: column, "uses": uses},
        {name: label},
        {"uses": {1: "Yes", 0: "No"}},
        **more,
    )
    made = drafted(path)
    assert made.book.wave_ids == waves
    totals = made.totals()
    uses_id = made.book.indicators[0].id
    expected = {
        wave: uses[year == YEARS].mean() for wave, year in zip(waves, (2019, 2021, 2023), strict=True)
    }
    assert {wave: totals[uses_id, "", wave] for wave in waves} == pytest.approx(expected)


def test_the_class_of_a_pupil_is_no_wave(tmp_path):
    classes = {"schooljaar": some(1, 2, 3), "v": some(1, 2)}
    made = drafted(write(tmp_path / "p_2024.sav", classes, {"schooljaar": "Schooljaar"}))
    assert made.book.wave_ids == ["2024"] and "schooljaar" not in made.doubts.partition("no label")[0]


DAYS = pd.to_datetime("2019-03-01") + pd.to_timedelta(DRAW.integers(0, 200, ROWS), unit="D")


@pytest.mark.parametrize(
    ("ending", "name", "label", "column", "wave"),
    [
        (".sav", "intdate", "", DAYS.date, "2019"),
        (".sav", "StartDate", "", DAYS.to_pydatetime(), "2019"),
        (".dta", "submitdate", "Date submitted", DAYS.to_pydatetime(), "2019"),
        (".sav", "datum", "Datum afname", DAYS.strftime("%Y-%m-%d").to_numpy(), "2019"),
        (".sav", "v9", "Interviewdatum", DAYS.strftime("%d-%m-%Y").to_numpy(), "2019"),
        (".sav", "ymd", "Date of interview", DAYS.strftime("%Y%m%d").astype(float).to_numpy(), "2019"),
        (".sav", "gebdat", "Geboortedatum", [datetime.date(1990, 1, 2)] * ROWS, "panel"),
        (".sav", "jaar", "Jaar", np.full(ROWS, "2019"), "2019"),
        (".dta", "x", "", np.zeros(ROWS), "panel"),
    ],
)
def test_a_wave_is_called_after_its_interviews_and_never_after_the_day_of_saving(
    tmp_path, ending, name, label, column, wave
):
    path = write(
        tmp_path / f"panel{ending}",
        {"uses": some(1, 0), name: column},
        {name: label},
        {"uses": {1: "Yes", 0: "No"}},
    )
    made = drafted(path)
    assert made.book.wave_ids == [wave]
    assert ("called after the file" in made.doubts) is (wave == "panel")


def test_dates_that_run_over_years_are_told(tmp_path):
    days = pd.to_datetime("2019-03-01") + pd.to_timedelta(DRAW.integers(0, 1500, ROWS), unit="D")
    made = drafted(write(tmp_path / "pooled.sav", {"uses": some(1, 0), "intdate": days.date}))
    assert "pooled.sav: its interview dates run from 2019 to 2023" in made.doubts


def test_the_year_in_a_name_is_doubted_where_the_dates_say_another(tmp_path):
    made = drafted(write(tmp_path / "export_2026.sav", {"uses": some(1, 0), "intdate": DAYS.date}))
    assert "2026: called after its file's name, but its interview dates are of 2019" in made.doubts
