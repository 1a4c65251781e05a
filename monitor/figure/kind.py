"""What a figure type is: what it needs, when it is preferred, what it says, and how it becomes a chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.figure.answer import Answer
from monitor.figure.chart import Between, Chart
from monitor.figure.key import Key
from monitor.figure.names import Names
from monitor.figure.shape import Refusal, Shape

MOST_LINES = 7
"""Lines or colours that can still be told apart."""
MOST_ROWS = 80


def _never(shape: Shape) -> int:
    return 0


@dataclass(frozen=True)
class Kind:
    """One figure type. Its words are `kind.<id>.name`, `.how` and, where waves change them,
    `.how_several`."""

    id: str
    place: int
    """Where the picker lists it, and where it stands among types that suit a question equally."""
    refuses: Callable[[Shape], Refusal | None]
    """Why it does not fit a question; None where it does."""
    chart: Callable[[Answer], Chart]
    """The rows, in order, as a value that every surface draws."""
    suits: Callable[[Shape], int] = _never
    """How well it suits a question; 0 for no better than any other that fits."""
    over_time: bool = False
    """Whether it shows waves beside each other, so that it opens with all of them."""
    two_ended: bool = False
    """Whether it opens with one wave after all, where two groups or two levels are its ends."""
    since_first: bool = False
    """Whether it shows the first wave beside the newest, so that a change is counted from there."""
    processes: bool = False
    """Whether it is about processes, and so is what is said of it."""
    instead: str = ""
    """The type that is shown where this one does not fit."""
    how: Callable[[Answer], str] = lambda answer: "how"
    """Which of its texts tells how to read it."""
    gaps: Callable[[Answer], dict[Key, Between]] = lambda answer: {}
    """The gaps that its rows show, by the line of their second end."""
    icon: str = ""
    """What pictures it where it is chosen: the path of a line on a field of 24 by 16."""

    def name(self, names: Names) -> str:
        """What the picker calls it."""
        return names.say(f"kind.{self.id}.name")


def at_most(limit: int, count: float, reason: str) -> Refusal | None:
    """The refusal of more than so many."""
    return Refusal(reason, limit) if count > limit else None
