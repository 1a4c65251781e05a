"""One build at a time in one folder, also between processes; whoever waits can read how far it is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import BuildError, reason
from monitor.progress import Progress, silent


@contextmanager
def only_builder(folder: Path, progress: Progress = silent) -> Iterator[Progress]:
    """Holds the folder's lock; yields a Progress that also tells those who wait. The lock goes with the
    process. BuildError where the folder can't be made or written in."""
    told = folder / ".progress"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = open(folder / ".lock", "a+b")  # noqa: SIM115
    except OSError as error:
        why = "it is a file" if folder.is_file() else reason(error)
        raise BuildError(
            f"Nothing can be written in the store's folder {folder}: {why}; name another with --store or"
            " MONITOR_STORE"
        ) from error
    with opened as lock:
        while not _taken(lock.fileno()):
            progress(*_read(told))
            time.sleep(0.2)

        def tell(done: float, doing: str) -> None:
            try:
                told.write_text(f"{done:.3f}\n{doing}\n", encoding="utf-8")
            except OSError:
                pass
            progress(done, doing)

        try:
            yield tell
        finally:
            told.unlink(missing_ok=True)


def _read(told: Path) -> tuple[float, str]:
    try:
        done, doing, *_ = told.read_text(encoding="utf-8").splitlines()
        return float(done), doing
    except (OSError, ValueError):
        return 0.0, "…"


if os.name == "nt":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
