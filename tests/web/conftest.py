"""The app as `monitor serve` runs it: two workers behind one port, a small store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Served, serve
from tests.pages.tiny import advised, write_tiny_store

TOKEN = "only-for-this-test"
TWO_WORKERS = ("monitor", "serve", "--port", "{port}", "--workers", "2", "--host", "127.0.0.1")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two workers; no test harms them."""
    store = tmp_path_factory.mktemp("served")
    write_tiny_store(store, advised())
    hosts = "localhost,*.monitor.example"
    for served in serve(
        store, *TWO_WORKERS, MONITOR_METRICS_TOKEN=TOKEN, MONITOR_HOSTS=hosts, MONITOR_API_RATE="0"
    ):
        for _ in range(300):
            if listening(served) == 2:
                break
            time.sleep(0.1)
        yield served


def listening(served: Served) -> int:
    """How many sockets listen on the server's port: one a worker that is ready."""
    port = f":{int(served.url.rsplit(':', 1)[1]):04X}"
    table = (
        Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        if Path("/proc/net/tcp").exists()
        else []
    )
    return sum(line.split()[1].endswith(port) and line.split()[3] == "0A" for line in table)


def workers(served: Served) -> set[int]:
    """Process ids of the workers that run now."""
    pid = served.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}


def measured(served: Served) -> dict[str, float]:
    """What /metrics tells, by name and labels."""
    status, _, text = served.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    pairs = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}
