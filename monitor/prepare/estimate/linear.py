"""Estimates and linearised variances of all cells of one grouping at once, for one block of answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from monitor.prepare.estimate.blocks import Columns
from monitor.prepare.estimate.cells import Cells, adder
from monitor.prepare.estimate.design import Layer, Linearised
from monitor.prepare.estimate.table import Combination, Table, above_noise, above_rounding


@dataclass(frozen=True)
class Part:
    """Where a layer and the cells meet: one row for each node of the layer that holds members of a cell."""

    layer: Layer
    node: np.ndarray
    cell: np.ndarray
    to_cell: sparse.csr_matrix

    def joined(self, combos: sparse.csr_matrix) -> tuple[sparse.csr_matrix, np.ndarray, sparse.csr_matrix]:
        """For linear combinations of cells: the matrix from rows to (combination, node), those nodes, and the
        sums over them."""
        combos = combos.tocoo()
        rows = sparse.csr_matrix(
            (np.ones(len(self.cell)), (self.cell, np.arange(len(self.cell)))), shape=self.to_cell.shape
        )
        row = [rows.indices[rows.indptr[cell] : rows.indptr[cell + 1]] for cell in combos.col]
        sizes = [len(one) for one in row]
        source = np.concatenate([*row, np.empty(0, dtype=np.int64)]).astype(np.int64)
        code = np.repeat(combos.row.astype(np.int64), sizes) * len(self.layer.first) + self.node[source]
        pair, target = np.unique(code, return_inverse=True)
        combination, node = pair // len(self.layer.first), pair % len(self.layer.first)
        matrix = adder(target, source, (len(pair), len(self.cell)), np.repeat(combos.data, sizes))
        return matrix, node, adder(combination, np.arange(len(pair)), (combos.shape[0], len(pair)))


@dataclass(frozen=True)
class Membership:
    """A grouping's cells laid over a design's layers; `parts` run from fine to coarse, without the layer of
    respondents."""

    cells: Cells
    design: Linearised
    to_cell: sparse.csr_matrix
    """(cells, respondents)."""
    first: sparse.csr_matrix
    """(rows of the finest part, respondents); the same as `to_cell` where there is no part."""
    parts: tuple[Part, ...]
    up: tuple[sparse.csr_matrix, ...]
    """From each part's rows to the next one's."""


def lay(cells: Cells, design: Linearised) -> Membership:
    """The membership matrices of one grouping; used for every block of answers."""
    to_cell = adder(cells.cell, cells.row, (cells.size, design.size))
    parts: list[Part] = []
    up: list[sparse.csr_matrix] = []
    first, cell = to_cell, cells.cell
    one_of = cells.row
    for layer in design.layers:
        if layer.node is None:
            continue
        code, someone, number = np.unique(
            cell * len(layer.first) + layer.node[one_of], return_index=True, return_inverse=True
        )
        if not parts:
            first = adder(number, cells.row, (len(code), design.size))
        else:
            up.append(adder(number, np.arange(len(number)), (len(code), len(number))))
        one_of = one_of[someone]
        cell = code // len(layer.first)
        parts.append(
            Part(
                layer,
                code % len(layer.first),
                cell,
                adder(cell, np.arange(len(code)), (cells.size, len(code))),
            )
        )
    return Membership(cells, design, to_cell, first, tuple(parts), tuple(up))


@dataclass(frozen=True)
class LinearTable(Table):
    """A table whose variances come from linearised scores."""

    membership: Membership
    own: np.ndarray
    """(cells, columns): what the layer of respondents adds to the variance."""
    scores: tuple[np.ndarray, ...]
    """For each part: (rows, columns), sums of linearised scores."""
    present: tuple[np.ndarray, ...]
    """For each part: (rows, indicators), whether anybody there answered."""

    @cached_property
    def _cells_alone(self) -> tuple[np.ndarray, np.ndarray]:
        joins = [(None, part.node, part.to_cell) for part in self.membership.parts]
        return self._variance(self.own, joins, self.n, self.spread)

    @property
    def variance(self) -> np.ndarray:
        """(cells, columns): of each estimate."""
        return self._cells_alone[0]

    @property
    def df(self) -> np.ndarray:
        """(cells, columns): degrees of freedom."""
        return self._cells_alone[1]

    def combine(self, combos: sparse.csr_matrix) -> Combination:
        """Sums of cells, one a row of `combos`, with the variance that what cells share leaves."""
        joins = [part.joined(combos) for part in self.membership.parts]
        squared = combos.multiply(combos).tocsr()
        own, spread = squared @ self.own, squared @ np.nan_to_num(self.spread)
        variance, df = self._variance(own, joins, (combos != 0).astype(np.float64) @ self.n, spread)
        return Combination(self.estimates_of(combos), variance, df)

    def _variance(
        self, own: np.ndarray, joins: list[Any], n: np.ndarray, spread: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """(variance, degrees of freedom) of cells, or of the combinations that `joins` makes of them."""
        design = self.membership.design
        nested = design.respondents is None or bool(design.respondents.later.any())
        first, later = (np.zeros_like(own), own.copy()) if nested else (own.copy(), np.zeros_like(own))
        scale = own.copy()
        units = n
        strata = usable = (n > 0).astype(np.float64)
        for part, score, present, (join, node, to_result) in zip(
            self.membership.parts, self.scores, self.present, joins, strict=True
        ):
            layer = part.layer
            if join is not None:
                score, present = join @ score, (abs(join) @ present.astype(np.float64)) > 0
            square = score**2
            for into, coefficient in ((first, layer.first), (later, layer.later)):
                if coefficient.any():
                    added = to_result @ (square * coefficient[node][:, None])
                    into += added
                    if (coefficient >= 0).all():
                        scale += added
                    elif (coefficient > 0).any():
                        scale += to_result @ (square * np.maximum(coefficient, 0.0)[node][:, None])
            if layer is design.units:
                units = to_result @ present.astype(np.float64)
            if layer is design.strata:
                strata = to_result @ present.astype(np.float64)
                usable = (
                    strata - to_result @ (present & design.lonely[node][:, None]).astype(np.float64)
                    if design.average
                    else strata
                )
        if design.average:
            with np.errstate(divide="ignore", invalid="ignore"):
                first = first * (strata / usable)[:, self.block.of]
        variance = first + later
        return above_rounding(above_noise(variance, scale), spread), units - strata


def tabulate(columns: Columns, membership: Membership) -> LinearTable:
    """Counts, estimates and linearised scores of every column of a block in every cell of a grouping."""
    block, of = columns.block, columns.block.of
    width = block.valid.shape[1]
    end = width + len(of)
    counts = membership.to_cell @ columns.plain
    finest = membership.first @ columns.weighted
    sums = membership.parts[0].to_cell @ finest if membership.parts else finest
    total, scored = sums[:, :width], sums[:, width:end]
    with np.errstate(divide="ignore", invalid="ignore"):
        base = total[:, of]
        estimate, rest = scored / base, (base - scored) / base
        spread = (
            estimate * rest
            if block.binary
            else above_noise(sums[:, end:] / base - estimate**2, sums[:, end:] / base)
        )
        own = np.zeros_like(estimate)
        if columns.squared.shape[1]:
            squares = membership.to_cell @ columns.squared
            answered, once = squares[:, :width][:, of], squares[:, width:end]
            if block.binary:
                own = (rest**2 * once + estimate**2 * (answered - once)) / base**2
            else:
                own = (
                    above_noise(
                        squares[:, end:] - 2 * estimate * once + estimate**2 * answered, squares[:, end:]
                    )
                    / base**2
                )
        known, per_weight = np.nan_to_num(estimate), np.where(base > 0, 1 / base, 0.0)
    scores, present = [], []
    if membership.parts:
        scores.append(_scores(finest, width, of, known, per_weight, membership.parts[0].to_cell.indptr))
        answered = finest[:, :width]
        present.append(answered > 0)
        for up in membership.up:
            answered = up @ answered
            scores.append(up @ scores[-1])
            present.append(answered > 0)
    return LinearTable(
        block=block,
        n=counts[:, :width],
        count=counts[:, width:],
        weight=total,
        estimate=estimate,
        spread=spread,
        membership=membership,
        own=np.nan_to_num(own),
        scores=tuple(scores),
        present=tuple(present),
    )


def _scores(
    rows: np.ndarray,
    width: int,
    of: np.ndarray,
    estimate: np.ndarray,
    per_weight: np.ndarray,
    bounds: np.ndarray,
) -> np.ndarray:
    """Linearised scores of rows, (Σ w·y − estimate · Σ w) / W of their cell, whose rows run between its
    `bounds`."""
    scores = np.empty((len(rows), len(of)))
    for cell, (start, stop) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        inside, score = rows[start:stop], scores[start:stop]
        np.multiply(inside[:, of], -estimate[cell], out=score)
        score += inside[:, width : width + len(of)]
        score *= per_weight[cell]
    return scores
