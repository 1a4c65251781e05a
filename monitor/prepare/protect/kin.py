"""Units of one sample whose answers hang together because the same variables of the file are behind them: a
share and a distribution of one question, what is made of several questions, a net of options."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from monitor.codebook import Multiple
from monitor.codebook.derived import in_files
from monitor.codebook.models import Codebook
from monitor.prepare.files.columns import own_variables
from monitor.prepare.protect.tables import Store, Unit
from monitor.prepare.respondents.respondents import Answers


class Kin:
    """The units of a sample, means apart, with the answers of its respondents."""

    def __init__(self, numbers: Sequence[int], store: Store, given: dict[str, Answers], codebook: Codebook):
        self.store, self._given = store, given
        self.all_numbers = list(numbers)
        self.numbers = [number for number in numbers if store.units[number].kind != "mean"]
        bases = {number: codebook.indicator[store.units[number].indicator].base for number in numbers}
        self.filtered = {number for number, base in bases.items() if base and base.where}
        """The units of questions of which the codebook says whom they were put to."""
        self.filters = {
            number: frozenset(
                part.lower() for name in base.where for part in in_files(name, codebook.derived)
            )
            for number, base in bases.items()
            if base
        }
        """By unit, the variables of the files behind its declared filter."""
        self._names = store.column["category"].to_numpy(dtype=object)
        self.behind = self._behind(codebook)
        places = [(number, int(column)) for number in self.numbers for column in store.units[number].rows]
        self.place_of = {place: at for at, place in enumerate(places)}

    def _behind(self, codebook: Codebook) -> dict[int, frozenset[str]]:
        """The variables of the files that each unit is made of, in small letters."""
        units = self.store.units
        found = {number: self._own(units[number], codebook) for number in self.numbers}
        at = {int(units[number].columns[0]): number for number in self.numbers}
        for number in self.numbers:
            members = [at[int(column)] for column in units[number].members if int(column) in at]
            found[number] = found[number].union(*(found[member] for member in members))
        return found

    def _own(self, unit: Unit, codebook: Codebook) -> frozenset[str]:
        item = codebook.indicator[unit.indicator]
        names = own_variables(item, unit.wave, unit.group)
        if isinstance(item, Multiple):
            option = next((one for one in item.options if one.id == self._names[unit.columns[0]]), None)
            if option is None:
                return frozenset()
            own = option.variable_in(unit.wave, unit.group)
            names = [own] if own and not item.mentions and names.count(own) == 1 else []
            if not names:
                return frozenset([f"{unit.indicator}.{option.id}"])
        return frozenset(part.lower() for name in names for part in in_files(name, codebook.derived))

    def answers(self, number: int) -> Answers:
        """Of the indicator that a unit is of."""
        return self._given[self.store.units[number].indicator]

    def chosen(self, number: int, column: int) -> np.ndarray:
        """bool (respondents,): who gave the answer of a column."""
        item = self.answers(number)
        at = item.categories.index(str(self._names[column]))
        chosen: np.ndarray = item.values[:, at].astype(bool)
        return chosen & item.valid

    def columns(self, number: int) -> list[int]:
        """The published columns of a unit; of a mean its own."""
        rows = self.store.units[number].rows
        return [int(column) for column in (rows[:1] if self.store.units[number].kind == "mean" else rows)]

    def given(self, number: int, column: int) -> np.ndarray:
        """float64 (respondents,): what everybody adds to a column, 1 or 0 or, to a mean, their answer."""
        if self.store.units[number].kind == "mean":
            item = self.answers(number)
            return np.where(item.valid, item.values[:, 0], 0.0).astype(np.float64)
        return self.chosen(number, column).astype(np.float64)

    def alike(self, numbers: Sequence[int]) -> list[list[int]]:
        """Units put together where the same variables of the files are behind them."""
        found: list[tuple[frozenset[str], list[int]]] = []
        for number in numbers:
            behind, together = self.behind.get(number, frozenset()), [number]
            for one in [one for one in found if one[0] & behind]:
                found.remove(one)
                behind, together = behind | one[0], [*one[1], *together]
            found.append((behind, together))
        return [together for _, together in found]

    @cached_property
    def table(self) -> np.ndarray:
        """float32 (respondents, columns): who gave the answer of each published column, in `place_of`'s
        order."""
        if not self.place_of:
            return np.zeros((0, 0), dtype=np.float32)
        return np.column_stack([self.chosen(*place) for place in self.place_of]).astype(np.float32)
