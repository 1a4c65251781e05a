"""The sheet behind a native plot, which opens when somebody edits the plot: its columns, and references to
them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from monitor.export.drawingml.plot import Plot, number_format
from monitor.export.escape import cell, clean
from monitor.figure.chart import Point, Series
from monitor.locale import say

TICK = 0.4
"""How far a tick reaches above and below its row's middle, in rows."""


class Column(NamedTuple):
    """One column: its header and what stands below it; where it is made from other columns, the formulas
    that do so."""

    header: str
    values: Sequence[float | str | None]
    format: str = ""
    formulas: Sequence[str | None] = ()


class Stroke(NamedTuple):
    """Short lines, one for each point of a series: the columns with where they run, and how far down."""

    series: int
    kind: str
    """beam, join, interval or tick."""
    along: int
    down: int


@dataclass
class Sheet:
    """A plot's columns, counted from 0, and where in a workbook they stand."""

    name: str
    first_row: int = 1
    columns: list[Column] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    """The numbers, by series."""
    plus: list[int | None] = field(default_factory=list)
    minus: list[int | None] = field(default_factory=list)
    """Lengths of the interval's arms, by series; of bars and lines."""
    place: list[int] = field(default_factory=list)
    """Of dots, by series: how far down they stand."""
    strokes: list[Stroke] = field(default_factory=list)
    """Of dots: what is drawn as lines, from back to front."""
    row_place: int = 0
    row_edge: int = 0
    """Of dots: how far down the rows' names stand, and at which value."""

    def add(
        self,
        header: str,
        values: Sequence[float | str | None],
        format: str = "",
        formulas: Sequence[str | None] = (),
    ) -> int:
        """The number of a new column."""
        self.columns.append(Column(header, values, format, formulas))
        return len(self.columns) - 1

    def cell(self, column: int, row: int) -> str:
        """The place of a value, as a formula names it."""
        return xl_rowcol_to_cell(self.first_row + row, column)

    def numbers(self, column: int) -> str:
        """A reference to a column of numbers; a cell without a number is not in it."""
        values, code = self.columns[column].values, self.columns[column].format or "General"
        points = "".join(
            f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>'
            for at, value in enumerate(values)
            if value is not None
        )
        cache = f'<c:formatCode>{escape(code)}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
        return f"<c:numRef><c:f>{self._range(column)}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"

    def texts(self, column: int) -> str:
        """A reference to a column of texts."""
        values = self.columns[column].values
        points = "".join(
            f'<c:pt idx="{at}"><c:v>{escape(clean(str(value)))}</c:v></c:pt>'
            for at, value in enumerate(values)
            if value is not None
        )
        return (
            f'<c:strRef><c:f>{self._range(column)}</c:f><c:strCache><c:ptCount val="{len(values)}"/>{points}'
            "</c:strCache></c:strRef>"
        )

    def header(self, column: int) -> str:
        """A reference to a column's header, as a series' name."""
        place = xl_rowcol_to_cell(self.first_row - 1, column, row_abs=True, col_abs=True)
        name = escape(clean(self.columns[column].header))
        cache = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache>'
        return f"<c:tx><c:strRef><c:f>{self._named()}!{place}</c:f>{cache}</c:strRef></c:tx>"

    def _range(self, column: int) -> str:
        letter = xl_col_to_name(column, col_abs=True)
        return (
            f"{self._named()}!{letter}${self.first_row + 1}:{letter}$"
            f"{self.first_row + len(self.columns[column].values)}"
        )

    def _named(self) -> str:
        return escape("'" + self.name.replace("'", "''") + "'")

    def write(self, book: xlsxwriter.Workbook, into: Worksheet) -> None:
        """Writes the columns; texts are never formulas."""
        formats = {
            code: book.add_format({"num_format": code})
            for code in {column.format for column in self.columns if column.format}
        }
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for at, column in enumerate(self.columns):
            into.write_string(self.first_row - 1, at, cell(column.header), header)
            for row, value in enumerate(column.values, self.first_row):
                formula = column.formulas[row - self.first_row] if column.formulas else None
                if formula is not None:
                    into.write_formula(
                        row, at, formula, formats.get(column.format), value if value is not None else ""
                    )
                elif isinstance(value, str):
                    into.write_string(row, at, cell(value))
                elif value is not None:
                    into.write_number(row, at, value, formats.get(column.format))
        into.set_column(0, 0, 40)
        into.set_column(1, max(1, len(self.columns) - 1), 16)


