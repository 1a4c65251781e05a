"""Parts of a job in processes of their own: in order, once each, and none lost. A process of its own runs
them: this one has threads, so it is not split."""

import subprocess
import sys
import threading

import pytest

from monitor.side_by_side import cores, side_by_side, splits

WORK = """
import os, signal, sys
from monitor.side_by_side import both, side_by_side

first = os.getpid()

def work(part):
    if part == sys.argv[1] and os.getpid() != first:
        {failure}
    return part, os.getpid() == first

print({call})
"""
PARTS = 'side_by_side(work, ["a", "b", "c", "d", "e"])'
BOTH = 'both(lambda: work("a"), lambda: [work("b")])'


needs_split = pytest.mark.skipif(
    sys.platform != "linux" or cores() < 2, reason="a process is split on Linux, with more than one core"
)


def _run(failure: str, part: str, call: str = PARTS) -> object:
    program = [sys.executable, "-c", WORK.format(failure=failure, call=call), part]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return eval(done.stdout)  # noqa: S307


@needs_split
def test_each_part_is_worked_on_in_a_process_of_its_own_and_comes_back_in_order() -> None:
    assert _run("pass", "none") == [(part, False) for part in "abcde"]


@needs_split
@pytest.mark.parametrize("failure", ["os.kill(os.getpid(), signal.SIGKILL)", "raise ValueError(part)"])
def test_a_part_whose_process_is_lost_is_worked_on_here(failure: str) -> None:
    assert _run(failure, "c") == [(part, part == "c") for part in "abcde"]


@needs_split
def test_two_pieces_of_work_come_back_in_order_and_a_lost_one_is_done_here() -> None:
    assert _run("pass", "none", BOTH) == (("a", False), [("b", False)])
    assert _run("raise ValueError(part)", "b", BOTH) == (("a", False), [("b", True)])


def test_a_process_with_other_threads_is_not_split_and_an_error_shows() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert not splits()
        assert side_by_side(str, [1, 2]) == ["1", "2"]
        with pytest.raises(ValueError, match="no number"):
            side_by_side(lambda part: int(part) if part else _fail(), ["1", ""])
    finally:
        done.set()
        other.join()


def _fail() -> int:
    raise ValueError("no number")
