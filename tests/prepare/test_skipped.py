"""Whom a question skipped for an answer that no row shows: a code of the file that is one published answer
with others, or a declared filter. The base counts them, so it is hidden where they are few."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.estimate.tables import all_estimates
from monitor.prepare.files import inputs
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.publish import publish_cells
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.recode import recode
from tests.prepare.small import one_sample

LEVELS = ("north", "east", "south")
ONE = {"id": "place", "kind": "share", "label": "place", "variable": "place", "true": [1]}
APART = {
    "id": "place", "kind": "distribution", "label": "place", "variable": "place",
    "categories": [
        {"id": "one", "label": "one", "codes": [1]}, {"id": "more", "label": "more", "codes": [2, 3]},
    ],
}  # fmt: skip
FILTER = {"base": {"where": {"place": [1, 2]}}}
UNSHOWN = {"base": {"where": {"also": [1]}}}


def _bases(folder: Path, few: list[int], first: dict[str, Any], more: dict[str, Any]) -> pd.DataFrame:
    """What is published of 'why', by level, '' for the total: in each level of 90, so `few` gave code 3 and
    were not put the question; all others were."""
    level = np.repeat(np.arange(3), 90)
    place = np.concatenate([[1.0] * 40 + [2.0] * (50 - some) + [3.0] * some for some in few])
    why = np.where(place < 3, np.tile([0.0, 1.0], 135), np.nan)
    mood = np.arange(270) % 3
    pd.DataFrame(
        {"part": level, "place": place, "mood": mood, "also": (place < 3).astype(float), "why": why}
    ).to_csv(folder / "f.csv", index=False)
    part = {"id": "part", "label": "part", "variable": "part"}
    part |= {"levels": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(LEVELS)]}
    why_of = {"id": "why", "kind": "share", "label": "why", "variable": "why", "true": [1]} | more
    book = one_sample([part], [first, why_of])
    book = book.model_copy(update={"samples": [book.samples[0].model_copy(update={"file": "f.csv"})]})
    findings = Findings()
    files = inputs.open_files(book, folder, findings)
    people = [
        one
        for sample, file, frame in inputs.read_samples(book, files)
        for one in recode(sample, frame, file, book, findings)[0]
    ]
    cells = all_estimates(people, book, findings, lambda done, doing: None)
    found = publish_cells(protect(cells, pd.DataFrame(), book, people).cells, book)
    return found[found["indicator"].astype(str) == "why"].set_index("level1")


@pytest.mark.parametrize("first", [ONE, APART])
@pytest.mark.parametrize("more", [FILTER, {}, UNSHOWN])
class TestBaseOfAnUnshownAnswer:
    """A first question that puts codes 2 and 3 together, and one that code 3 was not put."""

    def test_whole_question_is_hidden_where_few_of_all_were_skipped(
        self, tmp_path: Path, first: dict[str, Any], more: dict[str, Any]
    ) -> None:
        found = _bases(tmp_path, [3, 0, 0], first, more)
        assert found["n"].isna().all() and found["estimate"].isna().all()

    def test_level_with_few_is_hidden_with_another(
        self, tmp_path: Path, first: dict[str, Any], more: dict[str, Any]
    ) -> None:
        found = _bases(tmp_path, [2, 12, 20], first, more)
        shown = found["n"].notna()
        assert not shown["north"] and shown[""]
        assert 0 < shown[["east", "south"]].sum() < 2

    def test_levels_are_shown_where_many_were_skipped(
        self, tmp_path: Path, first: dict[str, Any], more: dict[str, Any]
    ) -> None:
        assert _bases(tmp_path, [15, 12, 20], first, more)["n"].notna().all()


@pytest.mark.parametrize("more", [FILTER, {}])
def test_a_shown_answer_is_proven_as_before(tmp_path: Path, more: dict[str, Any]) -> None:
    """A filter that is a published answer: who was not put the question is that answer's count."""
    whole = APART | {
        "categories": [{"id": str(code), "label": str(code), "codes": [code]} for code in (1, 2, 3)]
    }
    assert _bases(tmp_path, [15, 12, 20], whole, more)["n"].notna().all()


@pytest.mark.parametrize("more", [FILTER, UNSHOWN])
def test_who_is_behind_a_filter_does_not_show_it(tmp_path: Path, more: dict[str, Any]) -> None:
    """Everybody who was put the question answered it, and no other question is about the filter."""
    other = {"id": "mood", "kind": "share", "label": "mood", "variable": "mood", "true": [1]}
    assert _bases(tmp_path, [3, 0, 0], other, more)["n"].isna().all()
    assert _bases(tmp_path, [15, 12, 20], other, more)["n"].notna().all()
