"""The page of processes: what could be against what is, and where the difference is largest."""

from __future__ import annotations

import streamlit as st

from monitor.codebook import Page
from monitor.codebook.models import Process
from monitor.figure.names import raised
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import state
from monitor.view import View
from monitor.web import html


def sides_of(store: Store) -> list[Page]:
    """The subject pages that have processes."""
    book = store.codebook
    return [
        page for page in book.subject_pages() if any(item.page in (page.id, None) for item in book.processes)
    ]


def side_of(sides: list[Page], view: View) -> Page:
    """The side that the groups of the view belong to; the first where they belong to none."""
    return next((page for page in sides if set(view.groups) & set(page.groups)), sides[0])


def view_of(store: Store, side: Page, view: View) -> View:
    """All processes of this side in one group; by default the group that takes most others together, in the
    newest wave."""
    book = store.codebook
    pairs = [item for item in book.processes if item.page in (side.id, None)]
    indicators = tuple(id for item in pairs for id in (item.possible, item.actual))
    asked = {cell for id in indicators for cell in store.answered.get(id, {})}
    groups = [id for id in side.groups if any(group == id for _, group in asked)] or side.groups
    group = next(
        (id for id in view.groups if id in groups),
        max(groups, key=lambda id: len(getattr(book.group[id].pool, "of", ()))),
    )
    waves = [wave for wave in book.wave_ids if (wave, group) in asked] or book.wave_ids
    chosen = tuple(wave for wave in waves if wave in view.waves) or (waves[-1],)
    return View(indicators, (group,), (), chosen, language=view.language, focus=view.focus)


def pairs_in(store: Store, view: View) -> list[Process]:
    """The processes of a full view."""
    return [item for item in store.codebook.processes if item.possible in view.indicators]


def choose(store: Store, sides: list[Page], side: Page, full: View) -> None:
    """Draws the pickers of a side, a group and waves."""
    book, language = store.codebook, full.language
    *first, second, third = st.columns(3 if len(sides) > 1 else 2)
    if first:
        names = {page.id: html.unmarked(book.say(page.title, language)) for page in sides}
        state.keep("process.side", side.id)
        with first[0]:
            st.segmented_control(
                say("process.side", language),
                list(names),
                format_func=names.__getitem__,
                key="process.side",
                on_change=_changed,
                required=True,
            )
    groups = {id: raised(book.say(book.group[id].label, language)) for id in side.groups}
    state.keep("process.group", full.groups[0])
    with second:
        st.selectbox(
            say("process.group", language),
            list(groups),
            format_func=groups.__getitem__,
            key="process.group",
            on_change=_changed,
        )
    waves = {wave.id: html.unmarked(book.say(wave.label, language) or wave.id) for wave in book.waves}
    state.keep("process.waves", list(full.waves))
    with third:
        st.pills(
            say("pick.years", language),
            list(waves),
            selection_mode="multi",
            format_func=waves.__getitem__,
            key="process.waves",
            on_change=_changed,
        )


def _changed() -> None:
    """A reader chose: what differs from the page's own choice becomes the address."""
    store = current_store()
    sides = sides_of(store)
    side = next((page for page in sides if page.id == st.session_state.get("process.side")), sides[0])
    language = state.language()
    own = view_of(store, side, View(language=language))
    group = st.session_state["process.group"]
    group = group if group in side.groups else own.groups[0]
    waves = tuple(wave for wave in store.codebook.wave_ids if wave in st.session_state["process.waves"])
    first = side.id == sides[0].id
    state.ask(
        View(
            groups=() if first and group == own.groups[0] else (group,),
            waves=() if waves == own.waves else waves,
            language=language,
        )
    )
