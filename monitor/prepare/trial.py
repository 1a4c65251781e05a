"""Stores that nobody but the researcher sees: of all that was checked, or of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.codebook import load_codebook
from monitor.errors import UnknownCode
from monitor.prepare.lock import only_builder
from monitor.prepare.pipeline import Build, Checked
from monitor.prepare.protect.primary import primary
from monitor.progress import Progress, silent


def trial(checked: Checked, folder: Path, progress: Progress = silent) -> Path:
    """A store of what was checked, in a folder of the researcher's own, hidden by the primary rules alone: to
    try views and pages on, never to show. BuildError where findings stop a build."""
    checked.build.store, checked.build.tell_all = folder, progress
    with only_builder(folder):
        return checked.build.run(primary)[0]


def preview(
    codebook_folder: Path,
    raw: Path,
    indicator: str,
    by: Sequence[str],
    folder: Path,
    progress: Progress = silent,
) -> Path:
    """A `trial` store of one indicator alone. UnknownCode where the codebook has none of that name, or lacks
    a breakdown that it is to be shown `by`."""
    whole = load_codebook(codebook_folder)
    for breakdown in by:
        if breakdown not in whole.breakdown:
            raise UnknownCode("breakdown", breakdown, whole.breakdown, "codebook")
    if indicator not in whole.indicator:
        raise UnknownCode("indicator", indicator, whole.indicator, "codebook")
    parts: dict[str, object] = dict.fromkeys(("processes", "recommendations", "stories", "presentations"), [])
    pages = [page.model_copy(update={"first": None}) for page in whole.pages]
    item = whole.indicator[indicator].model_copy(update={"derived_from": []})
    survey = whole.survey.model_copy(update={"published": None})
    alone = whole.model_copy(update={"survey": survey, "indicators": [item], "pages": pages, **parts})
    alone.__dict__.pop("indicator", None)
    build = Build(alone, codebook_folder, raw, folder, progress)
    build.read()
    return trial(Checked(build.codebook, build.findings, build.report.tallies, build), folder, progress)
