"""Method and data: what the build says of itself, for a reader without statistics, and below it for one
with."""

import streamlit as st

from monitor.ui import definitions, downloads, frame, published, serving, state
from monitor.ui.method import Method
from monitor.web import html

store, language = serving.store(), state.language()
told = Method(store, language)

frame.heading(told.say("page.method"), told.say("method.intro"), language)

st.html(told.what() + told.simulated() + told.asked())
if defined := definitions.section(store, language):
    with st.expander(told.say("method.defined.title")):
        st.html(defined)

st.html(told.weights() + told.certain() + told.protection())

verdicts = published.section(store, language)
if verdicts:
    st.html(html.tag("h2", told.say("method.published.title")) + published.summary(store, language))
    with st.expander(told.say("method.published.open")):
        st.html(verdicts)

st.html(html.tag("h2", told.say("method.take.title")) + downloads.section(store, language) + told.build())
with st.expander(told.say("method.researcher.title")):
    st.html(told.researcher())
