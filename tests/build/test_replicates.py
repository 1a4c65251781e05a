"""Replicate weights by every name that R's svrepdesign knows have the variance that R gives them.

What R does is written out here once more, from svrepdesign.default and svrVar (R/surveyrep.R of survey 4.4).
"""

from __future__ import annotations

import numpy as np
import pytest

from monitor.build.cells import Grouping
from monitor.build.estimate import estimate
from monitor.build.respondents import Answers, Design, Levels, Respondents
from monitor.codebook.models import Replicates

SIZE, REPEATS = 50, 16
SCALES = {
    "JK1": ({}, 15 / 16, np.ones(16)),
    "JK2": ({}, 1.0, np.ones(16)),
    "JK2 with what R ignores": ({"scale": 7.0, "rscales": [3.0]}, 1.0, np.ones(16)),
    "JKn": ({"rscales": [0.5, 0.75] * 8}, 1.0, np.tile([0.5, 0.75], 8)),
    "BRR": ({}, 1 / 16, np.ones(16)),
    "Fay": ({"rho": 0.3}, 1 / (16 * 0.49), np.ones(16)),
    "bootstrap": ({}, 1 / 15, np.ones(16)),
    "bootstrap of a given scale": ({"scale": 0.0625}, 0.0625, np.ones(16)),
    "ACS": ({}, 4 / 16, np.ones(16)),
    "successive-difference": ({}, 4 / 16, np.ones(16)),
    "other": ({}, 1.0, np.ones(16)),
    "other with scales": (
        {"scale": 0.2, "rscales": [0.0, 1.0, 2.0, 0.5] * 4},
        0.2,
        np.tile([0.0, 1.0, 2.0, 0.5], 4),
    ),
}


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("name", SCALES)
def test_the_variance_has_the_scales_of_svrepdesign(name: str, mse: bool) -> None:
    options, scale, rscales = SCALES[name]
    rng = np.random.default_rng(3)
    weight = rng.gamma(4, 0.25, SIZE) + 0.1
    weights = weight[:, None] * rng.uniform(0.2, 1.8, (SIZE, REPEATS))
    value = rng.normal(50, 9, SIZE)
    sex = rng.integers(0, 2, SIZE).astype(np.int16)
    kind = Replicates(columns="r*", method=name.split()[0], mse=mse, **options)  # type: ignore[arg-type]
    answers = [Answers("y", "mean", ("",), value[:, None], np.ones(SIZE, dtype=bool))]
    people = Respondents(
        "1",
        "all",
        Design(weight, replicate_weights=weights, replicates=kind),
        {"sex": Levels(("f", "m"), sex)},
        answers,
    )
    rows = estimate(people, [Grouping(), Grouping("sex")]).set_index("level1")
    for level, inside in (("", sex >= 0), ("f", sex == 0), ("m", sex == 1)):
        mean = (weight * value)[inside].sum() / weight[inside].sum()
        theta = (weights * value[:, None])[inside].sum(axis=0) / weights[inside].sum(axis=0)
        middle = mean if mse else theta[rscales > 0].mean()
        np.testing.assert_allclose(rows.loc[level, "estimate"], mean, rtol=1e-8)
        np.testing.assert_allclose(rows.loc[level, "se"] ** 2, scale * (rscales * (theta - middle) ** 2).sum(), rtol=1e-8)
