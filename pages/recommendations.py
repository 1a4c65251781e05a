"""What the researchers advise: each recommendation with what the newest wave says about it, and any other
subject that the reader sets beside them."""

import streamlit as st

from monitor.locale import say
from monitor.ui import answer, card, frame, pickers, recommendations, serving, state

store, asked = serving.store(), state.asked()
language = asked.language

frame.heading(say("page.recommendations", language), say("advice.intro", language), language)

for section in recommendations.sections(store, st.query_params.get("r", ""), language):
    st.html(section)

# choose, ask and show, for what stands beside them
if recommendations.wanted(asked, st.query_params.get("p", "")):
    page = store.codebook.subject_page(st.query_params.get("p", ""))
    st.html(recommendations.heading(language))
    recommendations.show_pages(store, page, language)
    figure = answer.figure(asked, store, page)
    pickers.show(store, page, figure.view)
    frame.notice(answer.lost(asked, store, page))
    card.show(figure, pickers.finer(figure.view, store, page), "card-beside", 3)
else:
    st.html(recommendations.invitation(store, language))
