"""Sentences that know which terms they use, and which of them are lists."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure.answer import Answer
from monitor.figure.names import raised
from monitor.locale import say

TERMS = ("percentage_point", "no_difference", "may_be", "strongly")
"""In the order in which they are explained: `term.<id>` in the texts."""
LONGEST = 3
"""Of a list inside a sentence; with more it is a list of its own."""


class Statement(str):
    """A sentence, or a lead with a list: as text the list follows the lead."""

    terms: frozenset[str] = frozenset()
    """Those of TERMS that stand in it."""
    lead: str = ""
    items: tuple[str, ...] = ()
    """The entries of the list; a sentence has none."""


def state(answer: Answer, id: str, *terms: str, sized: bool = False, **slots: object) -> Statement:
    """The text `id` as a sentence; `sized` where it tells the size of a difference, which shares count in
    percentage points."""
    told = Statement(raised(say(id, answer.language, **slots)))
    told.terms = frozenset(terms) | ({"percentage_point"} if sized and answer.in_percent else frozenset())
    return told


def plain(text: str) -> Statement:
    """A sentence without terms."""
    return Statement(raised(text))


def enumerated(lead: str, items: Sequence[str]) -> Statement:
    """'Lead: a; b; c; d.', which pages draw as a list."""
    told = Statement(f"{raised(lead)} {'; '.join(items)}.")
    told.lead, told.items = raised(lead), tuple(items)
    return told


def joined(answer: Answer, parts: Sequence[Statement]) -> list[Statement]:
    """Sentences about one question as one paragraph; none where there are none."""
    parts = [part for part in parts if part]
    if not parts:
        return []
    told = Statement(" ".join(parts))
    told.terms = frozenset().union(*(part.terms for part in parts))
    return [told]
