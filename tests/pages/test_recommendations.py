"""Recommendations: text, live evidence, and a subject of the reader's choice beside it; all in the
address."""

from __future__ import annotations

from html import unescape

import pytest

from tests.pages.seen import address, bodies, charts, headings, text
from tests.pages.tiny import advised, write_tiny_store


@pytest.fixture(autouse=True)
def _with_recommendations(store):
    write_tiny_store(store, advised())


def test_each_piece_of_evidence_is_a_live_figure(open_page):
    page = open_page("recommendations")
    assert headings(page, 2)[0] == "Begin met het portaal"
    assert len(charts(page)) == 3, "two pieces of evidence and the reader's own"
    assert "Wie biedt het aan?" in text(page) and "Bron: Factsheet." in text(page)
    assert not any("<script" in body for body in bodies(page))


def test_newest_wave_is_told_from_the_figures(open_page):
    page = open_page("recommendations")
    assert "Wat zegt de meting van 2025?" in headings(page, 2)
    told = next(body for body in bodies(page) if "Wat zegt de meting" in body)
    assert headings(page, 3)[0] in unescape(told)


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
    page = open_page("recommendations")
    page.selectbox(key="advice.which").set_value("later").run()
    assert address(page) == {"r": "later"}
    page.selectbox(key="pick.subject").set_value("oordeel").run()
    assert address(page) == {"r": "later", "v": "1", "i": "oordeel"}
    assert headings(page, 2)[0] == "Luister naar burgers"


def test_subjects_of_the_other_page_can_stand_beside_it(open_page):
    page = open_page("recommendations", r="later", p="users", i="mening")
    assert page.selectbox(key="pick.subject").value == "mening"
    assert not page.exception


def test_unknown_recommendation_opens_the_first(open_page):
    assert headings(open_page("recommendations", r="<b>"), 2)[0] == "Begin met het portaal"
