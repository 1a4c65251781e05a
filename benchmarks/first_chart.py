"""How long until a reader sees the first chart in Chromium, beside the first text of a bare Streamlit page;
seconds and their ratio.

    python benchmarks/first_chart.py [--times 9]

Each is opened in turn in a fresh window, so that both meet the same machine. Needs a store in data/store,
playwright and Chromium.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.beside import CHART, TEXT, both_in_chromium


def opened(browser: Any, address: str, wanted: str) -> float:
    """Seconds from asking for a page until an element stands on it."""
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    page = window.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(wanted, timeout=60_000)
    taken = time.perf_counter() - began
    window.close()
    return taken


def main() -> None:
    """Prints the medians and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    with both_in_chromium() as (browser, view, plain):
        pairs = [(opened(browser, view, CHART), opened(browser, plain, TEXT)) for _ in range(times + 1)][1:]
    first, second = (statistics.median(taken) for taken in zip(*pairs, strict=True))
    print(
        f"first chart {first:.2f} s, first text of a bare page {second:.2f} s, ratio {first / second:.2f}"
        f" (medians of {times})"
    )


if __name__ == "__main__":
    main()
