"""Reads the texts once, and fills their slots.

A text is one line with `{slots}`. Keys nest and are joined by dots: `error: {store: …}` is `error.store`. A
text with the keys `one` and `other` follows the slot `count`.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any

import yaml

from monitor.locale.language import FILE, FOLDER, LANGUAGES, spoken

_PLURAL = {"one", "other"}
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar stays text: `nee`, `no` and `1` alike."""
Template = str | dict[str, str]


class Borrowed(str):
    """A text in another language than was asked for, because it isn't written yet: markup says so."""

    language: str

    def __new__(cls, text: str, language: str) -> Borrowed:
        """The text, and the language that it is in."""
        borrowed = super().__new__(cls, text)
        borrowed.language = language
        return borrowed


def say(id: str, language: str, **slots: Any) -> str:
    """The text `id` in `language`, its slots filled; a Borrowed where the language lacks it. KeyError names
    an id or slot that isn't there."""
    source = language if id in _texts(language) else language_of(id, language)
    text = _texts(source)[id]
    if isinstance(text, dict):
        text = text["one" if slots.get("count") == 1 else "other"]
    text = text.format_map(slots) if "{" in text else text
    return text if source == language else Borrowed(text, source)


def says(id: str, language: str) -> bool:
    """Whether there is such a text, in this language or in the one that it falls back to."""
    return any(id in _texts(source) for source in _sources(language))


def template(id: str, language: str) -> Template:
    """The text as it stands in its file; a mapping with `one` and `other` where it follows a count."""
    return _texts(language_of(id, language))[id]


def language_of(id: str, language: str) -> str:
    """The language in which this text is said: the one that is asked for, or the one that it falls back
    to."""
    for source in _sources(language):
        if id in _texts(source):
            return source
    raise KeyError(f"no text '{id}' in {language}")


def ids(language: str) -> list[str]:
    """All text ids of a language, in the order of the files; those that it borrows last."""
    return list(dict.fromkeys(id for source in _sources(language) for id in _texts(source)))


def texts_of(area: str) -> dict[str, Template]:
    """The texts of one area, `<area>.yaml`, in the first language."""
    return _read(LANGUAGES[0], area)


def slots_of(text: str) -> set[str]:
    """The names of a text's slots; one that looks inside its value is a name of its own, which nothing
    fills."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def lacking(language: str) -> tuple[str, ...]:
    """The ids of the texts that a language borrows."""
    return tuple(id for id in ids(language) if id not in _texts(language))


@cache
def _sources(language: str) -> tuple[str, ...]:
    """The language, then the one that it falls back to, and the first of all, so that nothing is unsaid."""
    return tuple(dict.fromkeys((language, spoken(language).fallback or language, LANGUAGES[0])))


@cache
def _texts(language: str) -> dict[str, Template]:
    if language not in LANGUAGES:
        raise KeyError(f"no texts in '{language}'; known: {', '.join(LANGUAGES)}")
    texts: dict[str, Template] = {}
    for path in sorted((FOLDER / language).glob("*.yaml")):
        if path.name == FILE:
            continue
        for id, text in _read(language, path.stem).items():
            if id in texts:
                raise KeyError(f"{path.name}: text '{id}' stands in two files")
            texts[id] = text
    return texts


@cache
def _read(language: str, area: str) -> dict[str, Template]:
    text = (FOLDER / language / f"{area}.yaml").read_text(encoding="utf-8")
    return dict(_flat(yaml.load(text, Loader=_Loader) or {}))


def _flat(texts: dict[str, Any], prefix: str = "") -> list[tuple[str, Template]]:
    flat: list[tuple[str, Template]] = []
    for key, value in texts.items():
        if isinstance(value, dict) and set(value) != _PLURAL:
            flat += _flat(value, f"{prefix}{key}.")
        else:
            flat.append((prefix + key, value))
    return flat
