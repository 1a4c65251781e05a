"""What stands out in the newest wave, at the top of a page: for each a sentence, a small picture and the way
to its figure."""

from __future__ import annotations

import streamlit as st

from monitor.ask import STANDS_OUT
from monitor.export.small import WIDTH, Picture, Text, small
from monitor.figure.figure import Figure
from monitor.figure.names import Names
from monitor.figure.standing import Item, opening
from monitor.locale import say
from monitor.store import Store, per_store
from monitor.ui.addresses import link_to
from monitor.view import View
from monitor.web import html

IN_SIGHT = 3
"""Cards of a subject page that are not folded: its figure must stay near."""


def show(store: Store, language: str, page_id: str, shown: View) -> None:
    """Draws it on a subject page that shows the figure of `shown`; nothing where nothing else stands out."""
    if opened := listed(store, language, page_id, shown):
        st.html(opened)


def listed(store: Store, language: str, page_id: str, shown: View) -> str:
    """The same as HTML; '' where nothing else stands out."""
    found = cards(store, language, page_id, shown)
    if not found:
        return ""
    first, rest = ("".join(part) for part in (found[:IN_SIGHT], found[IN_SIGHT:]))
    more = ""
    if rest:
        summary = html.tag("summary", say("standing.more", language))
        more = f'<details class="m-more">{summary}<ul class="m-standing">{rest}</ul>{how(language)}</details>'
    return f'{heading(store, language)}<ul class="m-standing">{first}</ul>{more or how(language)}'


def heading(store: Store, language: str) -> str:
    """'Wat valt op in 2025?', where an address may point to."""
    wave = Names(store.codebook, language).wave(store.codebook.wave_ids[-1])
    return html.tag("h2", say("ask.reply.stands_out", language, wave=wave), id=STANDS_OUT)


def cards(store: Store, language: str, page_id: str = "", shown: View | None = None) -> list[str]:
    """An HTML list item for each thing that opens the page (without one: the start page), but for what the
    page shows anyway."""
    return [card for figure, card in _opening(store, language, page_id) if figure.view != shown]


def figures(store: Store, language: str) -> list[Figure]:
    """The figures that open the start page."""
    return [figure for figure, _ in _opening(store, language, "")]


@per_store()
def _opening(store: Store, language: str, page_id: str) -> list[tuple[Figure, str]]:
    """What opens a page, each with the figure that it is about."""
    return [(item.figure, _card(item, store, language)) for item in opening(store, language, page_id)]


def how(language: str) -> str:
    """How the list was made, in one line."""
    return html.tag("p", say("standing.how", language), class_="m-source")


def card(figure: Figure, title: str, address: str, text: str = "") -> str:
    """A figure as an HTML list item: its small picture under a title that leads to it."""
    language = figure.view.language
    label = html.label(say("card.simulated", language)) if figure.simulated else ""
    under = html.tag("span", text, class_="m-under") if text else ""
    head = f'<div><p class="m-standing-title">{html.link(title, address)} {label}</p>{under}</div>'
    return f"<li>{head}{_picture(small(figure.chart)) if figure.chart else ''}</li>"


def _card(item: Item, store: Store, language: str) -> str:
    address = link_to(store.codebook, item.page.id, item.figure.view, language)
    return card(item.figure, item.figure.title, address)


def _picture(picture: Picture) -> str:
    """Marks as an image and texts over it; a screen reader has the title, and the figure behind it."""
    source = html.drawing(picture.svg())
    image = f'<img src="{source}" width="{WIDTH}" height="{picture.height}" alt="">'
    texts = "".join(map(_text, picture.texts))
    size = f"width:{WIDTH}px;height:{picture.height}px"
    return f'<div class="m-picture" style="{size}" aria-hidden="true">{image}{texts}</div>'


def _text(text: Text) -> str:
    marks = (("m-ends", text.ends), ("m-bold", text.bold), ("m-quiet", text.quiet))
    names = " ".join(name for name, holds in marks if holds)
    place = f"left:{text.x:g}px;top:{text.y:g}px"
    return html.tag("span", text.text, class_=names, style=place)
