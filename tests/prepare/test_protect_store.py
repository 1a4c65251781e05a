"""Hidden means absent: what must not be in a store is in none of its columns and nowhere in the bytes of its
file."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

import monitor
import monitor.prepare.protect.rules
from monitor.codebook import load_codebook
from monitor.prepare.method import METHODS
from monitor.prepare.pipeline import build
from monitor.prepare.write import exact_beside
from monitor.rows import SCHEMA

SIZES = {1: 23, 2: 97, 3: 211}
"""Respondents by level; the first is too small to be shown, and no other cell has as many."""
SECRET = "onvindbaar zoals alleen ik het zeg"
NUMBERS = ["n", "estimate", "se", "ci_low", "ci_high", "df", "deff"]


@dataclass(frozen=True)
class Written:
    """A store, what it was made from and what it would show if nothing were hidden."""

    path: Path
    plain: bytes
    """The same tables in a file without compression, so that every number stands in it as it is."""
    people: pd.DataFrame
    cells: pd.DataFrame
    contrasts: pd.DataFrame


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("planted")
    people = respondents()
    pyreadstat.write_sav(people, str(folder / "wave.sav"))
    (folder / "codebook.yaml").write_text(yaml.safe_dump(codebook()), encoding="utf-8")
    seen: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    honest = monitor.prepare.protect.rules.protect

    def watched(cells, contrasts, *others, **named):
        seen.append((cells.copy(), contrasts.copy()))
        return honest(cells, contrasts, *others, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(monitor.prepare.protect.rules, "protect", watched)
        path, _ = build(folder / "codebook.yaml", folder, folder / "store")
    with duckdb.connect(str(folder / "plain.duckdb")) as plain:
        plain.execute("PRAGMA force_compression = 'uncompressed'")
        plain.execute(f"ATTACH '{path}' AS store (READ_ONLY)")
        for (name,) in plain.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'"
        ).fetchall():
            plain.execute(f'CREATE TABLE "{name}" AS SELECT * FROM store."{name}"')
    return Written(path, (folder / "plain.duckdb").read_bytes(), people, *seen[0])


def respondents() -> pd.DataFrame:
    """Respondents with numbers of their own: id, weight, postcode and a remark."""
    rng = np.random.default_rng(7)
    level = np.repeat(list(SIZES), list(SIZES.values()))
    size = len(level)
    return pd.DataFrame(
        {
            "respnr": 900_000_001.0 + 37 * np.arange(size),
            "weging": rng.gamma(4, 0.25, size) + 0.05,
            "postcode": [f"{1000 + 7 * at} QZ" for at in range(size)],
            "opmerking": [f"{SECRET} {at}" for at in range(size)],
            "opl": level.astype(float),
            "sekse": rng.integers(1, 3, size).astype(float),
            "ja": rng.integers(1, 3, size).astype(float),
            "cijfer": np.round(rng.normal(6, 2, size), 3),
            "vaak": rng.choice([1.0, 2.0, 3.0], size, p=[0.5, 0.3, 0.2]),
            "a": rng.integers(0, 2, size).astype(float),
            "b": rng.integers(0, 2, size).astype(float),
        }
    )


def codebook() -> dict[str, object]:
    def named(ids: list[int]) -> list[dict[str, object]]:
        return [{"id": str(one), "label": f"label {one}", "codes": [one]} for one in ids]

    return {
        "survey": {"id": "planted", "title": "Planted", "languages": ["en"]},
        "waves": [{"id": "2025"}],
        "groups": [{"id": "people", "label": "People"}],
        "samples": [
            {"wave": "2025", "group": "people", "file": "wave.sav", "weight": "weging", "id": "respnr"}
        ],
        "breakdowns": [
            {"id": "opl", "label": "Education", "variable": "opl", "levels": named([1, 2, 3])},
            {"id": "sekse", "label": "Sex", "variable": "sekse", "levels": named([1, 2])},
        ],
        "indicators": [
            {"id": "ja", "kind": "share", "label": "Yes", "variable": "ja", "true": [1], "false": [2]},
            {"id": "cijfer", "kind": "mean", "label": "Mark", "variable": "cijfer", "median": True},
            {
                "id": "vaak",
                "kind": "distribution",
                "label": "Often",
                "variable": "vaak",
                "categories": named([1, 2, 3]),
            },
            {
                "id": "welke",
                "kind": "multiple",
                "label": "Which",
                "options": [{"id": name, "label": name, "variable": name, "codes": [1]} for name in "ab"],
                "nets": [{"id": "een", "label": "any", "of": ["a", "b"]}],
            },
        ],
    }


def tables(path: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(path), read_only=True) as store:
        names = [name for (name,) in store.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: store.execute(f'SELECT * FROM "{name}"').df() for name in names}


def numbers(path: Path) -> np.ndarray:
    """All numbers in all columns of all tables."""
    columns = [frame[name] for frame in tables(path).values() for name in frame.select_dtypes("number")]
    return np.unique(np.concatenate([column.dropna().to_numpy(dtype=np.float64) for column in columns]))


def words(path: Path) -> str:
    """All texts in all columns of all tables."""
    return "\n".join(
        str(value)
        for frame in tables(path).values()
        for name in frame.select_dtypes("object")
        for value in frame[name]
    )


def secrets(written: Written) -> np.ndarray:
    """The numbers of hidden rows and differences that no shown one has by accident."""
    keys = ["indicator", "category", "breakdown1", "level1", "breakdown2", "level2"]
    found = tables(written.path)
    hidden, open_ = [], []
    for true, shown, names, more in (
        (written.cells, found["estimate"], NUMBERS[1:], []),
        (
            written.contrasts,
            found["contrast"],
            ["difference", "se", "ci_low", "ci_high", "p"],
            ["over", "from", "to"],
        ),
    ):
        both = true.astype(dict.fromkeys([*keys, *more], str)).merge(
            shown.astype(dict.fromkeys([*keys, *more], str))[[*keys, *more, "status"]],
            on=[*keys, *more],
            suffixes=("", "_shown"),
        )
        assert len(both) == len(true)
        gone = both["status_shown" if "status_shown" in both else "status"].isin(["too_few", "protected"])
        assert gone.any() and (~gone).any()
        hidden.append(both.loc[gone, names].to_numpy(dtype=np.float64).ravel())
        open_.append(both.loc[~gone, names].to_numpy(dtype=np.float64).ravel())
    values = np.concatenate(hidden)
    values = values[np.isfinite(values) & ~np.isin(values, np.concatenate(open_))]
    return np.unique(values[np.abs(values - np.round(values, 3)) > 1e-9])


def test_no_number_of_a_hidden_cell_is_in_any_column(written: Written):
    known, hidden = numbers(written.path), secrets(written)
    assert len(hidden) > 50
    nearest = known[np.clip(np.searchsorted(known, hidden), 1, len(known) - 1)]
    before = known[np.clip(np.searchsorted(known, hidden) - 1, 0, len(known) - 1)]
    assert (
        not np.isclose(nearest, hidden, rtol=1e-12, atol=0).any()
        and not np.isclose(before, hidden, rtol=1e-12, atol=0).any()
    )
    text = words(written.path)
    assert not [value for value in hidden if f"{value:.9g}" in text]


def test_no_number_of_a_hidden_cell_is_in_the_bytes_of_the_file(written: Written):
    shown = tables(written.path)["estimate"]["estimate"].dropna().to_numpy()
    assert all(struct.pack("<d", value) in written.plain for value in shown)
    raw = written.path.read_bytes()
    for pattern in (struct.pack("<d", value) for value in secrets(written)):
        assert pattern not in written.plain and pattern not in raw


def test_a_hidden_base_is_in_no_column(written: Written):
    """23 respondents have the first level: no n, no degrees of freedom, no part of a text says so."""
    found = tables(written.path)
    level = found["estimate"][
        (found["estimate"]["breakdown1"] == "opl")
        & (found["estimate"]["level1"] == "1")
        & (found["estimate"]["breakdown2"] == "")
    ]
    assert set(level["status"]) == {"too_few"} and level[NUMBERS].isna().all(axis=None)
    small = list(SIZES.values())[0]
    for name, frame in found.items():
        for column in frame.select_dtypes("number"):
            if name != "available":
                assert not frame[column].isin([small, small - 1, sum(SIZES.values()) - small]).any(), (
                    name,
                    column,
                )
    assert not re.search(rf"\b(n|respondents)\W+{small}\b", words(written.path))


def test_of_itself_a_store_tells_no_counts_of_hidden_rows(written: Written):
    """In a small survey, how many rows each rule hid tells a hidden count: it stands in the report beside the
    store."""
    told = dict(tables(written.path)["build"].itertuples(index=False, name=None))
    book = load_codebook(written.path.parent.parent / "codebook.yaml")
    assert told.pop("codebook") == book.model_dump_json(by_alias=True, exclude_defaults=True)
    assert told.pop("schema") == SCHEMA and told.pop("program") == monitor.__version__
    assert abs(datetime.now(UTC) - datetime.fromisoformat(told.pop("built"))) < timedelta(days=1)
    assert "inputs" not in told
    assert json.loads(told.pop("methods")) == METHODS
    assert not told
    report = json.loads(written.path.with_suffix(".report.json").read_text(encoding="utf-8"))
    assert report["protection"]["hidden: too few respondents"] > 0


def test_no_guess_at_the_files_can_be_tried_on_the_store(written: Written):
    """A digest of the files would tell whether a guess at them is right: the report and the researcher's file
    have it, the store has none, whole or in part."""
    report = json.loads(written.path.with_suffix(".report.json").read_text(encoding="utf-8"))
    digests = [item["sha256"] for item in report["inputs"]]
    with duckdb.connect(str(exact_beside(written.path)), read_only=True) as exact:
        [(inputs,)] = exact.execute("SELECT value FROM build WHERE key = 'inputs'").fetchall()
    assert inputs == hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
    raw, text = written.path.read_bytes(), words(written.path)
    for digest in [inputs, *digests]:
        for part in (digest[:12], digest[-12:]):
            assert part not in text
            for piece in (part.encode(), bytes.fromhex(part)):
                assert piece not in written.plain and piece not in raw


def test_no_respondent_is_in_the_store(written: Written):
    """No table has as many rows as there are respondents with something of their own; no id, weight, postcode
    or remark is in it."""
    people, raw = written.people, written.path.read_bytes()
    known, text = numbers(written.path), words(written.path)
    assert not np.isin(people["respnr"], known).any()
    assert not np.isclose(known[:, None], people["weging"].to_numpy()[None, :], rtol=1e-12, atol=0).any()
    for value in [SECRET, *people["postcode"], *people["respnr"].astype(int).astype(str)]:
        assert value not in text and value.encode() not in written.plain and value.encode() not in raw
    for pattern in (struct.pack("<d", value) for name in ("respnr", "weging") for value in people[name]):
        assert pattern not in written.plain and pattern not in raw
    for frame in tables(written.path).values():
        assert not set(frame.columns) & {
            "respnr",
            "weging",
            "weight",
            "id_respondent",
            "postcode",
            "opmerking",
            "strata",
            "cluster",
        }
