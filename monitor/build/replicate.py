"""Estimates and variances of all cells of one grouping from replicate weights (R's svrepdesign and svrVar).

    v = scale · Σ_r rscales_r (θ_r − θ̄)²,   θ̄ the mean of the replicates, or the estimate itself with `mse`

Each replicate's estimate in a cell is its own ratio; a replicate that gives the cell no weight is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special

from monitor.build.blocks import Block
from monitor.build.cells import Cells, adder
from monitor.build.rank import ReplicateRank
from monitor.build.respondents import Design
from monitor.build.table import Combination, Table, above_noise, above_rounding
from monitor.errors import BuildError


@dataclass(frozen=True)
class Replicated:
    """Replicate weights, and how their spread becomes a variance."""

    weight: np.ndarray
    """(n, replicates)."""
    scale: float
    rscales: np.ndarray
    mse: bool
    rank: ReplicateRank

    @property
    def size(self) -> int:
        """Respondents."""
        return len(self.weight)

    def take(self, rows: np.ndarray) -> Replicated:
        """The same replicates for these rows of the sample, which may repeat."""
        return Replicated(self.weight[rows], self.scale, self.rscales, self.mse, self.rank.take(rows))

    def variance(self, theta: np.ndarray, full: np.ndarray) -> np.ndarray:
        """Of `theta` (replicates, …), whose estimate with the full weights is `full`."""
        usable = np.isfinite(theta)
        held = np.where(usable, theta, 0.0)
        used = usable * (self.rscales > 0).reshape(-1, *[1] * (theta.ndim - 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = full if self.mse else (held * used).sum(axis=0) / used.sum(axis=0)
            apart = np.where(usable, (held - middle) ** 2, 0.0)
            found = self.scale * np.tensordot(self.rscales, apart, axes=1)
        return np.where(np.isfinite(full) & usable.any(axis=0), found, np.nan)


def replicated(design: Design, where: str = "this sample") -> Replicated:
    """The replicate design with R's default scales; BuildError where its method needs more than is given."""
    given, weights = design.replicates, design.replicate_weights
    assert given is not None and weights is not None
    count = weights.shape[1]
    rscales = np.ones(count)
    if given.rscales is not None:
        if len(given.rscales) not in (1, count):
            raise BuildError(
                f"{where}: 'rscales' holds {len(given.rscales)} numbers for {count} replicate weights; give one, or one for each"
            )
        rscales = rscales * np.array(given.rscales, dtype=np.float64)
    scale = given.scale
    if given.method == "BRR":
        scale = 1 / count
    elif given.method == "Fay":
        if given.rho is None:
            raise BuildError(f"{where}: replicate weights by Fay's method need 'rho', his coefficient")
        scale = 1 / (count * (1 - given.rho) ** 2)
    elif given.method == "bootstrap" and scale is None:
        scale = 1 / (count - 1)
    elif given.method == "JK1" and scale is None:
        scale = (count - 1) / count
    elif given.method == "JKn":
        if given.rscales is None:
            raise BuildError(f"{where}: replicate weights by JKn need 'rscales': for each replicate (n − 1) / n of its stratum")
        scale = 1.0 if scale is None else scale
    assert scale is not None
    return Replicated(weights.astype(np.float64), scale, rscales, given.mse, ReplicateRank.of(design.weight, weights))


@dataclass(frozen=True)
class ReplicateTable(Table):
    """A table whose variances come from replicates."""

    design: Replicated
    theta: np.ndarray
    """(replicates, cells, columns): each replicate's estimates, less the block's centre."""
    present: np.ndarray
    """bool (indicators, cells, patterns): which replicate factors are among the valid answers."""

    @property
    def variance(self) -> np.ndarray:
        return above_rounding(self.design.variance(self.theta, self.estimate), self.spread)

    @property
    def logit_se(self) -> np.ndarray:
        """From the logits of the replicates, as R's svyglm; to first order where a replicate's share is 0 or 1."""
        with np.errstate(divide="ignore"):
            theta = special.logit(self.theta)
            found = np.sqrt(self.design.variance(theta, special.logit(self.estimate)))
        return np.where(np.isinf(theta).any(axis=0), super().logit_se, found)

    @property
    def df(self) -> np.ndarray:
        return self.design.rank.ranks(self.present) - 1.0

    def combine(self, combos: sparse.csr_matrix) -> Combination:
        estimate = self.estimates_of(combos)
        theta = np.empty((len(self.theta), *estimate.shape))
        for number, centre in enumerate(np.asarray(combos.sum(axis=1)) * self.block.centre):
            one = combos[number]
            theta[:, number] = np.tensordot(one.data, self.theta[:, one.indices], axes=(0, 1)) + centre
        present = np.stack([abs(combos) @ one.astype(np.float64) > 0 for one in self.present])
        df = self.design.rank.ranks(present) - 1.0
        spread = combos.multiply(combos).tocsr() @ np.nan_to_num(self.spread)
        return Combination(estimate, above_rounding(self.design.variance(theta, estimate), spread), df)


def tabulate_replicates(block: Block, cells: Cells, weight: np.ndarray, design: Replicated) -> ReplicateTable:
    """Counts, estimates and each replicate's estimates of every column of a block in every cell of a grouping."""
    of, width = block.of, block.valid.shape[1]
    end = width + len(of)
    plain = np.hstack([block.valid, block.value])
    full = np.ascontiguousarray(plain if block.binary else np.hstack([plain, block.value**2]))
    to_cell = adder(cells.cell, cells.row, (cells.size, design.size))
    counts = to_cell @ full
    sums = to_cell @ np.ascontiguousarray(full * weight[:, None])
    theta = np.full((design.weight.shape[1], cells.size, len(of)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for cell in range(cells.size):
            rows = to_cell.indices[to_cell.indptr[cell] : to_cell.indptr[cell + 1]]
            replicate = design.weight[rows].T @ full[rows, :end]
            theta[:, cell] = replicate[:, width:] / replicate[:, :width][:, of]
        base = sums[:, :width][:, of]
        estimate = sums[:, width:end] / base
        rest = (base - sums[:, width:end]) / base
        spread = estimate * rest if block.binary else above_noise(sums[:, end:] / base - estimate**2, sums[:, end:] / base)
    present = design.rank.present(cells.cell, cells.row, cells.size, block.valid)
    return ReplicateTable(
        block=block, n=counts[:, :width], count=counts[:, width:end], weight=sums[:, :width], estimate=estimate, spread=spread,
        design=design, theta=theta, present=present,
    )  # fmt: skip
