"""What a number about several cells is made of."""

from __future__ import annotations

import pandas as pd

from monitor.codebook import Codebook, Distribution
from monitor.rows import Measure


class Cells:
    """The cells that each summary is made of, as rows of a table of cells."""

    def __init__(self, cells: pd.DataFrame, codebook: Codebook):
        names = ["indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]
        columns = [cells[name].astype(str) for name in names]
        self._at = {key: number for number, key in enumerate(zip(*columns, strict=True))}
        self._codebook = codebook
        self._order = [item.id for item in codebook.breakdowns]

    def of(self, row: pd.Series) -> list[int]:
        """Rows of cells, in the order in which the summary counts them; -1 for one that is not there."""
        measure, book = row["measure"], self._codebook
        category, breakdown, level = row["category"], row["breakdown1"], row["level1"]
        if measure == Measure.TREND:
            waves = book.wave_ids[book.wave_ids.index(row["from"]) : book.wave_ids.index(row["to"]) + 1]
            found = [self._find(row, category, (breakdown, level), ("", ""), wave) for wave in waves]
            return [at for at in found if at >= 0]
        if measure == Measure.PER:
            below = row.copy()
            below["indicator"] = row["from"]
            return [self._find(side, "", (breakdown, level)) for side in (row, below)]
        if measure in (Measure.PEOPLE, Measure.QUANTILE):
            return [self._find(row, category, (breakdown, level))]
        if measure == Measure.STANDARDISED:
            standard = book.summaries.standardise
            assert standard is not None
            parts = [id for id, part in standard.population.items() if part > 0]
            other = (breakdown, level) if breakdown else ("", "")
            return [self._find(row, category, (standard.by, id), other) for id in parts]
        item = book.indicator[row["indicator"]]
        answers = [category]
        if measure == Measure.LEVELS and isinstance(item, Distribution):
            answers = [one.id for one in item.categories]
        levels = [one.id for one in book.breakdown[breakdown].levels]
        return [self._find(row, answer, (breakdown, id)) for answer in answers for id in levels]

    def beside(self, row: pd.Series) -> list[int]:
        """Cells of other waves that a trend would be made of too if they had a number."""
        if row["measure"] != Measure.TREND:
            return []
        item, place = self._codebook.indicator[row["indicator"]], (row["breakdown1"], row["level1"])
        waves = self._codebook.wave_ids
        later = waves[waves.index(row["to"]) + 1 :]
        waves = [wave for wave in waves if wave in later or item.comparable_waves(wave, row["to"])]
        found = [self._find(row, row["category"], place, ("", ""), wave) for wave in waves]
        return [at for at in found if at >= 0]

    def _find(
        self,
        row: pd.Series,
        category: str,
        one: tuple[str, str],
        other: tuple[str, str] = ("", ""),
        wave: str | None = None,
    ) -> int:
        order = [*self._order, ""]
        pair = sorted([one, other], key=lambda side: order.index(side[0]))
        key = (row["indicator"], category, wave or row["wave"], row["group"], *pair[0], *pair[1])
        return self._at.get(key, -1)
