"""What stands out opens the start page and each subject page, with a picture, a label where it is simulated,
and a link; a survey of which nothing stands out has no such part."""

from __future__ import annotations

import re
from html import unescape

import pytest

from monitor.ask import ask
from monitor.figure.standing import opening
from monitor.store import Store, current_store
from monitor.ui import standing
from monitor.view import parse_view
from tests.pages.seen import bodies, headings, text

TITLE = {"nl": "Wat valt op in 2025?", "en": "What stands out in 2025?"}
CARD = re.compile(r'<p class="m-standing-title"><a href="([^"]+)">(.*?)</a>(.*?)</p>')


def cards(page) -> list[tuple[str, str, str]]:
    """(address, title, label) of each card on the page."""
    return [tuple(map(unescape, card)) for body in bodies(page) for card in CARD.findall(body)]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_start_page_opens_with_the_titles_of_the_figures(open_page, language: str):
    page = open_page(lang=language)
    items = opening(current_store(), language)
    assert headings(page, 2)[0] == TITLE[language] and len(items) == 2
    found = cards(page)
    assert [title for _, title, _ in found] == [item.figure.title for item in items]
    for (address, _, label), item in zip(found, items, strict=True):
        path, query = address.split("?")
        assert path == f"/{item.page.path}" and parse_view(query, language) == item.figure.view
        assert ("gesimuleerd" if language == "nl" else "simulated") in label
    assert sum(body.count('<img src="data:image/svg+xml,') for body in bodies(page)) == len(items)


def test_what_was_published_stands_beside_it_and_is_not_called_simulated(open_page):
    page = open_page()
    told = next(body for body in bodies(page) if "m-opening" in body)
    ours, theirs = told.split("</section>")[:2]
    assert "40% biedt een portaal aan" in theirs and "gesimuleerd" not in theirs
    assert "gesimuleerd" in ours and "Alleen wat het onderzoek zelf meldt, is echt" in text(page)


def test_a_subject_page_opens_with_its_own_unless_something_is_asked(open_page):
    store = current_store()
    page = open_page("users", lang="en")
    shown = {item.figure.title for item in opening(store, "en", "users")}
    assert TITLE["en"] in headings(page, 2) and {title for _, title, _ in cards(page)} < shown | {""}
    assert all(address.startswith("/zorggebruikers?") for address, _, _ in cards(page))
    asked = open_page("users", i="oordeel")
    assert cards(asked) == [] and TITLE["nl"] not in headings(asked, 2)


def test_a_page_does_not_tell_what_its_own_figure_shows(open_page):
    store = current_store()
    items = opening(store, "nl", "providers")
    found = standing.cards(store, "nl", "providers", items[0].figure.view)
    assert len(found) == len(items) - 1 and not any(items[0].figure.title in card for card in found)


def test_where_nothing_stands_out_no_page_says_that_something_does(open_page, monkeypatch):
    monkeypatch.setattr(Store, "standing", [])
    assert TITLE["nl"] not in headings(open_page(), 2)
    assert TITLE["nl"] not in headings(open_page("providers"), 2)
    found = ask("wat valt op", current_store(), "nl")
    assert found.replies == () and "niets aantoonbaar op" in found.missing[0]
