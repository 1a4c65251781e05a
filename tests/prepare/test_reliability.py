"""The standard of NCHS for proportions, and its counterpart for means."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.reliability import unreliable

BOOK = Codebook.model_validate(
    {
        "survey": {"id": "one", "title": "One"},
        "waves": [{"id": "2024"}],
        "groups": [{"id": "all", "label": "All"}],
        "samples": [{"wave": "2024", "group": "all", "file": "none.sav"}],
        "indicators": [
            {"id": "share", "label": "s", "variable": "s", "kind": "share", "true": [1]},
            {"id": "grade", "label": "g", "variable": "g", "kind": "mean", "scale": {"min": 0, "max": 10}},
            {"id": "money", "label": "m", "variable": "m", "kind": "mean"},
        ],
    }
)


def marked(
    indicator: str, estimate: float, low: float, high: float, effective_n: float = 100, df: float = 99
) -> bool:
    row = {
        "indicator": indicator,
        "estimate": estimate,
        "ci_low": low,
        "ci_high": high,
        "effective_n": effective_n,
        "df": df,
    }
    return bool(unreliable(pd.DataFrame([row]).astype({"indicator": "category"}), BOOK)[0])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((0.5, 0.40, 0.60), False),
        ((0.5, 0.36, 0.655), False),
        ((0.5, 0.35, 0.66), True),  # 31 points wide
        ((0.05, 0.02, 0.08), False),  # 6 points, 120 % of the share
        ((0.05, 0.02, 0.09), True),  # 7 points, 140 %
        ((0.01, 0.001, 0.05), False),  # 490 %, but less than 5 points
        ((0.5, 0.40, 0.60, 29.9), True),
        ((0.5, 0.40, 0.60, 100, 7), True),
        ((0.5, 0.40, 0.60, 100, 8), False),
        ((0.5, float("nan"), float("nan"), 100, 0), True),
        ((float("nan"), float("nan"), float("nan"), 0, -1), False),  # no estimate, nothing to mark
    ],
)
def test_shares(row: tuple[float, ...], expected: bool) -> None:
    assert marked("share", *row) is expected


def test_means_are_judged_by_their_scale() -> None:
    assert not marked("grade", 6, 5.1, 6.9)
    assert marked("grade", 6, 4.9, 7.1)
    assert not marked("money", 6, -1000, 1012)
    assert marked("money", 6, 5.9, 6.1, effective_n=20)
