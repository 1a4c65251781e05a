"""What a design must have, and what is said of it where it hasn't."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.codebook.samples import Replicates
from monitor.errors import BuildError
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.design import linearise
from monitor.prepare.estimate.estimates import estimate
from monitor.prepare.estimate.replicate import replicated
from monitor.prepare.respondents.respondents import Answers, Design, Respondents

ONES = np.ones(6)
STRATA = np.array([0, 0, 0, 1, 1, 1])
CLUSTERS = np.array([0, 0, 1, 2, 2, 2])


def test_a_stratum_with_one_cluster_stops_the_build_only_where_the_codebook_says_so() -> None:
    with pytest.raises(
        BuildError, match="2021, people: 1 strata with a single sampling unit; .*'single_cluster'"
    ):
        linearise(Design(ONES, STRATA, (CLUSTERS,), single_cluster="fail"), "2021, people")
    assert linearise(Design(ONES, STRATA, (CLUSTERS,))).single_units == (1,)
    assert linearise(Design(ONES, STRATA)).single_units == (0,)


def test_a_stratum_that_was_drawn_whole_needs_no_second_cluster() -> None:
    whole = Design(ONES, STRATA, (CLUSTERS,), (np.where(STRATA == 1, 1.0, 9.0),), single_cluster="fail")
    assert linearise(whole).single_units == (0,)


@pytest.mark.parametrize(
    ("fpc", "words"),
    [
        (np.full(6, np.nan), "missing values"),
        (np.zeros(6), "zero and below"),
        (np.array([0.5, 0.5, 0.5, 9, 9, 9]), "mixes population sizes and fractions"),
        (np.full(6, 2.0), "says 2 units in a part from which 3 were drawn"),
    ],
)
def test_an_impossible_correction_is_named(fpc: np.ndarray, words: str) -> None:
    with pytest.raises(BuildError, match=words):
        linearise(Design(ONES, STRATA, fpc=(fpc,)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"method": "JKn"}, "need 'rscales'"),
        ({"method": "Fay"}, "need 'rho'"),
        ({"method": "bootstrap", "rscales": [1.0, 1.0]}, "'rscales' holds 2 numbers for 4"),
    ],
)
def test_replicate_weights_that_lack_something_are_named(given: dict[str, object], words: str) -> None:
    kind = Replicates(columns="r*", **given)  # type: ignore[arg-type]
    with pytest.raises(BuildError, match=words):
        replicated(Design(ONES, replicate_weights=np.ones((6, 4)), replicates=kind))


def test_clusters_are_counted_inside_their_stratum() -> None:
    reused = linearise(Design(ONES, STRATA, (np.array([0, 0, 1, 0, 1, 1]),)))
    assert reused.units is not None and reused.units.node is not None
    assert len(np.unique(reused.units.node)) == 4


WEIGHT, HALVES = np.arange(1.0, 9.0), np.array([0, 0, 0, 0, 1, 1, 1, 1])
UNITS = np.array([0, 0, 1, 1, 2, 2, 3, 3])
VALUE = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])
SECOND = np.array([0, 1, 2, 2, 3, 4, 5, 5])
"""Units 1 and 3 hold one second-stage unit."""


def scores(unit: np.ndarray) -> np.ndarray:
    """Sums of the scores of the mean in each sampling unit."""
    mean = (WEIGHT * VALUE).sum() / WEIGHT.sum()
    return np.bincount(unit, WEIGHT * (VALUE - mean) / WEIGHT.sum())


def standard_error(design: Design) -> float:
    answers = [Answers("y", "mean", ("",), VALUE[:, None], np.ones(8, dtype=bool))]
    return float(estimate(Respondents("1", "all", design, {}, answers), [Grouping()]).iloc[0].se)


def test_a_single_second_stage_unit_stops_the_build_only_where_it_counts() -> None:
    with_one = Design(WEIGHT, HALVES, (UNITS, SECOND), single_cluster="fail")
    assert linearise(with_one).single_units == (0, 0)
    sums = scores(UNITS)
    np.testing.assert_allclose(
        standard_error(with_one) ** 2, (sums[0] - sums[1]) ** 2 + (sums[2] - sums[3]) ** 2
    )
    both = Design(WEIGHT, HALVES, (UNITS, SECOND), (np.full(8, 10.0), np.full(8, 9.0)), single_cluster="fail")
    with pytest.raises(BuildError, match="2 units of stage 1 with a single sampling unit"):
        linearise(both)


def test_strata_of_one_unit_are_removed_as_r_removes_them() -> None:
    """svyrecvar's onestrat centres the unit on itself, under `remove` as under `certainty`."""
    units = np.array([0, 0, 1, 1, 2, 2, 2, 2])
    sums = scores(units)
    removed = standard_error(Design(WEIGHT, HALVES, (units,), single_cluster="remove"))
    np.testing.assert_allclose(removed, abs(sums[0] - sums[1]))
    assert removed == standard_error(Design(WEIGHT, HALVES, (units,), single_cluster="certainty"))
