"""Two editions beside each other: what a reader of both learns of a few people stops the second one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from monitor.errors import BuildError
from monitor.prepare.pipeline import build
from monitor.prepare.protect.editions import Earlier
from monitor.prepare.write import exact_beside

SIZE, QUESTIONS = 600, 47
SECTORS = 6


def people(seed: int = 5) -> pd.DataFrame:
    """Respondents in six sectors, the last of them small, with 47 yes/no answers that are common enough to be
    shown."""
    rng = np.random.default_rng(seed)
    sector = rng.choice(SECTORS, SIZE, p=[0.3, 0.25, 0.2, 0.15, 0.06, 0.04])
    answers = {f"q{at}": rng.choice([1.0, 2.0], SIZE, p=[0.4, 0.6]) for at in range(QUESTIONS)}
    return pd.DataFrame({"sector": sector + 1.0, "half": rng.choice([1.0, 2.0], SIZE)} | answers)


def codebook(waves: list[str]) -> dict[str, object]:
    def levels(count: int) -> list[dict[str, object]]:
        return [{"id": f"s{at}", "label": f"s{at}", "codes": [at]} for at in range(1, count + 1)]

    return {
        "survey": {"id": "editions", "title": "Editions", "languages": ["en"]},
        "waves": [{"id": wave} for wave in waves],
        "groups": [{"id": "people", "label": "people"}],
        "samples": [{"wave": wave, "group": "people", "file": f"{wave}.sav"} for wave in waves],
        "breakdowns": [
            {"id": "sector", "label": "Sector", "variable": "sector", "levels": levels(SECTORS)},
            {"id": "half", "label": "Half", "variable": "half", "levels": levels(2)},
        ],
        "indicators": [
            {
                "id": f"q{at}",
                "kind": "share",
                "label": f"Q{at}",
                "variable": f"q{at}",
                "true": [1],
                "false": [2],
            }
            for at in range(QUESTIONS)
        ],
    }


def edition(
    folder: Path, waves: dict[str, pd.DataFrame], earlier: Earlier | None = None, **rules: int
) -> Path:
    """A store of these waves in `folder`/store."""
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for wave, frame in waves.items():
        pyreadstat.write_sav(frame, str(raw / f"{wave}.sav"))
    (folder / "codebook.yaml").write_text(
        yaml.safe_dump(codebook(list(waves)) | {"disclosure": rules}), encoding="utf-8"
    )
    return build(folder / "codebook.yaml", raw, folder / "store", earlier=earlier)[0]


def test_a_respondent_who_is_left_out_of_the_second_edition_is_not_found(tmp_path: Path) -> None:
    everybody = people()
    first = edition(tmp_path, {"2025": everybody})
    with pytest.raises(
        BuildError, match=r"tells of 1 respondents: 2025, people, q0, sector s\d.*--not-public"
    ) as stopped:
        edition(tmp_path, {"2025": everybody.drop(index=17)})
    assert len(str(stopped.value).splitlines()) == 1
    assert (tmp_path / "store" / "CURRENT").read_text(encoding="utf-8").strip() == first.name
    html = (tmp_path / "store" / "failed.report.html").read_text(encoding="utf-8")
    sector = int(everybody["sector"][17])
    assert f"q0, sector s{sector}" in html


def test_what_the_second_edition_would_have_told_is_what_the_attack_finds(tmp_path: Path) -> None:
    """With the flag both are there, and the reader finds the sector and, from exact numbers, all 47
    answers."""
    everybody = people()
    first = edition(tmp_path, {"2025": everybody})
    second = edition(tmp_path, {"2025": everybody.drop(index=17)}, Earlier(not_public=[]))
    rows = "SELECT indicator, breakdown1, level1, n FROM estimate WHERE breakdown2 = '' AND n IS NOT NULL"
    then, now = (duckdb.connect(str(path), read_only=True).execute(rows).df() for path in (first, second))
    both = then.merge(now, on=["indicator", "breakdown1", "level1"])
    gone = both[(both["breakdown1"] == "sector") & (both["n_x"] - both["n_y"] == 1)]
    assert set(gone["level1"]) == {f"s{int(everybody['sector'][17])}"}
    assert gone["indicator"].nunique() == QUESTIONS


def test_a_new_wave_is_no_finding(tmp_path: Path) -> None:
    first, second = people(), people(6)
    edition(tmp_path, {"2024": first})
    path = edition(tmp_path, {"2024": first, "2025": second})
    assert path.with_suffix(".report.json").is_file()


def test_the_same_files_built_again_are_no_finding(tmp_path: Path) -> None:
    first = edition(tmp_path, {"2025": people()})
    parts = tmp_path / "codebook.yaml", tmp_path / "raw", tmp_path / "store"
    assert compared_by(build(*parts)[0]) == []
    elsewhere = tmp_path / "elsewhere.duckdb"
    shutil.copy(first, elsewhere)
    assert compared_by(build(*parts, earlier=Earlier([elsewhere]))[0]) == ["elsewhere"]


def compared_by(store: Path) -> list[str]:
    """The editions that a build was compared with, as no rebuild of the same files."""
    report = json.loads(store.with_suffix(".report.json").read_text(encoding="utf-8"))
    return list(report["editions"]["compared"])


def test_bases_to_the_nearest_five_differ_from_no_exact_one(tmp_path: Path) -> None:
    """A question that was put for an answer to another is published with such bases; the true ones beside
    these looked like one to two people who had come or gone."""
    everybody = people()
    everybody.loc[everybody["q0"] == 2, ["q1", "q2"]] = np.nan
    first = edition(tmp_path, {"2025": everybody})
    with duckdb.connect(str(first), read_only=True) as connection:
        of = connection.execute("SELECT n FROM estimate WHERE indicator = 'q1' AND n IS NOT NULL").df()["n"]
    assert (of % 5 == 0).all()
    assert (of != int((everybody["q0"] == 1).sum())).all(), "the true base is no multiple of five"
    assert edition(tmp_path, {"2025": everybody}, minimum_base=30) != first
    with pytest.raises(BuildError, match="tells of 1 respondents"):
        edition(tmp_path, {"2025": everybody.drop(index=17)})


def test_a_correction_of_many_passes_where_no_cell_changes_by_a_few(tmp_path: Path) -> None:
    everybody = people()
    edition(tmp_path, {"2025": everybody})
    cells = everybody.groupby(["sector", "half"]).head(12).index
    enough = everybody.loc[cells].groupby(["sector", "half"]).filter(lambda part: len(part) == 12)
    big = enough[enough["sector"] <= 3].index
    edition(tmp_path, {"2025": everybody.drop(index=big)})


def test_what_two_editions_hide_differently_follows_from_both(tmp_path: Path) -> None:
    """s6 is small and s5 hides it; an earlier edition that hid s4 for that leaves s6 to be worked out, total
    minus all others."""
    everybody = people()
    first = edition(tmp_path, {"2025": everybody})
    at = "breakdown1 = 'sector' AND breakdown2 = '' AND level1"
    with duckdb.connect(str(first)) as connection:
        hidden = connection.execute(
            f"SELECT DISTINCT level1 FROM estimate WHERE {at} <> '' AND n IS NULL ORDER BY 1"
        ).fetchall()
        assert hidden == [("s5",), ("s6",)]
        size = int((everybody["sector"] == 5).sum())
        connection.execute(f"UPDATE estimate SET n = {size}, estimate = 0.5, status = '' WHERE {at} = 's5'")
        connection.execute(
            "UPDATE estimate SET n = NULL, estimate = NULL, status = 'protected' WHERE level1 = 's4'"
        )
    with duckdb.connect(str(exact_beside(first))) as connection:
        connection.execute("UPDATE build SET value = 'other' WHERE key = 'inputs'")
    small = int((everybody["sector"] == 6).sum())
    with pytest.raises(
        BuildError, match=rf"sector s6: hidden, but follows from {first.stem} and this edition: .*{small}"
    ):
        edition(tmp_path, {"2025": everybody})


def test_an_edition_elsewhere_is_compared_when_it_is_named(tmp_path: Path) -> None:
    everybody = people()
    public = edition(tmp_path / "one", {"2025": everybody})
    fewer = everybody.drop(index=17)
    edition(tmp_path / "two", {"2025": fewer})
    with pytest.raises(BuildError, match=public.stem):
        edition(tmp_path / "three", {"2025": fewer}, Earlier(public=[public], not_public=[]))
    with pytest.raises(BuildError, match="no file .*absent.duckdb"):
        edition(tmp_path / "three", {"2025": fewer}, Earlier(public=[tmp_path / "absent.duckdb"]))


def test_an_edition_that_is_not_there_is_named(tmp_path: Path) -> None:
    first = edition(tmp_path, {"2025": people()})
    wrong = first.stem[:-1]
    with pytest.raises(BuildError, match=f"no edition '{wrong}' in .*did you mean '{first.stem}'"):
        edition(tmp_path, {"2025": people()}, Earlier(not_public=[wrong]))
