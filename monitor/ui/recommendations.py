"""The page Recommendations: each with its evidence as live figures, and room to put any other subject beside
it."""

from __future__ import annotations

import streamlit as st

from monitor.codebook.models import Evidence, Recommendation
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import answer, card, frame, pickers, serving, state
from monitor.view import View, parse_view
from monitor.web import html

MOST_SENTENCES = 3


def show() -> None:
    """Draws one recommendation: what it says, what the newest wave says about it, its figures, and the
    reader's own."""
    store, view = serving.store(), state.asked()
    book, language = store.codebook, view.language
    frame.heading(say("page.recommendations", language), say("advice.intro", language), language)
    advice = chosen(store, st.query_params.get("r", ""))
    _choose(store, advice, language)
    frame.titled(
        f"{book.say(advice.title, language)} · {say('page.recommendations', language)}", store, language
    )
    shown = [(evidence, figure_of(evidence, store, language)) for evidence in advice.evidence]
    st.html(told(store, advice, language) + newest(store, shown, language))
    if shown:
        st.html(html.tag("h2", say("advice.evidence", language)))
    for at, (evidence, figure) in enumerate(shown):
        if evidence.note:
            st.html(html.tag("p", book.say(evidence.note, language), class_="m-lead"))
        card.show(figure, f"card-{at}", 3, MOST_SENTENCES)
    _beside(store, view)


def chosen(store: Store, id: str) -> Recommendation:
    """The recommendation with this id; the first where there is none."""
    known = store.codebook.recommendations
    return next((item for item in known if item.id == id), known[0])


def figure_of(evidence: Evidence, store: Store, language: str) -> Figure:
    """The live figure of a piece of evidence, on the page that it names."""
    view = parse_view(evidence.view).with_(language=language)
    return answer.figure(view, store, answer.page_of(store, evidence.page or ""))


def _choose(store: Store, advice: Recommendation, language: str) -> None:
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
    """The recommendation itself, and whose it is."""
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


def _beside(store: Store, view: View) -> None:
    language = view.language
    pages = store.codebook.subject_pages()
    page = answer.page_of(store, st.query_params.get("p", ""))
    st.html(
        html.tag("h2", say("advice.beside", language)) + html.tag("p", say("advice.beside_how", language))
    )
    if len(pages) > 1:
        names = {item.id: html.unmarked(store.codebook.say(item.title, language)) for item in pages}
        state.keep("advice.page", page.id)
        label = say("advice.whose", language)
        st.segmented_control(
            label,
            list(names),
            format_func=names.__getitem__,
            key="advice.page",
            on_change=_turned,
            required=True,
        )
    figure = answer.figure(view, store, page)
    pickers.show(store, page, figure.view)
    frame.notice(answer.lost(view, store, page))
    card.show(figure, "card-beside", 3)


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
