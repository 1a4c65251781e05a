"""Reads the texts once, and fills their slots.

A text is one line with `{slots}`. Keys nest and are joined by dots: `error: {store: …}` is `error.store`. A
text with the keys `one` and `other` follows the slot `count`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("nl", "en")
_FOLDER = Path(__file__).parent
_PLURAL = {"one", "other"}
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar stays text: `nee`, `no` and `1` alike."""


def say(id: str, language: str, **slots: Any) -> str:
    """The text `id` in `language`, its slots filled; KeyError names an id or slot that isn't there."""
    text = template(id, language)
    if isinstance(text, dict):
        text = text["one" if slots.get("count") == 1 else "other"]
    return text.format_map(slots) if "{" in text else text


def says(id: str, language: str) -> bool:
    """Whether there is such a text."""
    return id in _texts(language)


def template(id: str, language: str) -> str | dict[str, str]:
    """The text as it stands in its file; a mapping with `one` and `other` where it follows a count."""
    try:
        return _texts(language)[id]
    except KeyError:
        raise KeyError(f"no text '{id}' in {language}") from None


def ids(language: str) -> list[str]:
    """All text ids of a language, in the order of the files."""
    return list(_texts(language))


@cache
def _texts(language: str) -> dict[str, str | dict[str, str]]:
    if language not in LANGUAGES:
        raise KeyError(f"no texts in '{language}'; known: {', '.join(LANGUAGES)}")
    found: dict[str, str | dict[str, str]] = {}
    for path in sorted((_FOLDER / language).glob("*.yaml")):
        for id, text in _flat(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}):
            if id in found:
                raise KeyError(f"{path.name}: text '{id}' stands in two files")
            found[id] = text
    return found


def _flat(texts: dict[str, Any], prefix: str = "") -> list[tuple[str, str | dict[str, str]]]:
    flat: list[tuple[str, str | dict[str, str]]] = []
    for key, value in texts.items():
        if isinstance(value, dict) and set(value) != _PLURAL:
            flat += _flat(value, f"{prefix}{key}.")
        else:
            flat.append((prefix + key, value))
    return flat
