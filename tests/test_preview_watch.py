"""The researcher's loop: one figure from a quick build, and a build again at each save."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from monitor.__main__ import main
from monitor.prepare import watch
from tests.prepare.test_findings import survey


def test_a_preview_tells_one_figure_and_leaves_nothing(tmp_path, capsys) -> None:
    folder = survey(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    book = str(folder / "codebook.yaml")
    assert main(["preview", "q1", "--codebook", book, "--raw", str(folder), "--by", "sex"]) == 0
    told = capsys.readouterr().out
    assert "One" in told and "2024" in told and "%" in told
    assert told.rstrip().endswith("not for publication.")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_preview_is_written_as_its_ending_says(tmp_path, capsys) -> None:
    book = str(survey(tmp_path) / "codebook.yaml")
    inputs = ["--codebook", book, "--raw", str(tmp_path)]
    assert main(["preview", "q3", *inputs, "--out", str(tmp_path / "q3.svg")]) == 0
    assert (tmp_path / "q3.svg").read_text(encoding="utf-8").startswith("<svg")
    assert main(["preview", "q3", *inputs, "--out", str(tmp_path / "q3.doc")]) == 1
    assert "can't be written to 'q3.doc'" in capsys.readouterr().err


def test_a_preview_of_nothing_names_the_nearest(tmp_path, capsys) -> None:
    book = str(survey(tmp_path) / "codebook.yaml")
    assert main(["preview", "q11", "--codebook", book, "--raw", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "monitor: No indicator 'q11' in this codebook; did you mean 'q1'?\n"
    by = ["--by", "sexe"]
    assert main(["preview", "q1", "--codebook", book, "--raw", str(tmp_path), *by]) == 1
    told = "monitor: No breakdown 'sexe' in this codebook; did you mean 'sex'?\n"
    assert capsys.readouterr().err == told, "told before anything is built"


def test_a_survey_of_which_all_answer_the_same_is_previewed(tmp_path, capsys) -> None:
    path = survey(tmp_path) / "codebook.yaml"
    book = yaml.safe_load(path.read_text())
    book["indicators"][0] |= {"true": [1, 2, 9], "false": None}
    book["breakdowns"] = []
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    assert main(["preview", "q1", "--codebook", str(path), "--raw", str(tmp_path)]) == 0
    assert "100%" in capsys.readouterr().out


def test_a_save_is_told_when_it_is_still(tmp_path) -> None:
    book = tmp_path / "codebook.yaml"
    book.write_text("a")
    (tmp_path / "notes.txt").write_text("a")
    steps = iter([
        lambda: None,
        lambda: (tmp_path / "notes.txt").write_text("bb"),
        lambda: book.write_text("bb"),
        lambda: book.write_text("ccc"),
        lambda: None,
    ])  # fmt: skip
    looks = []
    changes = watch.saved(book, tmp_path, lambda pause: (looks.append(pause), next(steps)()))
    assert next(changes) == ["codebook.yaml"]
    assert len(looks) == 5 and book.read_text() == "ccc"


def test_watching_builds_again_and_survives_a_fault(tmp_path, capsys, monkeypatch) -> None:
    path = survey(tmp_path) / "codebook.yaml"
    sound = path.read_text(encoding="utf-8")
    saves = iter([sound.replace("variable: q3", "variable: q9"), sound.replace("Three", "Third")])

    def saved(codebook: Path, raw: Path):
        for text in saves:
            path.write_text(text, encoding="utf-8")
            yield [path.name]
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.prepare.watch.saved", saved)
    arguments = ["build", "--codebook", str(path), "--raw", str(tmp_path), "--store", str(tmp_path / "store")]
    assert main([*arguments, "--watch"]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("cells shown") == 2 and shown.out.count("Saved: codebook.yaml") == 2
    assert "no variable 'q9'" in shown.err
    assert len(list((tmp_path / "store").glob("monitor-*.duckdb"))) == 2


def test_editions_of_one_watch_are_not_held_against_each_other(tmp_path, monkeypatch) -> None:
    """A respondent fewer stops a build beside a published edition; nobody saw those of this watch."""
    import pandas as pd
    import pyreadstat

    path = survey(tmp_path) / "codebook.yaml"

    def saved(codebook: Path, raw: Path):
        frame, meta = pyreadstat.read_sav(str(tmp_path / "2024.sav"), user_missing=True)
        pyreadstat.write_sav(
            pd.DataFrame(frame.iloc[1:]),
            str(tmp_path / "2024.sav"),
            variable_value_labels=meta.variable_value_labels,
            missing_ranges=meta.missing_ranges,
        )
        yield ["2024.sav"]
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.prepare.watch.saved", saved)
    store = tmp_path / "store"
    arguments = ["build", "--codebook", str(path), "--raw", str(tmp_path), "--store", str(store)]
    assert main([*arguments, "--watch"]) == 0
    assert len(list(store.glob("monitor-*.duckdb"))) == 2
    assert os.path.isfile(store / "CURRENT") and not (store / "failed.report.html").exists()


@pytest.mark.parametrize("wrong", [["x.sav"], ["x.sav", "--out", "a", "--onto", "b"]])
def test_a_draft_goes_to_one_place(wrong, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["draft", *wrong])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
