"""A codebook full of formulas, markup, control characters and endless labels: every file is still whole,
harmless and bounded."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from monitor.codebook import Codebook
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import tabellenboek
from monitor.figure.build import figure
from monitor.view import View, parse_view
from tests.export.read_back import Files, files_of
from tests.figure import cases
from tests.figure.cases import KIND_QUERIES
from tests.figure.stores import MemoryStore

FORMULA = "=cmd|'/C calc'!A0"
MARKUP = "</a:t></text><script>alert(1)</script><img src=x onerror=y> ]]> & \" '"
CONTROL = "+1\x00\x07\x0b\u202e\ufffe\r\n@x\t{{7*7}} ${x} \\input{y}"
ENDLESS = "-" + "lang woord " * 25
NASTY = (FORMULA, MARKUP, CONTROL, ENDLESS)
KINDS = ("bars", "trend", "diverging", "ticks")
"""One of each way in which charts are drawn natively."""
OURS = re.compile(r"=[A-Z]+\d+([-+]0\.4)?")
"""The formulas that we write ourselves: a mark that follows its number."""


def _spoilt(value: Any, count: list[int]) -> Any:
    """The codebook with every label, question and text replaced by the next nasty one."""
    if isinstance(value, list):
        return [_spoilt(item, count) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key in ("label", "question", "subject", "description", "title", "source", "one"):
            count[0] += 1
            text = (
                NASTY[count[0] % len(NASTY)]
                if key in ("label", "description", "source")
                else f"{count[0]} {MARKUP}"
            )
            found[key] = {"nl": f"{text}{count[0]}", "en": f"{text}{count[0]}"}
        else:
            found[key] = _spoilt(item, count)
    return found


@cache
def store() -> MemoryStore:
    """The store of the cases, with a spoilt codebook."""
    fine = cases.store()
    book = Codebook.model_validate(
        _spoilt(fine.codebook.model_dump(by_alias=True, exclude_defaults=True, mode="json"), [0])
    )
    spoilt = MemoryStore(book, fine._estimates, fine._contrasts, fine._published, simulated=True)
    spoilt.build, spoilt.meta = "0123456789ab", {"built": "2025-11-22"}
    return spoilt


@cache
def files(kind: str) -> Files:
    """All files of the figure, and no more than a few seconds for them."""
    started = time.process_time()
    made = files_of(figure(parse_view(KIND_QUERIES[kind]), store()), store())
    assert time.process_time() - started < 5
    assert max(map(len, made.values())) < 8_000_000
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_no_sheet_has_a_formula_but_ours(kind: str):
    archives = [files(kind)["workbook"]]
    deck = zipfile.ZipFile(io.BytesIO(files(kind)["deck"]))
    archives += [deck.read(name) for name in deck.namelist() if name.endswith(".xlsx")]
    for content in archives:
        for sheet in load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert OURS.fullmatch(str(cell.value)), cell.value
                    elif isinstance(cell.value, str):
                        assert (
                            not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
                            and len(cell.value) <= 32_767
                        )


@pytest.mark.parametrize("kind", KINDS)
def test_no_delimited_text_starts_a_formula(kind: str):
    for name, delimiter in (("csv", ";"), ("csv_plain", ",")):
        rows = list(csv.reader(io.StringIO(files(kind)[name].decode("utf-8-sig")), delimiter=delimiter))
        assert len({len(row) for row in rows}) == 1
        bad = [
            cell
            for row in rows
            for cell in row
            if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"-[\d.,]+(e-?\d+)?%?", cell)
        ]
        assert not bad
    assert json.loads(files(kind)["json"])["rows"]


@pytest.mark.parametrize("kind", KINDS)
def test_markup_stays_text_and_every_part_is_well_formed(kind: str):
    made = files(kind)
    tree = ElementTree.fromstring(made["svg"])
    assert not [
        part
        for part in tree.iter()
        if part.tag.rpartition("}")[2] in ("script", "img", "foreignObject", "image")
    ]
    assert not re.search(r"<(script|img|b|iframe)\b", made["handout"].decode(), re.I)
    for name in ("deck", "workbook"):
        archive = zipfile.ZipFile(io.BytesIO(made[name]))
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(part))
    assert len(PdfReader(io.BytesIO(made["pdf"])).pages) == 1 and made["png"][:4] == b"\x89PNG"
    for name in ("svg", "handout", "json", "csv"):
        assert not re.search(
            "[\x00\x07\x0b\u202e\ufffe]", made[name].decode("utf-8-sig").replace("\\u0000", "")
        )


def test_a_tabellenboek_is_as_careful():
    page = tabellenboek_html(View(), store())
    assert not re.search(r"<(script|img|b onerror)\b", page, re.I)
    book = load_workbook(io.BytesIO(tabellenboek(View(), store())))
    assert not [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert all(len(name) <= 31 for name in book.sheetnames)
