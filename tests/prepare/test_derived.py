"""Scores that are calculated from other answers are found, named, checked, and hidden where a part of them
is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.codebook import Codebook, load_codebook
from monitor.errors import CodebookError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.files.findings import Findings
from monitor.prepare.pipeline import build, check
from monitor.prepare.respondents.derived import columns_of, derivations
from monitor.prepare.respondents.respondents import Answers, Design, Respondents

HIDDEN = ("too_few", "protected")


def mean(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "mean", "label": id, "variable": id} | more


def share(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "share", "label": id, "variable": id, "true": [1], "false": [0]} | more


def book(indicators: list[dict[str, Any]]) -> dict[str, Any]:
    places = [{"id": f"p{at}", "label": f"p{at}", "codes": [at]} for at in range(1, 5)]
    return {
        "survey": {"id": "s", "title": "S", "languages": ["en"]},
        "waves": [{"id": "2025"}],
        "groups": [{"id": "g", "label": "people"}],
        "samples": [{"wave": "2025", "group": "g", "file": "f.sav"}],
        "breakdowns": [{"id": "place", "label": "Place", "variable": "place", "levels": places}],
        "indicators": indicators,
    }


def written(folder: Path, people: pd.DataFrame, indicators: list[dict[str, Any]]) -> Path:
    pyreadstat.write_sav(people, str(folder / "f.sav"))
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book(indicators)), encoding="utf-8")
    return folder


def statuses(path: Path) -> dict[tuple[str, str], str]:
    with duckdb.connect(str(path), read_only=True) as store:
        rows = store.execute(
            "SELECT indicator, level1, status FROM estimate WHERE breakdown2 = ''"
        ).fetchall()
    return {(indicator, level): status for indicator, level, status in rows}


def two_questions() -> pd.DataFrame:
    """A score of two yes/no questions; three people say yes to b in place 1."""
    rng = np.random.default_rng(7)
    place = np.repeat([1.0, 2.0, 3.0, 4.0], 100)
    a, b = (rng.random(400) < 0.4).astype(float), (rng.random(400) < 0.3).astype(float)
    b[place == 1] = 0
    b[:3] = 1
    return pd.DataFrame({"place": place, "a": a, "b": b, "s": (a + b) * 50})


@pytest.mark.parametrize("declared", [[], ["a", "b"]])
def test_a_score_is_hidden_wherever_a_part_of_it_is(tmp_path: Path, declared: list[str]) -> None:
    people = two_questions()
    score = mean("s", scale={"min": 0, "max": 100}, derived_from=declared)
    folder = written(tmp_path, people, [share("a"), share("b"), score])
    path, report = build(folder / "codebook.yaml", folder, folder / "store")
    status = statuses(path)
    parts = [place for place in ("", "p1", "p2", "p3", "p4") if status["b", place] in HIDDEN]
    assert "p1" in parts and len(parts) > 1 and "" not in parts
    assert all(status["s", place] in HIDDEN for place in parts)
    told = [str(item) for item in report.findings.items if item.kind == "derived"]
    assert len(told) == (0 if declared else 1)
    assert declared or "Add 'derived_from: [a, b]'" in told[0]


def test_a_recoded_question_takes_its_source_along(tmp_path: Path) -> None:
    """The score is a question in other words: what is hidden of one must not stand in the other."""
    people = two_questions()
    people["c"] = 1 - people["b"]
    folder = written(tmp_path, people, [share("a"), share("b"), share("c")])
    status = statuses(build(folder / "codebook.yaml", folder, folder / "store")[0])
    assert (
        {place for (id, place), one in status.items() if id == "b" and one in HIDDEN}
        == {place for (id, place), one in status.items() if id == "c" and one in HIDDEN}
        != set()
    )


def test_what_does_not_follow_from_its_parts_is_told(tmp_path: Path) -> None:
    people = two_questions()
    people["x"] = np.random.default_rng(1).normal(50, 10, 400)
    folder = written(
        tmp_path,
        people,
        [share("a"), share("b"), mean("s", derived_from=["a", "b"]), mean("x", derived_from=["a", "b"])],
    )
    wrong = [
        item
        for item in check(folder / "codebook.yaml", folder).findings.items
        if item.kind == "derived_differs"
    ]
    assert [item.where.split(", ")[-1] for item in wrong] == ["x"]


def test_any_function_of_the_parts_may_be_declared(tmp_path: Path) -> None:
    people = two_questions()
    people["either"] = people[["a", "b"]].max(axis=1)
    folder = written(tmp_path, people, [share("a"), share("b"), share("either", derived_from=["a", "b"])])
    assert not [
        item
        for item in check(folder / "codebook.yaml", folder).findings.items
        if item.kind.startswith("derived")
    ]


def test_a_circle_and_an_unknown_part_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="runs in a circle .a → b → a"):
        load_codebook(
            written(
                tmp_path, two_questions(), [share("a", derived_from=["b"]), share("b", derived_from=["a"])]
            )
        )
    with pytest.raises(CodebookError, match="no indicator 'bb'"):
        load_codebook(written(tmp_path, two_questions(), [share("a", derived_from=["bb"]), share("b")]))


def sample(values: dict[str, np.ndarray]) -> tuple[Respondents, Codebook]:
    """Means with these answers; NaN is no answer."""
    answers = [
        Answers(name, "mean", ("",), np.where(np.isnan(column), 0, column)[:, None], ~np.isnan(column))
        for name, column in values.items()
    ]
    size = len(next(iter(values.values())))
    people = Respondents("2025", "g", Design(weight=np.ones(size)), {}, answers)
    return people, Codebook.model_validate(book([mean(name) for name in values]))


def found(values: dict[str, np.ndarray]) -> dict[str, tuple[str, ...]]:
    people, codebook = sample(values)
    return {one.indicator: one.parts for one in derivations(people, columns_of(people, codebook), codebook)}


def items(count: int, size: int, seed: int = 3, top: int = 5, missing: float = 0.0) -> dict[str, np.ndarray]:
    """Questions with answers from 1, which hang together as those of a scale do."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(size=(size, 1))
    values = np.clip(np.round((top + 1) / 2 + 0.6 * lean + rng.normal(0, 1, (size, count))), 1, top)
    values[rng.random(values.shape) < missing] = np.nan
    return {f"i{at}": values[:, at] for at in range(count)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("missing", [0.0, 0.05])
@pytest.mark.parametrize("parts", [2, 5, 12, 36])
def test_sums_means_and_weighted_sums_are_found(parts: int, missing: float, seed: int) -> None:
    values = items(40, 1500, seed, missing=missing)
    table = np.column_stack(list(values.values()))[:, :parts]
    names = tuple(list(values)[:parts])
    weight = np.random.default_rng(seed).uniform(0.5, 2, parts)
    with np.errstate(all="ignore"):
        scores = {"sum": table.sum(axis=1), "mean": np.nanmean(table, axis=1), "weighted": table @ weight}
    for name, score in scores.items():
        assert found(values | {name: score}).get(name) == names, name


@pytest.mark.parametrize("seed", range(3))
def test_questions_that_only_hang_together_are_not(seed: int) -> None:
    assert found(items(40, 1500, seed)) == {}
    assert found(items(40, 120, seed)) == {}


def test_bands_of_a_number_are_found() -> None:
    age = np.random.default_rng(2).integers(18, 90, 2000).astype(float)
    assert found(items(4, 2000) | {"age": age, "band": age // 15})["band"] == ("age",)


def test_a_draft_names_what_is_derived(tmp_path: Path) -> None:
    values = items(6, 800)
    values["total"] = np.column_stack(list(values.values())).sum(axis=1)
    pyreadstat.write_sav(pd.DataFrame(values), str(tmp_path / "f.sav"))
    report = draft_codebook([tmp_path / "f.sav"], tmp_path / "out")
    drafted = load_codebook(report.path.parent)
    assert drafted.indicator["total"].derived_from == [f"i{at}" for at in range(6)]
    findings = check(report.path.parent, tmp_path).findings
    assert isinstance(findings, Findings) and not [
        item for item in findings.items if item.kind.startswith("derived")
    ]
