"""The columns of one file for one sample, under the names that the codebook gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.prepare.files.columns import user_missing

if TYPE_CHECKING:
    from monitor.prepare.files.survey_file import SurveyFile


class Columns:
    """The rows of one sample, asked for by name without regard to case."""

    def __init__(self, frame: pd.DataFrame, file: SurveyFile):
        self._frame = frame
        self._file = file
        self._spelled = {str(name): str(name) for name in frame.columns}
        for name in frame.columns:
            self._spelled.setdefault(str(name).lower(), str(name))
        self.size = len(frame)

    def __contains__(self, name: str) -> bool:
        return name in self._spelled or name.lower() in self._spelled

    def _name(self, name: str) -> str:
        """The name as the file spells it."""
        return self._spelled.get(name) or self._spelled[name.lower()]

    def __getitem__(self, name: str) -> pd.Series:
        return self._frame[self._name(name)]

    def declared_missing(self, name: str) -> np.ndarray:
        """bool (n,): values that the file declares to be missing."""
        return user_missing(self[name], self._file.variables[self._name(name)])

    def numbers(self, name: str) -> np.ndarray:
        """float64 (n,): the column as numbers, NaN where it is missing or no number."""
        column = self[name]
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        return np.where(self.declared_missing(name), np.nan, values)

    def keep(self, mask: np.ndarray) -> Columns:
        """The same columns for some of the rows."""
        return self if mask.all() else Columns(self._frame[mask], self._file)
