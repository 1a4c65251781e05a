"""The choices of a subject page: three in sight (subject, compare by, years), the rest under 'more
choices'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from monitor.codebook import Page
from monitor.figure.choices import Choice
from monitor.figure.names import lowered, raised
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import answer, state
from monitor.view import MANNER, View, parse_view
from monitor.web import html
from monitor.web.html import unmarked

MOST_PILLS = 8
"""More waves or groups than this are picked from a list."""


def show(store: Store, page: Page, view: View) -> None:
    """Draws the controls, set to `view`, which has every choice filled in; none where nothing may be
    shown."""
    offered = answer.offered(store, page, view)
    if not offered.themes:
        return
    picker = _Picker(page.id, view)
    first, second = (*view.breakdowns, "", "")[:2]
    no = {"": say("pick.no_breakdown" if len(offered.groups) > 1 else "pick.everyone", view.language)}
    subjects, compare, years = st.columns([5, 3, 4])
    with subjects:
        picker.one("subject", answer.indicator_labels(offered), view.indicators[0])
    with compare:
        picker.one("compare", no | fitting(offered.breakdowns), first)
    with years:
        if len(offered.waves) > 1:
            picker.several("years", fitting(offered.waves), view.waves)
    with st.expander(say("pick.more_choices", view.language)):
        left, right = st.columns(2)
        with left:
            if len(offered.groups) > 1:
                picker.several("groups", fitting(offered.groups), view.groups)
            crossed = fitting(item for item in offered.breakdowns if not item.note and item.id != first)
            if first and crossed:
                picker.one("second", {"": say("pick.no_second", view.language)} | crossed, second)
        with right:
            beside = {
                id: label
                for id, label in answer.indicator_labels(offered, alike=True).items()
                if id != view.indicators[0]
            }
            if beside:
                picker.listed("more", beside, view.indicators[1:])
            picker.one("figure", fitting(offered.figures), view.figure)
            unfit = [f"{item.label}: {lowered(item.note)}" for item in offered.figures if not item.fits]
            if unfit:
                st.html(
                    html.tag("p", say("pick.unfit", view.language), class_="m-small")
                    + html.items(unfit, "m-notes")
                )


def fitting(offered: Iterable[Choice]) -> dict[str, str]:
    """What fits the other choices, by code."""
    return {item.id: raised(item.label) for item in offered if item.fits}


class _Picker:
    """Widgets whose choice becomes the address; each shows what the address asks."""

    def __init__(self, page_id: str, view: View):
        self.page_id, self.view = page_id, view

    def one(self, what: str, labels: Mapping[str, str], value: str) -> None:
        """A searchable list from which one is picked."""
        state.keep(f"pick.{what}", value if value in labels else next(iter(labels)))
        hint = say("pick.type", self.view.language)
        st.selectbox(
            self._label(what),
            list(labels),
            format_func=labels.__getitem__,
            placeholder=hint,
            **self._wired(what),
        )

    def several(self, what: str, labels: Mapping[str, str], values: Iterable[str]) -> None:
        """Buttons that are on or off; a list where there are many."""
        if len(labels) > MOST_PILLS:
            self.listed(what, labels, values)
            return
        state.keep(f"pick.{what}", [id for id in labels if id in set(values)])
        marked = {id: unmarked(label) for id, label in labels.items()}
        st.pills(
            self._label(what),
            list(labels),
            selection_mode="multi",
            format_func=marked.__getitem__,
            wrap=True,
            **self._wired(what),
        )

    def listed(self, what: str, labels: Mapping[str, str], values: Iterable[str]) -> None:
        """A searchable list from which several are picked."""
        state.keep(f"pick.{what}", [id for id in values if id in labels])
        none = say(f"pick.{what}_none", self.view.language)
        st.multiselect(
            self._label(what),
            list(labels),
            format_func=labels.__getitem__,
            placeholder=none,
            **self._wired(what),
        )

    def _label(self, what: str) -> str:
        return say(f"pick.{what}", self.view.language)

    def _wired(self, what: str) -> dict[str, Any]:
        return {"key": f"pick.{what}", "on_change": _changed, "args": (self.page_id, what)}


def _changed(page_id: str, what: str) -> None:
    """A reader chose: the view with that one part changed becomes the address."""
    store = current_store()
    page = answer.page_of(store, page_id)
    before = begun(state.last_asked(), store, page)
    value = st.session_state[f"pick.{what}"]
    view = chosen(before, what, tuple(value) if isinstance(value, list) else (value,) if value else ())
    state.ask(answer.shortest(view, store, page))


def asker(page_id: str) -> Callable[[View], None]:
    """Makes a view what this page asks, and its shortest address the page's. For callbacks."""

    def ask(view: View) -> None:
        store = current_store()
        page = answer.page_of(store, page_id)
        state.ask(answer.shortest(begun(view, store, page), store, page))

    return ask


def begun(view: View, store: Store, page: Page) -> View:
    """The view that a choice builds on: with the page's own first view where nothing is asked, and always
    with a subject."""
    if view.asks_nothing():
        kept = {name: getattr(view, name) for name in ("language", *MANNER)}
        view = parse_view(page.first or "").with_(**kept)
    if not view.indicators:
        view = view.with_(indicators=answer.figure(view, store, page).view.indicators)
    return view


def chosen(view: View, what: str, picked: tuple[str, ...]) -> View:
    """The view after one choice; the figure type and what is brought forward are kept only where they can be,
    the rest falls to the page's own choice."""
    if what == "figure":
        return view.with_(figure="".join(picked[:1]))
    if what == "groups":
        return view.with_(groups=picked)
    if what == "years":
        return view.with_(waves=picked)
    if what == "subject":
        return view.with_(indicators=picked, figure="")
    view = view.with_(focus="")
    if what == "more":
        return view.with_(indicators=(*view.indicators[:1], *picked), figure="")
    if what == "compare":
        return view.with_(breakdowns=picked, figure="")
    return view.with_(breakdowns=(*view.breakdowns[:1], *picked), figure="")
