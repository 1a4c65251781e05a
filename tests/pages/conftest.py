"""A small store for each test, and the app as Streamlit's own test bench runs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from monitor.store import current_store
from tests.pages.tiny import write_tiny_store

ROOT = Path(__file__).resolve().parents[2]


def turn_to(bench: AppTest, page: str) -> None:
    """Another page, by its id. Subject pages share a file, so the bench can't tell them apart by that: the
    address does, as in a browser."""
    bench._page_hash = calc_hash(current_store().codebook.paths[page])


@pytest.fixture(scope="session")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_store(folder)
    return folder


@pytest.fixture
def store(_written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store that the app uses, the test's own."""
    shutil.copytree(_written, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    return tmp_path


@pytest.fixture
def open_page(store: Path) -> Callable[..., AppTest]:
    """Opens a page (its id) with query parameters, as a link does; fails on any exception that the page
    shows."""

    def opened(page: str = "start", **parameters: str) -> AppTest:
        bench = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=20)
        bench.query_params.update(parameters)
        bench.run()
        if page != "start":
            turn_to(bench, page)
            bench.query_params.update(parameters)
            bench.run()
        assert not bench.exception and not bench.markdown, (
            "the page told the reader of an error; the log says which"
        )
        return bench

    return opened
