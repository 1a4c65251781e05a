"""What could be against what is: every process of one side in one group, and where the gap between the two is
widest."""

from monitor.figure.sides import side_of, sides_of, view_of
from monitor.ui import answer, card, frame, gaps, processes, serving, state

store = serving.store()
book, asked = store.codebook, state.asked()
language = asked.language

frame.heading(book.word("page.processes", language), book.word("process.intro", language), language)

# choose: a side, a group and waves
sides = sides_of(store)
side = side_of(sides, asked)
view = view_of(store, side, asked)
processes.show(store, sides, side, view)

# ask
frame.notice(answer.lost(asked.with_(indicators=view.indicators, breakdowns=(), figure=""), store, side))

# show
figure = answer.figure(view, store, side)
frame.titled(f"{figure.title} · {book.page_title('processes', language)}", store, language)
card.show(figure, ask=state.ask)
gaps.show(store, processes.pairs_in(store, view), view)
