"""A language as a value: what the program needs to know of it, read from `<language>/language.yaml` and from
Unicode's CLDR (Babel) by its tag.

    tag: de-DE              # BCP 47: separators, names of months and lists follow from it
    order: 3                # which comes first where no survey says; left out: last
    fallback: en            # the language of texts that aren't written yet; left out: all are
    the: "de {group}"       # how a group that has no article gets one inside a sentence
    articles: [de, het]     # words that make one unneeded
    plural_tenths: true     # '8 op de 10' can't be the subject of a singular verb
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from locale import windows_locale
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent
FILE = "language.yaml"
_KEYS = {"tag", "order", "fallback", "the", "articles", "plural_tenths"}
_LAST = 1000


@dataclass(frozen=True)
class Language:
    """One language that readers can be spoken to in."""

    id: str
    """The name of its folder, and the `lang` of addresses."""
    tag: str
    """BCP 47, with the country: 'nl-NL'."""
    name: str
    """What those who speak it call it."""
    english: str
    """What English calls it."""
    fallback: str
    """The language of texts that it lacks; '' where it lacks none."""
    decimal: str
    thousands: str
    excel: str
    """The prefix of a number format that gives these separators whatever the computer's own: '[$-413]'."""
    csv_separator: str
    """Between fields, where a spreadsheet of this country is to open them."""
    the: str = "{group}"
    articles: tuple[str, ...] = ()
    plural_tenths: bool = False

    def date(self, day: date) -> str:
        """A date in words: '22 november 2026'."""
        from babel.dates import format_date

        return format_date(day, "long", _cldr(self.tag))

    def listed(self, words: Sequence[str]) -> str:
        """'a', 'a en b', 'a, b en c'."""
        from babel.lists import format_list

        return format_list(words, locale=_cldr(self.tag))

    def with_article(self, group: str) -> str:
        """A group inside a sentence: 'de artsen', English 'doctors'."""
        first = group.lower().partition(" ")[0]
        return group if first in self.articles else self.the.format(group=group)


def _read(id: str) -> dict[str, Any]:
    path = FOLDER / id / FILE
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if "tag" not in said or set(said) - _KEYS:
        raise ValueError(f"{id}/{FILE}: it needs a 'tag', and may have {', '.join(sorted(_KEYS - {'tag'}))}")
    return said


def _known() -> tuple[str, ...]:
    ids = [path.parent.name for path in FOLDER.glob(f"*/{FILE}")]
    return tuple(sorted(ids, key=lambda id: (_read(id).get("order", _LAST), id)))


LANGUAGES = _known()
"""Ids of all languages that have a folder; the first is spoken where no survey says otherwise."""


@cache
def spoken(id: str) -> Language:
    """The language with this id; KeyError names one that has no folder."""
    if id not in LANGUAGES:
        raise KeyError(f"no texts in '{id}'; known: {', '.join(LANGUAGES)}")
    from babel import Locale

    said = _read(id)
    cldr = _cldr(said["tag"])
    symbols = cldr.number_symbols["latn"]
    name = cldr.get_language_name(cldr.language) or id
    return Language(
        id=id,
        tag=said["tag"],
        name=name[:1].upper() + name[1:],
        english=Locale(cldr.language).english_name or id,
        fallback=said.get("fallback", ""),
        decimal=symbols["decimal"],
        thousands=symbols["group"],
        excel=_excel(said["tag"]),
        csv_separator=";" if symbols["decimal"] == "," else ",",
        the=said.get("the", "{group}"),
        articles=tuple(said.get("articles", ())),
        plural_tenths=said.get("plural_tenths", False),
    )


def offered(wanted: Sequence[str]) -> tuple[str, ...]:
    """Of the languages that a survey is in, those that we have texts in; all of ours where there is none."""
    return tuple(id for id in wanted if id in LANGUAGES) or LANGUAGES


@cache
def _cldr(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse(tag, sep="-")


def _excel(tag: str) -> str:
    """Windows' number of the language and country; '' (the computer's own separators) where it has none."""
    number = next((number for number, name in windows_locale.items() if name == tag.replace("-", "_")), None)
    return f"[$-{number:X}]" if number else ""
