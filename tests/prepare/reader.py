"""A reader of everything that a store shows, all tables at once: which hidden numbers does he narrow down?

Written from scratch: the unknowns are the respondents of each cell by what they answered to all variables of
a family, so that nets, options, filters, shares and means of one variable hang together by themselves.
Integer programs tell which values a number can take.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from monitor.codebook import Breakdown, Codebook
from tests.prepare.linked import Survey, patterns

CELL = ["breakdown1", "level1", "breakdown2", "level2"]
HIDDEN = ("too_few", "protected")
Cell = tuple[str, str, str, str]
Linear = dict[int, float]


class Reader:
    """What is known of a survey. `stays` lets him know too that nobody joins a panel and that nobody's level
    changes."""

    def __init__(self, made: Survey, shown: pd.DataFrame, stays: bool = False):
        self.book, self.made = made.book, made
        rules = made.book.disclosure
        self.minimum, self.enough = rules.minimum_base, rules.interval
        pools = {group.id for group in made.book.groups if group.pool}
        own = ~made.cells["group"].isin(list(pools)).to_numpy()
        true = made.cells.assign(shown=shown["status"].to_numpy())[own]
        self.rows = {
            (r.indicator, r.category, r.wave, r.group, (r.breakdown1, r.level1, r.breakdown2, r.level2)): (
                r.n,
                r.count,
                r.shown,
            )
            for r in true.astype(dict.fromkeys(CELL, str)).itertuples()
        }
        self.of = {item.id: at for at, family in enumerate(made.families) for item in family}
        self.patterns = [
            dict(zip((item.id for item in family), patterns(family), strict=True)) for family in made.families
        ]
        self.cells = sorted({key[4] for key in self.rows if not _is_net(key[4], made.book)})
        self.start: dict[tuple[int, str, str, Cell], int] = {}
        self.size = 0
        self.truth = np.array([])
        self.matrix: list[Linear] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._lay()
        self._read()
        self._equal_bases(stays)
        data = [value for row in self.matrix for value in row.values()]
        at = [index for row in self.matrix for index in row]
        ends = np.cumsum([0, *(len(row) for row in self.matrix)])
        self._follow()
        self.limits = LinearConstraint(
            sparse.csr_matrix((data, at, ends), shape=(len(self.matrix), self.size)), self.low, self.high
        )

    def _lay(self) -> None:
        """Unknowns by family, wave, group, cell and pattern; cells add up, those without a level are
        known."""
        truth = []
        for sample in self.made.people:
            for at, family in enumerate(self.made.families):
                known = self._counted(sample, [item.id for item in family], at)
                for cell in self.cells:
                    self.start[at, sample.wave, sample.group, cell] = self.size
                    truth.append(known(cell))
                    self.size += len(truth[-1])
        self.truth = np.concatenate(truth)
        for (at, wave, group, cell), first in self.start.items():
            many = len(next(iter(self.patterns[at].values())).valid)
            for parts in _parts(cell, self.book):
                if not all(part in self.cells for part in parts):
                    continue
                firsts = [self.start[at, wave, group, part] for part in parts]
                for pattern in range(many):
                    self._know(
                        {first + pattern: 1.0, **dict.fromkeys([one + pattern for one in firsts], -1.0)}
                    )

    def _counted(self, sample, ids, at):
        """A function from a cell to the true number of respondents by pattern; no pattern occurs twice in
        what anybody can answer."""
        answers = {item.indicator: item for item in sample.answers}
        told = np.column_stack([np.column_stack([answers[id].valid, answers[id].values]) for id in ids])
        table = np.column_stack(
            [np.column_stack([self.patterns[at][id].valid, self.patterns[at][id].values]) for id in ids]
        )
        _, first, same = np.unique(table, axis=0, return_index=True, return_inverse=True)
        number = {tuple(row): index for row, index in zip(table[first], first, strict=True)}
        mine = np.array([number[tuple(row)] for row in told])

        def known(cell: Cell) -> np.ndarray:
            inside = np.ones(sample.size, dtype=bool)
            for breakdown, level in (cell[:2], cell[2:]):
                if breakdown:
                    levels = sample.levels[breakdown]
                    inside &= levels.code == levels.ids.index(level)
            return np.bincount(mine[inside], minlength=len(table)).astype(float)

        return known

    def _know(self, row: Linear, low: float | None = None, high: float | None = None) -> None:
        """A linear relation within bounds; as it truly is where there are none."""
        value = float(sum(factor * self.truth[index] for index, factor in row.items()))
        self.matrix.append(row)
        self.low.append(value if low is None else low)
        self.high.append(value if high is None else high)

    def number(self, indicator: str, category: str | None, wave: str, group: str, cell: Cell) -> Linear:
        """n, or the count (sum) of a category, as a sum of unknowns; nets of levels are sums of their
        cells."""
        at = self.of[indicator]
        answers = self.patterns[at][indicator]
        factor = answers.valid.astype(float)
        if category is not None:
            factor = factor * answers.values[:, answers.categories.index(category)]
        row: Linear = {}
        for part in _members(cell, self.book):
            first = self.start[at, wave, group, part]
            row |= {first + int(index): float(factor[index]) for index in np.flatnonzero(factor)}
        return row

    def _read(self) -> None:
        """Shown rows tell n and count (of a mean, the sum); the status of a hidden one whether it is small,
        and that it is not empty."""
        for (indicator, category, wave, group, cell), (_, _, status) in self.rows.items():
            n = self.number(indicator, None, wave, group, cell)
            if status not in HIDDEN:
                self._know(n)
                self._know(self.number(indicator, category, wave, group, cell))
                continue
            within = [
                above
                for above in (("", "", "", ""), (*cell[:2], "", ""), (*cell[2:], "", ""))
                if above != cell
            ]
            closed = cell[2] != "" and any(
                self._status(indicator, category, wave, group, above) in HIDDEN for above in within
            )
            low = 0.0 if closed or not cell[0] else 1.0
            self._know(n, low, self.minimum - 1 if status == "too_few" else 1e6)

    def _status(self, indicator: str, category: str, wave: str, group: str, cell: Cell) -> str:
        return str(self.rows.get((indicator, category, wave, group, cell), (0, 0, ""))[2])

    def _equal_bases(self, stays: bool) -> None:
        """Indicators with the same n in every cell have the same base; a filter's base is a count. In a
        panel, nobody joins."""
        alike: dict[tuple, list[tuple[str, str | None, str]]] = defaultdict(list)
        for indicator, category, wave, group in dict.fromkeys(key[:4] for key in self.rows):
            for what in (None, category) if self._filters(indicator) else (None,):
                vector = tuple(self._true(indicator, what, wave, group, cell) for cell in self.cells)
                alike[(group, *(() if stays else (wave,)), *vector)].append((indicator, what, wave))
                if stays and what is None and wave == "2021":
                    before = [self._true(indicator, None, "2020", group, cell) for cell in self.cells]
                    if all(one >= other for one, other in zip(before, vector, strict=True)):
                        for cell in self.cells:
                            self._know(
                                self._less((indicator, None, "2020"), (indicator, None, wave), group, cell),
                                0.0,
                                1e6,
                            )
        self.told = set(self._contained())
        for (group, *_), some in alike.items():
            same = list(dict.fromkeys(some))
            for one, other in zip(same, same[1:], strict=False):
                for cell in self.cells:
                    self._know(self._less(one, other, group, cell))
            for key, (_, _, status) in self.rows.items():
                if (
                    status not in HIDDEN
                    and key[3] == group
                    and {(key[0], None, key[2]), (key[0], key[1], key[2])} & set(same)
                ):
                    self.told |= {
                        (indicator, wave, group, key[4]) for indicator, what, wave in same if what is None
                    }

    def _follow(self) -> None:
        """Adds every n of `minimum` or more that shown n of the same base add up to: such a cell is hidden
        for its answers alone."""
        shown = {
            (key[0], *key[2:]) for key, (_, _, status) in self.rows.items() if status not in HIDDEN
        } | self.told
        every = {(key[0], *key[2:]) for key in self.rows}
        sums = list(_sums({key[3] for key in every}, self.book))
        before = 0
        while len(shown) > before:
            before = len(shown)
            for one in every - shown:
                small = self._true(one[0], None, *one[1:]) < self.minimum
                others = (
                    [(*one[:3], cell) for cell in cells if cell != one[3]]
                    for cells in sums
                    if one[3] in cells
                )
                if not small and any(all(other in shown for other in some) for some in others):
                    shown.add(one)
        self.told |= shown

    def _contained(self) -> Iterator[tuple[str, str, str, Cell]]:
        """Cells whose n another indicator of the same variables bounds and shows: who is in the one base is
        in the other."""
        for indicator, category, wave, group, cell in self.rows:
            if self._status(indicator, category, wave, group, cell) not in HIDDEN:
                valid = self.patterns[self.of[indicator]][indicator].valid
                for other, answers in self.patterns[self.of[indicator]].items():
                    if other != indicator and np.all(answers.valid <= valid):
                        yield other, wave, group, cell

    def _filters(self, indicator: str) -> bool:
        family = self.made.families[self.of[indicator]]
        return any(
            item.where and item.where[0] in one.variables
            for item in family
            for one in family
            if one.id == indicator
        )

    def _less(
        self, one: tuple[str, str | None, str], other: tuple[str, str | None, str], group: str, cell: Cell
    ) -> Linear:
        """One number minus another."""
        row = dict(self.number(*one, group, cell))
        for index, factor in self.number(*other, group, cell).items():
            row[index] = row.get(index, 0.0) - factor
        return {index: factor for index, factor in row.items() if factor}

    def _true(self, indicator: str, category: str | None, wave: str, group: str, cell: Cell) -> int:
        return int(
            sum(
                self.truth[index] * factor
                for index, factor in self.number(indicator, category, wave, group, cell).items()
            )
        )

    def targets(self) -> Iterator[tuple[str, Linear]]:
        """Hidden numbers: n, where no other row tells it, counts and their complements, where no cell around
        it is shown to have none."""
        for (indicator, category, wave, group, cell), (_, _, status) in self.rows.items():
            if status not in HIDDEN:
                continue
            n = self.number(indicator, None, wave, group, cell)
            name = f"{indicator} {category} {wave} {group} {' '.join(cell).strip()}"
            told = (indicator, wave, group, cell) in self.told
            if not told:
                yield f"{name}: n", n
            if self.book.indicator[indicator].kind != "mean":
                count = self.number(indicator, category, wave, group, cell)
                rest = {index: factor - count.get(index, 0.0) for index, factor in n.items()}
                rest = {index: factor for index, factor in rest.items() if factor}
                none = [
                    self._none_around(indicator, category, wave, group, cell, others)
                    for others in (False, True)
                ]
                if not none[0] and not (none[1] and told):
                    yield f"{name}: count", count
                if not none[1] and not (none[0] and told):
                    yield f"{name}: others", rest

    def _none_around(
        self, indicator: str, category: str, wave: str, group: str, cell: Cell, others: bool
    ) -> bool:
        """Whether a shown cell around this one says that nobody in it is in the category (or everybody)."""
        inside = set(_members(cell, self.book))
        for (one, other, when, who, around), (n, count, status) in self.rows.items():
            if (
                (one, other, when, who) == (indicator, category, wave, group)
                and status not in HIDDEN
                and (n - count if others else count) == 0
            ):
                wide = _members(around, self.book)
                if all(any(_holds(large, small) for large in wide) for small in inside):
                    return True
        return False

    def narrow(self) -> list[tuple[str, int, int]]:
        """(number, its truth, how many values it can take) of every hidden number that can take fewer than
        enough."""
        rows = dict(self.targets())
        if not rows:
            return []
        names, goals = list(rows), np.zeros((len(rows), self.size))
        for at, row in enumerate(rows.values()):
            goals[at, list(row)] = list(row.values())
        seen: list[set[int]] = [{round(value)} for value in goals @ self.truth]
        rng = np.random.default_rng(1)
        for _ in range(12):
            self._see(rng.integers(-3, 4, len(goals)) @ goals, goals, seen)
        found = []
        for at, name in enumerate(names):
            for sign in (1, -1):
                if len(seen[at]) < self.enough:
                    self._see(sign * goals[at], goals, seen)
            for value in range(min(seen[at]) + 1, max(seen[at])):
                if len(seen[at]) < self.enough and value not in seen[at]:
                    self._see(0 * goals[at], goals, seen, (goals[at], value))
            if len(seen[at]) < self.enough:
                found.append((name, round(float(goals[at] @ self.truth)), len(seen[at])))
        return found

    def _see(
        self,
        goal: np.ndarray,
        goals: np.ndarray,
        seen: list[set[int]],
        fixed: tuple[np.ndarray, int] | None = None,
    ) -> None:
        limits = (
            [self.limits]
            if fixed is None
            else [self.limits, LinearConstraint(fixed[0][None, :], fixed[1], fixed[1])]
        )
        most = Bounds(0, 4000)
        point = milp(
            goal,
            constraints=limits,
            bounds=most,
            integrality=np.ones(self.size),
            options={"mip_rel_gap": 0.5},
        ).x
        if point is not None:
            for values, value in zip(seen, goals @ np.round(point), strict=True):
                values.add(round(value))


def _nets(book: Codebook) -> dict[tuple[str, str], list[str]]:
    return {(item.id, net.id): net.of for item in book.breakdowns for net in item.nets}


def _is_net(cell: Cell, book: Codebook) -> bool:
    return any(side in _nets(book) for side in (cell[:2], cell[2:]))


def _members(cell: Cell, book: Codebook) -> list[Cell]:
    """The cells of levels that a cell of nets is made of."""
    nets = _nets(book)
    one, other = (nets.get(side, [side[1]]) for side in ((cell[0], cell[1]), (cell[2], cell[3])))
    return [(cell[0], a, cell[2], b) for a in one for b in other]


def _holds(large: Cell, small: Cell) -> bool:
    sides = {large[:2], large[2:]} - {("", "")}
    return sides <= {small[:2], small[2:]}


def _splits(cell: Cell, book: Codebook) -> Iterator[tuple[Breakdown, dict[str, Cell]]]:
    """Each breakdown that a cell can be split by, and the cell's part with each of its levels and nets."""
    order = [item.id for item in book.breakdowns]

    def crossed(breakdown: str, level: str) -> Cell:
        pair = sorted(
            (side for side in (cell[:2], (breakdown, level)) if side[0]),
            key=lambda side: order.index(side[0]),
        )
        return tuple([text for side in pair for text in side] + [""] * (4 - 2 * len(pair)))  # type: ignore[return-value]

    for item in book.breakdowns:
        if not cell[2] and item.id != cell[0]:
            yield item, {one.id: crossed(item.id, one.id) for one in (*item.levels, *item.nets)}


def _parts(cell: Cell, book: Codebook) -> Iterator[list[Cell]]:
    """Cells that add up to a cell, each time by one more breakdown."""
    for item, part in _splits(cell, book):
        yield [part[level.id] for level in item.levels]


def _sums(cells: Iterable[Cell], book: Codebook) -> Iterator[list[Cell]]:
    """Cells of which the first is the sum of the others: by levels, a net by its members, and a net with the
    levels beside it."""
    for whole in cells:
        for item, part in _splits(whole, book):
            yield [whole, *(part[level.id] for level in item.levels)]
            for net in item.nets:
                yield [part[net.id], *(part[level] for level in net.of)]
                yield [
                    whole,
                    part[net.id],
                    *(part[level.id] for level in item.levels if level.id not in net.of),
                ]
