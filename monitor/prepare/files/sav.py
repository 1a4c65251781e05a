"""Survey files as they are: what their metadata say, and the raw codes of the columns asked for. The only
importer of pyreadstat.

Codes and labels stay apart, user-missing codes stay codes, and dates stay numbers: seconds since 14 October
1582 in SPSS files, days or milliseconds since 1960 in Stata files, so that no date is out of range.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from monitor.errors import SurveyFileError, nearest
from monitor.prepare.files.code_page import BYTES, OTHER_CODE_PAGE, dictionary_in, some_fit, text_in
from monitor.prepare.files.sav_header import (
    Damaged,
    Header,
    OtherCodePage,
    ResponseSet,
    TooLarge,
    number_in,
    read_portable_header,
    read_stata_header,
    read_system_header,
)
from monitor.prepare.files.survey_file import Number, SurveyFile, Variable
from monitor.prepare.files.tables import ENDINGS, is_table, table_columns, table_metadata

__all__ = ["ResponseSet", "SurveyFile", "Variable", "file_hash", "read_columns", "read_metadata"]

Format = Literal["sav/zsav", "por", "dta"]

ENCRYPTED = b"ENCRYPTEDSAV"
STATA_RELEASES = bytes([105, 108, 110, 111, 113, 114, 115])
FIRST_ROWS = 5000
AGAIN = "copy or export it again"
RIGHT_ONE = "name the right one in 'encoding'"
EXTENDED_MISSING = {chr(ord("a") + place): -9_000_000_001 - place for place in range(26)}
"""Stata's .a to .z as codes: .a is -9000000001, .b is -9000000002 and so on."""


def read_metadata(path: Path, encoding: str | None = None) -> SurveyFile:
    """The SurveyFile at `path` (.sav, .zsav, .por or .dta; .csv, .tsv, .xlsx or .parquet); SurveyFileError
    says in one line why it can't be read."""
    path = Path(path)
    if is_table(path):
        return table_metadata(path, encoding)
    kind = _format(path)
    try:
        header = _header(path, kind, encoding)
        meta: Any = _parse(path, kind, encoding, metadataonly=True)[1]
    except _WrongCodePage:
        if encoding is not None or kind == "por":
            raise SurveyFileError(
                f"{path}: its texts are not in code page {encoding or 'ASCII'}; {RIGHT_ONE}"
            ) from None
        header, meta = _header(path, kind, BYTES), _dictionary_as_bytes(path, kind)
        if not (
            some_fit(_dictionary_texts(meta), header.page)
            or some_fit(_first_texts(path, kind, meta), header.page)
        ):
            return read_metadata(path, OTHER_CODE_PAGE)
        meta = dictionary_in(meta, header.page)
    names = _names(path, kind, meta)
    file = SurveyFile(
        path=path,
        rows=header.rows,
        variables={name: _variable(name, meta, kind) for name in names},
        weight=None,
        label=(meta.file_label or "").strip(),
        notes=tuple(str(note) for note in meta.notes or ()),
        response_sets=(),
        encoding=encoding,
        created=meta.creation_time,
        page=header.page,
    )
    return _with_header(file, header)


def _dictionary_as_bytes(path: Path, kind: Format) -> Any:
    """The reader's metadata with every byte as a letter."""
    try:
        return _parse(path, kind, BYTES, metadataonly=True)[1]
    except _WrongCodePage:
        raise SurveyFileError(f"{path}: the file is damaged: its texts can't be read; {AGAIN}") from None


def _dictionary_texts(meta: Any) -> Iterator[str]:
    yield from (label for label in meta.column_names_to_labels.values() if label)
    for labels in meta.variable_value_labels.values():
        yield from (text for pair in labels.items() for text in pair if isinstance(text, str))


def _first_texts(path: Path, kind: Format, meta: Any) -> Iterator[str]:
    """Texts of the first rows, with every byte as a letter."""
    names = [name for name in meta.column_names if meta.readstat_variable_types.get(name) == "string"]
    columns = _parse(path, kind, BYTES, usecols=names, row_limit=FIRST_ROWS)[0] if names else {}
    for values in columns.values():
        yield from (str(value) for value in values if value)


