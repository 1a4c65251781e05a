"""A subject page as its first response: the choices as a form, the figure, the words, the table."""

from __future__ import annotations

from monitor.codebook import Page
from monitor.figure.figure import Figure
from monitor.first import parts
from monitor.first.asked import Asked, First
from monitor.locale import say
from monitor.ui import answer, frame, pickers, standing


def subject(asked: Asked, page: Page) -> First:
    """The page, with the figure that the address asks for."""
    store, view, tell = asked.store, asked.view, asked.store.codebook.say
    figure = answer.figure(view, store, page)
    lost = answer.lost(view, store, page)
    body = [pickers.choices(store, page, figure.view, view)]
    body += [frame.noticed(lost)] if lost else []
    body += parts.card(figure, store, asked.site, pickers.finer(figure.view, store, page), asks=True)
    if view.asks_nothing():
        body.append(standing.listed(store, asked.language, page.id, figure.view))
    title = tell(page.title, asked.language)
    return First(
        title=f"{figure.title} · {title}",
        description=described(figure),
        heading=title,
        intro=tell(page.intro, asked.language),
        parts=tuple(filter(None, body)),
        query=answer.shortest(view, store, page).query(),
        figure=figure,
    )


def described(figure: Figure) -> str:
    """What a preview says under the finding: whether it is simulated, what was asked of whom, and the first
    words about it."""
    simulated = say("alt.simulated", figure.view.language) if figure.simulated else ""
    return sentences(simulated, sentences(figure.subtitle, *figure.points[:2]) or figure.empty)


def sentences(*parts: str) -> str:
    """Texts one after the other, where what ends without a mark gets a full stop before the next."""
    told = [part.strip() for part in parts if part.strip()]
    return " ".join([*(part if part[-1] in ".!?…:" else f"{part}." for part in told[:-1]), *told[-1:]])
