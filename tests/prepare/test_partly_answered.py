"""A question whose 'don't know' is an answer in one indicator and no answer in another: who had no answer to
the one gave that answer to the other."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import yaml

from monitor.prepare.pipeline import build

QUESTIONS, PEOPLE, WITHOUT = 20, 400, 8


def survey(folder: Path, seed: int) -> Path:
    """Its codebook; each question as a distribution with, and as a share without those who don't know; a few
    people have no age."""
    random = np.random.default_rng(seed)
    age = random.integers(1, 4, PEOPLE)
    age[random.choice(PEOPLE, WITHOUT, replace=False)] = 9
    data, indicators = {"age": age}, []
    for at in range(QUESTIONS):
        data[f"q{at}"] = random.choice([1, 2, 3, 9], PEOPLE, p=random.dirichlet([40, 40, 40, 5]))
        named = {"label": f"Q{at}", "variable": f"q{at}"}
        categories = [
            {"id": id, "label": id, "codes": [code]} for id, code in zip("abcd", (1, 2, 3, 9), strict=True)
        ]
        unknown = [{"codes": [9], "reason": "dont_know"}]
        indicators += [
            {"id": f"q{at}", "kind": "distribution", "ordered": True, "categories": categories, **named},
            {"id": f"s{at}", "kind": "share", "true": [3], "false": [1, 2], "missing": unknown, **named},
        ]
    levels = [{"id": f"a{code}", "label": str(code), "codes": [code]} for code in (1, 2, 3)]
    book = {
        "survey": {"id": "partly", "title": "Partly", "languages": ["en"]},
        "waves": [{"id": "2024"}],
        "groups": [{"id": "people", "label": "people"}],
        "samples": [{"wave": "2024", "group": "people", "file": "data.csv"}],
        "breakdowns": [{"id": "age", "label": "age", "variable": "age", "levels": levels}],
        "indicators": indicators,
    }
    pd.DataFrame(data).to_csv(folder / "data.csv", index=False)
    path = folder / "codebook.yaml"
    path.write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return path


def test_bases_that_tell_an_answer_are_hidden_where_they_do(tmp_path: Path) -> None:
    """How many of an age did not know, where these are one to four, is no difference between shown bases;
    every total stays."""
    store, _ = build(survey(tmp_path, seed=1), tmp_path, tmp_path / "store")
    data = pd.read_csv(tmp_path / "data.csv")
    rare = 0
    with duckdb.connect(str(store), read_only=True) as connection:
        for at in range(QUESTIONS):
            for age in (1, 2, 3):
                if 1 <= ((data["age"] == age) & (data[f"q{at}"] == 9)).sum() <= 4:
                    rare += 1
                    shown = connection.execute(
                        f"SELECT count(n) FROM estimate WHERE indicator = 's{at}' AND level1 = 'a{age}'"
                    ).fetchone()
                    assert shown == (0,), (at, age)
        common = [f"s{at}" for at in range(QUESTIONS) if (data[f"q{at}"] == 9).sum() >= 5]
        total = (
            "SELECT indicator FROM estimate WHERE breakdown1 = '' AND indicator LIKE 's%' AND n IS NOT NULL"
        )
        shown_totals = {name for (name,) in connection.execute(total).fetchall()}
    assert rare > 5 and set(common) <= shown_totals
