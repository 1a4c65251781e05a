"""A draft weighs by what a build can use, and tells what looks like a weight and can't be used."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from monitor.prepare.files.sav_write import Labels, write_sav
from tests.prepare.drafted import drafted, write

ROWS = 200
DRAW = np.random.default_rng(7)
YES = DRAW.integers(0, 2, ROWS).astype(float)
WEIGHTS = np.round(DRAW.gamma(4, 0.25, ROWS) + 0.05, 4)
EXPANDING = np.round(WEIGHTS * 400)
NAN = float("nan")


def marked(weights: np.ndarray, **counts: float) -> np.ndarray:
    """The weights, and at their end so many times so many others: `three=-7`."""
    times = {"one": 1, "two": 2, "three": 3, "all": ROWS}
    found = weights.copy()
    place = 0
    for word, value in counts.items():
        found[place : place + times[word]] = value
        place += times[word]
    return found


def with_weight(folder, weights, name="v0", label="Weegfactor", **more):
    """What a draft makes of a question beside this weight."""
    labels = {"rookt": "Rookt u?", name: label}
    return drafted(
        write(
            folder / "peiling_2024.sav",
            {"rookt": YES, name: weights},
            labels,
            {"rookt": {0: "Nee", 1: "Ja"}, **more.pop("values", {})},
            **more,
        )
    )


def share(weights: np.ndarray, chosen: np.ndarray | None = None) -> float:
    chosen = np.ones(ROWS, dtype=bool) if chosen is None else chosen
    return float(np.average(YES[chosen], weights=weights[chosen]))


def published(made) -> float:
    (value,) = made.totals().values()
    return value


CANT = [
    ("v0", "Weegfactor", marked(WEIGHTS, three=-7), "it is -7 for 3"),
    ("v0", "Weegfactor", marked(EXPANDING, three=-7, two=-1), "it is -7 for 3, -1 for 2"),
    ("v0", "Weegfactor", marked(WEIGHTS, two=-1), "it is -1 for 2"),
    ("v0", "Weegfactor", marked(WEIGHTS, two=99), "it is 99 for 2"),
    ("v0", "Weegfactor", marked(EXPANDING, three=9999), "it is 9999 for 3"),
    ("v0", "Weegfactor", marked(WEIGHTS, one=-0.25), "it is -0.25 for 1"),
    ("v0", "Weegfactor", WEIGHTS - 0.9, f"it is below zero for {(WEIGHTS < 0.9).sum()}"),
    ("v0", "Weegfactor", marked(WEIGHTS, all=0), "it is above zero for nobody"),
    ("v0", "Weegfactor", marked(WEIGHTS, all=NAN), "it is above zero for nobody"),
    ("v0", "Weegfactor", marked(WEIGHTS, all=-7), "it is -7 for 200, above zero for nobody"),
    ("wgt", "", marked(WEIGHTS, three=-7), "it is -7 for 3"),
    ("wgt", "", marked(WEIGHTS, two=-1), "it is -1 for 2"),
]


@pytest.mark.parametrize(("name", "label", "weights", "which"), CANT)
def test_what_a_build_refuses_as_a_weight_is_told_and_not_used(tmp_path, name, label, weights, which):
    made = with_weight(tmp_path, weights, name, label)
    assert made.report.weights == {"2024": None}
    assert [line for line in made.report.findings if line.startswith(f"2024: '{name}' looks like a weight")]
    assert f"and is not used: {which}" in made.report.findings[0]
    assert "above zero for nobody" in which or "'where'" in made.report.findings[0]
    assert set(made.book.indicator) == {"rookt"}
    assert published(made) == pytest.approx(YES.mean())


@pytest.mark.parametrize(
    ("weights", "more"),
    [
        (marked(WEIGHTS, three=0), {}),
        (marked(WEIGHTS, three=NAN), {}),
        (marked(WEIGHTS, three=-7), {"missing_ranges": {"v0": [-7]}}),
        (marked(WEIGHTS, three=99), {"missing_ranges": {"v0": [{"lo": 90, "hi": 999}]}}),
        (
            marked(WEIGHTS, three=-7, two=0),
            {"missing_ranges": {"v0": [-7]}, "values": {"v0": {-7: "n.v.t."}}},
        ),
    ],
)
def test_who_has_no_weight_by_the_file_is_outside_the_sample(tmp_path, weights, more):
    made = with_weight(tmp_path, weights, **more)
    assert made.report.weights == {"2024": "v0"}
    inside = np.nan_to_num(weights) == WEIGHTS
    assert published(made) == pytest.approx(share(WEIGHTS, inside))


def test_a_weight_that_is_equal_for_all_is_one(tmp_path):
    made = with_weight(tmp_path, np.full(ROWS, 2.5))
    assert made.report.weights == {"2024": "v0"}
    assert published(made) == pytest.approx(YES.mean())


def test_a_label_alone_makes_no_weight_missing(tmp_path):
    """The build knows of a weight only what the file calls missing: it would weigh three people by 99."""
    made = with_weight(tmp_path, marked(WEIGHTS, three=99), values={"v0": {99: "Weet niet"}})
    assert made.report.weights == {"2024": None}
    assert "is not used: it is 99 for 3" in made.report.findings[0]


def test_what_the_draft_advises_builds(tmp_path):
    weights = marked(WEIGHTS, three=-7)
    made = with_weight(tmp_path, weights)
    path = made.folder / "codebook" / "codebook.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    book["samples"][0] |= {"weight": "v0", "where": {"v0": [{"from": 0}]}}
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    assert published(made) == pytest.approx(share(WEIGHTS, weights > 0))


def test_another_weight_is_used_and_the_better_one_told(tmp_path):
    frame = pd.DataFrame(
        {"rookt": YES, "wegingsfactor": marked(WEIGHTS, three=-7), "w2": WEIGHTS[::-1].copy()}
    )
    labels = Labels("", {"rookt": "Rookt u?", "w2": "Gewicht"}, weight="wegingsfactor")
    write_sav(frame, tmp_path / "peiling_2024.sav", labels)
    made = drafted(tmp_path / "peiling_2024.sav")
    assert made.report.weights == {"2024": "w2"}
    assert made.report.findings[0].startswith(
        "2024: the file's own weight 'wegingsfactor' is not used: it is -7 for 3; if these are outside"
    )
    assert made.totals()


def test_a_lesser_weight_that_cant_be_used_is_not_told(tmp_path):
    columns = {"rookt": YES, "wegingsfactor": WEIGHTS, "gewicht": marked(WEIGHTS, three=-7)}
    made = drafted(write(tmp_path / "peiling_2024.sav", columns, {"rookt": "Rookt u?"}))
    assert made.report.weights == {"2024": "wegingsfactor"}
    assert made.report.findings == []


@pytest.mark.parametrize("value", [NAN, -7, 99])
def test_replicates_that_some_have_not_are_told_and_not_used(tmp_path, value):
    copies = {f"brr{place}": WEIGHTS * (1 + 0.01 * (place % 3)) for place in range(1, 21)}
    copies["brr3"] = marked(copies["brr3"], two=value)
    made = drafted(write(tmp_path / "peiling_2024.sav", {"rookt": YES, "wgt": WEIGHTS, **copies}))
    assert made.report.weights == {"2024": "wgt"}
    assert made.book.samples[0].replicates is None
    assert "20 replicate weights of 'wgt' (brr1 … brr20); missing for some; if these have no weight" in (
        made.doubts
    )
    assert made.totals()
