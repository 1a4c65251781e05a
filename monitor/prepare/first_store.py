"""A store for a machine that has none: built from simulated respondents."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from monitor import places
from monitor.codebook import load_codebook
from monitor.prepare.lock import only_builder
from monitor.prepare.pipeline import Build
from monitor.progress import Progress, silent


def first_store(store: Path, progress: Progress = silent) -> Path:
    """The current store's path; where there is none, one built from simulated respondents, which are thrown
    away afterwards."""
    from monitor.prepare.simulate.survey import simulate

    with only_builder(store, progress) as tell:
        current = store / "CURRENT"
        if current.is_file():
            return store / current.read_text(encoding="utf-8").strip()
        raw = Path(tempfile.mkdtemp(prefix="monitor-simulated-"))
        try:
            tell(0.0, "simulate")
            simulate(raw)
            return Build(load_codebook(places.CODEBOOK), places.CODEBOOK, raw, store, tell, begin=0.15).run()[
                0
            ]
        finally:
            shutil.rmtree(raw, ignore_errors=True)
