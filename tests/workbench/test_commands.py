"""Check, build and open, as the workbench has them done by the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from monitor import places
from monitor.store import current_store
from monitor.workbench import commands, start
from monitor.workbench.desk import Desk
from tests.workbench.test_rows import BOOK, desk  # noqa: F401


def reached(address: str) -> int:
    """The status of a page; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def within(seconds: float, address: str, status: int) -> bool:
    end = time.monotonic() + seconds
    while reached(address) != status and time.monotonic() < end:
        time.sleep(0.2)
    return reached(address) == status


def without(desk: Desk, rows: int) -> None:  # noqa: F811
    """Takes the last respondents out of the newest file."""
    path = desk.raw / "2024.sav"
    frame, meta = pyreadstat.read_sav(path)
    kept: pd.DataFrame = frame.iloc[:-rows]
    pyreadstat.write_sav(
        kept, path, variable_value_labels=meta.variable_value_labels, missing_ranges={"q1": [9]}
    )


def test_a_check_tells_every_finding_and_whether_it_can_be_built(desk: Desk) -> None:  # noqa: F811
    done, lines = commands.checked(desk)
    assert done and lines == ["No findings."]
    path = desk.codebook / "codebook.yaml"
    path.write_text(BOOK.replace("variable: q2", "variable: q22"), encoding="utf-8")
    done, lines = commands.checked(desk)
    assert not done and any(line.startswith("stops: ") and "q22" in line for line in lines)
    path.write_text(BOOK.replace("kind: mean", "kind: average"), encoding="utf-8")
    done, lines = commands.checked(desk)
    assert not done and "average" in " ".join(lines)


def test_a_build_is_told_without_its_progress(desk: Desk) -> None:  # noqa: F811
    done, lines = commands.built(desk)
    assert done and str(desk.store) in lines[0] and "cells shown" in lines[1] and len(lines) == 2
    assert current_store(desk.store).codebook.indicator["one"].label == "One"


def test_editions_of_one_sitting_are_not_held_against_each_other_and_others_are(desk: Desk) -> None:  # noqa: F811
    assert commands.built(desk)[0]
    without(desk, 2)
    assert commands.built(desk)[0], "nobody saw the first"
    commands.sitting.clear()
    without(desk, 2)
    done, lines = commands.built(desk)
    assert not done and "tells of 2 respondents" in " ".join(lines)
    assert commands.built(desk, unseen=True)[0]


def test_the_pages_open_once_and_again_after_they_stopped(desk: Desk) -> None:  # noqa: F811
    assert commands.built(desk)[0]
    address = commands.opened(desk)
    assert within(60, address, 200) and commands.opened(desk) == address
    port, process = commands.serving[desk.store]
    assert address == f"http://localhost:{port}"
    process.terminate()
    process.wait(20)
    again = commands.opened(desk)
    assert within(60, again, 200)
    commands.serving.pop(desk.store)[1].terminate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_the_page_stops_with_its_command(tmp_path: Path) -> None:
    """A terminated command leaves no server behind."""
    port = commands.free_port()
    command = [sys.executable, "-m", "monitor", "workbench", str(tmp_path), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name not in start.SERVING}
    process = subprocess.Popen(command, cwd=places.ROOT, env=environment, stdout=subprocess.DEVNULL)
    assert within(60, f"http://localhost:{port}", 200)
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    assert within(20, f"http://localhost:{port}", 0)


def test_a_page_at_rest_sweeps_nothing() -> None:
    """Streamlit sweeps all that is loaded after each run, and one looks at the files every two seconds."""
    assert {"--runner.postScriptGC=false", "--server.fileWatcherType=none"} <= set(start.command(1))
