"""Search: both languages, synonyms, typing errors; and groups, breakdowns and waves in the question."""

from __future__ import annotations

import pytest

from monitor.ask import ask
from monitor.ask.words import words
from monitor.store import current_store
from monitor.ui.addresses import address_of
from tests.pages.tiny import advised, write_tiny_store


def _first(question: str, language: str = "nl") -> str:
    return next(iter(_all(question, language)), "")


def _all(question: str, language: str = "nl") -> list[str]:
    return [address_of(reply) for reply in ask(question, current_store(), language).replies]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("videobellen", "videobellen"),
        ("beeldbellen", "videobellen"),
        ("vidiobelen", "videobellen"),
        ("video calling", "videobellen"),
        ("portaal", "portaal"),
        ("Patient portal", "portaal"),
        ("patiëntportaal", "portaal"),
        ("kwaliteit", "oordeel"),
        ("opinion quality", "oordeel"),
        ("website", "bronnen"),
    ],
)
def test_finds_in_both_languages_and_forgives_typing(store, question, code):
    assert f"i={code}" in _first(question)


def test_groups_breakdowns_and_waves_in_the_question_are_in_the_view(store):
    assert _first("portaal verpleegkundigen 2024") == "/zorgverleners?v=1&i=portaal&g=verpleegkundigen&w=2024"
    assert (
        _first("portal by age nurses", "en")
        == "/zorgverleners?v=1&i=portaal&g=verpleegkundigen&by=leeftijd&lang=en"
    )


def test_group_of_another_page_opens_that_page(store):
    assert _first("portaal burgers") == "/zorggebruikers?v=1&i=portaal&g=burgers"


def test_breakdown_goes_along_only_where_there_are_figures_by_it(store):
    assert _all("portaal sector") == ["/zorgverleners?v=1&i=portaal&by=sector"]


def test_group_alone_opens_its_page(store):
    assert _all("verpleegkundige") == ["/zorgverleners?v=1&g=verpleegkundigen"]


def test_named_views_recommendations_and_pages_are_found_too(store):
    write_tiny_store(store, advised())
    addresses = {
        question: _first(question) for question in ("portaal in beeld", "luister", "zorgprocessen", "methode")
    }
    assert addresses == {
        "portaal in beeld": "/zorgverleners?v=1&i=portaal&f=trend",
        "luister": "/aanbevelingen?r=later",
        "zorgprocessen": "/zorgprocessen",
        "methode": "/methode",
    }
    assert _first("method and data", "en") == "/methode?lang=en"


def test_nonsense_finds_nothing(store):
    assert _all("qqxyzzy") == []
    assert _all("") == []
    assert _all("'; DROP TABLE estimate; --") == []


def test_words_are_plain():
    assert [word.plain for word in words("Eén patiëntportaal, of de PGO?")] == [
        "een",
        "patientportaal",
        "of",
        "de",
        "pgo",
    ]


def test_whole_questions_of_the_survey_are_asked_with_one_click(open_page, store):
    from monitor.ui import search

    offered = search.section(current_store(), "", "en")
    assert 'href="/?q=Is+a+portal+offered%3F&amp;lang=en">Is a portal offered?</a>' in offered
    assert "Is a portal offered?" not in search.section(current_store(), "portal", "en")
