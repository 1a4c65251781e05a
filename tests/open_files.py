"""Which files a process holds open, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

reads_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are read from /proc")


def held(part: str, pid: int | str = "self") -> set[str]:
    """Names of the open files of a process that hold `part`."""
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(os.readlink(link))
        except OSError:
            continue
    return {name for name in found if part in name}
