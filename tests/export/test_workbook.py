"""Workbooks of figures: tables as numbers, texts that are never formulas, native charts, links, and the way
back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from monitor.export.delimited import header, in_points
from monitor.export.failure import ExportError
from monitor.export.workbook import MOST_FIGURES, workbook
from monitor.figure.figure import Column, Table
from monitor.figure.words import Words
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, drawn_values, shown, store

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def cells(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_has_the_figure_s_table_texts_and_chart(kind: str, language: str):
    of = shown(kind, language)
    made = workbook([of], store(), address=ADDRESS)
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    width = len(of.table.columns)
    top = next(
        at
        for at, row in enumerate(rows)
        if row[:width] == [header(column, language) for column in of.table.columns]
    )
    for read, raw, formatted in zip(rows[top + 1 :], of.table.rows, of.table.formatted, strict=False):
        for value, number, text, column in zip(read, raw, formatted, of.table.columns, strict=False):
            if isinstance(number, (int, float)) and column.kind != "text":
                assert value == pytest.approx(number * (100 if in_points(column) else 1), rel=1e-12)
            else:
                assert (value or "") == text.lstrip("'")
    texts = [str(row[0]) for row in rows if row[0]]
    label = {"nl": "gesimuleerd", "en": "simulated"}[of.view.language]
    for line in (f"[{label}] {of.title}", of.subtitle, *of.sentences, *of.native_notes):
        assert line in texts
    told = " ".join(str(value) for row in rows for value in row if value)
    assert (
        {"nl": "gesimuleerd", "en": "simulated"}[language] in told
        and "0123456789ab" in told
        and ADDRESS in told
    )
    archive = zipfile.ZipFile(io.BytesIO(made))
    parts = [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    numbers = [
        float(value.text or "nan")
        for name in parts
        for part in ElementTree.fromstring(archive.read(name)).iter()
        if part.tag in (C + "val", C + "xVal")
        for value in part.iter(C + "v")
    ]
    for value in drawn_values(of):
        assert any(number == pytest.approx(value, rel=1e-12, abs=1e-15) for number in numbers)
    assert any(
        of.alt[:200].split('"')[0] in archive.read(name).decode()
        for name in archive.namelist()
        if "drawings/drawing" in name
    )


def test_a_chart_s_references_hold_what_it_draws():
    made = workbook([shown("multiples"), shown("bars")], store())
    book = load_workbook(io.BytesIO(made), data_only=True)
    archive = zipfile.ZipFile(io.BytesIO(made))
    for name in [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]:
        for reference in ElementTree.fromstring(archive.read(name)).iter(C + "numRef"):
            where = reference.find(C + "f").text or ""  # type: ignore[union-attr]
            sheet, _, place = where.rpartition("!")
            there = [cell.value for row in book[sheet.strip("'")][place.replace("$", "")] for cell in row]
            kept = {
                int(point.get("idx") or 0): float(point.find(C + "v").text or 0)
                for point in reference.iter(C + "pt")
            }  # type: ignore[union-attr]
            assert {at: value for at, value in enumerate(there) if value is not None} == pytest.approx(kept)


def test_texts_are_never_formulas():
    table = Table(
        (Column("group", "=1+1"), Column("n", "@n", "count")),
        (("-x", 3), ("+y", None)),
        (("-x", "3"), ("+y", "")),
    )
    of = replace(
        shown("bars"),
        title="=HYPERLINK(1)",
        subtitle="@x",
        words=Words(finding=("+1",)),
        notes=("-1",),
        table=table,
    )
    book = load_workbook(io.BytesIO(workbook([of, of], store(), remarks=["=2", "\x07"], title="=3")))
    found = cells(book)
    assert not [cell for cell in found if cell.data_type == "f"]
    assert not [
        cell.value
        for cell in found
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    ]


def test_contents_lead_to_every_figure():
    book = load_workbook(
        io.BytesIO(workbook([shown("bars"), shown("trend", "en")], store(), title="Voor het bestuur"))
    )
    contents = book.worksheets[0]
    assert contents["A1"].value == "Voor het bestuur"
    links = [
        cell.hyperlink.location
        for row in contents.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location
    ]
    assert [link.split("!")[0].strip("'") for link in links] == ["Figuur 1", "Figure 2"]
    assert all(link.split("!")[0].strip("'") in book.sheetnames for link in links)


def test_a_figure_without_numbers_says_so():
    of = replace(shown("bars"), empty="Hiervoor zijn geen cijfers.", chart=None, table=Table((), (), ()))
    book = load_workbook(io.BytesIO(workbook([of], store())))
    assert "Hiervoor zijn geen cijfers." in [cell.value for cell in cells(book)]


def test_a_workbook_has_an_end():
    with pytest.raises(ExportError, match="more than 50"):
        workbook([shown("bars")] * (MOST_FIGURES + 1), store())
