"""Respondents of one wave and group, recoded: the only value in the program that holds answers. It never
leaves `build`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from monitor.codebook.samples import Replicates


@dataclass(frozen=True)
class Design:
    """How the sample was drawn; arrays have one row a respondent, all weights are above zero."""

    weight: np.ndarray
    strata: np.ndarray | None = None
    """int64 (n,): stratum number, 0-based."""
    clusters: tuple[np.ndarray, ...] = ()
    """int64 (n,) for each stage: cluster number, 0-based; clusters are nested in strata by the caller's
    data."""
    fpc: tuple[np.ndarray, ...] = ()
    """float64 (n,) for each stage: population size when above 1, else sampling fraction (R's svydesign)."""
    replicate_weights: np.ndarray | None = None
    """float64 (n, replicates)."""
    replicates: Replicates | None = None
    single_cluster: str = "adjust"
    weighted: bool = True
    """False where the codebook names no weight, so that everyone counts as one."""
    strata_labels: tuple[str, ...] = ()
    """What stratum each number stands for, so that the waves of a panel can be laid together; empty: the
    numbers are the same in each."""
    cluster_labels: tuple[tuple[str, ...], ...] = ()
    """The same for the clusters of each stage."""


@dataclass(frozen=True)
class Levels:
    """Membership of one breakdown: `code` (n,) int16, -1 for respondents in none; `ids` by code; nets as
    unions of ids."""

    ids: tuple[str, ...]
    code: np.ndarray
    nets: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Answers to one indicator.

    `values` (n, k): 0/1 (uint8) for every kind but mean, which is float64; `valid` (n,) bool: in the base and
    answered. Rows that are not valid hold 0. `categories` names the k columns ('' for share and mean); a net
    is a column like another. `exclusive` counts the leading columns of a distribution that share out the base
    (its categories without the nets).
    """

    indicator: str
    kind: str
    categories: tuple[str, ...]
    values: np.ndarray
    valid: np.ndarray
    exclusive: int = 0
    median: bool = False
    code: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    """int16 (n,): which code of the file each answer is, where one answer stands for several; else none."""
    put: dict[str, np.ndarray] = field(default_factory=dict)
    """By variable of its declared filter, int8 (n,): 1 for whom it lets in, 0 for others, -1 for whom it is
    not known."""

    def only(self, categories: Sequence[str]) -> Answers:
        """The same answers without the columns of other categories; options may be fewer in one sample."""
        if self.categories == tuple(categories):
            return self
        columns = [self.categories.index(name) for name in categories]
        return replace(self, categories=tuple(categories), values=self.values[:, columns])


@dataclass(frozen=True)
class Respondents:
    """One sample, ready to be estimated."""

    wave: str
    group: str
    design: Design
    levels: dict[str, Levels]
    answers: list[Answers]
    simulated: bool = False
    person: np.ndarray | None = None
    """(n,) respondent numbers, only where the codebook says that the same people return."""
    weighting: str | None = None
    """Which of the sample's other weights these answers have; a sample has an item for each weight."""

    @property
    def size(self) -> int:
        """Respondents with a weight above zero."""
        return len(self.design.weight)


@dataclass
class Tally:
    """What became of the answers to one indicator in one sample: counts for the build report."""

    indicator: str
    wave: str
    group: str
    valid: int = 0
    missing: dict[str, int] = field(default_factory=dict)
