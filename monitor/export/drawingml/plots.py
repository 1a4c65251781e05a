"""From a figure's chart to native plots: rows of all panels down one sheet, or a plot for each panel of
lines.

Where a page writes beside a mark, a native chart has only the row's name to tell it: why a number is missing,
what was published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from monitor.export.drawingml.plot import Plot
from monitor.figure import theme
from monitor.figure.chart import NOTHING, Chart, Form, Panel, Point, Row, Series
from monitor.locale import say

INDENT = "\u2003"
Place = tuple[int, int] | None
"""A row's panel and its number there; None for a heading."""
Naming = Callable[[Row, str, Sequence[Series], Sequence[Point]], str]
"""Row, its name, series and points → the name with all it has to tell."""


def plots(chart: Chart) -> list[Plot]:
    """The native plots of a chart, in order; what stands back of a focus is grey."""
    chart = chart.greyed()
    if chart.form.over_waves:
        return [_lines(chart, panel) for panel in chart.panels]
    return [_ROWS[chart.form](chart)]


def _bars(chart: Chart) -> Plot:
    """A bar for each series on each row; rows say which waves they miss and what was published."""

    def named(row: Row, name: str, series: Sequence[Series], points: Sequence[Point]) -> str:
        given = [
            point.published.text + (f", {point.wave}" if one.wave else "")
            for one, point in _oldest_first(series, points)
            if point.published
        ]
        given += _beside(chart, points)
        return name + _missing(series, points) + (f" ({'; '.join(given)})" if given else "")

    return _rows(chart, "bars", named, lambda series: bool(series.wave))


def _named_bars(chart: Chart) -> Plot:
    def named(row: Row, name: str, series: Sequence[Series], points: Sequence[Point]) -> str:
        hidden = [
            f" ({one.inline}: {point.text})"
            for one, point in zip(series, points, strict=True)
            if not point.shown
        ]
        return name + "".join(hidden) + _gap(row)

    return replace(_rows(chart, "bars", named, lambda series: bool(series.back)), legend=True)


def _dots(chart: Chart) -> Plot:
    """Series of a row stand close under each other; published figures are diamonds in the same places."""
    plot = _rows(
        chart,
        "dots",
        lambda row, name, series, points: (
            name + _without_number(series, points) + "".join(f" ({text})" for text in _beside(chart, points))
        ),
        lambda series: bool(series.back),
    )
    lanes, rows = len(plot.series), range(len(plot.categories))
    positions = [tuple(row + 1 + (at - (lanes - 1) / 2) * 0.8 / lanes for row in rows) for at in range(lanes)]
    word = say("mark.published.key", chart.language)
    diamonds = [
        (_diamonds(word, series), places) for series, places in zip(plot.series, positions, strict=True)
    ]
    given = [(series, places) for series, places in diamonds if any(point.shown for point in series.points)]
    return replace(
        plot,
        series=(*plot.series, *(series for series, _ in given)),
        positions=(*positions, *(places for _, places in given)),
        legend=bool(chart.keys),
    )


def _dumbbell(chart: Chart) -> Plot:
    """Two dots a row, joined by a line."""

    def named(row: Row, name: str, series: Sequence[Series], points: Sequence[Point]) -> str:
        told = _reasons(series, points)
        told += _beside(chart, points)
        return name + (f" ({'; '.join(told)})" if told else "") + _gap(row)

    plot = _rows(chart, "dots", named)
    series = tuple(_without_intervals(one) for one in plot.series)
    return replace(plot, series=series, positions=(_middles(plot),) * len(series), joined=True, legend=True)


def _stacked(chart: Chart) -> Plot:
    """A row is left empty where any of its answers is hidden; around a middle, an unseen bar stands before
    the others."""

    def named(row: Row, name: str, series: Sequence[Series], points: Sequence[Point]) -> str:
        hidden = _hidden(points)
        return name + (f" ({hidden.text})" if hidden else "") + _gap(row)

    plot = _rows(chart, "stacked", named, whole=True)
    plot = replace(plot, series=tuple(_without_intervals(one) for one in plot.series), legend=True)
    if not any(row.sides for panel in chart.panels for row in panel.rows):
        return plot
    sides = [row.sides or (0.0, 0.0) if row else (0.0, 0.0) for row in _placed(chart)]
    left, right = max(side for side, _ in sides), max(side for _, side in sides)
    name = say("export.pad", chart.language)
    pads = tuple(Point(left - side[0]) if any(side) else NOTHING for side in sides)
    pad = Series(name, theme.PAPER, pads, role="pad", key=name)
    return replace(
        plot, series=(pad, *plot.series), axis=replace(chart.axis, low=0.0, high=max(left + right, 0.1))
    )


