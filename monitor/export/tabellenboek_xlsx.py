"""The tabellenboek as a workbook: contents with links, a sheet for each indicator, ready to print."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from PIL import Image
from xlsxwriter.worksheet import Worksheet

from monitor.export.colophon import Colophon, imprint
from monitor.export.drawingml.plot import number_format, whole_format
from monitor.export.escape import cell, sheet_name
from monitor.export.failure import ExportError
from monitor.export.paper import HIGH, ROW, page_breaks, scale
from monitor.export.sheet import Looks, on_paper, opened
from monitor.export.tabellenboek import (
    BESIDES,
    MEASURES,
    Cell,
    Head,
    Page,
    Row,
    explanation,
    introduction,
    mark,
    pages,
)
from monitor.export.tabellenboek_overview import Line, columns, lines
from monitor.figure import theme
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Store
from monitor.view import View

FIRST = 4
"""Columns before the numbers: who, answer, wave, what."""
HEADER, OVERVIEW = 5, 4
"""Row of the header's first line, counted from 0: of a table, of the overview."""
HEADING = 45
"""Points of the header's second line."""
LOGO = 56
"""Pixels of the logo's height."""
_RULE = {"top": 1, "top_color": theme.GRID}


def tabellenboek(view: View, store: Store, address: str | None = None) -> bytes:
    """An .xlsx with a table for each indicator of the view, by its breakdowns; what the view leaves empty is
    everything."""
    view = store.in_a_language(view)
    into = io.BytesIO()
    with opened(into) as book:
        about = [store.codebook.say(text, view.language) for text in introduction(store)]
        _Book(
            book,
            imprint(store, view.language, store.simulated(view.waves, view.groups), address=address),
            about,
        ).fill(list(pages(view, store)))
    return into.getvalue()


def _shown(line: Row) -> bool:
    return any(found is not None and found.estimate is not None for found in line.cells)


def _widest(texts: Iterable[str]) -> float:
    """How wide a column is that cuts none of its texts, as far as paper has room beside the numbers."""
    return min(max([14.0, *(len(text) * 1.15 for text in texts)]), 48.0)


