"""axe finds nothing on our pages, in any of their states: a few of them always, all in the slow run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from monitor.collection import to_link
from monitor.workshop.plan import Plan, Step
from monitor.workshop.plan import to_link as link_to_plan
from tests.browser.conftest import STREAMLIT, Served, serve, settled
from tests.pages.test_collection_page import VIEWS, collection
from tests.pages.test_every_kind import VIEWS as KINDS
from tests.pages.tiny import advised, write_tiny_store

axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = pytest.mark.browser
AXE = Path(axe.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLAN = link_to_plan(
    Plan(
        title="Werkgroep",
        steps=(
            Step(page="zorgverleners", view="i=portaal&g=artsen,verpleegkundigen&f=trend", ask="guess"),
            Step(page="zorgverleners", view="i=portaal&w=2025&f=bars", hidden=True, note="Vertel."),
            Step(page="zorggebruikers", view="i=mening&g=burgers&w=2025", ask="poll"),
        ),
    )
)


def folds(window: Any) -> None:
    """Opens every fold of the page, and no panel over it."""
    window.evaluate(
        "document.querySelectorAll('#root details:not(.m-menu), #first details:not(.m-menu)')"
        ".forEach((fold) => (fold.open = true))"
    )


def panel(kind: str) -> Callable[[Any], None]:
    """Opens a panel of the choices or of the row under the figure, and the fold of a phone that it is in."""

    def act(window: Any) -> None:
        summary = window.locator(f"#root {kind} > summary").first
        if not summary.is_visible():
            window.locator("#root .m-lesser > summary").first.click()
        summary.click()

    return act


def all_of(*acts: Callable[[Any], None]) -> Callable[[Any], None]:
    """One after the other."""

    def act(window: Any) -> None:
        for one in acts:
            one(window)

    return act


def phone_menu(window: Any) -> None:
    """Opens the menu that a phone has instead of a row of pages; a broad window has the row."""
    button = window.get_by_role("button", name="Menu", exact=True)
    if button.count():
        button.click()
        window.wait_for_timeout(500)


def list_of_streamlit(window: Any) -> None:
    """Opens a list that is Streamlit's own, once its fold has unrolled: it closes where its page moves."""
    window.locator("#root summary", has_text=re.compile("Meer instellen|More settings")).nth(1).click()
    window.wait_for_timeout(500)
    opened = window.locator("[role=listbox]")
    for _ in range(5):  # on a slow machine the fold still unrolls
        window.locator("#root [data-testid=stMultiSelect] input:visible").first.press("ArrowDown")
        window.wait_for_timeout(1500)
        if opened.count():
            break
    opened.wait_for()


def pointed(window: Any) -> None:
    """Brings a line forward, and tells its numbers."""
    window.locator("#root .m-hit:visible").first.focus()
    window.keyboard.press("ArrowDown")


def added(window: Any) -> None:
    """Adds the figure to the collection."""
    window.locator("#root [class*=st-key-add-] button:visible").first.click()
    window.wait_for_timeout(1500)


def forward(*keys: str) -> Callable[[Any], None]:
    """Walks through a show."""

    def act(window: Any) -> None:
        window.wait_for_selector(".step.current")
        for key in keys:
            window.keyboard.press(key)
            window.wait_for_timeout(400)

    return act


def joined(*more: Callable[[Any], None]) -> Callable[[Any], None]:
    """Opens a room, and joins it from this window."""

    def act(window: Any) -> None:
        show = window.context.new_page()
        show.goto(window.url.partition("/w")[0] + f"/show?p={PLAN}")
        show.wait_for_selector(".cover.current")
        show.keyboard.press("o")
        show.wait_for_selector(".cover .code:not(:empty)")
        window.fill("#code", show.inner_text(".cover .code"))
        window.keyboard.press("Enter")
        window.wait_for_selector("#room")
        show.keyboard.press("PageDown")
        window.wait_for_selector("form[data-guess]")
        for one in more:
            one(window)

    return act


def guessed(window: Any) -> None:
    """Answers the question of a room."""
    window.fill("#answer", "40")
    window.keyboard.press("Enter")
    window.wait_for_selector(".received")


class State(NamedTuple):
    """A page in one of its states: its address, what brings it there, which server has it, and whether it
    is Streamlit's, whether scripts run."""

    path: str
    act: Callable[[Any], None] | None = None
    served: str = "app"
    page: bool = True
    scripts: bool = True


