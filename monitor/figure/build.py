"""View → Figure: look up once, then draw and tell from the same rows."""

from __future__ import annotations

from dataclasses import replace

from monitor.codebook import Page
from monitor.figure.answer import Answer, answer
from monitor.figure.chart import Chart
from monitor.figure.choose import resolve
from monitor.figure.figure import Figure
from monitor.figure.kind import Kind
from monitor.figure.kinds import KINDS
from monitor.figure.names import raised
from monitor.figure.narrowing import narrowing
from monitor.figure.notes import alt, notes, nothing, source, subtitle
from monitor.figure.paths import parts_of
from monitor.figure.table import table
from monitor.figure.titles import headline
from monitor.figure.words import NOTHING, words
from monitor.locale import say
from monitor.store import Store, per_store
from monitor.view import View

MOST_KEPT = 2000
"""Figures that `cached_figure` keeps; one takes some tens of kilobytes."""


def figure(view: View, store: Store, page: Page | None = None) -> Figure:
    """The Figure that answers `view`, made full within the page's groups."""
    return full_figure(
        resolve(view, store, page.groups if page else None).view, store, page.path if page else ""
    )


def cached_figure(view: View, store: Store, page: Page | None = None) -> Figure:
    """The same Figure, made once for each store, page and full view; safe to call from many threads. Treat it
    as read-only."""
    groups, path = (tuple(page.groups), page.path) if page else (None, "")
    return _figure(store, _full(store, view.with_(refused=()), groups), path)


@per_store(most=MOST_KEPT * 2)
def _full(store: Store, view: View, groups: tuple[str, ...] | None) -> View:
    return resolve(view, store, groups).view


@per_store(most=MOST_KEPT)
def _figure(store: Store, view: View, path: str) -> Figure:
    if view.focus:
        return _focused(_figure(store, view.with_(focus=""), path), view, store)
    return _whole(view, store, path)


def full_figure(view: View, store: Store, path: str = "") -> Figure:
    """The Figure of a view that `resolve` made full."""
    whole = _whole(view.with_(focus=""), store, path)
    return _focused(whole, view, store) if view.focus else whole


def _focused(figure: Figure, view: View, store: Store) -> Figure:
    """The same figure with some of its lines brought forward."""
    query, chart = _query(view, store), figure.chart
    chart = chart and replace(chart, focus=view.focus)
    told = chart.told_of(view.focus) if chart and chart.forward else ()
    alt = (
        " ".join([figure.alt, say("alt.focus", view.language, told="; ".join(told))]) if told else figure.alt
    )
    return replace(figure, view=view, query=query, chart=chart, alt=alt)


def _whole_chart(found: Answer, kind: Kind) -> Chart:
    """The chart, with what it is compared against where any of its points is."""
    chart, reference = kind.chart(found), ""
    if found.reference and any(point.beside for point in chart.points):
        one = found.reference.one
        value = f": {found.number(one)}" if one is not None else ""
        reference = raised(found.reference.label) + value
    return replace(chart, parts=parts_of(found), reference=reference)


def _query(view: View, store: Store) -> str:
    return view.with_(language=store.lang(view.language)).query()


def _whole(view: View, store: Store, path: str) -> Figure:
    kind = KINDS[view.figure]
    found = answer(view, store, kind.since_first)
    empty = nothing(found)
    chart = None if empty else _whole_chart(found, kind)
    heading = headline(found, kind)
    said = NOTHING if empty else words(found, kind, store)
    return Figure(
        view=view,
        query=_query(view, store),
        page=path,
        kind=kind.id,
        title=heading.text,
        subtitle=subtitle(found),
        chart=chart,
        words=said,
        notes=tuple(notes(found, chart)) if chart else (),
        native_notes=tuple(notes(found, chart, native=True)) if chart else (),
        table=table(found),
        alt=empty or alt(found, kind, heading, said),
        source=source(found, store),
        build=store.build,
        simulated=found.simulated,
        gap=() if empty else tuple(narrowing(found)),
        empty=empty,
    )


__all__ = ["Answer", "cached_figure", "figure", "full_figure"]
