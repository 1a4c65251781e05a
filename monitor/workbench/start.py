"""Starts the workbench: a Streamlit page for this machine alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from monitor import places
from monitor.errors import CodebookError

HOST = "127.0.0.1"
FOLDER, FILES = "MONITOR_WORKBENCH", "MONITOR_WORKBENCH_FILES"
"""Where the page finds the folder of the survey, and that of its files."""
SERVING = ("MONITOR_ADDRESS", "MONITOR_HOSTS")
"""A machine on which one of these is set serves readers."""


def start(folder: Path, raw: Path | None, port: int) -> int:
    """Serves the page until it is stopped, and returns its exit code. CodebookError on a machine that serves
    readers, and where `folder` is none."""
    serving = next((name for name in SERVING if os.environ.get(name)), None)
    if serving:
        raise CodebookError(
            [f"{serving} is set, so this machine serves readers; run the workbench on your own machine"]
        )
    here = folder.resolve()
    if here.is_file():
        raise CodebookError([f"{folder} is a file; name the folder of the survey"])
    files = (raw or here / "files").resolve()
    print(f"http://localhost:{port}  (this machine alone; stop with Ctrl-C)", flush=True)
    environment = {**os.environ, FOLDER: str(here), FILES: str(files)}
    page = subprocess.Popen(command(port), cwd=places.ROOT, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: page.terminate())
    return page.wait()


def command(port: int) -> list[str]:
    """What is run: Streamlit's own server, which only this machine can reach and which tells nobody."""
    options = {
        "server.address": HOST,
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": 4000,
        "server.enableStaticServing": "false",
        "server.fileWatcherType": "none",
        "runner.postScriptGC": "false",  # a sweep of all that is loaded after each look at the files
        "browser.gatherUsageStats": "false",
        "theme.font": "sans-serif",
        "theme.headingFont": "sans-serif",
    }
    page = Path(__file__).with_name("page.py")
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(page), *flags]
