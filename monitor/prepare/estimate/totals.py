"""Functions of weighted totals, with their covariance under any design.

Linearised: the covariance of Σ s_i·G, where s_i holds what respondent i adds to the totals and G is the
gradient of the function at the totals (Binder, International Statistical Review 51, 1983, 279-292). With
replicate weights: that of the function of each replicate's totals. So a test statistic, a slope or an index
needs only to be written down as a function of totals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from monitor.prepare.estimate.cells import adder
from monitor.prepare.estimate.design import Linearised
from monitor.prepare.estimate.replicate import Replicated
from monitor.prepare.estimate.sample import DesignedSample

Function = Callable[[np.ndarray], np.ndarray]
"""From totals (…, m) to statistics (…, q); made of plain arithmetic, so that it takes complex numbers."""
STEP = 1e-100
"""Of the complex step: gradients are exact to the last digit (Squire and Trapp, SIAM Review 40, 1998,
110-112)."""


@dataclass(frozen=True)
class Totals:
    """Weighted totals of a domain of a sample: `part` (n, m) is what each respondent adds to each, `inside`
    (n,) who is in it."""

    sample: DesignedSample
    part: np.ndarray
    inside: np.ndarray

    @property
    def full(self) -> np.ndarray:
        """(m,): the totals."""
        total: np.ndarray = self.part.sum(axis=0)
        return total

    def apply(self, function: Function) -> tuple[np.ndarray, np.ndarray]:
        """The statistics (q,), and their covariance (q, q)."""
        design = self.sample.design
        value = function(self.full)
        if isinstance(design, Replicated):
            return value, _replicated(design, self.part, function, value)
        with np.errstate(all="ignore"):
            return value, _linearised(design, self.part @ gradient(function, self.full), self.inside)


def gradient(function: Function, at: np.ndarray) -> np.ndarray:
    """(m, q): the derivative of each statistic by each total."""
    steps = at[None, :] + 1j * STEP * np.eye(len(at))
    found: np.ndarray = function(steps).imag / STEP
    return found


def _linearised(design: Linearised, scores: np.ndarray, present: np.ndarray) -> np.ndarray:
    """(q, q): the covariance of sums of `scores` (n, q), as that of one column in linear.py."""
    size = scores.shape[1]
    first, later = np.zeros((size, size)), np.zeros((size, size))
    strata = usable = 1.0
    for layer in design.layers:
        sums, answered = scores, present
        if layer.node is not None:
            nodes = adder(layer.node, np.arange(design.size), (len(layer.first), design.size))
            sums, answered = nodes @ scores, (nodes @ present.astype(np.float64)) > 0
        first += sums.T @ (sums * layer.first[:, None])
        later += sums.T @ (sums * layer.later[:, None])
        if layer is design.strata and design.average:
            strata = float(answered.sum())
            usable = strata - float((answered & design.lonely).sum())
    if design.average and usable:
        first = first * (strata / usable)
    if design.strata is None and (units := design.units or design.respondents) is not None:
        total = scores.sum(axis=0)
        count = design.size if units.node is None else len(units.first)
        first -= np.outer(total, total) * (float(units.first[0]) / count)
    return first + later


def _replicated(design: Replicated, part: np.ndarray, function: Function, full: np.ndarray) -> np.ndarray:
    """(q, q): the covariance of the statistics of the replicates."""
    units = adder(design.unit, np.arange(design.size), (len(design.factor), design.size)) @ part
    with np.errstate(all="ignore"):
        theta = function(design.factor[:, :-1].T @ units)
    usable = np.isfinite(theta).all(axis=1)
    theta, rscales = theta[usable], design.rscales[usable]
    middle = full if design.mse else theta[rscales > 0].mean(axis=0)
    apart = theta - middle
    found: np.ndarray = design.scale * (apart.T @ (apart * rscales[:, None]))
    return found
