"""Stores that many tests read: built once a session, from the reference panel in tests/golden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from monitor.store import Store, current_store

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

GOLDEN = Path(__file__).resolve().parent / "golden"


@pytest.fixture(scope="session")
def panel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of the reference panel, nothing hidden."""
    from monitor.prepare.pipeline import build

    folder = tmp_path_factory.mktemp("panel-store")
    build(GOLDEN / "panel_codebook.yaml", GOLDEN, folder)
    return folder


@pytest.fixture(scope="session")
def panel(panel_folder: Path) -> Store:
    """The store of the reference panel."""
    return current_store(panel_folder)


@pytest.fixture(scope="session")
def monitor_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of the Monitor's own codebook and its simulated respondents."""
    from monitor.prepare.pipeline import build
    from monitor.prepare.simulate.survey import simulate

    raw, folder = tmp_path_factory.mktemp("monitor-raw"), tmp_path_factory.mktemp("monitor-store")
    simulate(raw)
    build(GOLDEN.parents[1] / "data" / "codebook", raw, folder)
    return folder


@pytest.fixture(scope="session")
def monitor_store(monitor_folder: Path) -> Store:
    """The store of the Monitor, from simulated respondents."""
    return current_store(monitor_folder)
