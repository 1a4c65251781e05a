"""Four copies behind a real nginx, with the configuration of deploy/: readers stay with one copy, and outlive
its end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Served, free_port, serve, settled
from tests.pages.tiny import write_tiny_store
from tests.web.conftest import TOKEN, measured
from tests.web.session import opened

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(not NGINX, reason="there is no nginx here; scripts/browser.sh installs one")
COPIES = 4


@dataclass
class Room:
    """nginx's address, and the copies behind it by their own port."""

    url: str
    copies: dict[int, Served]
    start: Callable[[int], Served]

    def readers(self) -> dict[int, int]:
        """Readers connected to each copy that runs."""
        running = {port: copy for port, copy in self.copies.items() if copy.process.poll() is None}
        told = {port: measured(copy) for port, copy in running.items()}
        return {
            port: int(sum(value for name, value in of.items() if name.startswith("monitor_sessions")))
            for port, of in told.items()
        }


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Four copies of one process each, and nginx before them."""
    store, logs, place = (tmp_path_factory.mktemp(name) for name in ("room", "logs", "nginx"))
    write_tiny_store(store)
    with ExitStack() as ends:

        def start(port: int) -> Served:
            folder = logs / f"{port}-{time.monotonic_ns()}"
            shutil.copytree(store, folder)
            command = ("monitor", "serve", "--port", "{port}", "--workers", "1", "--host", "127.0.0.1")
            running = serve(folder, *command, port=port, MONITOR_METRICS_TOKEN=TOKEN)
            served = next(running)
            ends.callback(lambda: next(running, None))
            return served

        ports = [free_port() for _ in range(COPIES)]
        with ThreadPoolExecutor(COPIES) as together:
            copies = dict(zip(ports, together.map(start, ports), strict=True))
        front = free_port()
        _configure(place, front, ports)
        nginx = subprocess.Popen(
            [str(NGINX), "-p", str(place), "-c", "nginx.conf", "-g", "daemon off;"], stdout=subprocess.DEVNULL
        )
        ends.callback(nginx.wait)
        ends.callback(nginx.terminate)
        url = f"http://localhost:{front}"
        _until(lambda: Served(url, store, store, nginx).get("/health")[0] == 200)
        yield Room(url, copies, start)


def _configure(place: Path, front: int, ports: list[int]) -> None:
    """deploy/nginx as it is, but for the addresses."""
    written = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    assert written.count("listen 8080;") == 1
    moved = written.replace("listen 8080;", f"listen 127.0.0.1:{front};")
    (place / "nginx.conf").write_text(
        moved.replace("access_log /dev/stdout", f"access_log {place}/access.log"), encoding="utf-8"
    )
    written = (ROOT / "deploy" / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    rest = [line for line in written.splitlines() if " server " not in line]
    servers = [f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;" for port in ports]
    (place / "upstream.conf").write_text("\n".join([*rest[:-1], *servers, rest[-1]]), encoding="utf-8")
    types = next(
        path
        for path in map(Path, ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"))
        if path.exists()
    )
    shutil.copy(types, place / "mime.types")
    told = subprocess.run(
        [str(NGINX), "-t", "-p", str(place), "-c", "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0 and "test is successful" in told.stderr, told.stderr


def _until(done: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if done():
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail("it did not happen in time")


def test_readers_are_spread_over_the_copies(room):
    with ExitStack() as readers:
        for _ in range(60):
            readers.enter_context(opened(room.url))
        counts = room.readers()
    assert sum(counts.values()) == 60
    assert min(counts.values()) >= 4, counts


def test_reader_with_a_cookie_stays_with_one_copy(room):
    seen: Counter[int] = Counter()
    for _ in range(8):
        with opened(room.url, Cookie="monitor_route=one-reader"):
            seen[next(port for port, count in room.readers().items() if count)] += 1
        _until(lambda: not any(room.readers().values()))
    assert len(seen) == 1


def test_answers_bear_one_cookie_and_every_header(room):
    front = next(iter(room.copies.values()))
    first = Served(room.url, front.store, front.log, front.process).get("/zorgverleners")[1]
    assert first["Set-Cookie"].startswith("monitor_route=") and "HttpOnly" in first["Set-Cookie"]
    assert "content-security-policy" in {name.lower() for name in first}
    again = Served(room.url, front.store, front.log, front.process).get(
        "/zorgverleners", Cookie=first["Set-Cookie"].split(";")[0]
    )[1]
    assert "Set-Cookie" not in again
    assert (
        Served(room.url, front.store, front.log, front.process).get(
            "/metrics", Authorization=f"Bearer {TOKEN}"
        )[0]
        == 404
    )


def test_cookie_is_secure_where_the_reader_came_by_https(room):
    front = next(iter(room.copies.values()))
    through = Served(room.url, front.store, front.log, front.process)
    assert "Secure" not in through.get("/health")[1]["Set-Cookie"]
    assert through.get("/health", **{"X-Forwarded-Proto": "https"})[1]["Set-Cookie"].endswith("; Secure")


def test_half_a_request_is_dropped(room):
    host, port = room.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert b"200" not in slow.recv(4096)


@pytest.mark.browser
def test_open_page_outlives_the_copy_that_serves_it(room, reader):
    reader.goto(f"{room.url}/zorgverleners?i=oordeel&by=leeftijd")
    settled(reader)
    reader.locator(".st-key-add-card button").first.click()
    reader.get_by_text("(1)").locator("visible=true").first.wait_for()
    settled(reader)
    reader.wait_for_function(
        "() => Object.keys(sessionStorage).some((key) => key.startsWith('monitor.coll'))"
    )
    address, title = reader.url, reader.locator("h2").first.inner_text()
    served_by = next(port for port, count in room.readers().items() if count)
    os.kill(room.copies[served_by].process.pid, signal.SIGKILL)
    _until(lambda: any(count for port, count in room.readers().items() if port != served_by))
    settled(reader)
    assert reader.url == address and reader.locator("h2").first.inner_text() == title
    year = reader.locator("#root .m-pill").filter(has_text="2023")
    # A choice made in the instant between is not known to the new copy, which begins with the address.
    for _ in range(4):
        if "w=2023" not in reader.url:
            assert reader.url.replace("v=1&", "") == address
            year.click()
            reader.wait_for_timeout(2500)
            settled(reader)
    assert "w=2023" in reader.url
    # The collection came back from the tab.
    reader.get_by_text("(1)").locator("visible=true").first.wait_for()
    assert reader.locator("[data-testid=stException]").count() == 0
    room.copies[served_by] = room.start(served_by)
    reader.reload()
    settled(reader)
    assert reader.locator("#root .m-chart").locator("visible=true").count() == 1
