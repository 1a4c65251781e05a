"""Addresses for the operator: does the program run, can it answer, how is it doing; and what every request
passes."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from monitor import api
from monitor.errors import MonitorError, StoreError
from monitor.store import current_store, monitors
from monitor.web import log
from monitor.web.access import AccessError, Gate, access
from monitor.web.base import Base
from monitor.web.files import Files
from monitor.web.guard import Guard
from monitor.web.metrics import metrics
from monitor.web.settings import check
from monitor.web.several import Several, Told
from monitor.web.shell import Fill, PageShell
from monitor.web.tuning import survive
from monitor.web.uvicorn_internals import STARTUP_FAILURE
from monitor.web.warming import warm_up
from monitor.workshop import routes as workshop

_log = logging.getLogger("monitor.server")
READY, NO_STORE = "ready", "no store"


async def health(request: Request) -> JSONResponse:
    """200 as long as the process answers."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


def ready(request: Request) -> JSONResponse:
    """200 and the build that serves; 503 while there is no store that can be read. Of several monitors each
    by its name, and 503 only where none can be read: a load balancer would take all of them away."""
    several = [] if monitors.asked() else list(monitors.monitors())
    answer: dict[str, Any] = {} if several else _standing()
    serving = answer.get("status") == READY
    if several:
        told = {}
        for name in several:
            with monitors.asking(name):
                told[name] = _standing()
        standing = {each["status"] == READY for each in told.values()}
        serving = True in standing
        answer = {"status": "partly ready" if len(standing) > 1 else READY if serving else NO_STORE}
        answer["monitors"] = told
    return JSONResponse(answer, status_code=200 if serving else 503, headers={"cache-control": "no-store"})


def _standing() -> dict[str, str]:
    """The build that serves of the monitor that is asked."""
    try:
        return {"status": READY, "build": current_store().build}
    except StoreError:
        return {"status": NO_STORE}


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Around the life of a worker. Streamlit gave its loggers handlers of their own by now; `monitor serve`
    wants one form of line.
    """
    if os.environ.get("MONITOR_LOG"):
        log.begin()
    await run_in_threadpool(warm_up)
    survive()
    async with workshop.sweeping():
        yield


def begin() -> None:
    """Before a server makes the app: a setting without a meaning, or a list that can't be kept to, ends the
    process with a line.

    Raised through uvicorn it would come with the way there, and with what a library has not let go of; and
    Streamlit would serve on with an answer of 500 where it can't read its secrets.
    """
    try:
        check()
        access()
    except MonitorError as error:
        _written_our_way()
        _log.error("Not served: %s", error)
        logging.shutdown()
        os._exit(STARTUP_FAILURE)
    _written_our_way()


def _written_our_way() -> None:
    """Takes loggers back that Streamlit gave a handler of its own while it was read."""
    if os.environ.get("MONITOR_LOG"):
        log.begin()


ROUTES: list[BaseRoute] = [
    Route("/health", health),
    Route("/ready", ready),
    Route("/metrics", metrics),
    *api.routes(),
    *workshop.routes(),
]


def middleware(fill: Fill, told: Told) -> list[Middleware]:
    """What every request passes, from outside in; `fill` makes the first response of a page, `told` those
    around several monitors."""
    return [
        Middleware(Base),
        Middleware(Guard, routes=frozenset(route.path for route in ROUTES if isinstance(route, Route))),
        Middleware(Files),
        Middleware(Gate),
        Middleware(Several, told=told),
        Middleware(PageShell, fill=fill, closed=_closed),
    ]


def _closed() -> bool:
    """Whether only some may come in; where the list can't be read nobody may."""
    try:
        return access() is not None
    except AccessError:
        return True
