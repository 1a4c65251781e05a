"""A build that is killed, or that can't write, costs nothing: the last good store serves on, and the next
build cleans up."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import Store
from tests.prepare.panel import GOLDEN

ROOT = Path(__file__).resolve().parents[2]
BUILD = [
    sys.executable,
    "-m",
    "monitor",
    "build",
    "--codebook",
    str(GOLDEN / "panel_codebook.yaml"),
    "--raw",
    str(GOLDEN),
    "--store",
]
LOOP = """
import sys
from pathlib import Path
from monitor.prepare.pipeline import build
while True:
    print("next", flush=True)
    build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.fixture
def served(tmp_path: Path, panel_folder: Path) -> Path:
    """A folder with a good store."""
    shutil.copytree(panel_folder, tmp_path / "store")
    return tmp_path / "store"


def opened(folder: Path) -> Store:
    """What `CURRENT` names, opened afresh."""
    return Store(folder / (folder / "CURRENT").read_text(encoding="utf-8").strip())


def killed_at(moment: float, folder: Path) -> None:
    """Starts builds one after the other in a process, and kills it so many seconds after the first began."""
    command = [sys.executable, "-c", LOOP, *map(str, (GOLDEN / "panel_codebook.yaml", GOLDEN, folder))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None and process.stdout.readline() == b"next\n"
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("times", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_moment_leaves_a_store_that_serves(served: Path, times: int) -> None:
    expected = opened(served).estimates(["portal"])
    chance, left_behind = random.Random(times), set()
    for _ in range(times):
        killed_at(chance.uniform(0.0, 2.5), served)
        assert opened(served).estimates(["portal"]) == expected
        left_behind |= {path.name.split("-")[0] for path in served.glob(".*")}
    if times > 50:
        assert ".building" in left_behind, "no build was ever killed while it wrote"
    done = subprocess.run([*BUILD, str(served)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert opened(served).estimates(["portal"]) == expected
    assert {path.name for path in served.glob(".*")} <= {".lock"}
    assert len(list(served.glob("monitor-*.duckdb"))) <= 2


@pytest.mark.parametrize("room", [0, 100_000])
def test_a_full_disk_leaves_the_earlier_store(served: Path, room: int) -> None:
    """A limit on the size of a file stops writing where a full disk would."""

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    before = (served / "CURRENT").read_text(encoding="utf-8")
    done = subprocess.run(
        [*BUILD, str(served)], cwd=ROOT, capture_output=True, text=True, timeout=120, preexec_fn=little_room
    )
    assert done.returncode == 1
    assert "can't be written in" in done.stderr and "The earlier store still serves" in done.stderr
    assert "Traceback" not in done.stderr
    assert (served / "CURRENT").read_text(encoding="utf-8") == before
    assert opened(served).estimates(["portal"])
    assert not list(served.glob(".building-*"))


@pytest.fixture
def unwritable(served: Path) -> Iterator[Path]:
    served.chmod(0o555)
    yield served
    served.chmod(0o755)


def test_a_folder_that_may_not_be_written_leaves_the_earlier_store(unwritable: Path) -> None:
    mortal: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write anywhere, and there is no setpriv here to take that from it")
        mortal = [
            "setpriv",
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
        ]
    done = subprocess.run(
        [*mortal, *BUILD, str(unwritable)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert str(unwritable) in done.stderr and "Traceback" not in done.stderr
    assert opened(unwritable).estimates(["portal"])
