"""The collection of this session: what a reader added, the way back, and a copy in the browser tab that
outlives a reload.

Pages open each other by plain links, and each opening is a new session for Streamlit. The tab's own storage
carries the collection over; it leaves with the tab. Whatever comes back from it is checked like any other
link.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from monitor.collection import Collection, CollectionError, from_link, kept, to_link
from monitor.collection.link import LONGEST_LINK
from monitor.collection.shown import place
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store, current_store

MOST_UNDONE = 30
_NOW, _BEFORE, _OPENED = "collection.now", "collection.before", "collection.opened"
_TOLD = "collection.told"
_WRITTEN, _REFUSED, _TAB = "collection.written", "collection.refused", "tab"


def begin() -> None:
    """Takes over the collection in the address (`c`), unless this session wrote it there itself; before the
    page is drawn."""
    asked = st.query_params.get("c", "")
    if asked and asked not in st.session_state.get(_WRITTEN, ()):
        open_link(asked[: LONGEST_LINK + 1])
        _wrote(asked)


def write(**beside: str) -> None:
    """Makes the address hold the collection as it is now, and what else is given."""
    asked = link()
    _wrote(asked)
    wanted = ({"c": asked} if asked else {}) | beside
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def _wrote(asked: str) -> None:
    written: list[str] = st.session_state.get(_WRITTEN, [])
    if asked not in written:
        st.session_state[_WRITTEN] = [*written, asked][-MOST_UNDONE:]


def current() -> Collection:
    """The collection as it is now."""
    found: Collection = st.session_state.get(_NOW, Collection())
    return found


def known() -> bool:
    """Whether this session has a collection of its own already."""
    return _NOW in st.session_state


def change(to: Collection) -> None:
    """Makes this the collection, unless no link can hold it; then the reader is told why."""
    try:
        to_link(to)
    except CollectionError as error:
        refuse(error)
        return
    now = current()
    if to != now:
        st.session_state[_BEFORE] = [*st.session_state.get(_BEFORE, []), now][-MOST_UNDONE:]
        st.session_state[_NOW] = to


def open_link(link: str) -> None:
    """Takes over the collection in a link. One that can't be read leaves the present one, and tells the
    reader."""
    try:
        read = from_link(link)
    except CollectionError as error:
        refuse(error)
        return
    st.session_state[_OPENED] = True
    if known():
        change(read)
    else:
        st.session_state[_NOW] = read


def undo(language: str) -> None:
    """Back to the collection before the last change."""
    before = st.session_state.get(_BEFORE)
    if before:
        st.session_state[_NOW] = before.pop()
        tell(say("collection.undone", language), ".st-key-collection-undo button", "#root h1")


def can_undo() -> bool:
    """Whether there is anything to go back to."""
    return bool(st.session_state.get(_BEFORE))


def refuse(error: CollectionError) -> None:
    """Remembers what the reader has to be told."""
    st.session_state[_REFUSED] = error.reason


def refused() -> str:
    """Why the last change or link was refused, once; '' where nothing was."""
    reason: str = st.session_state.pop(_REFUSED, "")
    return reason


def link() -> str:
    """The `c` of the collection's link."""
    return to_link(current())


def toggle(figure: Figure) -> None:
    """Adds the figure, or takes it out where it is in already. For callbacks, which run before a page takes
    its store."""
    item = kept(figure, current_store())
    at, language = current().place(item.page, item.view), figure.view.language
    if at is not None:
        change(current().remove(at))
        tell(say("collection.taken_out", language, title=figure.title))
        return
    try:
        change(current().add(item))
    except CollectionError as error:
        refuse(error)
        return
    tell(say("collection.put_in", language, title=figure.title))


def tell(text: str, *focus: str) -> None:
    """Lets the page say what a reader just did; `focus` are selectors of where the keyboard goes on: at the
    first place that is there and can be reached."""
    count = st.session_state.get(_TOLD, {}).get("count", 0) + 1
    st.session_state[_TOLD] = {"text": text, "focus": list(focus), "count": count}


def holds(figure: Figure, store: Store) -> bool:
    """Whether the figure is in the collection."""
    now = current()
    if not now.items:
        return False
    return now.place(*place(figure, store)) is not None


def counted(page_id: str, title: str) -> str:
    """The page's title in the navigation; that of the collection says how many figures it holds."""
    count = len(current().items)
    return f"{title} ({count})" if page_id == "collection" and count else title


def remember() -> None:
    """Puts the collection in the browser tab, or takes back what is there."""
    data = {"known": known(), "link": link(), "told": st.session_state.get(_TOLD)}
    _tab()(key=_TAB, data=data, on_link_change=_take_back)


def _take_back() -> None:
    """Takes back what the tab held, with what was added before it arrived; a collection opened by its link
    stays as it is."""
    answer: Any = st.session_state.get(_TAB)
    sent = getattr(answer, "link", None)
    if not sent or st.session_state.get(_OPENED):
        return
    try:
        held = from_link(str(sent))
        for item in current().items:
            held = held.add(item)
    except CollectionError as error:
        refuse(error)
        st.session_state.setdefault(_NOW, current())
        return
    st.session_state[_NOW] = held


@cache
def _tab() -> Any:
    return st.components.v2.component(
        "tab", js=Path(__file__).with_name("tab.js").read_text(encoding="utf-8"), isolate_styles=False
    )
