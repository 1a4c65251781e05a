"""Rooms in SQLite and in a real PostgreSQL, and the addresses of shows and rooms over a small store."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor.api.limits import Pace
from monitor.store import Store, current_store
from monitor.workshop import asked, routes
from monitor.workshop.database import Database, Postgres, Sqlite
from monitor.workshop.live import Hall
from monitor.workshop.participants import Participants
from monitor.workshop.presenters import Presenters
from monitor.workshop.question import Question, Truth
from monitor.workshop.rooms import Rooms
from tests.pages.tiny import advised, write_tiny_store

SHARE = Question(
    kind="share",
    text={"nl": "Welk deel?", "en": "What share?"},
    truth=(Truth(name="2025", value=79.0, low=75.0, high=82.0),),
    said={"nl": "79% doet het.", "en": "79% do it."},
)


def postgres_programs() -> Path | None:
    """The folder with PostgreSQL's own programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, on a socket in a folder; skipped where there is none.

    It refuses to run as root, and a socket's path may be short only: hence a folder of its own.
    """
    programs = postgres_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL here; scripts/browser.sh installs one")
    folder = Path(tempfile.mkdtemp(prefix="monitor-postgres-"))
    user = "postgres" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(
            [str(programs / command[0]), *command[1:]], check=True, user=user, capture_output=True, cwd=folder
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=40"
    run("pg_ctl", "-D", data, "-w", "-o", settings, "-l", str(folder / "log"), "start")
    yield f"postgresql://postgres@/postgres?host={folder}"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database of each kind."""
    if request.param == "sqlite":
        made: Database = Sqlite(tmp_path / "state")
        made.prepare()
        return made
    made = Postgres(request.getfixturevalue("postgres"))
    made.prepare()
    with made.writing() as transaction:
        for table in ("guess", "device", "question", "room"):
            transaction.change(f"DELETE FROM {table}")
    return made


class Clock:
    """A clock that a test sets."""

    now = 1_000_000.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(database: Database, clock: Clock) -> Rooms:
    return Rooms(database, clock)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small store, and its folder the one that the addresses use."""
    folder = tmp_path_factory.mktemp("workshop-store")
    write_tiny_store(folder, advised())
    return current_store(folder)


@pytest.fixture
def paces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pace full again."""
    for name in ("CLIENT", "DEVICE", "TRIES", "JOINS", "OPENINGS"):
        pace: Pace = getattr(asked, name)
        monkeypatch.setattr(asked, name, Pace(pace.rate, pace.most / pace.rate))


@pytest.fixture
def client(tiny: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paces: None) -> Iterator[TestClient]:
    """Somebody at the addresses of shows and rooms."""
    monkeypatch.setenv("MONITOR_STORE", str(tiny.path.parent))
    monkeypatch.setenv("MONITOR_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    hall = Hall()
    assert routes.PATHS == ("/show", "/w/")
    app = Starlette(routes=[*Presenters(lambda: hall).routes(), *Participants(lambda: hall).routes()])
    with TestClient(app, follow_redirects=False) as made:
        yield made
