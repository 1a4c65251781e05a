"""What the operator can measure, in Prometheus' text: views, times, errors, sessions and the build, of all
workers together.

Each worker writes its numbers to files that all share (`prometheus_client`'s multi-process mode, begun by
`monitor serve`), so whichever worker answers /metrics tells the whole. Nothing in it is about one reader.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.errors import StoreError
from monitor.store import current_store, monitors
from monitor.web import log
from monitor.web.settings import settings

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
VIEWS = Counter("monitor_views", "Views answered on a page.", ["page", "kind"])
PAGES = Histogram("monitor_page_seconds", "Time to draw a page, by page.", ["page"], buckets=_SECONDS)
REQUESTS = Histogram(
    "monitor_request_seconds", "Time to answer a request.", ["route", "status"], buckets=_SECONDS
)
ERRORS = Counter("monitor_errors", "Errors in the log, by the part of the program that wrote them.", ["part"])
SESSIONS = Gauge("monitor_sessions", "Readers connected now, by worker.", multiprocess_mode="liveall")


def _count_error(part: str) -> None:
    ERRORS.labels(part).inc()


log.errors_counted[:] = [_count_error]


def viewed(page: str, kind: str) -> None:
    """Counts one view; `kind` is the figure type."""
    VIEWS.labels(page, kind).inc()


@contextmanager
def timed(page: str) -> Iterator[None]:
    """Measures how long a page takes to draw."""
    start = perf_counter()
    try:
        yield
    finally:
        PAGES.labels(page).observe(perf_counter() - start)


def metrics(request: Request) -> Response:
    """Everything measured; only for who bears MONITOR_METRICS_TOKEN, and nobody where that is not set."""
    token = settings().metrics_token
    borne = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(borne.encode(), token.encode()):
        return PlainTextResponse("Not found\n", 404)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry).decode() + _build()
    return Response(text, headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})


def _build() -> str:
    lines = []
    for name in monitors.monitors() or [""]:
        with monitors.asking(name):
            try:
                build = current_store().build
            except StoreError:
                continue
        labels = f'build="{build}"' + (f',monitor="{name}"' if name else "")
        lines.append(f"monitor_build_info{{{labels}}} 1.0\n")
    about = "# HELP monitor_build_info The build that serves.\n# TYPE monitor_build_info gauge\n"
    return about + "".join(lines) if lines else ""
