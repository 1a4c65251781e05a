"""The API over the small store of the pages' tests, with nothing kept and nobody slowed down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from monitor.api import endpoint, routes
from monitor.api.kept import Kept
from monitor.api.limits import Pace
from monitor.api.turns import Turns
from tests.api.client import Reply, ask
from tests.pages.tiny import write_tiny_store


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small store; some of its cells are hidden."""
    folder = tmp_path_factory.mktemp("tiny-store")
    write_tiny_store(folder, hidden=True)
    return folder


@pytest.fixture
def served(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Reply]]:
    """`ask` over the API's routes and this store."""
    monkeypatch.setenv("MONITOR_STORE", str(tiny_folder))
    monkeypatch.delenv("MONITOR_ADDRESS", raising=False)
    monkeypatch.setattr(endpoint, "kept", Kept())
    monkeypatch.setattr(endpoint, "pace", Pace(0))
    monkeypatch.setattr(endpoint, "turns", Turns())
    app: Any = Starlette(routes=routes())
    yield partial(ask, app)
