"""What a draft can't know is told, and takes no part in a number by itself."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.codebook import load_codebook
from monitor.prepare.draft.onto import draft_onto
from tests.prepare.drafted import drafted, write

ROWS = 400
DRAW = np.random.default_rng(9)
YES_NO = {1.0: "Ja", 2.0: "Nee"}


def some(*codes: float) -> np.ndarray:
    return DRAW.choice(np.array(codes, dtype=float), ROWS)


def peiling(folder, name, **columns):
    """A file with a question on smoking beside the columns."""
    return write(
        folder / f"{name}.sav", {"rookt": some(1, 2), **columns}, {"rookt": "Rookt u?"}, {"rookt": YES_NO}
    )


def years(*values: float) -> np.ndarray:
    return np.repeat(np.array(values), ROWS // len(values))


def test_a_file_of_all_years_beside_that_of_a_new_one_keeps_its_years(tmp_path):
    """So does one that is put onto a codebook of it."""
    trend = peiling(tmp_path, "trend", jaar=years(2022.0, 2024.0))
    new = peiling(tmp_path, "meting_2026")
    made = drafted(trend, new)
    rows = [(one.wave, one.file, one.where) for one in made.book.samples]
    assert rows == [
        ("2022", "trend.sav", {"jaar": [2022]}),
        ("2024", "trend.sav", {"jaar": [2024]}),
        ("2026", "meting_2026.sav", {}),
    ]
    (tmp_path / "codebook" / "codebook.yaml").unlink()
    drafted(trend)
    draft_onto([new], tmp_path / "codebook", tmp_path)
    book = load_codebook(tmp_path / "codebook")
    assert [(one.wave, one.file, one.where) for one in book.samples] == rows
    assert [one.waves for one in book.indicators] == [None]


def test_a_file_that_its_name_says_is_of_one_year_is_one_wave(tmp_path):
    """Its fieldwork ran over New Year."""
    made = drafted(
        peiling(tmp_path, "p_2021", jaar=years(2021.0, 2022.0)),
        peiling(tmp_path, "p_2023", jaar=years(2023.0)),
    )
    assert [one.id for one in made.book.waves] == ["2021", "2023"]


def test_files_that_share_a_year_are_told(tmp_path):
    files = (
        peiling(tmp_path, "jeugd", jaar=years(2022.0, 2024.0)),
        peiling(tmp_path, "ouderen", jaar=years(2020.0, 2024.0)),
    )
    made = drafted(*files)
    assert [one.id for one in made.book.waves] == ["jeugd", "ouderen"]
    assert "other files have these waves too" in made.report.findings[0]


def test_a_wave_variable_that_can_not_be_read_is_told_first(tmp_path):
    meting = np.repeat(np.array(["nulmeting", "eenmeting"], dtype=object), ROWS // 2)
    made = drafted(peiling(tmp_path, "panel", meting=meting))
    assert made.report.findings[0].startswith("meting: may say which wave")


BODY, FRACTIONS = DRAW.normal(75, 9, ROWS), DRAW.gamma(4, 0.25, ROWS)
FRACTIONS /= FRACTIONS.mean()


def labelled(folder, name, label, values):
    return drafted(
        write(
            folder / "p_2024.sav",
            {"q": some(1, 2), name: values},
            {"q": "Rookt u?", name: label},
            {"q": YES_NO},
        )
    )


def test_what_is_asked_is_no_weight(tmp_path):
    made = labelled(tmp_path, "weight", "What is your weight?", BODY)
    assert made.book.samples[0].weight is None and made.book.indicator["weight"].kind == "mean"


@pytest.mark.parametrize(
    ("name", "label", "values", "weight", "told"),
    [
        ("weight", "Weight", BODY, "weight", "by its name alone"),
        ("weeg", "Weging", FRACTIONS, "weeg", ""),
        ("kolom7", "Tambahan", FRACTIONS, None, "has the values of a weight"),
        ("kolom7", "Tambahan", FRACTIONS * 3, None, ""),
        ("basisgewicht", "Basisgewicht (insluitkans)", FRACTIONS, "basisgewicht", ""),
        ("factor_exp", "Factor de ponderación", FRACTIONS, "factor_exp", ""),
    ],
)
def test_a_weight_that_is_unsure_is_told(tmp_path, name, label, values, weight, told):
    made = labelled(tmp_path, name, label, values)
    assert made.book.samples[0].weight == weight
    assert [told in line for line in made.report.findings] == ([True] if told else [])


def test_a_refusal_that_is_written_out_is_missing(tmp_path):
    values = DRAW.choice(np.array(["Ja", "Nee", "Weet niet"], dtype=object), ROWS)
    item = labelled(tmp_path, "chat", "Chat met de arts", values).book.indicator["chat"]
    assert [one.label for one in item.categories] == ["Ja", "Nee"]
    assert [(one.codes, one.reason) for one in item.missing] == [(["Weet niet"], "dont_know")]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({1: "Igen", 2: "Nem", 8: "Nem tudja", 9: "Megtagadta"}, ["8", "9"]),
        ({1: "Çok", 2: "Az", 3: "Hiç", 99: "Cevap yok"}, ["99"]),
        ({1: "Thuisarts", 2: "Portaal", 97: "Geen van deze", 98: "Anders, namelijk"}, []),
        ({1: "Noord", 2: "Oost", 5: "Zuid", 9: "West"}, []),
        ({0: "Nooit", 1: "Soms", 2: "Vaak", 3: "Altijd"}, []),
    ],
)
def test_a_label_beyond_the_answers_that_can_not_be_read_is_told(tmp_path, labels, told):
    path = write(tmp_path / "p_2024.sav", {"v": some(*labels)}, {"v": "¿V?"}, {"v": labels})
    assert [line.split()[2] for line in drafted(path).report.findings if "stands apart" in line] == told


def test_numbers_of_another_size_are_kept_apart(tmp_path):
    """A score of 0 to 10, later of 0 to 100; what has the same size stays one."""
    files = [
        write(
            tmp_path / f"p_{year}.sav",
            {"score": DRAW.integers(0, most, ROWS) * 1.0, "bezoeken": DRAW.integers(0, 40, ROWS) * 1.0},
            {"score": "Tevredenheid met de zorg", "bezoeken": "Aantal bezoeken"},
        )
        for year, most in ((2022, 11), (2024, 101))
    ]
    made = drafted(*files)
    assert {id: item.waves for id, item in made.book.indicator.items()} == {
        "score": ["2024"],
        "bezoeken": None,
        "score_2": ["2022"],
    }
    assert made.report.findings[0].startswith("score (2024) and score (2022): one label, kept apart")


def test_a_code_is_no_amount_without_a_word(tmp_path):
    made = labelled(tmp_path, "agb", "AGB-code praktijk", some(1234567, 2345678, 3456789, 4567890))
    assert "agb: a mean, though it is called a number or a code" in made.doubts


def test_written_addresses_are_left_out(tmp_path):
    texts = DRAW.choice(np.array(["1234AB", "3511XX", "9999ZZ"], dtype=object), ROWS)
    made = labelled(tmp_path, "pc6", "Postcode", texts)
    assert ("pc6", "says where or who somebody is") in made.report.left_out


def test_what_is_told_of_several_is_told_once(tmp_path):
    labels = {1: "Always", 2: "Never", 7: "No contact"}
    columns = {name: some(1, 2, 7) for name in ("v1", "v2", "v3")}
    texts = {"v1": "School?", "v2": "Doctor?", "v3": "Court?"}
    path = write(tmp_path / "p_2024.sav", columns, texts, dict.fromkeys(columns, labels))
    (line,) = drafted(path).report.findings
    assert line.startswith("v1, v2, v3: code 7 'No contact' stands apart")


def test_questions_without_a_label_are_told_in_one_line(tmp_path):
    columns = {"v1": some(0, 1), "v2": some(0, 1), "v3": some(1, 2)}
    path = write(tmp_path / "p_2024.sav", columns, {"v3": "Rookt u?"}, {"v3": YES_NO})
    (line,) = drafted(path).report.findings
    assert line.startswith("v1, v2: no label in the file")
