"""Answers that few people gave are drafted together with others, so that a figure of them can be shown."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from monitor.codebook import Distribution
from monitor.prepare.draft.onto import draft_onto
from monitor.prepare.draft.rare import TOO_FEW
from monitor.prepare.draft.words import OTHER, plain
from monitor.prepare.pipeline import build
from tests.prepare.drafted import Drafted, drafted, write

SCALE = {1: "nooit", 2: "soms", 3: "vaak", 4: "altijd", 5: "geen contact"}
KINDS = {1: "brood", 2: "rijst", 3: "pasta", 4: "noedels", 5: "couscous", 6: "anders"}


def _codes(counts: dict[int, int]) -> np.ndarray:
    codes = np.repeat([float(code) for code in counts], list(counts.values()))
    found: np.ndarray = np.random.default_rng(5).permutation(codes)
    return found


def _of(folder: Path, labels: dict[int, str], *waves: dict[int, int]) -> Drafted:
    """A draft of one question, 'eet', by age; a file for each wave."""
    files = []
    for at, counts in enumerate(waves):
        codes = _codes(counts)
        age = np.tile([20.0, 40.0, 60.0, 70.0], len(codes))[: len(codes)] + np.arange(len(codes)) % 7
        files.append(
            write(
                folder / f"peiling_{2022 + at}.sav",
                {"eet": codes, "leeftijd": age},
                {"eet": "Wat eet u het liefst?", "leeftijd": "Leeftijd in jaren"},
                {"eet": labels},
            )
        )
    return drafted(*files)


def _answers(made: Drafted) -> dict[str, list[object]]:
    item = made.book.indicator["eet"]
    assert isinstance(item, Distribution)
    return {str(one.label): one.codes for one in item.categories}


@pytest.mark.parametrize(
    ("labels", "counts", "wanted"),
    [
        (SCALE, {1: 400, 2: 30, 3: 7, 4: 3, 5: 60}, {"vaak / altijd": [3, 4]}),
        (SCALE, {1: 400, 2: 5, 3: 3, 5: 60}, {"soms / vaak": [2, 3]}),
        (SCALE, {1: 400, 2: 50, 3: 7, 4: 30}, {}),
        (SCALE, {1: 2, 2: 1, 3: 300, 4: 40}, {"nooit / soms / vaak": [1, 2, 3]}),
        (KINDS, {1: 300, 2: 100, 3: 3, 4: 2, 5: 40}, {"pasta / noedels": [3, 4]}),
        (KINDS, {1: 300, 2: 100, 3: 3, 4: 40}, {"pasta / noedels": [3, 4]}),
        (KINDS, {1: 300, 2: 100, 3: 3, 4: 1, 5: 2}, {"Andere antwoorden": [3, 4, 5, 6]}),
        (KINDS, {1: 300, 2: 100, 3: 3, 4: 2, 6: 30}, {"Andere antwoorden": [3, 4, 6]}),
        (KINDS, {1: 300, 2: 100, 6: 3, 4: 20}, {"Andere antwoorden": [4, 6]}),
        (KINDS, {1: 900, 2: 100, 3: 9, 4: 8, 5: 50}, {"pasta / noedels": [3, 4]}),
        (KINDS, {1: 900, 2: 100, 3: 9, 4: 80, 5: 50}, {}),
    ],
)
def test_rare_answers_are_one_answer(tmp_path, labels, counts, wanted):
    made = _of(tmp_path, labels, counts)
    found = _answers(made)
    assert {label: codes for label, codes in found.items() if len(codes) > 1} == wanted
    assert sorted(code for codes in found.values() for code in codes) == sorted(labels), "no answer is lost"
    for label in wanted:
        assert f"'{label}': of so few people" in made.doubts


def test_an_answer_that_is_rare_in_one_wave_is_one_with_others_in_all(tmp_path):
    made = _of(tmp_path, SCALE, {1: 200, 2: 50, 3: 40, 4: 30}, {1: 200, 2: 50, 3: 40, 4: 2})
    assert [3, 4] in _answers(made).values()


@pytest.mark.parametrize(("counts", "left_out"), [({1: 300, 2: 3}, True), ({1: 300, 2: 6}, False)])
@pytest.mark.parametrize("labels", [{1: "brood", 2: "rijst"}, {1: "nee", 2: "ja"}])
def test_what_nearly_everybody_answered_alike_is_left_out(tmp_path, counts, left_out, labels):
    codes = _codes(counts)
    other = np.arange(len(codes)) % 3.0
    file = write(
        tmp_path / "peiling_2024.sav",
        {"eet": codes, "b": other},
        {"eet": "Eet u graag?", "b": "Hoe gaat het?"},
        {"eet": labels, "b": {0.0: "goed", 1.0: "matig", 2.0: "slecht"}},
    )
    made = drafted(file)
    assert ("eet" not in made.book.indicator) is left_out
    assert (("eet", TOO_FEW) in made.report.left_out) is left_out


def test_a_question_that_is_rare_in_one_wave_only_stays(tmp_path):
    made = _of(tmp_path, {1: "brood", 2: "rijst"}, {1: 300, 2: 3}, {1: 300, 2: 60})
    assert list(_answers(made)) == ["brood", "rijst"]


def test_the_total_and_its_levels_are_shown(tmp_path):
    made = _of(tmp_path, SCALE, {1: 400, 2: 120, 3: 90, 4: 3})
    path, _ = build(made.folder / "codebook", made.folder, made.folder / "store")
    with duckdb.connect(path, read_only=True) as store:
        sql = "select estimate from estimate where indicator = 'eet' and breakdown1 = ? and breakdown2 = ''"
        total, levels = (store.execute(sql, [name]).fetchall() for name in ("", "leeftijd"))
    assert all(value is not None for (value,) in total)
    assert any(value is not None for (value,) in levels)


def test_a_codebook_that_is_there_keeps_its_answers_apart(tmp_path):
    """A new file's rare answer is one more answer of the codebook, not one with those that it has."""
    made = _of(tmp_path, KINDS, {1: 200, 2: 50, 3: 40, 4: 30, 5: 30})
    codes = _codes({1: 200, 2: 50, 3: 40, 4: 2, 5: 30})
    new = write(
        tmp_path / "peiling_2023.sav",
        {"eet": codes, "leeftijd": 20 + np.arange(len(codes)) % 60.0},
        {"eet": "Wat eet u het liefst?", "leeftijd": "Leeftijd in jaren"},
        {"eet": KINDS},
    )
    before = _answers(made)
    added = draft_onto([new], made.folder / "codebook", made.folder)
    assert added.waves == ["2023"]
    assert not any("another answer" in note for note in added.notes)
    assert before == _answers(made)


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("Anders, namelijk", True),
        ("Andere opleiding", True),
        ("Other (please specify)", True),
        ("Some other factor", True),
        ("Autre", True),
        ("Other positive meanings", False),
        ("Did not vote for some other reason", False),
        ("Andere kinderen thuis", False),
    ],
)
def test_what_stands_for_all_other_answers(label, other):
    assert bool(OTHER.fullmatch(plain(label))) is other
