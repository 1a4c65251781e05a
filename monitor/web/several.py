"""What is answered outside any of several monitors, and in the place of one that can't be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.api.endpoint import problem_response
from monitor.api.problem import Problem
from monitor.errors import StoreError
from monitor.locale import LANGUAGES
from monitor.store import current_store, monitors
from monitor.web.shell import asks_a_page

SHARED = (
    "/health",
    "/ready",
    "/_stcore/health",
    "/metrics",
    "/robots.txt",
    "/oauth2callback",
    "/favicon.png",
)
SHARED_BELOW = ("/static/", "/app/static/", "/auth/", "/show/files/")
"""Addresses that are about no monitor: the operator's, logging in, and files without any number."""
_NO_CACHE = {"cache-control": "no-cache"}


@dataclass(frozen=True)
class Told:
    """What a reader sees there, as whole documents."""

    choice: Callable[[str, str], str]
    """(language, an address that was asked and isn't there) → the page to choose a monitor on."""
    unread: Callable[[str], str]
    """Language → the page that stands where a monitor can't be read."""


class Several:
    """Lets through what is about a monitor, or about none; lets a reader choose one for the rest."""

    def __init__(self, app: ASGIApp, told: Told):
        self.app, self.told = app, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] not in ("http", "websocket") or not monitors.monitors():
            await self.app(scope, receive, send)
        elif monitors.asked():
            await self._within(scope, receive, send)
        elif scope["path"] in SHARED or scope["path"].startswith(SHARED_BELOW):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await (await self._outside(scope))(scope, receive, send)

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A monitor's own page; a told one where it can't be read."""
        if scope["type"] == "http" and asks_a_page(scope) and not await run_sync(_read):
            page = self.told.unread(_language(scope))
            headers = {"cache-control": "no-store", "retry-after": "60"}
            await HTMLResponse(page, 503, headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _outside(self, scope: Scope) -> Response:
        path = scope["path"]
        if path.startswith("/api/"):
            known = ", ".join(f"/{name}/api/v1" for name in monitors.monitors())
            return problem_response(Problem(404, "not-found", f"Each monitor has its own API: {known}"))
        if path == "/":
            missing = QueryParams(scope["query_string"]).get("missing", "")[:80]
            page = await run_sync(self.told.choice, _language(scope), missing)
            return HTMLResponse(page, headers=_NO_CACHE)
        if asks_a_page(scope):
            asked = {"missing": path[:80]} | {
                key: value for key, value in QueryParams(scope["query_string"]).items() if key == "lang"
            }
            return RedirectResponse("/?" + urlencode(asked), 303)
        return Response("Not found\n", 404, media_type="text/plain")


def _language(scope: Scope) -> str:
    wanted = QueryParams(scope["query_string"]).get("lang", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _read() -> bool:
    """Whether the monitor that is asked can be read."""
    try:
        current_store()
    except StoreError:
        return False
    return True
