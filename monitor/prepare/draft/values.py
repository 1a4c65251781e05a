"""A drafted codebook's values as they are written: ids without quotes where they are numbers, texts as long
as a codebook takes them."""

from __future__ import annotations

import re
from typing import Any

from monitor.codebook.base import LONGEST_LABEL, LONGEST_TEXT

_LONGEST = {"label": LONGEST_LABEL, "title": LONGEST_LABEL, "question": LONGEST_TEXT, "source": LONGEST_TEXT}
_IDS, _BY_WAVE = ("id", "wave", "waves"), ("variables", "question")


def written_as(book: dict[str, Any]) -> dict[str, Any]:
    """The whole codebook so."""
    written: dict[str, Any] = _bare(fitting(book))
    return written


def _bare(value: Any, key: str = "") -> Any:
    """Ids that are whole numbers as numbers, so that they stand without quotes: the codebook takes both."""
    if isinstance(value, dict):
        return {(_bare(one, "id") if key in _BY_WAVE else one): _bare(two, one) for one, two in value.items()}
    if isinstance(value, list):
        return [_bare(one, key) for one in value]
    return (
        int(value)
        if key in _IDS and isinstance(value, str) and re.fullmatch(r"-?[1-9]\d{0,9}|0", value)
        else value
    )


def fitting(value: Any, key: str = "") -> Any:
    """Texts no longer than a codebook takes them; what is cut off ends in …"""
    if isinstance(value, dict):
        return {one: fitting(two, key if key in _LONGEST else one) for one, two in value.items()}
    if isinstance(value, list):
        return [fitting(one, key) for one in value]
    longest = _LONGEST.get(key)
    return (
        value
        if not longest or not isinstance(value, str) or len(value) <= longest
        else value[: longest - 1].rstrip() + "…"
    )
