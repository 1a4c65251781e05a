"""Cells as tables that share margins: arrays of counts, and which cells add up to which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from monitor.codebook.models import Codebook
from monitor.prepare.protect.codes import MARK

PLACE = ["breakdown1", "level1", "breakdown2", "level2"]
NOT_MISSED = re.compile(
    r"\b(onbekend|unknown|missing|weet ?niet|don'?t know|overige?|other|anders|autre|andere|sonstige|"
    r"niet van toepassing|n\.?v\.?t|not applicable|n/a|geen antwoord|no answer|refused|weigert)\b|^-?9+$",
    re.IGNORECASE,
)
"""Levels that nobody would miss: unknown, other, not applicable."""


@dataclass(frozen=True)
class Side:
    """One breakdown of a layout: `levels` base levels, then its nets as tuples of base levels; `cells` its
    one-way cells."""

    name: str
    levels: int
    nets: tuple[tuple[int, ...], ...]
    cells: np.ndarray
    dull: np.ndarray
    """bool: levels that nobody would miss."""

    def nets_of(self, at: int) -> list[int]:
        """Numbers of the nets that a base level is part of; none for a net."""
        return [net for net, members in enumerate(self.nets, self.levels) if at in members]


@dataclass(frozen=True)
class Layout:
    """The cells of some indicators that are broken down alike, numbered from 0, the total first."""

    size: int
    sides: tuple[Side, ...]
    tables: dict[tuple[int, int], np.ndarray]
    """(side, later side) → cell numbers (levels and nets, levels and nets)."""
    places: np.ndarray
    """Number of each cell among all places of the store."""

    def tables_of(self, at: int) -> list[tuple[np.ndarray, Side]]:
        """The tables of one side, its levels as rows, each with the side across."""
        return [
            (cells if one == at else cells.T, self.sides[other if one == at else one])
            for (one, other), cells in self.tables.items()
            if at in (one, other)
        ]

    @cached_property
    def table_of(self) -> np.ndarray:
        """(cells,): number of the table that a cell stands in, -1 for the total and the levels."""
        found = np.full(self.size, -1)
        for number, cells in enumerate(self.tables.values()):
            found[cells.ravel()] = number
        return found

    def around(self, cell: int) -> np.ndarray:
        """The cells of a cell's table; of a level, all levels of its breakdown and their tables."""
        if self.table_of[cell] >= 0:
            return np.flatnonzero(self.table_of == self.table_of[cell])
        parts = [
            part
            for at, side in enumerate(self.sides)
            if cell in side.cells
            for part in (side.cells, *(t.ravel() for t, _ in self.tables_of(at)))
        ]
        return np.concatenate(parts) if parts else np.array([cell])

    @cached_property
    def sums(self) -> sparse.csr_matrix:
        """(sums, cells): 1 for a cell, -1 for the parts that add up to it, all but the respondents who have
        no level."""
        found = list(self._sums())
        matrix = sparse.lil_matrix((len(found), self.size), dtype=np.int32)
        for at, (whole, parts) in enumerate(found):
            matrix[at, whole] += 1
            for part in parts:
                matrix[at, part] -= 1
        return matrix.tocsr()

    def _sums(self) -> Iterator[tuple[int, np.ndarray]]:
        for side in self.sides:
            if len(side.cells):
                yield 0, side.cells[: side.levels]
                for net, members in enumerate(side.nets, side.levels):
                    yield int(side.cells[net]), side.cells[list(members)]
        for (one, other), cells in self.tables.items():
            for side, table, margin in (
                (self.sides[one], cells, self.sides[other]),
                (self.sides[other], cells.T, self.sides[one]),
            ):
                for column in range(table.shape[1]):
                    if len(margin.cells):
                        yield int(margin.cells[column]), table[: side.levels, column]
                    for net, members in enumerate(side.nets, side.levels):
                        yield int(table[net, column]), table[list(members), column]

    @cached_property
    def above(self) -> np.ndarray:
        """(cells, most): every other cell that contains a cell, filled up with the cell itself."""
        return np.hstack([self.margins, self.nets_above])

    @cached_property
    def margins(self) -> np.ndarray:
        """(cells, most): the total, and the levels and nets that a two-way cell lies in, filled up with the
        cell itself."""
        found: list[list[int]] = [[0] if cell else [] for cell in range(self.size)]
        for (one, other), cells in self.tables.items():
            rows, columns = self.sides[one], self.sides[other]
            for a, b in np.ndindex(cells.shape):
                found[cells[a, b]] += [int(rows.cells[x]) for x in [a, *rows.nets_of(a)] if len(rows.cells)]
                found[cells[a, b]] += [
                    int(columns.cells[y]) for y in [b, *columns.nets_of(b)] if len(columns.cells)
                ]
        return _filled(found)

    @cached_property
    def levels(self) -> np.ndarray:
        """(cells, 2): the row and the column, levels or nets, that a two-way cell is hidden with; the cell
        itself for others."""
        found = np.repeat(np.arange(self.size)[:, None], 2, axis=1)
        for pair, cells in self.tables.items():
            for axis, side in enumerate(self.sides[at] for at in pair):
                if len(side.cells):
                    found[cells.ravel(), axis] = np.broadcast_to(
                        np.expand_dims(side.cells, 1 - axis), cells.shape
                    ).ravel()
        return found

    @cached_property
    def nets_above(self) -> np.ndarray:
        """(cells, most): the net cells of the same table that contain a cell, filled up with the cell
        itself."""
        return _filled(self._nets_above())

    def _nets_above(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in range(self.size)]
        for side in self.sides:
            for at, cell in enumerate(side.cells):
                found[cell] += [int(side.cells[net]) for net in side.nets_of(at)]
        for (one, other), cells in self.tables.items():
            rows, columns = self.sides[one], self.sides[other]
            for a, b in np.ndindex(cells.shape):
                wider = [
                    (x, y)
                    for x in [a, *rows.nets_of(a)]
                    for y in [b, *columns.nets_of(b)]
                    if (x, y) != (a, b)
                ]
                found[cells[a, b]] += [int(cells[place]) for place in wider]
        return found


