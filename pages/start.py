"""The start page: what is simulated, search, what stands out in the newest wave beside what was published
about it, the way to each page, and figures to begin with."""

import streamlit as st

from monitor.locale import say
from monitor.ui import answer, card, frame, search, serving, standing, start, state, themes
from monitor.view import View
from monitor.web import html

store, language = serving.store(), state.language()
book = store.codebook
tell = book.say

frame.heading(tell(book.survey.title, language), tell(book.survey.subtitle, language), language)
missing = st.query_params.get("missing")
frame.notice([say("link.no_page", language, path=missing[:80])] if missing else [])

cards, findings = standing.cards(store, language), start.findings(store, language)
if store.simulated():
    st.html(start.simulated(findings, language))

st.html(search.section(store, st.query_params.get("q", ""), language))

if cards or findings:
    st.html(start.opening(cards, findings, store, language))

st.html(themes.section(store, language))

stories = start.named_views(book, language)
if stories:
    st.html(html.tag("h2", say("start.stories", language)) + start.by_wave(stories, store, language))

if not cards and not findings and not stories:
    first = book.subject_pages()[0]
    card.show(answer.figure(View(language=language), store, first))

st.html(start.recent(language))
