"""A reader who knows everybody's weight and levels, and whom each question was put to, but no answer: what do
the published numbers tell?

Written apart from the program. The unknowns are the respondents of each weight class by their answer; a class
is everybody with the same levels of all breakdowns and the same weight. Each published number is the interval
that its precision leaves. Integer programs tell which values a hidden count can take; each solution is
checked again by plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

HIDDEN = ("too_few", "protected")
SMALLEST = 5
"""A shown category, and everybody else, holds nobody or at least so many: a rule that readers know."""
NOBODYS = "(none)"
"""Where people without a level stand."""
CLOSE = 1e-7
PATIENCE = 60.0
"""Seconds for one integer program; what it does not find by then counts as impossible."""

Place = tuple[str, ...]
"""(breakdown, level) of a cell, laid after each other; () is the total."""
Target = tuple[str, str, Place]
"""group, category and cell of a count."""


@dataclass(frozen=True)
class Known:
    """The respondents of one sample to whom a question was put and who answered it, as a reader knows
    them."""

    weight: np.ndarray
    levels: Mapping[str, np.ndarray]
    """Of each breakdown everybody's level, NOBODYS for none."""
    nets: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Of each breakdown its nets of levels."""

    def only(self, some: np.ndarray) -> Known:
        """Some of them."""
        return Known(self.weight[some], {name: level[some] for name, level in self.levels.items()}, self.nets)

    def inside(self, place: Place) -> np.ndarray:
        """bool (respondents,): who is in a cell."""
        found = np.ones(len(self.weight), dtype=bool)
        for name, level in zip(place[::2], place[1::2], strict=True):
            found &= np.isin(self.levels[name], self.nets.get(name, {}).get(level, [level]))
        return found


@dataclass(frozen=True)
class Question:
    """A question as it is published: `categories` share out the base, or are answers by themselves; nets are
    unions of these."""

    categories: tuple[str, ...]
    nets: Mapping[str, Sequence[str]]
    shares_out: bool = False


@dataclass
class Outcome:
    """What the attack found: counts that it looked at, those with too few values, and how many programs it
    took."""

    counts: int = 0
    narrow: list[tuple[Target, int, int]] = field(default_factory=list)
    """Count, values that it can take, people in the cell."""
    programs: int = 0
    undecided: int = 0

    def __iadd__(self, other: Outcome) -> Outcome:
        self.counts += other.counts
        self.narrow += other.narrow
        self.programs += other.programs
        self.undecided += other.undecided
        return self


class WeightsAttack:
    """One question in one wave; more groups at once where a pool binds them.

    `shown` has the published estimates (columns as in the store), `groups` the people of each sample, `pools`
    the members of each pooled group. `bases` are the least and the most that other questions tell of
    unweighted counts. `among` says of a category 'firm:c1' that its rows are the share of c1 among those who
    gave one of these answers. Differences
    follow from the estimates, so they tell nothing more.
    """

    def __init__(
        self,
        question: Question,
        groups: Mapping[str, Known],
        shown: pd.DataFrame,
        pools: Mapping[str, Sequence[str]] | None = None,
        bases: Iterable[tuple[Target, int, int]] = (),
        among: Mapping[str, Sequence[str]] | None = None,
    ):
        self.question, self.groups = question, groups
        self._names = [*question.categories, *([] if question.shares_out else question.nets)]
        self._start: dict[tuple[str, str], int] = {}
        self._classes: dict[str, tuple[Known, np.ndarray]] = {}
        size = 0
        for group, people in groups.items():
            self._classes[group] = _classes(people)
            for name in self._names:
                self._start[group, name] = size
                size += len(self._classes[group][1])
        self.size = size
        self._most = np.concatenate(
            [self._classes[group][1] for group in groups for _ in self._names]
        ).astype(float)
        self._rows: list[sparse.csr_matrix] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._free = np.zeros(size)
        self._status: dict[Target, str] = {}
        self._told: dict[Target, int] = {}
        self._between_answers()
        bases_of = shown["n"][shown["category"].isin(list(among or {})).to_numpy()].dropna()
        self._near = 2 if len(bases_of) and (bases_of % 5 == 0).all() else 0
        for row in shown.itertuples():
            part = (among or {}).get(row.category)
            if part is None:
                self._read(row, pools or {})
            else:
                self._read_part(row, part)
        for target, least, most in bases:
            self._bound(self._sum(target), least, most)
        self._matrix = sparse.vstack(self._rows, format="csr") if self._rows else sparse.csr_matrix((0, size))

    def _between_answers(self) -> None:
        """Categories share out the people of a class; a net of options is at least each of them and at most
        all together."""
        for group in self.groups:
            for at, many in enumerate(self._classes[group][1]):
                columns = {name: self._start[group, name] + at for name in self._names}
                if self.question.shares_out:
                    self._bound(self._vector(dict.fromkeys(columns.values(), 1.0)), many, many)
                    continue
                for net, members in self.question.nets.items():
                    for member in members:
                        self._bound(self._vector({columns[net]: 1.0, columns[member]: -1.0}), 0, np.inf)
                    self._bound(
                        self._vector({columns[net]: -1.0} | {columns[one]: 1.0 for one in members}), 0, np.inf
                    )

    def _vector(self, entries: Mapping[int, float]) -> sparse.csr_matrix:
        at = list(entries)
        return sparse.csr_matrix(([entries[one] for one in at], ([0] * len(at), at)), shape=(1, self.size))

    def _bound(self, row: sparse.csr_matrix, low: float, high: float) -> None:
        self._rows.append(row)
        self._low.append(low)
        self._high.append(high)

    def _sum(self, target: Target, weighted: bool = False) -> sparse.csr_matrix:
        """The (weighted) count of a category, or of a net of categories, in a cell."""
        group, category, place = target
        people, _ = self._classes[group]
        inside = np.flatnonzero(people.inside(place))
        names = [category] if category in self._names else self.question.nets[category]
        at = np.concatenate([self._start[group, name] + inside for name in names]).astype(int)
        value = np.tile(people.weight[inside] if weighted else np.ones(len(inside)), len(names))
        return sparse.csr_matrix((value, (np.zeros(len(at), dtype=int), at)), shape=(1, self.size))

    def _people(self, group: str, place: Place) -> tuple[int, float]:
        people, many = self._classes[group]
        inside = people.inside(place)
        return int(many[inside].sum()), float((many * people.weight)[inside].sum())

    def _read(self, row: object, pools: Mapping[str, Sequence[str]]) -> None:
        """A published share: its interval, and that its answers obey the rules."""
        group, category, place, value, se, unit, status = (
            row.group, row.category, _place(row), row.estimate, row.se, row.precision, row.status,  # type: ignore[attr-defined]
        )  # fmt: skip
        if group in pools:
            if (
                status not in HIDDEN
                and value == value
                and all(self._people(one, place)[0] for one in pools[group])
            ):
                row_ = sum(
                    self._sum((one, category, place), True) / self._people(one, place)[1]
                    for one in pools[group]
                )
                self._bound(
                    row_, (value - unit / 2) * len(pools[group]), (value + unit / 2) * len(pools[group])
                )
            return
        target = group, category, place
        if self._status.get(target) not in ("", "unreliable"):
            self._status[target] = status
        people, weight = self._people(group, place)
        if status in HIDDEN or not people:
            return
        count = self._sum(target)
        if se == 0 and value in (0, 1):
            self._told[target] = round(value) * people
            self._bound(count, self._told[target], self._told[target])
            return
        self._bound(self._sum(target, True), (value - unit / 2) * weight, (value + unit / 2) * weight)
        self._bound(count, min(SMALLEST, people), max(people - SMALLEST, 0))

    def _read_part(self, row: object, part: Sequence[str]) -> None:
        """A published share among those who gave some of the answers: its interval, its base and the
        rules."""
        group, place, value, unit, status, n, se = (
            row.group, _place(row), row.estimate, row.precision, row.status, row.n, row.se,  # type: ignore[attr-defined]
        )  # fmt: skip
        if status in HIDDEN or value != value:
            return
        name = row.category.split(":")[1]  # type: ignore[attr-defined]
        ones, base = (group, name, place), [(group, one, place) for one in part]
        near = self._near
        self._bound(sum(self._sum(one) for one in base), n - near, n + near)
        weighted = sum(self._sum(one, True) for one in base)
        self._bound(self._sum(ones, True) - (value - unit / 2) * weighted, 0, np.inf)
        self._bound(self._sum(ones, True) - (value + unit / 2) * weighted, -np.inf, 0)
        count = self._sum(ones)
        if se == 0:
            self._bound(count, round(value) * (n - near), round(value) * (n + near))
        else:
            self._bound(count, SMALLEST, n + near - SMALLEST)

    def targets(self) -> Iterator[tuple[Target, int]]:
        """The counts to keep secret, those of people without a level among them, and how many people there
        are of whom no rule tells it."""
        for group in self.groups:
            tables = {place[::2] for one, _, place in self._status if one == group}
            for table in sorted(tables):
                nets = self.groups[group].nets
                sides = [[*np.unique(self.groups[group].levels[name]), *nets.get(name, {})] for name in table]
                for levels in product(*sides):
                    place = tuple(text for pair in zip(table, levels, strict=True) for text in pair)
                    for category in [*self.question.categories, *self.question.nets]:
                        target = group, category, place
                        status = self._status.get(target, "protected" if NOBODYS in levels else "")
                        people = self._untold(target)
                        if people and (status in HIDDEN or NOBODYS in levels) and not self._follows(target):
                            yield target, people

    def _untold(self, target: Target) -> int:
        """People in a cell who are in no shown cell, of any breakdown, in which nobody gave this answer, or
        everybody."""
        group, category, place = target
        people, many = self._classes[group]
        inside = people.inside(place)
        for one, name, around in self._told:
            if (one, name) == (group, category):
                inside &= ~people.inside(around)
        return int(many[inside].sum())

    def _follows(self, target: Target) -> bool:
        """Whether the rules show a count: nobody gave this answer in a shown cell around it, or none but
        this, or no other is left."""
        group, category, place = target
        if self._zero(group, category, place, 0) or self._zero(group, category, place, 1):
            return True
        if not self.question.shares_out:
            return False
        members = self.question.nets.get(category, [category])
        others = [name for name in self.question.categories if name not in members]
        return all(self._zero(group, name, place, 0) for name in others) or all(
            self._zero(group, name, place, 0) for name in members
        )

    def _zero(self, group: str, category: str, place: Place, share: int) -> bool:
        inside = self._classes[group][0].inside(place)
        return any(
            count == share * self._people(group, around)[0]
            and not (inside & ~self._classes[group][0].inside(around)).any()
            for (one, name, around), count in self._told.items()
            if (one, name) == (group, category)
        )

    def fits(self, answers: np.ndarray) -> bool:
        """Whether a set of answers (respondents of each class by answer) is published as it is."""
        number = self._matrix @ answers
        scale = CLOSE * np.maximum(1.0, np.abs(answers).sum())
        return bool(
            ((number >= np.array(self._low) - scale) & (number <= np.array(self._high) + scale)).all()
        )

    def truth(self, answers: Mapping[str, Mapping[str, np.ndarray]]) -> np.ndarray:
        """The true answers, bool (respondents,) by group and category, as the attack counts them; for a test
        of the attack itself."""
        found = np.zeros(self.size)
        for (group, name), start in self._start.items():
            _, many, number = _numbered(self.groups[group])
            found[start : start + len(many)] = np.bincount(
                number, weights=answers[group][name], minlength=len(many)
            )
        return found

    def attack(self, enough: int = 5, most: int | None = None, seed: int = 1) -> Outcome:
        """Looks for `enough` values of each hidden count, or of `most` of them, chosen at random."""
        random = np.random.default_rng(seed)
        targets = list(self.targets())
        if most is not None and len(targets) > most:
            targets = [targets[at] for at in random.choice(len(targets), most, replace=False)]
        found = Outcome(counts=len(targets))
        if not targets:
            return found
        self._sums = sparse.vstack([self._sum(target) for target, _ in targets], format="csr")
        self._seen: list[set[int]] = [set() for _ in targets]
        for _ in range(6):
            self._solve(random.normal(size=self.size) * (random.random(self.size) < 0.5), found)
        for at in random.permutation(len(targets)):
            target, people = targets[at]
            wanted = min(enough, people + 1)
            for value in self._candidates(at, people) if len(self._seen[at]) < wanted else ():
                self._solve(random.normal(size=self.size) * 1e-3, found, at, value)
                if len(self._seen[at]) >= wanted:
                    break
            if len(self._seen[at]) < wanted:
                found.narrow.append((target, len(self._seen[at]), people))
        return found

    def _candidates(self, at: int, people: int) -> list[int]:
        """Values that a count may take when people could be halved, those in the middle first."""
        ends = []
        equal = np.array(self._low) == np.array(self._high)
        low, high = np.array(self._low), np.array(self._high)
        upper, lower = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
        sides = sparse.vstack([self._matrix[upper], -self._matrix[lower]], format="csr")
        limits = np.concatenate([high[upper], -low[lower]])
        goal = self._sums[at].toarray()[0]
        box = np.column_stack([np.zeros(self.size), self._most])
        for sign in (1, -1):
            solved = linprog(
                sign * goal, A_ub=sides, b_ub=limits, A_eq=self._matrix[equal], b_eq=low[equal], bounds=box
            )
            ends.append(sign * solved.fun if solved.status == 0 else (0 if sign > 0 else people))
        values = np.arange(np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6) + 1).astype(int)
        middle = np.mean(list(self._seen[at]) or ends)
        return [
            int(value) for value in values[np.argsort(np.abs(values - middle))] if value not in self._seen[at]
        ]

    def _solve(self, goal: np.ndarray, found: Outcome, at: int | None = None, value: int = 0) -> None:
        """Looks for a set of answers, one in which the count of a target is `value` if that is asked, and
        notes all that it shows."""
        limits = [LinearConstraint(self._matrix, self._low, self._high)]
        if at is not None:
            limits.append(LinearConstraint(self._sums[at], value, value))
        options = {"time_limit": PATIENCE, "mip_rel_gap": 1e9}
        solved = milp(
            goal,
            constraints=limits,
            bounds=Bounds(0, self._most),
            integrality=np.ones(self.size),
            options=options,
        )
        found.programs += 1
        found.undecided += int(solved.x is None and solved.status == 1)
        if solved.x is not None and self.fits(answers := np.rint(solved.x)):
            for values, count in zip(self._seen, self._sums @ answers, strict=True):
                values.add(round(count))


def _numbered(people: Known) -> tuple[Known, np.ndarray, np.ndarray]:
    """One respondent of each class, how many there are, and the class of each."""
    frame = pd.DataFrame({name: pd.factorize(level)[0] for name, level in people.levels.items()})
    frame["weight"] = np.round(people.weight / people.weight.mean(), 12)
    number = frame.groupby(list(frame.columns), sort=True).ngroup().to_numpy()
    _, first, many = np.unique(number, return_index=True, return_counts=True)
    return people.only(first), many, number


def _classes(people: Known) -> tuple[Known, np.ndarray]:
    return _numbered(people)[:2]


def _place(row: object) -> Place:
    """The cell of a row of the store."""
    one, level, other, second = row.breakdown1, row.level1, row.breakdown2, row.level2  # type: ignore[attr-defined]
    return tuple(str(text) for text in ((one, level) if one else ()) + ((other, second) if other else ()))
