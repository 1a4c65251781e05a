"""View → Figure: look up once, then draw and tell from the same rows."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from monitor.codebook import Page
from monitor.figure.answer import Answer, answer
from monitor.figure.cautions import cautions, meaning
from monitor.figure.choose import resolve
from monitor.figure.compared import changes, differences
from monitor.figure.figure import Figure
from monitor.figure.finding import finding
from monitor.figure.kinds import KINDS
from monitor.figure.narrowing import lagging, narrowing
from monitor.figure.notes import alt, notes, nothing, source, subtitle
from monitor.figure.table import table
from monitor.figure.title import title
from monitor.store import Store
from monitor.view import View

MOST_KEPT = 2000
"""Figures that `cached_figure` keeps; one takes some tens of kilobytes."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def figure(view: View, store: Store, page: Page | None = None) -> Figure:
    """The Figure that answers `view`, made full within the page's groups."""
    return full_figure(
        resolve(view, store, page.groups if page else None).view, store, page.path if page else ""
    )


def cached_figure(view: View, store: Store, page: Page | None = None) -> Figure:
    """The same Figure, made once for each store, page and full view; safe to call from many threads. Treat it
    as read-only."""
    path = page.path if page else ""
    view = view.with_(refused=())
    asked = (store.build, path, view)
    full = _resolved.get(asked)
    if full is None:
        full = resolve(view, store, page.groups if page else None).view
        _resolved.put(asked, full)
    key = (store.build, path, full)
    found = _figures.get(key)
    if found is None:
        found = full_figure(full, store, path)
        _figures.put(key, found)
    return found


def full_figure(view: View, store: Store, path: str = "") -> Figure:
    """The Figure of a view that `resolve` made full."""
    kind = KINDS[view.figure]
    found = answer(view, store, kind.since_first)
    empty = nothing(found)
    chart = None if empty else kind.chart(found)
    heading = title(found, kind)
    gap = narrowing(found)
    compared = [*changes(found), *gap, *lagging(found), *differences(found)]
    told = [*finding(found, kind), *compared, *cautions(found), *meaning(found, kind, compared)]
    return Figure(
        view=view,
        query=view.query(),
        page=path,
        kind=kind.id,
        title=heading,
        subtitle=subtitle(found),
        chart=chart,
        sentences=() if empty else tuple(map(str, told)),
        notes=tuple(notes(found, chart)) if chart else (),
        native_notes=tuple(notes(found, chart, native=True)) if chart else (),
        table=table(found),
        alt=empty or alt(found, kind, heading),
        source=source(found, store),
        build=store.build,
        simulated=found.simulated,
        gap=() if empty else tuple(map(str, gap)),
        empty=empty,
    )


class _Kept(Generic[Key, Value]):
    """The last so many values, by key; shared between threads."""

    def __init__(self, most: int):
        self._most, self._lock = most, threading.Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: Key, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


_resolved: _Kept[tuple[object, ...], View] = _Kept(MOST_KEPT * 2)
_figures: _Kept[tuple[object, ...], Figure] = _Kept(MOST_KEPT)

__all__ = ["Answer", "cached_figure", "figure", "full_figure"]
