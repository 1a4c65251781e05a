"""Pages for everyone: by keyboard, by ear, on a phone, enlarged, with more space in texts, with a user's own
colours."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.collection import to_link
from monitor.ui.form import picked
from tests.browser.conftest import ROOT, Served, settled
from tests.pages.test_collection_page import VIEWS, collection

pytestmark = pytest.mark.browser
FORM = ROOT / "monitor/ui/form.js"
LIVE = "document.getElementById('monitor-live').textContent"
CLOSED = "() => document.querySelector('[data-testid=stSidebar]').dataset.collapsed === 'true'"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
    "p { margin-bottom: 2em !important }"
)
"""WCAG 1.4.12."""
CUT = """() => [...document.querySelectorAll('#root .m-pill span, #root .m-way, #root .m-now, #root h1, '
    + '#root h2, #root .m-choose button, #root .m-take-link, #root summary, #root p, #root .m-standing a')]
  .filter((one) => one.checkVisibility() && !one.closest('.m-picture, .m-hidden, [data-testid=stSidebar]'))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    || one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.className + ': ' + one.textContent.slice(0, 60))"""
"""Texts that don't fit in their box, or stand out of the window."""


def told(window: Any, text: str) -> None:
    """Waits until the live region says this."""
    window.wait_for_function(f"text => {LIVE}.includes(text)", arg=text, timeout=15_000)


def focused(window: Any) -> str:
    """The name of where the keyboard is."""
    name: str = window.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent")
    return name.strip()


def test_what_changed_is_said_once_by_one_region(app: Served, reader: Any) -> None:
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    settled(reader)
    reader.wait_for_timeout(500)
    assert reader.evaluate(LIVE) == "", "opening a page says itself"
    region = reader.query_selector("#monitor-live")
    said: list[str] = []
    reader.expose_function("heard", lambda text: said.append(text))
    reader.evaluate(
        f"new MutationObserver(() => {{ const now = {LIVE}; if (now) heard(now) }})"
        ".observe(document.getElementById('monitor-live'), { childList: true })"
    )
    reader.get_by_role("combobox", name="Vergelijk naar").select_option("leeftijd")
    reader.wait_for_url("**by=leeftijd*")
    settled(reader)
    title = reader.locator("#root .m-title").inner_text()
    told(reader, title)
    reader.wait_for_timeout(600)
    assert said == [title]
    assert reader.evaluate("region => region.isConnected", region)
    assert reader.locator("[role=status], [aria-live]").count() == reader.locator("#monitor-live").count()


def test_collection_is_ordered_by_keyboard(app: Served, reader: Any) -> None:
    reader.goto(f"{app.url}/verzameling?c={to_link(collection(*VIEWS))}")
    settled(reader)
    first, second = (reader.locator("#root h2").nth(at).inner_text()[3:] for at in (0, 1))
    reader.locator("[name=down][value='0']").focus()
    assert focused(reader) == f"Omlaag: {first}"
    reader.keyboard.press("Enter")
    told(reader, f"'{first}' staat nu op plaats 2 van 3.")
    assert (
        focused(reader) == f"Omlaag: {first}" and reader.locator("#root h2").first.inner_text()[3:] == second
    )
    reader.keyboard.press("Enter")
    told(reader, f"'{first}' staat nu op plaats 3 van 3.")
    assert focused(reader) == f"Omhoog: {first}", "down is not there any more"
    for left in (2, 1):
        reader.locator("[name=remove]").last.focus()
        reader.keyboard.press("Enter")
        reader.wait_for_function(f"() => document.querySelectorAll('[name=remove]').length === {left}")
        told(reader, "is uit uw verzameling")
        reader.wait_for_function("() => document.activeElement.ariaLabel?.startsWith('Verwijderen: ')")
    reader.locator("[name=remove]").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function("() => document.querySelectorAll('[name=remove]').length === 0")
    reader.wait_for_function(
        "() => document.activeElement.textContent.includes('Ongedaan maken')", timeout=15_000
    )


