"""Files laid out as official ones are: weights with replicates, identifiers, lists, names, sexes, and what a
size can carry."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.files.sav_write import Labels, write_sav
from tests.prepare.drafted import drafted, write

ROWS = 600
DRAW = np.random.default_rng(5)
YES_NO = {1: "Yes", 2: "No"}


def some(*codes: float, p: list[float] | None = None) -> np.ndarray:
    return DRAW.choice(np.array(codes, dtype=float), ROWS, p=p)


def weights(mean: float) -> np.ndarray:
    return DRAW.gamma(4, 0.25, ROWS) * mean


def with_replicates(
    full: str, stem: str, count: int, mean: float, first: int = 1, digits: int = 1
) -> dict[str, np.ndarray]:
    base = weights(mean)
    copies = {
        f"{stem}{place:0{digits}}": base * DRAW.uniform(0.5, 1.5, ROWS)
        for place in range(first, first + count)
    }
    return {full: base, **copies}


@pytest.mark.parametrize(
    ("full", "stem", "count", "mean", "digits"),
    [
        ("PWGTP", "PWGTP", 80, 120, 1),
        ("WT0", "WT", 20, 1, 1),
        ("PERSON_FINWT0", "PERSON_FINWT", 50, 3000, 1),
        ("RAKEDW0", "RAKEDW", 80, 900, 1),
        ("R12WGT0", "R12WGT", 48, 500, 1),
        ("W_FSTUWT", "W_FSTURWT", 80, 30, 1),
        ("rw", "rw", 16, 1, 1),
        ("rw", "rw", 16, 1, 3),
        ("perwt", "repwtp", 80, 100, 1),
        ("gewicht", "herhaling", 40, 1, 1),
        ("TOTWGT", "JR", 12, 70, 1),
        ("weight", "bsw_", 200, 1, 3),
        ("repwgt0", "repwgt", 30, 1, 1),
        ("poids", "poids_", 25, 1, 1),
    ],
)
def test_the_full_weight_is_told_from_its_replicates(tmp_path, full, stem, count, mean, digits):
    columns = with_replicates(full, stem, count, mean, digits=digits)
    made = drafted(write(tmp_path / "survey_2023.sav", {"portal": some(1, 0), **columns}))
    assert made.report.weights == {"2023": full}
    assert f"{count} replicate weights of '{full}'" in made.doubts
    assert list(made.book.indicator) == ["portal"]


@pytest.mark.parametrize("ending", [".dta", ".por"])
def test_the_full_weight_gives_the_estimate(tmp_path, ending):
    columns = with_replicates("PWGTP", "PWGTP", 80, 120)
    answers = some(1, 0)
    made = drafted(write(tmp_path / f"acs_2023{ending}", {"portal": answers, **columns}))
    assert list(made.totals().values()) == pytest.approx(
        [np.average(answers, weights=columns["PWGTP"])], rel=1e-5
    )


def test_the_weight_of_the_header_is_never_a_replicate(tmp_path):
    columns = with_replicates("PWGTP", "PWGTP", 80, 120)
    path = tmp_path / "acs_2023.sav"
    write_sav(pd.DataFrame({"portal": some(1, 0), **columns}), path, Labels("", weight="PWGTP"))
    made = drafted(path)
    assert made.report.weights == {"2023": "PWGTP"}
    assert "not used" not in made.doubts


def test_numbered_questions_are_no_replicate_weights(tmp_path):
    columns = {f"uren{place}": DRAW.integers(0, 40, ROWS).astype(float) for place in range(1, 15)}
    made = drafted(
        write(tmp_path / "s_2023.sav", {"uren": DRAW.integers(0, 40, ROWS).astype(float), **columns})
    )
    assert made.report.weights == {"2023": None}
    assert len(made.book.indicators) == 15


@pytest.mark.parametrize("swap", [False, True])
def test_waves_that_share_a_weight_use_it(tmp_path, swap):
    files = []
    for year in (2022, 2024):
        first = (year == 2022) is not swap
        columns = {
            "q": some(1, 0),
            "wegingsfactor": weights(1 if first else 90),
            "ipfgewicht": weights(90 if first else 1),
        }
        files.append(
            write(
                tmp_path / f"p_{year}.sav",
                columns,
                {"ipfgewicht": "Weegfactor", "wegingsfactor": "Weegfactor"},
            )
        )
    made = drafted(*files)
    assert len(set(made.report.weights.values())) == 1
    assert made.report.findings[0].startswith("all waves are weighted by")


def test_waves_without_a_weight_in_common_are_told_first(tmp_path):
    files = [
        write(tmp_path / f"p_{year}.sav", {"q": some(1, 0), name: weights(1)})
        for year, name in ((2022, "wgt_a"), (2024, "wgt_b"))
    ]
    made = drafted(*files)
    assert (
        made.report.findings[0]
        == "waves have different weights (2022: wgt_a, 2024: wgt_b); a change between them may be one of"
        " weighting"
    )


AMOUNTS = np.round(np.exp(DRAW.normal(11, 0.5, ROWS)))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("inkomen", "Bruto jaarinkomen in euro"),
        ("v3", "What is your yearly income?"),
        ("hinc", "Haushaltseinkommen (netto, Jahr)"),
        ("ca", "Chiffre d'affaires de votre cabinet"),
        ("omzet", ""),
        ("km", "Aantal gereden kilometers"),
        ("rev", "Revenu annuel du menage"),
        ("huiswaarde", "WOZ-waarde van uw woning"),
    ],
)
@pytest.mark.parametrize("ending", [".sav", ".por"])
def test_an_amount_is_a_mean(tmp_path, name, label, ending):
    name, label = name[:8], label.encode("ascii", "ignore").decode()
    made = drafted(write(tmp_path / f"s_2023{ending}", {name: AMOUNTS, "q": some(1, 0)}, {name: label}))
    found = {one.id.lower(): one.kind for one in made.book.indicators}
    assert found[name] == "mean"


@pytest.mark.parametrize(
    ("name", "label", "values", "reason"),
    [
        (
            "v1",
            "",
            DRAW.choice(900_000, ROWS, replace=False) + 100_000.0,
            "nearly everybody has a number of their own",
        ),
        ("respnr", "", np.arange(ROWS) + 100_001.0, "an identifier"),
        ("v2", "Volgnummer", np.arange(ROWS) + 1.0, "an identifier"),
        (
            "bsn",
            "Burgerservicenummer",
            DRAW.choice(900_000_000, ROWS, replace=False) + 1e8,
            "nearly everybody",
        ),
        ("key", "Household number", DRAW.choice(90_000, ROWS, replace=False) + 10_000.0, "an identifier"),
    ],
)
def test_a_number_of_ones_own_is_left_out_with_the_right_reason(tmp_path, name, label, values, reason):
    made = drafted(write(tmp_path / "s_2023.sav", {name: values, "q": some(1, 0)}, {name: label}))
    assert dict(made.report.left_out)[name].startswith(reason)


@pytest.mark.parametrize(
    ("label", "answers"),
    [
        ("Parliamentary Constituency", {code: f"Place {code}" for code in range(1, 131)}),
        ("Occupation (ISCO)", {code: f"Occupation {code}" for code in range(1, 150)}),
        ("Gemeente", {code * 7: f"Gemeente {chr(65 + code % 26)}{code}" for code in range(1, 340)}),
        (
            "Beruf (KldB)",
            {code * 10: f"Beruf {chr(65 + code % 26)}" + "x" * (code // 26) for code in range(1, 200)},
        ),
        ("Pays de naissance", {code: f"Pays {code:03}" for code in range(1, 90)}),
    ],
)
def test_a_long_list_is_no_mean(tmp_path, label, answers):
    made = drafted(
        write(
            tmp_path / "s_2023.sav",
            {"lijst": some(*answers), "q": some(1, 0)},
            {"lijst": label},
            {"lijst": answers},
        )
    )
    assert [one.id for one in made.book.indicators] == ["q"]
    assert "too many for one figure" in dict(made.report.left_out)["lijst"]


@pytest.mark.parametrize(
    ("label", "answers"),
    [
        ("For whom did R vote", {1: "1. Joe Biden", 2: "2. Donald Trump", 3: "3. Jo Jorgensen",
        4: "4. Howie Hawkins", 5: "5. Other",
                                 7: "7. Republican", 8: "8. Libertarian"}),
        ("Welke partij?", {code: f"{code} - Partij {'ABCDEFGHI'[code]}" for code in range(1, 9)}),
        ("Partei", {code: f"[{code}] {name}" for code,
        name in enumerate(("CDU", "SPD", "FDP", "Grüne", "Linke", "AfD", "BSW"), 1)}),
        ("Parti", {code: f"{code}) {name}" for code,
        name in enumerate(("PS", "LR", "RN", "LFI", "EELV", "PCF", "Autre"), 1)}),
    ],
)  # fmt: skip
def test_numbered_names_are_no_scale(tmp_path, label, answers):
    made = drafted(write(tmp_path / "s_2023.sav", {"v": some(*answers)}, {"v": label}, {"v": answers}))
    found = made.book.indicator["v"]
    assert found.kind == "distribution"
    assert not any(str(one.label)[0].isdigit() or str(one.label)[0] == "[" for one in found.categories)


def test_ages_with_a_unit_stay_numbers(tmp_path):
    ages = DRAW.integers(18, 90, ROWS).astype(float)
    labels = {code: f"{code} jaar" for code in range(18, 91)}
    made = drafted(
        write(tmp_path / "s_2023.sav", {"lft": ages, "q": some(1, 0)}, {"lft": "Leeftijd"}, {"lft": labels})
    )
    assert made.book.indicator["lft"].kind == "mean"
    assert [one.id for one in made.book.breakdown["lft"].levels] == ["18-34", "35-49", "50-64", "65plus"]


@pytest.mark.parametrize(
    ("name", "label", "answers", "is_sex"),
    [
        ("GenderN", "-->Are you male or female?", {1: "Male", 2: "Female"}, True),
        ("q1", "Bent u een man of een vrouw?", {1: "Man", 2: "Vrouw", 3: "Anders"}, True),
        ("s1", "Êtes-vous un homme ou une femme ?", {1: "Homme", 2: "Femme"}, True),
        ("f1", "Sind Sie männlich oder weiblich?", {1: "Männlich", 2: "Weiblich", 3: "Divers"}, True),
        ("mv", "Ben je een jongen of een meisje?", {1: "Jongen", 2: "Meisje"}, True),
        ("d1", "How would you describe yourself?", {1: "Man", 2: "Woman", 3: "Non-binary"}, True),
        ("q2", "Who makes the better doctor?", {1: "Man", 2: "Woman"}, False),
        ("q3", "Is your partner male or female?", {1: "Male", 2: "Female"}, False),
        ("q4", "Sexe de l’enquêteur", {1: "Homme", 2: "Femme"}, False),
        ("q5", "Geschlecht des Interviewers", {1: "Mann", 2: "Frau"}, False),
        (
            "q6",
            "Heeft u liever een man of een vrouw als arts?",
            {1: "Man", 2: "Vrouw", 3: "Geen voorkeur"},
            False,
        ),
    ],
)
def test_a_sex_is_known_by_its_answers_and_by_whom_it_is_of(tmp_path, name, label, answers, is_sex):
    columns = {name: some(*answers), "q": some(1, 0)}
    made = drafted(write(tmp_path / "s_2023.sav", columns, {name: label}, {name: answers}))
    assert (name in made.book.breakdown) is is_sex


@pytest.mark.parametrize(
    "label",
    [
        "Q113. Age de l’enquêteur",
        "Age of interviewer",
        "Leeftijd interviewer",
        "Alter des Interviewers",
        "Âge de l'enquêtrice",
    ],
)
def test_the_age_of_the_interviewer_is_not_that_of_the_respondent(tmp_path, label):
    columns = {
        "Q1": DRAW.integers(18, 90, ROWS).astype(float),
        "Q113": DRAW.integers(20, 44, ROWS).astype(float),
        "q": some(1, 0),
    }
    made = drafted(write(tmp_path / "s_2023.sav", columns, {"Q1": "Q1. Age", "Q113": label}))
    assert list(made.book.breakdown) == ["Q1"]
    assert dict(made.report.left_out)["Q113"] == "about the interview"


@pytest.mark.parametrize(
    "texts",
    [
        ["Noord/Zuid", "Noord Zuid", "West"],
        ["noord", "Noord", "Zuid"],
        ["< 5", "> 5", "= 5"],
        ["a/b", "a_b", "a b"],
        ["É", "E", "Z"],
    ],
)
def test_texts_with_one_id_are_levels_of_their_own(tmp_path, texts):
    column = DRAW.choice(texts, ROWS)
    columns = {"regio": column, "soort": column, "q": some(1, 0)}
    made = drafted(write(tmp_path / "s_2023.sav", columns, {"regio": "Regio", "soort": "Soort vraag"}))
    levels = made.book.breakdown["regio"].levels
    assert sorted(one.codes[0] for one in levels) == sorted(texts)
    assert len({one.id.lower() for one in levels}) == 3
    assert sum(
        made.totals()["soort", one.id, "2023"] for one in made.book.indicator["soort"].categories
    ) == pytest.approx(1)


@pytest.mark.parametrize("names", [("Age", "age"), ("Q1", "q1"), ("INCOME", "Income")])
def test_stata_names_that_differ_by_case_are_two_variables(tmp_path, names):
    first, second = some(1, 0, p=[0.3, 0.7]), some(1, 0, p=[0.8, 0.2])
    path = write(
        tmp_path / "s_2023.dta",
        {names[0]: first, names[1]: second},
        {names[0]: "First thing", names[1]: "Second thing"},
    )
    made = drafted(path)
    by_variable = {one.variable: one.id for one in made.book.indicators}
    totals = made.totals()
    assert totals[by_variable[names[0]], "", "2023"] == pytest.approx(first.mean())
    assert totals[by_variable[names[1]], "", "2023"] == pytest.approx(second.mean())


def test_equal_labels_are_told_apart_by_name_and_code(tmp_path):
    columns = {f"q7_{place}": some(1, 2, 3) for place in (1, 2)}
    values = dict.fromkeys(columns, {1: "Oneens", 2: "Anders", 3: "Anders"})
    made = drafted(write(tmp_path / "s_2023.sav", columns, dict.fromkeys(columns, "Stellingen"), values))
    assert [one.label for one in made.book.indicators] == ["Stellingen (q7_1)", "Stellingen (q7_2)"]
    assert [one.label for one in made.book.indicator["q7_1"].categories] == [
        "Oneens",
        "Anders (2)",
        "Anders (3)",
    ]
    assert "q7_1, q7_2: all are labelled 'Stellingen'" in made.doubts
    assert "q7_1, q7_2: codes 2, 3 are all called 'Anders'" in made.doubts


def test_a_breakdown_and_a_crossing_that_the_size_can_not_carry_are_left_out_with_the_reason(tmp_path):
    answers = {1: "Man", 2: "Vrouw"}
    columns = {
        "geslacht": some(1, 2),
        "opl": some(1, 2, 3, p=[0.4, 0.4, 0.2]),
        "regio": np.where(np.arange(ROWS) < 580, 1.0, np.where(np.arange(ROWS) < 590, 2.0, 3.0)),
        "sted": some(1, 2, 3, 4, 5, 6),
        "q": some(1, 0),
    }
    values = {
        "geslacht": answers,
        "opl": {1: "Laag", 2: "Midden", 3: "Hoog"},
        "regio": {1: "Noord", 2: "Oost", 3: "Zuid"},
        "sted": {code: f"klasse {code}" for code in range(1, 7)},
    }
    labels = {"geslacht": "Geslacht", "opl": "Opleiding", "regio": "Regio", "sted": "Stedelijkheid"}
    made = drafted(write(tmp_path / "s_2023.sav", columns, labels, values))
    left_out = dict(made.report.left_out)
    assert list(made.book.breakdown) == ["geslacht", "opl", "sted"]
    assert left_out["regio"] == "no breakdown: fewer than two of its levels have 30 people"
    assert left_out["opl × sted"].startswith("not crossed: ")
    assert made.book.disclosure.forbidden == [["opl", "sted"]]
    assert "regio" in made.book.indicator


@pytest.mark.parametrize("where", ["comment", "level", "label", "value label"])
def test_one_byte_of_another_page_changes_nothing_else(tmp_path, where):
    provinces = DRAW.choice(["Fryslân", "Groningen", "Drenthe"], ROWS, p=[0.4, 0.3, 0.3])
    columns = {
        "q": some(1, 2),
        "provincie": provinces.astype(object),
        "opm": [f"opmerking {place}" for place in range(ROWS)],
    }
    labels = {"q": "Gebruikt u één portaal?", "provincie": "Provincie", "opm": "Opmerkingen"}
    values = {"q": {1: "Ja", 2: "Nee, hé"}}
    columns["opm"][5] = "heel goed café hier"
    if where == "level":
        columns["provincie"][7] = "Zééland"
    path = write(tmp_path / "enq_2024.sav", columns, labels, values)
    old, new = {
        "comment": ("café".encode(), b"caf\xe9 "),
        "level": ("Zééland".encode(), b"Z\xe9\xe9land  "),
        "label": ("één portaal".encode(), b"\xe9\xe9n portaal  "),
        "value label": ("hé".encode(), b"h\xe9 "),
    }[where]
    content = path.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    made = drafted(path)
    codes = {one.codes[0] for one in made.book.breakdown["provincie"].levels}
    assert {"Fryslân", "Groningen", "Drenthe"} <= codes
    assert made.book.indicator["q"].label.replace(" ", "") == "Gebruiktuéénportaal?"
