"""Everything fits, from a page of 320 pixels (1280 at 400 %) to a broad one, with more space between letters
too: texts in figures keep off each other, no text is cut, no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from monitor.codebook import Codebook
from tests.browser.conftest import STREAMLIT, Served, serve
from tests.browser.test_everyone import SPACED
from tests.pages.test_every_kind import VIEWS as KINDS
from tests.pages.tiny import advised, write_tiny_store

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 768, 1280)
LONG = {
    "artsen": ("huisartsen en medisch specialisten", "GPs and medical specialists"),
    "verpleegkundigen": ("verpleegkundigen en verzorgenden", "nurses and nursing assistants"),
    "burgers": ("mensen uit de algemene bevolking", "people from the general population"),
    "jong": ("voortgezet onderwijs of middelbaar beroepsonderwijs", "secondary or vocational education"),
    "oud": ("gehandicaptenzorginstelling", "institution for people with disabilities"),
    "wijk": ("intramurale ouderenzorg", "residential care for the elderly"),
}
PAGES = {
    "start": "/",
    "search": "/?q=beeldbellen artsen",
    "subject": "/zorgverleners?i=portaal,videobellen",
    "kept": "/zorgverleners?v=1&i=portaal&f=trend&focus=artsen",
    "processes": "/zorgprocessen",
    "recommendations": "/aanbevelingen?p=users",
    "collection": "/verzameling",
    "workshop": "/workshop",
    "method": "/methode",
    "statement": "/toegankelijkheid",
    "unknown": "/zorgverleners?i=weg",
}
MORE = {
    "trend of many": "i=portaal&g=artsen,verpleegkundigen,allen&by=leeftijd&f=trend",
    "multiples of many": "i=portaal,videobellen&g=artsen,allen&by=leeftijd&f=multiples",
    "bars of many": "i=portaal,videobellen&by=leeftijd&w=2023,2024,2025&f=bars",
    "dumbbell of many": "i=portaal,videobellen&by=leeftijd&w=2023,2025&f=dumbbell",
}
FIGURES = {
    name: f"/zorgverleners?v=1&{view}" + ("" if "f=" in view else f"&f={name}")
    for name, view in (KINDS | MORE).items()
}
TEXTS = """() => [...document.querySelectorAll('.m-chart svg[role=img]')].filter((one) => one.checkVisibility()).flatMap((svg) => {
  const whole = svg.closest('.m-chart').getBoundingClientRect()
  const texts = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()])
  const wrong = texts.filter(([, box]) => box.left < whole.left - 2 || box.right > whole.right + 14).map(([text]) => `out: ${text}`)
  texts.forEach(([one, a], at) => texts.slice(at + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    if (across > -1 && down > .3 * Math.min(a.height, b.height)) wrong.push(`over: ${one} | ${other}`)
  }))
  return wrong.length || texts.length > 3 ? wrong : ['no texts']
})"""  # noqa: E501
"""Texts that touch another, which boxes of lines below each other do by a part of their height, or stand out
of their figure by more than the card's own margin."""
CUT = """() => [...document.querySelectorAll('#first *')].filter((one) => {
  if (one.closest('svg, select, .m-hidden, .m-hits, .m-plot') || !one.checkVisibility()) return false
  const { display, overflowX, overflowY } = getComputedStyle(one)
  if (display === 'inline' || ['auto', 'scroll'].includes(overflowX)) return false
  return one.scrollWidth > one.clientWidth + 1 && one.clientWidth
    || ['hidden', 'clip'].includes(overflowY) && one.clientHeight > 2
      && one.scrollHeight > one.clientHeight + 1
}).map((one) => `${one.className || one.tagName}: ${one.textContent.slice(0, 60)}`)"""
"""Elements whose content is broader than they are, or that hide a part of it."""


def wordy() -> Codebook:
    """The small codebook, with names as long as those of a real one."""
    book = advised().model_dump(by_alias=True, exclude_defaults=True)
    levels = [level for breakdown in book["breakdowns"] for level in breakdown["levels"]]
    for named in (*book["groups"], *levels):
        if named["id"] in LONG:
            named["label"] = dict(zip(("nl", "en"), LONG[named["id"]], strict=True))
    return Codebook.model_validate(book)


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with a store whose names are long."""
    store = tmp_path_factory.mktemp("wordy")
    write_tiny_store(store, wordy())
    yield from serve(store, *STREAMLIT)


@pytest.fixture(scope="module")
def plain(chromium: Any) -> Iterator[Any]:
    """A window without scripts: what it has is what scripts take over."""
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def wrong_at(plain: Any, address: str) -> dict[tuple[int, str], list[str]]:
    """What doesn't fit at an address, by width and spacing."""
    plain.goto(address)
    found = {}
    for spacing in ("", SPACED):
        plain.evaluate(
            "rules => document.head.append(Object.assign(document.createElement('style'),"
            " { textContent: rules }))",
            spacing,
        )
        for width in WIDTHS:
            plain.set_viewport_size({"width": width, "height": 900})
            plain.wait_for_timeout(60)
            told = plain.evaluate(TEXTS) + plain.evaluate(CUT)
            if plain.evaluate("document.documentElement.scrollWidth") > width:
                told.append("the page scrolls sideways")
            found[width, "spaced" if spacing else ""] = told
    return {at: told for at, told in found.items() if told}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_figure_fits(long_names: Served, plain: Any, name: str, language: str) -> None:
    assert wrong_at(plain, f"{long_names.url}{FIGURES[name]}&lang={language}") == {}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits(long_names: Served, plain: Any, name: str, language: str) -> None:
    path = PAGES[name]
    sign = "&" if "?" in path else "?"
    assert wrong_at(plain, f"{long_names.url}{path}{sign}lang={language}") == {}


def test_small_multiples_stand_below_each_other_on_a_phone(long_names: Served, plain: Any) -> None:
    view = "i=portaal,videobellen&g=artsen,allen&f=multiples&lang=nl"
    plain.goto(f"{long_names.url}/zorgverleners?v=1&{view}")
    for width, columns in ((360, 1), (1280, 2)):
        plain.set_viewport_size({"width": width, "height": 900})
        lefts = plain.evaluate(
            "[...document.querySelectorAll('.m-chart text[font-weight]')]"
            ".filter((text) => text.checkVisibility() && !text.getAttribute('dx'))"
            ".map((text) => Math.round(text.getBoundingClientRect().left / 8))"
        )
        assert len(set(lefts)) == columns, lefts
        key = (
            plain.locator(".m-chart text:visible")
            .get_by_text(LONG["artsen"][0].capitalize(), exact=True)
            .count()
        )
        ends = plain.locator(".m-chart text:visible").get_by_text("Huisartsen en", exact=True).count()
        assert (ends, key) == ((2, 0) if columns == 1 else (0, 1)), "at each line's end, or once in the key"


def test_what_a_table_is_about_is_read_without_scrolling(long_names: Served, plain: Any) -> None:
    plain.goto(f"{long_names.url}/zorgverleners?i=portaal&by=leeftijd")
    plain.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
    for width in WIDTHS[:2]:
        plain.set_viewport_size({"width": width, "height": 900})
        beyond = plain.evaluate(
            "[...document.querySelectorAll('.m-scroll caption')].filter((one) => one.checkVisibility())"
            ".map((one) => one.getBoundingClientRect().right"
            " - one.closest('.m-scroll').getBoundingClientRect().right)"
        )
        assert beyond and max(beyond) <= 0, width
