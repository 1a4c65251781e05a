"""A figure's table as data: CSV for Excel or for programs, Parquet, JSON, and a README that tells what its
columns mean."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitor.export.citation import cite
from monitor.export.colophon import Colophon, colophon, given, imprint, own_words
from monitor.export.escape import cell, clean, one_line
from monitor.export.format import Contents
from monitor.export.names import about, named
from monitor.figure.figure import CODES, Column, Figure
from monitor.figure.names import Names
from monitor.locale import say, spoken
from monitor.lookup import finite
from monitor.rows import HIDDEN, SHOWN
from monitor.store import Store

NUMBERS = {"share", "number", "count"}
ORIGIN = ("simulated", "source", "build", "built", "link")
"""Columns after the figure's own: the same on every row, so that no row is ever without its origin."""


def csv_table(figure: Figure, store: Store, address: str | None = None, plain: bool = False) -> bytes:
    """The table as CSV. Plain: commas, decimal points, codes as headers, UTF-8. Else as Excel opens it in the
    reader's language.

    For Dutch Excel that means semicolons, decimal commas, headers in words, shares as percentages, and a
    byte-order mark. Numbers are unrounded.
    """
    by = colophon(figure, store, address)
    signs = spoken(figure.view.language)
    comma = "." if plain else signs.decimal
    into = io.StringIO(newline="")
    separator = "," if plain else signs.csv_separator
    writer = csv.writer(into, delimiter=separator, lineterminator="\n" if plain else "\r\n")
    columns = figure.table.columns
    headers = [column.key if plain else header(column, figure.view.language) for column in columns]
    origin = [name if plain else say(f"export.data.{name}", by.language) for name in ORIGIN]
    coded = _coded(figure)
    codes = [name if plain else say(f"first.code.{name}", by.language) for name in coded]
    writer.writerow([cell(header) for header in (*headers, *codes, *origin)])
    last = [cell(text) for text in _origin(by)]
    for at, (row, read) in enumerate(zip(figure.table.rows, figure.table.formatted, strict=True)):
        values = [
            _written(value, column, shown, comma, plain)
            for value, shown, column in zip(row, read, columns, strict=True)
        ]
        writer.writerow([*values, *(cell(of[at]) for of in coded.values()), *last])
    return into.getvalue().encode("utf-8" if plain else "utf-8-sig")


def _coded(figure: Figure) -> dict[str, list[str]]:
    """The codes behind the labels, a column each; without those that no row has."""
    columns = {name: [codes[at] for codes in figure.table.codes] for at, name in enumerate(CODES)}
    return {name: column for name, column in columns.items() if any(column)}


def _written(value: Any, column: Column, read: str, comma: str, plain: bool) -> str:
    if column.kind in NUMBERS:
        number = finite(value)
        if number is None:
            return ""
        number += 0  # minus zero is zero
        if plain or column.kind != "share":
            return repr(number).replace(".", comma)
        return (f"{number * 100:.12g}" + ("" if in_points(column) else "%")).replace(".", comma)
    text = read if column.kind == "status" and not plain else value
    return cell("" if text is None else str(text))


def in_points(column: Column) -> bool:
    """Whether its numbers are differences between shares, which are read as percentage points."""
    return column.key == "change" and column.kind == "share"


def header(column: Column, language: str) -> str:
    """What stands above a column for a reader."""
    return say("export.points", language, label=column.label) if in_points(column) else column.label


def _origin(by: Colophon) -> list[str]:
    word = say("export.simulated_word", by.language) if by.simulated else ""
    return [word, by.source, by.build, by.built, by.link]


