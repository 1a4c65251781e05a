"""How long a build takes and how much memory, as a ratio to reading the same files with pyreadstat in the
same run.

python benchmarks/build.py                       10 000 respondents x 150 indicators x 8 breakdowns x 5 waves
python benchmarks/build.py --respondents 100000 --indicators 100 --waves 1
python benchmarks/build.py --design              with strata and clusters
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import yaml

ROOT = Path(__file__).resolve().parent.parent
LEVELS = [2, 3, 4, 5, 6, 3, 4, 2]


def write_survey(folder: Path, respondents: int, indicators: int, waves: int, design: bool) -> None:
    """A survey of shares (50 %), five-point distributions (30 %), means (20 %) in `folder`: files and
    codebook."""
    rng = np.random.default_rng(1)
    book: dict[str, object] = {
        "survey": {"id": "benchmark", "title": "Benchmark", "languages": ["en"]},
        "waves": [{"id": str(2021 + wave)} for wave in range(waves)],
        "groups": [{"id": "people", "label": "People"}],
        "samples": [],
        "breakdowns": [
            {
                "id": f"b{at}",
                "label": f"B{at}",
                "variable": f"b{at}",
                "levels": [{"id": str(x), "label": f"level {x}", "codes": [x]} for x in range(1, count + 1)],
            }
            for at, count in enumerate(LEVELS)
        ],
        "indicators": [],
    }
    kinds = [
        "share" if at % 10 < 5 else "distribution" if at % 10 < 8 else "mean" for at in range(indicators)
    ]
    for at, kind in enumerate(kinds):
        item: dict[str, object] = {
            "id": f"q{at}",
            "kind": kind,
            "label": f"Question {at}",
            "variable": f"q{at}",
        }
        if kind == "share":
            item |= {"true": [1], "false": [2]}
        elif kind == "mean":
            item |= {"scale": {"min": 0, "max": 10}}
        else:
            item |= {
                "ordered": True,
                "categories": [{"id": str(x), "label": f"answer {x}", "codes": [x]} for x in range(1, 6)],
            }
        book["indicators"].append(item)  # type: ignore[attr-defined]
    for wave in range(waves):
        data: dict[str, np.ndarray] = {
            "w": rng.gamma(4, 0.25, respondents),
            "stratum": rng.integers(1, 21, respondents),
        }
        data["psu"] = data["stratum"] * 1000 + rng.integers(0, 25, respondents)
        for at, count in enumerate(LEVELS):
            data[f"b{at}"] = rng.integers(1, count + 1, respondents)
        for at, kind in enumerate(kinds):
            values = {
                "share": rng.integers(1, 3, respondents),
                "mean": rng.integers(0, 11, respondents),
                "distribution": rng.integers(1, 6, respondents),
            }[kind]
            data[f"q{at}"] = np.where(rng.random(respondents) < 0.05, np.nan, values)
        pyreadstat.write_sav(pd.DataFrame(data), str(folder / f"w{wave}.sav"), row_compress=True)
        sample = {"wave": str(2021 + wave), "group": "people", "file": f"w{wave}.sav", "weight": "w"}
        book["samples"].append(sample | ({"strata": "stratum", "cluster": "psu"} if design else {}))  # type: ignore[attr-defined]
    (folder / "codebook").mkdir()
    (folder / "codebook" / "codebook.yaml").write_text(
        yaml.safe_dump(book, sort_keys=False), encoding="utf-8"
    )


def main() -> None:
    """Prints one line of JSON: seconds, peak memory, ratio to plain reading, and the build's own steps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--respondents", type=int, default=10_000)
    parser.add_argument("--indicators", type=int, default=150)
    parser.add_argument("--waves", type=int, default=5)
    parser.add_argument("--design", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep the store in this folder, for benchmarks/lookup.py")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = (options.keep or folder / "store").resolve()
        write_survey(folder, options.respondents, options.indicators, options.waves, options.design)
        started = time.perf_counter()
        for path in sorted(folder.glob("*.sav")):
            pyreadstat.read_sav(str(path), user_missing=True)
        reading = time.perf_counter() - started
        started = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "monitor",
            "build",
            "--codebook",
            str(folder / "codebook"),
            "--raw",
            name,
            "--store",
            str(store),
        ]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        building = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = json.loads(next(store.glob("*.report.json")).read_text(encoding="utf-8"))
    peak = used.ru_maxrss / 1024
    print(
        json.dumps(
            {
                "respondents": options.respondents,
                "indicators": options.indicators,
                "waves": options.waves,
                "design": options.design,
                "build_s": round(building, 2),
                "processor_s": round(used.ru_utime + used.ru_stime, 2),
                "read_s": round(reading, 2),
                "ratio_to_reading": round(building / reading, 1),
                "peak_mb": round(peak),
                "cells": sum(report["cells"].values()),
                "steps": {step["step"]: round(step["seconds"], 2) for step in report["steps"]},
            }
        )
    )


if __name__ == "__main__":
    main()
