"""The page /verzameling: what was added stands there in order, its address holds it, and nothing hostile gets
through."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from monitor.collection import Collection, Item, from_link, kept, remembered, to_link
from monitor.figure.build import cached_figure
from monitor.figure.choose import resolve
from monitor.store import current_store
from monitor.ui import kept as session
from monitor.view import parse_view
from tests.pages.conftest import turn_to
from tests.pages.forms import choose, form
from tests.pages.seen import address, bodies, charts, headings, text
from tests.pages.tiny import HOSTILE, write_tiny_store

VIEWS = (
    "v=1&i=portaal&g=artsen&w=2025&f=bars",
    "v=1&i=oordeel&g=artsen&f=trend",
    "v=1&i=mening&g=artsen&w=2025&f=stacked",
)


def collection(*views: str, **fields: str) -> Collection:
    return Collection(items=tuple(Item(page="zorgverleners", view=view, **fields) for view in views))


def linked(page: AppTest) -> Collection:
    """The collection in the page's address."""
    return from_link(address(page).get("c", ""))


def test_an_empty_collection_says_what_it_is_for_and_where_figures_are(open_page):
    page = open_page("collection")
    assert headings(page, 1) == ["Uw verzameling"]
    assert "Kies bij een figuur voor Toevoegen" in text(page)
    assert any('href="/zorgverleners"' in body for body in bodies(page))
    assert address(page) == {}


def test_a_figure_is_added_from_its_card_and_taken_out_again(open_page):
    page = open_page("providers", i="portaal", g="artsen")
    assert page.button(key="add-card").label == "Toevoegen"
    page.button(key="add-card").click().run()
    assert page.button(key="add-card").label == "Toegevoegd"
    turn_to(page, "collection")
    page.run()
    assert [item.view for item in linked(page).items] == ["v=1&i=portaal&g=artsen&f=trend"]
    assert len(charts(page)) == 1
    turn_to(page, "providers")
    page.query_params.update(i="portaal", g="artsen")
    page.run()
    page.button(key="add-card").click().run()
    assert page.button(key="add-card").label == "Toevoegen"


def test_what_was_added_survives_other_pages_and_the_other_language(open_page):
    page = open_page("providers", i="portaal")
    page.button(key="add-card").click().run()
    turn_to(page, "users")
    page.run()
    page.button(key="add-card").click().run()
    turn_to(page, "collection")
    page.query_params.update(lang="en")
    page.run()
    assert len(linked(page).items) == 2 and address(page)["lang"] == "en"
    assert headings(page, 1) == ["Your collection"]


def test_a_link_opens_the_collection_in_its_order_with_titles_and_notes(open_page):
    made = (
        collection(*VIEWS)
        .change(1, title="Mijn titel", note="eerste regel\ntweede regel")
        .retitle("Voor de directie")
    )
    page = open_page("collection", c=to_link(made))
    titles = headings(page, 2)
    assert titles[1] == "2. Mijn titel" and len(titles) == len(charts(page)) == 3
    assert "eerste regel" in text(page) and "tweede regel" in text(page)
    assert page.text_input(key="collection.title").value == "Voor de directie"
    assert linked(page) == made


def test_figures_are_moved_removed_and_brought_back(open_page):
    page = open_page("collection", c=to_link(collection(*VIEWS)))
    choose(page, "collection-buttons-0", down="0")
    assert [item.view for item in linked(page).items] == [VIEWS[1], VIEWS[0], VIEWS[2]]
    choose(page, "collection-buttons-0", remove="0")
    assert [item.view for item in linked(page).items] == [VIEWS[0], VIEWS[2]]
    page.button(key="collection.undo").click().run()
    page.button(key="collection.undo").click().run()
    assert [item.view for item in linked(page).items] == list(VIEWS)
    assert form(page, "collection-buttons-0").disabled == {"up"}
    assert form(page, "collection-buttons-2").disabled == {"down"}


