"""A frame and its labels → an SPSS file, weight and multiple-response sets included."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadstat
from pyreadstat import ReadstatError

from monitor.errors import SurveyFileError, reason

WEIGHT_AT, VARIABLE, LABELS, DOCUMENT, EXTENSION, END = 76, 2, 3, 6, 7, 999
RESPONSE_SETS = 7


@dataclass
class Labels:
    """What an SPSS file says about its variables."""

    file: str
    variables: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[int | float, str]] = field(default_factory=dict)
    missing: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    weight: str | None = None
    sets: dict[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    """By name: label and variables of a set of 0/1 variables."""


def write_sav(frame: pd.DataFrame, path: Path, labels: Labels) -> None:
    """Write `frame` (numeric columns) to `path` as SPSS would: labels, user-missing codes, weight, response
    sets. SurveyFileError where it can't be written there."""
    try:
        _written(frame, path, labels)
        _completed(frame, path, labels)
    except (OSError, ReadstatError) as error:
        raise SurveyFileError(f"{path}: can't be written ({reason(error)}); name another folder") from error


def _written(frame: pd.DataFrame, path: Path, labels: Labels) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=labels.file,
        column_labels={name: labels.variables.get(name, name) for name in frame.columns},
        variable_value_labels={
            name: values for name, values in labels.values.items() if name in frame.columns
        },
        missing_ranges={
            name: [{"lo": low, "hi": high} for low, high in ranges] for name, ranges in labels.missing.items()
        },
        variable_measure=labels.measures,
        row_compress=True,
    )


def _completed(frame: pd.DataFrame, path: Path, labels: Labels) -> None:
    """Adds the weight and the response sets, which the library doesn't write."""
    content = bytearray(path.read_bytes())
    if labels.weight:
        struct.pack_into("<i", content, WEIGHT_AT, list(frame.columns).index(labels.weight) + 1)
    if labels.sets:
        end, short = _dictionary(content)
        content[end:end] = _response_sets(labels.sets, dict(zip(frame.columns, short, strict=True)))
    path.write_bytes(content)


def _dictionary(content: bytearray) -> tuple[int, list[str]]:
    """Where the dictionary ends, and the short name of each variable.

    Layout: PSPP developers' manual, appendix 'System File Format'.
    """
    place, names = 176, []

    def number(at: int) -> int:
        return struct.unpack_from("<i", content, at)[0]

    while (kind := number(place)) != END:
        if kind == VARIABLE:
            names.append(bytes(content[place + 24 : place + 32]).decode("ascii").strip())
            labelled, missing = number(place + 8), abs(number(place + 12))
            place += 32
            if labelled:
                place += 4 + -(-number(place) // 4) * 4
            place += 8 * missing
        elif kind == LABELS:
            count, place = number(place + 4), place + 8
            for _ in range(count):
                place += 8 + -(-(1 + content[place + 8]) // 8) * 8
            place += 8 + 4 * number(place + 4)
        elif kind == DOCUMENT:
            place += 8 + 80 * number(place + 4)
        elif kind == EXTENSION:
            place += 16 + number(place + 8) * number(place + 12)
        else:
            raise ValueError(f"unknown record {kind} at byte {place}")
    return place, names


def _response_sets(sets: Mapping[str, tuple[str, Sequence[str]]], short: Mapping[str, str]) -> bytes:
    lines = []
    for name, (label, variables) in sets.items():
        of = " ".join(short[variable].lower() for variable in variables)
        lines.append(f"${name}=D1 1 {len(label.encode())} {label} {of}\n")
    text = "".join(lines).encode()
    return struct.pack("<iiii", EXTENSION, RESPONSE_SETS, 1, len(text)) + text
