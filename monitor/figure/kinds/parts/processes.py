"""Processes as rows: each with the lines of its two indicators."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.codebook import leading_category
from monitor.codebook.models import Process
from monitor.figure.answer import Answer
from monitor.figure.chart import Between
from monitor.figure.key import Key
from monitor.figure.kinds.parts.between import between, side_tests
from monitor.figure.kinds.parts.wholes import wholes
from monitor.figure.names import raised
from monitor.figure.shape import pairs_in


def process_rows(answer: Answer) -> Iterator[tuple[str, Process, list[tuple[str, Key]]]]:
    """Each process by name, with a row for each group and level: its name, and the line of what is
    provided or received."""
    lines = list(answer.drawn) if answer.kind != "distribution" else wholes(answer)
    varying = [name for name in answer.varying(lines) if name != "item"]
    for process in pairs_in(answer.names.book, answer.view.indicators):
        keys = [key for key in lines if key.indicator == process.actual]
        yield (
            raised(answer.names.text(process.label)),
            process,
            [(answer.label(key, varying or ["group"]), key) for key in keys],
        )


def side_gaps(answer: Answer) -> dict[Key, Between]:
    """The gap between the two sides of each process in the newest wave, by the line of what could be."""
    tests = side_tests(answer)
    found: dict[Key, Between] = {}
    for pair in pairs_in(answer.names.book, answer.view.indicators):
        for key in answer.lines:
            one = answer.lines.get(key._replace(indicator=pair.actual), {})
            if key.indicator == pair.possible and key in _leading(answer, pair):
                gap = between(
                    answer, one.get(answer.newest), answer.lines[key].get(answer.newest), tests.get(key)
                )
                found |= {key: gap} if gap else {}
    return found


def _leading(answer: Answer, pair: Process) -> set[Key]:
    """The lines of what could be, of a distribution those of the answer that stands for it."""
    lead = leading_category(answer.names.book.indicator[pair.possible])
    return {key for key in answer.lines if key.category == lead}
