"""Care processes in words: what could be digital beside what is, for each process, group and level."""

from __future__ import annotations

from typing import NamedTuple

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
    """Every process of the view, in the codebook's order; of a distribution its first net, else its last answer."""
    keys = list(answer.drawn)
    if answer.kind == "distribution":
        item = answer.indicators[0]
        nets, categories = getattr(item, "nets", []), getattr(item, "categories", [])
        lead = nets[0].id if nets else categories[-1].id
        keys = [key for key in keys if key.category == lead]
    found = []
    for process in pairs_in(answer.names.book, answer.view.indicators):
        for key in keys:
            other = key._replace(indicator=process.possible)
            if key.indicator == process.actual and other in answer.lines:
                values = (answer.lines[line][answer.newest].estimate for line in (other, key))
                found.append(ProcessValue(answer.names.text(process.label), key, *values))
    return found
