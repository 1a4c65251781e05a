"""A sample ready to be tabulated: its weights and its design, linearised or replicated behind one face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.prepare.estimate.blocks import Block, Columns, columns_of
from monitor.prepare.estimate.cells import Cells
from monitor.prepare.estimate.design import Linearised, linearise
from monitor.prepare.estimate.linear import Membership, lay, tabulate
from monitor.prepare.estimate.replicate import (
    Replicated,
    ReplicateMembership,
    lay_replicates,
    replicated,
    tabulate_replicates,
)
from monitor.prepare.estimate.table import Table
from monitor.prepare.respondents.respondents import Respondents


@dataclass(frozen=True)
class DesignedSample:
    """Weights (n,) and design of a sample."""

    weight: np.ndarray
    design: Linearised | Replicated

    @classmethod
    def of(cls, people: Respondents) -> DesignedSample:
        """BuildError where the design can't be used as it is."""
        where = f"{people.wave}, {people.group}"
        weight = people.design.weight.astype(np.float64)
        if people.design.replicate_weights is not None and people.design.replicates is not None:
            return cls(weight, replicated(people.design, where))
        return cls(weight, linearise(people.design, where))

    @property
    def single_units(self) -> tuple[int, ...]:
        """For each stage, how many strata hold a single unit, so that they have no variance of their own."""
        return self.design.single_units if isinstance(self.design, Linearised) else ()

    def take(self, rows: np.ndarray) -> DesignedSample:
        """The same design for these rows, which may repeat."""
        return DesignedSample(self.weight[rows], self.design.take(rows))

    def lay(self, cells: Cells) -> Membership | ReplicateMembership:
        """Done once for a grouping."""
        return (
            lay(cells, self.design)
            if isinstance(self.design, Linearised)
            else lay_replicates(cells, self.design)
        )

    def load(self, block: Block) -> Columns:
        """Done once for a block."""
        own = self.design.respondents if isinstance(self.design, Linearised) else None
        return columns_of(block, self.weight, None if own is None else own.coefficient)

    def table(self, columns: Columns, laid: Membership | ReplicateMembership) -> Table:
        """A block's numbers in a grouping's cells."""
        return tabulate(columns, laid) if isinstance(laid, Membership) else tabulate_replicates(columns, laid)
