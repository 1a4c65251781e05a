"""Answers that were made before, up to a number of bytes; the ones longest unused go first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from monitor.api.operation import Answer

MOST_BYTES = 48 * 2**20
_OVERHEAD = 500


class Kept:
    """Answers by key. Safe to share between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES):
        self.most_bytes, self.bytes = most_bytes, 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: str) -> Answer | None:
        """The answer kept under this key."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: str, answer: Answer) -> None:
        """Keeps the answer, unless it alone would take a quarter of the room."""
        size = _size(key, answer)
        if size * 4 > self.most_bytes:
            return
        with self._lock:
            before = self._answers.pop(key, None)
            if before is not None:
                self.bytes -= _size(key, before)
            self._answers[key] = answer
            self.bytes += size
            while self.bytes > self.most_bytes:
                gone, old = self._answers.popitem(last=False)
                self.bytes -= _size(gone, old)


def _size(key: str, answer: Answer) -> int:
    return len(answer.body) + len(key) + _OVERHEAD
