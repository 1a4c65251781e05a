"""A codebook → a workbook with a sheet for each kind of thing, and lists to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from monitor.codebook.edit import Edited
from monitor.codebook.sheets.cells import Cell
from monitor.codebook.sheets.layout import Column, Sheet, sheets_of
from monitor.errors import CodebookError, reason

MORE_ROWS = 500
"""Empty rows that have the lists too."""
WIDTHS = {"label": 40, "question": 60, "description": 40, "codes": 18, "file": 30}


def to_sheets(codebook: Path, out: Path) -> Path:
    """Writes `out` (.xlsx) and returns it; CodebookError where the codebook is broken or the file can't be
    written."""
    edited = Edited(codebook)
    own = edited.codebook.own_language
    sheets = sheets_of(edited.codebook)
    sizes = {sheet.name: sum(1 for _ in sheet.rows(edited)) for sheet in sheets}
    try:
        with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            for sheet in sheets:
                _write(book, sheet, edited, own, sizes)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise CodebookError(
            [f"{out}: can't be written ({reason(error)}); close it, or name another file"]
        ) from error
    return out


def _write(book: Any, sheet: Sheet, edited: Edited, own: str, sizes: dict[str, int]) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for at, heading in enumerate(sheet.headings):
        page.write_string(0, at, heading, head)
        page.set_column(at, at, WIDTHS.get(heading.split(" (")[0], 14), text)
    rows = list(sheet.rows(edited))
    for row, (owner, node) in enumerate(rows, start=1):
        cells: list[Cell] = [owner] if sheet.owner else []
        cells += [column.cell(node, own) for column in sheet.columns]
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, at, cell, text)
            elif cell is not None:
                page.write_number(row, at, cell)
    last = len(rows) + MORE_ROWS
    if sheet.owner:
        _choose(page, 0, last, _ids(f"{sheet.owner}s", sizes))
    for at, column in enumerate(sheet.columns, start=1 if sheet.owner else 0):
        _help(page, at, last, column, sizes)
    page.freeze_panes(1, 2 if sheet.owner else 1)
    if rows:
        page.autofilter(0, 0, len(rows), len(sheet.headings) - 1)


def _help(page: Any, at: int, last: int, column: Column, sizes: dict[str, int]) -> None:
    """A list to choose from, or a word on how to write the cell."""
    if column.kind.choices:
        _choose(page, at, last, list(column.kind.choices))
    elif column.sheet and sizes.get(column.sheet):
        _choose(page, at, last, _ids(column.sheet, sizes))
    elif column.kind.hint:
        told = {
            "validate": "any",
            "input_title": column.heading[:32],
            "input_message": column.kind.hint[:255],
        }
        page.data_validation(1, at, last, at, told)


def _choose(page: Any, at: int, last: int, source: list[str] | str) -> None:
    page.data_validation(
        1,
        at,
        last,
        at,
        {
            "validate": "list",
            "source": source,
            "error_title": "Choose from the list",
            "error_message": "This is not one of the values that the codebook knows.",
        },
    )


def _ids(sheet: str, sizes: dict[str, int]) -> str:
    """The first column of a sheet, and room for more."""
    return f"={sheet}!$A$2:$A${sizes.get(sheet, 0) + MORE_ROWS + 1}"
