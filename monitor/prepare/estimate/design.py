"""How a sample was drawn, as the sums of squares that a linearised variance is made of.

The variance of a weighted sum of scores z, stage by stage (R's svyrecvar; Lumley, Complex Surveys, 2010,
section 2.2 and 3.2):

    v = Σ_stages Σ_h g_h [ Σ_{k in h} z_k² − (Σ_{k in h} z_k)² / n_h ],   g_h = (1 − f_h) n_h / (n_h − 1)

where z_k is the sum of scores in sampling unit k, h runs over strata (at a later stage: over the units of the
stage before), and a later stage counts for the sampling fraction of those before. A stratum's second term is
one more square of a sum, so all of it is Σ over layers (respondents, units, strata) of coefficient × (sum of
scores)².
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from monitor.errors import BuildError
from monitor.prepare.respondents.respondents import Design


@dataclass(frozen=True)
class Layer:
    """One partition of the sample: `node` (n,) numbers its parts, None when each respondent is one.

    `first` and `later` (parts,) are the coefficients of the squared sums, from the first sampling stage and
    from later ones.
    """

    node: np.ndarray | None
    first: np.ndarray
    later: np.ndarray

    @property
    def coefficient(self) -> np.ndarray:
        """Both together."""
        return self.first + self.later


@dataclass(frozen=True)
class Linearised:
    """A design ready for Taylor linearisation: `layers` from fine to coarse."""

    size: int
    layers: tuple[Layer, ...]
    units: Layer | None
    """First-stage units, which count as degrees of freedom; None when they are the respondents."""
    strata: Layer | None
    """None when there is one stratum: the scores of a domain add to zero there."""
    lonely: np.ndarray
    """bool (strata,): a single unit, so that its variance can't be estimated."""
    average: bool
    """Whether such strata get the average of the others."""
    single_units: tuple[int, ...]
    """For each stage, how many strata (later: units of the stage before) hold one unit; for the build
    report."""

    @property
    def respondents(self) -> Layer | None:
        """The layer in which each respondent is a unit."""
        return self.layers[0] if self.layers[0].node is None else None

    def take(self, rows: np.ndarray) -> Linearised:
        """The same design for these rows of the sample, which may repeat; nothing about the strata
        changes."""
        layers = tuple(
            (
                Layer(None, layer.first[rows], layer.later[rows])
                if layer.node is None
                else replace(layer, node=layer.node[rows])
            )
            for layer in self.layers
        )
        same = dict(zip(map(id, self.layers), layers, strict=True))
        return replace(
            self,
            size=len(rows),
            layers=layers,
            units=None if self.units is None else same[id(self.units)],
            strata=None if self.strata is None else same[id(self.strata)],
        )


def linearise(design: Design, where: str = "this sample") -> Linearised:
    """The layers of a design without replicate weights; BuildError where it can't be."""
    n = len(design.weight)
    strata = _numbered(np.zeros(n, dtype=np.int64) if design.strata is None else design.strata)
    outer, passed = strata, np.ones(n)
    layers: list[Layer] = []
    lonely = np.zeros(0, dtype=bool)
    singles = []
    for stage in range(max(len(design.clusters), len(design.fpc), 1)):
        alone = stage >= len(design.clusters)
        unit = np.arange(n) if alone else _numbered(outer, design.clusters[stage])
        parent = np.zeros(int(unit.max(initial=-1)) + 1, dtype=np.int64)
        parent[unit] = outer
        units = np.bincount(parent).astype(np.float64)
        fraction = _fractions(design, stage, outer, units, where)
        inherited = np.zeros(len(units))
        inherited[outer] = passed
        single = (units == 1) & (fraction < 1 - 1e-7) & (inherited > 0)
        singles.append(int(single.sum()))
        if single.any() and design.single_cluster == "fail":
            what = "strata" if stage == 0 else f"units of stage {stage}"
            raise BuildError(
                f"{where}: {int(single.sum())} {what} with a single sampling unit; join them to others, "
                "or set 'single_cluster' to certainty, adjust or average"
            )
        square = (
            inherited
            * (1 - fraction)
            * np.where(single, design.single_cluster == "adjust", units / np.maximum(units - 1, 1))
        )
        centre = np.where(single, 0.0, square / units)
        none = np.zeros_like
        node = None if alone else unit
        if stage == 0:
            lonely = single
            layers = [Layer(node, square[parent], none(square[parent])), Layer(strata, -centre, none(centre))]
        else:
            layers[0] = replace(layers[0], later=layers[0].later - centre)
            layers.insert(0, Layer(node, none(square[parent]), square[parent]))
        if alone:
            break
        outer, passed = unit, passed * fraction[outer]
    first_stage = layers[-2] if layers[-2].node is not None else None
    return Linearised(
        size=n,
        layers=tuple(layers if len(lonely) > 1 else layers[:-1]),
        units=first_stage,
        strata=layers[-1] if len(lonely) > 1 else None,
        lonely=lonely,
        average=bool(lonely.any()) and design.single_cluster == "average",
        single_units=tuple(singles),
    )


def _numbered(*labels: np.ndarray) -> np.ndarray:
    """0-based numbers of the distinct combinations of labels."""
    code = labels[0]
    for label in labels[1:]:
        code = code.astype(np.int64) * (int(label.max(initial=0)) + 1) + label
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def _fractions(design: Design, stage: int, outer: np.ndarray, units: np.ndarray, where: str) -> np.ndarray:
    """Sampling fraction in each part of `outer`: 0 without correction."""
    fraction = np.zeros(len(units))
    if stage >= len(design.fpc):
        return fraction
    given = design.fpc[stage]
    if not np.isfinite(given[~np.isinf(given)]).all() or (given <= 0).any():
        raise BuildError(
            f"{where}: 'fpc' of stage {stage + 1} holds missing values or values of zero and below; every"
            " respondent needs one"
        )
    if (given > 1).any() and (given < 1).any():
        raise BuildError(
            f"{where}: 'fpc' of stage {stage + 1} mixes population sizes and fractions; use one of the two"
        )
    value = np.zeros(len(units))
    value[outer] = given
    fraction = units / value if (given > 1).any() else value
    if (fraction > 1 + 1e-12).any():
        part = int(np.argmax(fraction))
        raise BuildError(
            f"{where}: 'fpc' of stage {stage + 1} says {value[part]:g} units in a part from which"
            f" {units[part]:g} were drawn; it must hold the population size, or the fraction drawn"
        )
    return np.minimum(fraction, 1.0)
