"""Tables as CSV, JSON and Parquet: read back, their numbers are the table's, and no row is without its
origin."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest

from monitor.export.colophon import short_link
from monitor.export.delimited import (
    ORIGIN,
    csv_table,
    header,
    json_table,
    package,
    packages,
    parquet_table,
    readme,
)
from monitor.export.format import Contents
from monitor.figure.figure import CODES, Column, Table
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, shown, store

WORD = {"nl": "gesimuleerd", "en": "simulated"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_csv_for_excel_reads_back(kind: str, language: str):
    of = shown(kind, language)
    written = csv_table(of, store(), ADDRESS)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(
        csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";" if language == "nl" else ",")
    )
    width = len(of.table.columns)
    assert rows[0][:width] == [header(column, language) for column in of.table.columns]
    assert len(rows) == len(of.table.rows) + 1
    for read, raw, formatted in zip(rows[1:], of.table.rows, of.table.formatted, strict=True):
        assert read[-len(ORIGIN)] == WORD[language] and read[-1] == short_link(of, ADDRESS)
        for text, value, shown_text, column in zip(read, raw, formatted, of.table.columns, strict=False):
            if column.kind in ("share", "number", "count"):
                if value is None:
                    assert text == ""
                    continue
                assert ("," in text) <= (language == "nl") and ("." in text) <= (language == "en")
                number = float(text.rstrip("%").replace(",", ".")) / (100 if column.kind == "share" else 1)
                assert number == pytest.approx(value, rel=1e-11)
                assert text.endswith("%") == (column.kind == "share" and column.key != "change")
            elif column.kind == "status":
                assert text == shown_text


@pytest.mark.parametrize("kind", KINDS)
def test_plain_csv_json_and_parquet_hold_the_raw_table(kind: str):
    import pyarrow.parquet as pq

    of = shown(kind)
    keys = [column.key for column in of.table.columns]
    plain = list(csv.DictReader(io.StringIO(csv_table(of, store(), plain=True).decode())))
    document = json.loads(json_table(of, store(), ADDRESS))
    table = pq.read_table(io.BytesIO(parquet_table(of, store(), ADDRESS)))
    codes = [name for at, name in enumerate(CODES) if any(row[at] for row in of.table.codes)]
    assert list(plain[0]) == table.column_names == [*keys, *codes, *ORIGIN]
    assert {"indicator", "group_code"} <= set(codes)
    for raw, one, two, three in zip(of.table.rows, plain, document["rows"], table.to_pylist(), strict=True):
        assert list(two) == keys
        for key, value, column in zip(keys, raw, of.table.columns, strict=True):
            if column.kind in ("share", "number", "count"):
                assert two[key] == three[key] == value and one[key] == ("" if value is None else repr(value))
            else:
                assert two[key] == three[key] == value
        known = {*store().indicator_ids, *store().codebook.group}
        assert {one["indicator"], one["group_code"], three["group_code"]} <= known
        assert one["simulated"] == three["simulated"] == "gesimuleerd" and one["build"] == "0123456789ab"
    assert (
        document["simulated"] == "gesimuleerd"
        and document["title"] == of.title
        and document["link"].startswith(ADDRESS)
    )
    assert (
        document["licence"] == ""
        and document["built"] == "2025-11-22"
        and document["notes"] == list(of.notes)
    )
    assert table.schema.metadata[b"title"].decode() == of.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_tells_columns_units_codes_and_origin(language: str):
    of = shown("bars", language)
    told = readme(of, store(), ADDRESS)
    for column in of.table.columns:
        assert f"{column.key}: {column.label} (" in told
    for text in (
        "protected",
        "too_few",
        "not_asked",
        "unreliable",
        "portaal",
        "leeftijd",
        "0123456789ab",
        ADDRESS,
        of.title,
        *of.notes,
    ):
        assert text in told
    assert {"nl": "aandeel van 0 tot 1", "en": "share from 0 to 1"}[language] in told and WORD[
        language
    ] in told


def test_the_package_has_every_form():
    archive = zipfile.ZipFile(io.BytesIO(package(Contents(store(), shown("bars").view, [shown("bars")]))))
    assert sorted(archive.namelist()) == [
        "README.txt", "figure-excel-simulated-nl.csv", "figure-simulated-nl.R", "figure-simulated-nl.csv",
        "figure-simulated-nl.json", "figure-simulated-nl.parquet", "figure-simulated-nl.sps",
    ]  # fmt: skip
    assert package(Contents(store(), shown("bars").view, [shown("bars")])) == package(
        Contents(store(), shown("bars").view, [shown("bars")])
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_collection_s_data_are_one_zip_with_a_folder_for_each_figure(language: str):
    figures = [shown("bars", language), shown("trend", language), shown("bars", language)]
    of = Contents(store(), figures[0].view, figures, remarks=["Mijn woorden"], titles=["", "Mijn titel"])
    archive = zipfile.ZipFile(io.BytesIO(packages(of)))
    folders = list(dict.fromkeys(name.partition("/")[0] for name in archive.namelist() if "/" in name))
    assert [folder[:2] for folder in folders] == ["1-", "2-", "3-"]
    for folder, figure in zip(folders, figures, strict=True):
        alone = zipfile.ZipFile(io.BytesIO(package(Contents(store(), figure.view, [figure]))))
        held = [name for name in archive.namelist() if name.startswith(folder + "/")]
        assert {name.partition("/")[2] for name in held} == set(alone.namelist())
        for name in alone.namelist():
            assert archive.read(f"{folder}/{name}") == alone.read(name)
            assert name == "README.txt" or f"-simulated-{language}." in name
    told = archive.read("README.txt").decode()
    assert all(folder in told for folder in folders) and "Mijn titel" in told and "Mijn woorden" in told
    assert figures[1].title in told and {"nl": "gesimuleerd", "en": "simulated"}[language] in told
    assert packages(of) == packages(of)


def test_a_plain_csv_has_no_mark_and_numbers_as_numbers():
    content = csv_table(shown("bars"), store(), plain=True)
    assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
    head, *rows = csv.reader(io.StringIO(content.decode("ascii" if content.isascii() else "utf-8")))
    columns = shown("bars").table.columns
    numbers = [at for at, column in enumerate(columns) if column.kind in ("share", "number", "count")]
    assert numbers and rows
    for row in rows:
        assert all(
            repr(float(row[at])).removesuffix(".0") == row[at].removesuffix(".0") for at in numbers if row[at]
        )
    assert {"indicator", "group_code"} <= set(head)


def test_no_text_starts_a_formula():
    table = Table(
        (Column("group", "=1+1"), Column("n", "n", "count")),
        (("-x", -3), ("@y", None)),
        (("-x", "-3"), ("@y", "")),
    )
    of = replace(shown("bars"), table=table)
    for plain in (True, False):
        rows = list(
            csv.reader(
                io.StringIO(csv_table(of, store(), plain=plain).decode("utf-8-sig")),
                delimiter="," if plain else ";",
            )
        )
        assert rows[1][1] == "-3"
        assert not [
            cell
            for row in rows
            for at, cell in enumerate(row)
            if cell[:1] in ("=", "+", "-", "@") and at != 1
        ]


def test_real_figures_are_not_called_simulated():
    of = replace(shown("bars"), simulated=False)
    assert b"gesimuleerd" not in csv_table(of, store())
    assert json.loads(json_table(of, store()))["simulated"] is False


@pytest.mark.parametrize("plain", [True, False])
def test_zero_has_no_sign(plain: bool):
    of = shown("trend")
    at = next(at for at, column in enumerate(of.table.columns) if column.key == "change")
    rows = tuple((*row[:at], -0.0, *row[at + 1 :]) for row in of.table.rows)
    written = csv_table(replace(of, table=replace(of.table, rows=rows)), store(), plain=plain).decode(
        "utf-8-sig"
    )
    changes = [row[at] for row in csv.reader(io.StringIO(written), delimiter="," if plain else ";")][1:]
    assert changes and not any(change.startswith("-") for change in changes)
