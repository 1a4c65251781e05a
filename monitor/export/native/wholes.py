"""Native charts of whole distributions: stacked to 100%, or around a neutral middle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.export.native.build import Named, chart, headings, named_rows, point
from monitor.export.native.chart import NOTHING, Chart, Point, Series
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts import stacked as drawn
from monitor.figure.key import Key
from monitor.locale import say

WholeRow = tuple[str, Key | None, str]
"""A row's name, the whole that it shows, and in which wave."""


def stacked(answer: Answer) -> list[Chart]:
    """A bar of 100% a row and wave."""
    return [whole_chart(answer, by_wave(answer, named_rows(answer, drawn.wholes(answer))))]


def diverging(answer: Answer) -> list[Chart]:
    """The same bars after an unseen one, so that their neutral middles stand under each other."""
    rows = by_wave(answer, named_rows(answer, drawn.wholes(answer)))
    sides = [drawn.sides_of(answer, key, wave) if key else (0.0, 0.0) for _, key, wave in rows]
    left, right = max((side for side, _ in sides), default=0.0), max((side for _, side in sides), default=0.0)
    pads = tuple(Point(left - side[0]) if any(side) else NOTHING for side in sides)
    pad = Series(say("export.pad", answer.language), theme.PAPER, pads, role="pad")
    found = whole_chart(answer, rows)
    return [replace(found, series=(pad, *found.series), high=max(left + right, 0.1))]


def by_wave(answer: Answer, rows: Iterable[Named]) -> list[WholeRow]:
    """Each row once a wave, the newest first."""
    found: list[WholeRow] = []
    for name, key in rows:
        if key is None:
            found.append((name, None, ""))
            continue
        for wave in reversed(answer.waves):
            found.append((name if len(answer.waves) == 1 else f"{name} · {answer.names.wave(wave)}", key, wave))
    return found


def whole_chart(answer: Answer, rows: Sequence[WholeRow]) -> Chart:
    """A series for each answer; a row is left empty where any of its answers is hidden."""
    wholes = [list(drawn.segments_of(answer, key, wave).values()) if key else [] for _, key, wave in rows]
    hidden = [next((row for row in whole if not row.shown), None) for whole in wholes]
    names = [name + (f" ({answer.tip(row)})" if row else "") for (name, _, _), row in zip(rows, hidden, strict=True)]
    series = []
    for at, (color, label) in enumerate(drawn.legend(answer)):
        points = [
            point(answer, whole[at])._replace(low=None, high=None) if whole and row is None else NOTHING
            for whole, row in zip(wholes, hidden, strict=True)
        ]
        series.append(Series(label, color, tuple(points)))
    return chart(answer, "stacked", names, series, legend=True, headings=headings((name, key) for name, key, _ in rows))