class _Book:
    """A workbook in the making."""

    def __init__(self, book: xlsxwriter.Workbook, by: Colophon, about: Sequence[str]):
        self._about = about
        self._book, self._by, self._language = book, by, by.language
        self._taken: set[str] = set()
        self._format = Looks(book)
        self._formats: dict[tuple[str, bool, int, bool], Any] = {}
        book.set_properties(
            {"title": cell(by.survey), "comments": cell(f"{by.credit()}. {by.warning}".strip())}
        )

    def fill(self, found: Sequence[Page]) -> None:
        """Contents first, then all indicators on one sheet, then a sheet for each page."""
        contents = self._book.add_worksheet(sheet_name(self._say("contents"), self._taken))
        overview = self._book.add_worksheet(sheet_name(self._say("overview"), self._taken))
        names = [sheet_name(page.title, self._taken) for page in found]
        self._contents(contents, found, names, overview.name)
        self._overview(overview, found, names)
        for page, name in zip(found, names, strict=True):
            self._page(self._book.add_worksheet(name), page, contents.name)

    def _contents(self, sheet: Worksheet, found: Sequence[Page], names: Sequence[str], overview: str) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        self._logo(sheet)
        sheet.write_string(0, 0, cell(self._by.survey), self._format(bold=True, font_size=18))
        sheet.write_string(1, 0, self._say("title"), self._format(font_size=12, font_color=theme.QUIET))
        row = 2
        for text in self._about:
            sheet.merge_range(row, 0, row, 1, "", self._format(text_wrap=True, valign="top"))
            sheet.write_string(row, 0, cell(text), self._format(text_wrap=True, valign="top"))
            sheet.set_row(row, 14 * (1 + len(text) // 135))
            row += 1
        row += 1
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
        row += 1
        self._link(sheet, row, 1, overview, self._say("overview_all"))
        for heading, each in groupby(zip(found, names, strict=True), key=lambda pair: pair[0].theme):
            row += 1
            sheet.write_string(row, 0, cell(heading), self._format(bold=True, top=1, top_color=theme.GRID))
            for page, name in each:
                self._link(sheet, row, 1, name, page.title)
                row += 1
            row -= 1
        self._print(sheet)

    def _link(self, sheet: Worksheet, row: int, column: int, name: str, told: str, **looks: Any) -> None:
        """A link to another sheet."""
        look = self._format(font_color=theme.PALETTE[0], underline=1, **looks)
        sheet.write_url(row, column, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", look, cell(told))

    def _logo(self, sheet: Worksheet) -> None:
        """The organisation's logo, at the right of the title: the picture that MONITOR_LOGO names."""
        path = os.environ.get("MONITOR_LOGO", "")
        if not path:
            return
        try:
            with Image.open(path) as picture:
                high = picture.height
            content = io.BytesIO(Path(path).read_bytes())
        except OSError as error:
            raise ExportError(f"{Path(path).name} can't be read as a logo; save it as PNG or JPEG") from error
        part = LOGO / high
        place = {
            "image_data": content,
            "x_scale": part,
            "y_scale": part,
            "description": cell(self._by.source),
        }
        sheet.insert_image(0, 2, Path(path).name, place)

    def _overview(self, sheet: Worksheet, found: Sequence[Page], names: Sequence[str]) -> None:
        """All indicators: the newest total beside that of the wave before, then the levels."""
        heads = columns(found)
        links = dict(zip([page.indicator.id for page in found], names, strict=True))
        sheet.write_string(0, 0, self._say("overview"), self._format(bold=True, font_size=14))
        told = f"{self._by.credit()}. {self._by.warning}".strip()
        quiet = self._format(font_color=theme.QUIET, font_size=9)
        sheet.write_string(1, 0, self._say("overview_reading"), quiet)
        sheet.write_string(2, 0, cell(told), quiet)
        words = ("table", "answer", "who", "unit", "wave", "earlier")
        self._heads(sheet, OVERVIEW, len(words) + 2, heads[1:])
        head = self._format(bold=True, valign="bottom", bottom=2, text_wrap=True)
        for column, word in enumerate(words):
            sheet.write_string(OVERVIEW + 1, column, self._say(word), head)
        right = self._format(bold=True, valign="bottom", bottom=2, align="right", text_wrap=True)
        sheet.write_string(OVERVIEW + 1, 6, self._say("total"), right)
        sheet.write_string(OVERVIEW + 1, 7, self._say("total_earlier"), right)
        fewest = {page.percent: page.decimals for page in sorted(found, key=lambda page: -page.decimals)}
        row, blocks = OVERVIEW + 2, []
        for heading, of_theme in groupby(lines(found), key=lambda line: line.page.theme):
            sheet.write_string(row, 0, cell(heading), self._format(bold=True, font_size=11))
            row += 1
            each = [list(rows) for _, rows in groupby(of_theme, key=lambda line: line.page.indicator.id)]
            for at, rows in enumerate(each):
                blocks.append([len(rows) + (at == 0)])
                for line in rows:
                    alike = replace(line.page, decimals=fewest[line.page.percent])
                    self._overview_line(sheet, row, line._replace(page=alike), links)
                    row += 1
        widths = [44.0, 26.0, 28.0, 8.0, 7.0, 7.0, *[11.0] * (len(heads) + 1)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(OVERVIEW + 2, 3)
        if row > OVERVIEW + 2:
            sheet.autofilter(OVERVIEW + 1, 0, row - 1, len(widths) - 1)
        self._print(sheet, (OVERVIEW, 3), widths, blocks)

    def _overview_line(self, sheet: Worksheet, row: int, line: Line, links: dict[str, str]) -> None:
        page = line.page
        self._link(sheet, row, 0, links[page.indicator.id], page.title, **_RULE)
        texts = (line.answer, line.group, page.unit, line.wave, line.earlier_wave)
        for column, text in enumerate(texts, 1):
            sheet.write_string(row, column, cell(text), self._format(**_RULE))
        for column, found in enumerate((line.cells[0], line.earlier, *line.cells[1:]), 6):
            self._cell(sheet, row, column, "estimate", found, page)

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
        self._link(sheet, 3, 0, contents, self._say("back"), font_size=9)
        self._header(sheet, page.heads, any(line.answer for line in page.rows))
        row = HEADER + 2
        blocks = [
            [len(page.measures) if _shown(line) else 1 for line in rows]
            for _, rows in groupby(page.rows, key=lambda line: (line.group, line.answer))
        ]
        for line in page.rows:
            for column, label in enumerate((line.group, line.answer, line.wave)):
                sheet.write_string(row, column, cell(label), self._format(**_RULE, bold=column == 0))
            for measure in page.measures if _shown(line) else MEASURES[:1]:
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
        besides = [name for name in page.measures if name in BESIDES]
        for note in [*explanation(self._language, besides), *filter(None, [page.rounded])]:
            sheet.write_string(row, 0, cell(note), self._format(font_size=9, font_color=theme.QUIET))
            row += 1
        sheet.freeze_panes(HEADER + 2, FIRST)
        answers = [line.answer for line in page.rows if line.answer]
        widths = [_widest(line.group for line in page.rows), _widest(answers) if answers else 2.0, 7.0, 15.0]
        widths += [13.0] * len(page.heads)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        self._print(sheet, (HEADER, FIRST), widths, blocks)

    def _header(self, sheet: Worksheet, heads: Sequence[Head], answers: bool) -> None:
        """Two lines: breakdowns over their levels, each level with its letter."""
        group = self._format(bold=True, bottom=1, align="left")
        for column, word in enumerate(("who", "answer", "wave", "what")):
            sheet.write_blank(HEADER, column, None, group)
            told = "" if word == "answer" and not answers else self._say(word)
            sheet.write_string(HEADER + 1, column, told, self._format(bold=True, valign="bottom", bottom=2))
        self._heads(sheet, HEADER, FIRST, heads)

    def _heads(self, sheet: Worksheet, top: int, first: int, heads: Sequence[Head]) -> None:
        """Breakdowns over their levels."""
        group = self._format(bold=True, bottom=1, align="left")
        level = self._format(text_wrap=True, valign="bottom", bottom=2, align="right")
        at = 0
        while at < len(heads):
            last = at
            while last + 1 < len(heads) and heads[last + 1].breakdown == heads[at].breakdown:
                last += 1
            label = cell(heads[at].breakdown_label)
            if last > at:
                sheet.merge_range(top, first + at, top, first + last, label, group)
            else:
                sheet.write_string(top, first + at, label, group)
            for column in range(at, last + 1):
                mark_ = f" ({heads[column].letter})" if heads[column].letter else ""
                sheet.write_string(top + 1, first + column, cell(heads[column].label + mark_), level)
            at = last + 1
        sheet.set_row(top + 1, HEADING)

    def _cell(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        measure: str,
        found: Cell | None,
        page: Page,
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
        key = (measure, page.percent, page.decimals, unreliable)
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

    def _print(
        self,
        sheet: Worksheet,
        header: tuple[int, int] | None = None,
        widths: Sequence[float] = (),
        blocks: Sequence[Sequence[int]] = (),
    ) -> None:
        """A4, landscape, as wide as the page; no block of a table cut; the `header`, its first row and the
        columns before the numbers, repeated; source and page number below."""
        on_paper(sheet, self._by)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if header is None:
            sheet.fit_to_pages(1, 0)
        else:
            row, before = header
            sheet.repeat_rows(row, row + 1)
            sheet.repeat_columns(0, before - 1)
            part = scale(widths, 0.8 * 72)
            sheet.set_print_scale(part)
            room = (HIGH - 1.1 * 72) / part * 100 - ROW
            repeated = ROW + HEADING
            sheet.set_h_pagebreaks(page_breaks(blocks, row + 2, row * ROW + repeated, repeated, room))

    def _say(self, id: str) -> str:
        return say(f"export.book.{id}", self._language)
