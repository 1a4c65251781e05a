"""A room's answers as a picture: their distribution, and after the reveal what the survey says in it. SVG for
screen and phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monitor.figure import theme
from monitor.figure.draw.text import wrap
from monitor.locale import say
from monitor.workshop.question import Question, Truth
from monitor.workshop.results import Column, Result, interval, number

GUESS, TRUTH, ROOM = theme.SEQUENTIAL[1], theme.PALETTE[1], theme.PALETTE[0]


@dataclass(frozen=True)
class Paper:
    """How large a picture is, and its letters, in its own pixels."""

    wide: float
    high: float
    size: float


SCREEN = Paper(1760, 560, 30)
PHONE = Paper(340, 230, 13)


def picture(found: Result, language: str, revealed: bool, paper: Paper) -> str:
    """The picture; '' where there are too few answers to show and nothing is revealed yet."""
    question = found.question
    if not found.shown and not revealed:
        return ""
    if question.kind == "line":
        body = _lines(found, language, revealed, paper)
    elif question.kind in ("choice", "choices"):
        body = _options(found, language, revealed, paper)
    else:
        body = _distribution(found, language, revealed, paper)
    label = escape(" ".join(_alt(found, language, revealed)))
    return (
        f'<svg class="w-picture" viewBox="0 0 {paper.wide:g} {paper.high:g}" role="img" aria-label="{label}">'
        f"{body}</svg>"
    )


def _alt(found: Result, language: str, revealed: bool) -> list[str]:
    told = [say("workshop.answers", language, count=found.count)]
    if revealed:
        told += [
            f"{point.name} {number(found.question, point.value, language)}".strip() + "."
            for point in found.question.truth
        ]
    return told


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    color: str = theme.INK,
    anchor: str = "middle",
    bold: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}"{weight}'
        f' paint-order="stroke" stroke="{theme.PAPER}" stroke-width="{size / 4:g}">{escape(text)}</text>'
    )


def _distribution(found: Result, language: str, revealed: bool, paper: Paper) -> str:
    """Columns over the answers' range; the estimate as a line through its interval, the published figure as a
    diamond."""
    question, size = found.question, paper.size
    columns = found.columns
    low = columns[0].low if columns else question.low
    high = columns[-1].high if columns else question.high
    left, right = size * 1.2, paper.wide - size * 1.2
    top, bottom = size * 4.2, paper.high - size * 1.8

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = []
    truth = question.truth[0] if question.truth and revealed else Truth()
    if truth.low is not None and truth.high is not None:
        parts.append(
            f'<rect x="{x(truth.low):.1f}" y="{size * 2:.1f}" width="'
            f'{max(2.0, x(truth.high) - x(truth.low)):.1f}" '
            f'height="{bottom - size * 2:.1f}" fill="{TRUTH}" opacity="0.16"/>'
        )
    parts += _bars(columns, x, top, bottom)
    parts.append(
        f'<line x1="{left}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="{theme.FAINT}" stroke-width="'
        f'{size / 15:.2g}"/>'
    )
    for tick in _ticks(question):
        parts.append(
            _text(x(tick), bottom + size * 1.3, number(question, tick, language, 0), size * 0.85, theme.QUIET)
        )
    if revealed and found.middle:
        parts.append(_middle(x(found.middle[0]), bottom, size))
    if truth.value is not None:
        place = x(truth.value)
        parts.append(
            f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{size * 2:.1f}" y2="{bottom}" stroke="'
            f'{TRUTH}" stroke-width="{size / 6:g}"/>'
        )
        said = (
            f"{say('workshop.panel' if question.is_poll else 'workshop.estimate', language)} "
            f"{number(question, truth.value, language)}"
        )
        within = interval(question, truth, language)
        parts.append(_flag(place, size * 1.3, f"{said} ({within})" if within else said, size, paper.wide))
    if question.published is not None and revealed:
        place = x(question.published.value)
        d = size * 0.5
        y = size * 2.6
        parts.append(
            f'<path d="M{place:.1f},{y - d:.1f}l{d:.1f},{d:.1f}l{-d:.1f},{d:.1f}l{-d:.1f},{-d:.1f}Z" fill="'
            f'{theme.PAPER}" '
            f'stroke="{theme.INK}" stroke-width="{size / 10:g}"/>'
        )
    return "".join(parts)


def _bars(columns: Sequence[Column], x: object, top: float, bottom: float) -> list[str]:
    most = max([column.count for column in columns], default=0)
    bars = []
    for at, column in enumerate(columns):
        if column.count:
            start, end = x(column.low), x(column.high)  # type: ignore[operator]
            high = (bottom - top) * column.count / most
            bars.append(
                f'<rect data-k="{at}" x="{start + 1:.1f}" y="{bottom - high:.1f}" width="'
                f'{max(1.0, end - start - 2):.1f}" '
                f'height="{high:.1f}" fill="{GUESS}"/>'
            )
    return bars


def _middle(x: float, bottom: float, size: float) -> str:
    """The room's median, as a triangle that stands on the axis."""
    return (
        f'<path d="M{x:.1f},{bottom - size * 0.9:.1f}l{size * 0.5:.1f},{size * 0.9:.1f}h{-size:.1f}Z" fill="'
        f'{ROOM}"/>'
    )


def _flag(x: float, y: float, text: str, size: float, wide: float) -> str:
    """A label over its line, kept inside the picture."""
    half = len(text) * size * 0.27
    return _text(min(max(x, half + 4), wide - half - 4), y, text, size * 1.1, TRUTH, bold=True)


