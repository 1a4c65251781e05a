"""The start page: search, what was published about the newest wave, figures to begin with, and the way to
each page."""

import streamlit as st

from monitor.locale import say
from monitor.ui import answer, card, frame, search, serving, start, state
from monitor.view import View
from monitor.web import html

store, language = serving.store(), state.language()
book = store.codebook
tell = book.say

frame.heading(tell(book.survey.title, language), tell(book.survey.subtitle, language), language)
missing = st.query_params.get("missing")
frame.notice([say("link.no_page", language, path=missing[:80])] if missing else [])

search.show(store, language)

findings = start.findings(store, language)
if findings:
    head = html.tag("h2", say("start.newest", language, wave=findings[0]["wave"]))
    st.html(head + start.links(findings) + start.sources(findings, language))

stories = start.named_views(book, language)
if stories:
    st.html(html.tag("h2", say("start.stories", language)) + start.by_wave(stories, language))

st.html(html.tag("h2", say("start.pages", language)) + start.links(start.pages(book, language)))

if not findings and not stories:
    first = book.subject_pages()[0]
    card.show(answer.figure(View(language=language), store, first))
