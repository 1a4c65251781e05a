"""Value scales and colours: what an answer's numbers are drawn against, and in which hue."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.locale import say


def value_ticks(answer: Answer, low: float, high: float) -> list[tuple[float, str]]:
    """Labels of the value scale: its ends, and of percentages the middle, of a score its neutral point."""
    ends = [(low, short(answer, low)), (high, short(answer, high))]
    scale = answer.scale
    if answer.in_percent:
        return [ends[0], ((low + high) / 2, short(answer, (low + high) / 2)), ends[1]]
    if scale is not None and scale.neutral is not None and low < scale.neutral < high:
        word = say("mark.neutral", answer.language, value=short(answer, scale.neutral))
        return [ends[0], (scale.neutral, word), ends[1]]
    return ends


def short(answer: Answer, value: float) -> str:
    """A round number of the scale: '5', not '5,0'."""
    return answer.number(value, 0 if answer.in_percent or value == int(value) else 1)


def value_range(answer: Answer, zero: bool = True) -> tuple[float, float]:
    """The ends of the value scale: 0-1, the codebook's bounds, or what the intervals need; with `zero`, from zero where it may."""
    if answer.is_share:
        return 0.0, 1.0
    scale = answer.scale
    if scale is not None and scale.max - scale.min <= 200:
        return (min(0.0, scale.min) if zero else scale.min), scale.max
    values = [value for row in answer.rows for value in (row.estimate, row.ci_low, row.ci_high) if value is not None]
    values += [item.value for waves in answer.published.values() for item in waves.values()]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero or low <= 0 < high:
        low, high = min(0.0, low), max(0.0, high)
    return _rounded(low, high)


def _rounded(low: float, high: float) -> tuple[float, float]:
    """The range, widened to whole steps of 1, 2 or 5 times a power of ten."""
    span = (high - low) or abs(high) or 1.0
    step = 10 ** floor(log10(span))
    step *= next(part for part in (0.2, 0.5, 1.0, 2.0) if span / (step * part) <= 10)
    return floor(low / step + 1e-9) * step, max(ceil(high / step - 1e-9) * step, floor(low / step + 1e-9) * step + step)


def color_of(answer: Answer, key: Key) -> str:
    """The fixed colour of a line's group; grey for a pooled one."""
    group = answer.names.book.group[key.group]
    if group.pool:
        return theme.REFERENCE
    own = [item for item in answer.names.book.groups if not item.pool]
    at = group.color or (own.index(group) % len(theme.PALETTE)) + 1
    return theme.PALETTE[at - 1]


def colors_by(answer: Answer, keys: Sequence[Key], name: str) -> dict[str, str]:
    """A colour for each value of the part `name` among the lines: fixed for groups, in order for anything else."""
    values = list(dict.fromkeys(value_of(key, name) for key in keys))
    if name == "group":
        return {value_of(key, name): color_of(answer, key) for key in keys}
    return {value: theme.PALETTE[at % len(theme.PALETTE)] for at, value in enumerate(values)}


def value_of(key: Key, name: str) -> str:
    """The code of one part of a line, as one text."""
    return "\0".join(key.item) if name == "item" else getattr(key, name)