def test_menu_of_a_phone_is_out_of_the_way(app: Served, reader: Any) -> None:
    reader.set_viewport_size({"width": 360, "height": 800})
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    button = reader.get_by_role("button", name="Menu", exact=True)
    assert reader.get_by_role("link", name="Zorggebruikers").count() == 0, "closed, none of it is there"
    button.press("Enter")
    link = reader.get_by_role("link", name="Zorggebruikers")
    link.wait_for()
    link.focus()
    reader.keyboard.press("Escape")
    reader.wait_for_function(CLOSED)
    reader.wait_for_function("() => document.activeElement.ariaLabel === 'Menu'")
    button.press("Enter")
    link.click()
    reader.wait_for_url("**/zorggebruikers")
    reader.wait_for_function(CLOSED)
    reader.wait_for_function("() => document.activeElement.matches('h1')")


def test_a_panel_at_the_edge_opens_inside_the_window_and_leaves_the_page_in_place(app, reader) -> None:
    reader.goto(app.url + "/zorggebruikers?i=mening")
    settled(reader)
    summary = reader.locator("#root .m-folded > summary")
    edge = summary.evaluate("(it) => it.getBoundingClientRect().right")
    reader.locator("#root .m-form-box").evaluate(
        "(it, edge) => (it.style.paddingLeft = `${innerWidth - edge - 40}px`)", edge
    )
    summary.click()
    reader.wait_for_function("() => document.querySelector('.m-folded .m-panel').style.marginLeft")
    right, moved = reader.locator("#root .m-folded .m-panel").evaluate(
        "(it) => [it.getBoundingClientRect().right, Boolean(it.closest('[data-testid=stMain]').scrollLeft)]"
    )
    assert right <= 1280 - 15 and not moved


def test_escape_closes_a_panel_and_focus_stays_at_its_name(app: Served, reader: Any) -> None:
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    for menu in ("#root .m-subjects", "#root .m-folded", "#root .m-take details >> nth=0"):
        reader.locator(menu).locator("> summary").focus()
        reader.keyboard.press("Enter")
        reader.keyboard.press("Escape")
        assert reader.locator(menu).get_attribute("open") is None
        assert reader.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_list_with_other_choices_still_shows_what_is_chosen(reader: Any) -> None:
    forms = [picked("by", "Naar", dict.fromkeys(options, "x"), "b") for options in ("abc", "bc")]
    chosen = reader.evaluate(
        """async ([code, forms]) => {
          const { default: form } = await import("data:text/javascript," + encodeURIComponent(code))
          for (const html of forms) {
            form({ data: { html, count: 0 }, parentElement: document.body, setTriggerValue() {} })
          }
          return document.querySelector("select").value
        }""",
        [FORM.read_text(encoding="utf-8"), forms],
    )
    assert chosen == "b"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("beeldbelen", "Videobellen"),
        ("PATIENTENPORTAAL", "portaal"),
        ("hoe vaak videobellen artsen", "Videobellen"),
    ],
)
def test_search_among_subjects_forgives(app: Served, reader: Any, typed: str, found: str) -> None:
    reader.goto(f"{app.url}/zorgverleners?i=oordeel")
    settled(reader)
    reader.locator("#root .m-subjects > summary").click()
    reader.locator("#root [data-find]").fill(typed)
    shown = reader.locator("#root .m-option:visible")
    assert found.lower() in shown.first.inner_text().lower() and shown.count() <= 2
    reader.locator("#root [data-find]").fill("zzqqxy")
    assert shown.count() == 0 and reader.locator("#root .m-none").is_visible()


def test_table_keeps_its_heads_in_sight_on_a_phone(app: Served, reader: Any) -> None:
    reader.set_viewport_size({"width": 360, "height": 500})
    reader.goto(f"{app.url}/zorgverleners?i=portaal&by=leeftijd&w=2023,2024,2025")
    settled(reader)
    reader.get_by_text("Alle cijfers in een tabel").click()
    box = reader.locator("#root .m-scroll").last
    box.evaluate("box => box.scrollTo(60, 120)")
    inside = box.evaluate(
        "box => [box.scrollTop, box.querySelector('thead th').getBoundingClientRect().top"
        " - box.getBoundingClientRect().top, box.querySelector('tbody th').getBoundingClientRect().left"
        " - box.getBoundingClientRect().left]"
    )
    assert inside[0] > 50 and abs(inside[1]) < 2 and abs(inside[2]) < 2


