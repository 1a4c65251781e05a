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
from monitor.figure.statement import Statement
from monitor.store import Store

MOST_POINTS = 6
MOST_CAUTIONS = 2


@dataclass(frozen=True)
class Words:
    """Plain sentences in one language. A sentence may be a Statement, which knows which of it is a list."""

    finding: tuple[str, ...] = ()
    """What is new, as the tests support it."""
    numbers: tuple[str, ...] = ()
    """The newest numbers, once."""
    change: tuple[str, ...] = ()
    """Changes that the finding does not tell: the last step, the whole period."""
    difference: tuple[str, ...] = ()
    """Differences and gaps in the newest wave that the finding does not tell."""
    published: tuple[str, ...] = ()
    """What the research itself reports, and where our verdict differs."""
    cautions: tuple[str, ...] = ()
    """What a reader must mind in this view, the most important first."""
    explanation: tuple[str, ...] = ()
    """What the indicator means, how to read the figure, terms."""

    @cached_property
    def points(self) -> tuple[str, ...]:
        """What a page shows: six at most, in the order of the roles."""
        kept = [
            *((rank, text) for rank, text in zip((0, 6), self.finding, strict=False)),
            *((rank, text) for rank, text in zip((1, 8), self.numbers, strict=False)),
            *((rank, text) for rank, text in zip((2, 5, 9), self.change, strict=False)),
            *((rank, text) for rank, text in zip((7, 10), self.difference, strict=False)),
            *((rank, text) for rank, text in zip((3,), self.published, strict=False)),
            *((rank, text) for rank, text in zip((4, 11), self.cautions, strict=False)),
        ]
        last = sorted(rank for rank, _ in kept)[:MOST_POINTS][-1:] or [0]
        return tuple(text for rank, text in kept if rank <= last[0])

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
    change = [*against(answer), *_not(last, lead), *_not(whole, lead), *whole_and_parts(answer)]
    difference = [*_not(lag, lead), *_not(gap, lead), *_not(apart, lead), *against_neutral(answer)]
    said = [*lead, *change, *difference]
    return Words(
        tuple(lead),
        tuple(numbers),
        tuple(change),
        tuple(difference),
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
