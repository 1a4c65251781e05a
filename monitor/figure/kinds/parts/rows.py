"""Charts of rows: the same series in every panel, a point for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor.figure import theme
from monitor.figure.chart import Panel, Point, Row, Series

Of = TypeVar("Of")
Named = Sequence[tuple[str, Sequence[tuple[Row, Of]]]]
"""Panels: a heading, and rows each with what it is about."""


def panels(
    named: Named[Of], series: Sequence[Series], point: Callable[[int, Of], Point]
) -> tuple[Panel, ...]:
    """The panels; `point` gives the point of the series with this number on a row. A series without a
    colour takes its points'."""
    columns = [[tuple(point(at, of) for _, of in rows) for _, rows in named] for at in range(len(series))]
    colors = [one.color or _color(column) for one, column in zip(series, columns, strict=True)]
    return tuple(
        Panel(
            title,
            tuple(
                replace(one, color=colors[at], points=columns[at][number]) for at, one in enumerate(series)
            ),
            tuple(row for row, _ in rows),
        )
        for number, (title, rows) in enumerate(named)
    )


def _color(column: Sequence[Sequence[Point]]) -> str:
    """The colour of the first point with a number."""
    colors = (point.color for points in column for point in points if point.shown and point.color)
    return next(colors, theme.REFERENCE)
