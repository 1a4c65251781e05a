"""A subject page: whom the codebook's page is about, what the address asks of them, and the figure that
answers. The same composition serves every page that a codebook names."""

from monitor.ui import answer, card, frame, pickers, serving, standing, state

store = serving.store()
page = store.codebook.subject_page(state.page_id())
asked = state.asked()
tell, language = store.codebook.say, asked.language

frame.heading(tell(page.title, language), tell(page.intro, language), language)

figure = answer.figure(asked, store, page)
frame.titled(f"{figure.title} · {tell(page.title, language)}", store, language)

# choose
pickers.show(store, page, figure.view)

# ask: what of it has no answer here
frame.notice(answer.lost(asked, store, page))

# show
card.show(figure, pickers.finer(figure.view, store, page), ask=pickers.asker(page.id))

if asked.asks_nothing():
    standing.show(store, language, page.id, figure.view)
