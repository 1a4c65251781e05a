"""One command, several workers, one port: they share the readers, are replaced when they die, and stop
together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Served, serve
from tests.pages.tiny import write_tiny_store
from tests.web.conftest import TWO_WORKERS, listening, measured, workers
from tests.web.session import drawn, opened

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the processes from /proc")


def test_readers_are_spread_over_the_workers(server):
    with ExitStack() as readers:
        for _ in range(60):
            readers.enter_context(opened(server.url))
        counts = [value for name, value in measured(server).items() if name.startswith("monitor_sessions{")]
    assert sum(counts) >= 60
    assert min(counts) >= 12, counts


def test_every_address_is_answered_by_every_worker(server):
    """Many connections, so that each worker gets some: nothing of a page waits in the memory of one of
    them."""
    with opened(server.url) as reader:
        messages = drawn(reader, "zorgverleners", "i=portaal")
    text = "".join(str(message) for message in messages)
    assert "/media/" not in text
    for path in (
        "/",
        "/zorgverleners?i=portaal",
        "/ready",
        "/_stcore/health",
        "/_stcore/host-config",
        "/app/static/icon.png",
        "/api/v1/indicators",
    ):
        statuses = {server.get(path)[0] for _ in range(12)}
        assert statuses == {200}, path


def until(served: Served, sockets: int) -> bool:
    """Whether so many workers listen, within a minute."""
    for _ in range(600):
        if listening(served) == sockets:
            return True
        time.sleep(0.1)
    return False


def test_dead_worker_is_replaced_while_the_other_serves(tmp_path: Path):
    write_tiny_store(tmp_path)
    for served in serve(tmp_path, *TWO_WORKERS):
        assert until(served, 2)
        killed = min(workers(served))
        os.kill(killed, signal.SIGKILL)
        assert until(served, 1)
        assert served.get("/health")[0] == 200
        assert until(served, 2)
        assert f"Worker {killed} died and was replaced" in served.log.read_text(encoding="utf-8")
        now = workers(served)
        assert killed not in now and len(now) == 2
        assert {served.get("/health")[0] for _ in range(10)} == {200}


def test_workers_are_replaced_one_by_one_when_asked(tmp_path: Path):
    write_tiny_store(tmp_path)
    for served in serve(tmp_path, *TWO_WORKERS):
        assert until(served, 2)
        before = workers(served)
        served.process.send_signal(signal.SIGHUP)
        for _ in range(400):
            assert answered(served) == 200
            if len(now := workers(served)) == 2 and not now & before:
                break
            time.sleep(0.1)
        assert len(now) == 2 and not now & before


def answered(served: Served) -> int:
    """The status of a request, made once more as a browser does where a worker ends as it connects."""
    try:
        return served.get("/health")[0]
    except (ConnectionResetError, http.client.RemoteDisconnected):
        return served.get("/health")[0]


def test_all_stop_when_told_to(tmp_path: Path):
    write_tiny_store(tmp_path)
    for served in serve(tmp_path, *TWO_WORKERS):
        running = workers(served)
        with opened(served.url) as reader:
            drawn(reader, "zorgverleners")
            served.process.terminate()
            assert served.process.wait(timeout=25) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in running)


def test_taken_port_is_told_in_one_line(server):
    port = server.url.rsplit(":", 1)[1]
    command = [
        sys.executable,
        "-m",
        "monitor",
        "serve",
        "--port",
        port,
        "--host",
        "127.0.0.1",
        "--store",
        str(server.store),
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert told.stderr == f"monitor: Port {port} is in use or not allowed; choose another with --port\n"
