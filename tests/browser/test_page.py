"""What Chromium makes of the pages: usable by keyboard, whole at 1280 and at 390 pixels, live under a
swap."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, STREAMLIT, serve, settled
from tests.pages.tiny import write_tiny_store

pytestmark = pytest.mark.browser
SCREENS = ROOT / "screenshots"
PAGES = {
    "start": "/",
    "providers": "/zorgverleners",
    "users": "/zorggebruikers?i=mening",
    "processes": "/zorgprocessen",
    "recommendations": "/aanbevelingen",
    "collection": "/verzameling",
    "method": "/methode",
}


def test_font_of_the_figures_is_the_font_of_the_page(app, reader):
    from monitor.figure import theme

    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    assert theme.FONT in reader.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    loaded = (
        "[...document.fonts].filter(face => face.family.includes('Source Sans 3') && face.status ==="
        " 'loaded').length"
    )
    assert reader.evaluate(loaded) >= 1


def test_headings_chart_and_table_are_there_for_a_screen_reader(app, reader):
    reader.goto(f"{app.url}/zorgverleners?i=oordeel")
    settled(reader)
    assert reader.locator("h1").count() == 1
    assert reader.locator("h2").first.inner_text()
    reader.get_by_text("Alle cijfers in een tabel").click()
    table = reader.get_by_role("table")
    table.wait_for()
    assert table.locator("th[scope=col]").count() >= 3
    assert table.locator("tbody th[scope=row]").count() >= 1
    assert reader.locator("#root .m-chart svg[aria-label]").first.get_attribute("aria-label")


def test_everything_can_be_done_by_keyboard(app, reader):
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    reader.locator("#root .m-subjects > summary").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function("() => document.activeElement.type === 'search'")
    reader.keyboard.type("oordeell")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**i=oordeel*")
    settled(reader)
    reader.wait_for_function("() => document.activeElement.matches('summary')")
    reached = []
    reader.evaluate("document.querySelector('[data-testid=stTopNavLink]').focus()")
    for _ in range(40):
        reader.keyboard.press("Tab")
        reached.append(
            reader.evaluate(
                "(document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText"
                " || document.activeElement.ariaLabel || '').trim()"
            )
        )
    for wanted in (
        "English",
        "Vergelijk naar",
        "2023",
        "Soort figuur",
        "link naar deze figuur",
        "Alle cijfers in een tabel",
    ):
        assert any(wanted in text for text in reached), wanted
    assert not any("Vega-Lite" in text for text in reached), "Streamlit's English buttons on the chart"
    reader.locator("#root .m-pill input").first.focus()
    reader.keyboard.press("Space")
    reader.wait_for_url("**w=2024*")
    settled(reader)
    assert reader.evaluate("document.activeElement.value") == "2023", "focus stays where the choice was made"


@pytest.fixture(scope="module")
def viewer(chromium):
    """One window for all pictures, so that what the browser keeps is fetched once."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_window(app, viewer, name, width, language):
    viewer.set_viewport_size({"width": width, "height": 900})
    path = PAGES[name]
    viewer.goto(app.url + path + ("&" if "?" in path else "?") + f"lang={language}")
    settled(viewer)
    main = "document.querySelector('[data-testid=stMain]')"
    assert viewer.evaluate(f"{main}.scrollWidth") <= width
    assert viewer.locator("h1").count() == 1
    viewer.set_viewport_size(
        {"width": width, "height": min(viewer.evaluate(f"{main}.scrollHeight") + 80, 6000)}
    )
    viewer.wait_for_timeout(300)
    SCREENS.mkdir(exist_ok=True)
    viewer.screenshot(path=SCREENS / f"{name}-{width}-{language}.png")


def test_open_page_shows_a_new_build_at_its_next_choice(tmp_path: Path, reader):
    first = write_tiny_store(tmp_path).stem.removeprefix("monitor-")
    for served in serve(tmp_path, *STREAMLIT):
        reader.goto(f"{served.url}/zorgverleners")
        settled(reader)
        assert first in reader.locator(".m-footer").inner_text()
        second = write_tiny_store(tmp_path, shift=0.2).stem.removeprefix("monitor-")
        reader.locator("#root .m-pill").filter(has_text="2023").click()
        reader.wait_for_function(
            "build => document.querySelector('.m-footer').innerText.includes(build)", arg=second
        )
        settled(reader)
        assert reader.locator("[data-testid=stException]").count() == 0
        assert "Traceback" not in served.log.read_text(encoding="utf-8")


def test_a_search_keeps_the_language_and_the_keyboard_goes_on_at_its_answer(app, reader):
    reader.goto(f"{app.url}/?lang=en")
    settled(reader)
    reader.locator("#root input[type=search]").fill("portal nurses")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**q=portal*")
    assert "lang=en" in reader.url
    settled(reader)
    reader.wait_for_function("() => document.activeElement.matches('.m-found')")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**i=portaal**lang=en")
