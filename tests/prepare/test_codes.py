"""A mean of a few answers tells how many gave each: it is shown only where a distribution of them would
be."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.optimize import Bounds, LinearConstraint, milp

from monitor.codebook.indicators import Scale
from monitor.prepare.pipeline import build
from monitor.prepare.protect.codes import MARK, left_open
from tests.prepare.test_derived import HIDDEN, mean, statuses, written

COUNTS = {1: (50, 30, 20), 2: (40, 40, 20), 3: (50, 47, 3), 4: (50, 30, 40)}
"""Who answered 0, 1 and 2, by place."""


def people(counts: dict[int, tuple[int, ...]]) -> pd.DataFrame:
    place = np.repeat([float(at) for at in counts], [sum(some) for some in counts.values()])
    answer = np.concatenate([np.repeat(np.arange(len(some), dtype=float), some) for some in counts.values()])
    return pd.DataFrame({"place": place, "x": answer})


def built(folder: Path, counts: dict[int, tuple[int, ...]]) -> dict[tuple[str, str], str]:
    written(
        folder, people(counts), [mean("x", scale={"min": 0, "max": len(next(iter(counts.values()))) - 1})]
    )
    return statuses(build(folder / "codebook.yaml", folder, folder / "store")[0])


def test_a_mean_of_three_answers_is_hidden_where_few_gave_one_of_them(tmp_path: Path) -> None:
    """n, mean and standard error of 50, 8 and 2 answers fit no other numbers."""
    assert built(tmp_path, {1: (50, 8, 2)})["x", ""] in HIDDEN


def test_a_level_with_a_rare_answer_takes_another_along(tmp_path: Path) -> None:
    status = built(tmp_path, COUNTS)
    hidden = {place for (_, place), one in status.items() if one in HIDDEN}
    assert "p3" in hidden and len(hidden) > 1 and "" not in hidden


def test_common_answers_are_shown(tmp_path: Path) -> None:
    assert not set(built(tmp_path, COUNTS | {3: (50, 42, 8)}).values()) & set(HIDDEN)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({0: 190, 1: 9, 10: 1}, True),
        ({0: 380, 1: 16, 10: 4}, True),
        ({0: 2, 7: 15, 8: 30, 10: 150}, True),
        ({0: 2, 5: 60, 6: 150, 7: 250, 8: 300, 9: 100}, False),
        ({1: 3, 4: 200, 5: 600}, False),
    ],
)
def test_a_rare_answer_far_from_the_others_is_told_by_few(
    tmp_path: Path, counts: dict[int, int], hidden: bool
) -> None:
    """Who goes from 0 to 10 takes ten from the sum and a hundred from the sum of squares."""
    answers = pd.DataFrame({"x": np.repeat(list(counts), list(counts.values())).astype(float), "place": 1.0})
    written(tmp_path, answers, [mean("x", scale={"min": 0, "max": 10})])
    path, _ = build(tmp_path / "codebook.yaml", tmp_path, tmp_path / "store")
    assert (statuses(path)["x", ""] in HIDDEN) is hidden
    if not hidden:
        with duckdb.connect(str(path), read_only=True) as store:
            row = store.execute("SELECT n, estimate, se, ci_high FROM estimate WHERE level1 = ''").fetchone()
        assert row is not None
        assert sum(possible(*row, sorted(counts), min(counts), value) for value in range(15)) >= 10


def possible(n: int, mean: float, se: float, high: float, codes: list[int], rare: int, value: int) -> bool:
    """Whether so many may have given an answer, of all counts that are published so on a scale of 0 to 10: an
    integer program for each sum of their answers."""
    quantile, code = stats.t.ppf(0.975, n - 1), np.array(codes, dtype=float)
    half, digit = round((high - mean) / 0.1), 10 ** np.ceil(np.log10(se / 10) - 1e-9)
    low = max(se - digit / 2, (half - 0.5) * 0.1 / quantile if half > 1 else 0.0)
    most = min(se + digit / 2, (half + 0.5) * 0.1 / quantile)
    given = np.where(code == rare, value, 0), np.where(code == rare, value, n)
    for total in range(int(np.ceil((mean - 0.05) * n)), int(np.floor((mean + 0.05) * n)) + 1):
        squares = [end**2 * n * (n - 1) + total**2 / n for end in (low, most)]
        sums = LinearConstraint(
            np.array([np.ones(len(code)), code, code**2]), [n, total, squares[0]], [n, total, squares[1]]
        )
        if milp(0 * code, constraints=sums, integrality=np.ones(len(code)), bounds=Bounds(*given)).success:
            return True
    return False


@pytest.mark.parametrize(("answers", "hidden"), [(7, True), (8, False)])
def test_it_holds_for_means_of_at_most_seven_answers(tmp_path: Path, answers: int, hidden: bool) -> None:
    counts = {1: (7,) * (answers - 1) + (2,)}
    assert (built(tmp_path, counts)["x", ""] in HIDDEN) is hidden


def test_a_difference_with_the_rest_does_not_tell_the_rare_answer_of_the_rest(tmp_path: Path) -> None:
    """Levels 1 and 2 are shown; all but level 1 are 2 and 3, in which three people gave the last answer."""
    written(
        tmp_path,
        people({1: (50, 40, 30), 2: (50, 40, 0), 3: (50, 47, 3)}),
        [mean("x", scale={"min": 0, "max": 2})],
    )
    path, _ = build(tmp_path / "codebook.yaml", tmp_path, tmp_path / "store")
    with duckdb.connect(str(path), read_only=True) as store:
        told = store.execute(
            "SELECT count(*) FROM contrast WHERE over = 'rest' AND \"to\" = 'p1' AND difference IS NOT NULL"
        ).fetchone()
        names = store.execute("SELECT DISTINCT category FROM estimate").fetchall()
    assert told == (0,)
    assert names == [("",)]


def test_a_mean_of_two_answers_with_a_rare_one_leaves_nothing_open() -> None:
    """There is no third answer that could make up for what one of them moves: the build stopped here."""
    table = np.array([[57, 3], [0, 60], [40, 20]])
    found = left_open(table, [f"{MARK}0", f"{MARK}1"], Scale(min=0, max=1), 5, 10)
    assert found.tolist()[1:] == [10, 10]
    assert 1 <= found[0] < 5
