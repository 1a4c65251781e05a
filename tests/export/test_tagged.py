"""A PDF of every figure type, in both languages: its words, its tags, its bookmarks and links."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from monitor.export.colophon import short_link
from monitor.export.failure import ExportError
from monitor.export.tagged import sheet, sheets
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, contents, shown, store
from tests.export.read_back import PERCENT
from tests.valid.pdf import _elements, _kids, _marks

SIMULATED = {"nl": "gesimuleerd", "en": "simulated"}


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def tags(document: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """The elements in reading order."""
    return [(kind, each) for kind, _, each in _elements(document.Root.StructTreeRoot, "")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_as_pdf_has_its_fonts_and_its_words(kind: str, language: str):
    figure = shown(kind, language)
    reader = PdfReader(io.BytesIO(sheet(figure, store(), address=ADDRESS)))
    assert len(reader.pages) == 1 and float(reader.pages[0].mediabox.width) == 570
    told = reader.metadata
    assert told is not None and (told.title, told.subject) == (figure.title, " ".join(figure.alt.split()))
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    read = plain(reader.pages[0].extract_text())
    for line in (figure.title, *figure.notes):
        assert plain(line) in read
    assert SIMULATED[language] in read and "0123456789ab" in read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_sheets_say_what_the_handout_says(kind: str, language: str):
    figure = shown(kind, language)
    content = sheets(contents(figure))
    reader = PdfReader(io.BytesIO(content))
    read = plain("".join(page.extract_text() for page in reader.pages))
    said = [part for line in figure.sentences for part in getattr(line, "items", ()) or (line,)]
    for line in (figure.title, figure.subtitle, *said, *figure.notes, figure.table.caption):
        assert plain(line) in read
    cells = {cell for row in figure.table.formatted for cell in row if PERCENT.fullmatch(cell)}
    assert all(cell in read for cell in cells)
    assert reader.metadata is not None and reader.metadata.title == figure.title


def test_what_is_tagged_is_what_a_reader_sees():
    figures = [shown("bars"), shown("trend")]
    content = sheets(contents(*figures, remarks=["Mijn toelichting"], title="Twee figuren"))
    document = pikepdf.open(io.BytesIO(content))
    found = tags(document)
    kinds = [kind for kind, _ in found]
    assert [str(each["/T"]) for kind, each in found if kind == "/H1"] == ["Twee figuren"]
    assert [str(each["/T"])[:2] for kind, each in found if kind == "/H2"] == ["1.", "2."]
    assert [str(each.Alt) for kind, each in found if kind == "/Figure"] == [figure.alt for figure in figures]
    assert kinds.count("/Table") == kinds.count("/THead") == 2
    for (kind, table), figure in zip([each for each in found if each[0] == "/Table"], figures, strict=True):
        body = [row for part in _kids(table) if str(part.S) == "/TBody" for row in _kids(part)]
        assert len(body) == len(figure.table.rows), kind
    addresses = {
        str(each.A.URI) for page in document.pages for each in page.obj.get("/Annots", []) if "/A" in each
    }
    assert addresses == {short_link(figure, ADDRESS) for figure in figures}
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Twee figuren"]
        assert [child.title[:2] for child in outline.root[0].children] == ["1.", "2."]


def pages_of(table: Any) -> set[Any]:
    """The pages on which the cells of a table are."""
    return {page for _, _, each in _elements(table, "") for page, _ in _marks(each)}


@pytest.mark.parametrize("kind", ["trend", "dots"])
def test_a_table_that_fits_a_page_stands_on_one(kind: str):
    """However much stands above it."""
    figure = shown(kind)
    for lines in (0, 12, 24):
        content = sheets(contents(figure, remarks=["\n".join(["regel"] * lines)]))
        document = pikepdf.open(io.BytesIO(content))
        tables = [each for name, each in tags(document) if name == "/Table"]
        assert [len(pages_of(each)) for each in tables] == [1]


def test_without_an_address_there_is_no_link():
    document = pikepdf.open(io.BytesIO(sheets(contents(shown("bars"), address=""))))
    assert not [page for page in document.pages if page.obj.get("/Annots")]


def test_letters_that_the_font_lacks_do_not_stop_it():
    content = sheets(contents(shown("bars"), remarks=["漢字 en 😀 \U000f0000 <b> #x $y$"]))
    read = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "<b> #x $y$" in read


def test_nothing_makes_no_pdf():
    with pytest.raises(ExportError, match="add one first"):
        sheets(contents())


def test_the_same_figure_makes_the_same_file():
    assert sheet(shown("dots"), store(), address=ADDRESS) == sheet(shown("dots"), store(), address=ADDRESS)
