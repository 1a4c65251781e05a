"""What every request passes first: is the host known, is the address one that we serve; and what every
response bears."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.metrics import REQUESTS, SESSIONS
from monitor.web.settings import Settings, settings

PROBES = ("/health", "/ready")
"""Asked by machines that know only a number for this server."""
CLOSED = (
    "/_stcore/upload_file",
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/media/",
)
"""Addresses of Streamlit's that no page needs: nothing is uploaded, and nothing waits in the memory of one
worker."""


FRAMED = ("/embed/", "/api/v1/export/handout.html", "/api/v1/figure.svg")
"""What may be shown in a frame by whom MONITOR_EMBED_ANCESTORS names."""


class Guard:
    """Refuses what isn't for us; adds the security headers that a response does not set itself; measures."""

    def __init__(self, app: ASGIApp, routes: frozenset[str] = frozenset()):
        self.app, self.routes, self.settings = app, routes, settings()
        self.headers = security_headers(self.settings)
        self.framed = security_headers(replace(self.settings, frame_ancestors=self.settings.embed_ancestors))
        self.framed["cross-origin-resource-policy"] = "cross-origin"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, status, path = perf_counter(), 500, scope["path"]

        async def secured(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                add_security(headers, self.framed if path.startswith(FRAMED) else self.headers)
                message["headers"] = only_on_https(headers.raw) if self._by_https(scope) else headers.raw
            await send(message)

        try:
            if path not in PROBES and not host_allowed(scope, self.settings.hosts):
                await PlainTextResponse("Unknown host\n", 400)(scope, receive, secured)
            elif path.startswith(CLOSED):
                await PlainTextResponse("Not found\n", 404)(scope, receive, secured)
            else:
                await self.app(scope, receive, secured)
        finally:
            REQUESTS.labels(self._route(path), str(status)).observe(perf_counter() - start)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not host_allowed(scope, self.settings.hosts):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        SESSIONS.inc()
        try:
            await self.app(scope, receive, send)
        finally:
            SESSIONS.dec()

    def _by_https(self, scope: Scope) -> bool:
        """Whether this reader came by https, or should have; a trusted proxy tells (FORWARDED_ALLOW_IPS)."""
        return self.settings.secure or scope.get("scheme") == "https"

    def _route(self, path: str) -> str:
        """The route, of the few that there are; never what a reader typed."""
        if path in self.routes:
            return path
        if path == "/w" or path.startswith("/w/"):
            return "/w"
        if path == "/show" or path.startswith("/show/"):
            return "/show"
        return (
            "/static"
            if path.startswith(("/static/", "/app/static/"))
            else "/_stcore"
            if path.startswith("/_stcore/")
            else "page"
        )


def add_security(headers: MutableHeaders, ours: Mapping[str, str]) -> None:
    """Adds our headers where a response has none of its own; who may frame it is added to its own policy
    too."""
    own = headers.get("content-security-policy", "")
    if own and "frame-ancestors" not in own:
        ancestors = ours["content-security-policy"].partition("frame-ancestors ")[2]
        headers["content-security-policy"] = f"{own}; frame-ancestors {ancestors}"
    for name, value in ours.items():
        headers.setdefault(name, value)


def host_allowed(scope: Scope, hosts: tuple[str, ...]) -> bool:
    """Whether the Host that a request names is one of `hosts`; any where there are none."""
    if not hosts or hosts == ("*",):
        return True
    named = Headers(scope=scope).get("host", "").lower()
    name = named.partition("]")[0] + "]" if named.startswith("[") else named.partition(":")[0].rstrip(".")
    return any(name == host or (host.startswith("*.") and name.endswith(host[1:])) for host in hosts)


def only_on_https(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers, with `Secure` at each cookie that lacks it: a browser then never sends it over plain
    http."""
    return [
        (name, value + b"; Secure")
        if name == b"set-cookie" and not re.search(rb"(?i);\s*secure\s*(;|$)", value)
        else (name, value)
        for name, value in headers
    ]


def security_headers(settings: Settings) -> dict[str, str]:
    """Headers of every response.

    What the policy allows beyond our own address is what Streamlit's pages need, measured in Chromium:
    `blob:` for the script of a component, WebAssembly for its messages, styles that its library writes.
    Charts need no `eval`: Vega's expressions are interpreted.
    """
    policy = {
        "default-src": "'self'",
        "script-src": "'self' blob: 'wasm-unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": settings.frame_ancestors,
    }
    headers = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.frame_ancestors == "'none'":
        headers["x-frame-options"] = "DENY"
    if settings.secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
