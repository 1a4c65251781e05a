"""One YAML file with the line of each key; an error in it, or too much of it, is one line.

Aliases are followed, as a codebook may well say a thing once; but a few lines of them can stand for more than
any memory holds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from monitor.errors import CodebookError

Place = tuple[str | int, ...]
MOST_GROWTH = 10
"""How many times larger than it is written a file may become by its aliases."""
MOST_VALUES = 100_000
"""Values that it may have whatever is written."""
MOST_LEVELS = 50
"""Values inside each other."""
SHOWN = 60
"""Characters of a wrong value in an error."""


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


class Document:
    """One YAML file: its data, and the line on which each key stands."""

    def __init__(self, path: Path):
        self.path = path
        self.lines: dict[Place, int] = {}
        self.problems: list[str] = []
        try:
            loader = _PlainLoader(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise CodebookError([f"{path}: can't be read as UTF-8 text: {error}"]) from error
        except yaml.YAMLError as error:
            raise CodebookError([f"{path}: no valid YAML: {' '.join(str(error).split())}"]) from error
        self._loader = loader
        try:
            node = loader.get_single_node()
            bounded(node)
            self.data = {} if node is None else self._value(node, ())
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            told = shortened(str(error.problem), 200)
            advice = "; put a text with , : or ? in it between quotes" if "expected ','" in told else ""
            raise CodebookError([f"{path}:{line}: no valid YAML: {told}{advice}"]) from error
        except yaml.YAMLError as error:
            raise CodebookError([f"{path}: no valid YAML: {error}"]) from error
        except RecursionError as error:
            raise CodebookError(
                [f"{path}:{loader.line + 1}: no valid YAML: too many levels inside each other"]
            ) from error

    def _value(self, node: yaml.Node, place: Place) -> Any:
        if len(place) > MOST_LEVELS:
            raise yaml.MarkedYAMLError(
                problem="too many levels inside each other", problem_mark=node.start_mark
            )
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            self._loader.flatten_mapping(node)
            found: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = self._loader.construct_object(key_node, deep=True)
                if isinstance(key, bool) or not isinstance(key, (str, int, float)):
                    key = key_node.value if isinstance(key_node, yaml.ScalarNode) else str(key)
                if key in found:
                    self.problems.append(
                        f"{self.path}:{key_node.start_mark.line + 1}: key '{shortened(str(key))}' stands"
                        " twice"
                    )
                self.lines[(*place, key)] = key_node.start_mark.line + 1
                found[key] = self._value(value_node, (*place, key))
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, index)) for index, item in enumerate(node.value)]
        try:
            return self._loader.construct_object(node)
        except ValueError as error:
            raise yaml.MarkedYAMLError(
                problem=f"'{shortened(node.value)}' is no value", problem_mark=node.start_mark
            ) from error


def bounded(document: yaml.Node | None) -> None:
    """MarkedYAMLError where an alias stands inside what it stands for, or where aliases make the document far
    larger than written."""
    sizes: dict[int, int | None] = {}

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = None
            children = (
                [part for pair in node.value for part in pair]
                if isinstance(node, yaml.MappingNode)
                else node.value
            )
            sizes[id(node)] = 1 + sum(map(size, [] if isinstance(node, yaml.ScalarNode) else children))
        found = sizes[id(node)]
        if found is None:
            raise yaml.MarkedYAMLError(
                problem="an alias stands inside what it stands for", problem_mark=node.start_mark
            )
        if found > MOST_VALUES and found > MOST_GROWTH * len(sizes):
            problem = (
                f"its aliases stand for {found:.3g} values, and {len(sizes)} are written; write them out"
            )
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return found

    if document is not None:
        size(document)


def shortened(text: str, longest: int = SHOWN) -> str:
    """The text on one line, without what is too much to show."""
    line = " ".join(text[: 4 * longest].split())
    return line if len(line) <= longest and len(text) <= 4 * longest else line[:longest] + "…"
