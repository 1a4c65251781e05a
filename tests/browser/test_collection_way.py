"""The whole way of a reader: add from cards, title, order, annotate, remove, undo, take the deck along, and
share the link."""

from __future__ import annotations

import pytest
from pptx import Presentation

from monitor.collection import from_link
from tests.browser.conftest import STREAMLIT, serve, settled
from tests.browser.test_collection_leaves import add
from tests.pages.tiny import write_tiny_store

pytestmark = pytest.mark.browser
VIEWS = ("zorgverleners?v=1&i=portaal&g=artsen", "zorgverleners?v=1&i=oordeel", "zorggebruikers?v=1&i=mening")


def kept(window):
    """The collection in the address."""
    return from_link(window.url.partition("c=")[2].partition("&")[0])


def changed(window, act) -> None:
    """Does something that changes the collection, and waits until the address follows."""
    before = window.url
    act()
    window.wait_for_function("before => location.href !== before", arg=before, timeout=20_000)
    settled(window)


def titles(window) -> list[str]:
    return window.locator("h2").all_inner_texts()


def test_a_reader_collects_orders_tells_takes_along_and_shares(app, reader, chromium, tmp_path):
    for view in VIEWS:
        add(reader, f"{app.url}/{view}")
    reader.get_by_role("link", name="Verzameling (3)").first.click()
    reader.wait_for_selector(".m-take-all")
    settled(reader)
    assert [item.view.split("&")[1] for item in kept(reader).items] == ["i=portaal", "i=oordeel", "i=mening"]

    name = reader.get_by_role("textbox", name="Titel van de verzameling")
    name.fill("Voor de directie")
    changed(reader, lambda: name.press("Enter"))
    reader.locator("summary", has_text="Eigen titel").nth(1).click()
    own = reader.get_by_role("textbox", name="Titel", exact=True)
    own.fill("Wat vinden zij?")
    changed(reader, lambda: own.press("Enter"))
    note = reader.get_by_role("textbox", name="Toelichting", exact=True)
    note.fill("Let op het verschil\ntussen groepen")
    changed(reader, lambda: note.press("Control+Enter"))
    assert titles(reader)[1] == "2. Wat vinden zij?"

    changed(reader, lambda: reader.get_by_role("button", name="Omhoog").nth(1).click())
    assert titles(reader)[0] == "1. Wat vinden zij?"
    changed(reader, lambda: reader.get_by_role("button", name="Verwijderen").nth(2).click())
    assert len(kept(reader).items) == 2
    changed(reader, lambda: reader.get_by_role("button", name="Ongedaan maken").click())
    collection = kept(reader)
    assert (collection.title, collection.items[0].title, len(collection.items)) == (
        "Voor de directie",
        "Wat vinden zij?",
        3,
    )
    assert collection.items[0].note == "Let op het verschil\ntussen groepen"

    with reader.expect_download() as download:
        reader.get_by_role("link", name="PowerPoint").first.click()
    download.value.save_as(tmp_path / "deck.pptx")
    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    assert [slide.shapes.title.text for slide in slides][:2] == [
        "Voor de directie",
        "[gesimuleerd] Wat vinden zij?",
    ] and len(slides) == 4
    assert "Let op het verschil" in slides[1].notes_slide.notes_text_frame.text

    elsewhere = chromium.new_context()
    other = elsewhere.new_page()
    other.goto(reader.url)
    other.wait_for_selector(".m-take-all")
    settled(other)
    assert titles(other) == titles(reader) and other.url == reader.url
    elsewhere.close()


def test_a_link_with_an_unknown_code_opens_the_nearest_view_and_says_so(app, reader):
    reader.goto(f"{app.url}/zorgverleners?v=1&i=portal&g=artsen&by=leeftijt")
    settled(reader)
    told = reader.locator(".m-notice").first.inner_text()
    assert "portal" in told and "leeftijt" in told
    assert "portaal" in reader.locator("h2").first.inner_text()


def test_a_link_of_before_opens_and_becomes_one_of_today(app, reader):
    reader.goto(f"{app.url}/zorgverleners?v=0&indicator=oordeel&group=artsen")
    settled(reader)
    assert reader.locator(".m-notice", has_text="oordeel").count() == 0
    assert "artsen" in reader.locator("h2").first.inner_text().lower()


def test_a_reader_who_returns_after_new_data_sees_what_changed(tmp_path, chromium):
    write_tiny_store(tmp_path)
    for served in serve(tmp_path, *STREAMLIT):
        window = chromium.new_context().new_page()
        add(window, f"{served.url}/zorgverleners?v=1&i=portaal&g=artsen&w=2025&f=bars")
        window.get_by_role("link", name="Verzameling (1)").first.click()
        window.wait_for_selector(".m-take-all")
        settled(window)
        link = window.url
        assert window.locator(".m-notice").count() == 0
        window.context.close()
        write_tiny_store(tmp_path, shift=0.07)
        later = chromium.new_context().new_page()
        later.goto(link)
        later.get_by_text("van 40% naar 47%").wait_for(timeout=20_000)
        changed(later, later.get_by_role("button", name="Gezien").click)
        assert later.locator(".m-notice").count() == 0
        later.context.close()
