"""What the workbench leaves to the command line, in a process of its own: check, build, serve."""

from __future__ import annotations

import atexit
import re
import socket
import subprocess
import sys
from pathlib import Path

from monitor import places
from monitor.workbench.desk import Desk
from monitor.workbench.start import HOST

sitting: dict[Path, list[str]] = {}
"""Editions of this process by their store: nobody saw them yet."""
_PROGRESS = re.compile(r" *\d+%( |$)")
serving: dict[Path, tuple[int, subprocess.Popen[bytes]]] = {}
"""The pages that this process opened, by their store: port and process."""


def checked(desk: Desk) -> tuple[bool, list[str]]:
    """Whether a build can be made, and every finding, worst first."""
    return _run("check", "--codebook", str(desk.codebook), "--raw", str(desk.raw))


def built(desk: Desk, unseen: bool = False) -> tuple[bool, list[str]]:
    """Whether there is a new edition, and what the build told. Editions of this sitting are not held against
    each other: nobody saw them; with `unseen`, none that is there."""
    inputs = ["--codebook", str(desk.codebook), "--raw", str(desk.raw), "--store", str(desk.store)]
    made = [name for name in sitting.get(desk.store, []) if (desk.store / f"{name}.duckdb").is_file()]
    done, lines = _run(
        "build", *inputs, *(["--not-public", *([] if unseen else made)] if made or unseen else [])
    )
    if done:
        edition = (desk.store / "CURRENT").read_text(encoding="utf-8").strip().removesuffix(".duckdb")
        sitting.setdefault(desk.store, []).append(edition)
    return done, lines


def opened(desk: Desk) -> str:
    """The address of the app on this survey's build, for this machine alone; it stops with the workbench."""
    port, process = serving.get(desk.store, (0, None))
    if process is None or process.poll() is not None:
        port = free_port()
        told = ["serve", "--host", HOST, "--port", str(port), "--workers", "1", "--store", str(desk.store)]
        process = subprocess.Popen([sys.executable, "-m", "monitor", *told], cwd=places.ROOT)
        atexit.register(process.terminate)
        serving[desk.store] = port, process
    return f"http://localhost:{port}"


def _run(*arguments: str) -> tuple[bool, list[str]]:
    run = subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    lines = [line for line in (run.stdout + run.stderr).splitlines() if line.strip()]
    return run.returncode == 0, [line for line in lines if not _PROGRESS.match(line)]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port
