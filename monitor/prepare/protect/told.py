"""Which published numbers move when a respondent goes from one answer to another: the answers themselves,
their nets, and what else is made of the same answers, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from monitor.prepare.protect.tables import Store
from monitor.prepare.respondents.respondents import Answers


class Column(NamedTuple):
    """A published column of a unit; `sign` says whether it rises (1) or falls (-1)."""

    unit: int
    column: int
    sign: int


@dataclass(frozen=True)
class Question:
    """Two answers to `by` between which respondents may go, and the unit whose hidden counts that proves.

    Both are the same, but for a share of some categories of a distribution: its answers can change only as
    those of the distribution do. `second` is -1 for everybody who did not give the first answer.
    """

    unit: int
    by: int
    first: int
    second: int


class Family:
    """Units that the same respondents of one sample answered: which columns follow from the answers to
    which."""

    def __init__(self, numbers: Sequence[int], store: Store, given: dict[str, Answers]):
        self._store, self._given = store, given
        self.numbers = [number for number in numbers if store.units[number].kind != "mean"]
        self._names = store.column["category"].to_numpy(dtype=object)
        self._size = {number: len(store.units[number].columns) for number in self.numbers}
        self._at = {
            (number, int(column)): at
            for at, (number, column) in enumerate(
                (number, column) for number in self.numbers for column in store.units[number].rows
            )
        }

    @cached_property
    def _answers(self) -> np.ndarray:
        """float32 (respondents, columns): who gave the answer of each published column."""
        if not self._at:
            return np.zeros((0, 0), dtype=np.float32)
        return np.column_stack([self.given(number, column) for number, column in self._at]).astype(np.float32)

    def given(self, number: int, column: int) -> np.ndarray:
        """bool (respondents,): who gave the answer of a column."""
        item = self._given[self._store.units[number].indicator]
        chosen: np.ndarray = item.values[:, item.categories.index(str(self._names[column]))].astype(bool)
        return chosen & item.valid

    @cached_property
    def follows(self) -> dict[int, np.ndarray]:
        """By unit, int (its answers and none of these, columns): 1 where everybody with that answer is in a
        column, 0 where nobody is, -1 where some are."""
        return {number: self._within(number) for number in self.numbers}

    def _within(self, number: int) -> np.ndarray:
        own = self._answers[
            :, [self._at[number, int(column)] for column in self._store.units[number].columns]
        ]
        valid = self._given[self._store.units[number].indicator].valid
        rest = valid.astype(np.float32) - own.sum(axis=1) if own.shape[1] == 1 else np.zeros(len(valid))
        answers = np.column_stack([own, rest]).astype(np.float32)
        inside, size = answers.T @ self._answers, answers.sum(axis=0)[:, None]
        return np.where(inside == 0, 0, np.where(inside == size, 1, -1))

    def parent(self, number: int) -> int:
        """The distribution of most categories that a unit of one column follows from; itself where there is
        none."""
        place = self._at[number, int(self._store.units[number].rows[0])]
        found = [
            other
            for other in self.numbers
            if self._size[other] > 2
            and other != number
            and (self.follows[other][: self._size[other], place] >= 0).all()
        ]
        return max(found, key=lambda other: (self._size[other], -other), default=number)

    def columns(self, question: Question) -> Iterator[Column]:
        """The published columns that move."""
        follows = self.follows[question.by]
        first, second = follows[question.first], follows[question.second]
        for (number, column), one, other in zip(self._at, first, second, strict=True):
            if min(one, other) >= 0 and one != other:
                yield Column(number, column, int(one - other))

    def questions(self, number: int, total: int) -> Iterator[Question]:
        """The pairs of answers that prove the hidden counts of a unit: each answer with the most frequent
        other one. `total` is the place of the total."""
        unit = self._store.units[number]
        if unit.kind == "distribution":
            order = self._by_size(number, total)
            for first in order[1:]:
                yield Question(number, number, int(first), int(order[0]))
            return
        by = self.parent(number)
        if by == number:
            yield Question(number, number, 0, -1)
            return
        inside = self.follows[by][: self._size[by], self._at[number, int(unit.rows[0])]]
        order = self._by_size(by, total)
        ends = [[int(answer) for answer in order if inside[answer] == side] for side in (1, 0)]
        yield Question(number, by, ends[0][0], ends[1][0]) if all(ends) else Question(number, number, 0, -1)

    def _by_size(self, number: int, total: int) -> np.ndarray:
        """Answers, the most frequent first."""
        return np.argsort(-self._store.count[total, self._store.units[number].columns], kind="stable")


def families(numbers: Sequence[int], store: Store, given: dict[str, Answers]) -> dict[int, Family]:
    """The family of each unit of a sample: units that were answered by the same respondents."""
    alike: dict[bytes, list[int]] = {}
    for number in numbers:
        alike.setdefault(given[store.units[number].indicator].valid.tobytes(), []).append(number)
    found = [Family(some, store, given) for some in alike.values()]
    return {number: family for family in found for number in family.numbers}
