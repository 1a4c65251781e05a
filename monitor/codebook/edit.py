"""The YAML files of a codebook, edited in place: comments, order and spelling of what is not touched stay."""

from __future__ import annotations

import difflib
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from monitor.codebook.load import load_codebook
from monitor.codebook.models import Codebook
from monitor.errors import CodebookError

Node = MutableMapping[Any, Any]


class Edited:
    """A codebook's files as nodes that may be changed, and what came of it."""

    def __init__(self, folder: Path):
        """CodebookError where the codebook is broken already."""
        self.folder = Path(folder)
        self.codebook = load_codebook(self.folder)
        self._files = {path: _File(path) for path in _paths(self.folder)}

    def items(self, section: str) -> Iterator[Node]:
        """Each item of a section that is a list, in the order of the files."""
        for node in self._sections():
            yield from node.get(section) or ()

    def item(self, section: str, id: str) -> Node | None:
        """The item with this id; None where there is none."""
        return next((item for item in self.items(section) if str(item.get("id")) == id), None)

    def mapping(self, section: str) -> Node:
        """A section that is a mapping (`survey`, `disclosure`), made where it is not there."""
        for node in self._sections():
            if isinstance(node.get(section), MutableMapping):
                found: Node = node[section]
                return found
        home = self._home("survey")
        home[section] = CommentedMap()
        made: Node = home[section]
        return made

    def add(self, section: str, item: Mapping[str, Any]) -> None:
        """Puts an item at the end of a section, in the last file that has it."""
        home = self._home(section)
        if home.get(section) is None:
            home[section] = CommentedSeq()
        home[section].append(as_node(item))

    def drop(self, section: str, item: Node) -> None:
        """Takes an item out of the file that has it."""
        for node in self._sections():
            for at, one in enumerate(node.get(section) or ()):
                if one is item:
                    del node[section][at]
                    return

    def _sections(self) -> list[Node]:
        return [file.node for file in self._files.values()]

    def _home(self, section: str) -> Node:
        having = [node for node in self._sections() if section in node]
        return having[-1] if having else self._home("survey")

    def texts(self) -> dict[Path, str]:
        """Each file as it would be written."""
        return {path: file.text() for path, file in self._files.items()}

    def diff(self) -> str:
        """What changes, as a unified diff; empty where nothing does."""
        lines: list[str] = []
        for path, text in self.texts().items():
            before, after = self._files[path].before.splitlines(), text.splitlines()
            lines += difflib.unified_diff(before, after, path.name, path.name, lineterm="", n=2)
        return "\n".join(lines)

    def check(self) -> Codebook:
        """The codebook as it would be; CodebookError lists every problem."""
        return self._checked(self.texts())

    def _checked(self, texts: Mapping[Path, str]) -> Codebook:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in texts.items():
                (Path(folder) / path.name).write_text(text, encoding="utf-8")
            try:
                return load_codebook(Path(folder))
            except CodebookError as error:
                raise CodebookError(
                    [line.replace(f"{folder}{os.sep}", "") for line in error.problems]
                ) from None

    def save(self) -> None:
        """Writes the files that changed, whole; CodebookError where the codebook would be broken, and then
        nothing is written."""
        texts = self.texts()
        self._checked(texts)
        for path, text in texts.items():
            if text != self._files[path].before:
                aside = path.with_name(f".{path.name}.new")
                aside.write_text(text, encoding="utf-8")
                os.replace(aside, path)
                self._files[path] = _File(path)


def as_node(value: Any, key: str = "") -> Any:
    """Plain data as nodes; a mapping or list without lists of mappings in it stands on one line."""
    node: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        node = CommentedMap((as_key(name), as_node(one, str(name))) for name, one in value.items())
    elif isinstance(value, (list, tuple)):
        node = CommentedSeq([as_node(one, key) for one in value])
    elif isinstance(value, str) and _MARKS.search(value):
        return DoubleQuotedScalarString(value)
    else:
        return as_key(value) if key in _IDS else value
    if not _deep(value):
        node.fa.set_flow_style()
    return node


_MARKS = re.compile(r"[?&*!%@<>\"'=~;:#,{}\[\]|`\\]")
"""What a text on one line with others may not hold bare."""
_IDS = ("id", "wave", "waves", "comparable")
_TRUTH = {"true": True, "false": False}


