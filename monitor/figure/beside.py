"""Sentences about what a figure is compared against: no more than the test of each difference supports."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.families import directed
from monitor.figure.key import Key
from monitor.figure.reference import WAVE, Reference
from monitor.figure.statement import Statement, joined, state
from monitor.figure.wording import at_most, names_of, one_answer, who
from monitor.locale import say
from monitor.store import Contrast

MOST_NAMED = 5
DIRECTIONS = ("above", "below", "maybe_above", "maybe_below", "none")


def against(answer: Answer) -> list[Statement]:
    """Which lines are above what they are compared against, which below, and of which that can't be said; or,
    without a test, what it is."""
    reference = answer.reference
    if reference is None or not reference.values:
        return []
    tests = {key: row for key, row in reference.tests.items() if key in answer.lines}
    if one_answer(answer):
        tests = {key: row for key, row in tests.items() if key in answer.leading}
    else:
        tests = {key: row for key, row in tests.items() if key in answer.drawn}
    if not tests:
        return _untested(answer, reference)
    told = []
    for way in DIRECTIONS:
        keys = [key for key, row in tests.items() if direction(row) == way]
        if keys:
            listed = at_most([_who(answer, reference, key) for key in keys], answer.language, MOST_NAMED)
            terms = {"none": ["no_difference"]}.get(way, ["may_be"] if way.startswith("maybe") else [])
            told.append(
                state(
                    answer,
                    f"reference.{way}",
                    *terms,
                    what=_what(answer, reference),
                    who=listed,
                    count=len(reference.tests),
                )
            )
    return joined(answer, told)


def direction(row: Contrast) -> str:
    """above, below, maybe_above, maybe_below or none: the verdict on a line, with its direction."""
    return directed(row, "above", "below")


def _untested(answer: Answer, reference: Reference) -> list[Statement]:
    if reference.at(answer.newest) is not None:
        return [state(answer, "reference.only", what=_what(answer, reference))]
    keys = [key for key in answer.leading if answer.newest in reference.values.get(key, {})]
    if not keys:
        return []
    listed = at_most([_who(answer, reference, key) for key in keys], answer.language, MOST_NAMED)
    return [state(answer, "reference.only_each", what=reference.label, who=listed)]


def _what(answer: Answer, reference: Reference) -> str:
    """'het totaal (62%)', or without a number where each line has its own."""
    one = reference.at(answer.newest)
    return reference.label if one is None else f"{reference.label} ({answer.number(one, words=True)})"


def _who(answer: Answer, reference: Reference, key: Key) -> str:
    """'nurses (80%)', or with what it is compared against where that differs: 'nurses (80%; 60%)'."""
    row = answer.lines[key][answer.newest]
    own = answer.value(row) if row.shown else "–"
    beside = reference.values.get(key, {}).get(answer.newest)
    if reference.at(answer.newest) is None and beside is not None:
        id = "beside_wave" if reference.id.startswith(WAVE) else "beside"
        own = say(f"reference.{id}", answer.language, own=own, other=answer.number(beside))
    return who(answer, key, names_of(answer), own)
