"""The search box: a question in words, answered by a sentence with its number, its figure and a link; then
other candidates."""

from __future__ import annotations

from monitor.ask import Answered, Reply, ask
from monitor.codebook.pages import START
from monitor.figure.build import cached_figure
from monitor.figure.figure import Figure
from monitor.figure.names import Names
from monitor.figure.sides import side_of, sides_of, view_of
from monitor.locale import say
from monitor.store import Store
from monitor.ui import standing
from monitor.ui.addresses import address_of, link_to
from monitor.web import html

MOST_OFFERED = 3
LONGEST_QUESTION = 300
"""Characters that are read of a question."""


def section(store: Store, question: str, language: str) -> str:
    """The box as HTML, with the question where there is one, and below it what was found."""
    question = question.strip()[:LONGEST_QUESTION]
    if not question:
        return _box(store, question, language) + offered(store, language)
    found = ask(question, store, language)
    told = f"{best(found, store, language)}{rest(found, language)}"
    told += "" if found.replies or found.near else offered(store, language)
    return f'{_box(store, question, language)}<div class="m-found">{told}</div>'


def _box(store: Store, question: str, language: str) -> str:
    """A plain form: what it finds has an address, to go back to."""
    lang = store.lang(language)
    kept = f'<input type="hidden" name="lang" data-name="lang" value="{lang}">' if lang else ""
    hint = html.escape(say("start.search_example", language, example=example(store, language)))
    return (
        f'<form class="m-search" method="get" action="{html.rooted("/")}" role="search">{kept}'
        f'<label class="m-pick">{html.tag("span", say("start.search", language))}'
        f'<input type="search" name="q" maxlength="{LONGEST_QUESTION}" '
        f'value="{html.escape(question)}" placeholder="{hint}"></label>'
        f"{html.tag('button', say('first.search', language), type='submit', class_='m-go')}</form>"
    )


def offered(store: Store, language: str) -> str:
    """Whole questions to ask with one click, where the survey has some."""
    asked = [store.codebook.say(text, language) for text in store.codebook.survey.questions[:MOST_OFFERED]]
    if not asked:
        return ""
    lines = "".join(
        f"<li>{html.link(text, link_to(store.codebook, START, '', language, q=text))}</li>" for text in asked
    )
    head = html.tag("span", say("start.try", language))
    return f'<div class="m-try">{head}<ul>{lines}</ul></div>'


def best(found: Answered, store: Store, language: str) -> str:
    """How much was found, for a screen reader, the best of it, and what of the question it leaves aside."""
    count = html.tag(
        "p", say("start.found", language, count=len(found.replies)), class_="m-hidden", data_tell="found"
    )
    aside = "".join(html.tag("p", line, class_="m-under") for line in found.aside)
    return count + _first(found, store) + aside


def rest(found: Answered, language: str) -> str:
    """The other candidates under a line; empty where there are none."""
    others, head = (found.replies[_told(found) :], "more") if found.replies else (found.near, "near")
    if not others:
        return ""
    return html.tag("p", say(f"ask.reply.{head}", language), class_="m-under") + links(others)


def example(store: Store, language: str) -> str:
    """A question that the survey answers: its own example, or its first subject."""
    book = store.codebook
    return book.say(book.survey.example, language) or Names(book, language).short(store.indicator_ids[0])


def links(replies: tuple[Reply, ...]) -> str:
    """Replies as a list of links, each with its sentence."""
    lines = (f"<li>{html.link(reply.title, address_of(reply))}{_under(reply)}</li>" for reply in replies)
    return f'<ul class="m-links">{"".join(lines)}</ul>'


def _first(found: Answered, store: Store) -> str:
    """The best reply with its figure, after the way to a place on a page the first that is there; or in plain
    words what this survey does not hold."""
    if not found.replies:
        return "".join(html.tag("p", line, data_tell="found") for line in found.missing)
    *way, reply = found.replies[: _told(found)]
    figure = _figure(reply, store)
    if figure is None:
        return links((*way, reply))
    card = standing.card(figure, reply.title, address_of(reply), reply.sentence)
    return f'{links(tuple(way)) if way else ""}<ul class="m-standing m-answer">{card}</ul>'


def _told(found: Answered) -> int:
    """How many replies are told as the best: two where the first is a place on a page."""
    return 2 if found.replies[0].place and found.replies[1:] else 1


def _figure(reply: Reply, store: Store) -> Figure | None:
    """The figure that a reply opens; None where it opens no figure."""
    book = store.codebook
    if reply.page == f"/{book.paths.get('processes')}":
        side = side_of(sides_of(store), reply.view)
        return cached_figure(view_of(store, side, reply.view), store, side)
    page = book.page_at.get(reply.page.removeprefix("/"))
    return None if page is None or reply.place else cached_figure(reply.view, store, page)


def _under(reply: Reply) -> str:
    return html.tag("span", reply.sentence, class_="m-under") if reply.sentence else ""
