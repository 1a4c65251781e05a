"""The accessibility statement."""

import streamlit as st

from monitor.locale import say
from monitor.ui import accessibility, frame, serving, state

store, language = serving.store(), state.language()

frame.heading(say("page.accessibility", language), say("accessibility.intro", language), language)

st.html(accessibility.section(store, language))
