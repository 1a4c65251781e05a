"""Horizontal bars: one row a line of numbers, earlier waves as tints below the newest."""

from __future__ import annotations

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Point, Row, Series
from monitor.figure.key import Key
from monitor.figure.kind import Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.arrange import panels
from monitor.figure.kinds.parts.colors import color_of, shade
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.scale import along

MOST_BARS = 40


def chart(answer: Answer) -> Chart:
    """Levels, groups, answers or indicators as bars."""
    newest_first = list(reversed(answer.waves))
    alone = len(newest_first) == 1
    names = [answer.names.wave(wave) for wave in newest_first]
    series = [Series(name, wave="" if alone else name, back=back) for back, name in enumerate(names)]
    points = Points(answer)

    def point(back: int, key: Key) -> Point:
        wave = newest_first[back]
        return points.point(key, answer.drawn[key][wave], shade(answer, color_of(answer, key), wave))

    named = [
        (heading, [(Row(name), key) for name, key in found])
        for heading, found in panels(answer, answer.drawn)
    ]
    return Chart(Form.BARS, answer.language, along(answer), rows.panels(named, series, point))


KIND = Kind(
    "bars",
    1,
    refuses=lambda shape: at_most(MOST_BARS, shape.series, "too_many_rows"),
    chart=chart,
    icon="M2 3h18M2 8h12M2 13h7",
)