def as_key(key: Any) -> Any:
    """A wave that is a year stands as a number, and `true` without quotes, as people write them."""
    if isinstance(key, str) and key.isdecimal() and not key.startswith("0"):
        return int(key)
    return _TRUTH.get(key, key) if isinstance(key, str) else key


def _deep(value: Any) -> bool:
    """Whether it is too much for one line."""
    inside = value.values() if isinstance(value, Mapping) else value
    if any(isinstance(one, (list, tuple)) and any(isinstance(two, Mapping) for two in one) for one in inside):
        return True
    return len(str(value)) > 110 or (isinstance(value, (list, tuple)) and any(map(_is_mapping, value)))


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _paths(folder: Path) -> list[Path]:
    return [folder] if folder.is_file() else sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


class _File:
    """One file: its text, and its nodes."""

    def __init__(self, path: Path):
        self.before = path.read_text(encoding="utf-8-sig")
        dash = re.search(r"^( *)- ", self.before, re.MULTILINE)
        offset = len(dash[1]) if dash else 2
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = 1_000_000
        self._yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
        self._yaml.representer.add_representer(type(None), _null)
        try:
            self.node: Node = self._yaml.load(self.before) or CommentedMap()
        except YAMLError as error:
            raise CodebookError([f"{path}: can't be edited: {' '.join(str(error).split())}"]) from error
        self._untouched = self._dump()

    def _dump(self) -> list[str]:
        out = io.StringIO()
        self._yaml.dump(self.node, out)
        return out.getvalue().splitlines()

    def text(self) -> str:
        """The file with what was edited; other lines as they were written, however that was."""
        edited = self._dump()
        if edited == self._untouched:
            return self.before
        lines = merged(self.before.splitlines(), self._untouched, edited)
        return "\n".join(lines) + "\n"


def merged(written: list[str], dumped: list[str], edited: list[str]) -> list[str]:
    """The edited lines, with those that did not change from `dumped` as they stand in `written`."""
    own: dict[int, tuple[int, list[str]]] = {}
    lost: dict[int, list[str]] = {}
    for kind, first, last, start, end in _opcodes(written, dumped):
        if kind == "equal":
            own.update({start + at: (start + at + 1, [written[first + at]]) for at in range(last - first)})
        elif kind == "delete":
            lost[start] = written[first:last]
        else:
            own[start] = end, written[first:last]
    lines: list[str] = []
    for kind, first, last, start, end in _opcodes(dumped, edited):
        if kind != "equal":
            after = _pushed_on(lines, edited[start:end], new=kind == "insert")
            lines += [*edited[start:end], *after]
            lines += _comments(dumped[first:last], edited[start:end])
            continue
        at = first
        while at < last:
            lines += lost.get(at, [])
            until, as_written = own.get(at, (at + 1, [dumped[at]]))
            lines += as_written if until <= last else dumped[at:last]
            at = max(until, at + 1)
    return lines


def _pushed_on(lines: list[str], added: list[str], new: bool) -> list[str]:
    """Takes off the end what belongs to what follows, and not before a key or item that is added: blank lines
    before a key, and the comments of less depth before anything new."""
    if not added:
        return []
    depth, is_key = _depth(added[0]), not added[0].lstrip().startswith("- ")
    at = len(lines)
    while at and (not lines[at - 1].strip() or (new and _is_comment(lines[at - 1], max(depth, 1)))):
        at -= 1
    if not is_key and not any(line.strip() for line in lines[at:]):
        return []
    taken = lines[at:]
    del lines[at:]
    if new and is_key and not depth:
        lines.append("")
    return taken


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_comment(line: str, depth: int) -> bool:
    return line.lstrip().startswith("#") and _depth(line) < depth


def _comments(gone: list[str], instead: list[str]) -> list[str]:
    """The comments among lines that were replaced, which stay: the writer hangs them on the value before."""
    told = [line for line in gone if line.lstrip().startswith("#") and line not in instead]
    return ["", *told] if told and instead else told


def _opcodes(one: list[str], other: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return list(difflib.SequenceMatcher(None, one, other).get_opcodes())


def _null(representer: Any, data: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")
