"""Answers in .csv, .xlsx and .parquet, with a sheet of labels: as good as a file that labels itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from monitor.errors import SurveyFileError
from monitor.prepare.files.sav import read_columns, read_metadata
from tests.prepare.drafted import drafted

ROWS = 240
DRAW = np.random.default_rng(12)
FRAME = pd.DataFrame(
    {
        "respnr": np.arange(1, ROWS + 1),
        "weegfactor": DRAW.uniform(0.5, 1.5, ROWS).round(4),
        "portaal": DRAW.choice([1, 2, 9], ROWS, p=[0.5, 0.4, 0.1]),
        "cijfer": np.where(DRAW.random(ROWS) < 0.05, np.nan, DRAW.integers(0, 11, ROWS)),
        "regio": DRAW.choice(["01", "02", "03"], ROWS),
        "geslacht": DRAW.choice([1, 2], ROWS),
    }
)
LABELS: list[list[Any]] = [
    ["variable", "code", "label", "missing"],
    ["", "", "GESIMULEERD Peiling", ""],
    ["weegfactor", "", "Weegfactor", ""],
    ["portaal", "", "Gebruikt u een patiëntportaal?", ""],
    ["portaal", 1, "Ja", ""],
    ["portaal", 2, "Nee", ""],
    ["portaal", 9, "Weet niet", "ja"],
    ["Cijfer", "", "Welk cijfer geeft u? (0 - 10)", ""],
    ["regio", "", "Regio", ""],
    ["regio", "01", "Noord", ""],
    ["regio", "02", "Oost", ""],
    ["regio", "03", "Zuid", ""],
    ["geslacht", "", "Geslacht", ""],
    ["geslacht", 1, "Man", ""],
    ["geslacht", 2, "Vrouw", ""],
]


def write(
    folder: Path, ending: str, frame: pd.DataFrame = FRAME, labels: list[list[Any]] | None = LABELS
) -> Path:
    """A file of this kind, with its labels where its kind has them."""
    path = folder / f"peiling_2024{ending}"
    if ending == ".xlsx":
        book = openpyxl.Workbook()
        page = book.active
        page.title = "antwoorden"
        for row in [list(frame.columns), *frame.astype(object).where(frame.notna(), None).values.tolist()]:
            page.append(row)
        if labels:
            sheet = book.create_sheet("Labels")
            for row in labels:
                sheet.append(row)
        book.save(path)
        return path
    if ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if ending == ".tsv" else ",")
    if labels:
        lines = [",".join(f'"{cell}"' if "," in str(cell) else str(cell) for cell in row) for row in labels]
        path.with_name(f"{path.stem}.labels.csv").write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_a_file_is_drafted_and_estimated_as_numpy_does(tmp_path: Path, ending: str) -> None:
    made = drafted(write(tmp_path, ending))
    assert {one.id: one.kind for one in made.book.indicators} == {"portaal": "share", "cijfer": "mean"}
    assert [one.id for one in made.book.breakdowns] == ["geslacht", "regio"]
    (sample,) = made.book.samples
    assert (sample.wave, sample.weight, sample.id) == ("2024", "weegfactor", "respnr")
    assert [(one.codes, one.reason) for one in made.book.indicator["portaal"].missing] == [([9], "dont_know")]
    assert [level.label for level in made.book.breakdown["regio"].levels] == ["Noord", "Oost", "Zuid"]
    answered, graded = FRAME[FRAME["portaal"] < 9], FRAME[FRAME["cijfer"].notna()]
    assert made.totals() == pytest.approx(
        {
            ("portaal", "", "2024"): np.average(answered["portaal"] == 1, weights=answered["weegfactor"]),
            ("cijfer", "", "2024"): np.average(graded["cijfer"], weights=graded["weegfactor"]),
        }
    )


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_it_says_what_a_sav_says(tmp_path: Path, ending: str) -> None:
    file = read_metadata(write(tmp_path, ending))
    assert (file.rows, list(file.variables), file.simulated) == (ROWS, list(FRAME.columns), True)
    portal, region = file.variables["portaal"], file.variables["regio"]
    assert (portal.label, portal.labels) == (LABELS[3][2], {1: "Ja", 2: "Nee", 9: "Weet niet"})
    assert (portal.missing, portal.is_text, region.is_text) == ((9,), False, True)
    sav = tmp_path / "same.sav"
    pyreadstat.write_sav(FRAME, str(sav))
    names = list(FRAME.columns)
    pd.testing.assert_frame_equal(read_columns(file, names), read_columns(read_metadata(sav), names))


def test_a_dutch_spreadsheet_s_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('naam;gewicht;datum\r\nZoë;1,25;x\r\n"a;b";0,5;y\r\n;;\r\n'.encode("cp1252"))
    file = read_metadata(path)
    columns = read_columns(file, ["naam", "gewicht"])
    assert list(columns["naam"]) == ["Zoë", "a;b"] and list(columns["gewicht"]) == [1.25, 0.5]


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_moments_are_dates(tmp_path: Path, ending: str) -> None:
    days = [datetime(2023, 3, 1 + at % 28, 12) for at in range(ROWS)]
    frame = FRAME[["portaal", "geslacht"]].assign(startdate=days)
    path = write(tmp_path, ending, frame, [LABELS[0], ["startdate", "", "Start interview", ""]]).rename(
        tmp_path / f"antwoorden{ending}"
    )
    (tmp_path / "peiling_2024.labels.csv").unlink(missing_ok=True)
    file = read_metadata(path)
    assert file.variables["startdate"].is_date
    seconds = read_columns(file, ["startdate"])["startdate"]
    assert seconds[0] == (datetime(2023, 3, 1, 12) - datetime(1582, 10, 14)).total_seconds()
    assert [one.wave for one in drafted(path).book.samples] == ["2023"]


def test_a_day_is_a_moment_too(tmp_path: Path) -> None:
    pd.DataFrame({"dag": [date(2024, 1, 2), None]}).to_parquet(tmp_path / "a.parquet")
    file = read_metadata(tmp_path / "a.parquet")
    values = read_columns(file, ["dag"])["dag"]
    assert file.variables["dag"].is_date and values[0] % 86400 == 0 and np.isnan(values[1])


WRONG: list[tuple[str, bytes, bytes | None, str]] = [
    ("a.csv", b"", None, "can't be read as .csv (it is empty)"),
    ("a.csv", b"a,b\n1,2,3\n", None, "row 2 has more cells than the 2 names in row 1"),
    ("a.csv", b"a,,c\n1,2,3\n", None, "column 2 of row 1 has no name"),
    ("a.csv", b"a,A\n1,2\n", None, "two columns are called 'a'"),
    ("a.xlsx", b"no workbook", None, "can't be read as .xlsx"),
    ("a.parquet", b"no parquet", None, "can't be read as .parquet"),
    ("a.csv", b"a\n1\n", b"variable,code,label\nb,1,Ja\n", "a.labels.csv, row 2: no variable 'b' in a.csv"),
    ("a.csv", b"aantal\n1\n", b"variable,code,label\nantal,1,Ja\n", "did you mean 'aantal'?"),
    ("a.csv", b"a\n1\n", b"variable,label\na,Ja\n", "a.labels.csv: the column 'code' is missing"),
    ("a.csv", b"a\n1\n", b"variable,code,label\na,x,Ja\n", "the labels of 'a' have code 'x', and its values are numbers"),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "labels", "message"), WRONG)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, name, content, labels, message) -> None:
    (tmp_path / name).write_bytes(content)
    if labels is not None:
        (tmp_path / "a.labels.csv").write_bytes(labels)
    with pytest.raises(SurveyFileError) as caught:
        read_metadata(tmp_path / name)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SurveyFileError, match="no such file"):
        read_metadata(tmp_path / "a.csv")