def sheet_of(plot: Plot, name: str, first_row: int = 1) -> Sheet:
    """The plot's numbers, then what its intervals need; headers in the reader's language."""
    found = Sheet(name, first_row)
    found.add(" ", [label.replace("\n", " ") if plot.shape == "dots" else label for label in plot.categories])
    exact = number_format(plot.axis.share, plot.axis.decimals, plot.language)
    for one in plot.series:
        found.value.append(found.add(one.name, [point.value for point in one.points], exact))
    if plot.shape == "dots":
        _add_places(plot, found, exact)
        return found
    for one in plot.series:
        if not has_intervals(one):
            found.plus.append(None)
            found.minus.append(None)
            continue
        arms = [_arms(point) for point in one.points]
        words = [f"{one.name}: {say(f'export.sheet.{side}', plot.language)}" for side in ("plus", "minus")]
        found.plus.append(found.add(words[0], [arm[1] for arm in arms], exact))
        found.minus.append(found.add(words[1], [arm[0] for arm in arms], exact))
    return found


def has_intervals(series: Series) -> bool:
    """Whether any point has one."""
    return any(point.low is not None for point in series.points)


def _arms(point: Point) -> tuple[float | None, float | None]:
    """How far the interval reaches below and above the number."""
    if point.value is None or point.low is None or point.high is None:
        return None, None
    return max(0.0, point.value - point.low), max(0.0, point.high - point.value)


def _add_places(plot: Plot, found: Sheet, exact: str) -> None:
    """How far down the dots stand; then the lines behind and across them, made from the columns before by
    formulas."""
    say_ = {word: say(f"export.sheet.{word}", plot.language) for word in ("low", "high", "place", "line")}
    ends: dict[int, tuple[int, int]] = {}
    for at, one in enumerate(plot.series):
        if has_intervals(one):
            low = found.add(f"{one.name}: {say_['low']}", [point.low for point in one.points], exact)
            ends[at] = (
                low,
                found.add(f"{one.name}: {say_['high']}", [point.high for point in one.points], exact),
            )
    for one, places in zip(plot.series, plot.positions, strict=True):
        shown = [
            place if point.value is not None else None
            for place, point in zip(places, one.points, strict=True)
        ]
        found.place.append(found.add(f"{one.name}: {say_['place']}", shown))
    found.row_place = found.add(say_["place"], [float(row + 1) for row in range(len(plot.categories))])
    found.row_edge = found.add(f"{say_['place']} (2)", [float(plot.axis.low)] * len(plot.categories), exact)
    strokes: list[tuple[int, str, tuple[int | None, int]]] = []
    strokes += [
        (at, "beam", (None, found.value[at])) for at, one in enumerate(plot.series) if one.role == "beam"
    ]
    strokes += [(0, "join", (found.value[0], found.value[1]))] if plot.joined else []
    strokes += [(at, "interval", columns) for at, columns in ends.items()]
    strokes += [
        (at, "tick", (found.value[at], found.value[at]))
        for at, one in enumerate(plot.series)
        if one.role == "tick"
    ]
    for at, kind, columns in strokes:
        found.strokes.append(_stroke(plot, found, at, kind, columns, say_["line"], exact))


def _stroke(
    plot: Plot, found: Sheet, at: int, kind: str, columns: tuple[int | None, int], word: str, exact: str
) -> Stroke:
    """Two cells for each point, then an empty one, so that its line is not joined to the next."""
    along: list[float | None] = []
    down: list[float | None] = []
    along_by: list[str | None] = []
    down_by: list[str | None] = []
    reach = TICK if kind == "tick" else 0.0
    for row, place in enumerate(plot.positions[at]):
        pair = [plot.axis.low if column is None else found.columns[column].values[row] for column in columns]
        if not all(isinstance(value, float) for value in pair):
            along += [None] * 3
            down += [None] * 3
            along_by += [None] * 3
            down_by += [None] * 3
            continue
        along += [*pair, None]  # type: ignore[list-item]
        down += [place - reach, place + reach, None]
        along_by += [None if column is None else f"={found.cell(column, row)}" for column in columns] + [None]
        middle = found.cell(found.place[at], row)
        down_by += (
            [f"={middle}-{reach:g}", f"={middle}+{reach:g}", None]
            if reach
            else [f"={middle}", f"={middle}", None]
        )
    name = f"{plot.series[at].name}: {word}"
    return Stroke(
        at, kind, found.add(name, along, exact, along_by), found.add(f"{name} (2)", down, "", down_by)
    )


def workbook_of(plot: Plot, sheet: Sheet) -> bytes:
    """A small workbook with nothing but the plot's sheet."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        sheet.write(book, book.add_worksheet(sheet.name))
    return into.getvalue()
