"""A reader without a browser: Streamlit's own messages over its websocket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


@contextmanager
def opened(url: str, **headers: str) -> Iterator[ClientConnection]:
    """A connection to the app at `url`, as a browser opens one."""
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    with connect(
        address, subprotocols=["streamlit"], max_size=None, additional_headers=headers
    ) as connection:  # type: ignore[list-item]
        yield connection


def drawn(connection: ClientConnection, page: str = "", query: str = "") -> list[Any]:
    """Every message that the app sends until the page is drawn."""
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
    connection.send(asked.SerializeToString())
    messages = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(connection.recv(timeout=60))
        messages.append(message)
        if message.WhichOneof("type") == "script_finished" and message.script_finished in (0, 1, 2):
            return messages
