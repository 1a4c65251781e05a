"""The search box: a question in words, answered by a sentence with its number, its figure and a link; then
other candidates."""

from __future__ import annotations

import streamlit as st

from monitor.ask import Answered, Reply, ask
from monitor.figure.build import cached_figure
from monitor.figure.names import Names
from monitor.locale import say
from monitor.store import Store
from monitor.ui import chart
from monitor.ui.addresses import address_of
from monitor.web import html

LONGEST_QUESTION = 300
"""Characters that are read of a question."""
FIGURE_WIDTH = 560
"""Pixels that the figure beside an answer takes at most."""


def show(store: Store, language: str) -> None:
    """Draws the box, with the question in the address (`q`) where there is one, and what it finds."""
    st.session_state.setdefault("start.search", st.query_params.get("q", "")[:LONGEST_QUESTION])
    asked = st.text_input(
        say("start.search", language),
        key="start.search",
        placeholder=say("start.search_example", language, example=example(store, language)),
        icon=":material/search:",
    )
    if asked and asked.strip():
        found = ask(asked, store, language)
        st.html(f'<div role="status">{best(found, language)}</div>')
        if found.replies:
            _figure(found.replies[0], store)
        if others := rest(found, language):
            st.html(others)


def answered(found: Answered, language: str) -> str:
    """All that was found, as HTML."""
    return best(found, language) + rest(found, language)


def best(found: Answered, language: str) -> str:
    """How much was found, for a screen reader, and the best of it."""
    count = html.tag("p", say("start.found", language, count=len(found.replies)), class_="m-hidden")
    return count + _first(found)


def rest(found: Answered, language: str) -> str:
    """The other candidates under a line; empty where there are none."""
    others, head = (found.replies[1:], "more") if found.replies else (found.near, "near")
    if not others:
        return ""
    return html.tag("p", say(f"ask.reply.{head}", language), class_="m-under") + links(others)


def example(store: Store, language: str) -> str:
    """A question that the survey answers: its own example, or its first subject."""
    book = store.codebook
    return book.say(book.survey.example, language) or Names(book, language).short(store.indicator_ids[0])


def links(replies: tuple[Reply, ...]) -> str:
    """Replies as a list of links, each with its sentence."""
    lines = (f"<li>{html.link(reply.title, address_of(reply))}{_under(reply)}</li>" for reply in replies)
    return f'<ul class="m-links">{"".join(lines)}</ul>'


def _first(found: Answered) -> str:
    """The best reply, or in plain words what this survey does not hold."""
    if not found.replies:
        return "".join(html.tag("p", line) for line in found.missing)
    return links(found.replies[:1])


def _under(reply: Reply) -> str:
    return html.tag("span", reply.sentence, class_="m-under") if reply.sentence else ""


def _figure(reply: Reply, store: Store) -> None:
    """The figure of a reply that has one, with the way to the full one."""
    page = next((page for page in store.codebook.subject_pages() if f"/{page.path}" == reply.page), None)
    if page is None or reply.place:
        return
    figure = cached_figure(reply.view, store, page)
    if not figure.empty:
        with st.container(key="start.answer", width=FIGURE_WIDTH):
            chart.show(figure, "answer")
            st.html(html.link(say("ask.reply.open", figure.view.language), address_of(reply)))
