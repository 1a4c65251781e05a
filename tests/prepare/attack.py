"""A reader who wants to know: what follows about hidden counts from everything that is shown. Written apart
from the program.

Knows: every shown n and count, which rows are hidden and with which status, how many respondents have no
level, and that indicators with equal bases have equal n. Works with integer programs over all cells of one
indicator at once.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from monitor.codebook import Codebook

CELL = ["breakdown1", "level1", "breakdown2", "level2"]
HIDDEN = ("too_few", "protected")
Cell = tuple[str, str, str, str]


class Attack:
    """All that is known of one indicator in one wave and group; `options` are taken one by one."""

    def __init__(self, true: pd.DataFrame, shown: pd.DataFrame, codebook: Codebook, known: dict[Cell, int]):
        indicator = codebook.indicator[true["indicator"].iloc[0]]
        nets = {net.id for net in getattr(indicator, "nets", [])}
        self.kind, self.minimum = indicator.kind, codebook.disclosure.minimum_base
        self.categories = [
            name for name in true["category"].unique() if name not in nets or indicator.kind == "multiple"
        ]
        self.n: dict[Cell, int] = {}
        self.count: dict[tuple[Cell, str], int] = {}
        self.status: dict[Cell, str] = {}
        for row, status in zip(true.itertuples(), shown["status"], strict=True):
            cell = (row.breakdown1, row.level1, row.breakdown2, row.level2)
            self.n[cell] = row.n
            self.count[cell, row.category] = row.count
            self.status[cell] = status
        if self.kind in ("share", "multiple"):
            (name,) = self.categories
            self.categories = [name, "other"]
            self.count |= {(cell, "other"): n - self.count[cell, name] for cell, n in self.n.items()}
        if self.kind == "mean":
            self.categories = []
        self.codebook = codebook
        self.cells = list(self.n)
        self.most = float(max(self.n.values()) + 50)
        self.known = known
        self.sums = _sums(codebook, set(self.cells))
        self._build()

    def _build(self) -> None:
        """Unknowns: n of every hidden cell, then its counts."""
        hidden = [cell for cell in self.cells if self.status[cell] in HIDDEN]
        names = [(cell, None) for cell in hidden] + [
            (cell, category) for cell in hidden for category in self.categories
        ]
        self.at = {name: index for index, name in enumerate(names)}
        rows: list[dict[int, int]] = []
        right: list[int] = []
        for whole, parts in self.sums:
            for category in (None, *self.categories):
                row = {self.at[part, category]: 1 for part in parts if (part, category) in self.at}
                known = sum(self._true(part, category) for part in parts if (part, category) not in self.at)
                lost = self._true(whole, category) - sum(self._true(part, category) for part in parts)
                if (whole, category) in self.at:
                    row[self.at[whole, category]] = -1
                    rows.append(row)
                    right.append(-lost - known)
                else:
                    rows.append(row)
                    right.append(self._true(whole, category) - lost - known)
        for cell in hidden:
            if self.categories:
                row = {self.at[cell, category]: 1 for category in self.categories}
                rows.append(row | {self.at[cell, None]: -1})
                right.append(0)
        self.matrix = np.zeros((len(rows), len(names)))
        for number, row in enumerate(rows):
            for index, factor in row.items():
                self.matrix[number, index] = factor
        self.right = np.array(right)
        self.low, self.high = np.zeros(len(names)), np.full(len(names), self.most)
        for cell in hidden:
            at = self.at[cell, None]
            self.high[at] = self.minimum - 1 if self.status[cell] == "too_few" else self.most
            if cell in self.known:
                self.low[at] = self.high[at] = self.known[cell]

    def _true(self, cell: Cell, category: str | None) -> int:
        return self.n[cell] if category is None else self.count[cell, category]

    def targets(self) -> list[tuple[Cell, str | None]]:
        """Hidden numbers to keep secret: not a 0 that a larger, shown cell tells; nor an n that another
        indicator shows."""
        found: list[tuple[Cell, str | None]] = []
        for cell, category in self.at:
            told = {name for name in self.categories if self._told(cell, name)}
            fixed = cell in self.known and len(told) >= len(self.categories) - 1
            if category is None and cell not in self.known:
                found.append((cell, category))
            if category is not None and category not in told and not fixed:
                found.append((cell, category))
        return found

    def _told(self, cell: Cell, category: str) -> bool:
        return any(
            self.status[other] not in HIDDEN
            and self.count[other, category] == 0
            and _holds(other, cell, self.codebook)
            for other in self.cells
            if other != cell
        )

    def values(self, enough: int) -> dict[tuple[Cell, str | None], int]:
        """How many values each hidden number can take, counted up to `enough`; every value has a whole table
        that gives it."""
        targets = self.targets()
        seen: list[set[int]] = [set() for _ in self.at]
        rng = np.random.default_rng(1)
        for _ in range(4 if targets else 0):
            self._see(rng.integers(-3, 4, len(self.at)).astype(float), self.low, self.high, seen)
        for target in targets:
            at = self.at[target]
            goal = np.zeros(len(self.at))
            for sign in (1, -1):
                if len(seen[at]) < enough:
                    goal[at] = sign
                    self._see(goal, self.low, self.high, seen)
            for value in range(min(seen[at]), max(seen[at])):
                if len(seen[at]) < enough and value not in seen[at]:
                    low, high = self.low.copy(), self.high.copy()
                    low[at] = high[at] = value
                    self._see(0 * goal, low, high, seen)
        return {target: len(seen[self.at[target]]) for target in targets}

    def _see(self, goal: np.ndarray, low: np.ndarray, high: np.ndarray, seen: list[set[int]]) -> None:
        found = self._solve(goal, low, high)
        for values, value in zip(seen, found if found is not None else (), strict=found is not None):
            values.add(round(value))

    def _solve(self, goal: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        limits = LinearConstraint(self.matrix, self.right, self.right) if len(self.right) else ()
        high = np.minimum(high, self.most)
        return milp(goal, constraints=limits, bounds=Bounds(low, high), integrality=np.ones(len(goal))).x


def _sums(codebook: Codebook, cells: set[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Which cells add up to which, as far as both are published."""
    found: list[tuple[Cell, list[Cell]]] = []
    order = {item.id: at for at, item in enumerate(codebook.breakdowns)}

    def name(*pairs: tuple[str, str]) -> Cell:
        some = sorted((pair for pair in pairs if pair[0]), key=lambda pair: order[pair[0]])
        flat = [text for pair in some for text in pair]
        return tuple(flat + [""] * (4 - len(flat)))  # type: ignore[return-value]

    for breakdown in codebook.breakdowns:
        within = [("", "")] + [
            (other.id, level.id)
            for other in codebook.breakdowns
            if other.id != breakdown.id
            for level in [*other.levels, *other.nets]
        ]
        for outer in within:
            levels = [level.id for level in breakdown.levels]
            for whole, parts in [(name(outer), levels)] + [
                (name((breakdown.id, net.id), outer), net.of) for net in breakdown.nets
            ]:
                members = [name((breakdown.id, level), outer) for level in parts]
                if whole in cells and all(member in cells for member in members):
                    found.append((whole, members))
    return found


