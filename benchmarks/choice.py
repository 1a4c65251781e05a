"""From a click on a choice to the new figure painted, beside a pill above a bare text.

    python benchmarks/choice.py [--times 20]

Both pages take their clicks in turn in one browser, so they meet the same machine. A click counts from
its own moment to the second animation frame after what was chosen stands on the page. Needs a store
(MONITOR_STORE), playwright and Chromium.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.beside import CHART, TEXT, both_in_chromium
from benchmarks.readers import quantile

BARE = """import streamlit as st
chosen = st.pills("Year", ["2021", "2022", "2023"])
st.text(f"Chosen: {chosen}")
"""
PILLS = {"ours": "#root .m-pill", "theirs": "[data-testid=stButtonGroup] button"}
SHOWN = {"ours": CHART, "theirs": TEXT}
PAINTED = """([pill, shown, at]) => new Promise((done) => {
  const pills = [...document.querySelectorAll(pill)].filter((one) => /20[0-9]{2}/.test(one.textContent))
  const told = () => [...document.querySelectorAll(shown)].map((one) => one.textContent).join()
  const before = told()
  const began = performance.now()
  const look = () => (told() === before ? requestAnimationFrame(look)
    : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began))))
  ;(pills[at % pills.length].querySelector("input") ?? pills[at % pills.length]).click()
  requestAnimationFrame(look)
})"""


def main() -> None:
    """Prints median and 95th percentile of both, and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    with both_in_chromium(script=BARE) as (browser, view, plain):
        pages: dict[str, Any] = {}
        for name, address in (("ours", view), ("theirs", plain)):
            pages[name] = browser.new_page(viewport={"width": 1280, "height": 900})
            pages[name].goto(address)
            pages[name].wait_for_selector(SHOWN[name], timeout=60_000)
        for at in range(times + 3):
            for name, page in pages.items():
                page.bring_to_front()
                page.wait_for_timeout(400)
                seconds = page.evaluate(PAINTED, [PILLS[name], SHOWN[name], at])
                taken[name] += [seconds] if at >= 3 else []
    middle, late = ({name: quantile(times_, part) for name, times_ in taken.items()} for part in (0.5, 0.95))
    for name, told in (("choice to painted", "ours"), ("pill above a bare text", "theirs")):
        print(f"{name}: p50 {middle[told]:.0f} ms, p95 {late[told]:.0f} ms")
    ratios = (part["ours"] / part["theirs"] for part in (middle, late))
    print("ratios {:.2f} and {:.2f}".format(*ratios), f"({times} clicks each)")


if __name__ == "__main__":
    main()
