"""Numbers that stand for no answer although the file does not say so: 999 hours, an age of -99."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

EMPTY = re.compile(r"-[1-9]|-?([789])\1*|-?9+[678]|-?9+\.9+|-?8+[79]")
"""9, 99, 999, 98, 97, 888, 77, -1, -99: what surveys write for no answer."""
FEW_VALUES = 7
OFTEN = 5
SPIKE = 5.0
FAR_TAIL = 0.8


@dataclass(frozen=True)
class Sentinels:
    """Numbers taken for missing, and numbers that may be; each with how often it stands in the data."""

    missing: dict[float, int]
    perhaps: dict[float, int]


def sentinels(values: np.ndarray, times: np.ndarray) -> Sentinels:
    """Of distinct numbers without a label, low to high, and how often each occurs: those that can't be, or
    may not be, answers."""
    counts = {float(value): int(count) for value, count in zip(values, times, strict=True)}
    looks = [value for value in [*counts][:9] + [*counts][-9:] if EMPTY.fullmatch(f"{value:.15g}")]
    missing: dict[float, int] = {}
    for value in sorted(set(looks), key=abs, reverse=True):
        rest = np.array([other for other in counts if other not in missing and other != value])
        if len(rest) > 1 and _stands_apart(value, rest, counts):
            missing[value] = counts[value]
    left = {value: count for value, count in counts.items() if value not in missing}
    return Sentinels(
        missing, {value: left[value] for value in looks if value in left and _spikes(value, left)}
    )


def _stands_apart(value: float, rest: np.ndarray, counts: dict[float, int]) -> bool:
    """Below zero where nothing else is; or further above the others than they are apart."""
    low, high = float(rest.min()), float(rest.max())
    if value < 0:
        others = [other for other in rest if other >= 0 or not EMPTY.fullmatch(f"{other:.15g}")]
        return (
            bool(others)
            and min(others) >= 0
            and (max(others) >= 5 * abs(value) or value <= -7 or min(others) + value > 0)
        )
    own = [other for other in rest if not EMPTY.fullmatch(f"{other:.15g}") or other < value / 2]
    if len(own) < 2:
        return False
    low, high = min(own), max(own)
    if value < 20:
        return (
            high <= FEW_VALUES
            and len(own) <= FEW_VALUES + 1
            and value - high >= high - low
            and counts[value] > counts[high]
        )
    return value - high > high - low


def _spikes(value: float, counts: dict[float, int]) -> bool:
    """Whether the highest number stands far more often than those near it."""
    if value < 20 or value != max(counts):
        return False
    near = [count for other, count in counts.items() if FAR_TAIL * value <= other < value]
    usual = float(np.median(near)) if near else float(np.median(list(counts.values())))
    return counts[value] >= OFTEN and counts[value] >= SPIKE * usual
