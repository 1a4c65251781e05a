"""Scores beside the answers that they are calculated from: a score is shown only where all of its parts are.

With one part hidden, score and other parts would tell it, unless the rounding of them all leaves it open: of
K parts, in a cell of n respondents, score and the other K - 1 parts tell the hidden one to n · (2K - 1)
hundredths respondents, since each is published to a hundredth of its scale and the score counts K times. A
share, or a score of one part, that is hidden itself takes a part along. A mean of several parts doesn't: they
tell it, but not how many respondents gave which answers to several of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from monitor.codebook.models import Codebook
from monitor.prepare.protect.precision import SHARE
from monitor.prepare.protect.tables import Unit

OPEN = 2
"""A part is open where it is told no better than to this many times the values that a hidden count must be
able to take."""


class Derived:
    """Which of these units are derived from which, by the codebook; `more` says what has to be hidden
    besides."""

    def __init__(self, units: Sequence[Unit], codebook: Codebook):
        of: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for number, unit in enumerate(units):
            of[unit.wave, unit.group, unit.indicator].append(number)
        self._open = OPEN * codebook.disclosure.interval
        self._pairs: list[tuple[int, np.ndarray, bool, float]] = []
        """A score, its parts, whether these would tell it where it is hidden, and how well all tell a part,
        in the base."""
        for (wave, group, indicator), scores in of.items():
            named = [
                of[wave, group, name]
                for name in codebook.indicator[indicator].derived_from
                if (wave, group, name) in of
            ]
            parts = np.array([part for some in named for part in some], dtype=np.int64)
            told = (2 * len(named) - 1) * SHARE
            self._pairs += [
                (score, parts, len(named) == 1 or units[score].kind != "mean", told)
                for score in scores
                if named
            ]

    def more(self, hidden: np.ndarray, n: np.ndarray) -> np.ndarray:
        """bool (cells, units): what is to be hidden because of what is `hidden`: scores of hidden parts, and
        a part of hidden scores.

        The part is the one that is hidden most as it is. `n` (cells, units): cells without anybody are left
        alone.
        """
        found = hidden.copy()
        size = -1
        while size != (size := int(found.sum())):
            for score, parts, tell, told_to in self._pairs:
                closed = found[:, parts].any(axis=1)
                narrow = (n[:, score] > 0) & (n[:, score] * told_to < self._open)
                found[:, score] |= closed & narrow
                if not tell:
                    continue
                asked = n[:, parts] > 0
                told = np.flatnonzero(found[:, score] & narrow & ~closed & asked.any(axis=1))
                often = np.where(asked[told], found[:, parts].sum(axis=0), -1)
                found[told, parts[often.argmax(axis=1)]] = True
        return found & ~hidden
