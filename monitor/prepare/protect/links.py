"""Indicators that tell of each other: options and their net, one variable behind several, a filter and the
questions behind it.

What suppression hides of each by itself may follow from the others: `protect_together` looks at all of them
at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations, product
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from monitor.codebook.base import Codes
from monitor.codebook.models import Codebook
from monitor.prepare.protect.codes import left_open
from monitor.prepare.protect.tables import Unit

BASE = -1
"""Stands for the base of a unit where a category could stand."""


class Term(NamedTuple):
    """A number of a unit in a relation: `factor` times its base, or one of its categories."""

    unit: int
    category: int
    factor: int


@dataclass(frozen=True)
class Link:
    """Numbers that add up, in every cell, to 0 (`exact`) or to 0 at least."""

    terms: tuple[Term, ...]
    exact: bool


@dataclass(frozen=True)
class Answer:
    """A category of a unit as codes of a variable."""

    unit: int
    category: int
    variable: str
    codes: frozenset[str]


class Links:
    """The links between units of one layout.

    `table` has of each unit its respondents by category (cells, categories), n is (cells, units), `names`
    tells a column's category.
    """

    def __init__(
        self, units: list[Unit], names: np.ndarray, table: list[np.ndarray], n: np.ndarray, codebook: Codebook
    ):
        self.units, self._names, self.table, self.n, self._codebook = units, names, table, n, codebook
        self._of_variables: list[dict[int, list[Answer]]] = []
        self.found = list(dict.fromkeys([*self._nets(), *self._variables()]))

    def families(self) -> Iterator[tuple[np.ndarray, list[Link]]]:
        """Units that links hold together, and these links."""
        pairs = [(link.terms[0].unit, term.unit) for link in self.found for term in link.terms]
        one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        graph = sparse.coo_matrix(
            (np.ones(len(pairs)), (one, other)), shape=(len(self.units), len(self.units))
        )
        _, part = connected_components(graph, directed=False)
        inside: dict[int, list[Link]] = defaultdict(list)
        for link in self.found:
            inside[int(part[link.terms[0].unit])].append(link)
        for number, some in inside.items():
            yield np.flatnonzero(part == number), some

    def _nets(self) -> Iterator[Link]:
        """A net of options is at least each of them, at most all together."""
        at = {int(unit.columns[0]): number for number, unit in enumerate(self.units)}
        for number, unit in enumerate(self.units):
            options = [at[int(column)] for column in unit.members]
            for option in options:
                yield Link((Term(number, 0, 1), Term(option, 0, -1)), False)
            if options:
                yield Link((Term(number, 0, -1), *(Term(option, 0, 1) for option in options)), False)

    def _variables(self) -> Iterator[Link]:
        answers: dict[tuple[str, str, str], list[Answer]] = defaultdict(list)
        filters: dict[tuple[str, str, str], list[tuple[int, frozenset[str]]]] = defaultdict(list)
        for number, unit in enumerate(self.units):
            for answer in self._answers(number, unit):
                answers[unit.wave, unit.group, answer.variable].append(answer)
            base = self._codebook.indicator[unit.indicator].base
            for name, codes in base.where.items() if base else ():
                filters[unit.wave, unit.group, name].append((number, _named(codes)))
        for key, some in answers.items():
            by_unit: dict[int, list[Answer]] = defaultdict(list)
            for answer in some:
                by_unit[answer.unit].append(answer)
            self._of_variables.append(by_unit)
            for one, other in permutations(by_unit, 2):
                for answer in by_unit[one]:
                    inside = [part for part in by_unit[other] if part.codes <= answer.codes]
                    yield from self._within(Term(one, answer.category, 1), inside, answer.codes)
            for number, asked in filters.get(key, ()):
                for one in by_unit:
                    inside = [part for part in by_unit[one] if part.codes <= asked]
                    if one != number and _union(inside) == asked:
                        yield from self._within(Term(number, BASE, -1), inside, asked)

    def _within(self, term: Term, inside: list[Answer], codes: frozenset[str]) -> Iterator[Link]:
        """The relation of a number and the answers that lie in it, or it in them; none where the data deny
        it."""
        terms = (term, *(Term(part.unit, part.category, -term.factor) for part in inside))
        left = sum(one.factor * self.numbers(one) for one in terms)
        if inside and np.all(left >= 0):
            yield Link(terms, bool(np.all(left == 0)) and _union(inside) == codes)

    def rests(self) -> Iterator[tuple[list[int], np.ndarray]]:
        """(units, the widest first; respondents (cells,)): who gave an answer that one of the units counts
        and the others leave out, so that they tell together how many these are."""
        for link in self.found:
            if not link.exact and all(term.category != BASE for term in link.terms):
                left = sum(term.factor * self.numbers(term) for term in link.terms)
                yield list(dict.fromkeys(term.unit for term in link.terms)), np.abs(left)
        for by_unit in self._of_variables:
            for pair in combinations(by_unit, 2):
                yield from self._beside(pair, by_unit)
        nets = [(number, set(unit.members)) for number, unit in enumerate(self.units) if len(unit.members)]
        for (wider, all_), (inner, some) in permutations(nets, 2):
            if some < all_:
                yield [wider, inner], self.table[wider][:, 0] - self.table[inner][:, 0]

    def _beside(
        self, pair: tuple[int, int], by_unit: dict[int, list[Answer]]
    ) -> Iterator[tuple[list[int], np.ndarray]]:
        """`rests` of a third unit of the variable, or of a base, in which answers of a pair lie beside each
        other; who gave what two answers share that are a third together."""
        one, other = pair
        wholes = [answer for unit in by_unit if unit not in pair for answer in by_unit[unit]]
        for first, second in product(by_unit[one], by_unit[other]):
            shared, union = first.codes & second.codes, first.codes | second.codes
            both = sum(self.numbers(Term(part.unit, part.category, 1)) for part in (first, second))
            if not shared and np.array_equal(self.n[:, one], self.n[:, other]):
                yield [other, one], self.n[:, one] - both
            for whole in wholes:
                if union == whole.codes if shared else union < whole.codes:
                    number = self.numbers(Term(whole.unit, whole.category, 1))
                    yield [whole.unit, *pair], np.abs(number - both)

    def left_open(self, number: int, cells: np.ndarray, small: int, most: int) -> np.ndarray:
        """(cells,): how many values, `most` at most, a coded mean leaves open for the number who gave an
        answer that fewer than `small` gave, in these cells."""
        unit = self.units[number]
        names = [str(name) for name in self._names[unit.columns]]
        scale = getattr(self._codebook.indicator[unit.indicator], "scale", None)
        return left_open(self.table[number][cells], names, scale, small, most)

    def numbers(self, term: Term) -> np.ndarray:
        """(cells,): the respondents that a term counts."""
        found: np.ndarray = (
            self.n[:, term.unit] if term.category == BASE else self.table[term.unit][:, term.category]
        )
        return found

    def sums_of(self, number: int) -> Iterator[np.ndarray]:
        """bool (categories,): each category of a distribution, and each of its nets."""
        unit = self.units[number]
        item = self._codebook.indicator[unit.indicator]
        names = list(self._names[unit.columns])
        for members in [[name] for name in names] + [net.of for net in getattr(item, "nets", [])]:
            inside = np.zeros(self.table[number].shape[1], dtype=bool)
            inside[[names.index(name) for name in members]] = True
            yield inside

    def _answers(self, number: int, unit: Unit) -> Iterator[Answer]:
        item = self._codebook.indicator[unit.indicator]
        if item.kind == "multiple":
            for option in item.options:
                name = option.variable_in(unit.wave, unit.group)
                if name and self._names[unit.columns[0]] == option.id:
                    yield Answer(number, 0, name, _named(option.codes))
            return
        name = item.variable_in(unit.wave, unit.group) or ""
        if item.kind == "share":
            yield Answer(number, 0, name, _named(item.true))
            if item.false is not None:
                yield Answer(number, 1, name, _named(item.false))
        if item.kind == "distribution":
            for at, category in enumerate(item.categories):
                yield Answer(number, at, name, _named(category.codes))

    def means(self) -> Iterator[tuple[int, int]]:
        """(a mean, another unit) of one variable: where the answers are hidden, the mean would tell of
        them."""
        same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for number, unit in enumerate(self.units):
            item = self._codebook.indicator[unit.indicator]
            name = item.variable_in(unit.wave, unit.group) if item.kind != "multiple" else None
            if name:
                same[unit.wave, unit.group, name].append(number)
        for some in same.values():
            for one, other in permutations(some, 2):
                if self.units[one].kind == "mean" and self.units[other].kind != "mean":
                    yield one, other


def _named(codes: Codes) -> frozenset[str]:
    return frozenset(str(code) for code in codes)


def _union(answers: list[Answer]) -> frozenset[str]:
    return frozenset(code for answer in answers for code in answer.codes)
