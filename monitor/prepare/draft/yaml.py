"""A codebook as YAML that a person can read and edit: short things on one line, headings as comments."""

from __future__ import annotations

import json
import math
import re
import textwrap
from typing import Any

WIDTH = 130
_PLAIN = re.compile(r"[^\W\d_][\w ./()+%€°’…?!*&;@^=~<>\"'-]*", re.UNICODE)
_KEYWORD = re.compile(r"true|false|null|yes|no|on|off|y|n", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> str:
    """The scalar as YAML: bare where that can't be misread, else in double quotes."""
    if (
        _PLAIN.fullmatch(value)
        and not _KEYWORD.fullmatch(value)
        and value == " ".join(value.split())
        and not _UNSAFE.search(value)
    ):
        return value
    return re.sub(
        _UNSAFE,
        lambda found: f"\\u{ord(found[0]):04x}" if found[0] != "\n" else "\\n",
        json.dumps(value, ensure_ascii=False),
    )


def scalar(value: Any) -> str:
    """A scalar as YAML; a float that is no number can't be one."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a codebook holds no infinite numbers")
        shown = repr(value)
        return shown if "e" not in shown or "." in shown else shown.replace("e", ".0e")
    return text(str(value))


def inline(value: Any) -> str:
    """The value on one line, as a flow mapping or list."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_within(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_within(one) for one in value) + "]"
    return scalar(value)


def _within(value: Any) -> str:
    """Inside braces a bare text must hold nothing that ends it."""
    if isinstance(value, (dict, list)):
        return inline(value)
    shown = scalar(value)
    return (
        json.dumps(value, ensure_ascii=False)
        if shown == value and re.search(r"[?&*!%@<>\"'=~;]", value)
        else shown
    )


def _key(key: Any) -> str:
    """`true` and `false` are keys of the codebook, and its loader keeps them as they stand."""
    return key if key in ("true", "false") else scalar(key)


def block(value: Any, indent: int = 0) -> list[str]:
    """The value as lines; what fits on one line stays on one."""
    pad = " " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            lines += _entry(f"{pad}{_key(key)}:", one, indent)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and not _fits(one, indent + 2):
                inner = block(one, indent + 2)
                lines += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
            else:
                lines.append(f"{pad}- {inline(one)}")
    return lines


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if not isinstance(value, (dict, list)) or not value:
        return [f"{head} {inline(value)}"]
    deep = isinstance(value, list) and any(isinstance(one, dict) for one in value)
    if not deep and len(head) + len(inline(value)) < WIDTH:
        return [f"{head} {inline(value)}"]
    return [head, *block(value, indent + 2)]


def _fits(value: dict[Any, Any], indent: int) -> bool:
    """Whether a mapping is short enough for one line and holds no list of mappings of its own."""
    deep = any(
        isinstance(two, dict) and len(two) > 2
        for one in value.values()
        if isinstance(one, list)
        for two in one
    )
    return not deep and indent + len(inline(value)) < WIDTH


def comment(lines: list[str], width: int = WIDTH) -> list[str]:
    """Lines as comments; what can't stand in one is left out, long ones go on in the next."""
    clean = [_UNSAFE.sub(" ", line) for line in lines]
    return [
        part
        for line in clean
        for part in textwrap.wrap(line, width, initial_indent="# ", subsequent_indent="#   ") or ["#"]
    ]
