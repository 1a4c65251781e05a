"""The start page: what was published about the newest wave, named views, search; a figure where nothing is
published."""

from __future__ import annotations

from monitor.store import Store, current_store
from monitor.ui import start, themes
from tests.pages.seen import bodies, charts, headings, text
from tests.pages.tiny import advised, write_tiny_store


def test_newest_published_wave_is_told_with_a_link_to_its_figure(open_page):
    page = open_page()
    assert "40% biedt een portaal aan" in text(page) and "30% bood" not in text(page)
    assert any(
        '<a href="/zorgverleners?v=1&amp;i=portaal&amp;g=artsen&amp;w=2025">40% biedt een portaal aan</a>'
        in body
        for body in bodies(page)
    )
    assert "Bron: Factsheet." in text(page)


def test_links_keep_the_language(open_page):
    page = open_page(lang="en")
    assert any(
        'href="/zorgverleners?v=1&amp;i=portaal&amp;g=artsen&amp;w=2025&amp;lang=en">40% offer a portal</a>'
        in body
        for body in bodies(page)
    )


def test_named_views_open_in_one_click(open_page, store):
    write_tiny_store(store, advised())
    assert start.named_views(current_store().codebook, "nl") == [
        {
            "title": "Het portaal in beeld",
            "address": "/zorgverleners?v=1&i=portaal&f=trend",
            "text": "",
            "wave": "2025",
            "view": "i=portaal&f=trend",
            "page": "providers",
        }
    ]
    assert "Het portaal in beeld" in text(open_page())


def test_named_views_of_the_newest_wave_are_pictures(open_page, store):
    write_tiny_store(store, advised())
    body = next(body for body in bodies(open_page()) if "Het portaal in beeld" in body)
    card = next(part for part in body.split("<li>") if "Het portaal in beeld" in part)
    assert "data:image/svg+xml," in card and "gesimuleerd" in card


def test_every_theme_has_its_lines_in_one_picture_and_its_numbers(open_page, store):
    told = next(body for body in bodies(open_page()) if "m-themes" in body)
    found = current_store()
    pages = found.codebook.subject_pages()
    assert told.count("data:image/svg+xml,") == told.count('class="m-themes"') == len(pages) == 2
    assert told.count("prefers-color-scheme") == 2, "and colours of its own in the dark theme"
    for page in pages:
        for theme, lead in themes.leads(found, page):
            assert f'href="/{page.path}?v=1&amp;i={lead}"' in told, (page.id, theme)
    scores = [row.estimate for row in found.estimates(["oordeel"], ["burgers"]) if row.estimate is not None]
    first, last = (f"{score:.1f}".replace(".", ",") for score in (scores[0], scores[-1]))
    assert f"Oordeel over de kwaliteit: van {first} naar {last}" in told


def test_search_answers_with_the_figure_and_the_way_to_it(open_page):
    page = open_page(q="beeldbelen artsen")
    found = '<a href="/zorgverleners?v=1&amp;i=videobellen&amp;g=artsen">Videobellen</a>'
    assert any(found in body and "data:image/svg+xml," in body for body in bodies(page))


def test_search_without_an_answer_says_so_and_escapes_the_question(open_page):
    page = open_page(q="<b>zzqqxy</b>")
    assert "geen cijfers over 'zzqqxy'" in text(page)
    assert not any("<b>zzqqxy" in body for body in bodies(page))


def test_figure_opens_the_page_where_nothing_stands_out_or_is_published(open_page, monkeypatch):
    monkeypatch.setattr(start, "findings", lambda store, language: [])
    monkeypatch.setattr(Store, "standing", [])
    page = open_page()
    assert len(charts(page)) == 1
    assert headings(page, 1) == ["Proefmonitor"]


def test_unknown_page_is_named_and_escaped(open_page):
    page = open_page(missing="/<b>nergens")
    assert "Deze pagina bestaat niet: /<b>nergens" in text(page)
    assert not any("<b>nergens" in body for body in bodies(page))
