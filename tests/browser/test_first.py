"""The first response in Chromium: it gives way without a jump, works without websocket and without
JavaScript, and stays when the server goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT, STREAMLIT, Served, free_port, serve, settled
from tests.pages.tiny import advised, write_tiny_store

pytestmark = pytest.mark.browser
SCREENS = ROOT / "screenshots"
WIDTHS = (1280, 360)
SEEN = ("h1", ".m-title", ".m-subtitle", ".m-source", ".m-take", ".m-words", ".m-footer")
MOST_MOVED = 4
"""Pixels that a part may stand elsewhere in the live page, once the browser has the letters."""
WATCH = """
window.shifted = 0;
window.shifts = [];
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
  shifted += entry.value;
  shifts.push([Math.round(entry.startTime), entry.value, ...entry.sources.map((source) => [
    source.node?.className || source.node?.nodeName, source.previousRect.y, source.currentRect.y])]);
} })
  .observe({ type: "layout-shift", buffered: true });
window.letters = (within) => Object.fromEntries(
  [...document.querySelectorAll(`${within} :is(p, li, a, span, dt, dd, h1, h2, h3, summary, td, th, legend)`)]
  .filter((element) => !element.closest("nav, .m-hits, .f-lost"))
  .filter((element) => /\\S/.test(element.firstChild?.nodeValue ?? ""))
  .map((element) => [element.textContent.trim(), getComputedStyle(element).fontSize]));
window.places = (within) => Object.fromEntries(SEEN
  .map((name) => [name, document.querySelector(`${within} ${name}`)])
  .filter(([, element]) => element).map(([name, element]) => [name, element.getBoundingClientRect().y]));
document.addEventListener("DOMContentLoaded", () => { window.read = letters("#first") });
document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  if (document.querySelector("#first")) window.before = places("#first");
}).observe(document.getElementById("root"), { childList: true, subtree: true }));
""".replace("SEEN", str(list(SEEN)))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/zorgverleners?i=portaal", "/zorggebruikers?i=mening&lang=en", "/zorgprocessen", "/?lang=en"]
)
def test_streamlit_takes_over_without_a_jump(app: Served, chromium: Any, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    window = context.new_page()
    window.add_init_script(WATCH)
    for _ in ("cold", "kept"):
        window.goto(app.url + path)
        settled(window)
        assert window.evaluate("shifted") < 0.05, window.evaluate("shifts")
    sizes, live = window.evaluate("read"), window.evaluate("letters('#root')")
    both = {text: (sizes[text], live[text]) for text in sizes.keys() & live.keys()}
    assert len(both) > 20 and not {text: pair for text, pair in both.items() if len(set(pair)) > 1}
    before, after = window.evaluate("before"), window.evaluate("places('#root')")
    assert before.keys() == after.keys() and len(before) >= (3 if path == "/?lang=en" else 6)
    moved = {name: round(after[name] - before[name], 1) for name in before}
    assert all(abs(by) <= MOST_MOVED for by in moved.values()), moved
    context.close()


def late(window: Any) -> None:
    """Holds Streamlit's script back for a moment, so that there is time to do something before it."""

    def held(route: Any) -> None:
        time.sleep(2)
        route.continue_()

    window.route("**/static/js/index.*.js", held)


def test_focus_scroll_and_what_is_open_go_along(app: Served, reader: Any) -> None:
    late(reader)
    reader.goto(f"{app.url}/zorgverleners?i=portaal", wait_until="commit")
    reader.wait_for_selector("#first .m-footer")
    reader.locator("#first summary", has_text="Alle cijfers in een tabel").click()
    reader.locator("#first a", has_text="link naar deze figuur").focus()
    reader.evaluate("window.scrollTo(0, 300)")
    settled(reader)
    assert reader.evaluate("document.activeElement.textContent") == "link naar deze figuur"
    assert reader.evaluate("!!document.activeElement.closest('#root')")
    assert reader.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 300
    reader.locator("#root table").first.wait_for(state="visible")


def test_a_reader_who_is_choosing_is_left_to_choose(app: Served, reader: Any) -> None:
    late(reader)
    reader.goto(f"{app.url}/zorgverleners?i=portaal", wait_until="commit")
    reader.wait_for_selector("#first .m-footer")
    reader.locator("#first select[name=by]").first.select_option("leeftijd")
    reader.wait_for_selector("#root .m-footer", state="attached", timeout=30_000)
    reader.wait_for_timeout(1500)
    assert reader.locator("#first").count() == 1
    reader.locator("#first .m-show").click()
    reader.wait_for_url("**/zorgverleners?v=1&i=portaal&by=leeftijd*")
    settled(reader)


