"""New stores under a full room: every view is answered, by one build each, and old files go."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.prepare.protect.precision import FINE_SHARE
from tests.browser.conftest import Served, serve
from tests.open_files import held
from tests.pages.tiny import advised, write_tiny_store
from tests.web.conftest import TWO_WORKERS, workers
from tests.web.session import drawn, opened

VIEWS = (
    "i=portaal&by=leeftijd",
    "i=portaal&f=trend",
    "i=videobellen&lang=en",
    "i=portaal&by=leeftijd&w=2024",
)
PERCENTAGE = re.compile(r"(?!\b0[.,]1%)\b\d+[.,](\d)%")
"""A share's decimal; 0.1% is the unit that a note tells."""
INTERVAL = re.compile(r"(\d+[.,]\d%</td>)(?:<td class=.{1,2}m-right.{1,2}>\d+[.,]\d%</td>){2}")
"""A share in a table, and the ends of its interval: these are not a fixed distance from it."""
PLACE = re.compile(r"=[\\\"]+[\d.]+%")
"""Where a mark stands in a drawing, ends of intervals too."""
BUILD = re.compile(r"(?:uitgave|edition|build) ([0-9a-f]{12})", re.IGNORECASE)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """Two workers, and a store that a test may replace."""
    write_tiny_store(tmp_path, advised(), shift=0.001, unit=FINE_SHARE)
    yield from serve(tmp_path, *TWO_WORKERS, MONITOR_API_RATE="0")


@pytest.mark.parametrize(("sessions", "builds"), [(8, 6), pytest.param(50, 50, marks=pytest.mark.slow)])
def test_no_view_fails_or_mixes_builds_while_stores_are_swapped(
    room: Served, sessions: int, builds: int
) -> None:
    """All shares of a build have the same decimal, 1 to 9, so a page with two would hold two builds; what was
    published ends in 0."""
    decimal = {(room.store / "CURRENT").read_text(encoding="utf-8").strip()[8:20]: "1"}
    seen: list[tuple[set[str], set[str], str]] = []
    wrong: list[str] = []
    over = threading.Event()

    def act(number: int) -> None:
        try:
            with opened(room.url) as connection:
                while not over.is_set():
                    for view in VIEWS[number % 4 :] + VIEWS[: number % 4]:
                        told = " ".join(map(str, drawn(connection, "zorgverleners", view)))
                        told = PLACE.sub("", INTERVAL.sub(r"\1", told))
                        seen.append(
                            (
                                set(BUILD.findall(told)),
                                set(PERCENTAGE.findall(told)) - {"0"},
                                "exception {" in told and told or "",
                            )
                        )
                        time.sleep(0.2)
        except Exception as error:
            wrong.append(f"session {number}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=act, args=(number,)) for number in range(sessions)]
    for thread in threads:
        thread.start()
    for number in range(2, builds + 2):
        path = write_tiny_store(room.store, advised(), shift=(number % 9 + 1) / 1000, unit=FINE_SHARE)
        decimal[path.stem[8:]] = str(number % 9 + 1)
        time.sleep(0.3)
    over.set()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    assert len(seen) >= sessions * 4
    assert len(set().union(*(build for build, _, _ in seen))) > builds / 2, "hardly any build was served"
    for build, decimals, exception in seen:
        assert not exception, exception[:500]
        assert len(build) == 1 and decimals == {decimal[build.pop()]}
    assert "ERROR" not in room.log.read_text(encoding="utf-8")
    assert len(list(room.store.glob("monitor-*.duckdb"))) <= 2
    _each_worker_holds_one_store(room)


def _each_worker_holds_one_store(room: Served) -> None:
    if not Path("/proc/self/fd").exists():
        return
    stores = f"{room.store}/monitor-"
    until = time.monotonic() + 30
    while any(len(held(stores, pid)) > 1 for pid in workers(room)) and time.monotonic() < until:
        time.sleep(0.5)
    assert {len(held(stores, pid)) for pid in workers(room)} == {1}


def test_a_broken_store_is_told_to_the_operator_and_not_to_the_reader(room: Served) -> None:
    with opened(room.url) as connection:
        before = " ".join(map(str, drawn(connection, "zorgverleners", VIEWS[0])))
        (room.store / "monitor-bad.duckdb").write_bytes(b"no database")
        (room.store / "CURRENT").write_text("monitor-bad.duckdb\n", encoding="utf-8")
        after = " ".join(map(str, drawn(connection, "zorgverleners", VIEWS[0])))
    assert BUILD.findall(before) and BUILD.findall(before) == BUILD.findall(after)
    assert "monitor-bad" not in after
    assert room.get("/ready")[0] == 200
    assert "monitor-bad.duckdb can't be opened as a store" in room.log.read_text(encoding="utf-8")
