"""The tabellenboek of the reference panel: every number of the store, the right letters, and sheets and pages
that can be used."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from monitor.difference import holm
from monitor.errors import UnknownCode
from monitor.export.escape import sheet_name
from monitor.export.failure import ExportError
from monitor.export.format import Contents, Scope
from monitor.export.formats import FORMATS
from monitor.export.paper import page_breaks
from monitor.export.tabellenboek import Page, letter, pages
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_overview import lines
from monitor.export.tabellenboek_xlsx import FIRST, HEADER, MEASURES, OVERVIEW, tabellenboek
from monitor.figure import numbers
from monitor.figure.names import Names, raised
from monitor.locale import LANGUAGES
from monitor.store import Store
from monitor.view import View
from tests.export.read_back import words_of
from tests.figure.stores import INDICATORS, MemoryStore, codebook, contrast, estimate

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
    assert book.sheetnames[0] == "Contents" and len(book.sheetnames) == len(found) + 2
    links = {
        cell.hyperlink.location.split("!")[0].strip("'")
        for row in book["Contents"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == set(book.sheetnames[1:])
    for page, sheet in zip(found, book.worksheets[2:], strict=True):
        assert sheet.freeze_panes == sheet.cell(HEADER + 3, FIRST + 1).coordinate
        assert (
            sheet.print_title_rows == f"${HEADER + 1}:${HEADER + 2}"
            and sheet.page_setup.orientation == "landscape"
        )
        assert 40 <= (sheet.page_setup.scale or 100) <= 100, "what is not written is 100"
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


def test_a_long_name_of_a_group_is_not_cut(panel: Store, monkeypatch: pytest.MonkeyPatch):
    long = "Mensen met een chronische ziekte thuis"
    monkeypatch.setattr(Names, "group", lambda names, id: long)
    book = load_workbook(io.BytesIO(tabellenboek(View((panel.indicator_ids[0],)), panel)))
    assert len(long) < book.worksheets[2].column_dimensions["A"].width < 50


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
    told = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()]
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
    assert book.worksheets[2]["A1"].value == "'" + label


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


def test_numbers_of_a_kind_have_as_many_decimals_in_the_overview(
    panel: Store, monkeypatch: pytest.MonkeyPatch
):
    def uneven(*of: Any) -> Iterator[Page]:
        return (replace(page, decimals=1 + at % 2) for at, page in enumerate(pages(*of)))

    monkeypatch.setattr("monitor.export.tabellenboek_xlsx.pages", uneven)
    view = View(breakdowns=("edu",), language="en")
    book = load_workbook(io.BytesIO(tabellenboek(view, panel)))
    own = {cell.number_format for sheet in book.worksheets[2:] for line in sheet.iter_rows() for cell in line}
    assert any("0.00%" in code for code in own) and any("0.0%" in code for code in own)
    codes = {
        cell.number_format.replace('"*"', "")
        for line in book["All figures"].iter_rows(min_row=OVERVIEW + 3, min_col=7)
        for cell in line
        if isinstance(cell.value, float)
    }
    shares = {code for code in codes if code.endswith("%")}
    assert len(shares) == 1 and len(codes - shares) <= 1 and min(shares).endswith("0.0%")


def test_the_overview_has_every_indicator_beside_its_total_and_the_wave_before(panel: Store):
    view = View(breakdowns=("edu",), waves=("2021", "2024"), language="en")
    sheet = load_workbook(io.BytesIO(tabellenboek(view, panel)))["All figures"]
    rows = [row for row in sheet.iter_rows(min_row=OVERVIEW + 3, values_only=True) if row[4]]
    names = Names(panel.codebook, "en")
    assert {row[0] for row in rows} == {raised(names.indicator(id)) for id in panel.indicator_ids}
    levels = [level.id for level in panel.codebook.breakdown["edu"].levels]
    levels += [net.id for net in panel.codebook.breakdown["edu"].nets]
    for id in panel.indicator_ids:
        for category in {row.category for row in panel.estimates([id])}:
            (row,) = [
                row
                for row in rows
                if row[0] == raised(names.indicator(id))
                and row[1] in (None, raised(names.category(id, category)))
            ]
            assert row[4:6] == ("2024", "2021")
            total = {one.wave: one.estimate for one in panel.estimates([id]) if one.category == category}
            by = {
                one.level1: one.estimate
                for one in panel.estimates([id], (), ["2024"], ["edu"])
                if one.category == category
            }
            assert row[6:8] == (pytest.approx(total["2024"]), pytest.approx(total["2021"]))
            assert list(row[8:]) == pytest.approx([by[level] for level in levels])
    links = {
        cell.hyperlink.location.split("!")[0].strip("'")
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert len(links) == len(panel.indicator_ids)


def test_the_wave_before_is_left_out_where_the_question_was_another():
    rows = [estimate("beeldbellen", 0.6), estimate("beeldbellen", 0.5, wave="2023"),
            estimate("beeldbellen", 0.4, wave="2022")]  # fmt: skip
    few = MemoryStore(codebook(), rows)
    found = {}
    for waves in (("2023", "2024"), ("2024",), ("2022", "2023"), ("2023",)):
        (line,) = lines(list(pages(View(("beeldbellen",), ("artsen",), waves=waves, language="nl"), few)))
        found[waves] = line.earlier and line.earlier.estimate
    assert found == {("2023", "2024"): 0.5, ("2024",): 0.5, ("2022", "2023"): None, ("2023",): None}


def test_tables_stand_under_their_themes_in_the_order_of_these():
    themes = [{"id": "b", "label": "Bellen"}, {"id": "a", "label": "Andere"}]
    theme = {"portaal": "a", "beeldbellen": "b", "mening": "b"}
    items = [dict(one, theme=theme.get(one["id"])) for one in INDICATORS]
    rows = [
        estimate(id, 0.5, category=one)
        for id, one in (("portaal", ""), ("werkdruk", ""), ("mening", "pos"), ("beeldbellen", ""))
    ]
    few = MemoryStore(codebook(themes=themes, indicators=items), rows)
    told = [(page.theme, page.indicator.id) for page in pages(View(language="nl"), few)]
    assert told == [("Bellen", "beeldbellen"), ("Bellen", "mening"), ("Andere", "portaal"), ("", "werkdruk")]


def test_a_table_tells_how_finely_its_numbers_are_published():
    """Of numbers to the nearest five, 0 beside 5 is no difference between nobody and some."""
    rows = [estimate("portaal", 0.53)._replace(precision=0.01)]
    rows += [estimate("portaal", 0.05, by=[("geslacht", "m")])._replace(precision=0.05)]
    rows += [estimate("beeldbellen", 0.5)]
    few = MemoryStore(codebook(), rows)
    few.meta = {"built": "2025-11-22"}
    coarse, fine = (page.rounded for page in pages(View(language="nl"), few))
    assert coarse.startswith("Afgerond op 1% tot 5%") and fine == ""
    sheet = load_workbook(io.BytesIO(tabellenboek(View(language="nl"), few))).worksheets[2]
    assert [cell.value for cell in sheet["A"]].count(coarse) == 1
    assert tabellenboek_html(View(language="nl"), few).count(coarse) == 1


def test_sheets_whose_names_are_cut_still_differ_by_their_end():
    taken: set[str] = set()
    side = "Zorg van het ziekenhuis: digitaal "
    names = [
        sheet_name(side + end, taken) for end in ("gewenst in 2024", "gewenst in 2025", "ontvangen in 2025")
    ]
    assert [name.rpartition(" ")[2] for name in names] == ["2024", "2025", "2025"]
    assert "gewenst" in names[0] and "ontvangen" in names[2] and len(set(names)) == 3
    again = sheet_name(side + "gewenst in 2025", taken)
    assert again.endswith("2025 2") and len(again) <= 31
    assert len(sheet_name("x" * 90, taken)) == 31


def test_no_block_is_cut_where_a_page_can_hold_it():
    blocks = [[5, 5], [5] * 4, [5] * 30, [1, 5], [5] * 7]
    breaks = page_breaks(blocks, 7, 165, 60, 600)
    starts, row = [], 7
    for block in blocks:
        starts.append(row)
        row += sum(block)
    parts = [start + 5 * at for start, block in zip(starts, blocks, strict=True) for at in range(len(block))]
    assert breaks and set(breaks) <= set(parts)
    assert [at for at in breaks if at not in starts] == [at for at in breaks if starts[2] < at < starts[3]]
    for one, other in zip([7, *breaks], [*breaks, row], strict=True):
        assert (other - one) * 15 + (165 if one == 7 else 60) <= 600


def test_a_long_table_is_printed_without_cutting_what_belongs_together(panel: Store):
    view = View(("opinion",), breakdowns=("edu", "age3"), language="en")
    sheet = load_workbook(io.BytesIO(tabellenboek(view, panel))).worksheets[2]
    breaks = [item.id for item in sheet.row_breaks.brk]
    assert breaks
    for at in breaks:
        last = [sheet.cell(at - len(MEASURES) + 1, column).value for column in (1, 2)]
        below = [sheet.cell(at + 1, column).value for column in (1, 2)]
        assert all(below) and below != last


def test_the_contents_have_the_introduction_the_themes_and_the_organisation_s_logo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    themes = [{"id": "a", "label": "Eerste thema"}, {"id": "b", "label": "Tweede thema"}]
    items = [item.model_dump(by_alias=True, exclude_defaults=True) for item in codebook().indicators[:3]]
    items = [item | {"theme": "a" if at < 2 else "b"} for at, item in enumerate(items)]
    survey = {"id": "proef", "title": "Proefmeting", "description": "Waar dit onderzoek over gaat."}
    book = codebook(themes=themes, indicators=items, survey=survey)
    few = MemoryStore(book, [estimate(item.id, 0.5) for item in book.indicators[:3]])
    few.meta = {}
    Image.new("RGB", (300, 112), "red").save(tmp_path / "logo.png")
    monkeypatch.setenv("MONITOR_LOGO", str(tmp_path / "logo.png"))
    made = load_workbook(io.BytesIO(tabellenboek(View(language="nl"), few)))
    first = [[cell.value for cell in row] for row in made["Inhoud"].iter_rows()]
    assert any("Waar dit onderzoek over gaat." in row for row in first)
    column = [row[0] for row in first]
    assert column.count("Eerste thema") == column.count("Tweede thema") == 1
    at = column.index("Eerste thema")
    assert [bool(row[1]) for row in first[at : at + 3]] == [True] * 3 and column[at + 2] == "Tweede thema"
    with zipfile.ZipFile(io.BytesIO(tabellenboek(View(language="nl"), few))) as file:
        drawn = file.read("xl/drawings/drawing1.xml").decode()
    assert f'cx="{150 * 9525}" cy="{56 * 9525}"' in drawn and 'descr="Proef' in drawn
    page = tabellenboek_html(View(language="nl"), few)
    assert page.count("Eerste thema") == 1 and "Waar dit onderzoek over gaat." in page
    (tmp_path / "logo.png").write_text("no picture")
    with pytest.raises(ExportError, match="logo.png can't be read as a logo; save it as PNG or JPEG"):
        tabellenboek(View(language="nl"), few)