def _ticks(question: Question) -> list[float]:
    span = question.high - question.low
    steps = 5 if question.unit == "%" or span > 12 else max(1, round(span / 2))
    return [question.low + span * at / steps for at in range(steps + 1)]


def _options(found: Result, language: str, revealed: bool, paper: Paper) -> str:
    """A pair of bars an option: the room, and after the reveal the panel."""
    question, size = found.question, paper.size
    truth = {point.name: point.value for point in question.truth}
    lane = min(size * 3.6, (paper.high - size * 1.6) / max(1, len(question.options)))
    thick = min(size * 1.05, lane * 0.34)
    start, end = paper.wide * 0.36, paper.wide - size * 3.2
    key = [(ROOM, say("workshop.room_bar", language))] + (
        [(TRUTH, say("workshop.panel_bar", language))] if revealed else []
    )
    parts, place = [], start
    for color, name in key:
        parts.append(
            f'<rect x="{place:.1f}" y="{size * 0.2:.1f}" width="{size * 0.8:.1f}" height="'
            f'{size * 0.8:.1f}" fill="{color}"/>'
        )
        parts.append(_text(place + size * 1.05, size * 0.9, name, size * 0.85, theme.QUIET, "start"))
        place += size * (2.2 + len(name) * 0.45)
    for at, option in enumerate(question.options):
        y = size * 1.6 + lane * at
        label = wrap(option.label.get(language, option.id), (start - size * 0.6) / 1.06, int(size * 0.95))[:2]
        for line, text in enumerate(label):
            middle = y + lane * 0.42 + (line - (len(label) - 1) / 2) * size
            parts.append(_text(start - size * 0.5, middle + size * 0.3, text, size * 0.95, anchor="end"))
        room = 100 * found.columns[at].count / found.count if found.columns and found.count else None
        values = [(room, ROOM)] + ([(truth.get(option.id), TRUTH)] if revealed else [])
        for row, (value, color) in enumerate(values):
            if value is not None:
                top = y + row * (thick + size * 0.12)
                wide = (end - start) * value / 100
                parts.append(
                    f'<rect data-k="{at}.{row}" x="{start:.1f}" y="{top:.1f}" width="{wide:.1f}" height="'
                    f'{thick:.1f}" fill="{color}"/>'
                )
                said = number(question, value, language)
                parts.append(
                    _text(
                        start + wide + size * 0.3,
                        top + thick * 0.5 + size * 0.32,
                        said,
                        size * 0.95,
                        anchor="start",
                    )
                )
    return "".join(parts)


def _lines(found: Result, language: str, revealed: bool, paper: Paper) -> str:
    """Every drawn line faintly, the room's middle, and after the reveal the survey's line in its band."""
    question, size = found.question, paper.size
    waves, first = question.truth, question.truth[0].value or 0.0
    left, right = size * 3.0, paper.wide - size * 4.2
    top, bottom = size * 0.8, paper.high - size * 1.8

    def point(at: int, value: float) -> str:
        x = left + (right - left) * at / (len(waves) - 1)
        return (
            f"{x:.1f},{bottom - (value - question.low) / (question.high - question.low) * (bottom - top):.1f}"
        )

    def path(values: Sequence[float], color: str, wide: float, opacity: float = 1.0) -> str:
        steps = " ".join(point(at, value) for at, value in enumerate(values))
        return (
            f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="{wide:g}" opacity="'
            f'{opacity:g}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    parts = []
    for tick in _ticks(question):
        y = float(point(0, tick).partition(",")[2])
        parts.append(
            f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{theme.GRID}" stroke-width="'
            f'{size / 20:g}"/>'
        )
        parts.append(
            _text(
                left - size * 0.5,
                y + size * 0.3,
                number(question, tick, language, 0),
                size * 0.85,
                theme.QUIET,
                "end",
            )
        )
    for at, wave in enumerate(waves):
        parts.append(
            _text(
                float(point(at, 0).partition(",")[0]),
                bottom + size * 1.3,
                wave.name,
                size * 0.85,
                theme.QUIET,
            )
        )
    faint = max(0.08, min(0.5, 6 / max(1, len(found.lines))))
    parts += [path((first, *line), ROOM, size / 8, faint) for line in found.lines]
    ends: list[tuple[float, str, str]] = []
    if found.middle:
        parts.append(path((first, *found.middle), ROOM, size / 5))
        ends.append((found.middle[-1], say("workshop.room_bar", language), ROOM))
    values = [wave.value for wave in waves]
    if revealed and None not in values:
        shown = [value for value in values if value is not None]
        upper = [point(at, wave.high) for at, wave in enumerate(waves) if wave.high is not None]
        lower = [point(at, wave.low) for at, wave in enumerate(waves) if wave.low is not None]
        parts.append(
            f'<polygon points="{" ".join([*upper, *reversed(lower)])}" fill="{TRUTH}" opacity="0.16"/>'
        )
        parts.append(path(shown, TRUTH, size / 4))
        ends.append((shown[-1], number(question, shown[-1], language), TRUTH))
    heights = [float(point(0, value).partition(",")[2]) for value, _, _ in ends]
    if len(ends) == 2 and abs(heights[0] - heights[1]) < size * 1.1:
        middle, up = sum(heights) / 2, 1 if heights[0] <= heights[1] else -1
        heights = [middle - up * size * 0.55, middle + up * size * 0.55]
    for height, (_, text, color) in zip(heights, ends, strict=True):
        parts.append(_text(right + size * 0.4, height + size * 0.3, text, size, color, "start", bold=True))
    return "".join(parts)
