"""Files over the API: of one figure, and of a whole collection with the reader's own titles and notes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from monitor.api import operations
from monitor.collection import Collection, Item, to_link
from monitor.export.colophon import short_link
from monitor.export.formats import FORMATS
from tests.api.test_figures import figure_of

MARK = "=1+1 <b>vet</b> \u202e& co"
MADE = Collection(
    title="Voor de directie",
    items=(
        Item(
            page="zorgverleners",
            view="v=1&i=portaal&g=artsen&w=2025&f=bars",
            title="Mijn titel",
            note=MARK,
            build="ffff",
        ),
        Item(page="zorggebruikers", view="v=1&i=bronnen&g=burgers&w=2024&f=bars"),
        Item(page="zorgverleners", view="v=1&i=oordeel&by=leeftijd&w=2025&f=dots"),
    ),
)


class _Page(HTMLParser):
    """Tags, addresses and words of a page."""

    def __init__(self, body: bytes):
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(body.decode())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attributes if name in ("src", "href", "xlink:href", "action")
        ]

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_handout_has_each_figure_with_its_words_table_note_and_way_back(served, language):
    reply = served("/api/v1/export/handout.html", f"c={to_link(MADE)}&lang={language}")
    page = _Page(reply.body)
    text = " ".join(page.words)
    assert reply.type == "text/html" and f'<html lang="{language}">' in reply.body.decode()
    assert "1. Mijn titel" in text and "Voor de directie" in text and "=1+1 <b>vet</b> & co" in text
    for item in MADE.items:
        figure = figure_of(f"{item.view}&lang={language}", page=int(item.page == "zorggebruikers"))
        for line in (*figure.sentences, *figure.notes, figure.subtitle):
            assert line in text
        for row in figure.table.formatted:
            assert all(cell in text for cell in row)
        assert short_link(figure, "http://monitor.test") in page.addresses
    assert page.tags.count("section") == page.tags.count("table") == 3
    assert page.tags.count("svg") >= 6, "a drawing and a code for each figure"


def test_a_handout_loads_nothing_and_runs_nothing(served):
    reply = served("/api/v1/export/handout.html", f"c={to_link(MADE)}")
    page = _Page(reply.body)
    assert not {"script", "img", "iframe", "object", "form", "link", "b"} & set(page.tags)
    assert all(address.startswith(("#", "http://monitor.test/")) for address in page.addresses)
    assert set(re.findall(r"url\((.{5})", reply.body.decode())) <= {"data:"}
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_a_handout_says_that_figures_are_simulated_and_what_changed(served):
    text = unescape(served("/api/v1/export/handout.html", f"c={to_link(MADE)}").body.decode())
    assert "Deze cijfers zijn gesimuleerd" in text
    assert "Wat er toen stond, is niet bewaard" in text


def test_hidden_numbers_are_in_no_file(served):
    query = "i=portaal&g=artsen&by=leeftijd&w=2025"
    figure = figure_of(query)
    assert any(row[-1] == "protected" for row in figure.table.rows)
    text = unescape(served("/api/v1/export/handout.html", query).body.decode())
    assert "46" not in re.sub(
        r"<style>.*?</style>|<svg.*?</svg>|[0-9a-f]{12}|/f/[0-9a-z]+", "", text, flags=re.S
    ), "the number that would be there"


def test_a_deck_has_a_slide_for_each_figure_with_the_readers_own_title(served):
    reply = served("/api/v1/export/deck.pptx", f"c={to_link(MADE)}")
    deck = Presentation(io.BytesIO(reply.body))
    told = [
        " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in deck.slides
    ]
    assert len(told) == 4 and "Voor de directie" in told[0] and "Mijn titel" in told[1]
    notes = deck.slides[1].notes_slide.notes_text_frame.text
    assert "=1+1 <b>vet</b> & co" in notes
    build = served("/api/v1/figure.json", "i=portaal").json["build"]
    named = f'attachment; filename="Voor-de-directie-{build}-simulated-nl.pptx"'
    assert reply.headers["content-disposition"] == named


def test_a_workbook_holds_the_readers_words_as_text_and_the_tables_as_numbers(served):
    reply = served("/api/v1/export/workbook.xlsx", f"c={to_link(MADE)}")
    book = load_workbook(io.BytesIO(reply.body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" and "1+1" in str(cell.value)]
    texts = [str(cell.value) for cell in cells]
    assert any("1+1 <b>vet</b> & co" in text for text in texts) and any(
        "Mijn titel" in text for text in texts
    )
    numbers = [cell.value for cell in cells if isinstance(cell.value, float)]
    for item in MADE.items:
        figure = figure_of(item.view, page=int(item.page == "zorggebruikers"))
        at = [column.key for column in figure.table.columns].index("estimate")
        assert all(
            any(number == pytest.approx(row[at]) for number in numbers)
            for row in figure.table.rows
            if row[at] is not None
        )


def test_files_are_called_as_what_is_in_them_and_no_two_alike(served):
    queries = [
        "i=portaal&page=zorgverleners",
        "i=portaal&page=zorgverleners&lang=en",
        "i=portaal&page=zorgverleners&w=2025",
        "i=portaal&page=zorgverleners&w=2024,2025",
        "i=portaal&g=artsen",
        "i=portaal&g=artsen&by=leeftijd",
        "i=portaal&g=artsen&by=leeftijd&sort=name",
    ]
    files = ["export/figure.csv", "export/figure-plain.csv", "export/figure.pdf", "export/handout.pdf"]
    asked = [(file, query) for file in files for query in queries]
    asked += [("export/figure.svg", f"{queries[0]}{ratio}") for ratio in ("", "&ratio=1:1")]
    asked += [("export/tabellenboek.html", query) for query in ("", "g=artsen", "g=artsen&w=2025")]
    asked += [("estimates", f"i=portaal&format=csv{more}") for more in ("", "&g=artsen")]
    names = [
        re.findall(r'filename="([^"]+)"', served(f"/api/v1/{file}", query).headers["content-disposition"])[0]
        for file, query in asked
    ]
    assert len(set(names)) == len(asked) and all("-simulated" in name for name in names)
    assert re.fullmatch(r"portaal-artsen-2023-2025-\w{4}-plain-simulated-nl\.csv", names[11])
    assert max(map(len, names)) < 80


def test_data_files_are_named_after_the_figure_and_hold_its_table(served):
    figure = figure_of("i=portaal&g=artsen")
    plain = served("/api/v1/export/figure-plain.csv", "i=portaal&g=artsen")
    rows = list(csv.DictReader(io.StringIO(plain.body.decode())))
    at = [column.key for column in figure.table.columns].index("estimate")
    assert [float(row["estimate"]) for row in rows] == [row[at] for row in figure.table.rows]
    with zipfile.ZipFile(
        io.BytesIO(served("/api/v1/export/figure.zip", "i=portaal&g=artsen").body)
    ) as archive:
        assert {"README.txt", "figure-simulated-nl.parquet", "figure-simulated-nl.R"} <= set(
            archive.namelist()
        )
    assert served("/api/v1/export/figure.csv", "i=portaal&g=artsen").body.startswith(b"\xef\xbb\xbf")


def test_code_that_computes_the_figure_names_its_file(served):
    for ending in ("R", "sps"):
        reply = served(f"/api/v1/export/figure.{ending}", "i=portaal&g=artsen")
        assert reply.type == "text/plain" and "artsen.sav" in reply.body.decode()


def test_a_tabellenboek_can_be_of_everything_or_of_a_view(served):
    whole, part = (
        len(served("/api/v1/export/tabellenboek.xlsx", query).body) for query in ("", "i=portaal&by=leeftijd")
    )
    assert whole > part > 1000
    assert served("/api/v1/export/tabellenboek.xlsx", "i=portal").status == 404
    for query, value in (
        ("g=burgers&by=sector", "sector"),
        ("i=videobellen&g=verpleegkundigen", "videobellen"),
    ):
        told = served("/api/v1/export/tabellenboek.html", query)
        assert (told.status, told.json["value"]) == (404, value), told.json
        assert told.json["type"].endswith("nothing-to-show")
    page = served("/api/v1/export/tabellenboek.html", "i=portaal&lang=en")
    assert page.type == "text/html" and "<table" in page.body.decode()


@pytest.mark.parametrize(
    "path",
    [operation.path for operation in operations() if any(item.name == "c" for item in operation.parameters)],
)
@pytest.mark.parametrize("query", ["c=1nope", "c=2abc", f"c={to_link(MADE)[:40]}", "c=" + "1" * 7001])
def test_a_collection_that_cannot_be_read_is_a_problem(served, path, query):
    reply = served(path, query)
    assert reply.status == 400 and reply.type == "application/problem+json"


def test_a_collection_and_a_view_at_once_or_an_empty_one_are_refused(served):
    assert "not both" in served("/api/v1/export/deck.pptx", f"c={to_link(MADE)}&i=portaal").json["detail"]
    assert (
        "no figures"
        in served("/api/v1/export/deck.pptx", f"c={to_link(Collection(title='leeg'))}").json["detail"]
    )


def test_every_file_that_the_pages_offer_is_there(served):
    from monitor.ui.take import EXPORT

    known = {operation.path for operation in operations()}
    assert {
        f"{EXPORT}/{name}" for name in [*(item.file for item in FORMATS.values()), "collection.json"]
    } <= known
