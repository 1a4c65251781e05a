"""Dumbbells: two values of one thing on a row, joined by a bar that is as long as the gap between them."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import NOTHING, Chart, Form, Point, Row, Series
from monitor.figure.key import Key, key_of
from monitor.figure.kind import MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.arrange import panels
from monitor.figure.kinds.parts.colors import value_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.scale import along
from monitor.figure.shape import Refusal, Shape
from monitor.store import Estimate

COLORS = (theme.REFERENCE, theme.PALETTE[0])
Ends = list[Estimate | None]


def chart(answer: Answer) -> Chart:
    """Two levels, two groups, or the first and the newest wave, for each of whatever else is compared."""
    part = _part(answer)
    found = _by_values(answer, part) if part else _by_waves(answer)
    names = (_names(answer, part) * 2)[:2]
    series = [
        Series(name, color, role="dot", key=name, inline=inline, shape=shape)
        for (name, inline), color, shape in zip(names, COLORS, theme.SHAPES, strict=False)
    ]
    points = Points(answer)

    def point(at: int, ends: Ends) -> Point:
        row = ends[at]
        return NOTHING if row is None else points.point(key_of(row), row, COLORS[at])

    arranged = panels(answer, found, "item" if part == "group" else "group")
    named = [(heading, [(Row(name), found[key]) for name, key in some]) for heading, some in arranged]
    return Chart(Form.DUMBBELL, answer.language, along(answer, zero=False), rows.panels(named, series, point))


def _part(answer: Answer) -> str:
    """The part of the lines with exactly two values: a breakdown before the groups; '' where the waves are
    the ends."""
    for name in ("level1", "level2", "group"):
        if len({value_of(key, name) for key in answer.drawn}) == 2:
            return name
    return ""


def _names(answer: Answer, part: str) -> list[tuple[str, str]]:
    """What the two ends are called: by themselves, and inside a sentence."""
    if part:
        ends = {value_of(key, part): key for key in answer.drawn}
        return [(answer.part(key, part), answer.part(key, part, inline=True)) for key in ends.values()]
    return [(answer.names.wave(wave),) * 2 for wave in (answer.waves[0], answer.newest)]


def _by_values(answer: Answer, part: str) -> dict[Key, Ends]:
    """The newest rows of the two values, by what else the line is about."""
    values = list(dict.fromkeys(value_of(key, part) for key in answer.drawn))
    blank = {part: answer.view.groups[0] if part == "group" else ""}
    found: dict[Key, Ends] = {}
    for key, waves in answer.drawn.items():
        found.setdefault(key._replace(**blank), [None, None])[values.index(value_of(key, part))] = waves[
            answer.newest
        ]
    return found


def _by_waves(answer: Answer) -> dict[Key, Ends]:
    return {key: [waves[answer.waves[0]], waves[answer.newest]] for key, waves in answer.drawn.items()}


def _refuses(shape: Shape) -> Refusal | None:
    two = any(size == 2 and name != "item" for name, size in shape.varying)
    if not two and shape.waves < 2:
        return Refusal("no_two")
    if not two and not shape.comparable:
        return Refusal("wording")
    return at_most(MOST_ROWS // 2, shape.series // 2 if two else shape.series, "too_many_rows")


KIND = Kind(
    "dumbbell",
    7,
    refuses=_refuses,
    chart=chart,
    over_time=True,
    two_ended=True,
    since_first=True,
    icon="M5 4h10M9 12h12M5 3v2M15 3v2M9 11v2M21 11v2",
)
