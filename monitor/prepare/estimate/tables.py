"""The two tables of a build, before protection: all cells, and all tested differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.between import between_groups, between_waves
from monitor.prepare.estimate.cells import Grouping, plan_groupings
from monitor.prepare.estimate.contrast import gap_changes, level_contrasts, panel_contrasts
from monitor.prepare.estimate.estimates import estimate, stack
from monitor.prepare.estimate.pool import (
    asked_when,
    mean_contrasts,
    mean_estimates,
    pooled_plan,
    pooled_respondents,
)
from monitor.prepare.estimate.reliability import unreliable
from monitor.prepare.estimate.sample import DesignedSample
from monitor.prepare.estimate.summaries import summaries
from monitor.prepare.estimate.trend import trends
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.respondents import Respondents
from monitor.progress import Progress
from monitor.rows import numeric, stored
from monitor.side_by_side import cores

AT_ONCE = 4
"""Samples that are worked on side by side: each needs memory of its own."""


def all_estimates(
    people: Sequence[Respondents], codebook: Codebook, findings: Findings, progress: Progress
) -> pd.DataFrame:
    """One row a cell of every sample and pooled group, with what protection needs to know besides."""
    samples = [*people, *pooled_respondents(people, codebook)]
    for sample in samples:
        _note_single_units(sample, findings)

    def of_one(one: Respondents) -> pd.DataFrame:
        return estimate(one, plan_of(one, codebook), codebook.interval)

    table = stack(_of_each(samples, of_one, "estimate", progress))
    table = stack([table, *mean_estimates(table, codebook, asked_when(people))])
    return table.assign(unreliable=unreliable(table, codebook))


def all_contrasts(
    people: Sequence[Respondents], codebook: Codebook, estimates: pd.DataFrame, progress: Progress
) -> pd.DataFrame:
    """One row a tested difference."""
    samples = [*people, *pooled_respondents(people, codebook)]
    levels = stack(
        _of_each(
            samples, lambda one: level_contrasts(one, codebook, plan_of(one, codebook)), "contrast", progress
        )
    )
    panels: dict[tuple[str, str, str], pd.DataFrame] = {}
    for earlier, later in combinations(sorted(people, key=lambda one: codebook.wave_ids.index(one.wave)), 2):
        if earlier.group == later.group and earlier.wave != later.wave:
            linked = panel_contrasts(earlier, later, codebook, plan_of(later, codebook))
            key = later.group, earlier.wave, later.wave
            if linked is not None:
                panels[key] = stack([panels[key], linked]) if key in panels else linked
    table = stack([levels, *panels.values(), gap_changes(levels, codebook, panels)])
    table = stack([table, *mean_contrasts(table, codebook, asked_when(people))])
    return stack([table, *between_waves(estimates, codebook, table), *between_groups(estimates, codebook)])


def all_summaries(
    people: Sequence[Respondents], codebook: Codebook, estimates: pd.DataFrame, progress: Progress
) -> pd.DataFrame:
    """One row for each number about several cells that the codebook asks for, before protection."""
    names = [name for name in stored("summary") if name not in ("status", "precision")]
    frames = [pd.DataFrame(columns=names)]
    if codebook.summaries.any:
        samples = [*people, *pooled_respondents(people, codebook)]

        def of_one(one: Respondents) -> pd.DataFrame:
            return summaries(one, plan_of(one, codebook), codebook)

        frames += _of_each(samples, of_one, "summarise", progress)
        if codebook.summaries.trend:
            frames.append(trends(estimates, codebook))
    found = [frame.reindex(columns=names) for frame in frames if len(frame)]
    table = pd.concat(found, ignore_index=True) if found else frames[0]
    return table.astype(dict.fromkeys(numeric("summary"), "float64")).astype({"n": "Int64"})


def _of_each(
    samples: Sequence[Respondents], work: Callable[[Respondents], pd.DataFrame], verb: str, progress: Progress
) -> list[pd.DataFrame]:
    """What `work` makes of each sample, in their order; the sums are outside Python's lock, so threads share
    the cores."""
    frames = []
    with ThreadPoolExecutor(min(AT_ONCE, cores())) as pool:
        found = pool.map(work, samples)
        for done, sample in enumerate(samples):
            progress(done / len(samples), f"{verb} {sample.wave}, {sample.group}")
            frames.append(next(found))
    return frames


def plan_of(sample: Respondents, codebook: Codebook) -> list[Grouping]:
    """The groupings of a sample or a pooled group."""
    group = codebook.group[sample.group]
    return pooled_plan(codebook, group) if group.pool else plan_groupings(codebook, sample.group)


def _note_single_units(sample: Respondents, findings: Findings) -> None:
    found = DesignedSample.of(sample).single_units
    for stage, count in enumerate(found, start=1):
        if count:
            what = "strata hold one cluster" if stage == 1 else f"units of stage {stage - 1} hold one unit"
            handled = f"Their variance: '{sample.design.single_cluster}' (codebook: single_cluster)"
            findings.add("warning", "single_cluster", f"{sample.wave}, {sample.group}", what, count, handled)
