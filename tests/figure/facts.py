"""What a store says about one view, by SQL written apart from the program: cells, verdicts and sizes. For the
checker of what figures claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

from monitor.codebook import Distribution, Mean, Multiple
from monitor.store import Store
from monitor.view import View

SINCE_FIRST = {"dumbbell", "slope"}
"""Figures that set the first wave beside the newest."""
PROCESSES = {"ticks", "paired"}


class Line(NamedTuple):
    """Everything about a number but its wave."""

    indicator: str
    category: str
    group: str
    level1: str
    level2: str


class Test(NamedTuple):
    """One comparison: its size as read (in the unit that is read), interval, and verdict 2, 1 or 0."""

    since: str
    size: Decimal
    low: float
    high: float
    verdict: int
    raw: float


class Facts:
    """The rows behind a full view."""

    def __init__(self, store: Store, view: View):
        self.store, self.view, self.book = store, view, store.codebook
        order = [item.id for item in self.book.breakdowns]
        self.by = tuple(sorted(view.breakdowns, key=order.index))
        self.items = [self.book.indicator[id] for id in view.indicators]
        self.kind = self.items[0].kind
        self.share = self.kind != "mean"
        scale = getattr(self.items[0], "scale", None)
        self.unit = self.book.say(scale.unit, view.language) if scale is not None and scale.unit else ""
        self.percent = self.share or self.unit == "%"
        self.cells: dict[tuple[Line, str], dict[str, Any]] = {}
        one, two = (*self.by, "", "")[:2]
        marks = ", ".join("?" * len(view.indicators))
        for row in store.rows(
            'SELECT indicator, category, "group", level1, level2, wave, estimate, se, ci_low, ci_high, n,'
            f" status, precision FROM estimate WHERE indicator IN ({marks})"
            " AND breakdown1 = ? AND breakdown2 = ?",
            [*view.indicators, one, two],
        ):
            if row[2] in view.groups:
                names = ("estimate", "se", "low", "high", "n", "status", "precision")
                self.cells[Line(*row[:5]), row[5]] = dict(zip(names, row[6:], strict=True))
        self.waves = [wave for wave in self.book.wave_ids if wave in view.waves]
        shown = {wave for (_, wave), cell in self.cells.items() if cell["estimate"] is not None}
        self.newest = next((wave for wave in reversed(self.waves) if wave in shown), self.waves[-1])

    @cached_property
    def all_lines(self) -> list[Line]:
        """Every line of the view with a cell in one of its waves."""
        return list(dict.fromkeys(line for line, wave in self.cells if wave in self.waves))

    @cached_property
    def drawn(self) -> list[Line]:
        """Without medians, and of a distribution without the answers inside a net."""
        inside = {
            (i.id, id) for i in self.items if isinstance(i, Distribution) for net in i.nets for id in net.of
        }
        return [
            x for x in self.all_lines if x.category != "median" and (x.indicator, x.category) not in inside
        ]

    @cached_property
    def counted(self) -> list[Line]:
        """The lines of a family: none that repeats another."""
        groups = {line.group for line in self.drawn}
        pools = {g for g in groups if self.book.group[g].pool and groups & set(self.book.group[g].pool.of)}
        nets = [{net.id for net in self.book.breakdown[by].nets} for by in self.by]
        items = {(i.id, net.id) for i in self.items if isinstance(i, Multiple) for net in i.nets}
        for item in self.items:
            if isinstance(item, Distribution):
                items |= {(item.id, category) for category in self._halves(item)}
        pairs = {
            id for p in self.book.processes
            if {p.possible, p.actual} <= set(self.view.indicators) for id in (p.possible, p.actual)
        }  # fmt: skip
        return [
            line
            for line in self.drawn
            if line.group not in pools
            and (line.indicator, line.category) not in items
            and not any(level in of for level, of in zip(line[3:], nets, strict=False))
            and not (pairs and self.kind == "distribution" and line.category != self.lead(line.indicator))
        ]

    def _halves(self, item: Distribution) -> list[str]:
        inside = {id for net in item.nets for id in net.of}
        drawn = [n.id for n in item.nets] + [c.id for c in item.categories if c.id not in inside]
        parts = [p for id in drawn for p in next((n.of for n in item.nets if n.id == id), [id])]
        whole = sorted(parts) == sorted(c.id for c in item.categories)
        return [id for id in drawn if id != self.lead(item.id)] if len(drawn) == 2 and whole else []

    def lead(self, indicator: str) -> str:
        """The answer that stands for an indicator."""
        item = self.book.indicator[indicator]
        if not isinstance(item, (Distribution, Multiple)):
            return ""
        return (
            item.nets[0].id
            if item.nets
            else (item.categories if isinstance(item, Distribution) else item.options)[-1].id
        )

    def value(self, line: Line, wave: str) -> float | None:
        """The published number."""
        cell = self.cells.get((line, wave))
        return None if cell is None else cell["estimate"]

    def read(self, value: float) -> Decimal:
        """A number or difference in the unit that is read: percents, or the scale with one decimal."""
        scaled = Decimal(str(round(value * (100 if self.share else 1), 9)))
        step = Decimal(1) if self.percent or self.whole else Decimal("0.1")
        return scaled.quantize(step, ROUND_HALF_UP)

    @cached_property
    def whole(self) -> bool:
        """Whether a mean is published in whole units."""
        found = [
            c["precision"] for (line, wave), c in self.cells.items() if wave in self.waves and c["precision"]
        ]
        return bool(found) and min(found) >= 1 and not self.share

    def text(self, line: Line, wave: str) -> str:
        """A number as it is read: '79%', '<1%', '6,2'."""
        cell = self.cells[line, wave]
        return self.texts(cell["estimate"], cell["se"])

    def texts(self, value: float, se: float | None = None) -> str:
        """The same of a value."""
        if self.percent:
            hundredth = value * 100 if self.share else value
            if hundredth < 0.5 and (hundredth > 0 or (se and self.share)):
                return "<1%"
            if hundredth >= 99.5 and (hundredth < 100 or (se and self.share)):
                return ">99%"
            return f"{self.read(value)}%"
        return self._comma(self.read(value)) + (f" {self.unit}" if self.unit else "")

    def _comma(self, number: Decimal) -> str:
        return str(number).replace(".", "," if self.view.language == "nl" else ".")

    def comparable(self, indicator: str, one: str, other: str) -> bool:
        """Whether the question stayed the same between two waves."""
        runs = self.book.indicator[indicator].comparable
        return runs is None or one == other or any(one in run and other in run for run in runs)

    def since(self, line: Line) -> list[str]:
        """The waves that the newest may be compared with, oldest first."""
        if self.value(line, self.newest) is None:
            return []
        known = self.waves if len(self.waves) > 1 else self.book.wave_ids
        return [
            wave
            for wave in known[: known.index(self.newest)]
            if self.value(line, wave) is not None and self.comparable(line.indicator, wave, self.newest)
        ]

    @cached_property
    def _waves(self) -> dict[tuple[Line, str], tuple[float, float, float, float]]:
        found = {}
        for row in self._contrasts("waves", self.by):
            if row[8] == self.newest:
                found[Line(row[0], row[1], row[2], row[4], row[6]), row[7]] = row[9:13]
        return found

    def _contrasts(
        self, over: str, by: Sequence[str], indicators: Iterable[str] = ()
    ) -> list[tuple[Any, ...]]:
        """indicator, category, group, b1, level1, b2, level2, from, to, difference, low, high, p, wave."""
        wanted = list(indicators or self.view.indicators)
        marks = ", ".join("?" * len(wanted))
        rows = self.store.rows(
            'SELECT indicator, category, "group", breakdown1, level1, breakdown2, level2, "from", "to",'
            " difference, ci_low, ci_high, p, wave FROM contrast"
            f' WHERE "over" = ? AND indicator IN ({marks}) AND p IS NOT NULL',
            [over, *wanted],
        )
        return [row for row in rows if {row[3], row[5]} - {""} == set(by)]

    @cached_property
    def step(self) -> dict[Line, Test]:
        """Since the previous comparable wave, or since the first."""
        first = self.view.figure in SINCE_FIRST and len(self.waves) > 1
        return self._family(
            {line: found[0 if first else -1] for line in self.counted if (found := self.since(line))}
        )

    @cached_property
    def period(self) -> dict[Line, Test]:
        """Since the first comparable wave, where that is another."""
        if self.view.figure in SINCE_FIRST or len(self.waves) < 2:
            return {}
        return self._family({line: found[0] for line in self.counted if len(found := self.since(line)) > 1})

    def _family(self, since: dict[Line, str]) -> dict[Line, Test]:
        rows = {
            line: (wave, *self._waves[line, wave])
            for line, wave in since.items()
            if (line, wave) in self._waves
        }
        verdicts = judged([(row[1], row[4]) for row in rows.values()])
        return {
            line: Test(row[0], self.size(line, row[0], line, self.newest), row[2], row[3], verdict, row[1])
            for (line, row), verdict in zip(rows.items(), verdicts, strict=True)
        }

    def size(self, one: Line, wave: str, other: Line, later: str) -> Decimal:
        """The difference of two numbers as they are read."""
        return self.read(self.value(other, later) or 0.0) - self.read(self.value(one, wave) or 0.0)

    @cached_property
    def differences(self) -> dict[tuple[Line, Line], Test]:
        """(lower, higher as stored from, to): between levels, or between groups."""
        rows = {}
        counted = {line for line in self.counted if self.value(line, self.newest) is not None}
        for row in self._contrasts("levels" if self.by else "groups", self.by):
            if row[13] != self.newest:
                continue
            if self.by:
                first = row[3] == self.by[0]
                ends = [(x, row[6]) if first else (row[6], x) for x in row[7:9]]
                one, other = (Line(*row[:3], *end) for end in ends)
            else:
                one, other = (Line(row[0], row[1], group, "", "") for group in row[7:9])
            if one in counted and other in counted:
                rows[one, other] = row[9:13]
        verdicts = judged([(row[0], row[3]) for row in rows.values()])
        return {
            ends: Test(
                "", self.size(ends[0], self.newest, ends[1], self.newest), row[1], row[2], verdict, row[0]
            )
            for (ends, row), verdict in zip(rows.items(), verdicts, strict=True)
        }

    def higher(self, one: Line, other: Line) -> bool:
        """Whether one line is demonstrably above another in the newest wave."""
        for ends, sign in (((other, one), 1), ((one, other), -1)):
            test = self.differences.get(ends)
            if test:
                return test.verdict == 2 and test.raw * sign > 0
        return False

    @cached_property
    def gaps(self) -> dict[Line, tuple[Decimal, Decimal, Test]]:
        """Of the breakdown's two ends, by the line of the first: size then, size now, and the change."""
        ends = self.book.breakdown[self.by[0]].gap if len(self.by) == 1 else None
        if ends is None or len(self.waves) < 2:
            return {}
        found = {}
        for row in self._contrasts("gap", self.by):
            one = Line(*row[:3], ends.from_, "")
            other = one._replace(level1=ends.to)
            if row[8] != self.newest or one not in self.counted or other not in self.counted:
                continue
            if self.kind == "distribution" and one.category != self.lead(one.indicator):
                continue
            if row[7] == self._since_both(one, other):
                found[one] = (other, row)
        return self._changed({one: (one, other, row) for one, (other, row) in found.items()})

    def _since_both(self, one: Line, other: Line) -> str:
        for wave in self.waves[: self.waves.index(self.newest)]:
            shown = None not in (self.value(one, wave), self.value(other, wave))
            if shown and all(self.comparable(x.indicator, wave, self.newest) for x in (one, other)):
                return wave
        return ""

    def _changed(self, rows: dict[Line, tuple[Line, Line, Any]]) -> dict[Line, tuple[Decimal, Decimal, Test]]:
        verdicts = judged([(row[9], row[12]) for _, _, row in rows.values()])
        return {
            key: (
                self.size(one, row[7], other, row[7]),
                now := self.size(one, self.newest, other, self.newest),
                Test(row[7], now - self.size(one, row[7], other, row[7]), row[10], row[11], verdict, row[9]),
            )
            for (key, (one, other, row)), verdict in zip(rows.items(), verdicts, strict=True)
        }

    @cached_property
    def sides(self) -> dict[Line, tuple[Decimal, Test]]:
        """Of care processes, by the line of what could be: the gap, and its test."""
        rows = {}
        for row in self._contrasts("indicators", ()) if not self.by else ():
            other = Line(row[8], *row[1:3], "", "")
            if (
                row[13] == self.newest
                and other in self.counted
                and other._replace(indicator=row[7]) in self.counted
            ):
                rows[other] = row
        verdicts = judged([(row[9], row[12]) for row in rows.values()])
        return {
            key: (
                self.size(key._replace(indicator=row[7]), self.newest, key, self.newest),
                Test("", Decimal(0), row[10], row[11], verdict, row[9]),
            )
            for (key, row), verdict in zip(rows.items(), verdicts, strict=True)
        }

    @cached_property
    def side_changes(self) -> dict[Line, tuple[Decimal, Decimal, Test]]:
        """What became of these gaps."""
        actual = {p.possible: p.actual for p in self.book.processes}
        rows = {}
        for row in self._contrasts("gap", ()) if self.sides else ():
            other = Line(*row[:3], "", "")
            one = other._replace(indicator=actual.get(row[0], ""))
            if other in self.sides and row[8] == self.newest and row[7] == self._since_both(one, other):
                rows[other] = (one, other, row)
        return self._changed(rows)

    @cached_property
    def wholes(self) -> dict[tuple[str, str], list[Test]]:
        """The changes of a whole group since a wave, by group and wave."""
        found: dict[tuple[str, str], list[Test]] = {}
        for row in self._contrasts("waves", ()):
            if row[8] == self.newest and row[2] in self.view.groups:
                found.setdefault((row[2], row[7]), []).append(
                    Test(
                        row[7],
                        self.read(row[9]),
                        row[10],
                        row[11],
                        2 if row[12] < 0.05 and row[9] else 0,
                        row[9],
                    )
                )
        return found


def judged(tests: Sequence[tuple[float, float]]) -> list[int]:
    """(difference, p) → 2 shown after Holm's step-down procedure, 1 by itself only, 0 not."""
    order = sorted(range(len(tests)), key=lambda at: tests[at][1])
    shown, going = set(), True
    for rank, at in enumerate(order):
        going = going and tests[at][1] * (len(tests) - rank) < 0.05
        if going:
            shown.add(at)
    return [
        0 if not difference else 2 if at in shown else 1 if p < 0.05 else 0
        for at, (difference, p) in enumerate(tests)
    ]


def is_mean(item: object) -> bool:
    """Whether an indicator is an average."""
    return isinstance(item, Mean)
