"""Sentences that know which terms they use, so that each term is explained where it is used, and nowhere
else."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.names import raised
from monitor.locale import say

TERMS = ("percentage_point", "no_difference", "strongly")
"""In the order in which they are explained: `term.<id>` in the texts."""


class Statement(str):
    """A sentence; `terms` are those of TERMS that stand in it."""

    terms: frozenset[str] = frozenset()


def state(answer: Answer, id: str, *terms: str, sized: bool = False, **slots: object) -> Statement:
    """The text `id` as a sentence; `sized` where it tells the size of a difference, which shares count in
    percentage points."""
    told = Statement(raised(say(id, answer.language, **slots)))
    told.terms = frozenset(terms) | ({"percentage_point"} if sized and answer.in_percent else frozenset())
    return told
