"""A figure's table as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.export.format import Contents, Format, Holds, Menu, Scope

if TYPE_CHECKING:
    from monitor.view import View

CSV = "text/csv; charset=utf-8; header=present"
_HOLDS = frozenset({Holds.TABLE, Holds.WORDS})


def _csv(of: Contents) -> bytes:
    from monitor.export.delimited import csv_table

    return csv_table(of.figure, of.store, of.address)


def _csv_plain(of: Contents) -> bytes:
    from monitor.export.delimited import csv_table

    return csv_table(of.figure, of.store, of.address, plain=True)


def _json(of: Contents) -> str:
    from monitor.export.delimited import json_table

    return json_table(of.figure, of.store, of.address)


def _parquet(of: Contents) -> bytes:
    from monitor.export.delimited import parquet_table

    return parquet_table(of.figure, of.store, of.address)


def _package(of: Contents) -> bytes:
    from monitor.export.delimited import package

    return package(of)


def _packages(of: Contents) -> bytes:
    from monitor.export.delimited import packages

    return packages(of)


def _for_a_spreadsheet(view: View) -> bool:
    """Whether the country's spreadsheets need another file than programs do."""
    from monitor.locale import spoken

    return spoken(view.language).csv_separator != ","


FORMATS = (
    Format(
        id="csv",
        place=40,
        file="figure.csv",
        media_type=CSV,
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_csv,
        says="the figure's table for Excel in the reader's language",
        chosen=_for_a_spreadsheet,
        menu=Menu.DATA,
        packed="figure-excel.csv",
    ),
    Format(
        id="csv_plain",
        place=41,
        file="figure-plain.csv",
        media_type=CSV,
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_csv_plain,
        says="the same for programs: commas, decimal points, codes as headers",
        menu=Menu.DATA,
        packed="figure.csv",
    ),
    Format(
        id="parquet",
        place=42,
        file="figure.parquet",
        media_type="application/vnd.apache.parquet",
        scope=Scope.FIGURE,
        holds=frozenset({Holds.TABLE}),
        write=_parquet,
        says="the same as Parquet, with its origin on every row",
        packed="figure.parquet",
    ),
    Format(
        id="json",
        place=43,
        file="figure.json",
        media_type="application/json",
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_json,
        says="the figure's texts and table as JSON",
        packed="figure.json",
    ),
    Format(
        id="zip",
        place=44,
        file="figure.zip",
        media_type="application/zip",
        scope=Scope.FIGURE,
        holds=frozenset({Holds.FILES}),
        write=_package,
        says="the table in every form, with a README of columns, units and codes, and the code that makes it",
        menu=Menu.DATA,
    ),
    Format(
        id="data",
        place=45,
        file="data.zip",
        media_type="application/zip",
        scope=Scope.COLLECTION,
        holds=frozenset({Holds.FILES}),
        write=_packages,
        says="the tables of each figure in every form, a folder each, with a README of them all",
        command="data",
    ),
)
