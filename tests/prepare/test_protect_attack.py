"""Random small surveys, protected, then attacked from what is shown alone: no hidden number may be worked
out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.prepare.protect.rules import protect
from monitor.rows import HIDDEN
from tests.prepare.attack import Attack, weakest
from tests.prepare.small import KINDS, codebook, tabulated

SURVEYS = {
    "levels": st.lists(st.integers(2, 4), min_size=1, max_size=2),
    "kind": st.sampled_from(KINDS),
    "size": st.integers(60, 260),
    "skew": st.sampled_from([0.0, 0.5, 1.0]),
    "missing": st.sampled_from([0.0, 0.1]),
    "seed": st.integers(0, 10_000),
}


def attacked(
    levels: list[int], kinds: list[str], size: int, skew: float, missing: float, seed: int
) -> tuple[int, list[str]]:
    """How many rows are hidden, and which hidden numbers have fewer than five values."""
    book = codebook(levels, kinds)
    cells, contrasts = tabulated(book, size, seed, skew, missing)
    found = protect(cells, contrasts, book).cells
    return int(found["status"].isin(HIDDEN).sum()), weakest(cells, found, book, 5)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(**SURVEYS)
def test_nothing_hidden_can_be_worked_out(levels, kind, size, skew, missing, seed):
    assert attacked(levels, [kind], size, skew, missing, seed)[1] == []


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    **{
        **SURVEYS,
        "levels": st.lists(st.integers(2, 5), min_size=1, max_size=3),
        "kind": st.lists(st.sampled_from(KINDS), min_size=1, max_size=3),
    }
)
def test_nothing_hidden_can_be_worked_out_of_larger_surveys(levels, kind, size, skew, missing, seed):
    assert attacked(levels, kind, size, skew, missing, seed)[1] == []


def test_the_attack_finds_what_the_primary_rules_alone_leave_open():
    book = codebook([3, 2], ["share"])
    cells, contrasts = tabulated(book, 200, 4, 0.8)
    found = protect(cells, contrasts, book).cells
    small = (cells["n"] < 30) | cells["count"].between(1, 4) | (cells["n"] - cells["count"]).between(1, 4)
    careless = found.assign(
        status=np.where(
            cells["n"] == 0,
            "not_asked",
            np.where(cells["n"] < 30, "too_few", np.where(small, "protected", "")),
        )
    )
    assert weakest(cells, found, book, 5) == []
    assert len(weakest(cells, careless, book, 5)) > 3


def a_table(attack: Attack, at: int, value: int) -> list[int] | None:
    """A whole table that agrees with what is shown and has this value there, by plain search; None where
    there is none."""
    rows = [np.flatnonzero(row) for row in attack.matrix]

    def search(low: np.ndarray, high: np.ndarray) -> Iterator[list[int]]:
        changed = True
        while changed:
            changed = False
            for row, used, right in zip(attack.matrix, rows, attack.right, strict=True):
                least, most = (
                    np.where(row > 0, row * one, row * other) for one, other in ((low, high), (high, low))
                )
                if least.sum() > right or most.sum() < right:
                    return
                for at in used:
                    ends = sorted(
                        [
                            (right - (most.sum() - most[at])) / row[at],
                            (right - (least.sum() - least[at])) / row[at],
                        ]
                    )
                    new = max(low[at], int(np.ceil(ends[0]))), min(high[at], int(np.floor(ends[1])))
                    if new != (low[at], high[at]):
                        changed = True
                        low[at], high[at] = new
                        if low[at] > high[at]:
                            return
                        least, most = (
                            np.where(row > 0, row * one, row * other)
                            for one, other in ((low, high), (high, low))
                        )
        open_ = np.flatnonzero(low < high)
        if not len(open_):
            yield list(low)
            return
        first = open_[np.argmin((high - low)[open_])]
        for guess in range(low[first], high[first] + 1):
            less, more = low.copy(), high.copy()
            less[first] = more[first] = guess
            yield from search(less, more)

    low, high = attack.low.astype(int), attack.high.astype(int)
    low[at] = high[at] = value
    return next(search(low, high), None)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    levels=st.sampled_from([[2], [3], [4], [2, 2], [2, 3]]),
    kind=st.sampled_from(["mean", "share"]),
    size=st.integers(12, 30),
    seed=st.integers(0, 10_000),
)
def test_plain_search_finds_enough_tables(levels, kind, size, seed):
    """With rules to scale (base 4, count 2, interval 3), so that all tables can be listed."""
    book = codebook(levels, [kind], nets=False, minimum_base=4, smallest_count=2, interval=3)
    cells, contrasts = tabulated(book, size, seed)
    found = protect(cells, contrasts, book).cells
    attack = Attack(
        cells.astype(dict.fromkeys(["breakdown1", "level1", "breakdown2", "level2"], str)), found, book, {}
    )
    attack.high = np.minimum(attack.high, size + 5)
    for target in attack.targets():
        at = attack.at[target]
        values = 0
        for value in range(int(attack.low[at]), int(attack.high[at]) + 1):
            values += a_table(attack, at, value) is not None
            if values == 3:
                break
        assert values == 3, target


def test_two_groups_a_pool_and_two_waves():
    book = codebook([3], ["share", "mean"], waves=2, groups=("one", "other"), pool="mean")
    cells, contrasts = tabulated(book, 110, 12, 0.9, 0.05)
    found = protect(cells, contrasts, book)
    real = cells[cells["group"] != "all"]
    assert weakest(real, found.cells.loc[real.index], book, 5) == []
    shown = found.cells[~found.cells["status"].isin(HIDDEN)]
    wide = shown.pivot_table(
        index=["indicator", "category", "wave", "breakdown1", "level1"],
        columns="group",
        values="estimate",
        observed=True,
    )
    assert wide.loc[wide["all"].notna(), ["one", "other"]].notna().all(axis=None)


def test_hidden_numbers_are_nowhere_in_the_result():
    """No column of the protected tables holds the estimate of a hidden cell, or a difference that has it as a
    side."""
    book = codebook([3, 3], ["mean"])
    cells, contrasts = tabulated(book, 160, 21, 0.8)
    found = protect(cells, contrasts, book)
    hidden = found.cells["status"].isin(HIDDEN).to_numpy()
    secrets = cells.loc[hidden, "estimate"].dropna().to_numpy()
    assert len(secrets)
    open_ = set(cells.loc[~hidden, "estimate"])
    for frame in (found.cells, found.contrasts):
        numbers = (
            pd.concat([frame[name] for name in frame.select_dtypes("number")])
            .dropna()
            .astype(float)
            .to_numpy()
        )
        for secret in secrets[~np.isin(secrets, list(open_))]:
            assert not np.isclose(numbers, secret, rtol=1e-12, atol=0).any()
