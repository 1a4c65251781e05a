"""The quiet row under a figure: image, PowerPoint, Excel, link, add. Every file is an address of the API;
nothing waits in memory."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from monitor.api.previews import frame
from monitor.export.citation import Citation, citation
from monitor.export.colophon import short_link
from monitor.export.format import Format, Menu, Scope
from monitor.export.formats import FORMATS
from monitor.export.layout import NARROWEST, RATIOS, WIDEST
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store, monitors
from monitor.ui import kept, serving
from monitor.view import View
from monitor.web import html
from monitor.web.settings import settings

API = "/api/v1"
EXPORT = f"{API}/export"


def show(figure: Figure, place: str = "card") -> None:
    """Draws the row; `place` tells the rows on one page apart."""
    store, language = serving.store(), figure.view.language
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"take-{place}"):
        st.html(row(figure, store, site()), width="content")
        inside = kept.holds(figure, store)
        st.button(
            say("take.added" if inside else "take.add", language),
            key=f"add-{place}",
            type="tertiary",
            icon=":material/check:" if inside else ":material/add:",
            help=say("take.remove_help" if inside else "take.add_help", language),
            on_click=kept.toggle,
            args=(figure,),
        )
    told_why = kept.refused()
    if told_why:
        st.html(
            html.tag("p", say(f"collection.refused.{told_why}", language), class_="m-notice", role="status")
        )


def site() -> str:
    """Where this monitor is served: below MONITOR_ADDRESS, else as this reader reached it."""
    fixed = os.environ.get("MONITOR_ADDRESS", "").rstrip("/")
    found = urlsplit(st.context.url or "")
    host = fixed or (f"{found.scheme}://{found.netloc}" if found.netloc else "")
    return host + monitors.path() if host else ""


def row(figure: Figure, store: Store, site: str) -> str:
    """The menus and links, as HTML; `site` is where the app is served."""
    language = figure.view.language
    query, address = api_query(figure), short_link(figure, site)

    def files(where: Menu) -> str:
        offered = [item for item in FORMATS.values() if item.menu is where]
        return "".join(_file(item, _query_of(item, figure, store), language) for item in offered)

    slides = "".join(
        html.link(say(f"take.{item.id}", language), f"{EXPORT}/{item.file}?{query}", class_="m-take-link")
        for item in FORMATS.values()
        if item.menu is Menu.SLIDES
    )
    picture = html.tag(
        "button",
        say("first.picture", language),
        type="button",
        class_="m-copy",
        data_picture=html.rooted(f"{API}/figure.png?{query}"),
    )
    described = copy_button(figure.alt, say("take.alt", language))
    alt = picture + html.tag("p", say("take.alt_use", language)) + described
    return (
        '<div class="m-take">'
        + menu(
            say("take.image", language),
            f'<ul class="m-files">{files(Menu.IMAGE)}</ul>' + _shapes(query, language) + alt,
        )
        + slides
        + menu(say("take.excel", language), f'<ul class="m-files">{files(Menu.DATA)}</ul>')
        + menu(
            say("take.link", language),
            link_panel(address, f"{API}/qr.svg?{query}", language)
            + _shared(figure, address, language)
            + _cited(figure, citation(figure, store, site))
            + embedded(figure, query, site),
        )
        + "</div>"
    )


def _shapes(query: str, language: str) -> str:
    """Forms that ask for a picture of a chosen ratio and width; they work without scripts."""
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in parse_qsl(query)
    )
    free = f'<option value="">{html.escape(say("take.ratio_free", language))}</option>'
    ratio = f'<select name="ratio">{free}{"".join(html.tag("option", name) for name in RATIOS)}</select>'
    width = f'<input type="number" name="width" min="{NARROWEST}" max="{WIDEST}" step="10" placeholder="760">'
    words = [html.escape(say(f"take.{word}", language)) for word in ("ratio", "width", "save")]
    forms = "".join(
        f'<form class="m-shape" method="get" action="{html.rooted(f"{EXPORT}/{item.file}")}">{hidden}'
        f"<label>{words[0]} {ratio}</label> <label>{words[1]} {width}</label> "
        f'<button class="m-copy">{words[2]} {html.escape(say(f"take.{item.id}", language))}</button></form>'
        for item in FORMATS.values()
        if item.shaped and item.inline
    )
    return f"<details>{html.tag('summary', say('take.shape', language))}{forms}</details>"


def api_query(figure: Figure) -> str:
    """The figure's view and page as the API takes them."""
    return "&".join(
        part for part in (figure.query, urlencode({"page": figure.page}) if figure.page else "") if part
    )


