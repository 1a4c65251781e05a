"""The app below a path of its host: `https://example.org/monitor/` where MONITOR_ADDRESS says so.

Addresses come in with the path or without (a proxy may take it off); those that go out bear it. Inside, the
app is at the root: only what a browser follows is rewritten.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.settings import settings

_AT_ROOT = re.compile(rb'(?<=[\s"])((?:href|src|action)=")/(?!/)')


class Base:
    """Takes the path off what is asked, and puts it before what is answered."""

    def __init__(self, app: ASGIApp):
        self.app, self.base = app, settings().base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if not self.base or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self.base or path.startswith(self.base + "/"):
            path = path.removeprefix(self.base) or "/"
            scope = {**scope, "path": path, "raw_path": path.encode("utf-8")}
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        page = "text/html" in Headers(scope=scope).get("accept", "")
        await self.app({**scope, "headers": plain} if page else scope, receive, self._rewritten(send))

    def _rewritten(self, send: Send) -> Send:
        """Passes on what is sent; addresses at the root in a header or in a document get the path."""
        started: Message | None = None
        body = bytearray()

        async def rewritten(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                if headers.get("location", "").startswith("/"):
                    headers["location"] = self.base + headers["location"]
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
                    written = in_base(bytes(body), self.base)
                    headers["content-length"] = str(len(written))
                    message = {"type": "http.response.body", "body": written}
                await send({**started, "headers": headers.raw})
            await send(message)

        return rewritten


def in_base(html: bytes, base: str) -> bytes:
    """A document with the path before each address at the root; those that bear it already stay."""
    before = base.encode()
    return _AT_ROOT.sub(rb"\1" + before + b"/", html.replace(b'="' + before + b"/", b'="/'))
