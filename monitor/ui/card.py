"""The figure card, and below it the same answer in words and as a table."""

from __future__ import annotations

import streamlit as st

from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.ui import html


def show(figure: Figure) -> None:
    """Title, chart, notes and source in one card; then the sentences, the folded table, and how it was made."""
    language = figure.view.language
    with st.container(border=True, key="card"):
        st.html(html.tag("h2", figure.title) + (html.tag("p", figure.subtitle, class_="m-subtitle") if figure.subtitle else ""))
        if figure.empty:
            st.html(html.tag("p", figure.empty, class_="m-empty"))
        else:
            st.vega_lite_chart(figure.spec, theme=None, alt=figure.alt, width="stretch")
        st.html(html.items(figure.notes, "m-notes") + _source_line(figure))
        actions(figure)
    if figure.sentences:
        st.html(html.tag("h3", say("card.words", language)) + "".join(html.tag("p", line) for line in figure.sentences))
    if figure.table.rows:
        with st.expander(say("card.table", language)):
            st.html(html.table(figure.table))


def actions(figure: Figure) -> None:
    """The quiet row under a figure: what a reader can take along."""
    language = figure.view.language
    with st.container(horizontal=True, key="actions"), st.popover(say("card.link", language), type="tertiary", icon=":material/link:"):
        st.caption(say("card.link_how", language))
        st.code(address(figure), language=None, wrap_lines=True)


def address(figure: Figure) -> str:
    """The whole web address of the figure, as this reader reached the app."""
    here = (st.context.url or "").split("?")[0].split("#")[0]
    return here + (f"?{figure.query}" if figure.query else "")


def _source_line(figure: Figure) -> str:
    permanent = html.link(say("card.this_figure", figure.view.language), f"?{figure.query}")
    return f'<p class="m-source">{" · ".join(part for part in (html.escape(figure.source), permanent) if part)}</p>'