def test_an_own_title_and_note_go_into_the_address(open_page):
    page = open_page("collection", c=to_link(collection(*VIEWS)))
    page.text_input(key="collection.title.0").set_value("=Eigen titel").run()
    page.text_area(key="collection.note.2").set_value("Let hier op").run()
    assert (linked(page).items[0].title, linked(page).items[2].note) == ("=Eigen titel", "Let hier op")
    choose(page, "collection-buttons-0", down="0")
    assert page.text_input(key="collection.title.1").value == "=Eigen titel"


def test_files_are_addresses_of_the_api_with_the_collection(open_page):
    made = collection(*VIEWS)
    row = next(
        body for body in bodies(open_page("collection", c=to_link(made), lang="en")) if "m-take-all" in body
    )
    for name in ("deck.pptx", "workbook.xlsx", "handout.html", "collection.json"):
        assert f'href="/api/v1/export/{name}?c={to_link(made)}&amp;lang=en"' in row


def test_a_reader_who_returns_sees_what_changed_in_each_figure(open_page, store):
    before = current_store()
    view = resolve(parse_view(VIEWS[0]), before).view
    made = collection(VIEWS[0], build=before.build, numbers=remembered(view, before))
    assert "veranderd" not in text(open_page("collection", c=to_link(made)))
    write_tiny_store(store, shift=0.07)
    page = open_page("collection", c=to_link(made))
    assert "is 1 van de 1 cijfers veranderd" in text(page)
    assert "van 40% naar 47%" in text(page)
    page.button(key="collection.seen.0").click().run()
    assert "veranderd" not in text(page)
    assert linked(page).items[0].build == current_store().build


def test_a_figure_over_all_waves_grows_with_the_next_and_one_of_a_wave_stays(store):
    found = current_store()
    page = found.codebook.subject_pages()[0]
    whole = kept(cached_figure(parse_view("i=portaal&g=artsen&f=trend"), found, page), found)
    assert whole.view == "v=1&i=portaal&g=artsen&f=trend"
    for query in ("i=portaal&g=artsen&w=2025", "i=portaal&g=artsen&w=2023,2024&f=trend"):
        assert "&w=2" in kept(cached_figure(parse_view(query), found, page), found).view


def test_a_figure_that_the_store_no_longer_has_opens_the_nearest(open_page):
    page = open_page("collection", c=to_link(collection("v=1&i=portal&g=artsen", "v=1&i=weg", VIEWS[0])))
    assert len(headings(page, 2)) == 3
    page = open_page("collection", c=to_link(Collection(items=(Item(page="weg", view=VIEWS[0]),))))
    assert len(headings(page, 2)) == 1


def test_texts_of_a_collection_are_shown_literally(open_page):
    made = collection(*VIEWS[:1]).change(0, title=HOSTILE, note=HOSTILE).retitle(HOSTILE)
    page = open_page("collection", c=to_link(made))
    assert HOSTILE in text(page) and not any("<script" in body for body in bodies(page))


def test_a_link_that_cannot_be_read_is_told_and_leaves_an_empty_page(open_page):
    for link, told in (
        ("2abc", "nieuwere versie"),
        ("1<script>", "kunnen we niet lezen"),
        ("1" + "A" * 8000, "te lang"),
    ):
        page = open_page("collection", c=link)
        assert told in text(page) and not charts(page)
    page = open_page("collection", refused="<script>")
    assert "kunnen we niet lezen" in text(page) and address(page) == {}


@given(link=st.text(max_size=60) | st.text(alphabet="1Aa_-", max_size=60))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_link_is_too_strange_for_the_page(open_page, link):
    assert not charts(open_page("collection", c=link))


def test_the_navigation_says_how_many_there_are(monkeypatch):
    monkeypatch.setattr(session, "current", lambda: collection(*VIEWS))
    assert session.counted("collection", "Verzameling") == "Verzameling (3)"
    assert session.counted("start", "Start") == "Start"
    monkeypatch.setattr(session, "current", Collection)
    assert session.counted("collection", "Verzameling") == "Verzameling"
