"""From a folder of YAML files to a Codebook, or to errors that name the file and the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.codebook.document import Document, Place, shortened
from monitor.codebook.models import Codebook
from monitor.errors import CodebookError, nearest

LONGEST_LINE = 400
"""Characters of a place, and of what is wrong there."""


def load_codebook(folder: Path) -> Codebook:
    """The Codebook in the `*.yaml` files of `folder` (or in one file); CodebookError lists every problem."""
    folder = Path(folder)
    paths = [folder] if folder.is_file() else sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    if not paths:
        raise CodebookError(
            [f"{folder}: no codebook here; write one with: python -m monitor draft FILE… --out {folder}"]
        )
    merged: dict[str, Any] = {}
    origin: dict[Place, tuple[Document, Place]] = {}
    problems: list[str] = []
    for path in paths:
        document = Document(path)
        problems += document.problems
        if not isinstance(document.data, dict):
            raise CodebookError(
                [f"{path}:1: a codebook file is a mapping of sections, not a {type(document.data).__name__}"]
            )
        for section, value in document.data.items():
            if section not in Codebook.model_fields:
                hint = nearest(str(section), Codebook.model_fields)
                advice = f"did you mean '{hint}'?" if hint else "valid: " + ", ".join(Codebook.model_fields)
                problems.append(
                    f"{path}:{document.lines[(section,)]}: unknown section '{shortened(str(section))}';"
                    f" {advice}"
                )
            elif isinstance(value, list):
                into = merged.setdefault(section, [])
                for index, item in enumerate(value):
                    origin[(section, len(into))] = (document, (section, index))
                    into.append(item)
            elif section in merged:
                problems.append(
                    f"{path}:{document.lines[(section,)]}: section '{section}' stands in two files; keep one"
                )
            elif value is not None:
                merged[section] = value
                origin[(section,)] = (document, (section,))
    if problems:
        raise CodebookError(problems)
    try:
        return Codebook.model_validate(merged)
    except ValidationError as error:
        raise CodebookError(_lines_of(error, merged, origin, folder)) from error


def _lines_of(
    error: ValidationError, merged: dict[str, Any], origin: dict[Place, tuple[Document, Place]], folder: Path
) -> list[str]:
    """One line for each problem: file, line, place, value, and what to do."""
    lines: list[str] = []
    for item in _telling(error.errors(include_url=False), merged):
        if not item["loc"]:
            lines += [f"{folder}: {line}" for line in item["msg"].removeprefix("Value error, ").splitlines()]
            continue
        place = _there(item["loc"], merged) if item["type"] == "value_error" else tuple(item["loc"])
        key = item.get("ctx", {}).get("key") if item["type"] == "unknown_key" else None
        file, line = _find(place, key, merged, origin, folder)
        value = item.get("input")
        shown = (
            ""
            if key or isinstance(value, (dict, list)) or item["type"] == "missing"
            else f" (found: {shortened(repr(value))})"
        )
        lines.append(
            f"{file}:{line}: {shortened(_dotted(place, merged), LONGEST_LINE)}:"
            f" {shortened(_message(item, place), LONGEST_LINE)}{shown}"
        )
    return list(dict.fromkeys(lines))


def _message(item: ErrorDetails, place: Place) -> str:
    """What is wrong with one value, and what is wanted there."""
    if item["type"] == "missing":
        return f"key '{place[-1]}' is missing"
    if item["type"] == "union_tag_invalid":
        kinds, kind = ["share", "mean", "distribution", "multiple"], shortened(str(item["ctx"]["tag"]))
        hint = nearest(kind, kinds)
        return f"kind '{kind}' is none of {', '.join(kinds)}" + (f"; did you mean '{hint}'?" if hint else "")
    if item["type"] == "string_pattern_mismatch":
        return "a code holds no spaces, commas or quotes, and none of ; & = ? # / \\ | < >"
    if item["type"] == "string_type" and place[-1] == "view":
        return "a view is a text: what follows the ? in the link of a page, such as i=portaal&by=leeftijd"
    return item["msg"].removeprefix("Value error, ")


def _telling(errors: list[ErrorDetails], merged: dict[str, Any]) -> list[ErrorDetails]:
    """The errors; where one value may be of several kinds, without those that only say that it is not of
    another."""
    meant = {_there(item["loc"], merged) for item in errors if item["type"] == "value_error"}
    other = ("_type", "_parsing", "_from_float")
    return [
        item for item in errors if not (item["type"].endswith(other) and _there(item["loc"], merged) in meant)
    ]


def _there(place: Place, merged: dict[str, Any]) -> Place:
    """The parts of a place that stand in the file; between them come the kinds that a value may be of."""
    here: Any = merged
    kept: list[str | int] = []
    for part in place:
        inside = range(len(here)) if isinstance(here, list) else here if isinstance(here, dict) else ()
        if part in inside:
            here = here[part]
            kept.append(part)
    return tuple(kept)


def _find(
    place: Place,
    key: str | None,
    merged: dict[str, Any],
    origin: dict[Place, tuple[Document, Place]],
    folder: Path,
) -> tuple[Path, int]:
    for length in (2, 1):
        if place[:length] in origin:
            document, start = origin[place[:length]]
            real: list[str | int] = list(start)
            wanted = [*place[length:], *([key] if key else [])]
            best = document.lines[tuple(real)]
            for part in wanted:
                if (*real, part) in document.lines:
                    real.append(part)
                    best = document.lines[tuple(real)]
            return document.path, best
    return folder, 1


def _dotted(place: Place, merged: dict[str, Any]) -> str:
    """`indicators[3] (usage).kind`: the place as the author of the file knows it."""
    words: list[str] = []
    here: Any = merged
    for part in place:
        if isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
            name = here.get("id") if isinstance(here, dict) else None
            words[-1] += f"[{part}]" + (f" ({name})" if name else "")
        elif isinstance(here, dict) and part in here:
            here = here[part]
            words.append(str(part))
        elif part == place[-1]:
            words.append(str(part))
    return ".".join(words)
