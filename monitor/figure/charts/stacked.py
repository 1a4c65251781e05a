"""Stacked bars of a whole: every answer a segment, from 0 to 100%, or from a neutral middle to both sides."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.codebook import Distribution
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import panels
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, Lanes
from monitor.figure.charts.text import width
from monitor.figure.key import Key
from monitor.store import Estimate

THICK = 24
_NARROWEST = theme.PAGE_NARROWEST - 24
Segments = dict[str, Estimate]


def stacked(answer: Answer) -> Canvas:
    """Distributions as bars of 100%."""
    canvas = Canvas(0.0, 1.0)
    lanes = Lanes(answer, canvas)
    lanes.legend(("square", color, name) for color, name in legend(answer))
    for heading, rows in panels(answer, wholes(answer)):
        if heading:
            lanes.heading(heading)
        for name, key in rows:
            lanes.label(name)
            for wave in reversed(answer.waves):
                whole(lanes, key, wave, 0.0, _wave_name(answer, wave))
            lanes.y += GAP - 3
    lanes.axis([(0.0, "0%"), (0.5, "50%"), (1.0, "100%")], 0)
    canvas.height = lanes.y
    return canvas


def diverging(answer: Answer) -> Canvas:
    """Opinions around their neutral middle: negative to the left, positive to the right, neutral across."""
    keys = wholes(answer)
    sides = [sides_of(answer, key, wave) for key in keys for wave in answer.waves]
    left = max((left for left, _ in sides), default=0.5)
    right = max((right for _, right in sides), default=0.5)
    canvas = Canvas(-max(left, 0.1), max(right, 0.1))
    lanes = Lanes(answer, canvas)
    lanes.legend(("square", color, name) for color, name in legend(answer))
    for heading, rows in panels(answer, keys):
        if heading:
            lanes.heading(heading)
        for name, key in rows:
            lanes.label(name)
            for wave in reversed(answer.waves):
                whole(lanes, key, wave, -sides_of(answer, key, wave)[0], _wave_name(answer, wave))
            lanes.y += GAP - 3
    for at in range(len(canvas.rows["tracks"])):
        canvas.rows["tracks"][at] |= {"x": canvas.low, "x2": canvas.high}
    canvas.height = lanes.y
    return canvas


def whole(lanes: Lanes, key: Key, wave: str, start: float, name: str = "") -> None:
    """One stacked bar, beginning at `start`; hatched where its answers are hidden."""
    answer, canvas = lanes.answer, lanes.canvas
    segments = segments_of(answer, key, wave)
    if name:
        canvas.text(canvas.low, lanes.y + 7, name, size=theme.SMALL, color=theme.QUIET)
        lanes.y += 15
    hidden = next((row for row in segments.values() if not row.shown), None)
    if hidden is not None:
        lanes.unshown(hidden, THICK - 6)
        lanes.y += 3
        return
    x = start
    bar = answer.label(key, [part for part in answer.varying(wholes(answer)) if part != "item"] or ["group"])
    for (category, row), color in zip(segments.items(), colors(answer), strict=True):
        assert row.estimate is not None
        label = answer.names.category(row.indicator, category)
        opacity = 0.55 if row.status == "unreliable" else 1.0
        says = told(f"{bar}, {answer.names.wave(wave)}, {label}", answer.tip(row))
        canvas.bar(x, x + row.estimate, lanes.y, lanes.y + THICK, color, **says | {"opacity": opacity})
        if x > start:
            canvas.whisker(x, x, lanes.y, lanes.y + THICK, theme.PAPER, 1.5)
        text = answer.number(row.estimate) + ("*" if row.status == "unreliable" else "")
        if row.estimate / (canvas.high - canvas.low) * _NARROWEST > width(text, theme.SMALL) + 2:
            ink = theme.INK if opacity < 1 else theme.text_on(color)
            canvas.text(x + row.estimate / 2, lanes.y + THICK / 2, text, size=theme.SMALL, color=ink, align="center")
        x += row.estimate
    if start < 0:
        canvas.whisker(0, 0, lanes.y - 3, lanes.y, theme.QUIET)
        canvas.whisker(0, 0, lanes.y + THICK, lanes.y + THICK + 3, theme.QUIET)
    lanes.y += THICK + 3


def wholes(answer: Answer) -> list[Key]:
    """One line for each stacked bar: that of its first answer, without the category."""
    return list(dict.fromkeys(key._replace(category="") for key in answer.segments))


def segments_of(answer: Answer, key: Key, wave: str) -> Segments:
    """The answers that share out one whole, in the codebook's order."""
    item = answer.names.book.indicator[key.indicator]
    assert isinstance(item, Distribution)
    return {part.id: answer.lines[key._replace(category=part.id)][wave] for part in item.categories}


def colors(answer: Answer) -> list[str]:
    """A colour for each answer: diverging for opinions, sequential where the answers are ordered, else categorical."""
    item = answer.indicators[0]
    assert isinstance(item, Distribution)
    count = len(item.categories)
    if item.diverging:
        middle = next((at for at, part in enumerate(item.categories) if part.neutral), None)
        if middle is None:
            return theme.diverging(count)
        return [*theme.diverging(2 * middle)[:middle], theme.DIVERGING[2], *theme.diverging(2 * (count - middle - 1))[count - middle - 1 :]]
    if item.ordered:
        return theme.sequence(count)
    return [theme.PALETTE[at % len(theme.PALETTE)] for at in range(count)]


def _wave_name(answer: Answer, wave: str) -> str:
    return "" if len(answer.waves) == 1 else answer.names.wave(wave)


def legend(answer: Answer) -> Sequence[tuple[str, str]]:
    """(colour, name) of each answer."""
    item = answer.indicators[0]
    assert isinstance(item, Distribution)
    return [(color, answer.names.category(item.id, part.id)) for color, part in zip(colors(answer), item.categories, strict=True)]


def sides_of(answer: Answer, key: Key, wave: str) -> tuple[float, float]:
    """How far one bar reaches left and right of the neutral middle."""
    segments = segments_of(answer, key, wave)
    if any(row.estimate is None for row in segments.values()):
        return 0.0, 0.0
    item = answer.names.book.indicator[key.indicator]
    assert isinstance(item, Distribution)
    shares = [row.estimate or 0.0 for row in segments.values()]
    middle = next((at for at, part in enumerate(item.categories) if part.neutral), None)
    if middle is None:
        half = len(shares) // 2
        odd = shares[half] / 2 if len(shares) % 2 else 0.0
        return sum(shares[:half]) + odd, sum(shares[half + len(shares) % 2 :]) + odd
    return sum(shares[:middle]) + shares[middle] / 2, sum(shares[middle + 1 :]) + shares[middle] / 2
