"""How soon a reader has finding, chart and first sentence, beside the first text of a bare Streamlit page, on
a fast and on a slow line; and what the first response costs the server.

    python benchmarks/first_response.py [--times 7] [--slow 2]

Pages are opened in turn in fresh windows, so that both meet the same machine. Needs a store (MONITOR_STORE),
playwright and Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.beside import CHART, PAGE, QUERIES, TEXT, both_in_chromium
from benchmarks.readers import ROOT, quantile, serving

FINDING = "#first .m-words + p"
"""The first sentence: finding and chart stand above it."""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s with 400 ms of latency, in bytes a second."""


_LOOK = """
(() => {
  const look = () => {
    const seen = document.querySelector(%s)?.getClientRects().length
    if (seen) requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now() }))
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()
"""
"""The page itself notes when an element is painted: a driver that waits for it puts 330 kB of script of its
own into the page first, which holds up by a tenth of a second whatever goes on there."""


def opened(browser: Any, address: str, wanted: str, slow: bool = False) -> float:
    """Seconds from asking for a page until an element is painted, in a window that has kept nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    if slow:
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
    context.add_init_script(_LOOK % json.dumps(wanted))
    page.goto(address, wait_until="commit", timeout=120_000)
    taken, end = None, time.monotonic() + 120
    while taken is None and time.monotonic() < end:
        page.wait_for_timeout(1000)
        taken = page.evaluate("window.painted")
    context.close()
    if taken is None:
        raise TimeoutError(f"{wanted} did not come within two minutes at {address}")
    return float(taken) / 1000


async def _fetched(port: int, path: str) -> tuple[float, bytes]:
    """Seconds that one answer took, and its body."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    writer.write(asked.encode())
    answer = await reader.read(-1)
    writer.close()
    return time.perf_counter() - began, answer.partition(b"\r\n\r\n")[2]


async def _at_once(port: int, path: str, readers: int, rounds: int) -> tuple[list[float], float, int]:
    """(seconds of each answer, answers a second, bytes of one) of so many readers at once."""
    taken, began = [], time.perf_counter()
    for _ in range(rounds):
        answers = await asyncio.gather(*(_fetched(port, path) for _ in range(readers)))
        taken += [seconds for seconds, _ in answers]
    return taken, readers * rounds / (time.perf_counter() - began), len(answers[0][1])


def main() -> None:
    """Prints each measure, with its ratio where it has one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--slow", type=int, default=2)
    asked = parser.parse_args()
    ours = ["monitor", "serve", "--port", "{port}", "--workers", "2", "--host", "127.0.0.1"]
    path = f"/{PAGE}?{QUERIES[0]}"
    with serving(ours, ROOT, "/ready") as monitor:
        asyncio.run(_at_once(monitor.port, path, 4, 3))
        for readers, rounds in ((1, 100), (100, 5)):
            taken, each_second, size = asyncio.run(_at_once(monitor.port, path, readers, rounds))
            print(
                f"{readers} at once: p50 {quantile(taken, 0.5) * 1000:.0f} ms, p95 "
                f"{quantile(taken, 0.95) * 1000:.0f} ms, "
                f"{each_second:.0f} a second, {size / 1000:.1f} kB each"
            )
    with both_in_chromium(workers=2) as (browser, view, plain):
        for name, times, slow in (("fast", asked.times, False), ("400 kbit/s, 400 ms", asked.slow, True)):
            rounds_ = [
                (
                    opened(browser, view, FINDING, slow),
                    opened(browser, view, CHART, slow),
                    opened(browser, plain, TEXT, slow),
                )
                for _ in range(times + (0 if slow else 1))
            ][0 if slow else 1 :]
            finding, chart, first = (statistics.median(column) for column in zip(*rounds_, strict=True))
            print(
                f"{name}: finding, chart and first sentence {finding:.2f} s, live chart "
                f"{chart:.2f} s, bare page's text "
                f"{first:.2f} s; ratios {finding / first:.2f} and {chart / first:.2f} (medians "
                f"of {times})"
            )


if __name__ == "__main__":
    main()
