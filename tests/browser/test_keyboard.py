"""Every page by keyboard alone, in both languages: Tab reaches everything, what has focus is in sight and
shows it by at least 3:1, and a change is said once."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.collection import to_link
from tests.browser.conftest import Served, settled
from tests.browser.test_axe import PLAN, folds
from tests.browser.test_everyone import LIVE
from tests.pages.test_collection_page import VIEWS, collection

pytestmark = pytest.mark.browser
PAGES = {
    "start": "/",
    "subject": "/zorgverleners?i=portaal",
    "processes": "/zorgprocessen",
    "recommendations": "/aanbevelingen?p=users",
    "collection": f"/verzameling?c={to_link(collection(*VIEWS))}",
    "workshop": f"/workshop?p={PLAN}",
    "statement": "/toegankelijkheid",
}
MOST = 150
FOCUS = """() => {
  const at = document.activeElement
  if (at === document.body) return { name: 'body' }
  const light = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).map(Number)
      .map((one) => one / 255).map((one) => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
    return .2126 * red + .7152 * green + .0722 * blue
  }
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor
      const alpha = Number(color.match(/[\\d.]+/g)[3] ?? 1)
      if (alpha > .9) return light(color)
    }
    return 1
  }
  const ringed = [at, at.nextElementSibling, at.closest('label, .m-file, [role=group], '
    + '[data-testid=stTextInputRootElement], [data-testid=stTextAreaRootElement]')]
    .filter(Boolean).map((one) => [one, getComputedStyle(one)])
  const shown = ringed.some(([one, style]) => {
    const behind = ground(one.parentElement)
    const contrast = ([one, other]) => (Math.max(one, other) + .05) / (Math.min(one, other) + .05)
    const seen = (color) => contrast([light(color), behind]) >= 3
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && seen(style.outlineColor)
  })
  const box = at.getBoundingClientRect()
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth
  const name = (at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || at.tagName).trim().slice(0, 50)
  return { name: `${at.tagName} ${name}`, shown, inside }
}"""
"""Where the keyboard is: its name, whether a ring shows it, and whether it is in sight."""


def opened(app: Served, reader: Any, path: str, language: str = "nl") -> None:
    """Opens a page, and lets it be drawn."""
    reader.goto(app.url + path + ("&" if "?" in path else "?") + f"lang={language}")
    settled(reader)


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", PAGES)
def test_focus_is_in_sight_wherever_it_goes(app: Served, reader: Any, name: str, language: str) -> None:
    opened(app, reader, PAGES[name], language)
    folds(reader)
    walked = []
    for _ in range(MOST):
        reader.keyboard.press("Tab")
        walked.append(reader.evaluate(FOCUS))
        if walked[-1]["name"] == "body" or (len(walked) > 5 and walked[-1] == walked[0]):
            break
    else:
        pytest.fail(f"no end after {MOST}")
    reached = walked[:-1]
    assert len(reached) > 8
    assert [at["name"] for at in reached if not at["shown"]] == [], "no ring"
    assert [at["name"] for at in reached if not at["inside"]] == [], "out of sight"


def heard(reader: Any) -> list[str]:
    """What the live region says from now on."""
    said: list[str] = []
    reader.wait_for_timeout(600)
    reader.expose_function("heard", lambda text: said.append(text))
    reader.evaluate(
        f"new MutationObserver(() => {{ const now = {LIVE}; if (now) heard(now) }})"
        ".observe(document.getElementById('monitor-live'), { childList: true })"
    )
    return said


@pytest.mark.parametrize(
    ("language", "down", "moved"),
    [
        ("nl", "Omlaag", "staat nu op plaats 2 van 3"),
        pytest.param("en", "Down", "is now number 2 of 3", marks=pytest.mark.slow),
    ],
)
def test_a_step_of_a_workshop_is_moved_by_keyboard(
    app: Served, reader: Any, language: str, down: str, moved: str
) -> None:
    opened(app, reader, PAGES["workshop"], language)
    said = heard(reader)
    title = reader.locator("#root h2").first.inner_text()[3:]
    reader.get_by_role("button", name=f"{down}: 1. {title}").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function(f"title => {LIVE}.includes(title)", arg=title, timeout=15_000)
    reader.wait_for_timeout(1000)
    assert len(said) == 1 and moved in said[0], said
    assert reader.evaluate("document.activeElement.ariaLabel") == f"{down}: 2. {title}"
    assert reader.locator("#root h2").nth(1).inner_text()[3:] == title


def test_escape_leaves_what_is_told_of_a_line(app: Served, reader: Any) -> None:
    opened(app, reader, "/zorgverleners?v=1&i=portaal&f=trend")
    reader.locator("#root .m-hit").first.focus()
    reader.keyboard.press("ArrowDown")
    reader.locator("#root .m-told").wait_for()
    reader.keyboard.press("Escape")
    assert reader.locator("#root .m-told").count() == 0
    assert reader.evaluate("document.activeElement.matches('.m-hit')"), "the keyboard stays"
    reader.keyboard.press("Enter")
    reader.locator("#root .m-told.m-kept").wait_for()
    settled(reader)
    reader.keyboard.press("Escape")
    reader.wait_for_function("() => !document.querySelector('#root .m-kept')")


def test_a_table_scrolls_by_keyboard(app: Served, reader: Any) -> None:
    reader.set_viewport_size({"width": 360, "height": 500})
    opened(app, reader, "/zorgverleners?i=portaal&by=leeftijd&w=2023,2024,2025")
    reader.locator("#root summary", has_text="Alle cijfers in een tabel").press("Enter")
    box = reader.locator("#root .m-scroll").last
    assert box.get_attribute("aria-label")
    box.focus()
    reader.wait_for_timeout(300)
    for _ in range(3):
        reader.keyboard.press("ArrowDown")
    reader.wait_for_function("() => [...document.querySelectorAll('#root .m-scroll')].at(-1).scrollTop > 20")


def test_addresses_to_copy_are_reached_and_named(app: Served, reader: Any) -> None:
    opened(app, reader, PAGES["collection"])
    reader.locator("#root .m-take .m-menu > summary", has_text="Link").press("Enter")
    box = reader.locator("#root .m-address:visible")
    box.focus()
    assert box.evaluate("box => box === document.activeElement") and box.get_attribute("aria-label") == "Link"
    reader.keyboard.press("Escape")
    assert not box.is_visible() and reader.evaluate("document.activeElement.tagName") == "SUMMARY"
