"""Every odd, cut-off or damaged file gives a codebook that builds, or one line that says what is wrong with
which file.

The suite takes a sample of the cut and changed files; `-m slow` takes them all.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.__main__ import main
from monitor.codebook import load_codebook
from monitor.errors import MonitorError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.pipeline import check

HARD = Path(__file__).resolve().parents[2] / ".." / "shared" / "surveys" / "hard"
FILES = (
    sorted(path for path in HARD.rglob("*") if path.suffix in (".sav", ".zsav", ".por"))
    if HARD.is_dir()
    else []
)
CUTS, CHANGED_BYTES, SEEDS = 20, 20, 10
LONGEST_WAIT = 10.0

pytestmark = pytest.mark.skipif(not FILES, reason="the shared survey files are not here")


def damaged(path: Path) -> Iterator[tuple[str, bytes]]:
    """The file cut off at 20 places, and with 1, 3 or 20 random bytes changed, here and there."""
    whole = path.read_bytes()
    for cut in range(CUTS):
        yield f"cut off at {cut}/{CUTS}", whole[: len(whole) * cut // CUTS]
    for seed in range(SEEDS):
        for count in (1, 3, CHANGED_BYTES):
            draw = random.Random(f"{path.name} {seed} {count}")
            content = bytearray(whole)
            for _ in range(count):
                content[draw.randrange(len(content))] = draw.randrange(256)
            yield f"{count} bytes changed, seed {seed}", bytes(content)


def works_or_says_why(path: Path, out: Path) -> bool:
    """Whether a draft came out, which then loads and whose data can be recoded."""
    started = time.monotonic()
    try:
        draft_codebook([path], out)
    except MonitorError as error:
        message = str(error)
        assert "\n" not in message
        assert path.name in message
        drafted = False
    else:
        load_codebook(out)
        assert not check(out, path.parent).findings.stop
        (out / "codebook.yaml").unlink()
        drafted = True
    assert time.monotonic() - started < LONGEST_WAIT
    return drafted


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_file_as_it_is(path, tmp_path):
    works_or_says_why(path, tmp_path / "out")


def test_most_whole_files_give_a_codebook(tmp_path):
    drafted = [path for path in FILES if works_or_says_why(path, tmp_path / "out")]
    assert len(drafted) >= 30


def test_a_sample_of_damaged_files(tmp_path):
    every = [(path, what, content) for path in FILES for what, content in damaged(path)]
    for path, what, content in random.Random(20).sample(every, 250):
        copy = tmp_path / f"damaged{path.suffix}"
        copy.write_bytes(content)
        try:
            works_or_says_why(copy, tmp_path / "out")
        except Exception as problem:
            raise AssertionError(f"{path.parent.name}/{path.name}, {what}") from problem


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_all_damaged_files(path, tmp_path):
    for what, content in damaged(path):
        copy = tmp_path / f"damaged{path.suffix}"
        copy.write_bytes(content)
        try:
            works_or_says_why(copy, tmp_path / "out")
        except Exception as problem:
            raise AssertionError(what) from problem


@pytest.mark.parametrize(
    "name", ["pspp/hotel-encrypted.sav", "medella/ShortStrings.sav", "readspss/datetimes.sav"]
)
def test_the_command_line_says_it_in_one_line(name, tmp_path, capsys):
    assert main(["draft", str(HARD / name), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith(f"monitor: {HARD / name}: ")


@pytest.mark.parametrize("name", ["pyreadstat/simple_alltypes.sav", "readspss/electric.por", "pspp/llz.zsav"])
def test_a_drafted_file_builds(name, tmp_path, capsys):
    path = HARD / name
    assert main(["draft", str(path), "--out", str(tmp_path / "codebook")]) == 0
    built = [
        "build",
        "--codebook",
        str(tmp_path / "codebook"),
        "--raw",
        str(path.parent),
        "--store",
        str(tmp_path / "store"),
    ]
    assert main(built) == 0
    assert (tmp_path / "store" / "CURRENT").is_file()
