"""A chart with fewer rows, panels or lines, for a surface that has no room for all of them: those that the
finding names stay, then the first of the chart's own order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.figure.chart import Chart, Form, Panel, Point, Row

_WHOLE = (Form.STACKED, Form.BEAMS, Form.DUMBBELL)
"""Where the series of a row belong together."""
_PLOTS_BESIDE = 2
"""Panels that stand beside each other, so that one fewer saves no room."""


class Fewer(NamedTuple):
    """What is left of a chart, and how many rows, panels or lines are not."""

    chart: Chart
    left_out: int = 0


Place = tuple[int, tuple[int, ...]]
"""A panel and the rows or series of it that stay or go together; no rows for the whole panel."""
Rank = Callable[[Iterable[Point]], int]
"""How much of these points is told first."""


def fewer(chart: Chart, has_room: Callable[[Chart], bool], rank: Rank) -> Fewer:
    """As much of a chart as there is room for; the least of it where nothing has."""
    if has_room(chart):
        return Fewer(chart)
    chart = replace(chart, gaps=())
    if has_room(chart):
        return Fewer(chart)
    places = list(_places(chart))
    order = _order([rank(_points(chart, place)) for place in places])
    least = min(_PLOTS_BESIDE, len(places)) if chart.form is Form.MULTIPLES else 1
    for count in range(len(places) - 1, least - 1, -1):
        smaller = _kept(chart, [places[at] for at in sorted(order[:count])])
        if has_room(smaller):
            return Fewer(smaller, len(places) - count)
    return _within(_kept(chart, [places[at] for at in sorted(order[:least])]), chart, rank, has_room)


def halved(chart: Chart, has_room: Callable[[Chart], bool]) -> tuple[Chart, Chart] | None:
    """A chart of rows in two columns, the first as long as the second at least; None where either has no
    room."""
    places = list(_places(chart))
    for first in range((len(places) + 1) // 2, len(places)):
        left, right = _kept(chart, places[:first]), _kept(chart, places[first:])
        columns = replace(left, beside=_all_rows(right)), replace(right, beside=_all_rows(left))
        if all(map(has_room, columns)):
            return columns
    return None


def _within(one: Chart, whole: Chart, rank: Rank, has_room: Callable[[Chart], bool]) -> Fewer:
    """Fewer of what the last row, or the last panels, have, those of the newest wave first; counted by what
    is drawn of a chart."""
    smaller = one
    if one.form in _WHOLE:
        rows = one.panels[0].rows
        order = _order([row.wave == rows[0].wave for row in rows])
        for count in range(len(rows), 0, -1):
            smaller = _kept(one, [(0, tuple(sorted(order[:count])))])
            if has_room(smaller):
                break
        return Fewer(smaller, sum(len(panel.rows) for panel in whole.panels) - count)
    if not one.form.over_waves or one.form is Form.MULTIPLES:
        series = range(max(len(panel.series) for panel in one.panels))
        order = _order([rank(_of_series(one, at)) for at in series])
        for count in range(len(series), 0, -1):
            smaller = _lines(one, sorted(order[:count]))
            if has_room(smaller):
                break
    return Fewer(smaller, len(_paths(whole)) - len(_paths(smaller)))


def _places(chart: Chart) -> Iterator[Place]:
    """What can be left out: lines, panels, or rows with those that belong to them."""
    for at, panel in enumerate(chart.panels):
        if chart.form is Form.MULTIPLES:
            yield at, ()
        elif chart.form.over_waves:
            yield from ((at, (line,)) for line in range(len(panel.series)))
        else:
            opening = [row for row, one in enumerate(panel.rows) if one.opens or row == 0]
            ends = [*opening[1:], len(panel.rows)]
            yield from ((at, tuple(range(*pair))) for pair in zip(opening, ends, strict=True))


def _points(chart: Chart, place: Place) -> list[Point]:
    panel = chart.panels[place[0]]
    if not place[1]:
        return [point for one in panel.series for point in one.points]
    if chart.form.over_waves:
        return [point for at in place[1] for point in panel.series[at].points]
    return [one.points[row] for one in panel.series for row in place[1]]


def _of_series(chart: Chart, at: int) -> list[Point]:
    return [point for panel in chart.panels if at < len(panel.series) for point in panel.series[at].points]


def _kept(chart: Chart, places: Sequence[Place]) -> Chart:
    """The chart with these places alone."""
    panels = []
    for at, panel in enumerate(chart.panels):
        own = [number for place in places if place[0] == at for number in place[1]]
        if chart.form is Form.MULTIPLES:
            panels += [panel] if (at, ()) in places else []
        elif own:
            panels.append(_rows(panel, own) if panel.rows else _only(panel, own))
    return replace(chart, panels=tuple(panels))


def _all_rows(chart: Chart) -> tuple[Row, ...]:
    return tuple(row for panel in chart.panels for row in panel.rows)


def _rows(panel: Panel, rows: Sequence[int]) -> Panel:
    series = tuple(replace(one, points=tuple(one.points[at] for at in rows)) for one in panel.series)
    return replace(panel, rows=tuple(panel.rows[at] for at in rows), series=series)


def _only(panel: Panel, series: Collection[int]) -> Panel:
    return replace(panel, series=tuple(one for at, one in enumerate(panel.series) if at in series))


def _lines(chart: Chart, series: Collection[int]) -> Chart:
    """The chart with these series of each panel alone."""
    return replace(chart, panels=tuple(_only(panel, series) for panel in chart.panels))


def _paths(chart: Chart) -> set[str]:
    return {point.of for point in chart.points if point.of}


def _order(ranks: Sequence[int]) -> list[int]:
    """Places by rank, the first of equal ones first."""
    return sorted(range(len(ranks)), key=lambda at: -ranks[at])
