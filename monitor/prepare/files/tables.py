"""Answers in .csv, .xlsx and .parquet files, with labels from a sheet beside them.

The labels stand in the sheet `labels` of a workbook, or in `<name>.labels.csv` or `.labels.xlsx` beside the
file: columns `variable`, `code`, `label` and, where a code is no answer, `missing` (yes). A row without a
code labels the variable; a row without a variable labels the file.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from monitor.errors import SurveyFileError, nearest
from monitor.prepare.files.survey_file import SurveyFile, Variable

ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")
LABELS = "labels"
COLUMNS = ("variable", "code", "label", "missing")
BEGINS = datetime(1582, 10, 14)
"""From when SPSS counts the seconds of a date."""
DATE_FORMAT = "DATETIME20"
_YES = ("yes", "ja", "x", "1", "true")

Texts = dict[str, list[Any]]
"""Columns by name: texts as they stand, or numbers and moments as the file has them; None for nothing."""


def is_table(path: Path) -> bool:
    """Whether a file is read here, by its name."""
    return path.suffix.lower() in ENDINGS


def table_metadata(path: Path, encoding: str | None = None) -> SurveyFile:
    """The SurveyFile at `path`; SurveyFileError says in one line why it, or its labels, can't be read."""
    columns = _columns(path, encoding)
    labels = _labels(path, columns, encoding)
    variables = {name: _variable(name, values, labels) for name, values in columns.items()}
    rows = len(next(iter(columns.values()), []))
    return SurveyFile(path, rows, variables, None, labels.file, (), (), encoding, None)


def table_columns(file: SurveyFile, names: list[str]) -> pd.DataFrame:
    """These columns as `read_columns` gives them: numbers as float64, texts without trailing blanks."""
    columns = _columns(file.path, file.encoding)
    gone = [name for name in names if name not in columns]
    if gone or len(columns[names[0]]) != file.rows:
        raise SurveyFileError(f"{file.path}: the file changed while it was read; read it again")
    return pd.DataFrame({name: _values(columns[name], file.variables[name].is_text) for name in names})


def _values(values: list[Any], is_text: bool) -> Any:
    if is_text:
        return pd.Series([_text(value) for value in values], dtype="str")
    return np.array([_number(value) for value in values], dtype=float)


def _text(value: Any) -> str:
    """A value as a text; a whole number without its point."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value).rstrip()


def _number(value: Any) -> float:
    """A value as a number: a moment as SPSS's seconds; NaN for nothing; ValueError for any other text."""
    if value is None or value is pd.NaT or value == "":
        return float("nan")
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - BEGINS).total_seconds()
    if hasattr(value, "isoformat"):
        return (datetime(value.year, value.month, value.day) - BEGINS).total_seconds()
    if isinstance(value, str):
        text = value.strip()
        plain = text.lstrip("-")
        if "_" in text or (len(plain) > 1 and plain[0] == "0" and plain[1].isdigit()):
            raise ValueError(f"'{text}' is a code, and no number")
        return float(text.replace(",", ".")) if text.count(",") == 1 and "." not in text else float(text)
    return float(value)


def _columns(path: Path, encoding: str | None) -> Texts:
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            frame = pd.read_parquet(path)
            found = [(str(name), frame[name].astype(object)) for name in frame.columns]
            columns = [
                (name, [None if pd.isna(value) else value for value in column]) for name, column in found
            ]
        elif ending == ".xlsx":
            columns = _by_column(path, _sheet(path, None))
        else:
            columns = _by_column(path, _delimited(path, encoding))
    except FileNotFoundError:
        raise SurveyFileError(f"{path}: no such file; check the name and the folder") from None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, csv.Error) as error:
        reason = " ".join(str(error).split())[:200]
        raise SurveyFileError(f"{path}: can't be read as {ending} ({reason}); save it again") from error
    names = [name for name, _ in columns]
    twice = next((name for name in names if [one.lower() for one in names].count(name.lower()) > 1), None)
    if twice is not None:
        raise SurveyFileError(f"{path}: two columns are called '{twice}'; give each its own name")
    return dict(columns)


def _by_column(path: Path, lines: list[list[Any]]) -> list[tuple[str, list[Any]]]:
    """Columns of a sheet of which the first line has the names; lines without anything are left out."""
    if not lines:
        raise ValueError("it is empty")
    heads = [_text(cell) for cell in lines[0]]
    while heads and not heads[-1]:
        heads.pop()
    rows = [line for line in lines[1:] if any(cell not in (None, "") for cell in line)]
    for number, line in enumerate(lines[1:], start=2):
        if len([cell for cell in line[len(heads) :] if cell not in (None, "")]):
            raise ValueError(f"row {number} has more cells than the {len(heads)} names in row 1")
    if not all(heads):
        raise ValueError(f"column {heads.index('') + 1} of row 1 has no name")
    return [
        (name, [line[at] if at < len(line) and line[at] != "" else None for line in rows])
        for at, name in enumerate(heads)
    ]


