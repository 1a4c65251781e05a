"""How far a long job is: who is told, and a bar for the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the part done (0-1) and what is being done."""


def silent(done: float, doing: str) -> None:
    """Progress that nobody watches."""


class Bar:
    """A progress bar on standard error; only the last state where that is no terminal."""

    def __enter__(self) -> Progress:
        self._live = sys.stderr.isatty()
        self._last = -1.0
        return self.show

    def show(self, done: float, doing: str) -> None:
        """Draws the bar; without a terminal a line for each tenth."""
        if self._live:
            filled = round(30 * done)
            print(
                f"\r[{'█' * filled}{'·' * (30 - filled)}] {done:4.0%} {doing[:40]:<40}",
                end="",
                file=sys.stderr,
                flush=True,
            )
        elif done - self._last >= 0.1 or done >= 1:
            print(f"{done:4.0%} {doing}", file=sys.stderr, flush=True)
            self._last = done

    def __exit__(self, *_: object) -> None:
        if self._live:
            print(file=sys.stderr)