def json_table(figure: Figure, store: Store, address: str | None = None) -> str:
    """The figure as a JSON object: its texts, its origin, its columns, and a mapping for each row."""
    by = colophon(figure, store, address)
    columns = figure.table.columns
    written = json.dumps(
        {
            "title": figure.title,
            "subtitle": figure.subtitle,
            "sentences": list(figure.sentences),
            "notes": list(figure.notes),
            "alt": figure.alt,
            "simulated": say("export.simulated_word", by.language) if by.simulated else False,
            "source": by.source,
            "edition": by.edition,
            "licence": by.licence,
            "built": by.built,
            "build": by.build,
            "link": by.link,
            "language": by.language,
            "columns": [
                {"key": column.key, "label": column.label, "unit": _unit(column, by.language)}
                for column in columns
            ],
            "rows": [
                {column.key: finite(value) for column, value in zip(columns, row, strict=True)}
                for row in figure.table.rows
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
    return clean(written)


def parquet_table(figure: Figure, store: Store, address: str | None = None) -> bytes:
    """The table as Parquet: raw numbers, the origin on every row, titles and notes in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    by = colophon(figure, store, address)
    types = {"share": pa.float64(), "number": pa.float64(), "count": pa.int64()}
    columns: dict[str, Any] = {}
    for at, column in enumerate(figure.table.columns):
        values = [finite(row[at]) for row in figure.table.rows]
        kind = types.get(column.kind, pa.string())
        columns[column.key] = pa.array(
            [value if value is None or column.kind in NUMBERS else str(value) for value in values], kind
        )
    columns |= {name: pa.array(column, pa.string()) for name, column in _coded(figure).items()}
    for name, text in zip(ORIGIN, _origin(by), strict=True):
        columns[name] = pa.array([text] * len(figure.table.rows), pa.string())
    told = {
        "title": figure.title,
        "subtitle": figure.subtitle,
        "notes": "\n".join(figure.notes),
        "licence": by.licence,
    }
    into = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(told), into)
    return into.getvalue()


def readme(figure: Figure, store: Store, address: str | None = None) -> str:
    """What the file holds: the figure, each column with its unit, the codes, where it comes from and how to
    cite it."""
    by, language = colophon(figure, store, address), figure.view.language

    def tell(id: str, **slots: str) -> str:
        return say(f"export.readme.{id}", language, **slots)

    lines = [one_line(figure.title), "=" * len(one_line(figure.title)), "", one_line(figure.subtitle), ""]
    lines += [one_line(line) for line in figure.sentences]
    lines += ["", tell("columns"), "-" * len(tell("columns"))]
    lines += [
        f"{column.key}: {one_line(column.label)} ({_unit(column, language)})"
        for column in figure.table.columns
    ]
    lines += [f"{name}: {say(f'first.code.{name}', language)}" for name in _coded(figure)]
    lines += [f"{name}: {say(f'export.data.{name}', language)}" for name in ORIGIN]
    lines += ["", tell("codes"), "-" * len(tell("codes"))]
    lines += [
        f"{code or tell('empty')}: {say('export.status.' + (code or 'shown'), language)}"
        for code in (*SHOWN, *HIDDEN)
    ]
    lines += [f"{what} {code}: {one_line(label)}" for what, code, label in _codes(figure, store)]
    lines += ["", tell("notes"), "-" * len(tell("notes")), *(one_line(line) for line in figure.notes)]
    lines += [
        "",
        tell("origin"),
        "-" * len(tell("origin")),
        *(f"{what}: {one_line(text)}" for what, text in by.lines()),
    ]
    return "\n".join([*lines, "", tell("cite"), "-" * len(tell("cite")), cite(figure.title, by).plain]) + "\n"


def _unit(column: Column, language: str) -> str:
    if in_points(column):
        return say("export.unit.points", language)
    return say(
        f"export.unit.{column.kind if column.kind in NUMBERS or column.kind == 'status' else 'text'}",
        language,
    )


def _codes(figure: Figure, store: Store) -> list[tuple[str, str, str]]:
    """(what, code, label) of everything that the view names."""
    view, names = figure.view, Names(store.codebook, figure.view.language)
    found = [
        (say("export.readme.indicator", view.language), id, names.indicator(id)) for id in view.indicators
    ]
    found += [(say("export.readme.group", view.language), id, names.group(id)) for id in view.groups]
    for breakdown in view.breakdowns:
        found.append((say("export.readme.breakdown", view.language), breakdown, names.breakdown(breakdown)))
        item = store.codebook.breakdown[breakdown]
        found += [
            (breakdown, level.id, names.level(breakdown, level.id)) for level in (*item.levels, *item.nets)
        ]
    return found


def package(of: Contents) -> bytes:
    """A .zip with the table in every form, its README, and the syntax that makes it again."""
    return _zipped(_files(of), of.store)


def packages(of: Contents) -> bytes:
    """A .zip with a folder for each figure, which holds what its own package would, and a README of all."""
    width = len(str(len(of.figures)))
    folders = {
        f"{number:0{width}}-{about(figure)}": replace(of, figures=[figure], view=figure.view)
        for number, figure in enumerate(of.figures, 1)
    }
    files: dict[str, bytes | str] = {"README.txt": _listed(of, list(folders))}
    for folder, one in folders.items():
        files |= {f"{folder}/{name}": content for name, content in _files(one).items()}
    return _zipped(files, of.store)


def _listed(of: Contents, folders: Sequence[str]) -> str:
    """What a collection's data are: its title, then each folder's figure with the reader's own words."""
    by = imprint(
        of.store,
        of.figure.view.language,
        any(figure.simulated for figure in of.figures),
        address=of.address,
    )
    lines = [one_line(of.title or by.survey), ""]
    for at, (folder, figure) in enumerate(zip(folders, of.figures, strict=True)):
        title = given(of.titles, at)
        lines += [f"{folder}: {one_line(title or figure.title)}"]
        lines += [f"  {one_line(line)}" for line in own_words(figure, title, given(of.remarks, at))]
    return "\n".join([*lines, "", *(f"{what}: {one_line(text)}" for what, text in by.lines())]) + "\n"


def _files(of: Contents) -> dict[str, bytes | str]:
    """The files of one figure by name."""
    from monitor.export.formats import FORMATS

    files: dict[str, bytes | str] = {"README.txt": readme(of.figure, of.store, of.address)}
    for item in FORMATS.values():
        if item.packed:
            stem, _, ending = item.packed.rpartition(".")
            files[named(stem, of.figure.simulated, of.figure.view.language, ending)] = item.written(of)
    return files


def _zipped(files: Mapping[str, bytes | str], store: Store) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _moment(store)), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def _moment(store: Store) -> tuple[int, int, int, int, int, int]:
    """The build's day, so that the same figure of the same build is the same file."""
    year, month, day = (int(part) for part in imprint(store, store.languages[0], False).built.split("-"))
    return max(year, 1980), month, day, 0, 0, 0
