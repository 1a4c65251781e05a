"""The rows that a store answers with: the one origin of every number."""

from __future__ import annotations

from typing import NamedTuple


class Estimate(NamedTuple):
    """One cell. Shares are 0-1; a cell that isn't shown has None in every number and says why in `status`."""

    indicator: str
    category: str
    wave: str
    group: str
    breakdown1: str
    level1: str
    breakdown2: str
    level2: str
    n: int | None
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    df: float | None
    deff: float | None
    status: str
    """'' shown; 'unreliable' shown, marked; 'too_few', 'protected', 'not_asked' not shown."""
    precision: float | None = None
    """The unit to which estimate and interval are rounded; None where hidden, or not rounded."""

    @property
    def shown(self) -> bool:
        """Whether the cell has a number."""
        return self.estimate is not None


class Contrast(NamedTuple):
    """One tested difference: `to` minus `from_`; see docs/architecture.md for what each kind of `over`
    compares."""

    indicator: str
    category: str
    wave: str
    group: str
    breakdown1: str
    level1: str
    breakdown2: str
    level2: str
    over: str
    from_: str
    to: str
    difference: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    df: float | None
    p: float | None
    status: str
    p_adjusted: float | None = None
    precision: float | None = None
    """The unit to which difference and interval are rounded; None where hidden, or not rounded."""


class SampleInfo(NamedTuple):
    """One wave of one group as it was read."""

    wave: str
    group: str
    respondents: int
    simulated: bool
    weighted: bool
    design: str
    fieldwork: str
    invited: int | None
