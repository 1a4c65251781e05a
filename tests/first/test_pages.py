"""The first response of a page reads like the page, and its form leads to every choice."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from monitor.first import first_page
from monitor.locale import LANGUAGES
from monitor.ui import answer
from monitor.view import parse_view
from tests.pages.forms import Form

PATHS = (
    "",
    "zorgverleners",
    "zorggebruikers",
    "zorgprocessen",
    "aanbevelingen",
    "verzameling",
    "workshop",
    "methode",
    "toegankelijkheid",
)
VOID = {"input", "meta", "link", "img", "br", "hr"}


class _Balanced(HTMLParser):
    """Fails on an element that is closed in the wrong place or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes something else"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole_and_in_its_language(first, path, language):
    page = first(f"/{path}", "" if language == "nl" else f"lang={language}", language)
    parser = _Balanced()
    parser.feed(page.body)
    assert not parser.open and len(parser.ids) == len(set(parser.ids))
    assert page.body.count("<h1") == 1 and "<script" not in page.body and " onload" not in page.body
    in_menu = path != "toegankelijkheid"
    assert len(page.title) > 10 and ('aria-current="page"' in page.body) == in_menu
    assert ">Toegankelijkheid<" in page.body or ">Accessibility<" in page.body
    assert 'class="m-footer"' in page.body


def test_subject_page_holds_finding_chart_words_table_and_source(first, shown_store):
    page = first("/zorgverleners", "i=portaal&by=leeftijd")
    figure = answer.figure(
        parse_view("i=portaal&by=leeftijd"), shown_store, shown_store.codebook.subject_pages()[0]
    )
    text = re.sub(r"<[^>]*>", "\n", page.body)
    assert page.title.startswith(figure.title)
    pieces = [piece for line in figure.sentences for piece in re.split(r"[:;.]\s+|\.$", line) if piece]
    for said in (figure.title, *pieces, *figure.notes, figure.source, *figure.table.formatted[0]):
        assert said in text
    assert '<svg role="img"' in page.body and 'class="m-table"' in page.body
    assert "/api/v1/export/figure.png?" in page.body


def test_codebook_and_address_are_text(first):
    page = first("/zorgverleners", "i=vijandig&g=<script>alert(2)</script>&missing=<b>")
    assert "<script>" not in page.body and "<b>" not in page.body and "&lt;script&gt;alert(1)" in page.body
    assert "<script>" not in page.head and '"><' not in re.sub(r'"[^"]*"', '""', page.head).replace('"">', "")
    start = first("/", "q=%3Cimg+src%3Dx%3E&missing=%3Ci%3E")
    assert "<img src=x" not in start.body and "<i>" not in start.body


@pytest.mark.parametrize(
    ("query", "changed", "leads_to"),
    [
        ("", {"pick": ["oordeel"]}, "/zorgverleners?v=1&i=oordeel"),
        ("i=portaal", {"by": ["leeftijd"]}, "by=leeftijd&w=2023,2024,2025"),
        ("i=portaal", {"w": ["2025"]}, "w=2025"),
        ("i=portaal", {"w": ["2024", "2025"]}, "w=2024,2025"),
        ("i=portaal", {"g": ["artsen"]}, "g=artsen"),
        ("i=portaal&g=artsen", {"f": ["slope"]}, "f=slope"),
        ("i=portaal&by=leeftijd&f=bars", {"pick": ["oordeel"]}, "i=oordeel&by=leeftijd"),
        ("i=portaal", {"also": ["videobellen"]}, "i=portaal,videobellen&w=2023,2024,2025"),
    ],
)
def test_form_opens_what_is_chosen(first, query, changed, leads_to):
    form = Form(first("/zorgverleners", query).body)
    page = first_page_of(first, form.action, form.sent(**changed))
    assert page.endswith(leads_to), page


def first_page_of(first, path, query):
    to = first(path, query).to
    assert to and "choose" not in to and "was=" not in to
    return to


@pytest.mark.parametrize(
    "query",
    ["", "i=portaal&by=leeftijd", "i=oordeel&w=2025", "i=portaal&f=bars&w=2025", "i=portaal,videobellen"],
)
def test_form_sent_as_it_stands_changes_nothing(first, shown_store, query):
    form = Form(first("/zorgverleners", query).body)
    to = first_page_of(first, form.action, form.sent()).partition("?")[2]
    page = shown_store.codebook.subject_pages()[0]
    one, other = (answer.figure(parse_view(text), shown_store, page) for text in (query, to))
    assert one.view == other.view


def test_language_stays_through_a_form(first):
    form = Form(first("/zorgverleners", "i=portaal&lang=en", "en").body)
    assert first("/zorgverleners", form.sent(by=["leeftijd"]), "en").to.endswith(
        "&by=leeftijd&w=2023,2024,2025&lang=en"
    )


def test_processes_and_recommendations_can_be_chosen(first):
    form = Form(first("/zorgprocessen").body)
    to = first(form.action, form.sent(g=["artsen"], w=["2024"])).to
    assert to == "/zorgprocessen?v=1&g=artsen&w=2024"
    page = first("/aanbevelingen", "r=eerst&p=users&i=mening")
    whose, own = Form(page.body, 0), Form(page.body, 1)
    assert first(whose.action, whose.sent(p=["providers"])).to == "/aanbevelingen?r=eerst&p=providers"
    assert (
        first(own.action, own.sent(by=["leeftijd"])).to
        == "/aanbevelingen?r=eerst&p=users&v=1&i=mening&by=leeftijd"
    )


def test_search_answers_by_itself(first):
    page = first("/", "q=portaal")
    assert 'href="/zorgverleners?v=1&amp;i=portaal' in page.body and 'data-tell="found"' in page.body
    assert "geen cijfers over" in first("/", "q=zzqqxy").body


def test_what_an_address_asks_in_vain_is_told(first):
    assert 'role="status"' in first("/zorgverleners", "i=weg").body.split("f-card")[0]


def test_way_out_is_there_where_only_some_come_in(first):
    assert "/auth/logout" in first("/zorgverleners", closed=True).body
    assert "/auth/logout" not in first("/zorgverleners").body


def test_no_page_no_response(shown_store):
    assert first_page("/nergens", "", "nl", shown_store, "", False) is None