def test_a_phone_shows_the_figure_before_the_lesser_choices(app: Served, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    window = context.new_page()
    late(window)
    window.goto(f"{app.url}/zorgverleners?i=portaal", wait_until="commit")
    window.wait_for_selector("#first .m-footer")
    title, pill = window.locator("#first .m-title"), window.locator(".m-pill", has_text="Verpleegkundigen")
    assert title.bounding_box()["y"] < 450 and not pill.is_visible()
    fold = window.locator("#first .m-lesser > summary")
    assert "Artsen en verpleegkundigen · lijnen over de tijd" in fold.inner_text()
    fold.press("Enter")
    settled(window)
    assert pill.is_visible(), "what was open stays open"
    assert window.evaluate("document.activeElement.closest('#root .m-lesser') !== null")
    pill.locator("input").press("Space")
    window.wait_for_url("**g=artsen*")
    window.locator("#root .m-lesser > summary", has_text="Artsen · ").press("Enter")
    assert not pill.is_visible()
    window.set_viewport_size({"width": 1280, "height": 740})
    assert pill.is_visible() and not window.locator("#root .m-lesser > summary").is_visible()
    context.close()


@pytest.mark.parametrize(
    ("scripts", "width", "language"),
    [
        (True, 360, "nl"),
        (True, 1280, "en"),
        (False, 1280, "nl"),
        (False, 360, "en"),
        *(
            pytest.param(scripts, width, language, marks=pytest.mark.slow)
            for scripts, width, language in (
                (True, 360, "en"),
                (True, 1280, "nl"),
                (False, 1280, "en"),
                (False, 360, "nl"),
            )
        ),
    ],
)
def test_everything_can_be_read_and_chosen_without_a_websocket(
    app: Served, chromium: Any, scripts: bool, width: int, language: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
    )
    window = context.new_page()
    if scripts:
        window.route_web_socket("**/_stcore/stream", lambda socket: socket.close())
    window.goto(f"{app.url}/zorgverleners?lang={language}")
    assert (
        window.locator("#first .m-title").is_visible()
        and window.locator("#first svg[role=img]:visible").is_visible()
    )
    window.locator("#first .m-subjects > summary").click()
    window.locator("#first .m-option[value=oordeel]").click()
    window.locator("#first .m-pill", has_text="2023").click()
    window.locator("#first .m-show").click()
    window.wait_for_url("**i=oordeel*w=2024,2025*")
    assert "choose" not in window.url
    subject = "Oordeel" if language == "nl" else "Opinion"
    window.locator("#first .m-title", has_text=subject).first.wait_for()
    words = {"nl": "zonder vaste verbinding", "en": "without a live connection"}[language]
    if scripts:
        window.get_by_text(words).wait_for(timeout=20_000)
    else:
        assert not window.get_by_text(words).is_visible()
    assert window.locator("[data-testid=stDialog], [role=dialog]").count() == 0
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.locator("#first summary", has_text="Excel").click()
    with window.expect_download() as taken:
        window.locator(
            "#first a", has_text={"nl": "CSV voor Excel", "en": "CSV for Dutch Excel"}[language]
        ).click()
    assert taken.value.suggested_filename.endswith(".csv")
    window.locator("#first summary", has_text={"nl": "Alle cijfers", "en": "All"}[language]).last.click()
    assert window.locator("#first .m-table").is_visible()
    SCREENS.mkdir(exist_ok=True)
    name = f"first-{'refused' if scripts else 'plain'}-{width}-{language}.png"
    window.screenshot(path=SCREENS / name, full_page=True)
    context.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Served]:
    """A server that a test may kill."""
    write_tiny_store(tmp_path, advised())
    yield from serve(tmp_path, *STREAMLIT)


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_page_stays_when_the_server_goes_and_says_so(mortal: Served, reader: Any, language: str) -> None:
    reader.goto(f"{mortal.url}/zorgverleners?i=portaal&lang={language}")
    settled(reader)
    title = reader.locator("#root .m-title").inner_text()
    mortal.process.kill()
    reader.locator("#monitor-gone").wait_for(timeout=30_000)
    words = {"nl": "De verbinding met de server is weg", "en": "The connection to the server is lost"}
    assert words[language] in reader.locator("#monitor-gone").inner_text()
    reader.wait_for_timeout(4000)
    reader.locator("#root a.m-take-link", has_text="PowerPoint").click()
    reader.wait_for_timeout(500)
    assert reader.locator("#root .m-title").inner_text() == title
    assert reader.locator("[data-testid=stDialog], [role=dialog]").count() == 0
    assert "Streamlit" not in reader.locator("body").inner_text()
    SCREENS.mkdir(exist_ok=True)
    reader.screenshot(path=SCREENS / f"first-killed-1280-{language}.png")


@pytest.mark.parametrize(
    "when", ["while it is gone", pytest.param("once it is back", marks=pytest.mark.slow)]
)
def test_a_choice_outlives_the_server(tmp_path: Path, reader: Any, when: str) -> None:
    write_tiny_store(tmp_path, advised())
    port = free_port()
    lived = serve(tmp_path, *STREAMLIT, port=port)
    reader.goto(f"{next(lived).url}/zorgverleners?i=portaal")
    settled(reader)
    before = reader.locator("#root .m-title").inner_text()
    lived.close()
    reader.locator("#monitor-gone").wait_for(timeout=30_000)
    pill = reader.locator("#root .m-pill", has_text="Verpleegkundigen")
    if when == "while it is gone":
        pill.click()
    for _ in serve(tmp_path, *STREAMLIT, port=port):
        reader.locator("#monitor-gone").wait_for(state="detached", timeout=60_000)
        if when == "once it is back":
            pill.click()
        ticked = pill.locator("input").is_checked()
        reader.wait_for_function("() => new URLSearchParams(location.search).has('g')", timeout=30_000)
        settled(reader)
        groups = reader.evaluate("new URLSearchParams(location.search).get('g').split(',')")
        assert ("verpleegkundigen" in groups) is ticked is pill.locator("input").is_checked()
        assert reader.locator("#root .m-title").inner_text() != before


def test_connection_that_is_lost_later_leaves_a_way_on(app: Served, reader: Any) -> None:
    held: list[Any] = []

    def through(socket: Any) -> None:
        if held:
            socket.close()
            return
        held.append(socket)
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(socket.send)

    reader.route_web_socket("**/_stcore/stream", through)
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    settled(reader)
    held[0].close()
    bar = reader.locator("#monitor-gone")
    bar.wait_for(timeout=30_000)
    bar.get_by_role("link", name="Ga verder zonder verbinding").click()
    reader.locator("#first .m-title").wait_for()
    reader.locator("#first select[name=by]").first.select_option("leeftijd")
    reader.locator("#first .m-show").click()
    reader.wait_for_url("**by=leeftijd*")
