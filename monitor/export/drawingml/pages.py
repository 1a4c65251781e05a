"""A plot with more rows than a slide can hold, in parts."""

from __future__ import annotations

from dataclasses import replace

from monitor.export.drawingml.plot import Plot
from monitor.figure.chart import NOTHING


def paged(plot: Plot, most: int) -> list[Plot]:
    """The plot in parts of at most `most` lanes; a heading goes along with its rows, and is repeated above
    the rest of them."""
    if plot.shape == "lines" or plot.lanes <= most:
        return [plot]
    count = max(2, round(most / max(1.0, plot.lanes / len(plot.categories))))
    pages: list[list[int]] = [[]]
    heading: int | None = None
    for row in range(len(plot.categories)):
        opens = row in plot.headings
        full = len(pages[-1]) >= count or (opens and len(pages[-1]) >= count - 1)
        if full:
            pages.append([] if opens or heading is None else [heading])
        if opens:
            heading = row
        pages[-1].append(row)
    return [_part(plot, rows) for rows in pages]


def _part(plot: Plot, rows: list[int]) -> Plot:
    moved = {row: at for at, row in reversed(list(enumerate(rows)))}
    return replace(
        plot,
        categories=tuple(plot.categories[row] for row in rows),
        series=tuple(
            replace(one, points=tuple(one.points[row] if row < len(one.points) else NOTHING for row in rows))
            for one in plot.series
        ),
        headings=frozenset(moved[row] for row in plot.headings if row in moved),
        positions=tuple(
            tuple(places[row] - row + at for at, row in enumerate(rows)) for places in plot.positions
        ),
    )
