"""No English shows or is read out on a Dutch page, whatever a reader opens: Chromium's accessibility tree is
walked for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from monitor.collection import to_link
from monitor.web.words import SAID
from monitor.workshop.plan import to_link as to_plan
from tests.browser.conftest import Served, settled
from tests.browser.test_workshop import PLAN
from tests.pages.test_collection_page import VIEWS, collection

pytestmark = pytest.mark.browser
ENGLISH = re.compile(
    r"\b(the|and|with|options?|available|close|remove|select|clear|press|apply|sidebar|more|settings|container"
    r"|marks?|navigation|app|choose|file|chosen|results|expand|collapse|help|running|stop|visualization|button"
    r"|loading|show|hide|view|fullscreen|vega|canvas|graphics|skip|main|content|error|search|submit)\b",
    re.I,
)
"""Words that no Dutch page of the test survey has, but in Streamlit's, Vega's and Chromium's mouths."""
OWN = re.compile(r"English|PowerPoint|BibTeX|CSV|PNG|SVG|Excel|Menu|Workshop|e-mail|Parquet|JSON", re.I)


def said(window: Any) -> Iterator[tuple[str, str]]:
    """(role, text) of everything that a screen reader may say, and that stands on the page."""
    tree = window.context.new_cdp_session(window).send("Accessibility.getFullAXTree")["nodes"]
    for node in tree:
        if node.get("ignored"):
            continue
        told = [node.get(part, {}).get("value") for part in ("name", "description", "value")]
        told += [
            item["value"].get("value")
            for item in node.get("properties", [])
            if item["name"] in ("roledescription", "placeholder")
        ]
        for text in told:
            if isinstance(text, str) and text.strip():
                yield node["role"]["value"], text


def english(window: Any) -> set[tuple[str, str]]:
    """What is left of it; the words of Streamlit that our table holds count whole, others by their words."""
    ours = set(SAID.values())
    return {
        (role, text)
        for role, text in said(window)
        if text.strip() in ours - {"Open"} or ENGLISH.search(OWN.sub("", text))
    }


def opened(window: Any) -> None:
    """Opens every panel, menu and fold of the page."""
    window.evaluate("document.querySelectorAll('#root details').forEach((fold) => (fold.open = true))")


def sought(window: Any) -> None:
    """Looks for a subject that is not there."""
    window.locator("#root .m-subjects > summary").click()
    window.locator("#root [data-find]").fill("zzzz")


def typed(window: Any) -> None:
    """Types in a field of Streamlit's."""
    window.get_by_role("textbox").first.fill("Iets anders")


def listed(window: Any) -> None:
    """Opens a list of Streamlit's and finds nothing in it."""
    window.get_by_role("combobox").first.click()
    window.wait_for_timeout(200)
    window.keyboard.type("zzzz")


STATES: list[tuple[str, int, Callable[[Any], None] | None]] = [
    ("/", 1280, None),
    ("/?q=beeldbelen artsen", 360, None),
    ("/zorgverleners?i=portaal,videobellen", 1280, opened),
    ("/zorgverleners?i=portaal", 360, sought),
    ("/zorggebruikers?i=mening", 1280, opened),
    ("/zorgprocessen", 768, opened),
    ("/aanbevelingen?p=users", 1280, opened),
    (f"/verzameling?c={to_link(collection(*VIEWS))}", 1280, typed),
    (f"/workshop?p={to_plan(PLAN)}", 1280, listed),
    ("/methode", 1280, opened),
    ("/toegankelijkheid", 1280, None),
]


@pytest.mark.parametrize(("path", "width", "act"), STATES, ids=[path[:30] for path, _, _ in STATES])
def test_dutch_page_says_nothing_in_english(
    app: Served, reader: Any, path: str, width: int, act: Callable[[Any], None] | None
) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(app.url + path)
    settled(reader)
    if act:
        act(reader)
        reader.wait_for_timeout(500)
    if width < 768:
        assert not english(reader)
        reader.locator("[data-testid=stExpandSidebarButton]").click()
        reader.wait_for_timeout(500)
    assert not english(reader)
