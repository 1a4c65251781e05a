"""Earlier editions that still stand beside the one that serves, for what is pinned to one of them."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from monitor.errors import StoreError
from monitor.store.store import Store, current_store

MOST_OPEN = 4
"""Earlier editions that a process holds open; the one longest unused closes."""
_BUILD = re.compile(r"[0-9a-f]{12}")
_lock = threading.Lock()
_open: OrderedDict[Path, Store] = OrderedDict()


def edition(build: str, folder: Path | None = None) -> Store | None:
    """The store of a build: the one that serves, or an earlier one that is kept beside it; else None.

    An earlier one answers only where the build of the one that serves was compared with it: so it was public,
    and both may be seen. After a rollback the newer ones no longer answer.
    """
    serving = current_store(folder)
    if build == serving.build:
        return serving
    if not _BUILD.fullmatch(build):
        return None
    path = serving.path.with_name(f"monitor-{build}.duckdb")
    if path.stem not in _compared(serving.path) or not path.is_file():
        return None
    with _lock:
        store = _open.get(path)
        if store is None:
            try:
                store = Store(path)
                store.try_out()
            except StoreError:
                return None
            _open[path] = store
        _open.move_to_end(path)
        while len(_open) > MOST_OPEN:
            _open.popitem(last=False)
        return store


def _compared(serving: Path) -> frozenset[str]:
    """The editions that a build was compared with, as its report says; none where there is no report."""
    report = serving.with_suffix(".report.json")
    try:
        return _read(report, report.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


@lru_cache(maxsize=16)
def _read(report: Path, changed: int) -> frozenset[str]:
    return frozenset(json.loads(report.read_text(encoding="utf-8"))["editions"]["compared"])
