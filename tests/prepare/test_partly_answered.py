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
        data[f"q{at}"] = random.choice([1, 2, 3, 9], PEOPLE, p=random.dirichlet([40, 40, 40, 25]))
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


def test_bases_that_tell_an_answer_are_hidden_and_the_build_goes_on(tmp_path: Path) -> None:
    """Where all answers are hidden and the bases still tell how many did not know, the bases go too."""
    store, _ = build(survey(tmp_path, seed=1), tmp_path, tmp_path / "store")
    with duckdb.connect(str(store), read_only=True) as connection:
        hidden = connection.execute(
            "SELECT indicator FROM estimate WHERE indicator LIKE 's%' AND breakdown1 = '' AND n IS NULL"
        ).fetchall()
        beside = connection.execute(
            "SELECT count(*) FROM estimate WHERE indicator LIKE 'q%' AND breakdown1 = '' AND n IS NOT NULL"
        ).fetchall()
    assert 0 < len(hidden) < QUESTIONS / 2 and beside[0][0] > 0
