"""The app below a path of its host: `https://example.org/monitor/` where MONITOR_ADDRESS says so, and each of
several monitors below its name.

Addresses come in with the path or without (a proxy may take it off); those that go out bear it. Inside, the
app is at the root: only what a browser follows is rewritten.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.store import monitors
from monitor.web.settings import base, settings

_AT_ROOT = re.compile(rb'(?<=[\s"])((?:href|src|action)=")/(?!/)')
_COOKIES_PATH = re.compile(rb"(?i)(;\s*path=)(/[^;\s]+)")
"""Of a cookie that is for some addresses only; one for all of them may be for a log-in, which all share."""


class Base:
    """Takes the path off what is asked, and puts it before what is answered."""

    def __init__(self, app: ASGIApp):
        self.app, self.base = app, settings().base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path, name = without(scope["path"], self.base), ""
        if monitors.monitors():
            name, path = named(path)
            plain = [pair for pair in scope["headers"] if pair[0] != monitors.HEADER.encode()]
            scope = {**scope, "headers": [*plain, (monitors.HEADER.encode(), name.encode())]}
        if name and not path and scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            to = f"{self.base}/{name}/" + (f"?{query}" if query else "")
            await RedirectResponse(to, 308)(scope, receive, send)
            return
        path = path or "/"
        if path != scope["path"]:
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        with monitors.asking(name):
            await self._below(base() if name else self.base, scope, receive, send)

    async def _below(self, base: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not base or scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        page = "text/html" in Headers(scope=scope).get("accept", "")
        await self.app({**scope, "headers": plain} if page else scope, receive, rewritten(send, base))


def without(path: str, base: str) -> str:
    """A path as it is below `base`; the path itself where it does not begin with it."""
    return path.removeprefix(base) or "/" if path == base or path.startswith(base + "/") else path


def named(path: str) -> tuple[str, str]:
    """The monitor that a path is about, and the path below its name, '' for the name alone; ('', the path)
    where it is about none."""
    name, slash, rest = path.removeprefix("/").partition("/")
    return (name, slash + rest) if name in monitors.monitors() else ("", path)


def rewritten(send: Send, base: str) -> Send:
    """Passes on what is sent; addresses at the root in a header or in a document get the path."""
    started: Message | None = None
    body = bytearray()

    async def passed(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=[_in_cookie(pair, base) for pair in message.get("headers", [])])
            if headers.get("location", "").startswith("/"):
                headers["location"] = base + headers["location"]
            message = {**message, "headers": headers.raw}
            kind = headers.get("content-type", "")
            if kind.startswith("text/html") and "content-encoding" not in headers:
                started = message
                return
        elif started is not None and message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=started["headers"])
            if body:
                written = in_base(bytes(body), base)
                headers["content-length"] = str(len(written))
                message = {"type": "http.response.body", "body": written}
            await send({**started, "headers": headers.raw})
        await send(message)

    return passed


def _in_cookie(header: tuple[bytes, bytes], base: str) -> tuple[bytes, bytes]:
    name, value = header
    if name.lower() != b"set-cookie":
        return header
    return name, _COOKIES_PATH.sub(rb"\1" + base.encode() + rb"\2", value)


def in_base(html: bytes, base: str) -> bytes:
    """A document with the path before each address at the root; those that bear it already stay."""
    before = base.encode()
    return _AT_ROOT.sub(rb"\1" + before + b"/", html.replace(b'="' + before + b"/", b'="/'))
