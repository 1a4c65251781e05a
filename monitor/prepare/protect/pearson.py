"""Pearson's statistic of a table of published shares, and Wald's of published means, at their least."""

from __future__ import annotations

import numpy as np

FLAT = 1e-18
"""The least variance beside the largest one, so that a cell without any can be weighed by it."""


def pearson(part: np.ndarray, share: np.ndarray, room: np.ndarray, alone: bool) -> float:
    """What an answer adds to Pearson's statistic, by its shares of the levels, at its least while each share
    may move by its `room`; of an answer `alone` with everybody else's."""
    low, high = share - room, share + room
    least = least_spread(part, share, room)
    middle = min(float(part @ np.minimum(high, 1.0)), 1.0)
    if not alone:
        return least / max(middle, 1e-12)
    near = float(np.clip(0.5, part @ np.maximum(low, 0.0), middle))
    return least / max(near * (1 - near), 1e-12)


def _spread(middle: float, weight: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """The weighted sum of squares of how far numbers between `low` and `high` are from a middle, at its
    least."""
    return float((weight * (np.clip(middle, low, high) - middle) ** 2).sum())


def least_spread(weight: np.ndarray, value: np.ndarray, room: np.ndarray) -> float:
    """The same around the middle where it is least, while each value may move by its room."""
    low, high = value - room, value + room
    left, right = float(low.min()), float(high.max())
    for _ in range(100):
        one, other = left + (right - left) / 3, right - (right - left) / 3
        nearer = _spread(one, weight, low, high) < _spread(other, weight, low, high)
        left, right = (left, other) if nearer else (one, right)
    return _spread(left, weight, low, high)


def wald(value: np.ndarray, se: np.ndarray, room: np.ndarray) -> float:
    """Wald's statistic that independent means are all alike, at its least while each may move by its room."""
    variance = se**2
    if not variance.max() > 0:
        return 0.0
    return least_spread(1 / np.maximum(variance, FLAT * variance.max()), value, room)