def _filled(lists: list[list[int]]) -> np.ndarray:
    most = max(1, *(len(some) for some in lists))
    return np.array(
        [[*some, *[cell] * (most - len(some))] for cell, some in enumerate(lists)], dtype=np.int64
    )


@dataclass(frozen=True)
class Unit:
    """Rows that share one status: a share, a mean, a distribution, or one option. `columns` are columns of
    the store's arrays."""

    indicator: str
    wave: str
    group: str
    kind: str
    columns: np.ndarray
    """Its categories, without nets."""
    rows: np.ndarray
    """All columns whose rows get the status, nets included."""
    members: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))
    """For a net of options: the columns of these."""
    coded: bool = False
    """A mean of a few answers, which `columns` count one by one."""

    @property
    def split(self) -> bool:
        """Whether its columns are answers of which everybody gave one, that are hidden together."""
        return self.coded or self.kind == "distribution"


@dataclass(frozen=True)
class Store:
    """All cells before protection: arrays (places, columns), 0 respondents where there is no row, `row` -1
    there."""

    n: np.ndarray
    count: np.ndarray
    row: np.ndarray
    place: pd.DataFrame
    column: pd.DataFrame
    units: list[Unit]


def arrange(cells: pd.DataFrame, codebook: Codebook) -> Store:
    """The rows as arrays: one row a place (total, level, pair of levels), one column an indicator, category,
    wave and group."""
    pooled = {group.id for group in codebook.groups if group.pool}
    at = np.flatnonzero(~cells["group"].isin(list(pooled)).to_numpy())
    part = cells.iloc[at] if len(at) < len(cells) else cells
    place_of, place = _numbered(part, PLACE)
    column_of, column = _numbered(part, ["indicator", "category", "wave", "group"])
    shape = (len(place), len(column))
    n, count = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    row = np.full(shape, -1, dtype=np.int32)
    n[place_of, column_of] = part["n"].to_numpy()
    count[place_of, column_of] = part["count"].to_numpy()
    row[place_of, column_of] = at
    return Store(n, count, row, place, column, list(_units(column, codebook)))


