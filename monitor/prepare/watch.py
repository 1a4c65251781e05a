"""Wait until a codebook or its files are saved, to build again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.errors import MonitorError

PAUSE = 0.5
"""Seconds between two looks; what changed must be still for one."""
_WATCHED = (".yaml", ".yml", ".sav", ".zsav", ".por", ".dta", ".csv", ".xlsx", ".parquet")

Seen = dict[Path, tuple[int, int]]


def saved(codebook: Path, raw: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[list[str]]:
    """Names of what was saved, each time something was; never ends."""
    before = look(codebook, raw)
    while True:
        sleep(PAUSE)
        now = look(codebook, raw)
        if now == before:
            continue
        still: Seen | None = None
        while still != now:
            now = still or now
            sleep(PAUSE)
            still = look(codebook, raw)
        names = {path.name for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        before = now
        yield sorted(names)


def look(codebook: Path, raw: Path) -> Seen:
    """When each file was saved, and how large it is."""
    paths = [codebook] if codebook.is_file() else list(codebook.glob("*"))
    paths += list(raw.rglob("*")) if raw.is_dir() else []
    found: Seen = {}
    for path in paths:
        if path.suffix.lower() in _WATCHED and not path.name.startswith("."):
            try:
                stat = path.stat()
            except OSError:
                continue
            found[path] = stat.st_mtime_ns, stat.st_size
    return found


def at_each_save(codebook: Path, raw: Path, build: Callable[[], None]) -> int:
    """Builds now and after each save until it is interrupted (0); a build that fails is told, and waits
    on."""
    changes = saved(codebook, raw)
    try:
        while True:
            try:
                build()
            except MonitorError as error:
                print("\n".join(f"monitor: {line}" for line in str(error).splitlines()), file=sys.stderr)
            print("Waiting for a save; stop with Ctrl-C.", flush=True)
            print(f"Saved: {', '.join(next(changes))}", flush=True)
    except KeyboardInterrupt:
        return 0
