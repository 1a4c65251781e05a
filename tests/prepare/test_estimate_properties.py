"""What must hold for every survey: random small ones, under every kind of design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.codebook.samples import Replicates
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.contrast import REST, level_contrasts
from monitor.prepare.estimate.estimates import NUMBERS, estimate
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.test_contrasts_golden import codebook

PLAN = [Grouping(), Grouping("a"), Grouping("b"), Grouping("a", "b")]
BOOK = codebook(
    {"a": ["x", "y", "z"], "b": ["u", "v"]}, ["share", "number", "answer", "several"], ["1", "2"], {}
)
DESIGNS = st.sampled_from(["equal", "weights", "strata", "clusters", "two stages", "replicates"])
SEEDS = st.integers(0, 10**6)
everywhere = settings(max_examples=20, deadline=None)


def people(seed: int, design: str, size: int = 40) -> Respondents:
    """A survey of four indicators, one of each kind, and two breakdowns, one with a net."""
    rng = np.random.default_rng(seed)

    def asked(
        values: np.ndarray, kind: str, names: tuple[str, ...], name: str, exclusive: int = 0
    ) -> Answers:
        valid = rng.random(size) < 0.85
        return Answers(name, kind, names, values * valid[:, None], valid, exclusive, median=kind == "mean")

    chosen = np.eye(4, dtype=np.uint8)[rng.integers(0, 4, size)]
    return Respondents(
        wave="1",
        group="all",
        design=drawn(rng, design, size),
        levels={
            "a": Levels(("x", "y", "z"), rng.integers(-1, 3, size).astype(np.int16), {"xy": ("x", "y")}),
            "b": Levels(("u", "v"), rng.integers(0, 2, size).astype(np.int16)),
        },
        answers=[
            asked((rng.random((size, 1)) < 0.4).astype(np.uint8), "share", ("",), "share"),
            asked(rng.normal(100, 3, (size, 1)).round(1), "mean", ("",), "number"),
            asked(
                np.hstack([chosen, chosen[:, :1] + chosen[:, 1:2]]),
                "distribution",
                ("1", "2", "3", "4", "low"),
                "answer",
                4,
            ),
            asked((rng.random((size, 3)) < 0.3).astype(np.uint8), "multiple", ("p", "q", "r"), "several"),
        ],
    )


def drawn(rng: np.random.Generator, design: str, size: int) -> Design:
    weight = np.ones(size) if design == "equal" else rng.gamma(3, 0.3, size) + 0.05
    strata = rng.integers(0, 3, size) if design in ("strata", "clusters", "two stages") else None
    psu, ssu = rng.integers(0, 4, size), rng.integers(0, 3, size)
    if design == "replicates":
        return Design(
            weight, replicate_weights=weight[:, None] * rng.poisson(1, (size, 12)), replicates=BOOTSTRAP
        )
    if design == "two stages":
        return Design(weight, strata, (psu, ssu), (np.full(size, 9.0), np.full(size, 7.0)))
    return Design(weight, strata, (psu,) if design == "clusters" else ())


BOOTSTRAP = Replicates(columns="r*", method="bootstrap")


def cells(sample: Respondents) -> pd.DataFrame:
    frame = estimate(sample, PLAN)
    return frame.astype(dict.fromkeys(frame.columns[:8], str)).set_index(list(frame.columns[:8])).sort_index()


def same(one: pd.DataFrame, other: pd.DataFrame, names: list[str] = NUMBERS) -> None:
    assert len(one) == len(other) > 0
    for name in names:
        np.testing.assert_allclose(one[name], other[name], rtol=1e-7, atol=1e-9, err_msg=name)


@everywhere
@given(SEEDS, DESIGNS)
def test_the_answers_of_a_distribution_add_up_to_one(seed: int, design: str) -> None:
    found = estimate(people(seed, design), PLAN)
    answers = found[(found.indicator == "answer") & (found.category != "low") & (found.n > 0)]
    sums = answers.groupby(["breakdown1", "level1", "breakdown2", "level2"], observed=True).agg(
        {"estimate": "sum", "n": "nunique"}
    )
    np.testing.assert_allclose(sums["estimate"], 1.0)
    assert (sums["n"] == 1).all()


@everywhere
@given(SEEDS, DESIGNS, st.sampled_from([1e-3, 0.5, 1.4]))
def test_the_scale_of_the_weights_changes_only_their_sum(seed: int, design: str, factor: float) -> None:
    one = people(seed, design)
    scaled = {"weight": one.design.weight * factor}
    if one.design.replicate_weights is not None:
        scaled["replicate_weights"] = one.design.replicate_weights * factor
    other = replace(one, design=replace(one.design, **scaled))
    same(cells(one), cells(other), [name for name in NUMBERS if name != "sum_weights"])
    np.testing.assert_allclose(cells(other)["sum_weights"], cells(one)["sum_weights"] * factor)


@everywhere
@given(SEEDS, DESIGNS, SEEDS)
def test_the_order_of_respondents_changes_nothing(seed: int, design: str, shuffle: int) -> None:
    one = people(seed, design)
    order = np.random.default_rng(shuffle).permutation(one.size)
    same(cells(one), cells(taken(one, order)))


@everywhere
@given(SEEDS, DESIGNS)
def test_a_level_that_is_everybody_equals_the_total(seed: int, design: str) -> None:
    one = people(seed, design)
    one = replace(one, levels={**one.levels, "b": Levels(("u", "v"), np.zeros(one.size, dtype=np.int16))})
    found = estimate(one, [Grouping(), Grouping("b")])
    total, level = found[found.breakdown1 == ""], found[found.level1 == "u"]
    same(total, level)
    empty = found[found.level1 == "v"]
    assert (empty.n == 0).all() and empty[["estimate", "se", "ci_low", "ci_high"]].isna().all(axis=None)


@everywhere
@given(SEEDS, st.sampled_from(["equal", "weights", "strata", "clusters"]))
def test_somebody_outside_the_subgroup_changes_no_estimate_in_it(seed: int, design: str) -> None:
    one = people(seed, design)
    outside = taken(one, np.append(np.arange(one.size), 0))
    levels = {
        name: replace(item, code=np.append(item.code[:-1], -1).astype(np.int16))
        for name, item in outside.levels.items()
    }
    before, after = cells(one), cells(replace(outside, levels=levels))
    inside = before.index.get_level_values("breakdown1") != ""
    same(before[inside], after[inside], ["n", "count", "estimate", "sum_weights"])


@everywhere
@given(SEEDS, DESIGNS)
def test_a_net_equals_the_union_of_its_levels(seed: int, design: str) -> None:
    one = people(seed, design)
    joined = Levels(
        ("x", "y", "z", "xy"),
        np.where(one.levels["a"].code <= 1, np.where(one.levels["a"].code < 0, -1, 3), -1).astype(np.int16),
    )
    nets = cells(one).loc[(slice(None), slice(None), slice(None), slice(None), "a", "xy")]
    same(
        nets,
        cells(replace(one, levels={**one.levels, "a": joined})).loc[
            (slice(None), slice(None), slice(None), slice(None), "a", "xy")
        ],
    )
    found = estimate(one, [Grouping()]).set_index(["indicator", "category"])["estimate"]
    np.testing.assert_allclose(found["answer", "low"], found["answer", "1"] + found["answer", "2"])


@everywhere
@given(SEEDS, DESIGNS)
def test_no_interval_has_width_zero_and_shares_stay_between_0_and_1(seed: int, design: str) -> None:
    found = estimate(people(seed, design, 15), PLAN)
    shares = found[found.indicator != "number"]
    unanimous = shares[(shares["count"] == 0) | (shares["count"] == shares.n)]
    assert (unanimous.ci_high - unanimous.ci_low > 1e-3)[unanimous.ci_high.notna()].all()
    assert unanimous[(unanimous.df > 0)].ci_high.notna().all()
    assert shares[["estimate", "ci_low", "ci_high"]].stack().dropna().between(0, 1).all()
    bounded = found[found.ci_high.notna()]
    assert ((bounded.ci_low <= bounded.estimate) & (bounded.estimate <= bounded.ci_high)).all()


@everywhere
@given(SEEDS, st.sampled_from(["equal", "weights", "strata", "clusters", "two stages"]))
def test_variances_equal_a_plain_sum_over_strata_and_clusters(seed: int, design: str) -> None:
    one = people(seed, design)
    found = estimate(one, [Grouping("a")])
    for level, code in (("x", 0), ("z", 2)):
        for item in one.answers[:2]:
            inside = (one.levels["a"].code == code) & item.valid
            if not inside.any():
                continue
            weight = one.design.weight * inside
            value = item.values[:, 0].astype(float)
            mean = (weight * value).sum() / weight.sum()
            row = found[
                (found.indicator == item.indicator) & (found.category == "") & (found.level1 == level)
            ].iloc[0]
            np.testing.assert_allclose(row.estimate, mean)
            variance = plain_variance(weight * (value - mean) / weight.sum(), one.design)
            np.testing.assert_allclose(np.nan_to_num(row.se), np.sqrt(variance), atol=1e-9)


def plain_variance(score: np.ndarray, design: Design, stage: int = 0) -> float:
    """R's svyrecvar with survey.lonely.psu = "adjust", written out."""
    strata = design.strata if stage == 0 and design.strata is not None else np.zeros(len(score), dtype=int)
    total = 0.0
    for stratum in np.unique(strata):
        here = np.flatnonzero(strata == stratum)
        unit = design.clusters[stage][here] if stage < len(design.clusters) else here
        units = np.unique(unit)
        sums = np.array([score[here][unit == one].sum() for one in units])
        drawn = len(units) / design.fpc[stage][here[0]] if stage < len(design.fpc) else 0.0
        if len(units) > 1:
            total += (1 - drawn) * len(units) / (len(units) - 1) * ((sums - sums.mean()) ** 2).sum()
        else:
            total += (1 - drawn) * (sums**2).sum()
        if stage + 1 < len(design.fpc):
            for one in units:
                rows = here[unit == one]
                inner = Design(
                    design.weight[rows],
                    clusters=tuple(part[rows] for part in design.clusters),
                    fpc=tuple(part[rows] for part in design.fpc),
                )
                total += drawn * plain_variance(score[rows], inner, stage + 1)
    return total


