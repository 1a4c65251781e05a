"""Figures as a workbook: for each a sheet with its table, its native chart, notes and origin; contents where
there are more."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart as XlsxChart
from xlsxwriter.worksheet import Worksheet

from monitor.export.colophon import Colophon, colophon, given, imprint, own_words
from monitor.export.delimited import NUMBERS, header, in_points
from monitor.export.drawingml import (
    Plot,
    chart_part,
    frame_of,
    keys_of,
    number_format,
    plots,
    sheet_of,
    whole_format,
    without_legend,
)
from monitor.export.escape import cell, clean, sheet_name
from monitor.export.failure import ExportError
from monitor.export.sheet import Looks, on_paper, opened
from monitor.figure import theme
from monitor.figure.figure import Column, Figure
from monitor.locale import say, spoken
from monitor.lookup import finite
from monitor.store import Store

MOST_FIGURES = 50
WIDE, ROW = 900, 20
"""Pixels: of a chart, and of a row of the sheet."""


def workbook(
    figures: Sequence[Figure],
    store: Store,
    address: str | None = None,
    remarks: Sequence[str] = (),
    title: str = "",
    titles: Sequence[str] = (),
) -> bytes:
    """An .xlsx with the figures in order. `remarks` are the reader's own words at each, `titles` their own
    titles, both marked as theirs; `title` stands above the contents."""
    if len(figures) > MOST_FIGURES:
        raise ExportError(f"A workbook of {len(figures)} figures is more than {MOST_FIGURES}; leave some out")
    into = io.BytesIO()
    with opened(into) as book:
        made = _Book(book, store, address)
        if len(figures) > 1:
            made.contents(figures, title, titles)
        for at, figure in enumerate(figures):
            made.add(figure, given(titles, at), given(remarks, at))
    return into.getvalue()


class _Ready(XlsxChart):  # type: ignore[misc]
    """A chart whose part is made already, by the same hands as a slide's."""

    def __init__(self, xml: str) -> None:
        super().__init__()
        self.embedded = True
        self.series: list[dict[str, Any]] = [{}]
        self._xml = xml

    def _assemble_xml_file(self) -> None:
        self.fh.write(self._xml)
        self._xml_close()