def _beams(chart: Chart) -> Plot:
    """Beams with their intervals, ticks without."""

    def named(row: Row, name: str, series: Sequence[Series], points: Sequence[Point]) -> str:
        return name + ("" if points[0].shown else f" ({points[0].text})") + _gap(row)

    plot = _rows(chart, "dots", named)
    beam, tick = plot.series
    return replace(
        plot, series=(beam, _without_intervals(tick)), positions=(_middles(plot),) * 2, legend=True
    )


_ROWS: dict[Form, Callable[[Chart], Plot]] = {
    Form.BARS: _bars,
    Form.NAMED: _named_bars,
    Form.STACKED: _stacked,
    Form.DOTS: _dots,
    Form.DUMBBELL: _dumbbell,
    Form.BEAMS: _beams,
}


def _rows(
    chart: Chart,
    shape: str,
    named: Naming,
    dated: Callable[[Series], bool] = lambda series: False,
    whole: bool = False,
) -> Plot:
    """The rows of all panels; `dated` series have their wave beside each number, of a `whole` no part is
    shown without the others."""
    names: list[str] = []
    columns: list[list[Point]] = [[] for _ in chart.panels[0].series]
    headings: set[int] = set()
    for (name, row), points in zip(_names(chart), _points(chart), strict=True):
        if row is None:
            if name:
                headings.add(len(names))
        else:
            name = named(row, name, chart.panels[0].series, points)
        names.append(name)
        empty = row is None or (whole and _hidden(points) is not None)
        for column, point in zip(columns, [NOTHING] * len(columns) if empty else points, strict=True):
            column.append(point)
    series = [
        replace(one, points=tuple(_labelled(point, one.wave if dated(one) else "") for point in column))
        for one, column in zip(chart.panels[0].series, columns, strict=True)
    ]
    return Plot(shape, tuple(names), tuple(series), chart.axis, chart.language, headings=frozenset(headings))


def _names(chart: Chart) -> Iterable[tuple[str, Row | None]]:
    """Each row's name from top to bottom; headings, and the air between pairs of wholes, have no row."""
    for panel in chart.panels:
        untitled = not panel.title or all(not row.name for row in panel.rows)
        if not untitled:
            yield panel.title, None
        first = ""
        for at, row in enumerate(panel.rows):
            if row.opens:
                first = row.part
            name = panel.title if not row.name else row.name if untitled else INDENT + row.name
            if row.part:
                if row.opens and at:
                    yield "", None
                name = f"{name}: {row.part}" if row.part == first else row.part
            yield name + (f" · {row.wave}" if row.wave else ""), row


def _placed(chart: Chart) -> list[Row | None]:
    return [row for _, row in _names(chart)]


def _points(chart: Chart) -> Iterable[list[Point]]:
    """The points of each row from top to bottom; of what is no row, none."""
    places = iter([(panel, at) for panel in chart.panels for at in range(len(panel.rows))])
    for row in _placed(chart):
        if row is None:
            yield []
        else:
            panel, at = next(places)
            yield [series.points[at] for series in panel.series]


def _gap(row: Row) -> str:
    """' · verschil 22 procentpunt (16 tot 28)'."""
    return f" · {row.gap.text}" if row.gap else ""


def _hidden(points: Sequence[Point]) -> Point | None:
    return next((point for point in points if not point.shown), None)


def _labelled(point: Point, wave: str) -> Point:
    """The point as a native chart labels it: nothing where it has no number, with its wave where that is
    asked."""
    if not point.shown:
        return NOTHING
    return point._replace(text=f"{point.text} ({wave})") if wave else point


def _without_intervals(series: Series) -> Series:
    return replace(series, points=tuple(point._replace(low=None, high=None) for point in series.points))


def _middles(plot: Plot) -> tuple[float, ...]:
    return tuple(float(row + 1) for row in range(len(plot.categories)))


def _diamonds(name: str, series: Series) -> Series:
    points = tuple(Point(point.published.value) if point.published else NOTHING for point in series.points)
    return Series(name, theme.INK, points, role="diamond")


def _beside(chart: Chart, points: Sequence[Point]) -> list[str]:
    """What the points of a row are compared against, each once; nothing where it is one number for all, which
    stands in the notes."""
    texts = [point.beside.text for point in points if point.beside]
    every = {point.beside.text for point in chart.points if point.beside}
    return list(dict.fromkeys(texts)) if len(every) > 1 else []


