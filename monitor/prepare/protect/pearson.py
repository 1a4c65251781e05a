"""Pearson's statistic of a table of published shares."""

from __future__ import annotations

import numpy as np


def pearson(part: np.ndarray, share: np.ndarray, room: np.ndarray, alone: bool) -> float:
    """What an answer adds to Pearson's statistic, by its shares of the levels, at its least while each share
    may move by its `room`; of an answer `alone` with everybody else's."""
    low, high = share - room, share + room

    def spread(middle: float) -> float:
        return float((part * (np.clip(middle, low, high) - middle) ** 2).sum())

    left, right = float(low.min()), float(high.max())
    for _ in range(100):
        one, other = left + (right - left) / 3, right - (right - left) / 3
        left, right = (left, other) if spread(one) < spread(other) else (one, right)
    middle = min(float(part @ np.minimum(high, 1.0)), 1.0)
    if not alone:
        return spread(left) / max(middle, 1e-12)
    near = float(np.clip(0.5, part @ np.maximum(low, 0.0), middle))
    return spread(left) / max(near * (1 - near), 1e-12)
