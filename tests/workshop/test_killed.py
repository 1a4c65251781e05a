"""Two real workers: each is killed in the middle of the guessing, then the whole server; nothing that was
acknowledged is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from monitor.workshop.database import Sqlite
from monitor.workshop.plan import Plan, Step, to_link
from monitor.workshop.rooms import Rooms
from tests.browser.conftest import Served, serve
from tests.pages.tiny import advised, write_tiny_store

PLAN = Plan(
    title="Proef", steps=(Step(page="zorgverleners", view="i=portaal&g=artsen&f=trend", ask="guess"),)
)
COMMAND = ("monitor", "serve", "--host", "127.0.0.1", "--port", "{port}", "--workers", "2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("killed")
    write_tiny_store(made, advised())
    return made


def workers(served: Served) -> list[int]:
    """Process ids of the server's workers."""
    listed = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
    return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def started(folder: Path) -> Iterator[Served]:
    yield from serve(folder, *COMMAND, MONITOR_STATE=str(folder / "state"), MONITOR_LOG="json")


LAST = 10
"""Guesses that are still to come when the server is killed."""


class Crowd:
    """Devices that guess one after the other, again where the server was away; `acknowledged` are those that
    it confirmed."""

    def __init__(self, url: str, code: str, count: int):
        self.url, self.code, self.count = url, code, count
        self.acknowledged: dict[str, float] = {}
        self.sent = 0
        self.killing = threading.Event()
        """Set when the server is killed: the last guesses wait for that, so that some meet a server that is
        away."""

    def run(self) -> None:
        for at in range(self.count):
            if at == self.count - LAST:
                assert self.killing.wait(timeout=120)
            answer = float(at % 101)
            for _ in range(400):
                try:
                    with httpx.Client(base_url=self.url, timeout=5) as device:
                        if device.get(f"/w/{self.code}").status_code != 200:
                            raise httpx.ReadError("not in")
                        self.sent += 1
                        if (
                            device.post(
                                f"/w/{self.code}", data={"question": "0", "answer": f"{answer:g}"}
                            ).status_code
                            == 303
                        ):
                            self.acknowledged[device.cookies["monitor_device"]] = answer
                            break
                except httpx.HTTPError:
                    pass
                time.sleep(0.05)


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="there is no /proc here to find the workers by"
)
def test_killing_workers_and_the_server_loses_no_guess(folder):
    first = started(folder)
    served = next(first)
    with httpx.Client(base_url=served.url, timeout=20) as presenter:
        told = presenter.post("/show/rooms", json={"p": to_link(PLAN)}).json()
        lead = {"headers": {"x-room-secret": told["secret"]}}
        assert (
            presenter.post(
                f"/show/rooms/{told['code']}", json={"do": "ask", "question": 0}, **lead
            ).status_code
            == 200
        )
    crowd = Crowd(served.url, told["code"], 60)
    thread = threading.Thread(target=crowd.run)
    thread.start()
    for _ in range(2):
        _until(lambda: len(crowd.acknowledged) >= 10)
        before = workers(served)
        os.kill(before[0], signal.SIGKILL)
        _until(lambda before=before: len(workers(served)) == 2 and workers(served) != before)
    crowd.killing.set()
    for pid in [*workers(served), served.process.pid]:
        os.kill(pid, signal.SIGKILL)
    served.process.wait(timeout=10)
    at_kill = len(crowd.acknowledged)
    port = int(served.url.rpartition(":")[2])
    second = serve(folder, *COMMAND, port=port, MONITOR_STATE=str(folder / "state"), MONITOR_LOG="json")
    again = next(second)
    thread.join(timeout=120)
    assert not thread.is_alive() and len(crowd.acknowledged) == 60 and at_kill < 60
    rooms = Rooms(Sqlite(folder / "state"))
    kept = [rooms.own(told["code"], token, 0) for token in crowd.acknowledged]
    assert kept == list(crowd.acknowledged.values())
    assert again.get("/health")[0] == 200
    second.close()


def _until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