def _courses(chart: Chart, lines: Sequence[Series]) -> list[Series]:
    """What lines are compared against, as lines of their own: one where it is the same for all."""
    found: dict[tuple[Point, ...], list[Series]] = {}
    for one in lines:
        points = tuple(
            Point(point.beside.value, text=point.beside.text if at + 1 == len(one.points) else "")
            if point.beside
            else NOTHING
            for at, point in enumerate(one.points)
        )
        if any(point.shown for point in points):
            found.setdefault(points, []).append(one)
    same = len(found) == 1
    return [
        Series(
            chart.reference if same else f"{chart.reference} · {of[0].name}",
            theme.QUIET if same else of[0].color,
            tuple(point._replace(text="") for point in points),
            role="course",
            key=chart.reference if same else "",
            label=chart.reference if same else "",
        )
        for points, of in found.items()
    ]


def _oldest_first(series: Sequence[Series], points: Sequence[Point]) -> list[tuple[Series, Point]]:
    """The points of a row that has them, line by line, each from its oldest wave on."""
    parts = list(dict.fromkeys(one.part for one in series))
    pairs = [(one, point) for one, point in zip(series, points, strict=True) if point is not NOTHING]
    return sorted(pairs, key=lambda pair: (parts.index(pair[0].part), -pair[0].back))


def _missing(series: Sequence[Series], points: Sequence[Point]) -> str:
    """' (2023: te weinig deelnemers)' for points without a number; '' where all have one."""
    return _because([point for _, point in _oldest_first(series, points)], any(one.wave for one in series))


def _because(points: Sequence[Point], dated: bool) -> str:
    """Why points have no number, each reason once, with its waves where they are `dated`."""
    found: dict[str, list[str]] = {}
    for point in points:
        if not point.shown:
            found.setdefault(point.text, []).append(point.wave)
    told = [f"{', '.join(waves)}: {reason}" if dated else reason for reason, waves in found.items()]
    return f" ({'; '.join(told)})" if told else ""


def _without_number(series: Sequence[Series], points: Sequence[Point]) -> str:
    """' (ouders: niet gevraagd)' for the lines of a row that miss a number."""
    if (
        not any(one.part for one in series)
        or any(one.wave for one in series)
        or not any(point.shown for point in points)
    ):
        return _missing(series, points)
    told = _reasons(series, points)
    return f" ({'; '.join(told)})" if told else ""


def _reasons(series: Sequence[Series], points: Sequence[Point]) -> list[str]:
    """'ouders: niet gevraagd', each reason once; without names where it holds for all."""
    found: dict[str, list[str]] = {}
    for one, point in zip(series, points, strict=True):
        if point is not NOTHING and not point.shown:
            found.setdefault(point.text, []).append(one.inline)
    if [len(who) for who in found.values()] == [len(points)]:
        return list(found)
    return [f"{', '.join(who)}: {why}" for why, who in found.items()]


def _lines(chart: Chart, panel: Panel) -> Plot:
    """The lines of one panel over the waves, with published figures as diamonds behind them; what stands
    back of a focus comes first, so that nothing grey lies over what is brought forward."""
    word = say("mark.published.key", chart.language)
    diamonds = [
        _diamonds(f"{word}: {one.label}" if one.label else word, one)
        for one in panel.series
        if any(point.published for point in one.points)
    ]
    numbered = chart.form is Form.SLOPE or (chart.form is Form.LINES and len(panel.series) == 1)
    backs_first = sorted(panel.series, key=lambda one: one.color != theme.BACK)
    lines = [part for one in backs_first for part in _stretches(chart, one, numbered)]
    points = [point for one in panel.series for point in one.points]
    empty = panel.title and not any(point.shown for point in points)
    title = panel.title + (_because(points, dated=True) if empty else "")
    waves = tuple(wave.name for wave in chart.waves)
    return Plot(
        "lines",
        waves,
        (*diamonds, *lines, *_courses(chart, panel.series)),
        chart.axis,
        chart.language,
        title=title,
        legend=bool(chart.keys or chart.reference),
    )


def _stretches(chart: Chart, line: Series, numbered: bool) -> list[Series]:
    """One line, in a series of its own for each stretch of waves that may be compared: across a new
    wording nothing is joined."""
    stretches = line.stretches()
    found = []
    for stretch in stretches:
        newest, last = stretch is stretches[-1], stretch[-1]
        late = chart.waves[last].name if newest and last != len(line.points) - 1 else ""
        points = []
        for at, point in enumerate(line.points):
            point = _labelled(point, late if at == last else "") if at in stretch else NOTHING
            points.append(point if numbered or (newest and at == last) else point._replace(text=""))
        name = (
            line.name
            if newest
            else f"{line.name} ({say('export.until', chart.language, wave=chart.waves[last].name)})"
        )
        label = line.label if newest and chart.form is not Form.MULTIPLES else ""
        found.append(
            replace(line, name=name, points=tuple(points), label=label, key=line.key if newest else "")
        )
    return found
