"""axe finds nothing on our pages, in any of their states: a few of them always, all in the slow run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.collection import to_link
from tests.browser.conftest import Served, settled
from tests.pages.test_collection_page import VIEWS, collection

axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = pytest.mark.browser
AXE = Path(axe.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def folds(window: Any) -> None:
    """Opens every fold of the page, and no panel over it."""
    window.evaluate(
        "document.querySelectorAll('#root details:not(.m-menu)').forEach((fold) => (fold.open = true))"
    )


def panel(kind: str) -> Callable[[Any], None]:
    """Opens a panel of the choices or of the row under the figure."""
    return lambda window: window.locator(f"#root {kind} > summary").first.click()


STATES: dict[str, tuple[str, Callable[[Any], None] | None]] = {
    "start": ("/", None),
    "search": ("/?q=beeldbelen artsen", None),
    "nothing found": ("/?q=zzqqxy", None),
    "no such page": ("/?missing=/nergens", None),
    "subject": ("/zorgverleners?i=portaal,videobellen", folds),
    "subjects": ("/zorgverleners", panel(".m-subjects")),
    "figure types": ("/zorggebruikers?i=mening", panel(".m-folded")),
    "take along": ("/zorgverleners", panel(".m-take .m-menu")),
    "unknown codes": ("/zorgverleners?i=weg&g=tandartsen", None),
    "processes": ("/zorgprocessen", folds),
    "recommendations": ("/aanbevelingen?p=users", folds),
    "empty collection": ("/verzameling", None),
    "collection": (f"/verzameling?c={to_link(collection(*VIEWS))}", folds),
    "workshop": ("/workshop", folds),
    "method": ("/methode", folds),
    "statement": ("/toegankelijkheid", None),
}
WIDTHS, SCHEMES, LANGUAGES = (360, 768, 1280, 1920), ("light", "dark", "forced"), ("nl", "en")
ALWAYS = [
    ("subject", 1280, "light", "nl"),
    ("subjects", 360, "dark", "nl"),
    ("collection", 1280, "light", "en"),
    ("statement", 768, "forced", "nl"),
]


def broken(window: Any) -> list[str]:
    """Each rule that the page breaks, with where."""
    window.evaluate(AXE.read_text(encoding="utf-8"))
    told = window.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    assert len(told["passes"]) > 20, "axe looked at nothing"
    return [f"{rule['id']}: {node['html'][:200]}" for rule in told["violations"] for node in rule["nodes"]]


def looked_at(app: Served, chromium: Any, state: str, width: int, scheme: str, language: str) -> list[str]:
    """What axe finds on a page in one of its states."""
    path, act = STATES[state]
    colors = {"forced_colors": "active"} if scheme == "forced" else {"color_scheme": scheme}
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **colors)
    window = context.new_page()
    window.goto(app.url + path + ("&" if "?" in path else "?") + f"lang={language}")
    settled(window)
    if act:
        act(window)
        window.wait_for_timeout(300)
    found = broken(window)
    context.close()
    return found


@pytest.mark.parametrize(("state", "width", "scheme", "language"), ALWAYS)
def test_axe_finds_nothing(
    app: Served, chromium: Any, state: str, width: int, scheme: str, language: str
) -> None:
    assert looked_at(app, chromium, state, width, scheme, language) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_anywhere(app: Served, chromium: Any, state: str, width: int) -> None:
    found = {
        (scheme, language): looked_at(app, chromium, state, width, scheme, language)
        for scheme in SCHEMES
        for language in LANGUAGES
    }
    assert not {each: told for each, told in found.items() if told}
