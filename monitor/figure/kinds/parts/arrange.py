"""Which lines become panels and rows, and in what order."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.codebook import leading_category
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
    if answer.view.sort not in ("", "gap"):
        return [(heading, in_order(answer, inner[0], rows)) for heading, rows in found.items()]
    return list(found.items())


def in_order(answer: Answer, name: str, rows: Rows) -> Rows:
    """Rows that differ in the part `name`, as the reader wants them; else largest first unless the codebook
    orders. Pooled groups and nets stay last."""
    sort = answer.view.sort.replace("gap", "")
    if sort == "codebook" or (not sort and _ordered(answer, name, rows)):
        return rows
    if sort == "name":
        return sorted(rows, key=lambda row: (row[1] in answer.unions, row[0].casefold()))
    sign = 1 if sort == "low" else -1

    def place(row: tuple[str, Key]) -> tuple[bool, float]:
        estimate = _newest(answer, row[1])
        return row[1] in answer.unions, sign * estimate if estimate is not None else float("inf")

    return sorted(rows, key=place)


def _ordered(answer: Answer, name: str, rows: Rows) -> bool:
    """Whether the codebook's own order means something."""
    if any(key not in answer.lines for _, key in rows):
        return True
    if name in ("level1", "level2"):
        return answer.names.book.breakdown[answer.breakdowns[0 if name == "level1" else 1]].ordered
    return name == "item" and bool(getattr(answer.indicators[0], "ordered", False))


def _newest(answer: Answer, key: Key) -> float | None:
    """The newest number of a line; of a whole distribution that of the answer that leads it."""
    if key not in answer.lines:
        item = answer.names.book.indicator[key.indicator]
        key = key._replace(category=leading_category(item))
    return answer.lines[key][answer.newest].estimate
