"""How wide a text is in our font, so that labels wrap at words and are never cut."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from monitor.figure import theme

# Advance widths of the characters from space to ~ in thousandths of the size: table hmtx of
# SourceSans3-Regular.ttf 3.052. fmt: off
_WIDTHS = (
    200,
    289,
    426,
    497,
    497,
    824,
    609,
    249,
    303,
    303,
    418,
    497,
    249,
    311,
    249,
    350,
    497,
    497,
    497,
    497,
    497,
    497,
    497,
    497,
    497,
    497,
    249,
    249,
    497,
    497,
    497,
    425,
    847,
    544,
    588,
    571,
    615,
    527,
    494,
    617,
    652,
    263,
    480,
    579,
    486,
    727,
    647,
    664,
    566,
    664,
    569,
    534,
    536,
    645,
    515,
    786,
    513,
    476,
    539,
    303,
    350,
    303,
    497,
    500,
    542,
    504,
    553,
    456,
    555,
    496,
    292,
    504,
    544,
    246,
    247,
    495,
    255,
    829,
    547,
    542,
    555,
    555,
    347,
    419,
    338,
    544,
    467,
    719,
    446,
    467,
    425,
    303,
    241,
    303,
    497,
)
# fmt: on
_OTHER = 560
_VOWELS = frozenset("aeiouyáàäâéèëêíìïîóòöôúùüû")
_BOLD = 1.03
"""Semibold runs this much wider."""


@lru_cache(maxsize=1 << 14)
def width(text: str, size: float = theme.SIZE, bold: bool = False) -> float:
    """Pixels that a text takes on one line."""
    return sum(map(advance, text)) * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, pixels: float, size: float = theme.SIZE, bold: bool = False) -> list[str]:
    """The lines of a text, broken at spaces and after hyphens and slashes; a word wider than a line is
    hyphenated.

    Each character is measured once, so twice the text takes twice the time.
    """
    most = pixels / size * 1000 / (_BOLD if bold else 1)
    lines: list[str] = []
    line, taken = "", 0
    for word in _words(text):
        bare, whole = _advances(word)
        if not bare or taken + bare <= most:
            line, taken = line + word, taken + whole
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = _pieces(word, most)
        lines += full
        taken = _advances(line)[1]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def beside(name: str, room: float, indent: float, size: float = theme.SIZE) -> list[str]:
    """A name in lines, the first of them beside a number that takes `indent` of the room: empty where its
    first word is too long for that; none without a name."""
    if not name:
        return []
    first = wrap(name, room - indent, size)[0]
    if not name[len(first) :].startswith(" ") and len(first) < len(name):
        first = first.rpartition(" ")[0]  # without the word that it breaks
    if not first:
        return ["", *wrap(name, room, size)]
    rest = name[len(first) :].strip()
    if not rest:
        return [first]
    begin, _, last = first.rpartition(" ")
    moved = wrap(f"{last} {rest}", room, size)
    # 'tot en met 64', 'jaar' reads worse than 'tot en met', '64 jaar'.
    if begin and len(moved) == 1 and width(moved[0], size) <= indent + width(begin, size):
        return [begin, *moved]
    return [first, *wrap(rest, room, size)]


@lru_cache(maxsize=1 << 12)
def advance(char: str) -> int:
    """Thousandths of the size that a character takes."""
    code = ord(char)
    if code > 126:
        code = ord((unicodedata.normalize("NFD", char) or char)[0])
    return _WIDTHS[code - 32] if 32 <= code <= 126 else _OTHER


def _advances(word: str) -> tuple[int, int]:
    """What a word takes without the space after it, and with it."""
    bare = sum(map(advance, word.rstrip()))
    return bare, bare + sum(map(advance, word[len(word.rstrip()) :]))


def _pieces(word: str, most: float) -> list[str]:
    """A word in pieces that each fit, or are one character; the space after it counts for nothing. A piece
    ends in a hyphen before a syllable, where one begins in it; no address does."""
    pieces, start, taken, syllable = [], 0, 0, 0
    at, room = 0, most - advance("-") if word.strip(" .,:;()").isalpha() else 0
    while at < len(word.rstrip()):
        taken += advance(word[at])
        if taken > most and at > start:
            pieces.append(f"{word[start:syllable]}-" if syllable > start else word[start:at])
            start = at = syllable if syllable > start else at
            taken = 0
            continue
        at += 1
        if taken <= room and at - start >= 3 and _begins(word, at):
            syllable = at
    return [*pieces, word[start:]]


def _begins(word: str, at: int) -> bool:
    """Whether a syllable may begin here: a consonant before a vowel, after a letter, three letters or more
    before the end."""
    onset = word[at : at + 3].isalpha() and len(word) - at >= 3 and word[at - 1].isalpha()
    return onset and word[at] not in _VOWELS and word[at + 1] in _VOWELS


def _words(text: str) -> list[str]:
    """Pieces that may not be broken, each with the space after it."""
    words, start = [], 0
    for at, char in enumerate(text):
        if char == " " or (char in "-/–" and at - start >= 3 and text[at + 1 : at + 2].isalpha()):
            words.append(text[start : at + 1])
            start = at + 1
    return [*words, text[start:]] if start < len(text) else words
