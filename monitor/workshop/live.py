"""Who listens to which room: one look at a room for all that listen to it in this process, a few times a
second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from monitor.workshop.database import StateError, connected, keeps_rooms
from monitor.workshop.rooms import Pulse, Rooms

_log = logging.getLogger("monitor.workshop")
BEAT = 0.25
"""Seconds between two looks at a room: what a presenter is behind at most, with what it takes to draw."""
QUIET = 15.0
"""Seconds after which a silent connection gets a sign of life."""
LONGEST = 240.0
"""Seconds that a connection lasts; a browser opens another by itself, so that a worker can be replaced."""
SWEEP = 600.0
AT_ONCE = 4
"""Threads, and with them database connections, of a worker."""
P = ParamSpec("P")
T = TypeVar("T")


class Hall:
    """The rooms of this process, or of one of its monitors by its name: their database, its threads, and who
    listens."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rooms")
        self._rooms: Rooms | None = None
        self._pulses: dict[str, Pulse | None] = {}
        self._listeners: dict[str, dict[asyncio.Event, bool]] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives, in a thread that may wait for the database."""
        within = partial(copy_context().run, partial(work, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, within)

    async def rooms(self) -> Rooms:
        """The rooms; the database is opened the first time. StateError where there is none."""
        if self._rooms is None:
            self._rooms = Rooms(await self.call(connected, self.name))
        return self._rooms

    async def pulses(self, code: str, closely: bool) -> AsyncIterator[Pulse | None]:
        """How far the room is, now and after every change; the same again as a sign of life; None and the end
        where it is gone.

        `closely` hears of each device and guess; others only of what the presenter does: hundreds of phones
        are not woken by each other.
        """
        changed = asyncio.Event()
        self._listeners.setdefault(code, {})[changed] = closely
        if code not in self._watchers:
            self._pulses.pop(code, None)
            self._watchers[code] = asyncio.create_task(self._watch(code))
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        try:
            while loop.time() < end:
                if code in self._pulses:
                    changed.clear()
                    pulse = self._pulses[code]
                    yield pulse
                    if pulse is None:
                        return
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(changed.wait(), QUIET)
        finally:
            self._leave(code, changed)

    def _leave(self, code: str, changed: asyncio.Event) -> None:
        listeners = self._listeners.get(code, {})
        listeners.pop(changed, None)
        if not listeners:
            self._listeners.pop(code, None)
            watcher = self._watchers.pop(code, None)
            if watcher is not None:
                watcher.cancel()

    async def _watch(self, code: str) -> None:
        while True:
            with suppress(StateError):
                pulse = await self.call((await self.rooms()).pulse, code)
                before = self._pulses.get(code)
                first = code not in self._pulses
                self._pulses[code] = pulse
                if first or before != pulse:
                    moved = first or before is None or pulse is None or before.version != pulse.version
                    for changed, closely in self._listeners.get(code, {}).items():
                        if moved or closely:
                            changed.set()
            await asyncio.sleep(BEAT)

    async def sweep(self) -> None:
        """Deletes rooms that are over a day old, now and then, for as long as the server runs."""
        while True:
            with suppress(StateError):
                if self._rooms is not None or keeps_rooms(self.name):
                    gone = await self.call((await self.rooms()).sweep)
                    if gone:
                        _log.info("Rooms deleted after a day: %s", gone)
            await asyncio.sleep(SWEEP)
