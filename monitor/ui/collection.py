"""The page Collection: the reader's figures in order, to title, annotate, move and take along. Its address
holds all of it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from monitor.collection import Shown, remembered, shown
from monitor.collection.value import LONGEST_NOTE, LONGEST_TITLE
from monitor.export.colophon import link
from monitor.export.format import Scope
from monitor.export.formats import FORMATS
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import card, chart, form, frame, kept, serving, state, take
from monitor.ui.addresses import link_to
from monitor.view import View
from monitor.web import html

REASONS = ("full", "too_long", "version", "unreadable")
LONGEST_QR_LINK = 1000


def write_address(store: Store, language: str) -> None:
    """The whole collection is in the address, whatever was done to it."""
    lang = store.lang(language)
    kept.write(**({"lang": lang} if lang else {}))


def told_why(reason: str, language: str) -> list[str]:
    """Why a collection could not be read, or not grow, in the reader's language."""
    known = reason if reason in REASONS else "unreadable"
    return [say(f"collection.refused.{known}", language)] if reason else []


def show_title(language: str) -> None:
    """A title over all figures."""
    state.keep("collection.title", kept.current().title)
    st.text_input(
        say("collection.own_title", language),
        key="collection.title",
        max_chars=LONGEST_TITLE,
        placeholder=say("collection.title", language),
        on_change=lambda: kept.change(kept.current().retitle(st.session_state["collection.title"])),
    )


def show_actions(language: str) -> None:
    """Deck, workbook, handout, link and file of the whole collection."""
    query = _query(language)
    address = link(serving.store().codebook.paths["collection"], query, take.site())
    files = [
        html.link(say(f"collection.{id}", language), f"{take.EXPORT}/{file}?{query}", class_="m-take-link")
        for id, file in (
            *((item.id, item.file) for item in FORMATS.values() if item.scope is Scope.COLLECTION),
            ("file", "collection.json"),
        )
    ]
    code = f"{take.API}/qr.svg?{query}"
    panel = take.menu(
        say("take.link", language),
        take.link_panel(address, code, language, len(address) <= LONGEST_QR_LINK, "collection"),
    )
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="collection-buttons-all"
    ):
        st.html(f'<div class="m-take m-take-all">{"".join(files)}{panel}</div>', width="content")
        show_undo(language)


def show_undo(language: str) -> None:
    """The way back from the last removal."""
    if kept.can_undo():
        st.button(
            say("collection.undo", language),
            key="collection.undo",
            icon=":material/undo:",
            type="tertiary",
            on_click=kept.undo,
            args=(language,),
        )


def _query(language: str) -> str:
    lang = serving.store().lang(language)
    return urlencode({"c": kept.link()} | ({"lang": lang} if lang else {}))


def show_item(at: int, item: Shown, store: Store, count: int) -> None:
    """One figure with its number, title, note and what changed in it."""
    figure, language = item.figure, item.figure.view.language
    with st.container(border=True, key=f"card-{at}"):
        st.html(
            card.numbered(at + 1, item.title, figure)
            + html.tag("p", figure.title if item.item.title else figure.subtitle, class_="m-subtitle")
        )
        if item.since(store):
            frame.notice(item.changes.lines(language))
            st.button(
                say("collection.seen", language),
                key=f"collection.seen.{at}",
                type="tertiary",
                on_click=_seen,
                args=(at, item.figure.view),
            )
        if item.item.note:
            st.html(html.tag("p", item.item.note, class_="m-note"))
        if figure.empty:
            st.html(html.tag("p", figure.empty, class_="m-empty"))
        else:
            chart.show(figure, str(at))
        st.html(html.items(figure.notes, "m-notes") + html.tag("p", figure.source, class_="m-source"))
    _buttons(at, item, count)
    with st.expander(say("collection.edit", language)):
        _texts(at, item)


def _buttons(at: int, item: Shown, count: int) -> None:
    """What can be done with a figure, each with its title in its name."""
    language = item.figure.view.language
    labels = {name: say(f"collection.{name}", language) for name in form.ACTS}
    inside = form.acts(at, count, item.title, labels)
    path = f"/{item.item.page}?{item.figure.query}"
    label = say("collection.open", language)
    inside += html.link(label, path, class_="m-act", aria_label=f"{label}: {item.title}")
    action = f"/{serving.store().codebook.paths['collection']}"
    body = f'<form class="m-choose m-acts" method="get" action="{html.rooted(action)}">{inside}</form>'
    form.show(body, f"collection-buttons-{at}", _act)


def _act(sent: form.Query) -> None:
    """Does what a button asks for."""
    if act := form.acted(sent, len(kept.current().items)):
        name, at = act
        (_remove if name == "remove" else _move)(at, name)


def _move(at: int, way: str) -> None:
    """Moves a figure by one place, says so, and lets the keyboard go along."""
    language, now = state.language(), kept.current()
    to = at - 1 if way == "up" else at + 1
    told = say("collection.moved", language, title=_title(at), place=to + 1, count=len(now.items))
    kept.change(now.move(at, to))
    names = (way, "down" if way == "up" else "up")
    kept.tell(told, *(f'.m-acts [name="{name}"][value="{to}"]' for name in names))


def _remove(at: int, way: str) -> None:
    """Takes a figure out, says so, and lets the keyboard go on at its neighbour, or at the way back."""
    now, told = kept.current(), say("collection.taken_out", state.language(), title=_title(at))
    kept.change(now.remove(at))
    left = min(at, len(now.items) - 2)
    kept.tell(told, f'[name="{way}"][value="{left}"]' if left >= 0 else ".st-key-collection-undo button")


def _title(at: int) -> str:
    return shown(kept.current(), current_store(), state.language())[at].title


def _texts(at: int, item: Shown) -> None:
    language = item.figure.view.language
    for name, longest in (("title", LONGEST_TITLE), ("note", LONGEST_NOTE)):
        key = f"collection.{name}.{at}"
        state.keep(key, getattr(item.item, name))
        field = st.text_input if name == "title" else st.text_area
        field(
            say(f"collection.item_{name}", language),
            key=key,
            max_chars=longest,
            placeholder=item.figure.title if name == "title" else say("collection.note_example", language),
            on_change=_changed,
            args=(at, name),
        )


def _changed(at: int, name: str) -> None:
    kept.change(kept.current().change(at, **{name: st.session_state[f"collection.{name}.{at}"] or ""}))


def _seen(at: int, view: View) -> None:
    store = current_store()
    kept.change(kept.current().renew(at, store.build, remembered(view, store)))


def empty(store: Store, language: str) -> str:
    """What a collection is for, and where to find figures, as HTML."""
    book = store.codebook
    pages = "".join(
        f"<li>{html.link(book.say(page.title, language), link_to(book, page.id, '', language))}</li>"
        for page in book.subject_pages()
    )
    return html.tag("p", say("collection.empty", language)) + f'<ul class="m-links">{pages}</ul>'


def show_file_form(language: str) -> None:
    """A form that opens a saved collection; a plain one, so that any of the workers can answer it."""
    fields = (
        f'<input type="hidden" name="c" value="{html.escape(kept.link())}">'
        f'<input type="hidden" name="lang" value="{language}">'
    )
    st.html(
        f'<form class="m-form" method="post" action="{html.rooted(take.API)}/collection" '
        f'enctype="multipart/form-data">{fields}'
        f"{form.file(say('collection.choose_file', language))}"
        f"{html.tag('button', say('collection.open_file', language), type='submit', class_='m-copy')}</form>"
    )
