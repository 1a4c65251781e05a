"""A figure answers to a pointer, a finger and keys without the server; what is kept is in the address."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Served, settled

HITS = "#root .m-hit:visible"
"""Of a figure with a layout of its own for a phone, those of the one that is shown."""
TREND = "/zorgverleners?v=1&i=portaal&f=trend"
BACK = "#root .m-chart svg .m-back"


def _open(reader: Any, url: str) -> None:
    reader.goto(url)
    settled(reader)


def _asked(reader: Any) -> list[str]:
    """Starts listening to what the page sends to the server."""
    sent: list[str] = []
    reader.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    return sent


def test_pointing_brings_forward_without_the_server(app: Served, reader: Any) -> None:
    sent = _asked(reader)
    _open(reader, app.url + TREND)
    before = len(sent)
    hit = reader.locator(HITS).first
    hit.hover()
    told = reader.locator("#root .m-told")
    assert told.locator("i").all_text_contents() == hit.locator("i").all_text_contents()
    assert reader.locator(BACK).count() > 0
    reader.mouse.move(2, 2)
    reader.wait_for_function("() => !document.querySelector('#root .m-told')")
    assert reader.locator(BACK).count() == 0
    assert len(sent) == before, "nothing was asked of the server"


def test_keys_go_from_name_to_name_and_enter_keeps_one(app: Served, reader: Any) -> None:
    _open(reader, app.url + TREND)
    reader.locator(HITS).first.focus()
    reader.keyboard.press("ArrowDown")
    assert reader.evaluate("document.activeElement.dataset.of") == reader.locator(HITS).nth(1).get_attribute(
        "data-of"
    )
    assert reader.locator("#root .m-told i").count() == reader.locator(HITS).nth(1).locator("i").count()
    reader.keyboard.press("Enter")
    focus = reader.locator(HITS).nth(1).get_attribute("data-of")
    reader.wait_for_function(f"() => new URLSearchParams(location.search).get('focus') === '{focus}'")
    settled(reader)
    assert reader.locator(HITS).nth(1).get_attribute("aria-pressed") == "true"
    assert reader.evaluate("document.activeElement.dataset.of") == focus, "the keyboard stays where it was"
    assert f"focus={focus}" in (
        reader.locator("#root .m-take a.m-take-link").first.get_attribute("href") or ""
    )
    reader.go_back()
    settled(reader)
    reader.wait_for_function("() => !document.querySelector('#root .m-hit[aria-pressed=true]')")


def test_an_address_with_a_focus_opens_with_it_before_and_after_scripts(app: Served, reader: Any) -> None:
    _, _, body = app.get("/zorgverleners?v=1&i=portaal&f=trend&focus=artsen")
    assert 'class="m-back"' in body and "m-told m-kept" in body
    _open(reader, app.url + TREND + "&focus=artsen")
    assert reader.locator("#root .m-told.m-kept:visible").count() == 1
    reader.locator(f"{HITS}[aria-pressed=true]").click()
    reader.wait_for_function("() => !location.search.includes('focus=')")
    reader.mouse.move(2, 2)
    reader.wait_for_function("() => !document.querySelector('#root .m-back')")


def test_a_finger_keeps_what_it_taps(app: Served, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    window = context.new_page()
    _open(window, app.url + TREND)
    window.locator(HITS).first.tap()
    window.wait_for_selector("#root .m-told.m-kept:visible")
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_on_paper_a_page_is_light_with_address_and_code(app: Served, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 800, "height": 1000}, color_scheme="dark")
    window = context.new_page()
    _open(window, app.url + TREND)
    assert (
        window.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        == "rgb(20, 24, 31)"
    )
    line = window.locator("#root .m-chart svg g[stroke='#1B67B8']").first
    assert line.evaluate("mark => getComputedStyle(mark).stroke") == "rgb(54, 147, 250)", "light on dark"
    window.emulate_media(media="print")
    window.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert (
        window.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert line.evaluate("mark => getComputedStyle(mark).stroke") == "rgb(27, 103, 184)", "dark on light"
    printed = window.locator("#root .m-print")
    assert printed.locator("svg").is_visible() and "/f/" in printed.inner_text()
    for gone in (
        "[data-testid=stSelectbox]",
        "[data-testid=stButtonGroup]",
        ".m-take",
        "[data-testid=stHeader]",
    ):
        assert not window.locator(f"#root {gone}").first.is_visible(), gone
    context.close()


def test_a_year_is_brought_forward_in_the_figure_or_asked_of_the_page(app: Served, reader: Any) -> None:
    sent = _asked(reader)
    _open(reader, app.url + "/zorgverleners?v=1&i=portaal&w=2024,2025&f=bars")
    before = len(sent)
    reader.locator("#root .m-years input").focus()
    reader.keyboard.press("Home")
    assert reader.locator("#root .m-years output").inner_text() == "2024"
    assert {mark.get_attribute("data-wave") for mark in reader.locator(BACK).all()} == {"2025"}
    assert len(sent) == before, "both years are in the figure"
    _open(reader, app.url + "/zorgverleners?v=1&i=portaal&w=2025&f=bars")
    reader.locator("#root .m-years input").focus()
    reader.keyboard.press("ArrowLeft")
    reader.wait_for_function("() => new URLSearchParams(location.search).get('w') === '2024'")
    settled(reader)
    assert reader.locator("#root .m-years output").inner_text() == "2024"
    assert reader.evaluate("document.activeElement.matches('.m-years input')")


def test_a_name_leads_to_its_next_breakdown(app: Served, reader: Any) -> None:
    _open(reader, app.url + "/zorgverleners?v=1&i=portaal&w=2025&f=bars&focus=artsen")
    reader.locator("#root .m-kept a").click()
    reader.wait_for_function("() => new URLSearchParams(location.search).get('by') === 'leeftijd'")
    assert "g=artsen" in reader.url


def test_the_keyboard_stays_in_a_figure_whose_link_gives_way(app: Served, reader: Any) -> None:
    _open(reader, app.url + "/zorgverleners?v=1&i=portaal&w=2025&f=bars&focus=artsen")
    leads = reader.locator("#root .m-kept a")
    leads.focus()
    reader.locator(HITS).last.hover()
    reader.wait_for_function("() => document.activeElement.dataset.of === 'artsen'")
    assert reader.locator("#root .m-told").count() == 1
    leads.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function("() => new URLSearchParams(location.search).get('by') === 'leeftijd'")
    settled(reader)
    assert reader.evaluate("document.activeElement.matches('.m-hit')")
