"""Which rows and lines of a chart the figure's title names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from monitor.codebook import Codebook
from monitor.figure.chart import Point, fits
from monitor.figure.figure import Figure
from monitor.figure.names import Names
from monitor.view import EVERY, View

Part = tuple[str, str]
"""A part in which lines differ, as `Chart.parts` calls it, and a code of it."""


def naming(figure: Figure, book: Codebook) -> Callable[[Iterable[Point]], int]:
    """How much of some points the title names: of the best of them, in how many parts; what is brought
    forward goes before that."""
    chart = figure.chart
    assert chart is not None
    parts, forward = chart.parts, chart.forward
    paths = {point.of for point in chart.points if point.of}
    told = _told(figure, book, {pair for path in paths for pair in _pairs(parts, path)})

    def of_path(path: str) -> int:
        brought = len(parts) + 1 if forward and fits(forward, path) else 0
        return brought + sum(pair in told for pair in _pairs(parts, path))

    ranks = {path: of_path(path) for path in paths}
    return lambda points: max((ranks.get(point.of, 0) for point in points), default=0)


def _pairs(parts: Iterable[str], path: str) -> list[Part]:
    return [(part, code) for part, code in zip(parts, path.split(","), strict=False) if code != EVERY]


def _told(figure: Figure, book: Codebook, pairs: Iterable[Part]) -> set[Part]:
    """Those that the title names; of names within each other ('artsen', 'jonge artsen') the longest."""
    names = Names(book, figure.view.language)
    called: dict[str, set[Part]] = {}
    for pair in pairs:
        for form in _forms(names, figure.view, *pair):
            called.setdefault(form.lower(), set()).add(pair)
    told: set[Part] = set()
    title = figure.title.lower()
    for form in sorted(filter(None, called), key=lambda form: (-len(form), form)):
        title, count = re.subn(rf"(?<!\w){re.escape(form)}(?!\w)", "|", title)
        if count:
            told |= called[form]
    return told


def _forms(names: Names, view: View, part: str, code: str) -> list[str]:
    """What a code may be called in a title."""
    if part == "group":
        return [names.group_short(code), names.group_inline(code)]
    if part == "category":
        return [names.category(indicator, code) for indicator in view.indicators]
    if part == "indicator":
        processes = [process.label for process in names.book.processes if process.id == code]
        return [*map(names.inline, processes), names.short(code), names.indicator(code)]
    by = view.breakdowns[0 if part == "level1" else 1]
    return [names.level_short(by, code), names.level_inline(by, code), names.level(by, code)]
