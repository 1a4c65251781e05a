"""The two tables of a build, before protection: all cells, and all tested differences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from monitor.build.cells import plan_groupings
from monitor.build.estimate import KEYS, estimate, stack
from monitor.build.findings import Findings
from monitor.build.lock import Progress
from monitor.build.respondents import Respondents
from monitor.codebook import Codebook


def all_estimates(people: Sequence[Respondents], codebook: Codebook, findings: Findings, progress: Progress) -> pd.DataFrame:
    """One row a cell of every sample and pooled group, with what protection needs to know besides."""
    frames = []
    for done, sample in enumerate(people):
        progress(done / len(people), f"estimate {sample.wave}, {sample.group}")
        frames.append(estimate(sample, plan_groupings(codebook, sample.group)))
    return stack(frames)


def all_contrasts(people: Sequence[Respondents], codebook: Codebook, estimates: pd.DataFrame, progress: Progress) -> pd.DataFrame:
    """One row a tested difference that needs the respondents."""
    names = [*KEYS, "over", "from", "to", "difference", "se", "ci_low", "ci_high", "df", "p", "status"]
    return pd.DataFrame(
        {name: pd.Series(dtype="str" if name in KEYS or name in ("over", "from", "to", "status") else "float64") for name in names}
    )
