"""What a researcher should look at, and how much hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Rank(IntEnum):
    """The lower, the worse."""

    NUMBERS = 0
    """A figure may be wrong."""
    WAVES = 1
    """A change over time may be missing, or another than it seems."""
    BASE = 2
    """Some people may be left out, or in, wrongly."""
    NAMES = 3
    """A reader may not know what is meant."""
    HINT = 4
    """It could be better."""


class Doubt(str):
    """A line of text with its rank."""

    rank: Rank

    def __new__(cls, text: str, rank: Rank) -> Doubt:
        """The text in one line, with how much it matters."""
        doubt = super().__new__(cls, " ".join(text.split()))
        doubt.rank = rank
        return doubt


def worst_first(doubts: Iterable[str]) -> list[str]:
    """Each once, by rank; what has none comes last. What is told of several variables in the same words is
    told once, with all their names."""
    names: dict[tuple[int, str], list[str]] = {}
    for doubt in dict.fromkeys(doubts):
        name, colon, told = doubt.partition(": ")
        said = told if colon and " " not in name else ""
        names.setdefault((getattr(doubt, "rank", Rank.HINT), said or doubt), []).append(said and name)
    return [
        Doubt(f"{', '.join(of)}: {said}" if of[0] else said, Rank(rank))
        for (rank, said), of in sorted(names.items(), key=lambda item: item[0][0])
    ]


LOOK, LEFT = "To look at, worst first:", "Left out:"
"""What stands above the two lists at the end of a draft."""


def listed_in(text: str, heading: str) -> list[str]:
    """The lines of one of these lists, as a codebook's comments hold them; none where it is not there."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.rstrip() == f"# {heading}":
            inside = True
        elif inside and line.startswith("# - "):
            lines.append(line[4:])
        elif inside and line.startswith("#   ") and lines:
            lines[-1] += f" {line[4:]}"
        else:
            inside = False
    return lines
