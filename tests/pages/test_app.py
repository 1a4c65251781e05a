"""The frame: navigation, hot swap, no store, broken store, errors."""

from __future__ import annotations

import gc
import logging
import re
import weakref
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.codebook.pages import PAGES, START
from monitor.store import current_store
from monitor.ui import app, card, first_build
from tests.pages.conftest import turn_to
from tests.pages.forms import choose
from tests.pages.seen import headings, text
from tests.pages.tiny import codebook, write_tiny_store

ROOT = Path(__file__).resolve().parents[2]
BUILDS = (
    f"import sys, pathlib; sys.path.insert(0, {str(ROOT)!r}); from tests.pages.tiny import *;"
    " write_tiny_store(pathlib.Path(sys.argv[1]))"
)


def test_every_file_in_pages_is_registered():
    """And the registry names no page without one; subject pages share theirs."""
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == {START, "subject", *PAGES}


def test_pages_that_the_codebook_does_not_fill_are_not_in_the_navigation():
    assert [path for _, _, path in app.planned(codebook(), "nl")] == [
        "",
        "zorgverleners",
        "zorggebruikers",
        "verzameling",
        "workshop",
        "methode",
        "toegankelijkheid",
    ]


def test_addresses_are_the_same_in_both_languages():
    dutch, english = (app.planned(codebook(), language) for language in ("nl", "en"))
    assert [path for _, _, path in dutch] == [path for _, _, path in english]
    assert [title for _, title, _ in dutch] != [title for _, title, _ in english]


def test_subject_page_without_a_file_is_served_too(open_page, store):
    pages = [{"id": "panel", "path": "panel", "title": "Panel", "groups": ["burgers"]}]
    write_tiny_store(store, codebook(pages=pages))
    assert headings(open_page(), 1) == ["Proefmonitor"]
    assert [path for _, _, path in app.planned(current_store().codebook, "nl")] == [
        "",
        "panel",
        "verzameling",
        "workshop",
        "methode",
        "toegankelijkheid",
    ]


def test_open_session_shows_new_data_at_its_next_interaction(open_page, store):
    page = open_page("providers", i="portaal")
    first = current_store().build
    assert f"uitgave {first}" in text(page)
    write_tiny_store(store, shift=0.2)
    choose(page, pick="oordeel")
    second = current_store().build
    assert second != first
    assert not page.exception
    assert f"uitgave {second}" in text(page) and first not in text(page)


def test_old_store_goes_when_nobody_reads_it(open_page, store):
    page = open_page("providers", i="portaal")
    old = weakref.ref(current_store())
    write_tiny_store(store, shift=0.1)
    page.run()
    gc.collect()
    assert old() is None


def test_machine_without_a_store_builds_one(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "new"))
    monkeypatch.setattr(first_build, "_COMMAND", BUILDS)
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not page.exception
    assert headings(page, 1) == ["Proefmonitor"]


def test_sessions_wait_for_the_same_build(tmp_path, monkeypatch):
    monkeypatch.setattr(first_build, "_COMMAND", "import time; time.sleep(20)")
    one, other = first_build.started(tmp_path), first_build.started(tmp_path)
    try:
        assert one is other
    finally:
        one.kill()
        one.wait()


def test_build_that_fails_is_told_and_can_be_tried_again(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    monkeypatch.setattr(first_build, "_COMMAND", "raise SystemExit(1)")
    with caplog.at_level(logging.ERROR, "monitor"):
        page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not page.exception
    assert "niet gelukt" in page.markdown[0].value
    assert "exit code 1" in caplog.text
    monkeypatch.setattr(first_build, "_COMMAND", BUILDS)
    page.button[0].click().run(timeout=60)
    assert headings(page, 1) == ["Proefmonitor"]


def test_progress_is_read_as_the_build_writes_it(tmp_path):
    assert first_build.progress(tmp_path) == (0.0, "")
    (tmp_path / ".progress").write_text("0.420\nread 2024, artsen\n", encoding="utf-8")
    assert first_build.progress(tmp_path) == (0.42, "read 2024, artsen")
    assert first_build.doing_in("read 2024, artsen", "nl") == "Bestanden lezen: 2024, artsen"
    assert first_build.doing_in("something else", "en") == "About to start"


def test_store_that_cant_be_read_is_told_plainly(tmp_path, monkeypatch, caplog):
    (tmp_path / "monitor-000000000000.duckdb").write_bytes(b"no database")
    (tmp_path / "CURRENT").write_text("monitor-000000000000.duckdb\n")
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=20).run()
    assert not page.exception
    assert "kunnen nu niet gelezen worden" in page.markdown[0].value
    assert "can't be opened as a store" in caplog.text


def test_error_of_a_page_reaches_the_reader_as_one_friendly_line(store, monkeypatch, caplog):
    from monitor.errors import UnknownCode

    def fails(*figure: object, **ways: object) -> None:
        raise UnknownCode("indicator", "secret_detail", [])

    monkeypatch.setattr(card, "show", fails)
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=20).run()
    turn_to(page, "providers")
    page.run()
    assert not page.exception
    assert "bestaat niet in deze gegevens" in page.markdown[0].value
    assert "secret_detail" not in page.markdown[0].value and "secret_detail" in caplog.text
    number = re.search("dit nummer door aan de beheerder: ([0-9a-f]{8})", text(page))
    assert number and number[1] in caplog.text


def test_unexpected_error_keeps_the_frame_and_tells_nothing_of_itself(store, monkeypatch, caplog):
    def fails(*figure: object, **ways: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(card, "show", fails)
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=20).run()
    turn_to(page, "providers")
    page.run()
    assert not page.exception
    assert page.markdown[0].value.startswith("Hier ging iets mis")
    assert "secret" not in text(page) and "secret detail" in caplog.text
    assert "Begin opnieuw" in text(page) and "uitgave" in text(page)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_page_has_one_first_heading(open_page, language):
    for page in ("start", "providers", "users", "method"):
        assert len(headings(open_page(page, lang=language), 1)) == 1
