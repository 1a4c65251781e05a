"""Everything that a store shows, read all at once: indicators that tell of each other, nets, pools, panels,
differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.links import Links
from monitor.prepare.protect.rules import protect
from tests.prepare.linked import FAMILIES, Survey, survey
from tests.prepare.reader import HIDDEN, Reader

FOUND = [
    ("an option that is a share too", [4], 291, 11, {"pool": "mean", "skew": 0.76}),
    ("an option that is a share too", [2, 2], 313, 2039, {"skew": 0.05, "missing": 0.08}),
    ("an option that is a share too", [3, 4], 359, 2002, {"skew": 0.87}),
    ("multiple", [3], 183, 112, {"waves": 2, "panel": True, "pool": "mean", "skew": 0.91}),
    ("a share of some categories", [4, 2], 323, 2016, {"skew": 1.02, "missing": 0.08}),
    (
        "a mean of the categories",
        [3],
        106,
        2035,
        {"waves": 2, "panel": True, "pool": "respondents", "skew": 0.74},
    ),
    (
        "a mean of the categories",
        [3, 2],
        341,
        2028,
        {"waves": 2, "panel": True, "skew": 0.48, "missing": 0.08},
    ),
    ("a question to some", [2], 84, 2033, {"pool": "respondents", "skew": 0.014, "missing": 0.08}),
]
"""Surveys whose parts gave each other away while each indicator was protected by itself."""


@pytest.mark.parametrize(("family", "levels", "size", "seed", "how"), FOUND)
def test_indicators_do_not_give_each_other_away(family, levels, size, seed, how):
    made = survey(levels, [family], size, seed, **how)
    assert Reader(made, protect(made.cells, made.contrasts, made.book).cells).narrow() == []


def test_the_reader_finds_what_separate_protection_leaves_open(monkeypatch):
    monkeypatch.setattr(Links, "_nets", lambda self: iter(()))
    monkeypatch.setattr(Links, "_variables", lambda self: iter(()))
    monkeypatch.setattr(Links, "means", lambda self: iter(()))
    for family, levels, size, seed, how in (FOUND[0], FOUND[1], FOUND[7]):
        made = survey(levels, [family], size, seed, **how)
        assert Reader(made, protect(made.cells, made.contrasts, made.book).cells).narrow() != []


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 6])
def test_nothing_follows_from_the_whole_of_a_random_survey(seed):
    assert narrowed(drawn(seed, most=2)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1150))
def test_nothing_follows_from_the_whole_of_larger_surveys(seed):
    assert narrowed(drawn(seed, most=4)) == []


def drawn(seed: int, most: int) -> Survey:
    """A survey with up to so many breakdowns, and one family of indicators or two."""
    rng = np.random.default_rng(seed)
    levels = [int(count) for count in rng.integers(2, 5, rng.integers(1, most + 1))]
    names = [str(name) for name in rng.choice(list(FAMILIES), 1 if most < 3 else 2, replace=False)]
    families = [
        name
        for at, name in enumerate(names)
        if not {v for i in FAMILIES[name] for v in i.variables} & _used(names[:at])
    ]
    panel = bool(rng.random() < 0.3)
    how = {
        "waves": 2 if panel else 1,
        "panel": panel,
        "pool": str(rng.choice(["", "", "mean", "respondents"])),
    }
    skew, missing, size = (
        float(rng.uniform(0, 1.1)),
        float(rng.choice([0, 0, 0.08])),
        int(rng.integers(80, 300 if most < 3 else 500)),
    )
    return survey(levels, families, size, seed, skew=skew, missing=missing, **how)


def _used(names: list[str]) -> set[str]:
    return {variable for name in names for item in FAMILIES[name] for variable in item.variables}


def narrowed(made: Survey) -> list[object]:
    """What a reader can narrow down, and the shown rows and differences of which a part is hidden."""
    found = protect(made.cells, made.contrasts, made.book)
    return [
        *Reader(made, found.cells).narrow(),
        *told_by_pools(found.cells, made.book),
        *told_by_differences(found.cells, found.contrasts),
    ]


KEYS = ["indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2"]


def _hidden(shown: pd.DataFrame) -> dict[tuple[str, ...], bool]:
    keys = shown[KEYS].astype(str).itertuples(index=False, name=None)
    return dict(zip(keys, shown["status"].isin(HIDDEN), strict=True))


def told_by_pools(shown: pd.DataFrame, book: Codebook) -> list[tuple[str, ...]]:
    """Pooled rows with a number of which a member is hidden."""
    hidden, found = _hidden(shown), []
    for group in book.groups:
        for key in [key for key, gone in hidden.items() if group.pool and key[3] == group.id and not gone]:
            found += [key for member in group.pool.of if hidden.get((*key[:3], member, *key[4:]), False)]
    return found


def told_by_differences(shown: pd.DataFrame, contrasts: pd.DataFrame) -> list[tuple[str, ...]]:
    """Differences with a number of which a side is hidden."""
    hidden, found = _hidden(shown), []
    for row in (
        contrasts[contrasts[["difference", "se", "df", "p"]].notna().any(axis=1)]
        .astype({"from": str, "to": str})
        .itertuples()
    ):
        key = tuple(str(getattr(row, name)) for name in KEYS)
        one, other = (
            str(row[contrasts.columns.get_loc("from") + 1]),
            str(row[contrasts.columns.get_loc("to") + 1]),
        )
        sides = {
            "waves": [(*key[:2], wave, *key[3:]) for wave in (one, other)],
            "groups": [(*key[:3], group, *key[4:]) for group in (one, other)],
            "levels": [(*key[:5], level, *key[6:]) for level in (one, other)],
            "rest": [(*key[:5], other, *key[6:]), (*key[:4], "", "", *key[6:])],
            "gap": [
                (*key[:2], wave, *key[3:5], level, *key[6:])
                for wave in (one, other)
                for level in key[5].split("..")
            ],
        }[str(row.over)]
        for side in sides:
            swapped = (*side[:4], side[6], side[7], side[4], side[5])
            if hidden.get(side, hidden.get(swapped, True)):
                found.append((*key, str(row.over), one, other))
    return found


@pytest.mark.parametrize(
    ("levels", "size", "seed", "skew"), [([4, 2], 193, 5, 0.314), ([2, 3], 205, 71, 0.698)]
)
def test_a_wave_does_not_tell_what_another_hides(monkeypatch, levels, size, seed, skew):
    """95 % return, nobody joins and nobody's level changes: a reader who knows that bounds each base by the
    other wave's."""
    made = survey(levels, ["mean"], size, seed, waves=2, panel=True, skew=skew)
    assert Reader(made, protect(made.cells, made.contrasts, made.book).cells, stays=True).narrow() == []
    monkeypatch.setattr(Hiding, "_returning", lambda self, units: iter(()))
    assert Reader(made, protect(made.cells, made.contrasts, made.book).cells, stays=True).narrow() != []
