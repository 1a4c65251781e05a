"""Words of a question or a label: without accents, and cut back to a stem that Dutch and English forms
share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from monitor.codebook import Text
from monitor.locale import LANGUAGES, template

LONGEST_QUESTION = 300
_WORD = re.compile(r"[a-z0-9]+\+?(?:['’&-][a-z0-9]+)*")
_OWNED = re.compile(r"'(?:s|ers?)$")
_DOUBLED = re.compile(r"([a-z])\1")
_SHORTEST = 4
"""Letters that stay when endings are taken off."""


class Word(NamedTuple):
    """One word of a text: plain, its stem, where it starts and ends, and whether it is written with a capital
    inside a sentence."""

    plain: str
    stem: str
    start: int
    end: int
    name: bool = False


def plain(text: str) -> str:
    """Lower case, accents off; every other character keeps its place."""
    folded = (unicodedata.normalize("NFKD", character) for character in text.replace("’", "'"))
    return "".join(
        character[:1] if character.isascii() or character[:1].isascii() else " " for character in folded
    ).lower()


@lru_cache(maxsize=20_000)
def stem(word: str, shortest_left: int = _SHORTEST) -> str:
    """'leerlingen' and 'leerling', 'calling' and 'calls', 'deel' and 'delen' have one stem."""
    word = word.replace("-", "").replace("'", "")
    if word[:1].isdigit():
        return word
    whole, cut = word, True
    while cut:
        cut = False
        for ending in listed("endings"):
            shortest = shortest_left - (ending == "s" and word == whole)
            if word.endswith(ending) and len(word) - len(ending) >= shortest and not word.endswith("ss"):
                word, cut = word[: -len(ending)], True
    if word.endswith(("ie", "y")):
        word = word.removesuffix("ie").removesuffix("y") + "i"
    return _DOUBLED.sub(r"\1", word).replace("z", "s").replace("v", "f")


def root(word: str) -> str:
    """The stem with three letters at least: what 'vapen', 'vapet' and 'vaping' share."""
    return stem(word, _SHORTEST - 1)


def words(text: str) -> list[Word]:
    """All words of a text, in order; a hyphen or apostrophe inside a word joins its parts."""
    lower = plain(text)
    found = list(_WORD.finditer(lower))
    capitals = [text[match.start() : match.start() + 1].isupper() for match in found]
    shouted = sum(capitals) > max(2, len(found) // 2)
    read = []
    for place, (match, capital) in enumerate(zip(found, capitals, strict=True)):
        word = _OWNED.sub("", match.group())
        read.append(Word(word, stem(word), *match.span(), capital and place > 0 and not shouted))
    return read


@cache
def listed(id: str) -> tuple[str, ...]:
    """The entries of a list among the program's words, of all languages: a question may mix them."""
    texts = [str(template(f"ask.{id}", language)) for language in LANGUAGES]
    return tuple(
        dict.fromkeys(plain(entry.strip()) for text in texts for entry in text.split(",") if entry.strip())
    )


def phrases(entries: Iterable[str], number: str = "") -> re.Pattern[str]:
    """Finds any of these phrases, the longest first; N in them is a number of this form."""
    written = [
        re.escape(phrase).replace("\\ ", "[ -]*" if number == r"(\d{2})" else " +").replace("\\-", " *[-–] *")
        for phrase in sorted(entries, key=len, reverse=True)
    ]
    if number:
        written = [
            re.sub(r"(?<![a-z])n(?![a-z])|(?<![a-z])n(?=s$)", lambda _: number, phrase) for phrase in written
        ]
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(written) + r")(?![a-z0-9])")


@cache
def small() -> frozenset[str]:
    """Words that carry no meaning of their own here; they are skipped in names as well."""
    return frozenset(word.replace("'", "") for word in listed("small"))


def key_of(found: Iterable[Word]) -> str:
    """What a name and a question share: the stems of all words but the small ones, joined."""
    return "".join(word.stem for word in found if word.plain not in small())


def key(name: str) -> str:
    """The key of a written name; of one that has small words only, the name itself."""
    return key_of(words(name)) or stem(plain(name).strip().replace(" ", ""))


def spoken(text: Text | None) -> list[str]:
    """A text of the codebook in every language that it has."""
    if not text:
        return []
    return [text] if isinstance(text, str) else list(text.values())
