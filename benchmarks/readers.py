"""Readers without browsers: sessions over Streamlit's own websocket, and what the processes that serve them
use."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Taken:
    """Seconds of each session's first view and of its later ones; what went wrong."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def told(self) -> str:
        """One line: how many views, the median and the 95th percentile of each sort, errors."""
        parts = [
            f"{name} p50 {quantile(taken, 0.5):.3f} s, p95 {quantile(taken, 0.95):.3f} s"
            for name, taken in (("first view", self.first), ("later views", self.later))
            if taken
        ]
        return (
            f"{len(self.first) + len(self.later)} views; {'; '.join(parts)}; {len(self.errors)} errors"
            f" {self.errors[:1] or ''}"
        )


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


async def read(
    port: int, page: str, queries: Sequence[str], sessions: int, views: int, think: float
) -> Taken:
    """So many sessions, started one after the other within `think` seconds, that each ask a view every
    `think` seconds."""
    taken = Taken()
    waits = [number * think / sessions for number in range(sessions)]
    await asyncio.gather(
        *(
            _session(port, page, queries, number, wait, views, think, taken)
            for number, wait in enumerate(waits)
        )
    )
    return taken


async def _session(
    port: int,
    page: str,
    queries: Sequence[str],
    number: int,
    wait: float,
    views: int,
    think: float,
    taken: Taken,
) -> None:
    await asyncio.sleep(wait)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    try:
        async with websockets.connect(
            address, subprotocols=["streamlit"], max_size=None, open_timeout=60
        ) as connection:  # type: ignore[list-item]
            for view in range(views):
                began = time.perf_counter()
                failed = await asyncio.wait_for(
                    _view(connection, page, queries[(number + view) % len(queries)]), 60
                )
                (taken.later if view else taken.first).append(time.perf_counter() - began)
                taken.errors += failed
                await asyncio.sleep(max(0.0, think - (time.perf_counter() - began)))
    except Exception as error:
        taken.errors.append(f"{type(error).__name__}: {error}")


async def _view(connection: websockets.ClientConnection, page: str, query: str) -> list[str]:
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
    await connection.send(asked.SerializeToString())
    failed = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(await connection.recv())
        if (
            message.WhichOneof("type") == "delta"
            and message.delta.new_element.WhichOneof("type") == "exception"
        ):
            failed.append(message.delta.new_element.exception.message)
        if message.WhichOneof("type") == "script_finished" and message.script_finished in (0, 1, 2):
            return failed


@dataclass
class Server:
    """A server with its workers, and the seconds from its start until it answered."""

    port: int
    process: subprocess.Popen[bytes]
    started: float

    def processes(self) -> list[int]:
        """Ids of the server and all below it."""
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            found += (
                [int(child) for child in children.read_text(encoding="ascii").split()]
                if children.exists()
                else []
            )
        return found

    def processor(self) -> float:
        """Seconds of processor time so far."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that no other program shares, over all processes."""
        pages = 0
        for pid in self.processes():
            resident, shared = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1:3]
            pages += int(resident) - int(shared)
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(command: Sequence[str], folder: Path, health: str) -> Iterator[Server]:
    """Runs `python -m command` ({port} is filled in) in `folder` until the work is done; ready when `health`
    answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in command)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - began < 120:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=30):
                    break
            except OSError:
                time.sleep(0.02)
        yield Server(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=60)