@everywhere
@given(SEEDS, DESIGNS)
def test_the_rest_is_everybody_else_with_a_level(seed: int, design: str) -> None:
    one = people(seed, design)
    rows = level_contrasts(one, BOOK, [Grouping("a")])
    rows = rows[(rows.over == REST) & (rows.to == "x")].set_index(["indicator", "category"])
    code = np.where(one.levels["a"].code < 0, -1, np.minimum(one.levels["a"].code, 1)).astype(np.int16)
    apart = replace(
        one, levels={"a": Levels(("rest", "x"), np.where(code < 0, -1, 1 - code).astype(np.int16))}
    )
    found = estimate(apart, [Grouping("a")]).set_index(["indicator", "category", "level1"])["estimate"]
    assert len(rows)
    for (indicator, category), row in rows.iterrows():
        np.testing.assert_allclose(
            row.difference, found[indicator, category, "x"] - found[indicator, category, "rest"], atol=1e-9
        )


def taken(one: Respondents, rows: np.ndarray) -> Respondents:
    """The same survey with these rows, in this order."""
    design = one.design
    return replace(
        one,
        design=replace(
            design,
            weight=design.weight[rows],
            strata=None if design.strata is None else design.strata[rows],
            clusters=tuple(part[rows] for part in design.clusters),
            fpc=tuple(part[rows] for part in design.fpc),
            replicate_weights=None if design.replicate_weights is None else design.replicate_weights[rows],
        ),
        levels={name: replace(item, code=item.code[rows]) for name, item in one.levels.items()},
        answers=[replace(item, values=item.values[rows], valid=item.valid[rows]) for item in one.answers],
    )
