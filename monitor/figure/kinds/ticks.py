"""Processes as bars with ticks: a bar for what is provided, and a tick where what is suitable ends."""

from __future__ import annotations

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Point, Row, Series
from monitor.figure.key import Key
from monitor.figure.kind import MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.between import by_gap
from monitor.figure.kinds.parts.colors import color_of, shade
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.processes import process_rows, side_gaps
from monitor.figure.kinds.parts.scale import along
from monitor.figure.names import raised
from monitor.figure.shape import Refusal, Shape

Pair = tuple[tuple[Key, Key], str]
"""The lines of what is provided and of what is suitable, and a wave."""
IDS = ("pair.actual", "pair.possible")


def chart(answer: Answer) -> Chart:
    """A row for each process, group and wave."""
    words = [answer.names.say(id) for id in IDS]
    groups = len(answer.view.groups) > 1
    bar = theme.REFERENCE if groups else color_of(answer, next(iter(answer.drawn)))
    series = [
        Series(raised(word), color, role=role, key=word)
        for word, color, role in zip(words, (bar, theme.INK), ("beam", "tick"), strict=True)
    ]
    points = Points(answer)

    def point(at: int, of: Pair) -> Point:
        key, wave = of[0][at], of[1]
        row = answer.lines[key][wave]
        made = points.point(
            key, row, theme.INK if at else shade(answer, color_of(answer, key), wave), words[at]
        )
        when = f" ({answer.names.wave(wave)})" if len(answer.waves) > 1 and not at else ""
        said = answer.names.say(f"{IDS[at]}_is", value=made.text + when)
        return made._replace(words=said)

    return Chart(Form.BEAMS, answer.language, along(answer), rows.panels(_named(answer), series, point))


def _named(answer: Answer) -> list[tuple[str, list[tuple[Row, Pair]]]]:
    """A process with several rows is their heading; one with a single row is that row's name."""
    found, told = [], side_gaps(answer)
    for process, pair, lines in process_rows(answer):
        several = len(lines) > 1
        named: list[tuple[Row, Pair]] = []
        for name, key in lines:
            both = (key, key._replace(indicator=pair.possible))
            for back, wave in enumerate(reversed(answer.waves)):
                when = "" if len(answer.waves) == 1 else answer.names.wave(wave)
                gap = told.get(both[1]) if wave == answer.newest else None
                row = Row(name if several else process, wave=when, opens=not back, gap=gap)
                named.append((row, (both, wave)))
        found.append((process if several else "", named))
    return by_gap(answer, found)


def _refuses(shape: Shape) -> Refusal | None:
    if not shape.pairs or not shape.only_pairs:
        return Refusal("no_pairs")
    if shape.kind not in ("share", "mean"):
        return Refusal("paired_instead")
    return at_most(MOST_ROWS, shape.series // 2, "too_many_rows")


KIND = Kind(
    "ticks",
    9,
    refuses=_refuses,
    chart=chart,
    suits=lambda shape: 2 * (shape.subject == "processes"),
    processes=True,
    gaps=side_gaps,
    icon="M2 5h16M15 2v6M2 12h10M9 9v6",
)
