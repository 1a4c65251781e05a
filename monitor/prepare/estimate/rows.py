"""Collects tables as flat arrays and makes one frame of them; keys stay numbers until then, so that millions
of rows are cheap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd


class Rows:
    """Rows of key columns (categorical) and number columns."""

    def __init__(self, keys: Sequence[str], numbers: Sequence[str]):
        self._parts: dict[str, list[np.ndarray]] = {name: [] for name in [*keys, *numbers]}
        self._names: dict[str, dict[str, int]] = {key: {} for key in keys}

    def add(
        self,
        same: Mapping[str, str],
        by_row: Mapping[str, Sequence[str]],
        by_column: Mapping[str, Sequence[str]],
        numbers: Mapping[str, np.ndarray],
    ) -> None:
        """One table (rows, columns), read row by row: keys that are the same throughout, that go with rows,
        and with columns."""
        height, width = next(iter(numbers.values())).shape
        for key, name in same.items():
            self._parts[key].append(np.repeat(self._codes(key, [name]), height * width))
        for key, names in by_row.items():
            self._parts[key].append(np.repeat(self._codes(key, names), width))
        for key, names in by_column.items():
            self._parts[key].append(np.tile(self._codes(key, names), height))
        for name, values in numbers.items():
            self._parts[name].append(values.ravel())

    def frame(self) -> pd.DataFrame:
        """All rows, in the order in which they came."""
        columns: dict[str, object] = {}
        for name, parts in self._parts.items():
            if name in self._names:
                codes = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
                kind = pd.CategoricalDtype(pd.Index(list(self._names[name]), dtype="str"))
                columns[name] = pd.Categorical.from_codes(codes, dtype=kind)
            else:
                columns[name] = np.concatenate(parts) if parts else np.empty(0)
        return pd.DataFrame(columns)

    def _codes(self, key: str, names: Iterable[str]) -> np.ndarray:
        known = self._names[key]
        return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int32)


def stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns under one another, keys still categorical."""
    frames = list(frames)
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    if len(filled) == 1:
        return filled[0]
    columns: dict[str, object] = {}
    for name in filled[0].columns:
        parts = [frame[name] for frame in filled]
        if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
            columns[name] = pd.api.types.union_categoricals(parts)
        else:
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
    return pd.DataFrame(columns)
