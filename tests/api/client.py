"""Asks an ASGI app directly: no server, no HTTP library."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import anyio


@dataclass
class Reply:
    """A response: status, headers with small letters, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0]


def ask(
    app: Any,
    path: str,
    query: str | bytes = "",
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    client: str = "192.0.2.1",
) -> Reply:
    """The app's reply to one request; an exception inside the app comes through."""
    raw = (
        query
        if isinstance(query, bytes)
        else quote(query, safe="=&,%+-._~:!()*;/?@'\"<>{}[]|\\^` #").encode("latin-1", "replace")
    )
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": raw,
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in {"host": "monitor.test", **(headers or {})}.items()
        ],
        "client": (client, 40000),
        "server": ("monitor.test", 80),
        "state": {},
    }
    sent: list[Any] = []

    async def run() -> None:
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, receive, send)

    with ThreadPoolExecutor(
        1
    ) as apart:  # a browser test in the same process may leave an event loop running in this thread
        apart.submit(anyio.run, run).result()
    start = next(message for message in sent if message["type"] == "http.response.start")
    content = b"".join(
        message.get("body", b"") for message in sent if message["type"] == "http.response.body"
    )
    return Reply(
        start["status"], {name.decode(): value.decode("latin-1") for name, value in start["headers"]}, content
    )