STATES = {
    "start": State("/"),
    "search": State("/?q=beeldbelen artsen"),
    "nothing found": State("/?q=zzqqxy"),
    "no such page": State("/?missing=/nergens"),
    "phone menu": State("/", phone_menu),
    "subject": State("/zorgverleners?i=portaal,videobellen", folds),
    "subjects": State("/zorgverleners", panel(".m-subjects")),
    "figure types": State("/zorggebruikers?i=mening", panel(".m-folded")),
    "order": State("/zorgverleners?v=1&i=portaal&by=leeftijd&w=2025&f=bars", panel(".m-tools .m-menu")),
    "take along": State("/zorgverleners", all_of(panel(".m-take .m-menu"), folds)),
    "pointed at": State("/zorgverleners?v=1&i=portaal&f=trend", pointed),
    "kept": State("/zorgverleners?v=1&i=portaal&f=trend&focus=artsen"),
    "added": State("/zorgverleners?v=1&i=portaal&f=trend", added),
    "against another": State("/zorgverleners?v=1&i=portaal&by=leeftijd&w=2025&f=bars&ref=total"),
    "unknown codes": State("/zorgverleners?i=weg&g=tandartsen"),
    "hidden cells": State("/zorgverleners?v=1&i=portaal&g=artsen&by=leeftijd&w=2025&f=bars", folds, "hidden"),
    "hidden group": State("/zorgverleners?v=1&i=portaal&by=leeftijd&f=trend", folds, "hidden"),
    "processes": State("/zorgprocessen", folds),
    "recommendations": State("/aanbevelingen?p=users", folds),
    "empty collection": State("/verzameling"),
    "collection": State(f"/verzameling?c={to_link(collection(*VIEWS))}", folds),
    "collection menu": State(f"/verzameling?c={to_link(collection(*VIEWS))}", panel(".m-take .m-menu")),
    "broken collection": State("/verzameling?c=zzz"),
    "workshop": State("/workshop", folds),
    "workshop list": State(f"/workshop?p={PLAN}", list_of_streamlit),
    "prepared": State(f"/workshop?p={PLAN}", folds),
    "broken workshop": State("/workshop?p=zzz"),
    "method": State("/methode", folds),
    "statement": State("/toegankelijkheid"),
    **{f"type {kind}": State(f"/zorgverleners?v=1&{view}&f={kind}") for kind, view in KINDS.items()},
    "start, plain": State("/", folds, scripts=False),
    "subject, plain": State("/zorgverleners", folds, scripts=False),
    "processes, plain": State("/zorgprocessen", folds, scripts=False),
    "recommendations, plain": State("/aanbevelingen", folds, scripts=False),
    "collection, plain": State(f"/verzameling?c={to_link(collection(*VIEWS))}", folds, scripts=False),
    "method, plain": State("/methode", folds, scripts=False),
    "statement, plain": State("/toegankelijkheid", scripts=False),
    "workshop, plain": State("/workshop", folds, scripts=False),
    "handout": State("/api/v1/export/handout.html?i=portaal", page=False),
    "show": State(f"/show?p={PLAN}", forward(), page=False),
    "show asks": State(f"/show?p={PLAN}", forward("PageDown"), page=False),
    "show answers": State(f"/show?p={PLAN}", forward("PageDown", "PageDown", "PageDown"), page=False),
    "show figure": State(f"/show?p={PLAN}", forward(*["PageDown"] * 3, "a"), page=False),
    "show keys": State(f"/show?p={PLAN}", forward("?"), page=False),
    "show room": State(f"/show?p={PLAN}", forward("o", "q"), page=False),
    "show end": State(f"/show?p={PLAN}", forward("End"), page=False),
    "broken show": State("/show?p=zzz", page=False),
    "door": State("/w/", page=False),
    "wrong code": State("/w/ZZZZ", page=False),
    "phone asks": State("/w/", joined(), page=False),
    "phone guessed": State("/w/", joined(guessed), page=False),
}
WIDTHS, SCHEMES, LANGUAGES = (360, 768, 1280, 1920), ("light", "dark", "forced"), ("nl", "en")
ALWAYS = [
    ("subject", 1280, "nl"),
    ("subjects", 360, "nl"),
    ("hidden cells", 360, "en"),
    ("collection", 1280, "en"),
    ("statement", 768, "nl"),
    ("phone asks", 360, "nl"),
]


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with a store in which a level is hidden."""
    store = tmp_path_factory.mktemp("hidden")
    write_tiny_store(store, advised(), hidden=True)
    yield from serve(store, *STREAMLIT)


STREAMLITS = ("stFloatingOverlayPortal", 'role="listbox"')
"""What axe's rule `region` finds that is not ours: hints and lists that Streamlit draws beside its page. The
accessibility statement names them."""


def broken(window: Any) -> list[str]:
    """Each rule that the page breaks, with where, but for what is Streamlit's own."""
    window.evaluate(AXE.read_text(encoding="utf-8"))
    told = window.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    assert len(told["passes"]) > 8, "axe looked at nothing"
    found = [(rule["id"], node["html"]) for rule in told["violations"] for node in rule["nodes"]]
    return [
        f"{rule}: {html[:200]}"
        for rule, html in found
        if rule != "region" or not any(name in html for name in STREAMLITS)
    ]


def looked_at(served: Served, chromium: Any, state: State, width: int, language: str) -> dict[str, list[str]]:
    """What axe finds on a page in one of its states, by scheme; the page goes from one to the other as it
    does when a reader's system does."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    if not state.scripts:
        context.route("**/*.js*", lambda route: route.abort())
    window = context.new_page()
    window.goto(served.url + state.path + ("&" if "?" in state.path else "?") + f"lang={language}")
    if state.page and state.scripts:
        settled(window)
    if state.act:
        state.act(window)
    found = {}
    for scheme in SCHEMES:
        window.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light",
            forced_colors="active" if scheme == "forced" else "none",
        )
        window.wait_for_timeout(300)
        found[scheme] = broken(window)
    context.close()
    return {scheme: told for scheme, told in found.items() if told}


@pytest.mark.parametrize(("state", "width", "language"), ALWAYS)
def test_axe_finds_nothing(
    request: pytest.FixtureRequest, chromium: Any, state: str, width: int, language: str
) -> None:
    served = request.getfixturevalue(STATES[state].served)
    assert looked_at(served, chromium, STATES[state], width, language) == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_anywhere(
    request: pytest.FixtureRequest, chromium: Any, state: str, width: int
) -> None:
    served = request.getfixturevalue(STATES[state].served)
    found = {language: looked_at(served, chromium, STATES[state], width, language) for language in LANGUAGES}
    assert not {language: told for language, told in found.items() if told}
