"""Colours: fixed for groups, in order for anything else, and tints for earlier waves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.key import Key


def color_of(answer: Answer, key: Key) -> str:
    """The fixed colour of a line's group; grey for a pooled one."""
    group = answer.names.book.group[key.group]
    if group.pool:
        return theme.REFERENCE
    own = [item for item in answer.names.book.groups if not item.pool]
    at = group.color or (own.index(group) % len(theme.PALETTE)) + 1
    return theme.PALETTE[at - 1]


def colors_by(answer: Answer, keys: Sequence[Key], name: str) -> dict[str, str]:
    """A colour for each value of the part `name` among the lines: fixed for groups, in order for anything
    else."""
    values = list(dict.fromkeys(value_of(key, name) for key in keys))
    if name == "group":
        return {value_of(key, name): color_of(answer, key) for key in keys}
    return {value: theme.PALETTE[at % len(theme.PALETTE)] for at, value in enumerate(values)}


def shade(answer: Answer, color: str, wave: str) -> str:
    """The tint of a colour for one of the answer's waves; the newest has it in full."""
    return _tints(color, len(answer.waves))[answer.waves.index(wave)]


@cache
def _tints(color: str, count: int) -> tuple[str, ...]:
    return tuple(theme.tints(color, count))


def value_of(key: Key, name: str) -> str:
    """The code of one part of a line, as one text."""
    return "\0".join(key.item) if name == "item" else getattr(key, name)
