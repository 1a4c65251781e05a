"""A workbook → the changes that it makes to a codebook, or every mistake with its sheet and cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from monitor.codebook.edit import Edited, Node, as_node
from monitor.codebook.sheets.cells import text_of
from monitor.codebook.sheets.layout import ABSENT, Sheet, sheets_of
from monitor.errors import CodebookError, nearest

Name = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row of a sheet: what it is part of, its cells by heading, and its number."""

    owner: str
    cells: dict[str, str]
    number: int


def from_sheets(workbook: Path, codebook: Path, write: bool = True) -> str:
    """Makes the codebook say what the workbook says, and returns the change as a diff; what has no column
    stays.

    A row more is something more, a row less is taken out. CodebookError lists every mistake as
    `sheet 'answers', cell D7: …`, and then nothing is written.
    """
    edited = Edited(codebook)
    reading = _Reading(edited, _opened(workbook))
    reading.apply()
    if reading.problems:
        raise CodebookError(reading.problems)
    try:
        edited.check()
    except CodebookError as error:
        raise CodebookError([reading.placed(line) for line in error.problems]) from None
    diff = edited.diff()
    if write:
        edited.save()
    return diff


def _opened(path: Path) -> Any:
    try:
        return openpyxl.load_workbook(path, data_only=True)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no .xlsx workbook"
        raise CodebookError([f"{path}: can't be read ({reason})"]) from error


