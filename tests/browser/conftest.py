"""The app as a server on a free port, with a small store, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.pages.tiny import advised, write_tiny_store

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@dataclass
class Served:
    """A running app: where it is, the folder of its store, and what it wrote in its log."""

    url: str
    store: Path
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of one request."""
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, dict(answer.headers), answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()


_ports = count(12_000 + 2_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))


def free_port() -> int:
    """A port that nobody listens on, and that nobody gets unasked before it is used: each process of a run
    has its own, below those that a system gives to whoever connects."""
    for port in _ports:
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
    raise AssertionError("count ends")


def serve(store: Path, *command: str, port: int = 0, **environment: str) -> Iterator[Served]:
    """Runs the app as `command` says ({port} is filled in) until the test is over."""
    port = port or free_port()
    run = [sys.executable, "-m", *(part.format(port=port) for part in command)]
    yield from running(run, port, store, store / "server.log", MONITOR_STORE=str(store), **environment)


def running(run: Sequence[str], port: int, store: Path, log: Path, **environment: str) -> Iterator[Served]:
    """The app that the command line `run` starts, from when it answers until the test is over."""
    with open(log, "w", encoding="utf-8") as lines:
        process = subprocess.Popen(
            run, cwd=ROOT, env=os.environ | environment, stdout=lines, stderr=subprocess.STDOUT
        )
    served = Served(f"http://localhost:{port}", store, log, process)
    try:
        for _ in range(600):
            try:
                if served.get("/health")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
        yield served
    finally:
        process.terminate()
        process.wait(timeout=90)


STREAMLIT = ("streamlit", "run", "streamlit_app.py", "--server.port", "{port}")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with a store that no test changes."""
    store = tmp_path_factory.mktemp("store")
    write_tiny_store(store, advised())
    yield from serve(store, *STREAMLIT)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; the tests that need one are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(
        (path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None
    )
    with playwright.sync_playwright() as driver:
        path = found or driver.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("there is no Chromium here; scripts/browser.sh installs one")
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Any) -> Iterator[Any]:
    """A fresh browser window of 1280 by 900; fails the test on any error in a page's own scripts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    broken: list[str] = []
    window.on("pageerror", lambda error: broken.append(str(error)))
    yield window
    context.close()
    assert not broken, broken


def settled(window: Any) -> None:
    """Waits until Streamlit has drawn the page, in the place of its first response, and nothing runs any
    more."""
    window.wait_for_selector("#root .m-footer", timeout=60_000)
    window.wait_for_function("() => !document.querySelector('#first')", timeout=60_000)
    window.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)
    window.wait_for_timeout(250)