def menu(label: str, body: str) -> str:
    """A label that opens a small panel; `body` is HTML."""
    return (
        f'<details class="m-menu" name="take">{html.tag("summary", label)}<div class="m-panel">{body}</div>'
        "</details>"
    )


def link_panel(address: str, code: str, language: str, codable: bool = True, what: str = "take") -> str:
    """An address to copy, and its QR code (an image at the address `code`); `what` is a figure (take) or a
    collection."""
    shown = html.tag("p", say("take.no_qr", language))
    if codable:
        source, alt = html.escape(html.rooted(code)), html.escape(say("take.qr_alt", language))
        shown = f'<img src="{source}" alt="{alt}" width="208" height="208" loading="lazy">'
    told = html.tag("p", say(f"{what}.link_how", language))
    told += html.address(address, say("take.link", language))
    return told + copy_button(address, say("take.copy_link", language)) + f"<div>{shown}</div>"


def copy_button(text: str, label: str) -> str:
    """A button that puts `text` on the clipboard."""
    return (
        f'<button type="button" class="m-copy" data-copy="{html.escape(text)}">{html.escape(label)}</button>'
    )


def _shared(figure: Figure, address: str, language: str) -> str:
    """The device's own way to share, where it has one; a script shows the button there."""
    button = html.tag(
        "button",
        say("first.share", language),
        type="button",
        class_="m-copy m-share",
        data_share=address,
        data_title=figure.title,
    )
    return f"<div>{button}</div>"


def embedded(figure: Figure, query: str, site: str) -> str:
    """Code that shows the figure on another site: as a picture, and in a frame where the operator allows it;
    both as it is now or of this edition alone."""
    language = figure.view.language

    def framed(edition: str) -> str:
        return frame(figure, site, edition=edition)[0]

    def pictured(edition: str) -> str:
        address = f"{site}{API}/figure.png?{query}" + (f"&edition={edition}" if edition else "")
        return (
            f'<img src="{html.escape(address)}" alt="{html.escape(figure.alt)}" width="760" '
            'style="max-width:100%;height:auto">'
        )

    ways = {"frame": framed} if settings().embeds else {}
    buttons = "".join(
        copy_button(code(edition), say(f"first.{way}{pinned}", language))
        for way, code in {**ways, "image": pictured}.items()
        for pinned, edition in (("", ""), ("_pinned", figure.build))
    )
    heading = html.tag("p", say("first.embed", language), class_="m-lead")
    return heading + html.tag("p", say("first.embed_use", language)) + f"<div>{buttons}</div>"


def _cited(figure: Figure, cited: Citation) -> str:
    language = figure.view.language
    named = ((say("take.cite_plain", language), cited.plain), ("APA", cited.apa), ("BibTeX", cited.bibtex))
    buttons = "".join(copy_button(text, label) for label, text in named)
    return (
        html.tag("p", say("take.cite", language))
        + html.address(cited.plain, say("take.cite_plain", language))
        + f"<div>{buttons}</div>"
    )


def _query_of(format: Format, figure: Figure, store: Store) -> str:
    """What a file is asked for: the figure; of a whole book its page's groups by its breakdowns, '' where no
    page is known."""
    if format.scope is not Scope.WHOLE:
        return api_query(figure)
    page = store.codebook.page_at.get(figure.page)
    if page is None:
        return ""
    lang = store.lang(figure.view.language)
    return View(groups=tuple(page.groups), breakdowns=figure.view.breakdowns, language=lang).query()


def _file(format: Format, query: str, language: str) -> str:
    """A line of a menu; '' where there is nothing to ask for."""
    if not query:
        return ""
    used = html.tag("span", say(f"take.{format.id}_use", language), class_="m-under")
    address = f"{EXPORT}/{format.file}?{query}"
    return f"<li>{html.link(say(f'take.{format.id}', language), address)}{used}</li>"
