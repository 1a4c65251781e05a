"""Finds cells among many by what they are about, however their breakdowns are ordered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

Field = pd.Series | str | np.ndarray
"""Of each cell, or of all; or in numbers, as `CellIndex.coded` has them."""
FIELDS = ["indicator", "category", "wave", "group"]
SIDES = ["breakdown1", "level1", "breakdown2", "level2"]


class CellIndex:
    """Finds cells by their fields, either breakdown first; vocabulary and keys are numbers."""

    def __init__(self, cells: pd.DataFrame):
        self._vocabulary = {name: self._words(cells, name) for name in (*FIELDS, "breakdown", "level")}
        self._bits = {name: max(len(words), 2).bit_length() for name, words in self._vocabulary.items()}
        if sum(self._bits.values()) + self._bits["breakdown"] + self._bits["level"] > 62:
            raise OverflowError("too many codes for one key")
        key = self.keys({name: cells[name] for name in (*FIELDS, *SIDES)}, len(cells))
        self._order = np.argsort(key, kind="stable")
        self._key = key[self._order]

    @staticmethod
    def _words(cells: pd.DataFrame, name: str) -> dict[str, int]:
        columns = [cells[name]] if name in cells else [cells[name + "1"], cells[name + "2"]]
        words: dict[str, int] = {"": 0}
        for column in columns:
            for word in (
                column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.unique()
            ):
                words.setdefault(str(word), len(words))
        return words

    def coded(self, fields: Mapping[str, Field], size: int) -> dict[str, np.ndarray]:
        """The same fields in numbers, int64 (size,): for who searches several times."""
        return {name: self._codes(name.rstrip("12"), values, size) for name, values in fields.items()}

    def _codes(self, name: str, values: Field, size: int) -> np.ndarray:
        words = self._vocabulary[name]
        if isinstance(values, np.ndarray):
            return values
        if isinstance(values, str):
            return np.full(size, words.get(values, -1), dtype=np.int64)
        if isinstance(values.dtype, pd.CategoricalDtype):
            codes, found = values.cat.codes.to_numpy(), values.cat.categories
        else:
            codes, found = pd.factorize(values)
        return np.array([*(words.get(str(word), -1) for word in found), -1], dtype=np.int64)[codes]

    def keys(self, fields: Mapping[str, Field], size: int) -> np.ndarray:
        """int64 (size,): one number a cell; -1 where a code is unknown."""
        codes = {name: self._codes(name, fields[name], size) for name in FIELDS}
        one, other = (
            self._codes("breakdown", fields[f"breakdown{side}"], size) << self._bits["level"]
            | self._codes("level", fields[f"level{side}"], size)
            for side in (1, 2)
        )
        known = np.all([code >= 0 for code in codes.values()] + [one >= 0, other >= 0], axis=0)
        key = np.minimum(one, other) << (self._bits["breakdown"] + self._bits["level"]) | np.maximum(
            one, other
        )
        for name in FIELDS:
            key = key << self._bits[name] | codes[name]
        return np.where(known, key, -1)

    def find(self, fields: Mapping[str, Field], size: int) -> np.ndarray:
        """int (size,): row of each cell, -1 where there is none."""
        key = self.keys(fields, size)
        if not len(self._key):
            return np.full(size, -1)
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        return np.where((self._key[at] == key) & (key >= 0), self._order[at], -1)