def _holds(large: Cell, small: Cell, codebook: Codebook) -> bool:
    """Whether everybody in one cell is in the other."""

    def sides(cell: Cell) -> dict[str, set[str]]:
        found = {}
        for breakdown, level in ((cell[0], cell[1]), (cell[2], cell[3])):
            if breakdown:
                found[breakdown] = {level}.union(
                    *(net.of for net in codebook.breakdown[breakdown].nets if net.id == level)
                ) - {net.id for net in codebook.breakdown[breakdown].nets}
        return found

    inner = sides(small)
    return all(
        breakdown in inner and inner[breakdown] <= levels for breakdown, levels in sides(large).items()
    )


def known_bases(true: pd.DataFrame, shown: pd.DataFrame) -> dict[tuple[str, str, str, str], dict[Cell, int]]:
    """For each (indicator, category, wave, group): cells whose n another row shows, of an indicator with the
    same base."""
    status = shown["status"].to_numpy()
    found: dict[tuple[str, str, str, str], dict[Cell, int]] = {}
    for _, sample in true.assign(status=status).groupby(["wave", "group"], observed=True):
        vectors = {
            key: (
                tuple(rows.sort_values(CELL)["n"]),
                tuple(map(tuple, rows.sort_values(CELL)[CELL].to_numpy())),
            )
            for key, rows in sample.groupby(["indicator", "category"], observed=True)
        }
        seen: dict[tuple, dict[Cell, int]] = {}
        for key, rows in sample.groupby(["indicator", "category"], observed=True):
            for row in rows[~rows["status"].isin(HIDDEN)].itertuples():
                seen.setdefault(vectors[key], {})[row.breakdown1, row.level1, row.breakdown2, row.level2] = (
                    row.n
                )
        wave, group = sample["wave"].iloc[0], sample["group"].iloc[0]
        for key, vector in vectors.items():
            found[(*key, wave, group)] = seen.get(vector, {})
    return found


def weakest(true: pd.DataFrame, shown: pd.DataFrame, codebook: Codebook, enough: int) -> list[str]:
    """Every hidden number that can take fewer than `enough` values, in words."""
    known = known_bases(true, shown)
    found = []
    for (indicator, wave, group), rows in true.groupby(["indicator", "wave", "group"], observed=True):
        parts = (
            [rows]
            if codebook.indicator[indicator].kind != "multiple"
            else [part for _, part in rows.groupby("category", observed=True)]
        )
        for part in parts:
            first = part["category"].iloc[0]
            attack = Attack(
                part.astype(dict.fromkeys(CELL, str)),
                shown.loc[part.index],
                codebook,
                known[indicator, first, wave, group],
            )
            for (cell, category), values in attack.values(enough).items():
                if values < enough:
                    truth = attack.n[cell] if category is None else attack.count[cell, category]
                    what = f"{indicator} {first} {wave} {group} {cell}: " + (
                        "n" if category is None else f"count of '{category}'"
                    )
                    found.append(f"{what} has {values} values; truth {truth} of {attack.n[cell]}")
    return found