class _Book:
    """A workbook in the making."""

    def __init__(self, book: xlsxwriter.Workbook, store: Store, address: str | None):
        self._book, self._store, self._address = book, store, address
        self._taken: set[str] = set()
        self._format = Looks(book)
        self._names: list[str] = []
        self._at = 0

    def contents(self, figures: Sequence[Figure], title: str, titles: Sequence[str]) -> None:
        """A first sheet that leads to the others."""
        language = figures[0].view.language
        by = imprint(
            self._store, language, any(figure.simulated for figure in figures), address=self._address
        )
        sheet = self._book.add_worksheet(sheet_name(say("export.book.contents", language), self._taken))
        self._names = [
            sheet_name(say("export.sheet.figure", figure.view.language, number=at), self._taken)
            for at, figure in enumerate(figures, 1)
        ]
        sheet.write_string(0, 0, cell(title or by.survey), self._format(bold=True, font_size=18))
        self._book.set_properties(
            {"title": cell(title or by.survey), "comments": cell(f"{by.credit()}. {by.warning}".strip())}
        )
        row = self._lines(sheet, 2, by)
        for at, (figure, name) in enumerate(zip(figures, self._names, strict=True)):
            row += 1
            sheet.write_url(
                row, 0, f"internal:'{name}'!A1", self._format(font_color=theme.PALETTE[0], underline=1), name
            )
            by = colophon(figure, self._store, self._address)
            sheet.write_string(row, 1, cell(by.titled(given(titles, at) or figure.title)))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 110)
        self._print(sheet, by)

    def add(self, figure: Figure, title: str, remark: str) -> None:
        """The sheet of one figure, and the sheet behind its chart."""
        language = figure.view.language
        self._at += 1
        if not self._names:
            self._names = [sheet_name(say("export.sheet.figure", language, number=1), self._taken)]
            self._book.set_properties({"title": cell(figure.title), "comments": cell(figure.alt)[:1000]})
        name = self._names[self._at - 1]
        by = colophon(figure, self._store, self._address)
        sheet = self._book.add_worksheet(name)
        widths = _widths(figure)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        page = _Lines(sheet, len(widths), sum(widths))
        page.write(
            by.titled(title or figure.title),
            self._format(bold=True, font_size=14, text_wrap=True, valign="top"),
            1.5,
        )
        page.write(figure.subtitle, self._format(font_color=theme.QUIET, text_wrap=True, valign="top"))
        for line in (by.warning, *own_words(figure, title, remark), figure.empty):
            page.write(line, self._format(italic=True, font_color=theme.QUIET, text_wrap=True, valign="top"))
        header = page.row = self._charts(
            sheet, plots(figure.chart) if figure.chart else [], figure, name, page.row + 1
        )
        page.row = self._table(sheet, figure, header) + 1
        told = (*figure.points, *figure.words.folded)
        for lines, color in ((told, theme.INK), (figure.native_notes, theme.QUIET)):
            for line in lines:
                page.write(line, self._format(text_wrap=True, valign="top", font_color=color))
            page.row += 1
        self._lines(sheet, page.row, by)
        self._print(sheet, by)

    def _table(self, sheet: Worksheet, figure: Figure, top: int) -> int:
        """The table, numbers as numbers; the row after it."""
        columns = figure.table.columns
        for at, column in enumerate(columns):
            looks = self._format(
                bold=True,
                text_wrap=True,
                valign="bottom",
                bottom=1,
                align="right" if column.kind in NUMBERS else "left",
                indent=int(at > 0 and column.kind not in NUMBERS),
            )
            sheet.write_string(top, at, cell(header(column, figure.view.language)), looks)
        row = top
        for raw, read in zip(figure.table.rows, figure.table.formatted, strict=True):
            row += 1
            for at, column in enumerate(columns):
                value = finite(raw[at])
                if column.kind in NUMBERS and value is not None:
                    sheet.write_number(
                        row,
                        at,
                        _shown_zero(value * 100 if in_points(column) else value, column),
                        self._number(column, figure.view.language),
                    )
                else:
                    sheet.write_string(row, at, cell(read[at]), self._format(indent=int(at > 0)))
        if columns and figure.table.rows:
            sheet.autofilter(top, 0, row, len(columns) - 1)
        return row + 1

    def _number(self, column: Column, language: str) -> Any:
        if column.kind == "count":
            return self._format(num_format=whole_format(language))
        if column.key == "change":
            code, locale = number_format(False, column.decimals, language), spoken(language).excel
            digits = code.removeprefix(locale)
            return self._format(num_format=f"{locale}+{digits};{locale}-{digits};{code}")
        return self._format(num_format=number_format(column.kind == "share", column.decimals, language))

    def _lines(self, sheet: Worksheet, row: int, by: Colophon) -> int:
        for what, text in by.lines():
            sheet.write_string(row, 0, cell(what), self._format(bold=True))
            if text == by.link and text.startswith("http") and len(text) < 2000:
                sheet.write_url(
                    row,
                    1,
                    text,
                    self._format(font_color=theme.PALETTE[0], underline=1),
                    clean(text if len(text) < 110 else text.partition("?")[0]),
                )
            else:
                sheet.write_string(row, 1, cell(text))
            row += 1
        return row

    def _charts(self, sheet: Worksheet, charts: Sequence[Plot], figure: Figure, name: str, row: int) -> int:
        """The charts, small multiples two by two, and one sheet with the numbers behind them; the row after
        the charts."""
        if not charts:
            return row
        behind = sheet_name(f"{name} {say('export.sheet.behind', figure.view.language)}", self._taken)
        data = self._book.add_worksheet(behind)
        data.set_landscape()
        data.fit_to_pages(1, 0)
        columns = 2 if len(charts) > 1 else 1
        start = highest = 0
        for at, plot in enumerate(charts):
            high = 340 if plot.shape == "lines" else min(150 + 40 * plot.lanes, 1400)
            wide = WIDE // columns
            if without_legend(plot):
                self._keys(sheet, row, keys_of([plot]))
                plot, row = replace(plot, legend=False), row + 1
            numbers = sheet_of(plot, behind, start + 1)
            numbers.write(self._book, data)
            start += max(len(column.values) for column in numbers.columns) + 3
            ready = _Ready(
                chart_part(plot, numbers, frame_of(plot, wide * 0.75, high * 0.75, 11 if columns == 1 else 9))
            )
            self._book.charts.append(ready)
            ready.set_size({"width": wide, "height": high})
            place = {
                "object_position": 2,
                "description": clean(figure.alt)[:2000],
                "x_offset": at % columns * wide,
            }
            sheet.insert_chart(row, 0, ready, place)
            highest = max(highest, high)
            if at % columns == columns - 1 or at == len(charts) - 1:
                row, highest = row + highest // ROW + 2, 0
        return row

    def _keys(self, sheet: Worksheet, row: int, keys: Sequence[tuple[str, str, str]]) -> None:
        """What the marks of a chart mean, in a row above it."""
        parts: list[Any] = []
        for sign, color, name in keys:
            parts += [self._format(font_color=color), f"{sign} ", self._format(), f"{clean(name)}    "]
        sheet.write_rich_string(row, 0, *parts)

    def _print(self, sheet: Worksheet, by: Colophon) -> None:
        """A4, as wide as the page; source and page number below."""
        on_paper(sheet, by)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)


class _Lines:
    """Lines of text under each other, each across the columns of the table."""

    def __init__(self, sheet: Worksheet, columns: int, width: float):
        self._sheet, self._columns, self._width, self.row = sheet, columns, width, 0

    def write(self, text: str, looks: Any, larger: float = 1.0) -> None:
        """One text, as many lines high as it needs; nothing where it is empty."""
        text = cell(text)
        if not text:
            return
        self._sheet.merge_range(self.row, 0, self.row, self._columns - 1, "", looks)
        self._sheet.write_string(self.row, 0, text, looks)
        self._sheet.set_row(self.row, 14 * larger * (1 + int(len(text) * larger / self._width)))
        self.row += 1


def _widths(figure: Figure) -> list[float]:
    """Widths of the columns in characters, together at least as wide as a chart."""
    table = figure.table
    found = [
        float(
            min(
                max(
                    9 if at else 13,
                    2 + max([_widest_word(column.label), *(len(row[at]) for row in table.formatted)]),
                ),
                48,
            )
        )
        for at, column in enumerate(table.columns)
    ] or [40.0, 40.0]
    missing = WIDE / 7.3 - sum(found)
    if len(found) == 1:
        found.append(max(9.0, missing))
    elif missing > 0:
        found[-1] += missing
    return found


def _widest_word(label: str) -> int:
    """Characters of a header's longest word, in semibold; a header breaks between words."""
    return round(max(map(len, label.split()), default=0) * 1.15)


def _shown_zero(value: float, column: Column) -> float:
    """The number; zero where it would be read as one with a sign: '-0,0'."""
    places = column.decimals + (2 if column.kind == "share" and not in_points(column) else 0)
    return value if round(value, places) else 0
