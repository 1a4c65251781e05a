"""Texts of a file whose bytes don't all fit the code page that it declares: each text is read by itself.

One byte of another page (a pasted é in an open answer) must not change how any other text reads, so bytes are
kept as they are (`BYTES` gives every byte a letter) and turned into text one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

BYTES = "iso-8859-1"
"""The page in which every byte is a letter."""
OTHER_CODE_PAGE = "windows-1252"
"""Tried where text doesn't fit the code page that the file declares."""
DICTIONARY = (
    "column_names", "column_names_to_labels", "variable_value_labels", "missing_ranges",
    "readstat_variable_types",
    "original_variable_types", "variable_measure", "variable_storage_width", "file_label", "notes",
    "creation_time",
)  # fmt: skip


def text_in(letters: str, page: str) -> str:
    """Bytes that were read as `BYTES` → text: in the declared page where it fits, else in the other page,
    else as they stand."""
    if letters.isascii():
        return letters
    content = letters.encode(BYTES, "replace")
    for choice in (page, OTHER_CODE_PAGE):
        try:
            return content.decode(choice)
        except (UnicodeDecodeError, LookupError):
            continue
    return letters


def dictionary_in(meta: Any, page: str) -> SimpleNamespace:
    """The reader's metadata, read as `BYTES`, with every text in its own page."""
    return SimpleNamespace(**{name: _each(getattr(meta, name), page) for name in DICTIONARY})


def some_fit(texts: Iterable[str], page: str) -> bool:
    """Whether texts, read as `BYTES`, hold an accented one that is in the declared page: then only some
    others are not."""
    return page.lower().replace("_", "-") in ("utf-8", "utf8") and any(_fits(text, page) for text in texts)


def _fits(letters: str, page: str) -> bool:
    if letters.isascii():
        return False
    try:
        letters.encode(BYTES).decode(page)
    except UnicodeError:
        return False
    return True


def _each(value: Any, page: str) -> Any:
    if isinstance(value, str):
        return text_in(value, page)
    if isinstance(value, dict):
        return {_each(key, page): _each(item, page) for key, item in value.items()}
    return [_each(item, page) for item in value] if isinstance(value, list) else value
