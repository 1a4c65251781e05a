"""The lines of an answer as a focus names them: a code for each part in which they differ."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.shape import pairs_in
from monitor.view import EVERY


def parts_of(answer: Answer) -> tuple[str, ...]:
    """In what the lines differ: indicator, category, group, level1, level2; the group where there is one
    line."""
    items = {
        "indicator": len(answer.view.indicators) > 1,
        "category": any(key.category for key in answer.drawn),
    }
    found = [name for name, varies in items.items() if varies and "item" in answer.compared]
    return (*found, *(name for name in answer.compared if name != "item")) or ("group",)


class Paths:
    """Makes the paths of one answer's lines."""

    def __init__(self, answer: Answer):
        self._parts = parts_of(answer)
        pairs = pairs_in(answer.names.book, answer.view.indicators)
        sides = {id: pair.id for pair in pairs for id in (pair.possible, pair.actual)}
        self._processes = sides if len(sides) == len(answer.view.indicators) else {}

    def path(self, key: Key) -> str:
        """The path of a line; both sides of a process have one."""
        codes = key._asdict() | {"indicator": self._processes.get(key.indicator, key.indicator)}
        return ",".join(codes[name] or EVERY for name in self._parts)
