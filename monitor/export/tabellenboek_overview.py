"""All indicators of a tabellenboek on one sheet: the newest total beside that of the wave before, then the
levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from monitor.export.tabellenboek import Cell, Head, Page, Row
from monitor.rows import Status


class Line(NamedTuple):
    """One answer of one group: its newest wave, the total of the wave before where the two may be compared
    (else '' and None), and a cell for each column, or None."""

    page: Page
    group: str
    answer: str
    wave: str
    earlier_wave: str
    earlier: Cell | None
    cells: tuple[Cell | None, ...]


def columns(pages: Sequence[Page]) -> list[Head]:
    """The columns of all pages, each once: the total, then breakdown by breakdown."""
    heads = dict.fromkeys(head for page in pages for head in page.heads)
    breakdowns = list(dict.fromkeys(head.breakdown for head in heads))
    return sorted(heads, key=lambda head: breakdowns.index(head.breakdown))


def lines(pages: Sequence[Page]) -> Iterator[Line]:
    """The lines of all pages in order."""
    heads = columns(pages)
    for page in pages:
        for of, rows in groupby(page.rows, key=lambda row: (row.group, row.answer)):
            asked = _asked(rows)
            if not asked:
                continue
            newest = asked[0]
            earlier = [row for row in page.before if (row.group, row.answer) == of]
            before = _before(page, newest, asked[1:] or _asked(earlier))
            cells = dict(zip(page.heads, newest.cells, strict=True))
            yield Line(
                page,
                newest.group,
                newest.answer,
                newest.wave,
                before.wave if before else "",
                before.cells[0] if before else None,
                tuple(cells.get(head) for head in heads),
            )


def _asked(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.cells[0] and row.cells[0].status != Status.NOT_ASKED]


def _before(page: Page, newest: Row, rows: Sequence[Row]) -> Row | None:
    """The wave before, unless the question was another then."""
    if not rows or not page.indicator.comparable_waves(rows[0].wave_id, newest.wave_id):
        return None
    return rows[0]
