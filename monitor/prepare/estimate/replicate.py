"""Estimates and variances of all cells of one grouping from replicate weights (R's svrepdesign and svrVar).

    v = scale · Σ_r rscales_r (θ_r − θ̄)²,   θ̄ the mean of the replicates, or the estimate itself with `mse`

Each replicate's estimate in a cell is its own ratio; a replicate that gives the cell no weight is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse, special
from threadpoolctl import threadpool_limits

from monitor.codebook.samples import OWN_RSCALES, OWN_SCALE, Replicates
from monitor.errors import BuildError
from monitor.prepare.estimate.blocks import Columns
from monitor.prepare.estimate.cells import Cells, adder
from monitor.prepare.estimate.rank import Bases, ReplicateRank
from monitor.prepare.estimate.table import Combination, Table, above_noise, above_rounding
from monitor.prepare.respondents.respondents import Design

threadpool_limits(1, user_api="blas")
# A cell's product is small: threads that share one wait for each other longer than they work, 5 to 6 times
# the processor time of one thread. Samples are worked on side by side instead
# (monitor/prepare/estimate/tables.py).
EQUAL = 12
"""Digits to which the factors of respondents of one sampling unit agree, beside the largest of all."""


@dataclass(frozen=True)
class Replicated:
    """Replicate weights as the full weight times a factor, and how their spread becomes a variance."""

    unit: np.ndarray
    """(n,): the sampling unit, all of whose respondents have the same factors; a respondent alone where
    weights differ."""
    factor: np.ndarray
    """(units, replicates + 1): the last is 1, the full weight itself."""
    scale: float
    rscales: np.ndarray
    mse: bool
    rank: ReplicateRank

    @property
    def size(self) -> int:
        """Respondents."""
        return len(self.unit)

    def take(self, rows: np.ndarray) -> Replicated:
        """The same replicates for these rows of the sample, which may repeat."""
        return replace(self, unit=self.unit[rows])

    def variance(self, theta: np.ndarray, full: np.ndarray) -> np.ndarray:
        """Of `theta` (replicates, …), whose estimate with the full weights is `full`."""
        usable = np.isfinite(theta)
        everywhere = bool(usable.all())
        held = theta if everywhere else np.where(usable, theta, 0.0)
        used = self.rscales > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.mse:
                middle = full
            elif everywhere and used.all():
                middle = held.mean(axis=0)
            else:
                shape = -1, *[1] * (theta.ndim - 1)
                middle = (held * used.reshape(shape)).sum(axis=0) / (usable & used.reshape(shape)).sum(axis=0)
            apart = held - middle
            if not everywhere:
                apart *= usable
            apart *= apart
            found = self.scale * np.tensordot(self.rscales, apart, axes=1)
        return np.where(np.isfinite(full) & usable.any(axis=0), found, np.nan)


def scales(given: Replicates, count: int, where: str = "this sample") -> tuple[float, np.ndarray]:
    """`scale` and `rscales` (count,) of a method, as R's svrepdesign takes or sets them.

    BuildError where the method needs more than is given.
    Source: svrepdesign.default in R's survey 4.4. JKn has a `scale` of 1 there in as.svrepdesign
    (jknweights).
    """
    if given.rscales is not None and len(given.rscales) not in (1, count):
        raise BuildError(
            f"{where}: 'rscales' holds {len(given.rscales)} numbers for {count} replicate weights; give one,"
            " or one for each"
        )
    if given.method == "JKn" and given.rscales is None:
        raise BuildError(
            f"{where}: replicate weights by JKn need 'rscales': for each replicate (n − 1) / n of its stratum"
        )
    if given.method == "Fay" and given.rho is None:
        raise BuildError(f"{where}: replicate weights by Fay's method need 'rho', his coefficient")
    usual = {
        "JK1": (count - 1) / count,
        "BRR": 1 / count,
        "Fay": 1 / (count * (1 - (given.rho or 0.0)) ** 2),
        "bootstrap": 1 / max(1, count - 1),
        "ACS": 4 / count,
        "successive-difference": 4 / count,
    }
    own = given.scale is None or given.method in OWN_SCALE
    scale = usual.get(given.method, 1.0) if own else float(given.scale or 0.0)
    each = np.ones(count)
    if given.rscales is not None and given.method not in OWN_RSCALES:
        each = each * np.array(given.rscales, dtype=np.float64)
    return scale, each


def replicated(design: Design, where: str = "this sample") -> Replicated:
    """The replicate design; BuildError where its method needs more than is given."""
    given, weights = design.replicates, design.replicate_weights
    assert given is not None and weights is not None
    scale, rscales = scales(given, weights.shape[1], where)
    factor = weights / design.weight[:, None]
    alike = np.round(factor / np.abs(factor).max(), EQUAL)
    _, first, unit = np.unique(alike, axis=0, return_index=True, return_inverse=True)
    unit = unit.ravel()
    factor = factor[first]
    rank = ReplicateRank.of(factor, np.sqrt(np.bincount(unit, design.weight**2)))
    return Replicated(unit, np.column_stack([factor, np.ones(len(factor))]), scale, rscales, given.mse, rank)


@dataclass(frozen=True)
class ReplicateTable(Table):
    """A table whose variances come from replicates."""

    design: Replicated
    theta: np.ndarray
    """(replicates, cells, columns): each replicate's estimates, less the block's centre."""
    present: np.ndarray
    """bool (indicators, cells, patterns): which replicate factors are among the valid answers."""
    membership: ReplicateMembership

    @property
    def variance(self) -> np.ndarray:
        """(cells, columns): of each estimate."""
        return above_rounding(self.design.variance(self.theta, self.estimate), self.spread)

    @property
    def logit_se(self) -> np.ndarray:
        """From the logits of the replicates, as R's svyglm; to first order where a replicate's share is 0 or
        1."""
        with np.errstate(divide="ignore"):
            theta = special.logit(self.theta)
            found = np.sqrt(self.design.variance(theta, special.logit(self.estimate)))
        certain = np.isinf(theta).any(axis=0)
        return np.where(certain, super().logit_se, found) if certain.any() else found

    @cached_property
    def ranks(self) -> np.ndarray:
        """(cells, indicators), of the replicate weights of the valid answers."""
        return self.design.rank.ranks(self.present, self.membership.bases)

    @property
    def df(self) -> np.ndarray:
        """(cells, columns): the rank of the replicates, less one."""
        return self.ranks - 1.0

    def combine(self, combos: sparse.csr_matrix) -> Combination:
        """Sums of cells, one a row of `combos`, made in each replicate."""
        estimate = self.estimates_of(combos)
        theta = np.empty((len(self.theta), *estimate.shape))
        for number, centre in enumerate(np.asarray(combos.sum(axis=1)) * self.block.centre):
            one = combos[number]
            theta[:, number] = np.tensordot(one.data, self.theta[:, one.indices], axes=(0, 1)) + centre
        df = self.design.rank.of_unions(combos, self.ranks, self.present, self.membership.people) - 1.0
        spread = combos.multiply(combos).tocsr() @ np.nan_to_num(self.spread)
        return Combination(estimate, above_rounding(self.design.variance(theta, estimate), spread), df)


@dataclass(frozen=True)
class ReplicateMembership:
    """A grouping's cells laid over the sampling units: one row for each unit that has members in a cell, cell
    after cell."""

    cells: Cells
    design: Replicated
    to_cell: sparse.csr_matrix
    """(cells, respondents)."""
    first: sparse.csr_matrix
    """(rows, respondents)."""
    bounds: np.ndarray
    """(cells + 1,): where the rows of each cell begin, and the end of the last."""
    cell: np.ndarray
    unit: np.ndarray
    people: np.ndarray
    """(cells, patterns): how many respondents of each cell have each row of replicate factors."""
    bases: Bases


def lay_replicates(cells: Cells, design: Replicated) -> ReplicateMembership:
    """The membership matrices of one grouping; used for every block of answers."""
    units = len(design.factor)
    code, number = np.unique(cells.cell * units + design.unit[cells.row], return_inverse=True)
    cell = code // units
    to_cell = adder(cells.cell, cells.row, (cells.size, design.size))
    people = design.rank.people(to_cell, design.unit)
    return ReplicateMembership(
        cells, design, to_cell=to_cell,
        first=adder(number, cells.row, (len(code), design.size)),
        bounds=np.searchsorted(cell, np.arange(cells.size + 1)),
        cell=cell, unit=code % units, people=people, bases=design.rank.bases(people),
    )  # fmt: skip


def tabulate_replicates(columns: Columns, membership: ReplicateMembership) -> ReplicateTable:
    """Counts, estimates and each replicate's estimates of every column of a block in every cell of a
    grouping."""
    block, of, design = columns.block, columns.block.of, membership.design
    width = block.valid.shape[1]
    end = width + len(of)
    counts = membership.to_cell @ columns.plain
    rows = membership.first @ columns.weighted
    sums = np.empty((membership.cells.size, rows.shape[1]))
    theta = np.full((design.factor.shape[1] - 1, membership.cells.size, len(of)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for cell, (start, stop) in enumerate(pairwise(membership.bounds)):
            replicate = design.factor[membership.unit[start:stop]].T @ rows[start:stop]
            sums[cell] = replicate[-1]
            np.divide(replicate[:-1, width:end], replicate[:-1, of], out=theta[:, cell])
        base = sums[:, of]
        estimate = sums[:, width:end] / base
        rest = (base - sums[:, width:end]) / base
        spread = (
            estimate * rest
            if block.binary
            else above_noise(sums[:, end:] / base - estimate**2, sums[:, end:] / base)
        )
    present = design.rank.present(
        membership.cell, membership.unit, membership.cells.size, rows[:, :width] > 0
    )
    return ReplicateTable(
        block=block, n=counts[:, :width], count=counts[:, width:end], weight=sums[:, :width],
        estimate=estimate, spread=spread,
        design=design, theta=theta, present=present, membership=membership,
    )  # fmt: skip
