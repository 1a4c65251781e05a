"""A mean of a few answers tells how many gave each: it is shown only where a distribution of them would
be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.pipeline import build
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


@pytest.mark.parametrize(("answers", "hidden"), [(7, True), (8, False)])
def test_it_holds_for_means_of_at_most_seven_answers(tmp_path: Path, answers: int, hidden: bool) -> None:
    counts = {1: (7,) * (answers - 1) + (2,)}
    assert (built(tmp_path, counts)["x", ""] in HIDDEN) is hidden


def test_a_difference_with_the_rest_does_not_tell_the_rare_answer_of_the_rest(tmp_path: Path) -> None:
    """Levels 1 and 2 are shown; all but level 1 are 2 and 3, in which three people gave the last answer."""
    import duckdb

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
