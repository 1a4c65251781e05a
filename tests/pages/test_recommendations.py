"""Recommendations: text, live evidence, and a subject of the reader's choice beside it; all in the
address."""

from __future__ import annotations

from html import unescape

import pytest

from monitor.store import current_store
from monitor.ui import recommendations
from tests.pages.forms import choose, form
from tests.pages.seen import address, bodies, charts, headings, text
from tests.pages.tiny import advised, write_tiny_store


@pytest.fixture(autouse=True)
def _with_recommendations(store):
    write_tiny_store(store, advised())


def test_each_recommendation_is_told_with_the_finding_on_its_first_question(open_page):
    page = open_page("recommendations")
    assert headings(page, 2) == ["Begin met het portaal", "Luister naar burgers"]
    told = next(body for body in bodies(page) if "Begin met het portaal" in body)
    shown, _, folded = told.partition("<details")
    store = current_store()
    figures = [
        recommendations.figure_of(one, store, "nl") for one in store.codebook.recommendations[0].evidence
    ]
    folded, _, rest = folded.partition("</details>")
    first, other = unescape(shown + rest), unescape(folded)
    assert figures[0].title in first and figures[1].title not in first
    assert figures[1].title in other and "Nog 1 figuur hierbij" in other
    assert "Wie biedt het aan?" in headings(page, 3) and "Bron: Factsheet." in text(page)
    assert not any("<script" in body for body in bodies(page))


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ((-0.20, 0.60), "niet aantoonbaar kleiner of groter geworden"),
        ((-0.05, 0.01), "kleiner geworden"),
        ((0.05, 0.01), "groter geworden"),
        ((0.09, 0.01), "veranderd: van −3 procentpunt naar +6 procentpunt"),
    ],
)
def test_gap_between_two_ends_is_told_as_it_was_tested(open_page, store, gap, said):
    write_tiny_store(store, advised(), gap=gap)
    told = text(open_page("recommendations"))
    assert f"Het verschil tussen jonger dan 45 en 45 en ouder, bij artsen, is sinds 2023 {said}." in told


def test_recommendation_and_subject_beside_it_are_in_the_address(open_page):
    page = open_page("recommendations", r="later", p="providers")
    assert headings(page, 2)[0] == "Luister naar burgers" and len(charts(page)) == 1
    choose(page, pick="oordeel")
    assert address(page) == {"r": "later", "p": "providers", "v": "1", "i": "oordeel"}
    choose(page, "advice", p="users")
    assert address(page) == {"r": "later", "p": "users"}


def test_subjects_of_the_other_page_can_stand_beside_it(open_page):
    page = open_page("recommendations", r="later", p="users", i="mening")
    assert form(page).chosen["pick"] == ["mening"]
    assert not page.exception


def test_unknown_recommendation_opens_none(open_page):
    page = open_page("recommendations", r="<b>")
    assert headings(page, 2)[0] == "Begin met het portaal" and not charts(page)
    assert not any("<details open" in body or "<b>" in body for body in bodies(page))


def test_a_long_text_shows_how_it_opens_and_folds_the_rest():
    first = (
        "Werk aan betere toegankelijkheid van digitale zorg, voor mensen met basisonderwijs en voor ouderen."
    )
    second = (
        "Dat geldt ook voor anderen, bijv. mensen met weinig geld of zonder werk die er alleen voor staan."
    )
    third = "Betrek zorggebruikers en zorgverleners bij het ontwikkelen en het invoeren van nieuwe toepassingen, en vraag hun wat ze nodig hebben."  # noqa: E501
    assert recommendations.opening(f"{first} {second} {third}") == (f"{first} {second}", third)
    assert recommendations.opening(f"{first} {second}") == (f"{first} {second}", "")