def _numbered(rows: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """A number for each row's values of `names`, and the values by number."""
    key = np.zeros(len(rows), dtype=np.int64)
    words = []
    for name in names:
        column = rows[name]
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype("category")
        words.append(column.cat.categories.astype(str).to_numpy(dtype=object))
        key = key * (len(words[-1]) + 1) + column.cat.codes.to_numpy()
    number, keys = pd.factorize(key)
    values = {}
    for name, known in zip(reversed(names), reversed(words), strict=True):
        values[name] = known[keys % (len(known) + 1)] if len(known) else np.array([], dtype=object)
        keys = keys // (len(known) + 1)
    return number, pd.DataFrame(values)[names]


def _units(column: pd.DataFrame, codebook: Codebook) -> Iterator[Unit]:
    names = {name: column[name].to_numpy(dtype=object) for name in column}
    alike: dict[tuple[str, str, str], list[int]] = {}
    for at, key in enumerate(zip(names["indicator"], names["wave"], names["group"], strict=True)):
        alike.setdefault(key, []).append(at)
    for (indicator, wave, group), found in alike.items():
        item, rows = codebook.indicator[indicator], np.array(found)
        nets = {net.id: net.of for net in getattr(item, "nets", [])}
        category = names["category"][rows]
        if item.kind == "multiple":
            for name, one in zip(category, found, strict=True):
                members = np.array(
                    [at for other, at in zip(category, found, strict=True) if other in nets.get(name, [])],
                    dtype=np.int64,
                )
                yield Unit(indicator, wave, group, item.kind, np.array([one]), np.array([one]), members)
        elif item.kind == "distribution":
            yield Unit(indicator, wave, group, item.kind, rows[[name not in nets for name in category]], rows)
        else:
            codes = np.array([name.startswith(MARK) for name in category])
            yield Unit(
                indicator,
                wave,
                group,
                item.kind,
                rows[codes] if codes.any() else rows[:1],
                rows[~codes],
                coded=bool(codes.any()),
            )


def layouts(store: Store, codebook: Codebook) -> Iterator[tuple[Layout, list[int]]]:
    """Each layout with the numbers of its units, widest first: units of one group that are broken down by the
    same tables."""
    tables = store.place["breakdown1"] + "\n" + store.place["breakdown2"]
    table_of, names = pd.factorize(tables)
    alike: dict[tuple[str, bytes], list[int]] = {}
    for number, unit in enumerate(store.units):
        present = np.zeros(len(names), dtype=bool)
        present[table_of[store.row[:, unit.columns[0]] >= 0]] = True
        alike.setdefault((unit.group, present.tobytes()), []).append(number)
    for (_, tabulated), units in sorted(alike.items(), key=lambda item: -sum(item[0][1])):
        published = {tuple(names[index].split("\n")) for index, yes in enumerate(tabulated) if yes}
        yield _layout(store.place, published, codebook), units


def _layout(place: pd.DataFrame, published: set[tuple[str, ...]], codebook: Codebook) -> Layout:
    number = {key: index for index, key in enumerate(place.itertuples(index=False, name=None))}
    places: list[int] = [number.get(("", "", "", ""), -1)]

    def cell(*key: str) -> int:
        places.append(number.get(key, -1))
        return len(places) - 1

    sides: list[Side] = []
    levels: list[list[str]] = []
    used = {name for pair in published for name in pair if name}
    for breakdown in codebook.breakdowns:
        if breakdown.id not in used:
            continue
        ids = [level.id for level in breakdown.levels]
        names = ids + [net.id for net in breakdown.nets]
        nets = tuple(tuple(ids.index(member) for member in net.of) for net in breakdown.nets)
        shown = (breakdown.id, "") in published
        one_way = np.array(
            [cell(breakdown.id, name, "", "") for name in names] if shown else [], dtype=np.int64
        )
        texts = [
            [item.id, *(item.label.values() if isinstance(item.label, dict) else [item.label])]
            for item in breakdown.levels
        ]
        dull = [any(NOT_MISSED.search(text) for text in some) for some in texts] + [False] * len(nets)
        sides.append(Side(breakdown.id, len(ids), nets, one_way, np.array(dull)))
        levels.append(names)
    tables = {}
    for one, other in combinations(range(len(sides)), 2):
        pair = (sides[one].name, sides[other].name)
        if pair in published:
            tables[one, other] = np.array(
                [[cell(pair[0], a, pair[1], b) for b in levels[other]] for a in levels[one]]
            )
    return Layout(len(places), tuple(sides), tables, np.array(places))
