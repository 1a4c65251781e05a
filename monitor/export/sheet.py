"""What the sheets of every workbook share: how a book is opened, looks that are made once, and what stands
on paper."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from monitor.export.colophon import Colophon


def opened(into: io.BytesIO) -> xlsxwriter.Workbook:
    """An empty book, written into memory; no text in it is taken for a formula or a link."""
    return xlsxwriter.Workbook(
        into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )


class Looks:
    """The looks of a book's cells, each made once, since a book holds no more than 64,000."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def __call__(self, **looks: Any) -> Any:
        """The book's format with these properties, in the letter of all sheets."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Calibri", "font_size": 10, **looks})
        return self._made[key]


def on_paper(sheet: Worksheet, by: Colophon) -> None:
    """Prints a sheet on A4 without its grid, with source and page number below."""
    sheet.set_paper(9)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&8{by.credit().replace('&', '&&')[:180]}&R&8&P / &N")
