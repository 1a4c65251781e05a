"""A bare Streamlit page, which others are measured beside, and both in one browser."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.readers import ROOT, Server, serving

PAGE = "zorgverleners"
QUERIES = (
    "i=gebruik_videobellen", "i=inzet_telemonitoring&f=bars",
    "i=gebruik_digitaal_schriftelijk&g=huisartsen&lang=en",
    "i=inzet_zorgrobots&g=verpleegkundigen&by=sector",
)  # fmt: skip
BARE = 'import streamlit as st\nst.text("Hello")\n'
CHART = "#root .m-chart svg"
TEXT = "[data-testid=stText]"
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextmanager
def bare_page(script: str = BARE) -> Iterator[Server]:
    """Serves a script of Streamlit's own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(script, encoding="utf-8")
        command = ["streamlit", "run", "bare.py", "--server.port", "{port}", "--server.headless", "true"]
        with serving(command, Path(folder), "/_stcore/health") as server:
            yield server


@contextmanager
def both_in_chromium(workers: int = 1, script: str = BARE) -> Iterator[tuple[Any, str, str]]:
    """(a browser, the address of our first view, that of the bare page)."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(path for path in map(shutil.which, names) if path)
    ours = ["monitor", "serve", "--port", "{port}", "--host", "127.0.0.1", "--workers", str(workers)]
    with serving(ours, ROOT, "/ready") as monitor, bare_page(script) as plain, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_QUIET)
        yield (
            browser,
            f"http://127.0.0.1:{monitor.port}/{PAGE}?{QUERIES[0]}",
            f"http://localhost:{plain.port}",
        )
        browser.close()
