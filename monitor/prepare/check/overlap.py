"""Rows of one file that stand in several samples: counted twice, or compared with themselves."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Sample
from monitor.prepare.files.columns import asked_here, matches, own_variables, spelled
from monitor.prepare.files.findings import Findings, Severity


class Overlap:
    """The rows that samples took so far, by file."""

    def __init__(self) -> None:
        self._taken: dict[str, list[tuple[Sample, np.ndarray]]] = {}

    def add(self, sample: Sample, frame: pd.DataFrame) -> None:
        """Remembers which rows of its file the sample takes."""
        inside = np.ones(len(frame), dtype=bool)
        for name, codes in sample.where.items():
            known = spelled(name, list(frame.columns))
            if known is not None:
                inside &= matches(frame[known], codes)
        self._taken.setdefault(sample.file, []).append((sample, inside))

    def tell(self, codebook: Codebook, findings: Findings) -> None:
        """An error where two waves take the same answers of the same rows; a warning where they take other
        answers of these without `panel`, or where two groups of a wave share rows."""
        for taken in self._taken.values():
            for (one, first), (other, second) in combinations(taken, 2):
                both = int((first & second).sum())
                if both and not (one.wave != other.wave and one.panel and other.panel):
                    _tell(one, other, both, codebook, findings)


def _tell(one: Sample, other: Sample, both: int, codebook: Codebook, findings: Findings) -> None:
    severity: Severity = "warning"
    if one.wave == other.wave:
        advice = "Fine where one group is part of the other; else correct 'where'"
    elif _same_answers(one, other, codebook):
        severity, advice = "error", "A row belongs to one wave: say in 'where' which rows each takes"
    else:
        advice = "Where these are the answers of the same people, say 'panel: true' and name 'id'"
    where = f"samples ({one.wave}, {one.group}) and ({other.wave}, {other.group})"
    findings.add(severity, "overlap", where, f"take the same rows of {one.file}", both, advice)


def _same_answers(one: Sample, other: Sample, codebook: Codebook) -> bool:
    """Whether all that both were asked is read from the same variables."""
    ends = [(one.wave, one.group), (other.wave, other.group)]
    asked = [{item.id: own_variables(item, *end) for item in asked_here(codebook, *end)} for end in ends]
    shared = asked[0].keys() & asked[1].keys()
    return all(asked[0][id] == asked[1][id] for id in shared)
