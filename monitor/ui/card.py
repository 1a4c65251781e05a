"""The figure card, and below it the same answer in words and as a table."""

from __future__ import annotations

import streamlit as st

from monitor.export.colophon import short_link
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.ui import chart, take
from monitor.web import html
from monitor.web.metrics import viewed


def show(
    figure: Figure,
    finer: str = "",
    place: str = "card",
    level: int = 2,
    ask: chart.Ask | None = None,
) -> None:
    """Title, chart, notes and source in one card; beside it, or below on a small screen, six points at most
    and folded the explanation; then the table.

    `finer` is HTML under the title; `place` tells cards on one page apart; `level` is the title's heading;
    `ask` makes what is chosen in the figure what the page asks.
    """
    language = figure.view.language
    viewed(figure.page, figure.kind)
    with st.container(key=f"answer-{place}"):
        with st.container(border=True, key=place):
            st.html(head(figure, level, finer))
            if figure.empty:
                st.html(html.tag("p", figure.empty, class_="m-empty"))
            else:
                chart.show(figure, place, ask)
            st.html(foot(figure, take.site()))
            take.show(figure, place)
        with st.container(key=f"said-{place}"):
            if figure.points:
                st.html(words(figure, level + 1))
            if figure.words.folded:
                with st.expander(say("card.explanation", language)):
                    st.html(folded(figure))
    if figure.table.rows:
        with st.expander(say("card.table", language)):
            st.html(html.table(figure.table))


def head(figure: Figure, level: int, finer: str = "") -> str:
    """The finding as a heading of this level, beside it the label of simulated numbers; what was asked of
    whom, and the way to a finer answer."""
    asked = figure.subtitle.replace(" · ", "\u00a0· ").replace("n = ", "n\u00a0=\u00a0")
    subtitle = html.tag("p", asked, class_="m-subtitle") if asked else ""
    simulated = html.label(say("card.simulated", figure.view.language)) if figure.simulated else ""
    title = html.tag(f"h{level}", figure.title, class_="m-title", data_tell="title")
    return f'<div class="m-titled">{title}{simulated}</div>{subtitle}{finer}'


def numbered(number: int, title: str, figure: Figure) -> str:
    """The head of a figure among others: its number and title, beside it the label of simulated numbers."""
    simulated = html.label(say("card.simulated", figure.view.language)) if figure.simulated else ""
    return f'<div class="m-titled">{html.tag("h2", f"{number}. {title}")}{simulated}</div>'


def foot(figure: Figure, site: str) -> str:
    """Notes and source, with the way to this figure; on paper its address, and a code that opens it."""
    code = f"{take.API}/qr.svg?{take.api_query(figure)}"
    printed = html.tag("p", short_link(figure, site), class_="m-print", data_code=html.rooted(code))
    return html.items(figure.notes, "m-notes") + _source_line(figure) + printed


def words(figure: Figure, level: int) -> str:
    """The points under a heading of this level."""
    told = "".join(map(html.paragraph, figure.points))
    return html.tag(f"h{level}", say("card.words", figure.view.language), class_="m-words") + told


def folded(figure: Figure) -> str:
    """What explains the figure, for who asks."""
    return "".join(map(html.paragraph, figure.words.folded))


def _source_line(figure: Figure) -> str:
    permanent = html.link(say("card.this_figure", figure.view.language), f"/{figure.page}?{figure.query}")
    return (
        f'<p class="m-source">{" · ".join(part for part in (html.escape(figure.source), permanent) if part)}'
        "</p>"
    )
