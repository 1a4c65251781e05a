"""Stores that many tests read: built once a session, from the reference panel in tests/golden."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from monitor.store import Store, current_store

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

GOLDEN = Path(__file__).resolve().parent / "golden"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of the whole run, made by the first of its processes that asks."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "made").exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def panel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of the reference panel, nothing hidden."""
    from monitor.prepare.pipeline import build

    return once(tmp_path_factory, "panel-store", lambda to: build(GOLDEN / "panel_codebook.yaml", GOLDEN, to))


@pytest.fixture(scope="session")
def panel(panel_folder: Path) -> Store:
    """The store of the reference panel."""
    return current_store(panel_folder)


@pytest.fixture(scope="session")
def monitor_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of the Monitor's simulated respondents."""
    from monitor.prepare.simulate.survey import simulate

    return once(tmp_path_factory, "monitor-raw", simulate)


@pytest.fixture(scope="session")
def monitor_folder(tmp_path_factory: pytest.TempPathFactory, monitor_raw: Path) -> Path:
    """A folder with the store of the Monitor's own codebook and these respondents."""
    from monitor.prepare.pipeline import build

    book = GOLDEN.parents[1] / "data" / "codebook"
    return once(tmp_path_factory, "monitor-store", lambda to: build(book, monitor_raw, to))


@pytest.fixture(scope="session")
def monitor_store(monitor_folder: Path) -> Store:
    """The store of the Monitor, from simulated respondents."""
    return current_store(monitor_folder)
