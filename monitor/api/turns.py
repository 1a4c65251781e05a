"""Costly answers take turns: a few are made at a time, some wait, and of one client only so many, so that
others are served too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from anyio import CapacityLimiter, Event
from anyio.to_thread import run_sync

from monitor.api.operation import Answer

MOST_AT_ONCE = 2
"""Answers that one process makes at the same time, so that the pages stay quick."""
LONGEST_QUEUE = 30
"""Answers that wait for their turn."""
MOST_OF_ONE = 8
"""Answers of one client that are made or wait: what a reader may click in a row, and a room behind one
address at the same time."""


class NoTurn(Exception):
    """There is no place in the queue; `own` where it is this client's own answers that take up its places."""

    def __init__(self, own: bool):
        self.own = own
        super().__init__("no place in the queue")


@dataclass
class _Making:
    done: Event = field(default_factory=Event)
    answer: Answer | None = None


class Turns:
    """The queue of one process. Whoever asks for what is being made already waits for it, and takes no
    place."""

    def __init__(self, at_once: int = MOST_AT_ONCE, longest: int = LONGEST_QUEUE, each: int = MOST_OF_ONE):
        self.longest, self.each = at_once + longest, each
        self._limiter = CapacityLimiter(at_once)
        self._making: dict[str, _Making] = {}
        self._places: Counter[str] = Counter()

    @property
    def idle(self) -> bool:
        """Whether nothing is being made, and nobody has a place."""
        return not self._places and not self._making

    async def take(self, client: str, key: str, make: Callable[[], Answer]) -> Answer:
        """What `make` gives, made in a thread when it is its turn. NoTurn where there is no place for it."""
        while key in self._making:
            making = self._making[key]
            await making.done.wait()
            if making.answer is not None:
                return making.answer
        if self._places[client] >= self.each:
            raise NoTurn(own=True)
        if self._places.total() >= self.longest:
            raise NoTurn(own=False)
        making = self._making[key] = _Making()
        self._places[client] += 1
        try:
            making.answer = await run_sync(make, limiter=self._limiter)
            return making.answer
        finally:
            making.done.set()
            del self._making[key]
            self._places[client] -= 1
            if not self._places[client]:
                del self._places[client]
