"""The page of the workbench in Streamlit's own test bench, and that no server for readers knows of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from monitor.__main__ import main
from monitor.locale import LANGUAGES, say
from monitor.workbench import start
from scripts.architecture import rooms
from tests.workbench.test_rows import BOOK, desk  # noqa: F401

PAGE = Path(start.__file__).with_name("page.py")


@pytest.fixture
def page(desk, monkeypatch):  # noqa: F811
    """The page on a small survey, as its command starts it."""
    monkeypatch.setenv(start.FOLDER, str(desk.folder))
    monkeypatch.setenv(start.FILES, str(desk.raw))
    before = config.get_option("server.address")
    config.set_option("server.address", start.HOST)
    yield AppTest.from_file(str(PAGE), default_timeout=30)
    config.set_option("server.address", before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_and_figure_stand_on_one_page(page, language: str) -> None:
    page.query_params["lang"] = language
    page.run()
    assert not page.exception and not page.error
    questions = page.dataframe[0].value
    assert list(questions["name"]) == ["three", "one", "two"]
    assert questions["look"][0].startswith("code 3 has no label")
    assert page.selectbox(key="figure").value == "three"
    assert any("Three" in text.value for text in page.text)
    assert [one.value for one in page.header] == [say("workbench.title", language)]


def test_a_save_in_an_editor_shows_on_the_page(page, desk) -> None:  # noqa: F811
    page.run()
    path = desk.codebook / "codebook.yaml"
    path.write_text(BOOK.replace("label: Two", "label: Second"), encoding="utf-8")
    page.run()
    assert "Second" in list(page.dataframe[0].value["label"])
    path.write_text(BOOK.replace("kind: mean", "kind: average"), encoding="utf-8")
    page.run()
    assert not page.exception and "average" in page.code[0].value


def test_nothing_is_shown_where_others_can_reach_it(page) -> None:
    config.set_option("server.address", "0.0.0.0")
    page.run()
    assert [one.value for one in page.error] == [say("workbench.only_here", LANGUAGES[0])]
    assert not page.dataframe


def test_it_listens_to_this_machine_alone_and_tells_nobody() -> None:
    told = start.command(8601)
    assert "--server.address=127.0.0.1" in told and "--browser.gatherUsageStats=false" in told


@pytest.mark.parametrize("name", start.SERVING)
def test_it_does_not_start_on_a_machine_that_serves_readers(name, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv(name, "https://example.org")
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("it started"))
    assert main(["workbench", str(tmp_path)]) == 1
    assert "on your own machine" in capsys.readouterr().err


def test_the_served_app_does_not_know_it() -> None:
    assert [room for room, used in rooms().items() if "workbench" in used] == ["__main__"]
    loaded = "import sys, streamlit_app; print([name for name in sys.modules if 'workbench' in name])"
    run = subprocess.run(
        [sys.executable, "-c", loaded], cwd=PAGE.parents[2], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip().splitlines()[-1] == "[]"
