"""Options that a wave or a group was not offered: no share of nobody, and no change from or to it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.codebook import load_codebook
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.pipeline import build
from monitor.prepare.write import exact_beside

ROWS = 400
DRAW = np.random.default_rng(11)
ASKED = {("2022", "men"): "ab", ("2024", "men"): "abc", ("2022", "women"): "ab", ("2024", "women"): "bc"}


def options() -> list[dict[str, object]]:
    """A, b and c, each with null where ASKED leaves it out."""
    made = []
    for name in "abc":
        variables: dict[str, dict[str, str]] = {}
        for (wave, group), asked in ASKED.items():
            if name in asked:
                variables.setdefault(wave, {})[group] = name
        named = {wave: variables.get(wave) for wave in ("2022", "2024")}
        made.append({"id": name, "label": name.upper(), "variables": named})
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two waves of a panel of men, and of women; both pools together."""
    for wave, group in ASKED:
        data = {"id": np.arange(ROWS, dtype=float), "w": DRAW.uniform(0.5, 1.5, ROWS)}
        data |= {name: (DRAW.random(ROWS) < 0.4).astype(float) for name in ASKED[wave, group]}
        pyreadstat.write_sav(pd.DataFrame(data), str(tmp_path / f"{group}_{wave}.sav"))
    book = {
        "survey": {"id": "small", "title": "Small", "languages": ["en"]},
        "waves": [{"id": "2022"}, {"id": "2024"}],
        "groups": [
            {"id": "men", "label": "Men"},
            {"id": "women", "label": "Women"},
            {"id": "people", "label": "People", "pool": {"of": ["men", "women"], "method": "respondents"}},
            {"id": "mean", "label": "Mean", "pool": {"of": ["men", "women"], "method": "mean"}},
        ],
        "samples": [
            {
                "wave": wave,
                "group": group,
                "file": f"{group}_{wave}.sav",
                "weight": "w",
                "id": "id",
                "panel": group == "men",
            }
            for wave, group in ASKED
        ],
        "indicators": [
            {
                "id": "apps",
                "kind": "multiple",
                "label": "Apps",
                "options": options(),
                "nets": [
                    {"id": "early", "label": "Early", "of": ["a", "b"]},
                    {"id": "late", "label": "Late", "of": ["b", "c"]},
                ],
            }
        ],
    }
    (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    return tmp_path


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(exact_beside(path), read_only=True) as store:
        return store.execute(sql).fetchall()


def test_what_was_not_offered_has_no_row(folder: Path) -> None:
    path, _ = build(folder / "codebook.yaml", folder, folder / "store")
    rows = asked(path, 'select wave, "group", category, estimate from estimate where estimate is not null')
    offered: dict[tuple[object, object], set[object]] = {}
    for wave, group, category, _ in rows:
        offered.setdefault((wave, group), set()).add(category)
    assert offered == {
        ("2022", "men"): {"a", "b", "early"},
        ("2022", "women"): {"a", "b", "early"},
        ("2022", "people"): {"a", "b", "early"},
        ("2022", "mean"): {"a", "b", "early"},
        ("2024", "men"): {"a", "b", "c", "early", "late"},
        ("2024", "women"): {"b", "c", "late"},
        ("2024", "people"): {"b", "c", "late"},
        ("2024", "mean"): {"b", "c", "late"},
    }
    frame, _ = pyreadstat.read_sav(str(folder / "women_2024.sav"))
    (late,) = [row[3] for row in rows if row[:3] == ("2024", "women", "late")]
    assert late == pytest.approx(np.average((frame["b"] == 1) | (frame["c"] == 1), weights=frame["w"]))


def test_changes_are_tested_between_waves_that_both_offered_it(folder: Path) -> None:
    path, _ = build(folder / "codebook.yaml", folder, folder / "store")
    rows = asked(path, "select \"group\", category from contrast where over = 'waves' and p is not null")
    assert sorted(rows) == sorted(
        [("men", "a"), ("men", "b"), ("men", "early"), ("women", "b"), ("people", "b"), ("mean", "b")]
    )


def test_the_change_of_a_shared_option_knows_that_people_returned(folder: Path) -> None:
    path, _ = build(folder / "codebook.yaml", folder, folder / "store")
    ((difference, se),) = asked(
        path,
        "select difference, se from contrast where over = 'waves' and \"group\" = 'men' and category = 'b'",
    )
    waves = [pyreadstat.read_sav(str(folder / f"men_{wave}.sav"))[0] for wave in ("2022", "2024")]
    means = [np.average(one["b"], weights=one["w"]) for one in waves]
    parts = [one["w"] * (one["b"] - mean) / one["w"].sum() for one, mean in zip(waves, means, strict=True)]
    change = parts[1] - parts[0]
    assert difference == pytest.approx(means[1] - means[0])
    assert se == pytest.approx(np.sqrt((change**2).sum() * ROWS / (ROWS - 1)))


def response_sets(folder: Path, names: dict[int, list[str]], sets: str) -> list[Path]:
    """A file a year with these variables in a response set, as PSPP writes it."""
    paths = []
    for year, variables in names.items():
        most = 3 if year == max(names) else 2
        counted = "MDGROUP" in sets
        low, high = (0, 1) if counted else (1, most)
        rows = DRAW.integers(low, high + 1, (ROWS, len(variables)))
        (folder / "d.csv").write_text("\n".join(",".join(map(str, row)) for row in rows))
        labels = " ".join(f"/{name} 'Kent: {name}'" for name in variables)[1:]
        values = " ".join(f"{code} '{'ABC'[code - 1]}'" for code in range(1, most + 1))
        listed = " ".join(variables)
        syntax = f"DATA LIST LIST (',') FILE='d.csv' /{listed} (F1.0).\nVARIABLE LABELS {labels}.\n"
        if not counted:
            syntax += f"VALUE LABELS {listed} {values}.\n"
        syntax += f"MRSETS /{sets.format(listed)}.\nSAVE OUTFILE='s_{year}.sav'.\n"
        (folder / "s.sps").write_text(syntax)
        try:
            subprocess.run(["pspp", "s.sps"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        except FileNotFoundError:
            pytest.skip("PSPP is not here")
        paths.append(folder / f"s_{year}.sav")
    return paths


@pytest.mark.parametrize(
    ("names", "sets", "new"),
    [
        (
            {2022: ["t1", "t2"], 2024: ["t1", "t2", "t3"]},
            "MDGROUP NAME=$kent LABEL='Bekend' VARIABLES={} VALUE=1",
            "t3",
        ),
        ({2022: ["t1", "t2"], 2024: ["t1", "t2"]}, "MCGROUP NAME=$kent LABEL='Bekend' VARIABLES={}", "3"),
    ],
)
def test_a_draft_states_no_change_of_a_set_that_got_another_option(tmp_path, names, sets, new) -> None:
    files = response_sets(tmp_path, names, sets)
    report = draft_codebook(files, tmp_path / "codebook")
    assert load_codebook(tmp_path / "codebook").indicator["kent"].comparable == [["2022"], ["2024"]]
    assert "no change is stated from 2022 to 2024" in "\n".join(report.findings)
    path, _ = build(tmp_path / "codebook", tmp_path, tmp_path / "store")
    assert asked(path, f"select wave from estimate where category = '{new}'") == [("2024",)]
    assert asked(path, "select distinct status, p from contrast where over = 'waves'") == [
        ("not_comparable", None)
    ]
