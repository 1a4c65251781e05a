"""Connections that send nothing, or a request a byte at a time, are dropped; uvicorn by itself waits for them
for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import h11

from monitor.web.uvicorn_internals import H11Protocol

PATIENCE = 10.0
"""Seconds that a request gets to arrive whole, headers and body."""


class ImpatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with an end to its patience. A websocket has a protocol of its own, which pings."""

    patience = PATIENCE

    def __init__(self, *given: Any, **named: Any):
        super().__init__(*given, **named)
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection; its first request has to come."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of it."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or more than one; between two of them uvicorn's own keep-alive counts."""
        super().data_received(data)
        if self.transport.get_protocol() is self and self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._stop_waiting()

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.patience, self._drop)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _drop(self) -> None:
        self._waiting = None
        self.transport.abort()
