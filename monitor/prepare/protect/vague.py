"""The mean of people without a level must stay vague: it is what is left of a shown mean when shown levels
are taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.prepare.protect.atoms import Atoms, leftover
from monitor.prepare.protect.codes import FEW
from monitor.prepare.protect.precision import rounded
from monitor.prepare.respondents.respondents import Answers, Respondents

VAGUE = 0.4
"""What must stay open of the mean of people without a level, as a part of the scale, for each of them."""
STEPS = 4
"""Of few different answers, so many of these people may have gone to the next one; in whole people a cell."""


@dataclass(frozen=True)
class Leftover:
    """The weighted sum of people without a level: how far its ends are from it, below 0 and above, what must
    stay open, and by how much one person moves it where there are few different answers, else 0."""

    low: float
    high: float
    open: float
    step: float

    def told(self, mean: np.ndarray, weight: np.ndarray, unit: np.ndarray) -> bool:
        """Whether means that are published in these units, the whole first, leave too little open. A mean on
        the upper end of its interval is published as the next one."""
        low = rounded(mean, unit) - unit / 2
        fall, rise = (mean - low) * weight, (low + unit - mean) * weight
        if self.step:
            fall = np.floor(fall / self.step + 1e-9) * self.step
            rise = np.maximum(np.ceil(rise / self.step - 1e-9) - 1, 0.0) * self.step
        up, down = rise[0] + fall[1:].sum(), fall[0] + rise[1:].sum()
        return bool(min(up, self.high) + min(down, -self.low) < min(self.open, self.high - self.low) - 1e-9)


def leftovers(people: Respondents, atoms: Atoms, item: Answers) -> Iterator[tuple[list[int], Leftover]]:
    """For each cell of people without a level that somebody is in: the cells that it is left over from, the
    whole first, and what is left."""
    weight = people.design.weight * item.valid
    total = np.bincount(atoms.of, weights=weight * item.values[:, 0], minlength=atoms.size)
    size = np.bincount(atoms.of, weights=weight, minlength=atoms.size)
    persons = np.bincount(atoms.of[item.valid], minlength=atoms.size)
    given = item.values[item.valid, 0]
    codes = np.unique(given)
    step = float(np.diff(codes).max() * weight.max()) if 1 < len(codes) <= FEW else 0.0
    for place in atoms.without if len(given) else ():
        if not atoms.inside[place] @ persons:
            continue
        whole, parts = leftover(atoms, atoms.places[place])
        left, heavy = float((atoms.inside[place] @ total)[0]), float((atoms.inside[place] @ size)[0])
        span = VAGUE * (given.max() - given.min()) * heavy
        ends = heavy * given.min() - left, heavy * given.max() - left
        yield [whole, *parts], Leftover(*ends, max(span, STEPS * step), step)
