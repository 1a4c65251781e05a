"""A dot plot: each estimate a dot on its interval; what is compared last shares a row, in colours of its
own."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import NOTHING, Chart, Form, Point, Row, Series
from monitor.figure.key import Key
from monitor.figure.kind import MOST_LINES, MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.arrange import in_order, panels
from monitor.figure.kinds.parts.colors import color_of, colors_by, shade, value_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.scale import along
from monitor.figure.shape import Shape

MANY = 16
"""From more numbers on, dots read better than bars."""
Sharing = dict[str, Key]
"""The lines of one row, by the value in which they differ."""


def chart(answer: Answer) -> Chart:
    """Dots with intervals; with two comparisons or more, the last one as coloured lanes under a shared
    name."""
    varying = answer.compared
    inner = varying[-1] if len(varying) > 1 else ""
    colors = colors_by(answer, list(answer.drawn), inner) if inner else {}
    if not inner or len(colors) > MOST_LINES:
        inner, colors = "", {"": ""}
        named = [
            (heading, [(Row(name), {"": key}) for name, key in found])
            for heading, found in panels(answer, answer.drawn)
        ]
    else:
        named = _shared(answer, varying, inner)
    newest_first = list(reversed(answer.waves))
    shapes = dict(zip(colors, cycle(theme.SHAPES), strict=False))
    series = [
        replace(one, shape=shapes[value])
        for value in colors
        for one in _series(answer, inner, value, colors[value])
    ]
    values = list(colors)
    points = Points(answer)

    def point(at: int, sharing: Sharing) -> Point:
        value, wave = values[at // len(newest_first)], newest_first[at % len(newest_first)]
        key = sharing.get(value)
        if key is None:
            return NOTHING
        return points.point(
            key, answer.drawn[key][wave], shade(answer, colors[value] or color_of(answer, key), wave)
        )

    return Chart(Form.DOTS, answer.language, along(answer, zero=False), rows.panels(named, series, point))


def _series(answer: Answer, inner: str, value: str, color: str) -> list[Series]:
    """A series for each wave of one value, the newest first."""
    key = next((key for key in answer.drawn if inner and value_of(key, inner) == value), None)
    part, inline = (answer.part(key, inner), answer.part(key, inner, inline=True)) if key else ("", "")
    alone = len(answer.waves) == 1
    found = []
    for back, wave in enumerate(reversed(answer.waves)):
        when = answer.names.wave(wave)
        name = " · ".join(word for word in (part, "" if alone and part else when) if word)
        tint = shade(answer, color, wave) if color else ""
        found.append(
            Series(name, tint, (), "dot", "" if back else part, "", part, inline, "" if alone else when, back)
        )
    return found


def _shared(answer: Answer, varying: list[str], inner: str) -> list[tuple[str, list[tuple[Row, Sharing]]]]:
    """Rows that lines share which differ in nothing but the part `inner`, under what varies before the
    rows' own names."""
    outer, row_of = varying[:-2], varying[-2]
    found: dict[str, dict[Key, Sharing]] = {}
    for key in answer.drawn:
        row = key._replace(indicator="", category="") if inner == "item" else key._replace(**{inner: ""})
        found.setdefault(answer.label(key, outer), {}).setdefault(row, {})[value_of(key, inner)] = key
    named = []
    for heading, shared in found.items():
        firsts = {next(iter(sharing.values())): sharing for sharing in shared.values()}
        order = [(answer.part(key, row_of), key) for key in firsts]
        order = order if outer and not answer.view.sort else in_order(answer, row_of, order)
        named.append((heading, [(Row(name), firsts[key]) for name, key in order]))
    return named


def _suits(shape: Shape) -> int:
    many = (
        shape.kind == "mean"
        or shape.series > MANY
        or (len(shape.varying) > 1 and shape.varying[-1][1] <= MOST_LINES)
    )
    return int(shape.subject == "comparison" and many)


KIND = Kind(
    "dots",
    2,
    refuses=lambda shape: at_most(MOST_ROWS, shape.series, "too_many_rows"),
    chart=chart,
    suits=_suits,
    icon="M5 3h.01M14 3h.01M8 8h.01M19 8h.01M4 13h.01M11 13h.01",
)
