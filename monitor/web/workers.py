"""Worker processes behind one port: uvicorn's supervisor, with a listening socket for each worker.

A worker that dies or hangs is replaced; SIGTERM ends all of them after the requests they are at; SIGHUP
replaces them one by one. Measured with 100 websockets opened at once: over two workers one shared socket and
a socket each divide them alike (40 to 60 each); over four, one shared socket left workers with 2 or none and
others with 46, as whoever wakes first takes all that wait, and a socket each (SO_REUSEPORT: the kernel draws
lots) gave every worker 16 to 33.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from uvicorn import Config, Server

from monitor.errors import MonitorError
from monitor.web import log
from monitor.web.patience import ImpatientProtocol
from monitor.web.uvicorn_internals import STARTUP_FAILURE, Multiprocess

_log = logging.getLogger("monitor.server")
GRACE = 10
"""Seconds that requests get to end when a worker has to stop."""
HUNG = 30
"""Seconds without an answer after which a worker is taken for hung."""


class PortTaken(MonitorError):
    """Another program listens on the port already."""

    kind = "port_taken"


class _SocketOfItsOwn:
    """Stands for the port while it travels to a worker; arrives there as a listening socket that the worker
    alone has."""

    def __init__(self, host: str, port: int):
        self.host, self.port = host, port

    def __reduce__(self) -> tuple[Any, ...]:
        return bound, (self.host, self.port, True)


class _Workers(Multiprocess):
    """uvicorn's supervisor; it tells of a worker that died, and takes it out of the metrics."""

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            from prometheus_client.multiprocess import mark_process_dead

            _log.warning("Worker %s died and was replaced", pid)
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def run(app: str, host: str, port: int, workers: int) -> int:
    """Serves `app` (module:name) until it is told to stop: 0 then, 1 where it did not start. PortTaken where
    another has the port."""
    config = Config(
        app,
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=ImpatientProtocol,
        ws="websockets-sansio",
        lifespan="on",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=HUNG,
    )
    os.environ.setdefault("MONITOR_LOG", "text" if sys.stderr.isatty() else "json")
    log.begin()
    with bound(host, port, False) as first, tempfile.TemporaryDirectory(prefix="monitor-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder(shared, "metrics")
        os.environ.setdefault("MONITOR_SIGNED_OUT", _folder(shared, "signed-out"))
        if not _access_works():
            return 1
        _log.info("The monitor is at http://localhost:%s, workers: %s", port, workers)
        if workers == 1:
            server = Server(config)
            with suppress(SystemExit):
                server.run([first])
            return 0 if server.started else 1
        sockets: list[Any] = [first]
        if sys.platform == "linux":
            first.close()
            sockets = [_SocketOfItsOwn(host, port)]
        supervisor = _Workers(config, sockets)
        supervisor.run()
        return 1 if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes) else 0


def _access_works() -> bool:
    """Whether the secrets, where there are any, ask for a log-in that can work; the log says why not, once,
    before any worker does."""
    if any(os.path.exists(place / ".streamlit" / "secrets.toml") for place in (Path.cwd(), Path.home())):
        from monitor.web.access import AccessError, access

        try:
            access()
        except AccessError as error:
            _log.error("Not served: %s", error)
            return False
    return True


def _folder(place: str, name: str) -> str:
    """A folder of this name that all workers share."""
    folder = Path(place) / name
    folder.mkdir()
    return str(folder)


def bound(host: str, port: int, shared: bool) -> socket.socket:
    """A socket bound to the port; `shared`: other sockets of this user may be bound to it too."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"Port {port} is in use or not allowed; choose another with --port") from error
        raise PortTaken(
            f"There is no address '{host}' on this machine; choose another with --host"
        ) from error
    found.set_inheritable(True)
    return found
