"""Figures over the API: the same figure as on the page, as JSON, as a picture, and its link as a code."""

from __future__ import annotations

import csv
import io
import re
from hashlib import sha256
from itertools import product
from xml.etree import ElementTree

import pytest

from monitor.collection import Collection, Item, to_link
from monitor.figure.build import cached_figure
from monitor.lookup import finite
from monitor.store import current_store
from monitor.view import parse_view

SVG = "{http://www.w3.org/2000/svg}"
ASKED = "i=portaal&g=artsen,verpleegkundigen&by=leeftijd&w=2025"


def figure_of(query: str, page: int = 0):
    store = current_store()
    return cached_figure(parse_view(query), store, store.codebook.subject_pages()[page])


def test_json_holds_the_figure_of_the_page(served):
    told, figure = served("/api/v1/figure.json", ASKED).json, figure_of(ASKED)
    for name in ("title", "subtitle", "alt", "query", "page", "build", "simulated", "empty"):
        assert told[name] == getattr(figure, name), name
    assert tuple(told["sentences"]) == figure.sentences and tuple(told["notes"]) == figure.notes
    assert told["table"]["rows"] == [[finite(value) for value in row] for row in figure.table.rows]
    assert told["spec"]["layer"] and told["lost"] == []
    assert told["link"] == f"http://monitor.test/zorgverleners?{figure.query}"


def test_hidden_numbers_are_not_in_it(served):
    table = served("/api/v1/figure.json", ASKED).json["table"]
    keys = [column["key"] for column in table["columns"]]
    hidden = [row for row in table["rows"] if row[keys.index("status")] == "protected"]
    assert hidden and all(
        row[keys.index(name)] is None for row in hidden for name in ("estimate", "ci_low", "ci_high", "n")
    )


@pytest.mark.parametrize(
    ("query", "status", "value", "nearest"),
    [
        ("i=portal", 404, "portal", "portaal"),
        ("i=portaal&f=trendje", 404, "trendje", "trend"),
        ("i=portaal&w=1999", 404, "1999", None),
        ("i=portaal&page=zorgverlener", 404, "zorgverlener", "zorgverleners"),
        ("i=portaal&width=9", 400, "width", None),
    ],
)
def test_an_unknown_code_is_named_with_the_nearest(served, query, status, value, nearest):
    reply = served("/api/v1/figure.json", query)
    assert (reply.status, reply.json["value"], reply.json.get("nearest")) == (status, value, nearest)


def test_what_does_not_fit_is_answered_with_the_nearest_and_told(served):
    told = served("/api/v1/figure.json", "i=portaal,oordeel&g=artsen").json
    assert told["lost"] == [{"what": "indicator", "value": "oordeel", "why": "other_kind", "nearest": None}]


@pytest.mark.parametrize(
    "address", ["figure.png", "figure.svg", "export/figure.csv", "qr.svg", "preview.png"]
)
def test_a_file_leaves_no_indicator_out(served, address):
    told = served(f"/api/v1/{address}", "i=portaal,oordeel&g=artsen")
    assert (told.status, told.json["parameter"], told.json["value"]) == (400, "i", "oordeel")


def test_the_page_is_the_one_named_or_the_first_that_has_what_is_asked(served):
    assert served("/api/v1/figure.json", "i=bronnen&g=burgers").json["page"] == "zorggebruikers"
    assert served("/api/v1/figure.json", "i=bronnen").json["page"] == "zorgverleners"
    assert served("/api/v1/figure.json", "i=bronnen&page=zorggebruikers").json["page"] == "zorggebruikers"
    assert served("/api/v1/figure.json", "i=bronnen&page=users").json["page"] == "zorggebruikers"
    assert served("/api/v1/figure.json", "i=portaal&g=artsen,burgers").json["page"] == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_svg_says_what_the_card_says_and_loads_nothing(served, language):
    reply = served("/api/v1/figure.svg", f"{ASKED}&lang={language}")
    figure = figure_of(f"{ASKED}&lang={language}")
    drawn = ElementTree.fromstring(reply.body)
    assert reply.type == "image/svg+xml" and reply.headers["content-disposition"].startswith("inline")
    assert drawn.find(f"{SVG}title").text == figure.title and drawn.find(f"{SVG}desc").text == figure.alt
    assert not [
        node for node in drawn.iter() if node.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject")
    ]
    assert "script" not in reply.headers["content-security-policy"]


def test_a_picture_has_the_width_that_is_asked(served):
    wide, narrow = (served("/api/v1/figure.svg", f"{ASKED}&width={width}").body for width in (900, 400))
    assert b'width="900"' in wide and b'width="400"' in narrow
    assert served("/api/v1/figure.svg", f"{ASKED}&width=99999").status == 400


