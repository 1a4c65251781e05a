"""Half a request keeps no connection; a whole one is answered, however long its answer takes."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from uvicorn import Config, Server

from monitor.web.patience import PATIENCE, ImpatientProtocol
from tests.web.session import drawn, opened

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nab"
WHOLE = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hasty(ImpatientProtocol):
    """The same with little patience, so that the test has none to need."""

    patience = 0.4


async def reads_all(scope: Any, receive: Any, send: Any) -> None:
    """Answers when the whole request is there; /late, later than the protocol's patience."""
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(1.0 if scope["path"] == "/late" else 0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """A server in this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(Config(reads_all, http=Hasty, lifespan="off", log_level="critical"))
    running = threading.Thread(target=server.run, args=([listening],))
    running.start()
    yield listening.getsockname()
    server.should_exit = True
    running.join()


def answer(connection: socket.socket) -> bytes:
    """What comes until the server ends the connection, or the body is there."""
    read = b""
    while not read.endswith(b"ok"):
        try:
            piece = connection.recv(4096)
        except ConnectionResetError:
            break
        if not piece:
            break
        read += piece
    return read


@pytest.mark.parametrize(
    "start",
    [b"", b"G", HALF_A_HEADER, HALF_A_BODY],
    ids=["nothing", "a letter", "half a header", "half a body"],
)
def test_half_a_request_is_dropped(address, start):
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(start)
        assert answer(connection) == b""


@pytest.mark.parametrize("start", [HALF_A_HEADER, HALF_A_BODY], ids=["header", "body"])
def test_a_byte_at_a_time_wins_no_time(address, start):
    with socket.create_connection(address, timeout=10) as connection, pytest.raises(OSError):
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)


def test_half_a_request_after_a_whole_one_is_dropped_too(address):
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(WHOLE)
        assert answer(connection).endswith(b"ok")
        connection.sendall(HALF_A_HEADER)
        assert answer(connection) == b""


def test_whole_request_is_answered_however_late(address):
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(HALF_A_BODY)
        connection.sendall(b"c" * 98)
        assert answer(connection).endswith(b"ok")
        connection.sendall(WHOLE.replace(b"/health", b"/late"))
        assert answer(connection).endswith(b"ok")


def test_served_app_is_impatient_but_not_with_its_readers(server):
    host, port = server.url.removeprefix("http://").split(":")
    with (
        opened(server.url) as reader,
        socket.create_connection((host, int(port)), timeout=3 * PATIENCE) as connection,
    ):
        connection.sendall(HALF_A_HEADER)
        assert answer(connection) == b""
        assert drawn(reader)
