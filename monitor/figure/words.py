"""What a figure says, by role: each surface takes what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property

from monitor.figure.adding_up import whole_and_parts
from monitor.figure.answer import Answer
from monitor.figure.beside import against
from monitor.figure.cautions import cautions, meaning
from monitor.figure.compared import differences, period, step
from monitor.figure.families import shows_difference
from monitor.figure.finding import against_neutral, finding
from monitor.figure.kind import Kind
from monitor.figure.narrowing import lagging, narrowing
from monitor.figure.research import research
from monitor.figure.several import several
from monitor.figure.statement import Statement
from monitor.store import Store

MOST_POINTS = 6
MOST_VISIBLE = 110
"""Words that a page shows at once; what would go over them is folded away."""
FINDING, PUBLISHED = 0, 3
ASKED_FOR = 4.5
"""The place of what a survey asks for besides, after the first caution."""
ALWAYS = (FINDING, PUBLISHED)
"""Of the ranks below those that are never folded away: what is new, and what the research says of it."""


@dataclass(frozen=True)
class Words:
    """Plain sentences in one language. A sentence may be a Statement, which knows which of it is a list."""

    finding: tuple[str, ...] = ()
    """What is new, as the tests support it."""
    numbers: tuple[str, ...] = ()
    """The newest numbers, once."""
    change: tuple[str, ...] = ()
    """Changes that the finding does not tell: of the gap between a breakdown's ends, the last step, the whole
    period."""
    difference: tuple[str, ...] = ()
    """Differences in the newest wave, and gaps between two sides, that the finding does not tell."""
    several: tuple[str, ...] = ()
    """What several cells say together: inequality, a test over all levels, a trend, numbers of people."""
    published: tuple[str, ...] = ()
    """What the research itself reports, and where our verdict differs."""
    cautions: tuple[str, ...] = ()
    """What a reader must mind in this view, the most important first."""
    explanation: tuple[str, ...] = ()
    """What the indicator means, how to read the figure, terms."""

    @cached_property
    def points(self) -> tuple[str, ...]:
        """What a page shows: six at most and no more words than `MOST_VISIBLE`, in the order of the roles."""
        kept = [
            *((rank, text) for rank, text in zip((FINDING, 6), self.finding, strict=False)),
            *((rank, text) for rank, text in zip((1, 8), self.numbers, strict=False)),
            *((rank, text) for rank, text in zip((2, 5, 9, 12), self.change, strict=False)),
            *((rank, text) for rank, text in zip((7, 10), self.difference, strict=False)),
            *((rank, text) for rank, text in zip((ASKED_FOR, 13, 14), self.several, strict=False)),
            *((rank, text) for rank, text in zip((PUBLISHED,), self.published, strict=False)),
            *((rank, text) for rank, text in zip((4, 11), self.cautions, strict=False)),
        ]
        shown, room = set(), MOST_VISIBLE
        for rank, text in sorted(kept)[:MOST_POINTS]:
            words = len(text.split())
            if words <= room or rank in ALWAYS:
                shown.add(rank)
                room -= words
        return tuple(text for rank, text in kept if rank in shown)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """All that a page does not show at once."""
        shown = set(self.points)
        return tuple(text for text in self.sentences if text not in shown)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Everything, in the order of the roles."""
        return tuple(dict.fromkeys(text for role in fields(self) for text in getattr(self, role.name)))


NOTHING = Words()


def words(answer: Answer, kind: Kind, store: Store) -> Words:
    """The words of an answer that has something to draw."""
    last, whole = step(answer), period(answer)
    gap, lag, apart = narrowing(answer), lagging(answer), differences(answer)
    numbers = finding(answer, kind)
    lead = _lead(answer, last, whole, gap, lag, apart)
    if len(answer.leading) == 1 and numbers:
        lead, numbers = numbers, []
    became, lags = (gap, lag) if answer.tests.ends else ([], [*lag, *gap])
    change = [
        *against(answer),
        *_not(became, lead),
        *_not(last, lead),
        *_not(whole, lead),
        *whole_and_parts(answer),
    ]
    difference = [*_not(lags, lead), *_not(apart, lead), *against_neutral(answer)]
    told_together = several(answer)
    said = [*lead, *change, *difference, *told_together]
    return Words(
        tuple(lead),
        tuple(numbers),
        tuple(change),
        tuple(difference),
        tuple(told_together),
        tuple(research(store, answer)),
        tuple(cautions(answer)),
        tuple(meaning(answer, kind, said)),
    )


def _lead(answer: Answer, *families: list[Statement]) -> list[Statement]:
    """The paragraph that the title is about: a gap that changed, a change, what lags, a difference."""
    last, whole, gap, lag, apart = families
    tests = answer.tests
    several = len(answer.waves) > 1
    if (
        several
        and gap
        and any(item.change and shows_difference(item.change) for item in (*tests.ends, *tests.sides))
    ):
        return gap
    if tests.sides and lag:
        return lag
    if several and last and any(map(shows_difference, tests.changes.values())):
        return last
    if several and whole and any(map(shows_difference, tests.period.values())):
        return whole
    if several:
        return last or whole or apart
    moved = any(map(shows_difference, tests.changes.values()))
    told_apart = any(shows_difference(row) for _, _, row in tests.differences)
    return last if moved and not told_apart else apart or last


def _not(some: Iterable[Statement], lead: Iterable[Statement]) -> list[Statement]:
    return [text for text in some if text not in lead]
