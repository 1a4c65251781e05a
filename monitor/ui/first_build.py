"""A machine without a store: builds one from simulated respondents, and shows every waiting reader how far it
is.

The build runs in a process of its own, so that the pages stay quick; its lock lets one at a time through,
also between servers.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import streamlit as st

from monitor import places
from monitor.locale import say, says
from monitor.ui import frame

_COMMAND = """
import pathlib, sys
from monitor.errors import MonitorError
from monitor.prepare.first_store import first_store
try:
    first_store(pathlib.Path(sys.argv[1]))
except MonitorError as error:
    sys.exit(f"monitor: {error}")
"""
_log = logging.getLogger("monitor")
_starting = threading.Lock()
_running: dict[Path, subprocess.Popen[bytes]] = {}


def show(folder: Path, language: str) -> None:
    """Waits for the first store, showing progress, then draws the page that was asked for. Says so when the
    build fails."""
    frame.heading(say("first.title", language), say("first.intro", language), language)
    bar = st.progress(0.0, say("first.waiting", language))
    build = started(folder)
    while not (folder / "CURRENT").is_file():
        if build.poll() is not None and not (folder / "CURRENT").is_file():
            _log.error("The first build failed with exit code %s; the reason stands above", build.returncode)
            bar.empty()
            st.markdown(say("first.failed", language))
            if st.button(say("first.again", language)):
                _running.pop(folder, None)
                st.rerun()
            return
        done, doing = progress(folder)
        bar.progress(done, doing_in(doing, language))
        time.sleep(0.3)
    bar.progress(1.0, say("first.done", language))
    st.rerun()


def started(folder: Path) -> subprocess.Popen[bytes]:
    """The build that this server runs in `folder`; started when there is none."""
    with _starting:
        if folder not in _running:
            _running[folder] = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, str(folder)], cwd=places.ROOT, stdin=subprocess.DEVNULL
            )
        return _running[folder]


def progress(folder: Path) -> tuple[float, str]:
    """The part done (0-1) and the step, as the build wrote them last."""
    try:
        done, doing, *_ = (folder / ".progress").read_text(encoding="utf-8").splitlines()
        return min(max(float(done), 0.0), 1.0), doing
    except (OSError, ValueError):
        return 0.0, ""


def doing_in(doing: str, language: str) -> str:
    """The step in the reader's words: its first word is the name of a step, the rest is about what."""
    step, _, what = doing.partition(" ")
    if not says(f"first.step.{step}", language):
        return say("first.waiting", language)
    return " ".join(part for part in (say(f"first.step.{step}", language), what) if part)
