"""A small store with care processes, recommendations and a named view, and its pages as their first
response."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.first import first_page
from monitor.store import Store, current_store
from monitor.web.shell import Filled
from tests.pages.tiny import advised, write_tiny_store

SITE = "https://monitor.example"


@pytest.fixture(scope="session")
def shown_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store."""
    folder: Path = tmp_path_factory.mktemp("first")
    write_tiny_store(folder, advised())
    return current_store(folder)


@pytest.fixture
def first(shown_store: Store) -> Callable[..., Filled]:
    """The page at a path with a query, in a language."""

    def opened(path: str, query: str = "", language: str = "nl", closed: bool = False) -> Filled:
        filled = first_page(path, query, language, shown_store, SITE, closed)
        assert filled is not None
        return filled

    return opened
