"""Texts from a codebook or a link, made harmless for the file that they go into."""

from __future__ import annotations

import re

_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""What XML 1.0 forbids or discourages, and marks that turn the direction of a text around."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_SHEET = re.compile(r"[\[\]:*?/\\]")
LONGEST_CELL = 32_000


def clean(text: str) -> str:
    """The text without characters that XML can't hold."""
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, for a comment or a title."""
    return " ".join(clean(text).split())


def cell(text: str) -> str:
    """The text as a cell of a sheet: never read as a formula, never longer than Excel takes."""
    text = clean(text)[:LONGEST_CELL]
    return "'" + text if text.startswith(_FORMULA) else text


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts for a sheet, unlike any in `taken`, to which it is added."""
    base = _SHEET.sub(" ", one_line(text)).strip("' ")[:31].strip("' ") or "-"
    name, count = base, 2
    while name.lower() in taken or name.lower() == "history":
        name = f"{base[: 30 - len(str(count))]} {count}"
        count += 1
    taken.add(name.lower())
    return name


def tex(text: str) -> str:
    """The text for BibTeX: the ten characters that TeX reads as commands are escaped."""
    marks = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(marks.get(char) or ("\\" + char if char in "&%$#_{}" else char) for char in one_line(text))
