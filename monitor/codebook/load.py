"""From a folder of YAML files to a Codebook, or to errors that name the file and the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from monitor.codebook.models import Codebook
from monitor.errors import CodebookError, nearest

Place = tuple[str | int, ...]


class _PlainLoader(yaml.SafeLoader):
    """YAML 1.2's scalars: `no` and `2024-01-01` stay text, `nl: ja` is no boolean."""


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", "n~"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)$", "-+0123456789."),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [*_first, ""])


class _Document:
    """One YAML file: its data, and the line on which each key stands."""

    def __init__(self, path: Path):
        self.path = path
        self.lines: dict[Place, int] = {}
        self.problems: list[str] = []
        try:
            loader = _PlainLoader(path.read_text(encoding="utf-8-sig"))
            node = loader.get_single_node()
        except (OSError, UnicodeDecodeError) as error:
            raise CodebookError([f"{path}: can't be read as UTF-8 text: {error}"]) from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise CodebookError([f"{path}:{line}: no valid YAML: {error.problem}"]) from error
        except yaml.YAMLError as error:
            raise CodebookError([f"{path}: no valid YAML: {error}"]) from error
        self._loader = loader
        self.data = {} if node is None else self._value(node, ())

    def _value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            self._loader.flatten_mapping(node)
            found: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = self._loader.construct_object(key_node, deep=True)
                if isinstance(key, bool) or not isinstance(key, (str, int, float)):
                    key = key_node.value if isinstance(key_node, yaml.ScalarNode) else str(key)
                if key in found:
                    self.problems.append(f"{self.path}:{key_node.start_mark.line + 1}: key '{key}' stands twice")
                self.lines[(*place, key)] = key_node.start_mark.line + 1
                found[key] = self._value(value_node, (*place, key))
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._loader.construct_object(node)


def load_codebook(folder: Path) -> Codebook:
    """The Codebook in the `*.yaml` files of `folder` (or in one file); CodebookError lists every problem."""
    folder = Path(folder)
    paths = [folder] if folder.is_file() else sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    if not paths:
        raise CodebookError([f"{folder}: no codebook here; write one with: python -m monitor draft FILE… --out {folder}"])
    merged: dict[str, Any] = {}
    origin: dict[Place, tuple[_Document, Place]] = {}
    problems: list[str] = []
    for path in paths:
        document = _Document(path)
        problems += document.problems
        if not isinstance(document.data, dict):
            raise CodebookError([f"{path}:1: a codebook file is a mapping of sections, not a {type(document.data).__name__}"])
        for section, value in document.data.items():
            if section not in Codebook.model_fields:
                hint = nearest(str(section), Codebook.model_fields)
                advice = f"did you mean '{hint}'?" if hint else "valid: " + ", ".join(Codebook.model_fields)
                problems.append(f"{path}:{document.lines[(section,)]}: unknown section '{section}'; {advice}")
            elif isinstance(value, list):
                into = merged.setdefault(section, [])
                for index, item in enumerate(value):
                    origin[(section, len(into))] = (document, (section, index))
                    into.append(item)
            elif section in merged:
                problems.append(f"{path}:{document.lines[(section,)]}: section '{section}' stands in two files; keep one")
            elif value is not None:
                merged[section] = value
                origin[(section,)] = (document, (section,))
    if problems:
        raise CodebookError(problems)
    try:
        return Codebook.model_validate(merged)
    except ValidationError as error:
        raise CodebookError(_lines_of(error, merged, origin, folder)) from error


def _lines_of(error: ValidationError, merged: dict[str, Any], origin: dict[Place, tuple[_Document, Place]], folder: Path) -> list[str]:
    """One line for each problem: file, line, place, value, and what to do."""
    lines: list[str] = []
    for item in error.errors(include_url=False):
        if not item["loc"]:
            lines += [f"{folder}: {line}" for line in item["msg"].removeprefix("Value error, ").splitlines()]
            continue
        place = tuple(part for part in item["loc"])
        key = item.get("ctx", {}).get("key") if item["type"] == "unknown_key" else None
        file, line = _find(place, key, merged, origin, folder)
        message = item["msg"].removeprefix("Value error, ")
        value = item.get("input")
        shown = "" if key or isinstance(value, (dict, list)) or item["type"] == "missing" else f" (found: {value!r})"
        if item["type"] == "missing":
            message = f"key '{place[-1]}' is missing"
        elif item["type"] == "union_tag_invalid":
            kinds = ["share", "mean", "distribution", "multiple"]
            hint = nearest(item["ctx"]["tag"], kinds)
            message = f"kind '{item['ctx']['tag']}' is none of {', '.join(kinds)}" + (f"; did you mean '{hint}'?" if hint else "")
        elif item["type"] == "string_pattern_mismatch":
            message = "a code holds no spaces, commas or quotes, and none of ; & = ? # / \\ | < >"
        lines.append(f"{file}:{line}: {_dotted(place, merged)}: {message}{shown}")
    return list(dict.fromkeys(lines))


def _find(
    place: Place, key: str | None, merged: dict[str, Any], origin: dict[Place, tuple[_Document, Place]], folder: Path
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
    """`indicators[3] (telemonitoring).kind`: the place as the author of the file knows it."""
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
