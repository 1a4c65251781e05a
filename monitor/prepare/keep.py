"""Which editions stay in a store's folder after a build."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.errors import SettingError

KEPT = 2
"""Store files that stay where MONITOR_KEEP says nothing: the current one, and the one that readers may still
be opening."""


def editions_kept() -> int:
    """How many editions a build leaves: MONITOR_KEEP, at least the new one and the one in use. SettingError
    where it is no number."""
    said = os.environ.get("MONITOR_KEEP", "").strip() or str(KEPT)
    if not said.isdecimal() or int(said) < KEPT:
        raise SettingError("MONITOR_KEEP", said, f"write a number of editions to keep, {KEPT} or more")
    return int(said)


def remove_old(folder: Path, stay: set[str]) -> None:
    """Keeps the new edition, the one in use until now, and the newest besides. Whoever still reads an older
    one reads on; where the system forbids to remove it, a later build does."""
    old = sorted(
        (path for path in folder.glob("monitor-*.duckdb") if path.name not in stay),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    here = sum((folder / name).is_file() for name in stay if name)
    for path in old[max(0, editions_kept() - here) :]:
        _remove(path)
        for report in folder.glob(f"{path.stem}.*"):
            _remove(report)
    for exact in folder.glob("exact-*.duckdb"):
        if not exact.with_name(exact.name.replace("exact-", "monitor-", 1)).is_file():
            _remove(exact)
    for left_by_a_killed_build in [*folder.glob(".building-*"), *folder.glob(".CURRENT-*")]:
        _remove(left_by_a_killed_build)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
