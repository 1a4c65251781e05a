"""Reads exports back with other programs: every file of a figure, the rows of its tables, the percentages of
its texts, all its numbers."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
from openpyxl import load_workbook
from pypdf import PdfReader

from monitor.codebook import Codebook
from monitor.export.citation import citation
from monitor.export.format import Contents, Holds, Scope
from monitor.export.formats import FORMATS
from monitor.figure.figure import Figure
from monitor.locale import spoken
from monitor.store import Estimate, Store
from tests.export.figures import ADDRESS

Files = dict[str, bytes]
Label = tuple[str, ...]
Numbers = tuple[float | None, float | None, float | None, int | None]
PERCENT = re.compile(r"[<>−]?\d+(?:[.,]\d+)?%")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?(?![\w.])")


def files_of(figure: Figure, store: Store) -> Files:
    """Every file that a figure can leave as, by the format's id; and how it is cited."""
    contents = Contents(store, figure.view, [figure], ADDRESS)
    of_a_figure = {
        id: item.written(contents) for id, item in FORMATS.items() if item.scope is not Scope.WHOLE
    }
    return of_a_figure | {"citation": "\n".join(citation(figure, store, ADDRESS)).encode()}


def cells_of(figure: Figure, store: Store) -> list[Estimate]:
    """The rows of the store that the figure's view asks for."""
    view = figure.view
    return store.estimates(view.indicators, view.groups, view.waves, view.breakdowns)


def expected_rows(figure: Figure, store: Store) -> dict[Label, Numbers]:
    """What each row of a table should say, by its labels in the codebook, from the store alone."""
    book, language = store.codebook, figure.view.language
    named = any(column.key == "item" for column in figure.table.columns)
    found: dict[Label, Numbers] = {}
    for row in cells_of(figure, store):
        parts = [_item(row, book, language)] if named else []
        parts.append(book.say(book.group[row.group].label, language))
        for breakdown, level in ((row.breakdown1, row.level1), (row.breakdown2, row.level2)):
            if level:
                item = book.breakdown[breakdown]
                parts.append(
                    next(
                        book.say(one.label, language) for one in (*item.levels, *item.nets) if one.id == level
                    )
                )
        found[(*(part.lower() for part in parts), row.wave)] = (row.estimate, row.ci_low, row.ci_high, row.n)
    return found


def _item(row: Estimate, book: Codebook, language: str) -> str:
    indicator: Any = book.indicator[row.indicator]
    if not row.category:
        return book.say(indicator.label, language)
    parts = [
        *getattr(indicator, "categories", ()),
        *getattr(indicator, "options", ()),
        *getattr(indicator, "nets", ()),
    ]
    return next(book.say(part.label, language) for part in parts if part.id == row.category)


def rows_of(name: str, content: bytes, figure: Figure) -> dict[Label, Numbers]:
    """The rows of the table in a file, as numbers: of 0-1 where they are shares."""
    keys = [column.key for column in figure.table.columns]
    labels = [at for at, key in enumerate(keys) if key in ("item", "group", "level1", "level2", "wave")]
    numbers = [keys.index(key) for key in ("estimate", "ci_low", "ci_high", "n")]
    return {
        tuple(str(row[at]).lower() for at in labels): tuple(_read(row[at]) for at in numbers)  # type: ignore[misc]
        for row in ROWS[name](content, figure)
    }


def _read(value: Any) -> float | None:
    """A number as a program or a reader takes it: '12,5%' is 0.125; None where there is none."""
    if isinstance(value, str):
        text = value.strip().rstrip("*").replace("−", "-")
        if not text:
            return None
        number = float(text.rstrip("%").replace(",", "."))
        return number / 100 if text.endswith("%") else number
    return None if value is None else float(value)


def _excel_csv(content: bytes, figure: Figure) -> list[list[Any]]:
    return list(
        csv.reader(
            io.StringIO(content.decode("utf-8-sig")), delimiter=spoken(figure.view.language).csv_separator
        )
    )[1:]


def _plain_csv(content: bytes, figure: Figure) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(content.decode())))[1:]


def _json(content: bytes, figure: Figure) -> list[list[Any]]:
    return [list(row.values()) for row in json.loads(content)["rows"]]


def _parquet(content: bytes, figure: Figure) -> list[list[Any]]:
    return [list(row.values()) for row in pq.read_table(io.BytesIO(content)).to_pylist()]


def _xlsx(content: bytes, figure: Figure) -> list[list[Any]]:
    rows = [
        list(row)
        for row in load_workbook(io.BytesIO(content), data_only=True)
        .worksheets[0]
        .iter_rows(values_only=True)
    ]
    first = [column.label for column in figure.table.columns][:3]
    top = next(at for at, row in enumerate(rows) if row[: len(first)] == first)
    return rows[top + 1 : top + 1 + len(figure.table.rows)]


