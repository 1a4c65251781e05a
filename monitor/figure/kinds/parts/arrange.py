"""Which lines become panels and rows, and in what order."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.figure.answer import Answer
from monitor.figure.key import Key

Rows = list[tuple[str, Key]]


def panels(answer: Answer, lines: Iterable[Key], alone: str = "group") -> list[tuple[str, Rows]]:
    """(heading, rows): what varies last names the rows (`alone` where nothing does), what varies before it
    the headings."""
    lines = list(lines)
    varying = answer.varying(lines)
    outer, inner = varying[:-1], varying[-1:] or [alone]
    found: dict[str, Rows] = {}
    for key in lines:
        found.setdefault(answer.label(key, outer), []).append((answer.label(key, inner), key))
    if not outer:
        return [("", in_order(answer, inner[0], rows)) for rows in found.values()]
    return list(found.items())


def in_order(answer: Answer, name: str, rows: Rows) -> Rows:
    """Rows that differ in the part `name`, largest first unless the codebook orders; pooled groups and
    nets stay last."""
    if any(key not in answer.lines for _, key in rows):
        return rows
    if name in ("level1", "level2"):
        if answer.names.book.breakdown[answer.breakdowns[0 if name == "level1" else 1]].ordered:
            return rows
    elif name == "item" and getattr(answer.indicators[0], "ordered", False):
        return rows

    def place(row: tuple[str, Key]) -> tuple[bool, float]:
        estimate = answer.lines[row[1]][answer.newest].estimate
        return row[1] in answer.unions, -estimate if estimate is not None else float("inf")

    return sorted(rows, key=place)
