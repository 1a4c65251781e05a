"""Where a whole and its parts get different verdicts: that this is no contradiction, and why."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.compared import direction
from monitor.figure.families import shows_difference
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.figure.statement import Statement, state
from monitor.locale import say
from monitor.store import Contrast


def whole_and_parts(answer: Answer) -> list[Statement]:
    """One sentence on the first whole that changed where no part did, or the reverse; none where there are
    several questions, which a whole would have to name."""
    leads = {key.item for key in answer.leading}
    if len(leads) != 1:
        return []
    for (key, since), whole in answer.tests.wholes.items():
        if key.item not in leads:
            continue
        pool = answer.names.book.group[key.group].pool
        if not answer.breakdowns and pool and not set(pool.of) <= {lead.group for lead in answer.leading}:
            continue
        parts = _parts(answer, key, since)
        shown = [part for part in parts if shows_difference(part)]
        if not parts or bool(shown) == shows_difference(whole):
            continue
        who, wave = raised(answer.names.group(key.group)), answer.names.wave(since)
        if shown:
            return [state(answer, "whole.parts", "no_difference", who=who, wave=wave)]
        way = say(f"whole.{direction(whole)}", answer.language)
        size = answer.distance(whole.difference or 0.0, signed=True)
        return [state(answer, "whole.only", sized=True, way=way, size=size, who=who, wave=wave)]
    return []


def _parts(answer: Answer, whole: Key, since: str) -> list[Contrast]:
    """The changes since the same wave of the lines that this whole holds."""
    pool = answer.names.book.group[whole.group].pool
    groups = {whole.group} if answer.breakdowns or not pool else set(pool.of)
    return [
        change
        for family in (answer.tests.changes, answer.tests.period)
        for key, change in family.items()
        if key.item == whole.item and key.group in groups and change.from_ == since and key != whole
    ]
