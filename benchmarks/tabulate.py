"""How long all one-way and two-way cells take under each kind of design, beside weights only, and beside R's
survey package.

    python benchmarks/tabulate.py [--respondents 10000] [--indicators 150] [--breakdowns 8] [--waves 5]

Prints a Markdown table of processor seconds; every ratio is taken within this one run. R is timed on a sample
of the cells, where Rscript is installed.
"""

from __future__ import annotations

import argparse
import csv
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from monitor.codebook.models import Replicates
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate, stack
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

DESIGNS = [
    "weights",
    "strata",
    "strata and clusters",
    "two stages, corrected",
    "80 bootstrap replicates",
    "80 bootstrap replicates by person",
    "40 jackknife replicates of pairs",
]
R_CELLS = 60


def main() -> None:
    """Times every design once, best of two runs for weights only."""
    options = arguments()
    plan = groupings(options.breakdowns)
    print(
        f"Python {platform.python_version()}, {options.respondents} respondents × {options.indicators}"
        " indicators × ",
        end="",
    )
    print(f"{options.breakdowns} breakdowns ({len(plan)} tables) × {options.waves} waves, one process\n")
    print(
        "| design | rows | processor seconds | beside weights only | memory so far |\n|---|---|---|---|---|"
    )
    base = 0.0
    for name in DESIGNS:
        waves = [survey(options, wave, name) for wave in range(options.waves)]
        if not base:
            timed(waves, plan)
        seconds, rows = timed(waves, plan)
        base = base or seconds
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"| {name} | {rows:,} | {seconds:.1f} | {seconds / base:.2f} | {memory:.2f} GB |", flush=True)
        if name in ("weights", "strata and clusters"):
            in_r(waves[0], name, seconds / rows, rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    for name, value in (("respondents", 10_000), ("indicators", 150), ("breakdowns", 8), ("waves", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def groupings(breakdowns: int) -> list[Grouping]:
    names = [f"b{number}" for number in range(breakdowns)]
    return [
        Grouping(),
        *(Grouping(name) for name in names),
        *(Grouping(*pair) for pair in combinations(names, 2)),
    ]


def timed(waves: list[Respondents], plan: list[Grouping]) -> tuple[float, int]:
    started = time.process_time()
    rows = len(stack([estimate(one, plan) for one in waves]))
    return time.process_time() - started, rows


def survey(options: argparse.Namespace, wave: int, name: str) -> Respondents:
    """Shares, means, distributions of five and sets of seven, one in ten not answered; breakdowns of three to
    six levels."""
    rng = np.random.default_rng(wave)
    size = options.respondents
    levels = {}
    for number in range(options.breakdowns):
        count = number % 4 + 3
        code = rng.integers(-1 if number % 2 else 0, count, size).astype(np.int16)
        levels[f"b{number}"] = Levels(tuple(f"l{level}" for level in range(count)), code)
    answers = []
    for number in range(options.indicators):
        valid = rng.random(size) < 0.9
        kind = ("share", "share", "mean", "distribution", "multiple")[number % 5]
        values = {
            "share": lambda: rng.random((size, 1)) < 0.3,
            "mean": lambda: rng.integers(0, 11, (size, 1)).astype(np.float64),
            "distribution": lambda: np.eye(5, dtype=bool)[rng.integers(0, 5, size)],
            "multiple": lambda: rng.random((size, 7)) < 0.2,
        }[kind]()
        values = (values * valid[:, None]).astype(np.float64 if kind == "mean" else np.uint8)
        names = ("",) if values.shape[1] == 1 else tuple(str(column) for column in range(values.shape[1]))
        answers.append(Answers(f"i{number}", kind, names, values, valid))
    return Respondents(str(wave), "all", designed(rng, size, name), levels, answers)


def designed(rng: np.random.Generator, size: int, name: str) -> Design:
    weight = rng.gamma(4, 0.25, size)
    strata, clusters = rng.integers(0, 12, size), rng.integers(0, 40, size)
    if name == "strata":
        return Design(weight, strata)
    if name == "strata and clusters":
        return Design(weight, strata, (clusters,))
    if name.startswith("two stages"):
        return Design(
            weight, strata, (clusters, rng.integers(0, 8, size)), (np.full(size, 400.0), np.full(size, 50.0))
        )
    if name.startswith("80 bootstrap"):
        unit = np.arange(size) if name.endswith("person") else strata * 40 + clusters
        factors = rng.poisson(1.0, (unit.max() + 1, 80)).astype(np.float64)
        kind = Replicates(columns="r*", method="bootstrap")
        return Design(weight, replicate_weights=weight[:, None] * factors[unit], replicates=kind)
    if name.startswith("40 jackknife"):
        pair, half = rng.integers(0, 40, size), rng.integers(0, 2, size)
        factors = np.where(np.arange(40) == pair[:, None], 2.0 * half[:, None], 1.0)
        return Design(
            weight,
            replicate_weights=weight[:, None] * factors,
            replicates=Replicates(columns="r*", method="JK2"),
        )
    return Design(weight)


SCRIPT = """
suppressMessages(library(survey)); options(survey.lonely.psu = "adjust")
d <- read.csv("sample.csv"); clustered <- %s
des <- if (clustered) svydesign(id = ~c, strata = ~s, weights = ~w, data = d, nest = TRUE) else
  svydesign(id = ~1, weights = ~w, data = d)
cells <- expand.grid(k = 0:2, l = 0:3); n <- 0; t <- sum(proc.time()[1:2])
for (y in grep("^y", names(d), value = TRUE)) for (i in seq_len(nrow(cells))) {
  s <- des[which(d$b0 == cells$k[i] & d$b1 == cells$l[i] & !is.na(d[[y]])), ]
  m <- svymean(as.formula(paste0("~", y)), s, deff = TRUE)
  ci <- svyciprop(as.formula(paste0("~", y)), s); n <- n + 1
}
cat(n, sum(proc.time()[1:2]) - t)
"""


def in_r(people: Respondents, name: str, ours: float, rows: int) -> None:
    """Times svymean and svyciprop on two-way cells of five shares."""
    if not shutil.which("Rscript"):
        print("| (R is not installed: not compared) | | | | |")
        return
    with tempfile.TemporaryDirectory() as folder:
        shares = [item for item in people.answers if item.kind == "share"][: R_CELLS // 12]
        strata = people.design.strata if people.design.strata is not None else np.zeros(people.size)
        clusters = people.design.clusters[0] if people.design.clusters else np.zeros(people.size)
        columns = [people.design.weight, strata, clusters, people.levels["b0"].code, people.levels["b1"].code]
        columns += [np.where(item.valid, item.values[:, 0].astype(float), np.nan) for item in shares]
        with (Path(folder) / "sample.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["w", "s", "c", "b0", "b1", *(f"y{number}" for number in range(len(shares)))])
            writer.writerows(
                ["NA" if value != value else value for value in row] for row in zip(*columns, strict=True)
            )
        script = SCRIPT % ("TRUE" if people.design.clusters else "FALSE")
        done = subprocess.run(
            ["Rscript", "-e", script], cwd=folder, capture_output=True, text=True, check=True
        )
    cells, seconds = (float(word) for word in done.stdout.split())
    each = seconds / cells
    print(
        f"| R survey, {name}, on {cells:.0f} of the cells | {rows:,} | {each * rows:,.0f} (extrapolated) |"
        f" {each / ours:,.0f} × ours | |"
    )


if __name__ == "__main__":
    main()
