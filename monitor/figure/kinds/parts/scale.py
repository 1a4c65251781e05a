"""Value scales: what an answer's numbers are drawn against."""

from __future__ import annotations

from math import ceil, floor, log10

from monitor.figure.answer import Answer
from monitor.figure.chart import Axis
from monitor.locale import say


def along(answer: Answer, zero: bool = True) -> Axis:
    """The scale that rows lie along; with `zero`, from zero where it may."""
    low, high = value_range(answer, zero)
    return axis(answer, low, high, _ends(answer, low, high))


def upright(answer: Answer) -> Axis:
    """The scale that lines rise against, named at its gridlines."""
    low, high = value_range(answer, zero=answer.is_share)
    return axis(answer, low, high, _gridlines(answer, low, high))


def axis(answer: Answer, low: float, high: float, ticks: list[tuple[float, str]]) -> Axis:
    """A scale from `low` to `high`."""
    neutral = answer.scale.neutral if answer.scale else None
    unit = "%" if answer.in_percent and not answer.is_share else ""
    return Axis(low, high, answer.is_share, unit, neutral, tuple(ticks))


def _gridlines(answer: Answer, low: float, high: float) -> list[tuple[float, str]]:
    """Three to six values over the scale, the neutral middle among them."""
    span = high - low
    neutral = answer.scale.neutral if answer.scale else None
    counts = [4] if answer.in_percent else [count for count in (5, 4, 2) if span % count == 0] or [4]
    if neutral is not None:
        counts = [count for count in counts if (neutral - low) * count % span == 0] or counts
    values = [low + span * part / counts[0] for part in range(counts[0] + 1)]
    return [(value, short(answer, value)) for value in values]


def _ends(answer: Answer, low: float, high: float) -> list[tuple[float, str]]:
    """The ends of the scale, and of percentages the middle, of a score its neutral point."""
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


def value_range(answer: Answer, zero: bool) -> tuple[float, float]:
    """The ends of the value scale: 0-1, the codebook's bounds, or what the intervals need; with `zero`,
    from zero where it may."""
    if answer.is_share:
        return 0.0, 1.0
    scale = answer.scale
    if scale is not None and scale.max - scale.min <= 200:
        return (min(0.0, scale.min) if zero else scale.min), scale.max
    values = [
        value for row in answer.rows for value in (row.estimate, row.ci_low, row.ci_high) if value is not None
    ]
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
    return floor(low / step + 1e-9) * step, max(
        ceil(high / step - 1e-9) * step, floor(low / step + 1e-9) * step + step
    )
