"""New files onto a codebook: what is new is added, what a person wrote stays as it was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.__main__ import main
from monitor.codebook import load_codebook
from monitor.codebook.edit import Edited, merged
from monitor.errors import CodebookError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.draft.onto import draft_onto
from monitor.prepare.pipeline import build, check
from tests.prepare.odd_survey import write_waves

ROWS = 300
DRAW = np.random.default_rng(8)


def one_of(*codes: float) -> np.ndarray:
    return DRAW.choice(np.array(codes, dtype=float), ROWS)


def wave(
    folder: Path, year: int, columns: dict, labels: dict, values: dict, missing: dict | None = None
) -> Path:
    path = folder / f"peiling_{year}.sav"
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels=[labels.get(name, "") for name in columns],
        variable_value_labels=values,
        missing_ranges=missing or {},
    )
    return path


LABELS = {
    "v1": "Gebruikt u een patiëntportaal?", "v2": "Hoe reist u?", "v3": "Wat vindt u van digitale zorg?",
    "sex": "Geslacht", "n1": "Heeft u een wearable?", "v9": "Heeft u een fax?",
}  # fmt: skip
YES = {1: "Ja", 2: "Nee"}
TRAVEL = {1: "Bus", 2: "Fiets"}
OPINION = {1: "Slecht", 2: "Matig", 3: "Goed"}
SEX = {1: "Man", 2: "Vrouw"}


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A codebook of 2022 that was edited by hand, beside the file of 2024."""
    columns = {
        "v1": one_of(1, 2), "v2": one_of(1, 2), "v3": one_of(1, 2, 3), "sex": one_of(1, 2), "v9": one_of(1, 2),  # noqa: E501
    }  # fmt: skip
    values = {"v1": YES, "v2": TRAVEL, "v3": OPINION, "sex": SEX, "v9": YES}
    draft_codebook([wave(tmp_path, 2022, columns, LABELS, values)], tmp_path / "book")
    path = tmp_path / "book" / "codebook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("id: v1,", "id: portaal,").replace("label: Gebruikt u", "label: Gebruik van u")
    kept = [line for line in text.splitlines() if "v9" not in line]
    kept.insert(3, "# Onze eigen opmerking")
    path.write_text("\n".join(kept).replace("respondenten", "inwoners") + "\n", encoding="utf-8")
    columns = {
        "q1": one_of(1, 2, 8), "v2": one_of(1, 2, 3), "sex": one_of(1, 2), "n1": one_of(1, 2), "v9": one_of(1, 2),  # noqa: E501
    }  # fmt: skip
    values = {
        "q1": YES | {8: "Weet niet"}, "v2": TRAVEL | {3: "Step"}, "sex": SEX, "n1": YES, "v9": YES,
    }  # fmt: skip
    wave(tmp_path, 2024, columns, LABELS | {"q1": LABELS["v1"]}, values)
    return tmp_path


def onto(folder: Path, *also: str, write: bool = True):
    return draft_onto([folder / "peiling_2024.sav"], folder / "book", folder, also=also, write=write)


def test_a_new_wave_is_added_and_what_was_edited_stays(edited: Path) -> None:
    before = (edited / "book" / "codebook.yaml").read_text(encoding="utf-8").splitlines()
    added = onto(edited)
    after = (edited / "book" / "codebook.yaml").read_text(encoding="utf-8").splitlines()
    changed = [line for line in before if line not in after]
    (portal,) = changed
    assert "id: portaal" in portal
    assert "# Onze eigen opmerking" in after
    book = load_codebook(edited / "book")
    assert book.wave_ids == ["2022", "2024"]
    assert [(one.wave, one.group, one.file) for one in book.samples] == [
        ("2022", "respondents", "peiling_2022.sav"),
        ("2024", "respondents", "peiling_2024.sav"),
    ]
    portal = book.indicator["portaal"]
    assert portal.variable_in("2022", "respondents") == "v1"
    assert portal.variable_in("2024", "respondents") == "q1"
    assert [(one.codes, one.reason) for one in portal.missing] == [([8], "dont_know")]
    assert (added.waves, added.indicators, added.left) == (["2024"], ["n1"], ["v9"])


