"""The tabellenboek as a workbook: contents with links, a sheet for each indicator, ready to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from monitor.export.colophon import Colophon, imprint
from monitor.export.drawingml.plot import number_format, whole_format
from monitor.export.escape import cell, sheet_name
from monitor.export.tabellenboek import BESIDES, MEASURES, Cell, Head, Page, explanation, mark, pages
from monitor.figure import theme
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Store
from monitor.view import View

FIRST = 4
"""Columns before the numbers: who, answer, wave, what."""
HEADER = 5
"""Row of the header's first line, counted from 0."""
_RULE = {"top": 1, "top_color": theme.GRID}


def tabellenboek(view: View, store: Store, address: str | None = None) -> bytes:
    """An .xlsx with a table for each indicator of the view, by its breakdowns; what the view leaves empty is
    everything."""
    view = store.in_a_language(view)
    into = io.BytesIO()
    with xlsxwriter.Workbook(
        into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _Book(
            book, imprint(store, view.language, store.simulated(view.waves, view.groups), address=address)
        ).fill(list(pages(view, store)))
    return into.getvalue()


class _Book:
    """A workbook in the making."""

    def __init__(self, book: xlsxwriter.Workbook, by: Colophon):
        self._book, self._by, self._language = book, by, by.language
        self._taken: set[str] = set()
        self._formats: dict[tuple[Any, ...], Any] = {}
        book.set_properties(
            {"title": cell(by.survey), "comments": cell(f"{by.credit()}. {by.warning}".strip())}
        )

    def fill(self, found: Sequence[Page]) -> None:
        """Contents first, then a sheet for each page."""
        contents = self._book.add_worksheet(sheet_name(self._say("contents"), self._taken))
        names = [sheet_name(page.title, self._taken) for page in found]
        self._contents(contents, found, names)
        for page, name in zip(found, names, strict=True):
            self._page(self._book.add_worksheet(name), page, contents.name)

    def _contents(self, sheet: Worksheet, found: Sequence[Page], names: Sequence[str]) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, cell(self._by.survey), self._format(bold=True, font_size=18))
        sheet.write_string(1, 0, self._say("title"), self._format(font_size=12, font_color=theme.QUIET))
        row = 3
        for what, text in self._by.lines():
            sheet.write_string(row, 0, cell(what), self._format(bold=True, valign="top"))
            sheet.write_string(row, 1, cell(text), self._format(text_wrap=True, valign="top"))
            row += 1
        row += 1
        sheet.write_string(row, 0, self._say("reading"), self._format(bold=True, font_size=12))
        for line in explanation(self._language):
            row += 1
            sheet.write_string(row, 1, cell(line), self._format(text_wrap=True, valign="top"))
            sheet.set_row(row, 14 * (1 + len(line) // 105))
        row += 2
        sheet.write_row(row, 0, [self._say("theme"), self._say("table")], self._format(bold=True, bottom=1))
        for page, name in zip(found, names, strict=True):
            row += 1
            sheet.write_string(row, 0, cell(page.theme), self._format(font_color=theme.QUIET))
            link = self._format(font_color=theme.PALETTE[0], underline=1)
            sheet.write_url(
                row, 1, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", link, cell(page.title)
            )
        self._print(sheet, None)

    def _page(self, sheet: Worksheet, page: Page, contents: str) -> None:
        sheet.write_string(0, 0, cell(page.title), self._format(bold=True, font_size=14))
        told = " · ".join(part for part in (page.question, page.base, page.unit) if part)
        sheet.write_string(1, 0, cell(told), self._format(font_color=theme.QUIET))
        sheet.write_string(
            2,
            0,
            cell(f"{self._by.credit()}. {self._by.warning}".strip()),
            self._format(font_color=theme.QUIET, font_size=9),
        )
        back = self._format(font_color=theme.PALETTE[0], underline=1, font_size=9)
        sheet.write_url(
            3, 0, f"internal:'{contents.replace(chr(39), chr(39) * 2)}'!A1", back, self._say("back")
        )
        self._header(sheet, page.heads, any(line.answer for line in page.rows))
        row = HEADER + 2
        for line in page.rows:
            for column, label in enumerate((line.group, line.answer, line.wave)):
                sheet.write_string(row, column, cell(label), self._format(**_RULE, bold=column == 0))
            shown = any(found is not None and found.estimate is not None for found in line.cells)
            for measure in page.measures if shown else MEASURES[:1]:
                ruled = _RULE if measure == MEASURES[0] else {}
                sheet.write_string(
                    row,
                    FIRST - 1,
                    self._measure(measure, page),
                    self._format(**ruled, font_color=theme.QUIET, font_size=9),
                )
                for column, found in enumerate(line.cells, FIRST):
                    self._cell(sheet, row, column, measure, found, page)
                row += 1
        row += 1
        for note in explanation(self._language, [name for name in page.measures if name in BESIDES]):
            sheet.write_string(row, 0, cell(note), self._format(font_size=9, font_color=theme.QUIET))
            row += 1
        sheet.freeze_panes(HEADER + 2, FIRST)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 26 if any(line.answer for line in page.rows) else 2)
        sheet.set_column(2, 2, 7)
        sheet.set_column(3, 3, 15)
        sheet.set_column(FIRST, FIRST + len(page.heads) - 1, 13)
        self._print(sheet, (HEADER, HEADER + 1))

    def _header(self, sheet: Worksheet, heads: Sequence[Head], answers: bool) -> None:
        """Two lines: breakdowns over their levels, each level with its letter."""
        group, level = (
            self._format(bold=True, bottom=1, align="left"),
            self._format(text_wrap=True, valign="bottom", bottom=2, align="right"),
        )
        for column, word in enumerate(("who", "answer", "wave", "what")):
            sheet.write_blank(HEADER, column, None, group)
            told = "" if word == "answer" and not answers else self._say(word)
            sheet.write_string(HEADER + 1, column, told, self._format(bold=True, valign="bottom", bottom=2))
        at = 0
        while at < len(heads):
            last = at
            while last + 1 < len(heads) and heads[last + 1].breakdown == heads[at].breakdown:
                last += 1
            label = cell(heads[at].breakdown_label)
            if last > at:
                sheet.merge_range(HEADER, FIRST + at, HEADER, FIRST + last, label, group)
            else:
                sheet.write_string(HEADER, FIRST + at, label, group)
            for column in range(at, last + 1):
                mark_ = f" ({heads[column].letter})" if heads[column].letter else ""
                sheet.write_string(HEADER + 1, FIRST + column, cell(heads[column].label + mark_), level)
            at = last + 1
        sheet.set_row(HEADER + 1, 45)

    def _cell(
        self, sheet: Worksheet, row: int, column: int, measure: str, found: Cell | None, page: Page
    ) -> None:
        """One number, the letters, or the mark of a number that isn't shown; nothing where there is no such
        cell."""
        if found is None or found.estimate is None:
            if measure == "estimate":
                told = mark(found.status) if found else ""
                sheet.write_string(
                    row, column, told, self._format(**_RULE, align="right", font_color=theme.QUIET)
                )
            return
        value = getattr(found, measure)
        if value is None or value == "":
            return
        look = self._number_format(measure, page, found.status == Status.UNRELIABLE)
        (sheet.write_string if measure in ("letters", "joint") else sheet.write_number)(
            row, column, value, look
        )

    def _number_format(self, measure: str, page: Page, unreliable: bool) -> Any:
        """The format of one kind of number; made once."""
        key = ("number", measure, page.percent, page.decimals, unreliable)
        if key not in self._formats:
            code = (
                whole_format(self._language)
                if measure in ("n", "people")
                else number_format(page.percent, page.decimals, self._language)
            )
            looks: dict[str, Any] = {"font_color": theme.QUIET, "font_size": 9, "num_format": code}
            if measure == "estimate":
                looks = {
                    **_RULE,
                    "bold": True,
                    "italic": unreliable,
                    "num_format": code + ('"*"' if unreliable else ""),
                }
            elif measure == "joint":
                looks = {"align": "right", "font_color": theme.QUIET, "font_size": 9}
            elif measure == "letters":
                looks = {"align": "right", "bold": True, "font_color": theme.PALETTE[0], "font_size": 9}
            self._formats[key] = self._format(**looks)
        return self._formats[key]

    def _measure(self, measure: str, page: Page) -> str:
        return page.unit if measure == "estimate" else self._say(f"measure.{measure}")

    def _print(self, sheet: Worksheet, repeat: tuple[int, int] | None) -> None:
        """A4, landscape, as wide as the page; header lines repeated; source and page number below."""
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if repeat:
            sheet.repeat_rows(*repeat)
            sheet.repeat_columns(0, FIRST - 1)
        text = f"{self._by.credit()}".replace("&", "&&")[:180]
        sheet.set_footer(f"&L&8{text}&R&8&P / &N")

    def _format(self, **looks: Any) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": "Calibri", "font_size": 10, **looks})
        return self._formats[key]

    def _say(self, id: str) -> str:
        return say(f"export.book.{id}", self._language)
