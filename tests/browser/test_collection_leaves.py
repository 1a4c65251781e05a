"""In a browser: a collection outlives a reload and the other language, leaves by its addresses, prints, and
comes back."""

from __future__ import annotations

import io
import json
import re

import pytest
from pypdf import PdfReader

from monitor.collection import from_file, from_link
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


KEPT = "Object.keys(sessionStorage).some((key) => key.startsWith('monitor.collection'))"
"""Whether the tab holds the collection, so that a reload finds it."""


def add(window, address: str, label: str = "Toevoegen", added: str = "Toegevoegd") -> None:
    """Opens a figure and adds it."""
    window.goto(address)
    settled(window)
    window.get_by_role("button", name=label).click()
    window.get_by_role("button", name=added).wait_for()
    window.wait_for_function(f"() => {KEPT}")
    settled(window)


def test_what_is_added_outlives_a_reload_other_links_and_the_other_language(app, reader):
    add(reader, f"{app.url}/zorgverleners?v=1&i=portaal&g=artsen")
    reader.reload()
    reader.get_by_role("button", name="Toegevoegd").wait_for(timeout=20_000)
    reader.get_by_role("link", name="English").click()
    reader.get_by_role("button", name="Added").wait_for(timeout=20_000)
    add(reader, f"{app.url}/zorggebruikers?v=1&i=bronnen")
    reader.get_by_role("link", name="Verzameling (2)").first.click()
    reader.wait_for_selector(".m-take-all")
    settled(reader)
    assert [item.page for item in from_link(reader.url.partition("c=")[2]).items] == [
        "zorgverleners",
        "zorggebruikers",
    ]


def test_a_collection_leaves_as_a_file_and_as_print_and_comes_back(app, reader, tmp_path):
    add(reader, f"{app.url}/zorgverleners?v=1&i=portaal&g=artsen")
    reader.get_by_role("link", name="Verzameling (1)").first.click()
    reader.wait_for_selector(".m-take-all")
    settled(reader)
    address = reader.url
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Bewaar als bestand").click()
    saved = tmp_path / "mijn.json"
    download.value.save_as(saved)
    assert from_file(saved.read_bytes()) == from_link(address.partition("c=")[2])

    reader.get_by_role("link", name="Handout om te printen").click()
    reader.wait_for_selector("section")
    printed = PdfReader(io.BytesIO(reader.pdf(prefer_css_page_size=True, print_background=True)))
    text = " ".join(page.extract_text() for page in printed.pages)
    assert (
        len(printed.pages) == 1
        and "van de artsen" in text
        and "gesimuleerd" in text
        and "Print deze pagina" not in text
    )
    fonts = {str(font.get_object()["/BaseFont"]) for font in printed.pages[0]["/Resources"]["/Font"].values()}
    assert fonts and all("SourceSans3" in font or "MonitorSans" in font for font in fonts)

    reader.goto(f"{app.url}/verzameling")
    reader.wait_for_selector(".m-form")
    reader.set_input_files("input[type=file]", saved)
    reader.get_by_role("button", name="Openen").click()
    reader.wait_for_selector(".m-take-all")
    settled(reader)
    assert reader.url == address

    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"format": "something else"}), encoding="utf-8")
    reader.set_input_files("input[type=file]", bad)
    reader.get_by_role("button", name="Openen").click()
    reader.get_by_text("kunnen we niet lezen").wait_for(timeout=20_000)
    assert reader.locator(".m-take-all").count() == 1, "the present collection stays"


def test_link_and_description_are_copied_and_a_menu_closes_with_escape(app, chromium):
    context = chromium.new_context(
        permissions=["clipboard-read", "clipboard-write"], viewport={"width": 390, "height": 844}
    )
    window = context.new_page()
    window.goto(f"{app.url}/zorgverleners?v=1&i=portaal&g=artsen&w=2025")
    settled(window)
    window.locator("summary", has_text="Link").click()
    window.get_by_role("button", name="Link kopiëren").click()
    window.get_by_role("button", name="Gekopieerd").wait_for()
    copied = window.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(app.url) + "/f/[0-9a-z]{10,30}", copied)
    opened = context.request.get(copied, max_redirects=0)
    assert opened.headers["location"].startswith("/zorgverleners?v=1&i=portaal&g=artsen&w=2025")
    assert (
        window.locator(".m-panel:visible img").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        > 100
    )
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    window.locator("summary", has_text="Link").focus()
    window.keyboard.press("Escape")
    assert window.locator(".m-panel:visible").count() == 0
    context.close()


def test_the_api_sets_no_cookie_and_is_read_by_other_sites(app):
    status, headers, body = app.get("/api/v1/estimates?i=portaal&w=2025", Origin="https://intranet.example")
    assert status == 200 and json.loads(body)["simulated"] is True
    assert headers["access-control-allow-origin"] == "*" and "set-cookie" not in {
        name.lower() for name in headers
    }
    again, _, nothing = app.get("/api/v1/estimates?w=2025&i=portaal", **{"If-None-Match": headers["etag"]})
    assert (again, nothing) == (304, "")
