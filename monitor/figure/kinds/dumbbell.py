"""Dumbbells: two values of one thing on a row, joined by a bar that is as long as the gap between them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import NOTHING, Between, Chart, Form, Point, Row, Series
from monitor.figure.key import Key, key_of
from monitor.figure.kind import MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.arrange import panels
from monitor.figure.kinds.parts.between import between, by_gap, tests_of
from monitor.figure.kinds.parts.colors import value_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.scale import along
from monitor.figure.shape import Refusal, Shape, ends_of
from monitor.store import Estimate

COLORS = (theme.REFERENCE, theme.PALETTE[0])
Ends = list[Estimate | None]


def chart(answer: Answer) -> Chart:
    """Two levels, two groups, or the first and the newest wave, for each of whatever else is compared."""
    part, ends = _part(answer)
    found = _by_values(answer, part, ends) if part else _by_waves(answer)
    told = _gaps(answer, found, part)
    names = (_names(answer, part, ends) * 2)[:2]
    series = [
        Series(name, color, role="dot", key=name, inline=inline, shape=shape)
        for (name, inline), color, shape in zip(names, COLORS, theme.SHAPES, strict=False)
    ]
    points = Points(answer)

    def point(at: int, ends: Ends) -> Point:
        row = ends[at]
        return NOTHING if row is None else points.point(key_of(row), row, COLORS[at])

    arranged = panels(answer, found, "item" if part == "group" else "group")
    named = [
        (heading, [(Row(name, gap=told.get(key)), found[key]) for name, key in some])
        for heading, some in arranged
    ]
    return Chart(
        Form.DUMBBELL,
        answer.language,
        along(answer, zero=False),
        rows.panels(by_gap(answer, named), series, point),
    )


def _part(answer: Answer) -> tuple[str, tuple[str, ...]]:
    """The part of the lines with two values, and these: a breakdown before the groups, the ends of one before
    its other levels; '' where the waves are the ends."""
    found = {
        name: tuple(dict.fromkeys(value_of(key, name) for key in answer.drawn))
        for name in ("level1", "level2", "group")
    }
    two = [name for name, values in found.items() if len(values) == 2]
    ends = ends_of(answer.names.book, answer.breakdowns) if len(answer.waves) == 1 else None
    if ends and two in ([], ["group"]) and set(ends) <= set(found["level1"]):
        return "level1", ends
    return (two[0], found[two[0]]) if two else ("", ())


def _names(answer: Answer, part: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """What the two ends are called: by themselves, and inside a sentence."""
    if part:
        ends = {value_of(key, part): key for key in answer.drawn}
        return [
            (answer.part(ends[value], part), answer.part(ends[value], part, inline=True)) for value in values
        ]
    return [(answer.names.wave(wave),) * 2 for wave in (answer.waves[0], answer.newest)]


def _by_values(answer: Answer, part: str, values: Sequence[str]) -> dict[Key, Ends]:
    """The newest rows of the two values, by what else the line is about."""
    blank = {part: answer.view.groups[0] if part == "group" else ""}
    found: dict[Key, Ends] = {}
    for key, waves in answer.drawn.items():
        if value_of(key, part) in values:
            ends = found.setdefault(key._replace(**blank), [None, None])
            ends[values.index(value_of(key, part))] = waves[answer.newest]
    return found


def _gaps(answer: Answer, found: dict[Key, Ends], part: str) -> dict[Key, Between]:
    """The gap of each row that has both ends: what was tested between the two, or since the first wave."""
    tests, gaps = tests_of(answer), {}
    for key, (one, other) in found.items():
        if one is None or other is None:
            continue
        change = answer.tests.changes.get(key)
        since = change if change and change.from_ == one.wave else None
        test = tests.get(frozenset((key_of(one), key_of(other)))) if part else since
        if gap := between(answer, one, other, test):
            gaps[key] = gap
    return gaps


def gaps(answer: Answer) -> dict[Key, Between]:
    """The gaps between two levels or groups, by the line of the second."""
    part, ends = _part(answer)
    found = _by_values(answer, part, ends) if part else {}
    told = _gaps(answer, found, part)
    return {key_of(both[1]): told[key] for key, both in found.items() if key in told and both[1]}


def _by_waves(answer: Answer) -> dict[Key, Ends]:
    return {key: [waves[answer.waves[0]], waves[answer.newest]] for key, waves in answer.drawn.items()}


def _refuses(shape: Shape) -> Refusal | None:
    two = shape.ended or any(size == 2 and name != "item" for name, size in shape.varying)
    if not two and shape.waves < 2:
        return Refusal("no_two")
    if not two and not shape.comparable:
        return Refusal("wording")
    return at_most(MOST_ROWS // 2, shape.series // 2 if two else shape.series, "too_many_rows")


def _suits(shape: Shape) -> int:
    """Two groups or levels over several subjects in one wave."""
    over = [name for name, _ in shape.varying]
    alone = shape.waves < 2 and shape.subject == "comparison"
    return 2 * int(alone and len(over) == 2 and over[0] == "item" and shape.varying[1][1] == 2)


KIND = Kind(
    "dumbbell",
    7,
    refuses=_refuses,
    chart=chart,
    over_time=True,
    two_ended=True,
    suits=_suits,
    gaps=gaps,
    since_first=True,
    icon="M5 4h10M9 12h12M5 3v2M15 3v2M9 11v2M21 11v2",
)
