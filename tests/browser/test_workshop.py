"""A whole workshop in Chromium: a presenter at the keyboard and three phones, in both languages; the screen
reads from the last row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.workshop.plan import Plan, Step, to_link
from tests.browser.conftest import Served, serve, settled
from tests.pages.tiny import advised, write_tiny_store

pytestmark = pytest.mark.browser
PLAN = Plan(
    title="Werkgroep",
    steps=(
        Step(
            page="zorgverleners", view="i=portaal&g=artsen,verpleegkundigen&f=trend", ask="guess",
            hidden=True, order=(1, 0),
            note="Vertel over het portaal.",
        ),
        Step(page="zorgverleners", view="i=portaal&g=artsen,verpleegkundigen&w=2025&f=bars"),
        Step(page="zorggebruikers", view="i=mening&g=burgers&w=2025", ask="poll"),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("workshop")
    write_tiny_store(folder, advised())
    command = ("monitor", "serve", "--port", "{port}", "--workers", "1", "--host", "127.0.0.1")
    yield from serve(folder, *command, MONITOR_STATE=str(folder / "state"), MONITOR_HOSTS="*")


class Stage:
    """The presenter's screen and the participants' phones."""

    def __init__(self, chromium: Any, served: Served, language: str):
        self.served, self.language = served, language
        self.broken: list[str] = []
        self._contexts: list[Any] = []
        self._chromium = chromium
        self.screen = self.window(1920, 1080)
        self.screen.goto(f"{served.url}/show?p={to_link(PLAN)}&lang={language}")
        self.screen.wait_for_selector(".cover.current")

    def window(self, width: int, height: int, **settings: Any) -> Any:
        context = self._chromium.new_context(viewport={"width": width, "height": height}, **settings)
        self._contexts.append(context)
        window = context.new_page()
        window.on("pageerror", lambda error: self.broken.append(str(error)))
        window.on(
            "console",
            lambda line: self.broken.append(line.text) if "Content Security Policy" in line.text else None,
        )
        return window

    def press(self, *keys: str) -> None:
        for key in keys:
            self.screen.keyboard.press(key)

    def current(self) -> str:
        """What the screen is at: its kind, and the part of a question."""
        return self.screen.evaluate(
            """() => { const s = document.querySelector('.step.current');
                const p = s.querySelector('.part:not([hidden])')
                return s.classList[1] + (p ? ' ' + p.classList[1] : '') }"""
        )

    def visible(self, selector: str) -> int:
        """How many elements of the current step are seen."""
        return self.screen.evaluate(
            """(selector) => [...document.querySelectorAll('.step.current ' + selector)]
                .filter((e) => getComputedStyle(e).visibility === 'visible' &&
                    e.getClientRects().length).length""",
            selector,
        )

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert not self.broken, self.broken


@pytest.fixture(params=["nl", pytest.param("en", marks=pytest.mark.slow)])
def stage(chromium: Any, served: Served, request: pytest.FixtureRequest) -> Iterator[Stage]:
    made = Stage(chromium, served, request.param)
    yield made
    made.close()


def test_a_whole_workshop_by_keyboard(stage: Stage) -> None:
    screen = stage.screen
    stage.press("o")
    screen.wait_for_selector(".cover .code:not(:empty)")
    code = screen.inner_text(".cover .code")
    assert re.fullmatch("[CDFHJKLMNPRTVWXY34679]{4}", code)
    phones = [
        stage.window(360, 640),
        stage.window(320, 568, java_script_enabled=False),
        stage.window(360, 640),
    ]
    for phone in phones:
        phone.goto(f"{stage.served.url}/w/?lang={stage.language}")
        phone.fill("#code", code.lower())
        phone.keyboard.press("Enter")
        phone.wait_for_selector("#room")
    screen.wait_for_function("() => /^3 /.test(document.querySelector('.cover [data-joined]').textContent)")

    stage.press("PageDown")
    assert stage.current() == "ask now"
    for phone in (phones[0], phones[2]):
        phone.wait_for_selector("form[data-guess]", timeout=5000)
    phones[1].reload()
    for phone, answer in zip(phones, ("30", "50", "70"), strict=True):
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.fill("#answer", answer)
        phone.keyboard.press("Enter")
        phone.wait_for_selector(".received")
    screen.wait_for_function(
        "() => /^3 /.test(document.querySelector('.step.current .big').textContent)", timeout=2000
    )

    stage.press("ArrowRight")
    assert stage.current() == "ask answers"
    screen.wait_for_function(
        "() => document.querySelector('.step.current [data-said]').textContent.startsWith('3 ')"
    )
    assert screen.locator(".step.current [data-live] rect").count() == 0, "three answers are too few to show"
    stage.press(" ")
    assert stage.current() == "ask reveal"
    assert "45%" not in screen.inner_text(".step.current h1")
    for phone in (phones[0], phones[2]):
        phone.wait_for_selector(".truth", timeout=5000)
    phones[1].reload()
    assert phones[1].query_selector(".truth") is not None

    stage.press("ArrowRight")
    assert stage.current() == "figure"
    assert stage.visible("[data-s]") == 0
    assert screen.locator(".step.current h1.before").is_visible()
    stage.press("ArrowRight")
    shown = screen.evaluate(
        "[...new Set([...document.querySelectorAll('.step.current [data-s]:not(.off)')].map((e) =>"
        " e.dataset.s))]"
    )
    assert shown == ["1"], "the second series comes first, as prepared"
    stage.press("ArrowRight")
    assert screen.locator(".step.current h1.after").is_visible()
    stage.press("1")
    assert stage.visible("[data-s='1'].dim") > 0 and stage.visible("[data-s='0'].dim") == 0
    stage.press("Escape")
    assert stage.visible(".dim") == 0

    stage.press("ArrowRight")
    moving = screen.evaluate(
        "document.getAnimations().filter((a) => a.effect.getKeyframes().some((k) => (k.transform ||"
        " '').includes('translate'))).length"
    )
    assert moving == 2, "each group's newest mark moves from the line to its bar"
    stage.press("b")
    assert screen.locator("#black").is_visible()
    stage.press("b", "?")
    assert screen.locator("#keys").is_visible()
    stage.press("Escape", "q")
    assert screen.locator("#code svg").is_visible()
    stage.press("Escape", "End")
    assert stage.current() == "summary"
    stage.press("Home")
    assert stage.current() == "cover"
    stage.press("PageUp")
    assert stage.current() == "cover"


def test_a_dialog_keeps_the_keyboard_and_gives_it_back(stage: Stage) -> None:
    screen = stage.screen
    at = "document.activeElement.closest('dialog, [data-open]')?.matches('dialog') ?? null"
    screen.locator(".cover [data-open]").focus()
    for opened, closed in (("?", "Escape"), ("h", "Enter"), ("?", "?")):
        stage.press(opened)
        assert screen.evaluate(at) is True
        assert screen.get_by_role("dialog", name={"nl": "Toetsen", "en": "Keys"}[stage.language]).is_visible()
        stage.press("Tab", "Tab")
        assert screen.evaluate(at) in (True, None), "behind it nothing is reached"
        stage.press("Shift+Tab", "Tab")
        screen.locator("#keys .close").focus()
        stage.press(closed)
        assert not screen.locator("#keys").is_visible() and screen.evaluate(at) is False
    stage.press("?", "b")
    assert screen.locator("#black").is_visible() and not screen.locator("#keys").is_visible()


def test_figures_fill_the_screen_and_read_from_the_last_row(stage: Stage) -> None:
    for at in range(stage.screen.locator(".step").count()):
        stage.press("ArrowRight", "a")
        if stage.current() != "figure":
            continue
        area, smallest = stage.screen.evaluate("""() => {
                const box = document.querySelector('.step.current').getBoundingClientRect()
                const texts = [...document.querySelectorAll('.step.current .charts text')]
                    .filter((t) => t.textContent.trim())
                const size = (t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a
                return [(box.width * box.height) / (1920 * 1080), Math.min(...texts.map(size))]
            }""")
        assert area >= 0.85 and smallest >= 22, at


def test_the_notes_are_in_a_window_of_their_own(stage: Stage) -> None:
    stage.press("ArrowRight")
    with stage.screen.context.expect_page() as opened:
        stage.press("n")
    notes = opened.value
    assert "Vertel over het portaal." in notes.inner_text(
        "body"
    ) and "Vertel over het portaal." not in stage.screen.inner_text("body")
    notes.keyboard.press("ArrowRight")
    assert stage.current() in ("ask reveal", "ask answers")


def test_the_show_goes_on_without_a_network(stage: Stage) -> None:
    stage.press("o")
    stage.screen.wait_for_selector(".cover .code:not(:empty)")
    stage.screen.context.set_offline(True)
    stage.press(*["ArrowRight"] * 5)
    assert stage.current() == "figure" and stage.screen.locator(".step.current .charts > svg").is_visible()
    stage.screen.wait_for_selector("#offline:not([hidden])", timeout=10_000)
    stage.screen.context.set_offline(False)
    stage.screen.wait_for_selector("#offline", state="hidden", timeout=20_000)


def test_a_session_is_prepared_on_its_page(served: Served, reader: Any) -> None:
    reader.goto(f"{served.url}/workshop?p={to_link(PLAN)}")
    settled(reader)
    assert reader.locator("h2").first.inner_text().startswith("1. ")
    before = reader.url
    reader.get_by_role("button", name="Omlaag: ").first.click()
    reader.wait_for_function("(before) => location.href !== before", arg=before)
    settled(reader)
    with reader.context.expect_page() as opened:
        reader.get_by_text("Start de presentatie").click()
    opened.value.wait_for_selector(".cover.current")
    kinds = opened.value.evaluate("[...document.querySelectorAll('.step')].map((s) => s.classList[1])")
    assert kinds == [
        "cover",
        "figure",
        "ask",
        "figure",
        "ask",
        "figure",
        "summary",
    ], "the second figure, which asks nothing, came first"
