"""The tabellenboek of the reference panel: every number of the store, the right letters, and sheets and pages
that can be used."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook

from monitor.difference import holm
from monitor.errors import UnknownCode
from monitor.export.format import Contents, Scope
from monitor.export.formats import FORMATS
from monitor.export.tabellenboek import letter, pages
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import FIRST, HEADER, MEASURES, tabellenboek
from monitor.figure import numbers
from monitor.figure.names import Names, raised
from monitor.locale import LANGUAGES
from monitor.store import Store
from monitor.view import View
from tests.export.read_back import words_of
from tests.figure.stores import MemoryStore, codebook, contrast, estimate

VIEW = View(breakdowns=("edu", "age3"), waves=("2021", "2024"), language="en")


def test_every_cell_of_the_store_is_in_it(panel: Store):
    found = {}
    for page in pages(VIEW, panel):
        for row in page.rows:
            for head, cell in zip(page.heads, row.cells, strict=True):
                assert cell is not None
                found[page.indicator.id, row.answer, row.wave, head.breakdown, head.level] = cell
    names = Names(panel.codebook, "en")
    rows = [
        row
        for by in ((), ("edu",), ("age3",))
        for row in panel.estimates(panel.indicator_ids, (), VIEW.waves, by)
    ]
    assert len(rows) == len(found) == 2 * 7 * (2 + 6 + 3)
    for row in rows:
        cell = found[
            row.indicator,
            raised(names.category(row.indicator, row.category)),
            row.wave,
            row.breakdown1,
            row.level1,
        ]
        assert (cell.estimate, cell.low, cell.high, cell.n) == (row.estimate, row.ci_low, row.ci_high, row.n)


def test_letters_name_the_columns_that_a_cell_is_above(panel: Store):
    page = next(page for page in pages(View(("score",), breakdowns=("edu",), language="en"), panel))
    assert [head.letter for head in page.heads] == ["", "a", "b", "c"]
    for row in page.rows:
        tests = panel.contrasts(["score"], "levels", waves=[row.wave], by=["edu"])
        expected: dict[str, set[str]] = {"1": set(), "2": set(), "3": set()}
        for test, p in zip(tests, holm([test.p or 0.0 for test in tests]), strict=True):
            if p < 0.05:
                above, below = (test.to, test.from_) if (test.difference or 0) > 0 else (test.from_, test.to)
                expected[above].add({"1": "a", "2": "b", "3": "c"}[below])
        for head, cell in zip(page.heads[1:], row.cells[1:], strict=True):
            assert cell is not None and set(cell.letters.split()) == expected[head.level]


@pytest.mark.parametrize(("at", "written"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba")])
def test_letters_go_on_after_z(at: int, written: str):
    assert letter(at) == written


def test_the_workbook_has_the_numbers_links_and_print_settings(panel: Store):
    book = load_workbook(io.BytesIO(tabellenboek(VIEW, panel, "https://monitor.example")))
    found = list(pages(VIEW, panel))
    assert book.sheetnames[0] == "Contents" and len(book.sheetnames) == len(found) + 1
    links = {
        cell.hyperlink.location.split("!")[0].strip("'")
        for row in book["Contents"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == set(book.sheetnames[1:])
    for page, sheet in zip(found, book.worksheets[1:], strict=True):
        assert sheet.freeze_panes == sheet.cell(HEADER + 3, FIRST + 1).coordinate
        assert (
            sheet.print_title_rows == f"${HEADER + 1}:${HEADER + 2}"
            and sheet.page_setup.orientation == "landscape"
        )
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert any(cell.hyperlink for cell in sheet["A"][:5])
        at = HEADER + 3
        for row in page.rows:
            for measure in MEASURES:
                for column, cell in enumerate(row.cells, FIRST + 1):
                    there = sheet.cell(at, column).value
                    wanted = getattr(cell, measure)
                    assert there == (pytest.approx(wanted) if isinstance(wanted, float) else wanted or None)
                at += 1
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_hidden_and_unasked_cells_bear_a_mark_and_no_number():
    rows = [
        estimate("portaal", 0.5), estimate("portaal", None, group="verpleegkundigen", status="not_asked"),
        estimate("portaal", 0.4, group="verpleegkundigen", wave="2023"),
        estimate("portaal", 0.61, by=[("geslacht", "m")], status="unreliable"),
        estimate("portaal", None, by=[("geslacht", "v")]),
    ]  # fmt: skip
    tests = [contrast("portaal", 0.2, 0.0001, from_="v", to="m", breakdown1="geslacht")]
    few = MemoryStore(codebook(), rows, tests, simulated=True)
    few.meta = {"built": "2025-11-22"}
    view = View(language="nl")
    page = next(iter(pages(view, few)))
    by_group = {(row.group, row.wave): row for row in page.rows}
    total, men, women = by_group["Artsen", "2024"].cells
    assert total.estimate == 0.5 and men.letters == "b" and women.estimate is None and women.letters == ""
    book = load_workbook(io.BytesIO(tabellenboek(view, few)))
    told = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    line = next(row for row in told if row[0] == "Artsen")
    assert line[FIRST : FIRST + 3] == [0.5, 0.61, "x"]
    assert next(row for row in told if row[0] == "Verpleegkundigen" and row[2] == "2024")[FIRST] == "."
    assert any("gesimuleerd" in str(value) for row in told for value in row if value)
    html = tabellenboek_html(view, few)
    assert (
        'title="te weinig deelnemers">x</abbr>' in html
        and 'title="niet gevraagd">.</abbr>' in html
        and "gesimuleerd" in html
    )


class _Tables(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def test_the_page_is_accessible_and_has_the_same_numbers(panel: Store):
    found = list(pages(VIEW, panel))
    page = _Tables(tabellenboek_html(VIEW, panel))
    names = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"]["lang"] == "en" and names.count("h1") == 1
    assert names.count("table") == names.count("caption") == len(found)
    assert all(
        attributes.get("scope") in ("col", "colgroup", "row") for tag, attributes in page.tags if tag == "th"
    )
    targets = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {attributes["href"] for tag, attributes in page.tags if tag == "a"} <= {
        f"#{target}" for target in targets
    }
    for table in found:
        for row in table.rows:
            for cell in row.cells:
                assert cell is not None and cell.estimate is not None
                read = numbers.percent if table.percent else numbers.number
                assert (
                    read(cell.estimate, "en", 0 if table.percent else 1) in page.text
                    and numbers.count(cell.n or 0, "en") in page.text
                )


def test_hostile_labels_stay_text():
    bad = codebook()
    label = "=1+1<script>alert(1)</script>[]:*?/\\"
    items = [item.model_dump(by_alias=True, exclude_defaults=True) for item in bad.indicators[:1]]
    items[0] |= {"label": label, "question": label}
    few = MemoryStore(codebook(indicators=items), [estimate("portaal", 0.5)])
    few.meta = {}
    assert "<script>alert" not in tabellenboek_html(View(), few)
    book = load_workbook(io.BytesIO(tabellenboek(View(), few)))
    assert book.worksheets[1]["A1"].value == "'" + label


def test_an_unknown_code_is_named(panel: Store):
    with pytest.raises(UnknownCode, match="No breakdown 'edo' in this store; did you mean 'edu'"):
        list(pages(View(breakdowns=("edo",)), panel))


BOOKS = {
    "book": lambda content: [
        str(cell.value)
        for sheet in load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ],
    "book_page": lambda content: [words_of("handout", content)],
}
"""By format: the texts that a reader finds in it."""
WHOLE = [id for id, item in FORMATS.items() if item.scope is Scope.WHOLE]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", WHOLE)
def test_a_book_names_every_indicator_and_says_what_it_is(panel: Store, id: str, language: str):
    view = View(language=language)
    told = " ".join(BOOKS[id](FORMATS[id].written(Contents(panel, view))))
    assert all(panel.codebook.say(item.label, language) in told for item in panel.codebook.indicators)
    assert panel.build in FORMATS[id].written(Contents(panel, view)).decode("utf-8", "ignore") + told
