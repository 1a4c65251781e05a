"""How long protection takes and what it hides, as a ratio to reading the same files with pyreadstat in the
same run.

python benchmarks/protect.py                                     the Monitor's codebook on simulated
respondents python benchmarks/protect.py --codebook DIR --raw DIR            another survey
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyreadstat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import monitor.prepare.protect.rules as protection  # noqa: E402
from monitor.codebook import Codebook  # noqa: E402
from monitor.prepare.pipeline import build  # noqa: E402
from monitor.prepare.respondents.respondents import Respondents  # noqa: E402
from monitor.prepare.simulate.survey import simulate  # noqa: E402


def read_seconds(raw: Path) -> float:
    """Seconds to read all files of a folder."""
    started = time.perf_counter()
    for path in sorted(raw.glob("*.sav")):
        pyreadstat.read_sav(str(path), user_missing=True)
    return time.perf_counter() - started


def protected(codebook: Path, raw: Path) -> tuple[float, protection.Protected, pd.DataFrame]:
    """Seconds that protection took in a build, its result, and the cells it was given."""
    seen: list[tuple[float, protection.Protected, pd.DataFrame]] = []
    honest = protection.protect

    def timed(
        cells: pd.DataFrame, contrasts: pd.DataFrame, book: Codebook, people: Sequence[Respondents] = ()
    ) -> protection.Protected:
        started = time.perf_counter()
        found = honest(cells, contrasts, book, people)
        seen.append((time.perf_counter() - started, found, cells))
        return found

    protection.protect = timed
    try:
        with tempfile.TemporaryDirectory() as store:
            build(codebook, raw, Path(store))
    finally:
        protection.protect = honest
    return seen[0]


def main() -> None:
    """Prints one line of JSON: cells, what is hidden and why, seconds of protection and audit, and both
    beside reading the files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--codebook", type=Path, default=ROOT / "data" / "codebook")
    parser.add_argument("--raw", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        raw = options.raw or Path(name)
        if not options.raw:
            simulate(raw)
        reading = read_seconds(raw)
        seconds, found, cells = protected(options.codebook, raw)
    report = found.report
    totals = (cells["breakdown1"].astype(str) == "").to_numpy()
    hidden = found.cells["status"].isin(protection.HIDDEN).to_numpy()
    primary = sum(report.reasons[name] for name in ("too few respondents", "too small a category"))
    print(
        json.dumps(
            {
                "cells": report.rows,
                "primary": primary,
                "complementary": report.reasons["to protect others"],
                "hidden_totals": f"{int(hidden[totals].sum())} of {int(totals.sum())}",
                "hidden_counts_audited": report.found.counts,
                "by_moves": report.found.by_moves,
                "linked_groups": report.found.linked,
                "linear_programs": report.programs,
                "fewest_values": report.found.narrowest,
                "read_s": round(reading, 2),
                "protect_s": round(seconds, 2),
                "audit_s": round(report.found.seconds, 2),
                "protect_to_reading": round(seconds / reading, 1),
                "audit_to_reading": round(report.found.seconds / reading, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
