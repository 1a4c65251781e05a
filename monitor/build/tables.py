"""The two tables of a build, before protection: all cells, and all tested differences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from monitor.build.findings import Findings
from monitor.build.lock import Progress, silent
from monitor.build.respondents import Respondents
from monitor.codebook import Codebook

KEYS = ["indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames under each other; key columns stay categorical, with all their values in every part."""
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame()
    for name in frames[0].columns:
        if isinstance(frames[0][name].dtype, pd.CategoricalDtype):
            values = list(dict.fromkeys(value for frame in frames for value in frame[name].cat.categories))
            for frame in frames:
                frame[name] = frame[name].cat.set_categories(values)
    return pd.concat(frames, ignore_index=True)