def test_figures_seen_before_are_on_the_start_page(app: Served, reader: Any) -> None:
    reader.goto(app.url)
    settled(reader)
    assert not reader.locator("#root [data-recent]").is_visible()
    titles = []
    for path in ("zorgverleners?i=portaal", "zorggebruikers?i=mening"):
        reader.goto(f"{app.url}/{path}")
        settled(reader)
        reader.wait_for_function(
            "(count) => JSON.parse(sessionStorage['monitor.recent'] ?? '[]').length > count", arg=len(titles)
        )
        titles.append(reader.locator("#root .m-title").inner_text())
    reader.goto(app.url)
    settled(reader)
    links = reader.locator("#root [data-recent] a")
    links.nth(1).wait_for()
    assert links.all_inner_texts() == titles[::-1]
    links.last.click()
    reader.wait_for_url("**/zorgverleners?i=portaal")


@pytest.mark.parametrize(("width", "spaced"), [(320, False), (360, True), (768, False), (1280, True)])
@pytest.mark.parametrize("path", ["/zorgverleners?i=portaal,videobellen", "/zorgprocessen", "/"])
def test_no_text_is_cut(app: Served, reader: Any, path: str, width: int, spaced: bool) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(app.url + path)
    settled(reader)
    if spaced:
        reader.evaluate(
            "rules => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
            " document.adoptedStyleSheets = [sheet] }",
            SPACED,
        )
        reader.wait_for_timeout(300)
    assert reader.evaluate(CUT) == []
    assert reader.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    if path == "/zorgverleners?i=portaal,videobellen":
        reader.locator("#root .m-subjects > summary").click()
        assert reader.evaluate(CUT) == [], "nor in the picker"


def test_title_figure_and_first_points_are_seen_at_once(app: Served, reader: Any) -> None:
    reader.goto(f"{app.url}/zorgverleners")
    settled(reader)
    for seen in (".m-title", ".m-plot", ".m-words", ".m-words + p"):
        box = reader.locator(f"#root {seen}").first.bounding_box()
        assert box and box["y"] + box["height"] <= 900, seen


EDGES = """() => {
  const light = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\\d.]+/g).map(Number)
    const part = (one) => {
      const on = (one * alpha + 255 * (1 - alpha)) / 255
      return on <= .04045 ? on / 12.92 : ((on + .055) / 1.055) ** 2.4
    }
    return .2126 * part(red) + .7152 * part(green) + .0722 * part(blue)
  }
  return [...document.querySelectorAll('#root select, #root summary, #root .m-pill span, #root .m-way, '
    + '#root .m-act, #root .m-search input, #root [data-testid=stTextInputRootElement], #root .m-copy')]
    .filter((one) => one.checkVisibility() && !one.disabled)
    .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth))
    .map((one) => [one.className || one.tagName, 1.05 / (light(getComputedStyle(one).borderTopColor) + .05)])
    .filter(([, contrast]) => contrast < 3)
}"""
"""Borders of what can be used that are fainter than 3:1 on white."""


@pytest.mark.parametrize("path", ["/", "/zorgverleners", f"/verzameling?c={to_link(collection(*VIEWS))}"])
def test_borders_of_what_can_be_used_are_seen(app: Served, reader: Any, path: str) -> None:
    reader.goto(app.url + path)
    settled(reader)
    assert reader.evaluate(EDGES) == []


def test_focus_and_choices_show_in_a_users_own_colours(app: Served, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, forced_colors="active")
    window = context.new_page()
    window.goto(f"{app.url}/zorgverleners?w=2025")
    settled(window)
    grounds = window.evaluate(
        "[...document.querySelectorAll('#root .m-pill input[name=w]')]"
        ".map((box) => [box.checked, getComputedStyle(box.nextSibling).backgroundColor])"
    )
    on, off = ({ground for checked, ground in grounds if checked is state} for state in (True, False))
    assert len(on) == len(off) == 1 and on != off
    window.keyboard.press("Tab")
    window.keyboard.press("Tab")
    assert window.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "2px"
    context.close()