def _names(path: Path, kind: Format, meta: Any) -> list[str]:
    """The names of the variables; Stata alone tells names apart that differ by case."""
    if None in meta.column_names or not set(meta.column_names) <= set(meta.readstat_variable_types):
        raise SurveyFileError(f"{path}: the file is damaged: a variable has no name; {AGAIN}")
    names = [str(name) for name in meta.column_names]
    same = Counter(name if kind == "dta" else name.lower() for name in names)
    twice = next((name for name, times in same.items() if times > 1), None)
    if twice is not None:
        raise SurveyFileError(f"{path}: the file is damaged: two variables are called '{twice}'; {AGAIN}")
    return names


def read_columns(file: SurveyFile, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column for each of `names`: numbers as float64 raw codes, text without
    trailing blanks."""
    wanted = []
    for name in names:
        found = file.find(name)
        if found is None:
            hint = nearest(name, file.variables)
            raise SurveyFileError(
                f"{file.path}: no variable '{name}'" + (f"; did you mean '{hint}'?" if hint else "")
            )
        wanted.append(found)
    wanted = list(dict.fromkeys(wanted))
    if not wanted:
        return pd.DataFrame(index=range(file.rows or 0))
    if is_table(file.path):
        return table_columns(file, wanted)
    columns = _in_some_code_page(file, wanted)
    rows = len(columns[wanted[0]])
    if file.rows is not None and rows != file.rows:
        raise SurveyFileError(
            f"{file.path}: the file is cut off: {rows} of its {file.rows} rows are in it; {AGAIN}"
        )
    return pd.DataFrame({name: _column(columns[name], file.variables[name]) for name in wanted})


def _in_some_code_page(file: SurveyFile, names: list[str]) -> dict[str, Any]:
    """Columns by name. Where a text is not in the code page, each text is read by itself, and columns are
    found by their place."""
    kind = _format(file.path)
    try:
        return _parse(file.path, kind, file.encoding, usecols=names)[0]
    except _WrongCodePage:
        if file.encoding is not None or kind == "por":
            raise SurveyFileError(
                f"{file.path}: its texts are not in code page {file.encoding or 'ASCII'}; {RIGHT_ONE}"
            ) from None
    as_bytes = _dictionary_as_bytes(file.path, kind).column_names
    written = dict(zip(file.variables, as_bytes, strict=True))
    try:
        columns, _ = _parse(file.path, kind, BYTES, usecols=[written[name] for name in names])
    except _WrongCodePage:
        raise SurveyFileError(f"{file.path}: the file is damaged: its texts can't be read; {AGAIN}") from None
    return {name: _texts(columns[written[name]], file, name) for name in names}


def _texts(column: Any, file: SurveyFile, name: str) -> Any:
    if not file.variables[name].is_text:
        return column
    return [value if value is None else text_in(str(value), file.page) for value in column]


def file_hash(path: Path) -> str:
    """The sha256 of the file's bytes, 64 hexadecimal digits."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _WrongCodePage(Exception):
    """Text in the file is not in the code page that it was read with."""


def _format(path: Path) -> Format:
    """What kind of file it is by its first bytes, whatever its name says."""
    try:
        with path.open("rb") as stream:
            start = stream.read(1024)
    except FileNotFoundError:
        raise SurveyFileError(f"{path}: no such file; check the name and the folder") from None
    except OSError as error:
        raise SurveyFileError(f"{path}: can't be opened: {error.strerror or error}") from None
    if not start:
        raise SurveyFileError(f"{path}: the file is empty; {AGAIN}")
    if ENCRYPTED in start[:64]:
        raise SurveyFileError(f"{path}: the file is encrypted with a password; save it from SPSS without one")
    if start[:4] in (b"$FL2", b"$FL3"):
        return "sav/zsav"
    if start.startswith(b"<stata_dta>") or (path.suffix.lower() == ".dta" and start[0] in STATA_RELEASES):
        return "dta"
    if b"SPSSPORT" in start.replace(b"\r", b"").replace(b"\n", b""):
        return "por"
    raise SurveyFileError(
        f"{path}: no survey file (.sav, .zsav, .por, .dta, {', '.join(ENDINGS)}), or its beginning is"
        f" damaged; {AGAIN}"
    )


def _header(path: Path, kind: Format, encoding: str | None) -> Header:
    try:
        if kind == "sav/zsav":
            return read_system_header(path, encoding)
        return read_portable_header(path) if kind == "por" else read_stata_header(path)
    except OtherCodePage as error:
        if encoding is None:
            raise _WrongCodePage from error
        raise SurveyFileError(f"{path}: the file is damaged: {error}; {AGAIN}") from error
    except TooLarge as large:
        raise SurveyFileError(f"{path}: {large}") from large
    except Damaged as damage:
        raise SurveyFileError(f"{path}: the file is damaged: {damage}; {AGAIN}") from damage


def _with_header(file: SurveyFile, header: Header) -> SurveyFile:
    """The same file with the weight and the response sets whose variables it has."""
    weight = file.find(header.weight) if header.weight else None
    sets = []
    for one in header.sets:
        members = [found for name in one.variables if (found := file.find(name))]
        if members:
            counted = one.counted if file.variables[members[0]].is_text else number_in(one.counted)
            sets.append(replace(one, variables=tuple(members), counted=counted))
    return replace(file, weight=weight, response_sets=tuple(sets))


def _parse(path: Path, kind: Format, encoding: str | None, **options: Any) -> tuple[dict[str, Any], Any]:
    """Columns by name, and the reader's metadata. Its own functions for .por have no `user_missing`, so the
    one below them is called."""
    from pyreadstat._readstat_parser import parser_entry_point

    try:
        return parser_entry_point(
            str(path),
            parser_format=kind,
            encoding=None if kind == "por" else encoding,
            user_missing=True,
            disable_datetime_conversion=True,
            output_format="dict",
            **options,
        )
    except UnicodeDecodeError as error:
        raise _WrongCodePage from error
    except MemoryError as error:
        raise SurveyFileError(f"{path}: too large for this computer's memory") from error
    except Exception as error:
        reason = " ".join(str(error).split())
        if "convert string" in reason:
            raise _WrongCodePage from error
        raise SurveyFileError(
            f"{path}: the file is damaged or cut off ({reason or type(error).__name__}); {AGAIN}"
        ) from error


def _variable(name: str, meta: Any, kind: Format) -> Variable:
    is_text = meta.readstat_variable_types[name] == "string"
    labels = {
        _code(code): str(label).strip() for code, label in meta.variable_value_labels.get(name, {}).items()
    }
    missing = [_missing(item["lo"], item["hi"]) for item in meta.missing_ranges.get(name, [])]
    if kind == "dta" and not is_text:
        labels = {
            EXTENDED_MISSING.get(code, code) if isinstance(code, str) else code: label
            for code, label in labels.items()
        }
        missing.append((float(min(EXTENDED_MISSING.values())), float(max(EXTENDED_MISSING.values()))))
    return Variable(
        name=name,
        label=(meta.column_names_to_labels.get(name) or "").strip(),
        is_text=is_text,
        format=meta.original_variable_types.get(name) or "",
        measure=meta.variable_measure.get(name) or "unknown",
        labels=labels,
        missing=tuple(missing),
        width=meta.variable_storage_width.get(name) or 0,
    )


def _code(value: Any) -> Number | str:
    """Whole numbers as int; text as it is."""
    if isinstance(value, str):
        return value.rstrip()
    number = float(value)
    return int(number) if math.isfinite(number) and number.is_integer() else number


def _missing(low: Any, high: Any) -> Number | str | tuple[float, float]:
    """A code, or a range; SPSS's LOWEST and HIGHEST are infinite."""
    if low == high or isinstance(low, str):
        return _code(low)
    bound = 1.7e308
    return (-math.inf if low < -bound else float(low), math.inf if high > bound else float(high))


def _column(values: Iterable[Any], variable: Variable) -> Any:
    if variable.is_text:
        return pd.Series(["" if value is None else str(value).rstrip() for value in values], dtype="str")
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        numbers = (EXTENDED_MISSING.get(value) if isinstance(value, str) else value for value in values)
        return np.array([math.nan if number is None else number for number in numbers], dtype=float)
