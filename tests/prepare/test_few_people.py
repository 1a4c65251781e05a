"""A few people in a level that is hidden, and a few without any: how many of them gave an answer."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.prepare.pipeline import build
from monitor.prepare.protect.precision import rounded
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import distribution, one_sample
from tests.prepare.weighted import as_published

SIZES = (20, 90, 120, 150)
BREAKDOWN = {
    "id": "b",
    "label": "b",
    "variable": "b",
    "levels": [{"id": f"l{at}", "label": f"{at}", "codes": [at]} for at in range(len(SIZES))],
}


def test_that_nobody_in_a_small_level_was_put_a_question_is_not_told() -> None:
    """`not_asked` beside a base that is too small said that none of these twenty gave the answer that the
    question was put for. A level that nobody is in has no status to hide."""
    level = np.repeat(np.arange(len(SIZES)), SIZES)
    random = np.random.default_rng(1)
    first = (random.random(len(level)) < 0.5) & (level > 0)
    book = one_sample(
        [BREAKDOWN | {"levels": [*BREAKDOWN["levels"], {"id": "no", "label": "no", "codes": [9]}]}],
        [
            {"id": "q", "kind": "share", "label": "q", "variable": "q", "true": [1]},
            {"id": "y", "kind": "share", "label": "y", "variable": "y", "true": [1]},
        ],
    )
    said = (first & (random.random(len(level)) < 0.5)).astype(np.uint8)
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels((*(f"l{at}" for at in range(len(SIZES))), "no"), level.astype(np.int16))},
        [
            Answers("q", "share", ("",), first.astype(np.uint8)[:, None], np.full(len(level), True), 0),
            Answers("y", "share", ("",), said[:, None], first, 0),
        ],
    )
    cells = as_published(book, [], [people]).cells.astype({"indicator": str, "level1": str, "status": str})
    status = cells.set_index(["indicator", "level1"])["status"]
    assert status["q", "l0"] == status["y", "l0"] == "too_few"
    assert status["q", "no"] == status["y", "no"] == "not_asked"


def test_that_nobody_was_put_a_question_is_not_told_beside_hidden_answers() -> None:
    """Of forty people three gave the last answer, which hides the others; that none was put what only those
    with the first were put told how many had given that."""
    level = np.repeat(np.arange(3), (40, 74, 130))
    random = np.random.default_rng(2)
    code = np.where(level > 0, random.integers(0, 3, len(level)), 1)
    code[:3] = 2
    put = code == 0
    given = (code[:, None] == np.arange(3)).astype(np.uint8)
    names = ("c0", "c1", "c2")
    book = one_sample(
        [BREAKDOWN | {"levels": BREAKDOWN["levels"][:3]}],
        [
            distribution("q", names),
            {"id": "y", "kind": "share", "label": "y", "variable": "y", "true": [1]},
        ],
    )
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels(("l0", "l1", "l2"), level.astype(np.int16))},
        [
            Answers("q", "distribution", names, given, np.full(len(level), True), 3),
            Answers("y", "share", ("",), (put & (random.random(len(level)) < 0.5))[:, None], put, 0),
        ],
    )
    cells = as_published(book, [], [people]).cells.astype({"indicator": str, "level1": str, "status": str})
    (status,) = cells.loc[(cells["indicator"] == "y") & (cells["level1"] == "l0"), "status"]
    assert status == "protected"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("without", [8, 12])
def test_a_mean_of_two_answers_leaves_five_values_to_people_without_a_level(seed: int, without: int) -> None:
    """Two fifths of the scale are less than two of eight people, and counts are whole: {4, 5} was left."""
    random = np.random.default_rng(seed)
    sizes = (*(int(n) for n in random.integers(48, 95, 3)), without)
    said = random.random(sum(sizes)) < 0.3
    yes = tuple(int(some.sum()) for some in np.split(said, np.cumsum(sizes)[:-1]))
    assert len(_left(sizes, yes)) >= 5


@pytest.mark.parametrize(
    ("sizes", "yes"),
    [
        ((100, 80, 64, 6), (59, 59, 36, 4)),
        ((100, 60, 60, 6), (14, 19, 50, 2)),
        ((100, 40, 100, 10), (81, 7, 62, 8)),
        ((80, 100, 80, 12), (51, 71, 39, 8)),
        ((64, 50, 80, 6), (30, 20, 51, 2)),
        ((60, 60, 80, 8), (14, 38, 22, 6)),
        ((64, 100, 100, 8), (28, 63, 38, 6)),
    ],
)
def test_a_mean_on_the_upper_end_of_its_interval_is_no_room(
    sizes: tuple[int, ...], yes: tuple[int, ...]
) -> None:
    """A half goes up: one more in a level with its mean there is published as another, so {2, 3, 4} was
    left."""
    assert len(_left(sizes, yes)) >= 5


def _left(sizes: tuple[int, ...], yes: tuple[int, ...]) -> set[int]:
    """How many of those without a level, the last of `sizes`, may have given the second of two answers to a
    mean, of so many who did, by the published means of three levels and the total."""
    level = np.repeat([0, 1, 2, -1], sizes)
    said = np.concatenate([np.arange(n) < some for n, some in zip(sizes, yes, strict=True)])
    book = one_sample(
        [BREAKDOWN | {"levels": BREAKDOWN["levels"][:3]}],
        [{"id": "m", "kind": "mean", "label": "m", "variable": "m", "scale": {"min": 0, "max": 1}}],
    )
    people = Respondents(
        "2025",
        "g",
        Design(np.ones(len(level))),
        {"b": Levels(("l0", "l1", "l2"), level.astype(np.int16))},
        [Answers("m", "mean", ("",), said.astype(np.float64)[:, None], np.full(len(level), True), 0)],
    )
    cells = as_published(book, [], [people]).cells.astype({"level1": str}).set_index("level1")
    told, unit = cells["estimate"].to_dict(), cells["precision"].to_dict()
    able = {
        name: [
            count
            for count in range(n + 1)
            if np.isnan(told[name])
            or abs(float(rounded(np.array(count / n), unit[name])) - told[name]) < 1e-9
        ]
        for name, n in {"": sum(sizes), "l0": sizes[0], "l1": sizes[1], "l2": sizes[2]}.items()
    }
    left = {
        total - sum(parts)
        for total in able[""]
        for parts in product(*(able[f"l{at}"] for at in range(3)))
        if 0 <= total - sum(parts) <= sizes[-1]
    }
    assert yes[-1] in left
    return left


@pytest.mark.parametrize("where", [{"place": [1, 2]}, None])
def test_rows_about_several_cells_do_not_tell_that_nobody_of_a_small_level_answered(
    tmp_path: Path, where: dict[str, list[int]] | None
) -> None:
    """Of three people none, one or all were put a question: the differences, numbers of people, tests and
    trends that are there are the same. With nobody there were none with this level, and a trend went on over
    the other waves."""
    first = _rows_of(tmp_path / "0", 0, where)
    assert first == _rows_of(tmp_path / "1", 1, where) == _rows_of(tmp_path / "3", 3, where)
    assert not [row for row in first if row[1] == "2025" and "x" in row]
    assert [row for row in first if row[1] == "2024" and "x" in row]
    assert [row for row in first if row[0] == "trend" and "y" in row]


def _rows_of(folder: Path, put: int, where: dict[str, list[int]] | None) -> set[tuple[str, ...]]:
    """Rows about several cells of a question that was put to so many of the three people of a level in the
    last of four waves."""
    (folder / "raw").mkdir(parents=True)
    waves = ("2022", "2023", "2024", "2025")
    for seed, wave in enumerate(waves):
        random = np.random.default_rng(seed)
        level = np.repeat([0, 1, 2, 9], (3 if wave == waves[-1] else 60, 150, 160, 20))
        place = np.where((level > 0) | (wave != waves[-1]), random.choice([1, 2], len(level)), 3)
        place[:put] = np.where(place[:put] == 3, 1, place[:put])
        place[[100, 200, 300, -1]] = 3
        said = np.where(place < 3, random.integers(0, 2, len(level)), np.nan)
        frame = pd.DataFrame({"b": level, "place": place, "y": said}).astype(float)
        pyreadstat.write_sav(frame, str(folder / "raw" / f"{wave}.sav"))
    asked = {"id": "y", "kind": "share", "label": "y", "variable": "y", "true": [1]}
    names = {0: "x", 1: "y", 2: "z"}
    levels = [{"id": name, "label": name, "codes": [code]} for code, name in names.items()]
    book = {
        "survey": {"id": "s", "title": "s"},
        "waves": [{"id": wave} for wave in waves],
        "groups": [{"id": "g", "label": "g"}],
        "samples": [{"wave": wave, "group": "g", "file": f"{wave}.sav"} for wave in waves],
        "breakdowns": [{"id": "b", "label": "b", "variable": "b", "levels": levels}],
        "indicators": [
            {"id": "a", "kind": "share", "label": "a", "variable": "place", "true": [1]},
            asked | ({"base": {"where": where}} if where else {}),
        ],
        "summaries": {"people": True, "trend": True, "levels": True},
    }
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    path, _ = build(folder / "codebook.yaml", folder / "raw", folder / "store")
    with duckdb.connect(str(path), read_only=True) as store:
        rows = store.execute(
            'SELECT over, wave, level1, "from", "to" FROM contrast WHERE indicator = \'y\' UNION ALL '
            'SELECT measure, wave, level1, "from", "to" FROM summary WHERE indicator = \'y\''
        ).fetchall()
    return set(rows)
