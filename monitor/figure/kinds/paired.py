"""Processes as pairs of bars: what is wanted above what is received, stacked where there are answers."""

from __future__ import annotations

from monitor.codebook import leading_category
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Point, Row, Series
from monitor.figure.key import Key
from monitor.figure.kind import MOST_ROWS, Kind, at_most
from monitor.figure.kinds.parts import rows
from monitor.figure.kinds.parts.between import by_gap
from monitor.figure.kinds.parts.colors import color_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.processes import process_rows, side_gaps
from monitor.figure.kinds.parts.scale import along
from monitor.figure.kinds.parts.wholes import Whole, lanes, whole_panels
from monitor.figure.names import raised
from monitor.figure.shape import Refusal, Shape

TINTS = (0.5, 1.0)
"""Of what could be, and of what is; earlier waves have less."""
EARLIER = 0.6


def chart(answer: Answer) -> Chart:
    """A panel for each process."""
    return _bars(answer) if answer.kind == "share" else _wholes(answer)


def _wholes(answer: Answer) -> Chart:
    words = [answer.names.say(id) for id in ("pair.wanted", "pair.received")]
    named: list[tuple[str, list[tuple[Row, Whole]]]] = []
    told = side_gaps(answer)
    for title, process, lines in process_rows(answer):
        found: list[tuple[Row, Whole]] = []
        lead = leading_category(answer.names.book.indicator[process.possible])
        for name, key in lines:
            first = len(found)
            for at, (word, indicator) in enumerate(
                zip(words, (process.possible, process.actual), strict=True)
            ):
                found += lanes(
                    answer,
                    name if len(lines) > 1 else "",
                    key._replace(indicator=indicator),
                    word,
                    opens=not at,
                )
            gap = told.get(key._replace(indicator=process.possible, category=lead))
            found[first] = (found[first][0]._replace(gap=gap), found[first][1])
        named.append((title, found))
    panels = whole_panels(answer, by_gap(answer, named))
    return Chart(Form.STACKED, answer.language, along(answer), panels)


def _bars(answer: Answer) -> Chart:
    words = [answer.names.say(id) for id in ("pair.possible", "pair.actual")]
    newest_first = list(reversed(answer.waves))
    alone = len(newest_first) == 1
    series = []
    for word in words:
        for back, wave in enumerate(newest_first):
            when = answer.names.wave(wave)
            name = raised(word) if alone else f"{raised(word)}, {when}"
            series.append(
                Series(name, key=name, part=word, inline=word, wave="" if alone else when, back=back)
            )
    points = Points(answer)

    def point(at: int, keys: tuple[Key, Key]) -> Point:
        side, back = divmod(at, len(newest_first))
        key, one = keys[side], series[at]
        color = theme.tint(color_of(answer, key), TINTS[side] * (EARLIER if back else 1.0))
        name = f"{one.part} ({one.wave})" if one.wave else one.part
        return points.point(key, answer.lines[key][newest_first[back]], color, name)

    named, told = [], side_gaps(answer)
    for title, process, lines in process_rows(answer):
        pairs = [(name, (key._replace(indicator=process.possible), key)) for name, key in lines]
        several = len(lines) > 1
        named.append(
            (title, [(Row(name if several else "", gap=told.get(keys[0])), keys) for name, keys in pairs])
        )
    panels = rows.panels(by_gap(answer, named), series, point)
    return Chart(Form.NAMED, answer.language, along(answer), panels)


def _refuses(shape: Shape) -> Refusal | None:
    if not shape.pairs or not shape.only_pairs:
        return Refusal("no_pairs")
    if shape.kind not in ("share", "distribution"):
        return Refusal("no_distribution")
    return at_most(MOST_ROWS, shape.series // shape.categories, "too_many_rows")


KIND = Kind(
    "paired",
    10,
    refuses=_refuses,
    chart=chart,
    suits=lambda shape: int(shape.subject == "processes"),
    processes=True,
    gaps=side_gaps,
    how=lambda answer: "how_share" if answer.kind == "share" else "how",
    icon="M2 3h18M2 6h11M2 11h15M2 14h7",
)
