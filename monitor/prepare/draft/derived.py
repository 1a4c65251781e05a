"""Scores in a drafted codebook that follow from other answers: named, so that none is published beside a
hidden part of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.codebook import load_codebook
from monitor.prepare.files import inputs
from monitor.prepare.files.findings import Findings
from monitor.prepare.files.survey_file import SurveyFile
from monitor.prepare.respondents.derived import MOST_COLUMNS, with_derived
from monitor.prepare.respondents.recode import recode


def name_derived(target: Path, book: dict[str, Any], files: dict[str, SurveyFile], notes: list[str]) -> bool:
    """Adds `derived_from` to the indicators of `book`, which stands in `target`, and a note for each; whether
    there was any."""
    if len(book["indicators"]) > MOST_COLUMNS:
        notes.append(
            f"{len(book['indicators'])} indicators are too many to look for derived scores; name them with"
            " 'derived_from'"
        )
        return False
    codebook = load_codebook(target)
    people = []
    for sample, file, frame in inputs.read_samples(codebook, files):
        recoded, _ = recode(sample, frame, file, codebook, Findings())
        people += recoded
    derived = {
        item.id: item.derived_from
        for item in with_derived(people, codebook, Findings()).indicators
        if item.derived_from
    }
    for item in book["indicators"]:
        if parts := derived.get(item["id"]):
            item["derived_from"] = parts
            notes.append(
                f"{item['id']}: follows from {', '.join(parts)}, so it is hidden wherever one of these is"
                " ('derived_from')"
            )
    return bool(derived)