def _delimited(path: Path, encoding: str | None) -> list[list[Any]]:
    """Lines of texts, by the sign that the first line has most of: a semicolon, a tab or a comma."""
    raw = path.read_bytes()
    try:
        text = raw.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError:
        if encoding is not None:
            raise
        text = raw.decode("cp1252")
    first = text.partition("\n")[0]
    sign = max(";\t,", key=first.count)
    return [list(line) for line in csv.reader(text.splitlines(keepends=True), delimiter=sign)]


def _sheet(path: Path, name: str | None) -> list[list[Any]]:
    """Lines of cells of a sheet; the first that holds no labels where no name is given."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        wanted = name or next((title for title in book.sheetnames if title.lower() != LABELS), None)
        if wanted is None:
            raise ValueError("it has no sheet with answers")
        return [list(line) for line in book[wanted].iter_rows(values_only=True)]
    finally:
        book.close()


@dataclass
class _Labels:
    file: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)


def _labels(path: Path, columns: Texts, encoding: str | None) -> _Labels:
    place, lines = _label_lines(path, encoding)
    labels = _Labels()
    if not lines:
        return labels
    heads = [_text(cell).lower() for cell in lines[0]]
    absent = [name for name in COLUMNS[:3] if name not in heads]
    if absent:
        raise SurveyFileError(
            f"{place}: the column '{absent[0]}' is missing; its columns are {', '.join(COLUMNS)}"
        )
    known = {name.lower(): name for name in columns}
    for number, line in enumerate(lines[1:], start=2):
        cells = dict(zip(heads, [_text(cell).strip() for cell in line], strict=False))
        name, code, label = (cells.get(key, "") for key in COLUMNS[:3])
        if not name:
            labels.file = label or labels.file
            continue
        if name.lower() not in known:
            hint = nearest(name, columns)
            raise SurveyFileError(
                f"{place}, row {number}: no variable '{name}' in {path.name}"
                + (f"; did you mean '{hint}'?" if hint else "")
            )
        variable = known[name.lower()]
        if code:
            labels.codes.setdefault(variable, {})[code] = label
            if cells.get("missing", "").lower() in _YES:
                labels.missing.setdefault(variable, []).append(code)
        else:
            labels.variables[variable] = label
    return labels


def _label_lines(path: Path, encoding: str | None) -> tuple[str, list[list[Any]]]:
    """Where the labels stand, and their lines; none where there are none."""
    try:
        if path.suffix.lower() == ".xlsx":
            import openpyxl

            book = openpyxl.load_workbook(path, read_only=True)
            own = next((title for title in book.sheetnames if title.lower() == LABELS), None)
            book.close()
            if own is not None:
                return f"{path}, sheet '{own}'", _sheet(path, own)
        beside = path.with_name(f"{path.stem}.{LABELS}.csv")
        if beside.is_file():
            return str(beside), _delimited(beside, encoding)
        beside = beside.with_suffix(".xlsx")
        return str(beside), _sheet(beside, None) if beside.is_file() else []
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise SurveyFileError(
            f"{path}: its labels can't be read ({' '.join(str(error).split())[:200]})"
        ) from error


def _variable(name: str, values: list[Any], labels: _Labels) -> Variable:
    try:
        for value in values:
            _number(value)
        is_text = False
    except (TypeError, ValueError):
        is_text = True
    moments = not is_text and any(hasattr(value, "isoformat") for value in values)

    def code(text: str) -> Any:
        if is_text:
            return text
        try:
            number = _number(text)
        except ValueError as error:
            raise SurveyFileError(
                f"the labels of '{name}' have code '{text}', and its values are numbers; correct one of them"
            ) from error
        return int(number) if number.is_integer() else number

    return Variable(
        name=name,
        label=labels.variables.get(name, ""),
        is_text=is_text,
        format="A" if is_text else DATE_FORMAT if moments else "F8.2",
        measure="unknown",
        labels={code(one): label for one, label in labels.codes.get(name, {}).items()},
        missing=tuple(code(one) for one in labels.missing.get(name, [])),
        width=max((len(_text(value)) for value in values), default=0) if is_text else 8,
    )
