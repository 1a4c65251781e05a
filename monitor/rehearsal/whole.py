"""Codebook and files → every finding, those of the app among them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from monitor.prepare.files.findings import Findings
from monitor.prepare.pipeline import check
from monitor.prepare.trial import trial
from monitor.rehearsal.pages import try_pages
from monitor.rehearsal.views import try_views
from monitor.store import Store


def rehearse(codebook_folder: Path, raw: Path) -> Findings:
    """What `check` finds and, where nothing of it stops a build, what views and pages do with the answers.

    The store that they are tried on stands in a folder of this user alone, and goes with it. CodebookError
    where the codebook itself is broken.
    """
    checked = check(codebook_folder, raw)
    if checked.findings.stop or not checked.tallies:
        return checked.findings
    with tempfile.TemporaryDirectory(prefix="monitor-trial-") as folder:
        store = Store(trial(checked, Path(folder)))
        try_views(store, checked.findings)
        try_pages(Path(folder), store.codebook, checked.findings)
    return checked.findings
