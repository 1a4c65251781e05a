"""The page Recommendations: each with its evidence as live figures, and room to put any other subject beside
it."""

from __future__ import annotations

import streamlit as st

from monitor.codebook import Page
from monitor.codebook.models import Evidence, Recommendation
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import answer, card, state
from monitor.view import parse_view
from monitor.web import html

MOST_SENTENCES = 3


def chosen(store: Store, id: str) -> Recommendation:
    """The recommendation with this id; the first where there is none."""
    known = store.codebook.recommendations
    return next((item for item in known if item.id == id), known[0])


def figure_of(evidence: Evidence, store: Store, language: str) -> Figure:
    """The live figure of a piece of evidence, on the page that it names."""
    view = parse_view(evidence.view).with_(language=language)
    return answer.figure(view, store, answer.page_of(store, evidence.page or ""))


def choose(store: Store, advice: Recommendation, language: str) -> None:
    """Draws the picker of a recommendation."""
    titles = {item.id: store.codebook.say(item.title, language) for item in store.codebook.recommendations}
    state.keep("advice.which", advice.id)
    st.selectbox(
        say("advice.which", language),
        list(titles),
        format_func=titles.__getitem__,
        key="advice.which",
        on_change=_changed,
    )


def told(store: Store, advice: Recommendation, language: str) -> str:
    """What it says and where it stands, as HTML."""
    tell = store.codebook.say
    source = tell(advice.source, language)
    lines = html.tag("h2", tell(advice.title, language)) + html.tag("p", tell(advice.text, language))
    return lines + (
        html.tag("p", say("advice.source", language, source=source.rstrip(".")), class_="m-source")
        if source
        else ""
    )


def newest(store: Store, shown: list[tuple[Evidence, Figure]], language: str) -> str:
    """The first finding of each figure that reaches the newest wave of them all."""
    waves = store.codebook.wave_ids
    reached = [wave for _, figure in shown for wave in figure.view.waves]
    if not reached:
        return ""
    newest = max(reached, key=waves.index)
    findings = []
    for _, figure in shown:
        if newest in figure.view.waves and not figure.empty:
            findings += [" ".join((figure.title + ".", *figure.gap))]
    return (
        html.tag("h2", say("advice.newest", language, wave=newest)) + html.items(findings, "m-findings")
        if findings
        else ""
    )


def evidence_of(advice: Recommendation, store: Store, language: str) -> list[tuple[Evidence, Figure]]:
    """Each piece of a recommendation's evidence with its live figure."""
    return [(evidence, figure_of(evidence, store, language)) for evidence in advice.evidence]


def show(evidence: list[tuple[Evidence, Figure]], store: Store, language: str) -> None:
    """Draws the figures, each under what it is there for."""
    if evidence:
        st.html(html.tag("h2", say("advice.evidence", language)))
    for place, (item, figure) in enumerate(evidence):
        if item.note:
            st.html(html.tag("p", store.codebook.say(item.note, language), class_="m-lead"))
        card.show(figure, f"card-{place}", 3, MOST_SENTENCES)


def choose_page(store: Store, page: Page, language: str) -> None:
    """Whose subjects stand beside the recommendation."""
    pages = store.codebook.subject_pages()
    st.html(
        html.tag("h2", say("advice.beside", language)) + html.tag("p", say("advice.beside_how", language))
    )
    if len(pages) > 1:
        names = {item.id: html.unmarked(store.codebook.say(item.title, language)) for item in pages}
        state.keep("advice.page", page.id)
        st.segmented_control(
            say("advice.whose", language),
            list(names),
            format_func=names.__getitem__,
            key="advice.page",
            on_change=_turned,
            required=True,
        )


def _changed() -> None:
    """Another recommendation; the subject beside it stays."""
    first = current_store().codebook.recommendations[0].id
    id = st.session_state["advice.which"] or first
    state.ask(state.last_asked(), r="" if id == first else id)


def _turned() -> None:
    """Subjects of another page; its own first view."""
    first = current_store().codebook.subject_pages()[0].id
    id = st.session_state["advice.page"] or first
    state.ask(
        state.last_asked().with_(indicators=(), groups=(), breakdowns=(), waves=(), figure=""),
        p="" if id == first else id,
    )
