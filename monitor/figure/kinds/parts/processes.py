"""Processes as rows: each with the lines of its two indicators."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.codebook.models import Process
from monitor.figure.answer import Answer
from monitor.figure.key import Key
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
