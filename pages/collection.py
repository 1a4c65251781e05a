"""The reader's own figures: to order, to give a title and a note, to share and to take along."""

import streamlit as st

from monitor.collection import shown
from monitor.locale import say
from monitor.ui import collection, frame, kept, serving, state

store, language = serving.store(), state.language()

reason = kept.refused() or st.query_params.get("refused", "")
collection.write_address(store, language)
frame.heading(say("collection.title", language), say("collection.intro", language), language)
frame.notice(collection.told_why(reason, language))

items = kept.current()
if items.items:
    collection.show_title(language)
    collection.show_actions(language)
    for place, item in enumerate(shown(items, store, language)):
        collection.show_item(place, item, store, len(items.items))
else:
    st.html(collection.empty(store, language))
    collection.show_undo(language)

collection.show_file_form(language)
