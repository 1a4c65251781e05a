"""Processes in words: what could be beside what is, for each process, group and level."""

from __future__ import annotations

from typing import NamedTuple

from monitor.codebook import leading_category
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.shape import pairs_in


class ProcessValue(NamedTuple):
    """One process in one group: the two newest numbers, None where hidden."""

    name: str
    key: Key
    """The line of what is provided or received."""
    possible: float | None
    actual: float | None


def process_values(answer: Answer) -> list[ProcessValue]:
    """Every process of the view, in the codebook's order; of a distribution its first net, else its last
    answer."""
    keys = list(answer.drawn)
    if answer.kind == "distribution":
        lead = leading_category(answer.indicators[0])
        keys = [key for key in keys if key.category == lead]
    found = []
    for process in pairs_in(answer.names.book, answer.view.indicators):
        for key in keys:
            other = key._replace(indicator=process.possible)
            if key.indicator == process.actual and other in answer.lines:
                values = (answer.lines[line][answer.newest].estimate for line in (other, key))
                found.append(ProcessValue(answer.names.text(process.label), key, *values))
    return found


def process_names(answer: Answer) -> dict[str, str]:
    """What the processes of the view are called inside a sentence, by the indicator of what could be."""
    return {
        process.possible: answer.names.inline(process.label)
        for process in pairs_in(answer.names.book, answer.view.indicators)
    }
