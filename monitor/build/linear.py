"""Estimates and linearised variances of all cells of one grouping at once, for one block of answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from monitor.build.blocks import Block
from monitor.build.cells import Cells, adder
from monitor.build.design import Layer, Linearised

NOISE = 1e-13
"""A variance below this part of its own terms is rounding: the design leaves no variance."""


@dataclass(frozen=True)
class Sums:
    """What the cells come to: arrays (cells, columns), the first and last two (cells, indicators)."""

    n: np.ndarray
    count: np.ndarray
    weight: np.ndarray
    estimate: np.ndarray
    """Less the block's centre."""
    variance: np.ndarray
    spread: np.ndarray
    """Weighted variance of the values themselves, with n in the denominator."""
    df: np.ndarray


@dataclass(frozen=True)
class Part:
    """The parts of one layer that hold members of a cell, (cell, node) pairs: `node` (pairs,), `to_cell` adds them up."""

    layer: Layer
    node: np.ndarray
    cell: np.ndarray
    to_cell: sparse.csr_matrix


@dataclass(frozen=True)
class Membership:
    """A grouping's cells laid over a design's layers."""

    cells: Cells
    to_cell: sparse.csr_matrix
    """(cells, respondents)."""
    first: sparse.csr_matrix
    """(finest pairs, respondents); the cells themselves where no layer is coarser than the respondent."""
    parts: tuple[Part, ...]
    """Coarser than the respondent, from fine to coarse."""
    up: tuple[sparse.csr_matrix, ...]
    """From each part's pairs to the next one's."""


def lay(cells: Cells, design: Linearised) -> Membership:
    """The membership matrices of one grouping; used for every block of answers."""
    to_cell = adder(cells.cell, cells.row, (cells.size, design.size))
    parts: list[Part] = []
    up: list[sparse.csr_matrix] = []
    first = to_cell
    cell, node_of = cells.cell, None
    layers = [layer for layer in design.layers if layer.node is not None] + ([design.strata] if design.strata else [])
    for layer in layers:
        nodes = len(layer.first)
        assert layer.node is not None
        own = layer.node[cells.row] if node_of is None else _parents(layer, node_of)
        pair, number = np.unique(cell * nodes + own, return_inverse=True)
        if not parts:
            first = adder(number, cells.row, (len(pair), design.size))
        else:
            up.append(adder(number, np.arange(len(number)), (len(pair), len(number))))
        cell = pair // nodes
        node = pair % nodes
        parts.append(Part(layer, node, cell, adder(cell, np.arange(len(pair)), (cells.size, len(pair)))))
        node_of = (layer, node)
    return Membership(cells, to_cell, first, tuple(parts), tuple(up))


def _parents(layer: Layer, finer: tuple[Layer, np.ndarray]) -> np.ndarray:
    """The node of `layer` that each pair of the finer layer lies in."""
    below, node = finer
    assert layer.node is not None and below.node is not None
    parent = np.zeros(len(below.first), dtype=np.int64)
    parent[below.node] = layer.node
    return parent[node]


@dataclass(frozen=True)
class Columns:
    """A block, weighted in the ways that sums need: valid answers left, values right, side by side."""

    block: Block
    plain: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    """With the respondent layer's coefficient × weight²; numbers have a third part, the squares of the values."""
    first_stage: bool
    """Whether that layer is the first sampling stage."""


def columns_of(block: Block, weight: np.ndarray, design: Linearised) -> Columns:
    """The weighted matrices of a block."""
    plain = np.hstack([block.valid, block.value])
    own = next((layer for layer in design.layers if layer.node is None), None)
    squared = np.empty((len(weight), 0))
    if own is not None:
        parts = [plain] if block.binary else [plain, block.value**2]
        squared = np.hstack(parts) * (own.coefficient * weight**2)[:, None]
    weighted = plain if block.binary else np.hstack([plain, block.value**2])
    return Columns(block, plain, weighted * weight[:, None], squared, own is not None and own.first.any())


def tabulate(columns: Columns, membership: Membership, design: Linearised) -> Sums:
    """Counts, estimates and variances of every column of a block in every cell of a grouping."""
    block, of = columns.block, columns.block.of
    width = block.valid.shape[1]
    end = width + len(of)
    counts = membership.to_cell @ columns.plain
    n, count = counts[:, :width], counts[:, width:]
    finest = membership.first @ columns.weighted
    sums = membership.parts[0].to_cell @ finest if membership.parts else finest
    total, scored = sums[:, :width], sums[:, width:end]
    with np.errstate(divide="ignore", invalid="ignore"):
        base = total[:, of]
        estimate = scored / base
        rest = (base - scored) / base
        spread = estimate * rest if block.binary else np.maximum(sums[:, end:] / base - estimate**2, 0.0)
        first, later = np.zeros_like(estimate), np.zeros_like(estimate)
        scale = np.zeros_like(estimate)
        if columns.squared.shape[1]:
            squares = membership.to_cell @ columns.squared
            none, once = squares[:, :width][:, of], squares[:, width:end]
            if block.binary:
                own = (rest**2 * once + estimate**2 * (none - once)) / base**2
            else:
                own = np.maximum(squares[:, end:] - 2 * estimate * once + estimate**2 * none, 0.0) / base**2
            scale += own
            if columns.first_stage:
                first += own
            else:
                later += own
        units = n
        strata = (n > 0).astype(np.float64)
        usable = strata
        pairs = finest
        for number, part in enumerate(membership.parts):
            if number:
                pairs = membership.up[number - 1] @ pairs
            present = pairs[:, :width] > 0
            score = (pairs[:, width:end] - estimate[part.cell] * pairs[:, :width][:, of]) / base[part.cell]
            score = np.where(np.isfinite(score), score, 0.0) ** 2
            layer = part.layer
            for into, coefficient in ((first, layer.first), (later, layer.later)):
                if coefficient.any():
                    into += part.to_cell @ (score * coefficient[part.node][:, None])
                    if (coefficient > 0).any():
                        scale += part.to_cell @ (score * np.maximum(coefficient, 0.0)[part.node][:, None])
            if layer is design.units:
                units = part.to_cell @ present.astype(np.float64)
            if layer is design.strata:
                strata = part.to_cell @ present.astype(np.float64)
                usable = strata
                if design.average:
                    usable = strata - part.to_cell @ (present & np.isin(part.node, design.lonely)[:, None]).astype(np.float64)
        if design.average:
            first = first * (strata / usable)[:, of]
        variance = first + later
        variance = np.where(variance <= NOISE * scale, 0.0 * estimate, variance)
    return Sums(n, count, total, estimate, variance, spread, units - strata)
