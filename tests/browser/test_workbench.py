"""The workbench as a researcher uses it: typing in a cell, ticking, saving the YAML in an editor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from monitor.codebook import load_codebook
from monitor.locale import say
from monitor.workbench import start
from monitor.workbench.columns import FIRST, LOOK, WIDTHS
from monitor.workbench.desk import Desk
from tests.browser.conftest import free_port, running
from tests.workbench.test_rows import BOOK, changed, desk, text  # noqa: F401

pytestmark = pytest.mark.browser
ROW = 35
"""Pixels of a row, and of the row of names above them."""
NAME, HIDE, LABEL = 0, 1, 2
"""The first columns of the questions."""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:  # noqa: F811
    """Where the workbench of a small survey is."""
    port = free_port()
    places = {start.FOLDER: str(desk.folder), start.FILES: str(desk.raw)}
    log = desk.folder / "bench.log"
    for served in running(start.command(port), port, desk.folder, log, **places):
        yield served.url


@pytest.fixture
def page(address: str, reader: Any) -> Any:
    """Its page, when table and figure are drawn."""
    reader.goto(f"{address}/?lang=en")
    reader.wait_for_selector("[data-testid=stDataFrame] canvas", timeout=60_000)
    reader.wait_for_selector("[data-testid=stCode]", timeout=60_000)
    still(reader)
    return reader


def still(page: Any) -> None:
    """Waits until nothing runs."""
    page.wait_for_timeout(500)
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)


def cells(page: Any, column: int) -> list[str]:
    """What a column of the table in sight says, as it tells it to a screen reader."""
    found: list[str] = page.locator("[data-testid=stDataFrame]:visible canvas tbody tr").evaluate_all(
        "(rows, column) => rows.map((row) => row.querySelectorAll('[role=gridcell]')[column]?.textContent)",
        column,
    )
    return found


def at(page: Any, row: int, column: int) -> None:
    """Goes to a cell: a click on the first of its row, and the arrow keys."""
    table = page.locator("[data-testid=stDataFrame]:visible").first
    table.scroll_into_view_if_needed()
    box = table.locator("canvas").first.bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + ROW * (row + 1.5))
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)


def typed(page: Any, row: int, column: int, words: str) -> None:
    """Types in a cell, over what stands there."""
    editor = page.locator("[id=portal] input, [id=portal] textarea").first
    for _ in range(5):  # a table that is drawn anew as it is clicked loses the click
        at(page, row, column)
        page.keyboard.press("Enter")
        if until(editor.is_visible, 4):
            break
        still(page)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(words, delay=20)
    page.wait_for_timeout(200)  # as a hand does: an Enter in the same frame leaves Streamlit's cell open
    page.keyboard.press("Enter")
    still(page)


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it becomes true within so many seconds."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.2)
    return true()


def test_what_is_typed_in_a_cell_stands_in_its_line_of_the_yaml(page: Any, desk: Desk) -> None:  # noqa: F811
    """The other lines, with their comments and their order, as they were; the figure is that question's."""
    assert cells(page, NAME) == ["three", "one", "two"]
    typed(page, 1, LABEL, "Uses a portal")
    assert until(lambda: changed(desk) == ["    label: Uses a portal # as in the report"])
    typed(page, 2, LABEL, "Age now")
    assert until(lambda: len(changed(desk)) == 2)
    assert changed(desk)[1] == "  - {id: two, kind: mean, label: Age now, variable: q2, waves: [2024]}"
    assert len(text(desk).splitlines()) == len(BOOK.splitlines()) and cells(page, LABEL) == [
        "Three",
        "Uses a portal",
        "Age now",
    ]
    page.get_by_text("Age now in 2024").first.wait_for(timeout=20_000)


def test_a_save_in_an_editor_shows_in_the_table_by_itself(page: Any, desk: Desk) -> None:  # noqa: F811
    path = desk.codebook / "codebook.yaml"
    path.write_text(BOOK.replace("label: Two", "label: Second"), encoding="utf-8")
    assert until(lambda: cells(page, LABEL) == ["Three", "One", "Second"])
    typed(page, 0, LABEL, "Third")
    assert until(lambda: "label: Third" in text(desk)) and "label: Second" in text(desk)
    path.write_text(BOOK.replace("kind: mean", "kind: average"), encoding="utf-8")
    page.get_by_text("'average'").first.wait_for(timeout=20_000)
    path.write_text(BOOK, encoding="utf-8")
    page.wait_for_selector("[data-testid=stDataFrame] canvas", timeout=20_000)
    assert until(lambda: cells(page, LABEL) == ["Three", "One", "Two"])


def test_a_tick_hides_a_question_and_a_button_brings_it_back(page: Any, desk: Desk) -> None:  # noqa: F811
    for _ in range(5):  # a table that is drawn anew as it is clicked loses the click
        at(page, 2, HIDE)
        page.keyboard.press("Enter")
        if until(lambda: cells(page, NAME) == ["three", "one"], 8):
            break
        still(page)
    assert cells(page, NAME) == ["three", "one"]
    assert "id: two" not in text(desk) and "# about one" in text(desk)
    page.get_by_text(say("workbench.hidden", "en", count=1)).click()
    page.get_by_role("button", name=say("workbench.put_back", "en")).click()
    assert until(lambda: cells(page, NAME) == ["three", "one", "two"]) and "id: two" in text(desk)


@pytest.mark.slow  # Streamlit's own table lags on a starved machine; the refusal is in tests/workbench too
def test_what_would_break_the_codebook_is_told_and_the_cell_is_as_it_was(page: Any, desk: Desk) -> None:  # noqa: F811
    typed(page, 1, LABEL, "")
    page.get_by_role("alert").filter(has_text="label").first.wait_for(timeout=20_000)
    assert until(lambda: cells(page, LABEL) == ["Three", "One", "Two"]) and text(desk) == BOOK


def test_other_tables_stay_open_when_something_is_written(page: Any, desk: Desk) -> None:  # noqa: F811
    page.get_by_role("tab", name=say("workbench.themes", "en")).click()
    page.get_by_label("Label (en)", exact=True).last.fill("Daily life")
    page.get_by_role("button", name=say("workbench.add_theme", "en")).click()
    assert until(lambda: cells(page, NAME) == ["daily_life"]), "the table of themes is in sight"
    page.get_by_role("tab", name=say("workbench.groups", "en")).click()
    page.wait_for_timeout(500)
    typed(page, 0, 1, "Adults")
    assert until(lambda: load_codebook(desk.codebook).groups[0].label == "Adults")
    assert cells(page, 1) == ["Adults"], "the table of groups is in sight"
    assert load_codebook(desk.codebook).themes[0].label == "Daily life"


def test_a_build_is_begun_once(page: Any, desk: Desk) -> None:  # noqa: F811
    """Its button can't be pressed while it is under way, and can after."""
    build = page.get_by_role("button", name="Build", exact=True)
    build.click()
    assert until(build.is_disabled, 20)
    page.get_by_text("Done.").wait_for(timeout=60_000)
    assert until(build.is_enabled) and len(list(desk.store.glob("monitor-*.duckdb"))) == 1


def test_theme_and_what_to_look_at_are_in_sight(page: Any) -> None:
    """Beside the figure, in a window of 1280."""
    box = page.locator("[data-testid=stDataFrame]:visible").first.bounding_box()
    assert sum(WIDTHS.values()) <= box["width"]
    assert {"theme", LOOK} <= set(FIRST) <= set(WIDTHS)
