"""The address is the view: opened, shared, changed, gone back to; in both languages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def _asked(window) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(window.url).query).items()}


def _choose(window, subject: str) -> None:
    window.locator("#root .m-subjects > summary").click()
    window.locator("#root .m-option", has_text=subject).click()


def _shows(window, chosen: str) -> None:
    """Waits until the picker of subjects shows `chosen`; fails where it doesn't come."""
    window.locator("#root .m-now", has_text=chosen).wait_for(timeout=15_000)
    settled(window)


def test_link_opens_on_the_right_page_with_the_right_view(app, reader):
    reader.goto(f"{app.url}/zorgverleners?i=oordeel&g=verpleegkundigen&by=sector")
    settled(reader)
    assert reader.locator("h1").inner_text() == "Zorgverleners"
    _shows(reader, "Oordeel over de kwaliteit")
    assert reader.get_by_role("combobox", name="Vergelijk naar").input_value() == "sector"
    assert reader.get_by_text("Page not found").count() == 0


def test_choices_are_in_the_address_and_back_and_forward_follow_them(app, reader):
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    assert _asked(reader) == {}
    _choose(reader, "Oordeel over")
    reader.wait_for_url("**i=oordeel*")
    settled(reader)
    title = reader.locator("h2").first.inner_text()
    reader.get_by_role("combobox", name="Vergelijk naar").select_option(label="Leeftijd")
    reader.wait_for_url("**by=leeftijd*")
    settled(reader)
    assert _asked(reader)["i"] == "oordeel"
    reader.go_back()
    reader.wait_for_function("() => !location.search.includes('by=')")
    reader.wait_for_function(
        "title => document.querySelector('h2')?.innerText === title", arg=title, timeout=15_000
    )
    settled(reader)
    reader.go_back()
    reader.wait_for_function("() => location.search === ''")
    settled(reader)
    _shows(reader, "portaal")
    reader.go_forward()
    reader.wait_for_url("**i=oordeel*")
    settled(reader)
    _shows(reader, "Oordeel")


def test_two_quick_choices_both_count(app, reader):
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    settled(reader)
    reader.evaluate(
        'document.querySelectorAll(\'#root input[name=w]:is([value="2023"], [value="2024"])\')'
        ".forEach((year) => year.click())"
    )
    reader.wait_for_url("**w=2025*")
    settled(reader)
    assert _asked(reader)["w"] == "2025"


def test_reloading_shows_the_same(app, reader):
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    _choose(reader, "Videobellen")
    reader.wait_for_url("**i=videobellen*")
    settled(reader)
    before = reader.locator("h2").first.inner_text()
    reader.reload()
    settled(reader)
    assert reader.locator("h2").first.inner_text() == before


def test_language_switch_keeps_the_view_and_turns_the_whole_page(app, reader):
    reader.goto(f"{app.url}/zorgverleners?i=oordeel&by=leeftijd")
    settled(reader)
    assert reader.evaluate("document.documentElement.lang") == "nl"
    reader.get_by_role("link", name="English").click()
    reader.wait_for_url("**lang=en*")
    settled(reader)
    assert reader.evaluate("document.documentElement.lang") == "en"
    assert _asked(reader) == {"i": "oordeel", "by": "leeftijd", "lang": "en"}
    _shows(reader, "Opinion on quality")
    reader.get_by_role("link", name="Nederlands").click()
    reader.wait_for_function("() => !location.search.includes('lang')")
    settled(reader)
    _shows(reader, "Oordeel over de kwaliteit")


def test_language_goes_along_in_the_navigation(app, reader):
    reader.goto(f"{app.url}/zorgverleners?lang=en")
    settled(reader)
    reader.get_by_role("link", name="Care users").click()
    reader.wait_for_url("**/zorggebruikers?lang=en")
    settled(reader)
    assert reader.locator("h1").inner_text() == "Care users"
    reader.go_back()
    reader.wait_for_url("**/zorgverleners?lang=en")
    settled(reader)
    assert reader.locator("h1").inner_text() == "Care providers"


def test_search_opens_the_view_that_was_asked_for(app, reader):
    reader.goto(app.url)
    settled(reader)
    reader.get_by_role("searchbox").fill("beeldbelen artsen")
    reader.keyboard.press("Enter")
    reader.get_by_role("link", name="Videobellen").click()
    reader.wait_for_url("**/zorgverleners?*i=videobellen*")
    settled(reader)
    assert _asked(reader)["g"] == "artsen"
    _shows(reader, "Videobellen")


def test_link_of_a_figure_opens_that_figure(app, reader):
    reader.goto(f"{app.url}/zorgverleners?i=oordeel&g=artsen")
    settled(reader)
    title = reader.locator("h2").first.inner_text()
    reader.get_by_role("link", name="link naar deze figuur").click()
    reader.wait_for_url("**f=*")
    settled(reader)
    assert reader.locator("h2").first.inner_text() == title
    assert _asked(reader)["i"] == "oordeel" and _asked(reader)["g"] == "artsen"
