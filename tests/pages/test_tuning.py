"""The tuning of a serving process: done on import of the app by a server, once, and never in a test bench."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVING = """
import gc, threading, time
import streamlit_app
from streamlit.runtime.pages_manager import PagesManager
from monitor.web import tuning
tuning.prepare()
time.sleep(0.3)
threads = sum(one.name == "survivors" for one in threading.enumerate())
print(gc.get_freeze_count() > 10_000, PagesManager.uses_pages_directory, threads)
"""


def test_server_freezes_what_survives_and_knows_its_pages():
    told = subprocess.run(
        [sys.executable, "-c", SERVING], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.split() == ["True", "False", "1"]
