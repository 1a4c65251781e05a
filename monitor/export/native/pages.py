"""A chart with more rows than a slide can hold, in parts."""

from __future__ import annotations

from dataclasses import replace

from monitor.export.native.chart import NOTHING, Chart


def paged(chart: Chart, most: int) -> list[Chart]:
    """The chart in parts of at most `most` lanes; a heading goes along with its rows, and is repeated above the rest of them."""
    if chart.shape == "lines" or chart.lanes <= most:
        return [chart]
    count = max(2, round(most / max(1.0, chart.lanes / len(chart.categories))))
    pages: list[list[int]] = [[]]
    heading: int | None = None
    for row in range(len(chart.categories)):
        opens = row in chart.headings
        full = len(pages[-1]) >= count or (opens and len(pages[-1]) >= count - 1)
        if full:
            pages.append([] if opens or heading is None else [heading])
        if opens:
            heading = row
        pages[-1].append(row)
    return [_part(chart, rows) for rows in pages]


def _part(chart: Chart, rows: list[int]) -> Chart:
    moved = {row: at for at, row in reversed(list(enumerate(rows)))}
    return replace(
        chart,
        categories=tuple(chart.categories[row] for row in rows),
        series=tuple(
            replace(one, points=tuple(one.points[row] if row < len(one.points) else NOTHING for row in rows)) for one in chart.series
        ),
        headings=frozenset(moved[row] for row in chart.headings if row in moved),
        positions=tuple(tuple(places[row] - row + at for at, row in enumerate(rows)) for places in chart.positions),
    )
