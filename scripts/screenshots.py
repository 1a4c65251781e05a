"""The README's pictures: the app with a store of simulated answers, seen by a browser, as small PNGs in
docs/screenshots.

    python -m scripts.screenshots [STORE]

Without a store, one is built first. Run it again when pages look otherwise.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
COLORS = 256
"""What a picture of text and flat colours needs."""


class Shot(NamedTuple):
    """A picture: what is seen, how wide and high the window is, and to how many pixels it is made smaller."""

    name: str
    address: str
    width: int
    height: int
    across: int


SHOTS = (
    Shot("subject", "/zorggebruikers?i=gebruik_pgo&by=leeftijd", 1280, 960, 960),
    Shot("start", "/", 1280, 960, 640),
    Shot(
        "gap",
        "/zorggebruikers?i=gebruik_pgo&g=chronisch_zieken&by=opleidingstype&w=2021,2022,2023,2024,2025&f=trend",
        1280,
        960,
        640,
    ),
    Shot("phone", "/zorggebruikers?i=gebruik_pgo&by=leeftijd", 390, 844, 390),
)


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The address of the app, for as long as pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "monitor", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"MONITOR_STORE": str(store)})
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/ready", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def take(browser: Any, address: str, shot: Shot) -> bytes:
    """The picture as a PNG of few colours."""
    window = browser.new_page(viewport={"width": shot.width, "height": shot.height}, device_scale_factor=2)
    window.goto(address + shot.address)
    window.wait_for_selector(".m-footer", timeout=60_000)
    window.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)
    window.wait_for_timeout(1500)
    with Image.open(io.BytesIO(window.screenshot())) as whole:
        high = round(whole.height * shot.across / whole.width)
        small = whole.convert("RGB").resize((shot.across, high), Image.Resampling.LANCZOS)
    window.close()
    into = io.BytesIO()
    small.quantize(COLORS, dither=Image.Dither.NONE).save(into, "PNG", optimize=True)
    return into.getvalue()


def main(store: Path) -> int:
    """Takes all pictures; 1 where there is no browser."""
    browsers = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = next((found for found in browsers if found), None)
    if path is None:
        print("There is no Chromium here; scripts/browser.sh installs one", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with served(store) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            file = FOLDER / f"{shot.name}.png"
            file.write_bytes(take(browser, address, shot))
            print(file.relative_to(ROOT), file.stat().st_size)
        browser.close()
    return 0


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(given[0] if given else made)))
