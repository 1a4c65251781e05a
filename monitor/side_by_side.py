"""The parts of a long job side by side: each in a process of its own where this one can be split."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

Part = TypeVar("Part")
Result = TypeVar("Result")
Other = TypeVar("Other")


def side_by_side(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """What `work` returns of each part, in their order; as many at once as there are cores.

    Whether a part is worked on here or in a process that is split off, which sees everything as it is now,
    differs by machine: so only what `work` returns may count, and it must be something that pickles. A part
    whose process fails or is killed is worked on here, where its error shows.
    """
    if len(parts) < 2 or not splits():
        return [work(part) for part in parts]
    context = multiprocessing.get_context("fork")
    found: dict[int, Result] = {}
    under_way: dict[int, tuple[Connection, ForkProcess]] = {}
    left = list(range(len(parts)))
    while left or under_way:
        while left and len(under_way) < cores():
            at = left.pop(0)
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_send, args=(work, parts[at], there), daemon=True)
            process.start()
            there.close()
            under_way[at] = here, process
        ready = wait([here for here, _ in under_way.values()])
        for at, (here, process) in list(under_way.items()):
            if here in ready:
                with here, suppress(EOFError):
                    found[at] = here.recv()
                process.join()
                del under_way[at]
    return [found[at] if at in found else work(part) for at, part in enumerate(parts)]


def both(one: Callable[[], Result], other: Callable[[], Other]) -> tuple[Result, Other]:
    """What two pieces of work return that are done side by side, as parts are."""
    works: list[Callable[[], Any]] = [one, other]
    first, second = side_by_side(lambda work: work(), works)
    return first, second


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def splits() -> bool:
    """Whether this process can be split: on Linux, with more than one core, and while no other thread runs,
    since a lock that one holds would never open in the other process."""
    return sys.platform == "linux" and cores() > 1 and threading.active_count() == 1


def _send(work: Callable[[Part], Result], part: Part, there: Connection) -> None:
    with there:
        try:
            there.send(work(part))
        except Exception:
            os._exit(1)
