"""Every export format can be had from the command line, the API and the pages, and every test that walks the
formats can read what it says that it holds. A format that isn't covered fails here by its name."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.api import operations
from monitor.export import export
from monitor.export.format import Contents, Format, Holds, Menu, Scope
from monitor.export.formats import FORMATS
from monitor.locale import LANGUAGES, says
from monitor.store import current_store
from monitor.ui import take
from monitor.view import View
from scripts.export_formats import DOCUMENT, written
from tests.export.figures import KINDS, shown, store
from tests.export.read_back import ROWS, WORDS, cells_of, files_of, numbers_of
from tests.export.test_syntax_checked import CHECKED
from tests.export.test_tabellenboek import BOOKS
from tests.figure.cases import KIND_QUERIES
from tests.pages.tiny import write_tiny_store

ALL = list(FORMATS.values())
READERS = {
    Holds.TABLE: (ROWS, "ROWS in tests/export/read_back.py reads its rows"),
    Holds.WORDS: (WORDS, "WORDS in tests/export/read_back.py reads its texts"),
    Holds.CHART: (WORDS, "WORDS in tests/export/read_back.py reads the numbers beside its marks"),
    Holds.SYNTAX: (CHECKED, "CHECKED in tests/export/test_syntax_checked.py checks its grammar"),
    Holds.BOOK: (BOOKS, "BOOKS in tests/export/test_tabellenboek.py reads its cells"),
    Holds.FILES: (FORMATS, ""),
}
"""What reads back each thing that a format can hold, and where another reader is added."""


def uncovered(item: Format) -> list[str]:
    """What is still to be done before a format is tested as the others are; each names it."""
    found = [f"{item.id}: it holds nothing that a test could read back"] if not item.holds else []
    found += [
        f"{item.id} holds {what}: add how {where}"
        for what, (readers, where) in READERS.items()
        if what in item.holds and item.id not in readers
    ]
    ids = [f"take.{item.id}"] * (item.menu is not Menu.NONE)
    ids += [f"take.{item.id}_use"] * (item.menu not in (Menu.NONE, Menu.SLIDES))
    ids += [f"collection.{item.id}"] * (item.scope is Scope.COLLECTION)
    return found + [
        f"{item.id}: no text '{id}' in {language}"
        for language in LANGUAGES
        for id in ids
        if not says(id, language)
    ]


@pytest.mark.parametrize("item", ALL, ids=list(FORMATS))
def test_a_format_is_covered(item: Format):
    assert uncovered(item) == []


def test_a_format_that_nobody_covers_is_named():
    new = replace(
        FORMATS["workbook"], id="odt", holds=frozenset({Holds.TABLE, Holds.WORDS, Holds.SYNTAX, Holds.BOOK})
    )
    told = uncovered(new)
    assert len(told) == 4 + 3 * len(LANGUAGES) and all(line.startswith("odt") for line in told)
    assert uncovered(replace(new, holds=frozenset()))[0].startswith("odt: it holds nothing")


def test_ids_places_and_addresses_are_not_shared():
    for names in (
        [item.id for item in ALL],
        [item.place for item in ALL],
        [item.file for item in ALL],
        [item.packed for item in ALL if item.packed],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("item", ALL, ids=list(FORMATS))
def test_the_api_has_it(item: Format):
    paths = {operation.path: operation for operation in operations()}
    assert paths[f"{take.EXPORT}/{item.file}"].media_types == (item.media_type,)
    assert (f"{take.API}/{item.file}" in paths) >= item.inline
    several = "c" in {parameter.name for parameter in paths[f"{take.EXPORT}/{item.file}"].parameters}
    assert several == (item.scope is Scope.COLLECTION)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menus_under_a_figure_have_what_they_say(language: str):
    figure = replace(shown("bars", language), page=store().codebook.subject_pages()[0].path)
    row = take.row(figure, store(), "https://monitor.example")
    for item in ALL:
        assert (f'href="{take.EXPORT}/{item.file}?' in row) == (item.menu is not Menu.NONE), item.id


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small store."""
    folder = tmp_path_factory.mktemp("formats")
    write_tiny_store(folder)
    return folder


@pytest.mark.parametrize("item", ALL, ids=list(FORMATS))
def test_the_command_line_writes_it(item: Format, tiny: Path, tmp_path: Path):
    """The file that its command and ending give is its own; CSV for spreadsheets where the language asks."""
    view = "by=leeftijd" if item.scope is Scope.WHOLE else "i=portaal&g=artsen"
    view += "&lang=en" if item.id == "csv_plain" else "&lang=nl"
    out = export(item.command, [view], tmp_path / f"out.{item.ending}", tiny)
    opened = current_store(tiny)
    if item.scope is Scope.WHOLE:
        from monitor.view import parse_view

        assert _same(item, item.written(Contents(opened, parse_view(view))), out.read_bytes())
    else:
        from monitor.figure.build import figure
        from monitor.view import parse_view

        page = opened.codebook.subject_pages()[0]
        made = figure(parse_view(view), opened, page)
        assert _same(item, item.written(Contents(opened, made.view, [made])), out.read_bytes())


def _same(item: Format, made: bytes, there: bytes) -> bool:
    """Whether two files say the same; a package of Office keeps the moment at which it was made."""
    if item.ending not in ("pptx", "xlsx", "zip", "pdf"):
        return made == there
    if item.ending == "pdf":
        return made[:4] == there[:4] and abs(len(made) - len(there)) < 64
    both = [zipfile.ZipFile(io.BytesIO(content)).namelist() for content in (made, there)]
    return both[0] == both[1]


def test_the_package_has_every_format_that_says_so():
    made = Contents(store(), View(language="nl"), [shown("bars")])
    names = set(zipfile.ZipFile(io.BytesIO(FORMATS["zip"].written(made))).namelist())
    packed = [item.packed.rpartition(".") for item in ALL if item.packed]
    assert names == {"README.txt", *(f"{stem}-simulated-nl.{ending}" for stem, _, ending in packed)}


@pytest.mark.parametrize(
    "item", [item for item in ALL if item.scope is not Scope.WHOLE and Holds.SYNTAX not in item.holds],
    ids=lambda item: item.id,
)  # fmt: skip
def test_the_leak_check_can_read_its_numbers(item: Format):
    """The check that no hidden number is in any file would pass a file in which it finds no numbers at
    all."""
    of = shown("bars")
    read = list(numbers_of(files_of(of, store())[item.id]))
    rows = [row for row in cells_of(of, store()) if row.estimate is not None]
    missed = [
        row
        for row in rows
        if min(abs(scale * row.estimate - number) for number in read for scale in (1, 100)) > 0.5
    ]
    if item.id == "png":  # what a machine can read of it is its text for who can't see it
        assert of.alt in WORDS["png"](files_of(of, store())["png"])
    else:
        assert not missed


def test_every_figure_type_has_a_figure_to_export():
    assert sorted(KIND_QUERIES) == sorted(KINDS)


def test_the_table_in_the_docs_is_made_from_the_formats():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written(text) == text, "run: make docs"
