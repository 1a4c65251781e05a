"""A subject page: choose → ask → show. The same code serves every page that a codebook names."""

from __future__ import annotations

from monitor.ui import answer, card, frame, pickers, serving, state


def show(page_id: str) -> None:
    """Draws the subject page with this id: what the address asks, and the controls to ask something else."""
    store = serving.store()
    page = answer.page_of(store, page_id)
    view = state.asked()
    tell = store.codebook.say
    frame.heading(tell(page.title, view.language), tell(page.intro, view.language), view.language)
    figure = answer.figure(view, store, page)
    pickers.show(store, page, figure.view)
    frame.titled(f"{figure.title} · {tell(page.title, view.language)}", store, view.language)
    frame.notice(answer.lost(view, store, page))
    card.show(figure)
