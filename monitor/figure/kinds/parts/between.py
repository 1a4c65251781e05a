"""The gap between the two ends of a row: how large it reads, between which bounds, and what its test says."""

from __future__ import annotations

from typing import TypeVar

from monitor.figure.answer import Answer
from monitor.figure.chart import Between, Row
from monitor.figure.families import Verdict, judged
from monitor.figure.key import Key
from monitor.locale import say
from monitor.store import Contrast, Estimate

BY_GAP = "gap"
"""The order of rows by the size of their gap."""
Of = TypeVar("Of")
Panels = list[tuple[str, list[tuple[Row, Of]]]]
"""Headings with rows, each with what it is about."""


def between(
    answer: Answer, one: Estimate | None, other: Estimate | None, test: Contrast | None
) -> Between | None:
    """The gap `other` minus `one`; None where either has no number."""
    if one is None or other is None or one.estimate is None or other.estimate is None:
        return None
    size = answer.between(one.estimate, other.estimate)
    read = answer.distance(abs(size))
    short = say("between.size", answer.language, size=read)
    if test is None or test.ci_low is None or test.ci_high is None:
        return Between(size, say("between.untested", answer.language, size=read), short)
    verdict = judged(test)
    low, high = sorted((abs(test.ci_low), abs(test.ci_high)))
    bounds = {"low": answer.bare(low), "high": answer.bare(high)}
    text = say(f"between.{verdict}", answer.language, size=read, **bounds)
    return Between(size, text, short, verdict is Verdict.SHOWN, verdict is not Verdict.NONE)


def tests_of(answer: Answer) -> dict[frozenset[Key], Contrast]:
    """The tests between two lines of the newest wave."""
    return {frozenset((one, other)): row for one, other, row in answer.tests.differences}


def side_tests(answer: Answer) -> dict[Key, Contrast]:
    """The tests between the two sides of a process, by the line of what could be."""
    return {gap.other: gap.test for gap in answer.tests.sides if gap.test}


def by_gap(answer: Answer, panels: Panels[Of]) -> Panels[Of]:
    """The panels with the widest gap first, and so the rows of each, where a reader asks for that; rows under
    one name stay together."""
    if answer.view.sort != BY_GAP:
        return panels
    found = [(title, _widest(rows) if all(row.opens for row, _ in rows) else rows) for title, rows in panels]
    return sorted(found, key=lambda panel: min(map(_narrow, panel[1]), default=0.0))


def _widest(rows: list[tuple[Row, Of]]) -> list[tuple[Row, Of]]:
    return sorted(rows, key=_narrow)


def _narrow(row: tuple[Row, Of]) -> float:
    """Less the wider the gap of a row is; most where it has none."""
    return -abs(row[0].gap.size) if row[0].gap else float("inf")