class _Reading:
    """The sheets beside the codebook's nodes; mistakes are collected."""

    def __init__(self, edited: Edited, book: Any):
        self.edited, self.book = edited, book
        self.own = edited.codebook.own_language
        self.problems: list[str] = []
        self.sheets = sheets_of(edited.codebook)
        self._places: dict[tuple[str, ...], tuple[str, int, dict[str, int]]] = {}

    def apply(self) -> None:
        """Changes the nodes."""
        known = [sheet.name for sheet in self.sheets]
        for title in self.book.sheetnames:
            if title not in known:
                hint = nearest(title, known)
                self.problems.append(
                    f"sheet '{title}': no sheet of a codebook; "
                    + (f"did you mean '{hint}'?" if hint else f"it has {', '.join(known)}")
                )
        for sheet in self.sheets:
            if sheet.name in self.book.sheetnames:
                rows = list(self._rows(sheet))
                if sheet.names:
                    self._named(sheet, rows)
                else:
                    self._unnamed(sheet, rows)

    def _rows(self, sheet: Sheet) -> Iterator[Row]:
        page = self.book[sheet.name]
        lines = page.iter_rows(values_only=True)
        heads = [text_of(cell) for cell in next(lines, ())]
        unknown = [head for head in heads if head and head not in sheet.headings]
        for head in unknown:
            hint = nearest(head, sheet.headings)
            cell = f"{get_column_letter(heads.index(head) + 1)}1"
            self.problems.append(
                f"sheet '{sheet.name}', cell {cell}: no column '{head}'"
                + (f"; did you mean '{hint}'?" if hint else "")
            )
        self._columns = {head: at for at, head in enumerate(heads, start=1) if head in sheet.headings}
        for needed in [*([sheet.owner] if sheet.owner else []), *sheet.names]:
            if needed not in self._columns:
                self.problems.append(f"sheet '{sheet.name}': the column '{needed}' is missing")
                return
        for number, line in enumerate(lines, start=2):
            cells = {head: text_of(line[at - 1]) for head, at in self._columns.items() if at <= len(line)}
            if any(cells.values()):
                yield Row(cells.get(sheet.owner, ""), cells, number)

    def _named(self, sheet: Sheet, rows: list[Row]) -> None:
        there = {(owner, *_name(sheet, node)): node for owner, node in sheet.rows(self.edited)}
        seen: set[Name] = set()
        for row in rows:
            name = (row.owner, *(row.cells.get(key, "") for key in sheet.names))
            empty = next((key for key in sheet.names if not row.cells.get(key)), None)
            if empty or (sheet.owner and not row.owner):
                self._wrong(sheet, row, empty or sheet.owner, "it is empty; write one, or clear the row")
                continue
            if name in seen:
                self._wrong(sheet, row, sheet.names[0], f"'{' '.join(filter(None, name))}' stands twice")
                continue
            seen.add(name)
            node = there.get(name)
            if node is None:
                node = self._made(sheet, row)
            if node is not None:
                self._fill(sheet, row, node)
                self._places[sheet.section, *filter(None, name)] = (sheet.name, row.number, self._columns)
        for name in there.keys() - seen:
            self._take_out(sheet, name)

    def _made(self, sheet: Sheet, row: Row) -> Node | None:
        """The node of a row that is new, at the end of its list."""
        fresh = {key: row.cells[key] for key in sheet.names}
        if not sheet.owner:
            self.edited.add(sheet.section, fresh)
            return list(self.edited.items(sheet.section))[-1]
        owner = self.edited.item(sheet.section, row.owner)
        if owner is None:
            ids = [str(item["id"]) for item in self.edited.items(sheet.section)]
            hint = nearest(row.owner, ids)
            self._wrong(
                sheet,
                row,
                sheet.owner,
                f"no {sheet.owner} '{row.owner}'" + (f"; did you mean '{hint}'?" if hint else ""),
            )
            return None
        part = "options" if owner.get("kind") == "multiple" else sheet.parts[0]
        if owner.get(part) is None:
            owner[part] = as_node([])
        owner[part].append(as_node(fresh))
        made: Node = owner[part][-1]
        return made

    def _fill(self, sheet: Sheet, row: Row, node: Node) -> None:
        for column in sheet.columns:
            if column.heading not in row.cells:
                continue
            cell = row.cells[column.heading]
            if cell == text_of(column.cell(node, self.own)):
                continue
            try:
                column.put(node, column.kind.read(cell) if cell else ABSENT, self.own)
            except ValueError as error:
                self._wrong(sheet, row, column.heading, str(error))

    def _take_out(self, sheet: Sheet, name: Name) -> None:
        owner, *keys = name
        if not sheet.owner:
            for item in list(self.edited.items(sheet.section)):
                if _name(sheet, item) == tuple(keys):
                    self.edited.drop(sheet.section, item)
            return
        home = self.edited.item(sheet.section, owner)
        for part in sheet.parts if home is not None else ():
            nodes = home.get(part) or [] if home is not None else []
            for at in range(len(nodes) - 1, -1, -1):
                if _name(sheet, nodes[at]) == tuple(keys):
                    del nodes[at]

    def _unnamed(self, sheet: Sheet, rows: list[Row]) -> None:
        """Parts without an id: all of an owner's are written again where any differs."""
        (part,) = sheet.parts
        by_owner: dict[str, list[Row]] = {}
        for row in rows:
            by_owner.setdefault(row.owner, []).append(row)
        for item in self.edited.items(sheet.section):
            mine = by_owner.pop(str(item["id"]), [])
            before = [
                [text_of(column.cell(node, self.own)) for column in sheet.columns]
                for node in item.get(part) or ()
            ]
            after = [[row.cells.get(column.heading, "") for column in sheet.columns] for row in mine]
            if before == after:
                continue
            made = []
            for row in mine:
                node = as_node({})
                self._fill(sheet, row, node)
                made.append(node)
            if made:
                item[part] = as_node([])
                item[part].fa.set_block_style()
                item[part].extend(made)
            else:
                item.pop(part, None)
        for owner, (row, *_) in by_owner.items():
            self._wrong(sheet, row, sheet.owner, f"no {sheet.owner} '{owner}'")

    def _wrong(self, sheet: Sheet, row: Row, heading: str, message: str) -> None:
        at = self._columns.get(heading, 1)
        self.problems.append(f"sheet '{sheet.name}', cell {get_column_letter(at)}{row.number}: {message}")

    def placed(self, problem: str) -> str:
        """A mistake that the codebook's own rules found, with the cell that it came from where one is
        known."""
        found = re.search(r"\b(\w+)(?:\[\d+\] \(|[. ]\(?)([^).:]+)\)?([^:]*): (.*)", problem)
        if not found:
            return problem
        section, id, rest, message = found.groups()
        inner = re.findall(r"\[\d+\] \(([^)]+)\)", rest)
        keys = re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)", "", rest))
        for name in ([section, id, *inner], [section, id]):
            if tuple(name) in self._places:
                sheet, row, columns = self._places[tuple(name)]
                heading = next(
                    (head for key in reversed(keys) for head in columns if head.split(" (")[0] == key), None
                )
                at = columns.get(heading or "", 1)
                return f"sheet '{sheet}', cell {get_column_letter(at)}{row}: {message}"
        return problem


def _name(sheet: Sheet, node: Any) -> Name:
    return tuple(str(node.get(key, "")) for key in sheet.names)