def test_a_picture_has_the_ratio_that_is_asked(served):
    square = served("/api/v1/figure.svg", f"{ASKED}&width=900&ratio=1:1").body
    assert b'width="900" height="900"' in square
    printed = served("/api/v1/export/figure-print.svg", f"{ASKED}&ratio=9:16&width=720").body
    assert b'width="720" height="1280"' in printed
    assert served("/api/v1/figure.svg", f"{ASKED}&ratio=2:1").status == 400
    assert served("/api/v1/figure.pdf", f"{ASKED}&ratio=1:1").status == 400
    small = served("/api/v1/figure.svg", f"{ASKED}&width=320&ratio=16:9")
    assert small.status == 400 and b"too small to read" in small.body


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG\r\n\x1a\n"), ("pdf", b"%PDF-")])
def test_png_and_pdf_are_what_they_say(served, ending, start):
    shown = served(f"/api/v1/figure.{ending}", ASKED)
    saved = served(f"/api/v1/export/figure.{ending}", ASKED)
    assert shown.body.startswith(start) and saved.body.startswith(start)
    assert re.fullmatch(
        rf'inline; filename="portaal-leeftijd-2025-\w{{4}}-simulated-nl\.{ending}"',
        shown.headers["content-disposition"],
    )
    assert saved.headers["content-disposition"].startswith("attachment")


def test_a_view_without_any_number_is_still_a_picture_that_says_why(served):
    reply = served("/api/v1/figure.json", "i=portaal&g=artsen&by=leeftijd&w=2025")
    assert reply.status == 200
    assert served("/api/v1/figure.svg", "i=portaal&g=artsen&by=leeftijd&w=2025").status == 200


def test_a_qr_code_is_made_for_a_figure_and_a_collection_until_it_gets_too_dense(served):
    reply = served("/api/v1/qr.svg", ASKED)
    assert reply.type == "image/svg+xml" and ElementTree.fromstring(reply.body).tag == f"{SVG}svg"
    small = Collection(items=(Item(page="zorgverleners", view="v=1&i=portaal"),))
    assert served("/api/v1/qr.svg", f"c={to_link(small)}").status == 200
    notes = [sha256(str(at).encode()).hexdigest() * 2 for at in range(24)]
    large = Collection(
        items=tuple(Item(page="zorgverleners", view=f"v=1&i=i{at}", note=notes[at]) for at in range(24))
    )
    assert served("/api/v1/qr.svg", f"c={to_link(large)}").status == 413


def test_the_public_address_can_be_fixed(served, monkeypatch):
    monkeypatch.setenv("MONITOR_ADDRESS", "https://monitor.example/")
    assert (
        served("/api/v1/figure.json", ASKED).json["link"].startswith("https://monitor.example/zorgverleners?")
    )
    monkeypatch.delenv("MONITOR_ADDRESS")
    assert (
        served("/api/v1/figure.json", ASKED, headers={"host": "a b<c>"})
        .json["link"]
        .startswith("/zorgverleners?")
    )


@pytest.mark.parametrize("address", ["/api/v1/figure.json", "/api/v1/export/figure.csv"])
def test_single_year_gets_that_year_or_a_plain_no(served, address):
    book = current_store().codebook
    answered = refused = 0
    for indicator, wave, group in product(book.indicators, book.wave_ids, book.group):
        page = "zorggebruikers" if group == "burgers" else "zorgverleners"
        query = f"i={indicator.id}&w={wave}&g={group}&page={page}"
        told = served(address, query)
        if told.status == 404:
            assert told.json["type"].endswith("nothing-to-show") and told.json["value"] in (
                wave,
                group,
                indicator.id,
            )
            refused += 1
            continue
        answered += 1
        if address.endswith("json"):
            asked = parse_view(told.json["query"])
            assert (asked.waves, asked.groups, asked.indicators) == ((wave,), (group,), (indicator.id,)), (
                query
            )
        else:
            years = {
                row[1] for row in csv.reader(io.StringIO(told.body.decode("utf-8-sig")), delimiter=";")
            } & set(book.wave_ids)
            assert years <= {wave}, query
    assert answered > 30 and refused > 3


@pytest.mark.parametrize(
    "address", ["figure.png", "figure.svg", "export/figure.pdf", "export/deck.pptx", "preview.png", "qr.svg"]
)
def test_no_picture_or_file_of_another_year_or_group(served, address):
    for query, value in (
        ("i=videobellen&w=2023&page=zorgverleners", "2023"),
        ("i=portaal&g=burgers&page=zorgverleners", "burgers"),
        ("i=videobellen&g=verpleegkundigen&page=zorgverleners", "verpleegkundigen"),
        ("i=portaal&by=sector&g=artsen&page=zorgverleners", None),
    ):
        told = served(f"/api/v1/{address}", query)
        assert told.status == 404 and told.type == "application/problem+json", query
        assert value is None or told.json["value"] == value
