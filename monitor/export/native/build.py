"""What all native charts are made from: rows of an answer as points, names with the reason where a number is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from monitor.export.native.chart import NOTHING, Chart, Point, Series
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.arrange import panels
from monitor.figure.charts.lanes import published_text
from monitor.figure.charts.scale import value_range
from monitor.figure.key import Key
from monitor.locale import say
from monitor.store import Estimate

INDENT = "\u2003"
Named = tuple[str, Key | None]
"""A row's name and what it is about; a heading is about nothing."""


def point(answer: Answer, row: Estimate | None, color: str = "", wave: str = "") -> Point:
    """A row as a point; nothing where it has no number."""
    if row is None or row.estimate is None:
        return NOTHING
    faint = row.status == "unreliable"
    text = answer.number(row.estimate) + ("*" if faint else "") + (f" ({wave})" if wave else "")
    return Point(row.estimate, row.ci_low, row.ci_high, text, color, faint)


def missing(answer: Answer, rows: Iterable[Estimate]) -> str:
    """' (2023: te weinig deelnemers)' for rows without a number; '' where all have one."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if not row.shown:
            found.setdefault(say(f"status.{row.status or 'not_asked'}", answer.language), []).append(answer.names.wave(row.wave))
    if not found:
        return ""
    alone = len(answer.waves) == 1
    return " (" + "; ".join(reason if alone else f"{', '.join(waves)}: {reason}" for reason, waves in found.items()) + ")"


def published(answer: Answer, key: Key) -> str:
    """' (gepubliceerd: 79%)' for the published figures of a line."""
    alone = len(answer.waves) == 1
    told = [
        published_text(answer, item) + ("" if alone else f", {answer.names.wave(wave)}")
        for wave, item in answer.published.get(key, {}).items()
    ]
    return f" ({'; '.join(told)})" if told else ""


def named_rows(answer: Answer, lines: Iterable[Key], alone: str = "group") -> list[Named]:
    """Rows from top to bottom, as the page has them; `alone` names a row that differs from no other."""
    found: list[Named] = []
    for heading, rows in panels(answer, lines, alone):
        if heading:
            found.append((heading, None))
        found += [((INDENT if heading else "") + name, key) for name, key in rows]
    return found


def headings(rows: Iterable[tuple[str, object]]) -> frozenset[int]:
    """The numbers of the rows that are about nothing but have a name."""
    return frozenset(at for at, (name, key) in enumerate(rows) if key is None and name)


def color_of_series(points: Iterable[Point], fallback: str = theme.REFERENCE) -> str:
    """The colour of the first point that has one."""
    return next((one.color for one in points if one.color), fallback)


def chart(answer: Answer, shape: str, categories: Sequence[str], series: Sequence[Series], zero: bool = True, **more: Any) -> Chart:
    """A chart of an answer's kind of numbers, on its value scale."""
    low, high = value_range(answer, zero=zero)
    parts: dict[str, Any] = {"low": low, "high": high, "percent": answer.is_share, "language": answer.language}
    parts |= {"decimals": 0 if answer.in_percent else 1, "unit": "%" if answer.in_percent and not answer.is_share else ""}
    return Chart(shape, tuple(categories), tuple(series), **parts | more)
