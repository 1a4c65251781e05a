"""Estimates equal R's survey package on its own school data, to 1e-8 relative; the data stand beside the
repository, not in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.codebook.samples import Replicates
from monitor.prepare.estimate.cells import Grouping
from monitor.prepare.estimate.estimates import estimate
from monitor.prepare.respondents.respondents import Design, Respondents
from tests.prepare.panel import answers, levels, numbered

ORACLE = Path(__file__).resolve().parents[2] / ".." / "shared" / "oracle" / "api"
pytestmark = pytest.mark.skipif(
    not (ORACLE / "expected_estimates.csv").is_file(), reason="needs shared/oracle/api beside the repository"
)
DESIGNS = {
    "srs_fpc": "apisrs",
    "srs_weights": "apisrs",
    "strat_fpc": "apistrat",
    "strat_nofpc": "apistrat",
    "weights_only": "apistrat",
    "clus1_nofpc": "apiclus1",
    "strat_rep_JKn": "apistrat",
}
PLAN = [Grouping(), Grouping("stype"), Grouping("awards"), Grouping("awards", "stype")]


def schools(name: str) -> Respondents:
    """R's sample of schools under one of the seven designs."""
    frame = pd.read_csv(ORACLE / f"{DESIGNS[name]}.csv")
    design = {
        "srs_fpc": lambda: Design(frame.pw.to_numpy(), fpc=(frame.fpc.to_numpy(dtype=float),)),
        "strat_fpc": lambda: Design(
            frame.pw.to_numpy(), numbered(frame.stype), fpc=(frame.fpc.to_numpy(dtype=float),)
        ),
        "strat_nofpc": lambda: Design(frame.pw.to_numpy(), numbered(frame.stype)),
        "clus1_nofpc": lambda: Design(frame.pw.to_numpy(), clusters=(numbered(frame.dnum),)),
        "strat_rep_JKn": lambda: replicates(frame),
    }.get(name, lambda: Design(frame.pw.to_numpy()))()
    stype = {kind: (frame.stype == kind).astype(float) for kind in ("E", "H", "M")}
    yes = {name: frame[name].map({"Yes": 1.0, "No": 0.0}) for name in ("sch.wide", "comp.imp", "awards")}
    return Respondents(
        wave="2000",
        group="schools",
        design=design,
        levels={"stype": levels(frame.stype, ["E", "H", "M"]), "awards": levels(frame.awards, ["No", "Yes"])},
        answers=[
            *(
                answers(name, "mean", {"": frame[name]})
                for name in ("api00", "api99", "enroll", "meals", "ell")
            ),
            answers("stype", "distribution", stype),
            *(
                answers(name, "distribution", {"Yes": values, "No": 1 - values})
                for name, values in yes.items()
            ),
        ],
    )


def replicates(frame: pd.DataFrame) -> Design:
    weights = pd.read_csv(ORACLE / "apistrat_repweights_JKn.csv")
    scales = pd.read_csv(ORACLE / "apistrat_repweights_JKn_scales.csv")
    kind = Replicates(
        columns="rep*", method="JKn", scale=float(scales.scale.iloc[0]), rscales=scales.rscales.tolist()
    )
    return Design(
        weights.full.to_numpy(), replicate_weights=weights.drop(columns="full").to_numpy(), replicates=kind
    )


@pytest.mark.parametrize("name", DESIGNS)
def test_schools(name: str) -> None:
    text = dict.fromkeys(["level", "subgroup", "note"], str)
    expected = pd.read_csv(
        ORACLE / "expected_estimates.csv", dtype=text, keep_default_na=False, na_values=["NA"]
    )
    logits = (
        ["logit"] if name == "strat_rep_JKn" else ["logit", "xlogit"]
    )  # the same thing, but for replicates
    means = (expected["stat"] == "mean") & (expected.method == "t_df=degf") & (expected.level == "")
    ours = means | expected.method.isin(logits)
    expected = expected[(expected.design == name) & ours].assign(
        by=lambda rows: rows.domain.replace("all", "").str.replace("*", ","),
        at=lambda rows: rows.subgroup.str.replace("*", ","),
    )
    found = estimate(schools(name), PLAN)
    named = found.astype(
        dict.fromkeys(["level1", "level2", "breakdown1", "breakdown2", "category", "indicator"], str)
    )
    found = found.assign(
        outcome=named.indicator, level=named.category,
        by=(named.breakdown1 + "," + named.breakdown2).str.strip(","),
        at=(named.level1 + "," + named.level2).str.strip(","),
    )  # fmt: skip
    both = expected.merge(found, on=["outcome", "level", "by", "at"], suffixes=("_r", ""), how="left")
    assert len(both) >= 25
    # Where nearly everybody agrees, svyciprop's glm hasn't converged: its own estimate is off by as much as
    # its bounds.
    inside = (both["count"] > 0) & (both["count"] < both.n) | (both["stat"] == "mean")
    for column in ("estimate", "se", "ci_low", "ci_high", "df"):
        bound, rough = column.startswith("ci_"), both.method == "logit"
        asked = both[f"{column}_r"].notna() & (inside | ~rough) & (inside | (not bound))
        tolerance = np.where(rough & (bound | (column == "estimate")), 2e-7, 1e-8)
        wrong = asked & ~(
            (both[column] - both[f"{column}_r"]).abs() <= tolerance * both[f"{column}_r"].abs() + 1e-12
        )
        assert not wrong.any(), (
            column,
            both.loc[wrong, ["outcome", "level", "by", "at", "method", f"{column}_r", column]],
        )
    asked = both["stat"].eq("mean") & both["deff_r"].notna()
    np.testing.assert_allclose(both["deff"][asked], both["deff_r"][asked], rtol=1e-8)
    np.testing.assert_allclose(both["n"], both["n_unweighted"].fillna(both["n"]))
