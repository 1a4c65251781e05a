"""What the researchers advise: one recommendation, what the newest wave says about it, its figures, and any
other subject that the reader sets beside it."""

import streamlit as st

from monitor.locale import say
from monitor.ui import answer, card, frame, pickers, recommendations, serving, state

store, asked = serving.store(), state.asked()
language = asked.language

frame.heading(say("page.recommendations", language), say("advice.intro", language), language)

# choose
advice = recommendations.chosen(store, st.query_params.get("r", ""))
recommendations.choose(store, advice, language)

page_title = store.codebook.page_title("recommendations", language)
frame.titled(f"{store.codebook.say(advice.title, language)} · {page_title}", store, language)

# ask
evidence = recommendations.evidence_of(advice, store, language)
st.html(recommendations.told(store, advice, language) + recommendations.newest(store, evidence, language))

# show
recommendations.show(evidence, store, language)

# choose, ask and show once more, for what stands beside it
page = answer.page_of(store, st.query_params.get("p", ""))
recommendations.choose_page(store, page, language)
figure = answer.figure(asked, store, page)
pickers.show(store, page, figure.view)
frame.notice(answer.lost(asked, store, page))
card.show(figure, "card-beside", 3)