def test_what_the_new_wave_asked_otherwise_is_said(edited: Path) -> None:
    added = onto(edited)
    book = load_codebook(edited / "book")
    assert [one.label for one in book.indicator["v2"].categories] == ["Bus", "Fiets", "Step"]
    assert book.indicator["v2"].comparable == [["2022"], ["2024"]]
    assert not book.indicator["v3"].asked_in("2024", "respondents")
    assert book.indicator["v3"].asked_in("2022", "respondents")
    assert book.indicator["n1"].waves == ["2024"]
    told = "\n".join(added.notes)
    assert "v3: not asked in 2024" in told and "no change is stated from 2022 to 2024" in told


def test_what_was_made_checks_and_builds(edited: Path) -> None:
    onto(edited)
    assert not check(edited / "book", edited).findings.stop
    path, _ = build(edited / "book", edited, edited / "store")
    assert path.is_file()


def test_a_second_time_nothing_is_new(edited: Path) -> None:
    onto(edited)
    text = (edited / "book" / "codebook.yaml").read_bytes()
    again = onto(edited)
    assert (again.diff, again.waves, again.indicators) == ("", [], [])
    assert (edited / "book" / "codebook.yaml").read_bytes() == text


def test_a_variable_that_was_taken_out_comes_back_when_it_is_named(edited: Path) -> None:
    assert onto(edited, "v9").indicators == ["n1", "v9"]
    assert load_codebook(edited / "book").indicator["v9"].asked_in("2022", "respondents")


def test_a_dry_run_shows_and_writes_nothing(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (edited / "book" / "codebook.yaml").read_bytes()
    new, book = str(edited / "peiling_2024.sav"), str(edited / "book")
    assert main(["draft", new, "--onto", book, "--raw", str(edited), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "+  - {id: 2024}" in told and "waves added: 2024" in told
    assert (edited / "book" / "codebook.yaml").read_bytes() == before


def test_own_files_that_are_gone_are_told_in_one_line(edited: Path) -> None:
    (edited / "peiling_2022.sav").unlink()
    with pytest.raises(CodebookError, match=r"no file 'peiling_2022.sav' in .*; say with --raw"):
        onto(edited)


def test_the_odd_survey_grows_by_a_wave_as_if_drafted_at_once(tmp_path: Path) -> None:
    files = write_waves(tmp_path)
    draft_codebook(files, tmp_path / "whole")
    draft_codebook(files[:1], tmp_path / "grown")
    draft_onto(files[1:], tmp_path / "grown", tmp_path)
    whole, grown = load_codebook(tmp_path / "whole"), load_codebook(tmp_path / "grown")
    assert {
        tuple(one.variable_in(wave, "respondents") for wave in whole.wave_ids): (one.kind, one.comparable)
        for one in whole.indicators
    } == {
        tuple(one.variable_in(wave, "respondents") for wave in grown.wave_ids): (one.kind, one.comparable)
        for one in grown.indicators
    }
    assert [one.id for one in whole.samples] == [one.id for one in grown.samples]


def test_lines_that_nobody_touched_stay_as_they_were_written() -> None:
    written = ["a: [1,", "  2]", "b: {x: 1}", "", "# word", "c:   3"]
    dumped = ["a: [1, 2]", "b: {x: 1}", "", "# word", "c: 3"]
    edited = ["a: [1, 2]", "b: {x: 2}", "", "# word", "c: 3"]
    assert merged(written, dumped, edited) == ["a: [1,", "  2]", "b: {x: 2}", "", "# word", "c:   3"]


def test_every_codebook_of_ours_is_left_alone_by_an_edit_elsewhere() -> None:
    edited = Edited(Path(__file__).resolve().parents[2] / "data" / "codebook")
    assert edited.diff() == ""
    item = edited.item("indicators", "gebruik_ai")
    assert item is not None
    item["direction"] = "higher"
    changed = [
        line for line in edited.diff().splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert changed == ["+    direction: higher"]
