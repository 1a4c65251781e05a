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
LONGEST_SHEET = 31


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
    plain = one_line(_SHEET.sub(" ", text)).strip("' ") or "-"
    base = _shortened(plain, LONGEST_SHEET)
    name, count = base, 2
    while name.lower() in taken or name.lower() == "history":
        name = f"{_shortened(plain, LONGEST_SHEET - 1 - len(str(count)))} {count}"
        count += 1
    taken.add(name.lower())
    return name


def _shortened(text: str, most: int) -> str:
    """At most so many characters: a longer text keeps its beginning and its last words, by which names that
    begin alike differ ('… 2025', '… received')."""
    if len(text) <= most:
        return text
    last = ""
    for word in reversed(text.split()):
        if len(word) + len(last) + 1 > most * 3 // 5:
            break
        last = f" {word}{last}"
    last = last or text[-(most // 2) :]
    return f"{text[: most - 1 - len(last)].rstrip()}…{last}".strip("' ")


def tex(text: str) -> str:
    """The text for BibTeX: the ten characters that TeX reads as commands are escaped."""
    marks = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(marks.get(char) or ("\\" + char if char in "&%$#_{}" else char) for char in one_line(text))
