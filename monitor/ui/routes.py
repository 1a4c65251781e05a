"""Addresses for the operator: does the program run, and can it answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from monitor import api
from monitor.errors import StoreError
from monitor.store import current_store


async def health(request: Request) -> JSONResponse:
    """200 as long as the process answers."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


def ready(request: Request) -> JSONResponse:
    """200 and the build that serves; 503 while there is no store that can be read."""
    try:
        answer, code = {"status": "ready", "build": current_store().build}, 200
    except StoreError:
        answer, code = {"status": "no store"}, 503
    return JSONResponse(answer, status_code=code, headers={"cache-control": "no-store"})


ROUTES: list[BaseRoute] = [Route("/health", health), Route("/ready", ready), *api.routes()]