class _Cells(HTMLParser):
    """The rows of the tables of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._open = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def table_cells(page: str) -> list[list[str]]:
    """The texts of the cells of a page's tables, row by row, headers included."""
    return _Cells(page).rows


def _html(content: bytes, figure: Figure) -> list[list[Any]]:
    """A handout leaves out columns that say nothing; they come back empty. Thousands have points in Dutch,
    commas in English."""
    head, *rows = table_cells(content.decode())
    labels = [column.label for column in figure.table.columns]
    places = [head.index(label) if label in head else None for label in labels]
    count = [column.key for column in figure.table.columns].index("n")
    found = [["" if at is None else row[at] for at in places] for row in rows]
    return [
        [re.sub(r"[.,]", "", text) if at == count else text for at, text in enumerate(row)] for row in found
    ]


ROWS = {
    "csv": _excel_csv,
    "csv_plain": _plain_csv,
    "json": _json,
    "parquet": _parquet,
    "workbook": _xlsx,
    "handout": _html,
}
"""By format: its rows, in the order of the figure's columns."""


def words_of(name: str, content: bytes) -> str:
    """What a reader can read in a file."""
    return WORDS[name](content)


def _drawing(content: bytes) -> str:
    parts = ElementTree.fromstring(content).iter()
    return " ".join((part.text or "") + " " + (part.get("aria-label") or "") for part in parts)


def _printed(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _page(content: bytes) -> str:
    page = re.sub(r"<style>.*?</style>|<svg aria-hidden.*?</svg>", " ", content.decode(), flags=re.S)
    return unescape(re.sub(r"<[^>]*>", " ", page) + " ".join(re.findall(r'aria-label="([^"]*)"', page)))


def _office(content: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = [
        part
        for part in archive.namelist()
        if re.search(r"(slides|notesSlides)/[^/]+\.xml$|sharedStrings\.xml$", part)
    ]
    return " ".join("".join(ElementTree.fromstring(archive.read(part)).itertext()) for part in texts)


def _plain(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _chunks(png: bytes) -> Iterator[str]:
    at = 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"iTXt":
            yield png[at + 8 : at + 8 + size].partition(b"\0\0\0\0\0")[2].decode()
        at += 12 + size


WORDS: dict[str, Callable[[bytes], str]] = {
    "png": lambda content: " ".join(_chunks(content)),
    "svg": _drawing,
    "svg_print": _drawing,
    "pdf": _printed,
    "sheets": _printed,
    "deck": _office,
    "workbook": _office,
    "handout": _page,
    "csv": _plain,
    "csv_plain": _plain,
    "json": _plain,
    "citation": _plain,
}
"""By format: what a person can read in it."""


def holding(*what: Holds) -> tuple[str, ...]:
    """The formats of a figure that hold all of this."""
    return tuple(
        id for id, item in FORMATS.items() if item.scope is not Scope.WHOLE and set(what) <= item.holds
    )


def numbers_of(content: bytes) -> Iterator[float]:
    """Every number that any program finds in a file, in files inside it too."""
    if content[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(content))
        for part in archive.namelist():
            if not part.startswith(
                ("ppt/theme", "ppt/slideLayouts", "ppt/slideMasters", "ppt/printer", "docProps")
            ):
                yield from numbers_of(archive.read(part))
    elif content[:4] == b"PAR1":
        for row in pq.read_table(io.BytesIO(content)).to_pylist():
            yield from (float(value) for value in row.values() if isinstance(value, (int, float)))
    else:
        text = (
            _printed(content)
            if content[:4] == b"%PDF"
            else " ".join(_chunks(content))
            if content[:4] == b"\x89PNG"
            else ""
        )
        text = text or re.sub(r"data:font[^)]*", "", content.decode("utf-8", "ignore"))
        yield from (float(found.replace(",", ".")) for found in _NUMBER.findall(text))


def read_as(values: Sequence[float | None]) -> set[str]:
    """How a reader may find these shares written, in whole percentages or tenths, with a comma or a point."""
    found = set()
    for value in values:
        if value is None:
            continue
        exact = Decimal(repr(value)) * 100
        for step in (Decimal(1), Decimal("0.1")):
            near = exact.quantize(Decimal("0.000001"))
            for way in (ROUND_FLOOR, ROUND_CEILING):
                rounded = near.quantize(step, rounding=way)
                if abs(rounded - near) <= step / 2:
                    text = f"{abs(rounded)}%" if not rounded else f"{rounded}%".replace("-", "−")
                    found |= {text, text.replace(".", ",")}
        found |= {"<1%"} if 0 < value < 0.01 else set()
        found |= {">99%"} if 0.99 < value < 1 else set()
    return found
