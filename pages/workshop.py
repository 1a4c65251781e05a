"""A session for a room: which figures in which order, what starts hidden, and what the room is asked about
each."""

import streamlit as st

from monitor.locale import say
from monitor.ui import frame, serving, state, workshop
from monitor.web import html

store, language = serving.store(), state.language()

reason = workshop.read_address()
plan = workshop.current()
link = workshop.write_address(plan, store, language)
frame.heading(say("page.workshop", language), say("workshop.intro", language), language)
frame.notice(workshop.told_why(reason, language))

workshop.choose(store, language)
if plan.steps:
    workshop.show_title(plan, language)
    workshop.show_actions(link, language)
    for place, step in enumerate(plan.steps):
        workshop.show_step(place, step, len(plan.steps), store, language)
else:
    st.html(html.tag("p", say("workshop.empty", language)))

workshop.show_file_form(link, language)
