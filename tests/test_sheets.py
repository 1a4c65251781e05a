"""The codebook as a spreadsheet and back: nothing is lost, what is changed is changed, mistakes have a
cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from monitor.__main__ import main
from monitor.codebook import load_codebook
from monitor.codebook.sheets import from_sheets, to_sheets
from monitor.codebook.sheets.cells import CODES, RUNS, VARIABLE
from monitor.errors import CodebookError
from tests.conftest import GOLDEN

MONITOR = GOLDEN.parents[1] / "data" / "codebook"
BOOK = """\
# Van ons
survey: {id: s, title: Peiling, languages: [nl]}
waves:
  - {id: 2022}
  - {id: 2024}   # de nieuwste
groups:
  - {id: men, label: Mannen}
samples:
  - {wave: 2022, group: men, file: a.sav}
  - {wave: 2024, group: men, file: b.sav}
themes:
  - {id: use, label: Gebruik}
breakdowns:
  - id: age
    label: Leeftijd
    variable: age
    levels:
      - {id: young, label: Jong, codes: [{from: 18, to: 39}]}
      - {id: old, label: Oud, codes: [{from: 40}]}
indicators:
  # de eerste vraag
  - id: portal
    kind: share
    label: {nl: Portaal, en: Portal}
    variable: v1
    variables: {2024: q1}
    true: [1]
    missing:
      - {codes: [9], reason: dont_know}
  - id: travel
    kind: distribution
    label: Reizen
    variable: v2
    categories:
      - {id: bus, label: Bus, codes: [1]}
      - {id: bike, label: Fiets, codes: [2, "02"]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    to_sheets(tmp_path / "book", tmp_path / "book.xlsx")
    return tmp_path


def change(folder: Path, *cells: tuple[str, str, Any]) -> None:
    """Writes these cells (sheet, 'column row' by heading, value) in the workbook."""
    path = folder / "book.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet, place, value in cells:
        heading, _, row = place.rpartition(" ")
        at = [cell.value for cell in book[sheet][1]].index(heading) + 1
        book[sheet].cell(int(row), at).value = value
    book.save(path)


def back(folder: Path) -> str:
    return from_sheets(folder / "book.xlsx", folder / "book")


def changed(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_the_monitor_goes_there_and_back_without_a_change(tmp_path: Path) -> None:
    to_sheets(MONITOR, tmp_path / "monitor.xlsx")
    assert from_sheets(tmp_path / "monitor.xlsx", MONITOR, write=False) == ""


def test_a_workbook_has_a_sheet_for_each_kind_of_thing_and_lists_to_choose_from(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "book.xlsx")
    assert book.sheetnames == [
        "indicators", "answers", "missing", "breakdowns", "levels", "themes", "waves", "groups", "samples",
    ]  # fmt: skip
    lists = {
        (page.title, str(one.sqref).split(":")[0]): one.formula1
        for page in book
        for one in page.data_validations.dataValidation
        if one.type == "list"
    }
    assert lists["indicators", "B2"] == '"share,mean,distribution,multiple"'
    assert lists["indicators", "C2"].startswith("themes!$A$2:$A$")
    assert lists["answers", "A2"].startswith("indicators!$A$2:$A$")
    assert lists["missing", "C2"].startswith('"refused,dont_know')
    assert lists["samples", "A2"].startswith("waves!")


def test_a_cell_changes_its_line_and_no_other(folder: Path) -> None:
    change(folder, ("indicators", "label 2", "Patiëntportaal"), ("levels", "codes 3", "40..64; 99"))
    assert changed(back(folder)) == [
        "-      - {id: old, label: Oud, codes: [{from: 40}]}",
        "+      - {id: old, label: Oud, codes: [{from: 40, to: 64}, 99]}",
        "-    label: {nl: Portaal, en: Portal}",
        "+    label: {nl: Patiëntportaal, en: Portal}",
    ]
    text = (folder / "book" / "codebook.yaml").read_text(encoding="utf-8")
    assert "# Van ons" in text and "# de nieuwste" in text and "# de eerste vraag" in text
    assert back(folder) == ""


def test_texts_get_another_language(folder: Path) -> None:
    change(folder, ("indicators", "label (en) 3", "Travel"), ("answers", "label (en) 2", "Bus"))
    back(folder)
    travel = load_codebook(folder / "book").indicator["travel"]
    assert travel.label == {"nl": "Reizen", "en": "Travel"}
    assert travel.categories[0].label == {"nl": "Bus", "en": "Bus"}


def test_rows_are_added(folder: Path) -> None:
    change(
        folder,
        ("waves", "id 4", 2026),
        ("indicators", "id 4", "fax"), ("indicators", "kind 4", "mean"), ("indicators", "label 4", "Faxen"),
        ("indicators", "variable 4", "v3"), ("indicators", "scale min 4", 0), ("indicators", "scale max 4", 10),  # noqa: E501
        ("indicators", "theme 4", "use"), ("indicators", "waves 4", "2022; 2024"),
        ("answers", "indicator 4", "travel"), ("answers", "id 4", "step"), ("answers", "label 4", "Step: elektrisch?"),  # noqa: E501
        ("answers", "codes 4", '3; "03"'),
        ("missing", "indicator 3", "fax"), ("missing", "codes 3", 99), ("missing", "reason 3", "refused"),
    )  # fmt: skip
    back(folder)
    book = load_codebook(folder / "book")
    assert book.wave_ids == ["2022", "2024", "2026"]
    fax = book.indicator["fax"]
    assert (fax.kind, fax.theme, fax.waves, fax.scale.min, fax.scale.max) == (
        "mean",
        "use",
        ["2022", "2024"],
        0,
        10,
    )
    assert [(one.codes, one.reason) for one in fax.missing] == [([99], "refused")]
    assert [(one.id, one.codes) for one in book.indicator["travel"].categories][-1] == ("step", [3, "03"])
    assert back(folder) == ""


def test_rows_are_taken_out(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "book.xlsx")
    book["indicators"].delete_rows(3)
    book["answers"].delete_rows(2, 2)
    book["missing"].delete_rows(2)
    book.save(folder / "book.xlsx")
    back(folder)
    left = load_codebook(folder / "book")
    assert list(left.indicator) == ["portal"] and left.indicator["portal"].missing == []


def test_variables_of_a_wave(folder: Path) -> None:
    change(
        folder,
        ("indicators", "variable 2024 2", "men=q7"),
        ("indicators", "variable 2022 3", "-"),
        ("indicators", "comparable 2", "2022 | 2024"),
    )
    back(folder)
    book = load_codebook(folder / "book")
    assert book.indicator["portal"].variable_in("2024", "men") == "q7"
    assert book.indicator["travel"].variable_in("2022", "men") is None
    assert book.indicator["portal"].comparable == [["2022"], ["2024"]]
    assert back(folder) == ""


MISTAKES = [
    (("indicators", "kind 2", "shar"), "sheet 'indicators', cell B2: 'shar' is none of share, mean"),
    (("indicators", "ordered 2", "maybe"), "is neither yes nor no"),
    (("indicators", "scale min 2", "low"), "'low' is no number"),
    (("levels", "codes 2", ".."), "sheet 'levels', cell E2: '..' is no range; write 18..34, 65.. or ..17"),
    (("indicators", "variable 2022 2", "men="), "'men=' is no variable"),
    (("answers", "indicator 3", "travl"), "sheet 'answers', cell A3: no indicator 'travl'; did you mean 'travel'?"),  # noqa: E501
    (("answers", "id 3", "bus"), "sheet 'answers', cell B3: 'travel bus' stands twice"),
    (("answers", "id 3", None), "sheet 'answers', cell B3: it is empty"),
    (("missing", "indicator 2", "portl"), "sheet 'missing', cell A2: no indicator 'portl'"),
    (("indicators", "theme 2", "us"), "sheet 'indicators', cell C2: no theme 'us'; did you mean 'use'?"),
    (("themes", "id 2", "a b"), "sheet 'themes', cell A2: a code holds no spaces"),
    (("answers", "codes 2", None), "sheet 'answers', cell E2: key 'codes' is missing"),
    (("indicators", "waves 3", "1999"), "sheet 'indicators', cell "),
    (("samples", "group 2", "mn"), "no group 'mn'"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "message"), MISTAKES)
def test_a_mistake_is_told_with_its_sheet_and_cell(folder: Path, cell: tuple, message: str) -> None:
    before = (folder / "book" / "codebook.yaml").read_bytes()
    change(folder, cell)
    with pytest.raises(CodebookError) as caught:
        back(folder)
    assert message in str(caught.value), str(caught.value)
    assert (folder / "book" / "codebook.yaml").read_bytes() == before


def test_wrong_sheets_and_columns_are_told(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "book.xlsx")
    book["answers"].title = "answer"
    book["themes"].cell(1, 2, "labl")
    book["waves"].cell(1, 1, "")
    book.save(folder / "book.xlsx")
    with pytest.raises(CodebookError) as caught:
        back(folder)
    assert caught.value.problems == [
        "sheet 'answer': no sheet of a codebook; did you mean 'answers'?",
        "sheet 'themes', cell B1: no column 'labl'; did you mean 'label'?",
        "sheet 'waves': the column 'id' is missing",
    ]


def test_the_command_line_goes_both_ways(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, out = str(folder / "book"), str(folder / "again.xlsx")
    assert main(["codebook", "--to", out, "--codebook", book]) == 0
    assert main(["codebook", "--from", out, "--codebook", book]) == 0
    assert capsys.readouterr().out == f"{out}\nNothing changed.\n"
    (folder / "text.xlsx").write_text("no workbook")
    assert main(["codebook", "--from", str(folder / "text.xlsx"), "--codebook", book]) == 1
    assert (
        capsys.readouterr().err
        == f"monitor: {folder / 'text.xlsx'}: can't be read (it is no .xlsx workbook)\n"
    )
    assert main(["codebook", "--to", str(folder / "no" / "x.xlsx"), "--codebook", book]) == 1
    assert "can't be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (CODES, [1, "01", {"from": 18, "to": 34}, {"from": 65}, {"to": -1}, -5, "ja", 2.5],
         '1; "01"; 18..34; 65..; ..-1; -5; ja; 2.5'),
        (RUNS, [["2021", "2022"], ["2024"]], "2021; 2022 | 2024"),
        (VARIABLE, {"men": "v1", "women": "v2"}, "men=v1; women=v2"),
        (VARIABLE, None, "-"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_it_was_shown(kind, value, cell) -> None:
    assert kind.show(value) == cell
    assert kind.read(cell) == value
