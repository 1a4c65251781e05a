"""Levels that a question names by their number: 'klas 4', 'type II', '4e klas'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.ask.lexicon import Lexicon, Meaning
from monitor.ask.words import Word, plain, spoken
from monitor.ask.words import words as written
from monitor.codebook.indicators import Level

_ROMAN = {
    roman: str(at)
    for at, roman in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], 1)
}
_ORDINAL = re.compile(r"(\d+)(?:e|de|ste|st|nd|rd|th)")
_NUMBERED = re.compile(r"(?<![a-z0-9])(?:\d+|[ivx]+)(?![a-z0-9])")


@dataclass(frozen=True)
class Name:
    """A name in the question: which of its words it takes, and everything that it may mean."""

    at: tuple[int, ...]
    meanings: tuple[Meaning, ...]


def numbered(words: Sequence[Word], names: Sequence[Name], known: Lexicon) -> list[Name]:
    """The levels whose number stands right after the name of their breakdown, or as an ordinal before it."""
    found = []
    for name in names:
        for meaning in name.meanings if name.at else ():
            if meaning.kind != "breakdown":
                continue
            levels = {
                number: level for level in known.book.breakdown[meaning.id].levels for number in _of(level)
            }
            label = {
                word.stem for text in spoken(known.book.breakdown[meaning.id].label) for word in written(text)
            }
            for at, number in _beside(words, name.at, label):
                if number in levels:
                    found.append(Name((at,), (Meaning("level", levels[number].id, meaning.id),)))
    return found


def _beside(words: Sequence[Word], span: Sequence[int], label: set[str]) -> Iterator[tuple[int, str]]:
    """(place, number) of a number after these words and more of the label; of an ordinal before them."""
    after, before = span[-1] + 1, span[0] - 1
    while after < len(words) and words[after].stem in label:
        after += 1
    if after < len(words) and _NUMBERED.fullmatch(words[after].plain):
        yield after, _ROMAN.get(words[after].plain, words[after].plain)
    if before >= 0 and (ordinal := _ORDINAL.fullmatch(words[before].plain)):
        yield before, ordinal[1]


def _of(level: Level) -> set[str]:
    """What a level is numbered by: its id, or the one number in its label."""
    found = {_ROMAN.get(level.id.lower(), level.id.lower())}
    for label in spoken(level.label):
        numbers = _NUMBERED.findall(plain(label))
        found |= {_ROMAN.get(numbers[0], numbers[0])} if len(numbers) == 1 else set()
    return {number for number in found if number.isdigit()}
