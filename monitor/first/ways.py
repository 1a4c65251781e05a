"""Addresses beside the pages: short ones that lead to a figure, a figure in a frame, and what search engines
are told."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.api.endpoint import address_of
from monitor.api.previews import FRAME
from monitor.errors import StoreError
from monitor.export.colophon import short_link
from monitor.export.short import PLACE, long
from monitor.figure.build import cached_figure
from monitor.figure.figure import Figure
from monitor.first import ahead, parts
from monitor.first.asked import Asked
from monitor.first.head import style, whole
from monitor.locale import say
from monitor.store import Store, current_store, edition, monitors
from monitor.ui import card as cards
from monitor.ui import pickers
from monitor.ui.addresses import link_to
from monitor.ui.app import planned
from monitor.web import html
from monitor.web.files import own
from monitor.web.settings import base
from monitor.web.shell import language_of

_NO_CACHE = {"cache-control": "no-cache"}
_PRIVATE = ("/api/", "/show", "/w/", pickers.AHEAD, FRAME)
"""Not the short addresses: who shows a link's preview follows them, and obeys this file."""
_PICTURE = "/api/v1/preview.png"
_READERS_OWN = ("collection", "workshop")
"""Pages that hold what a reader made; a search engine finds nothing new there."""


def short_address(request: Request) -> Response:
    """To the page with the figure of a short code; to the start page, which says so, where there is none."""
    read = _figure_of(request)
    if read is None:
        return RedirectResponse("/?missing=" + quote(request.scope["path"][:80]), 303, _NO_CACHE)
    figure, _ = read
    return RedirectResponse(f"/{quote(figure.page)}?{figure.query}", 302, _NO_CACHE)


def framed(request: Request) -> Response:
    """A figure alone, for a frame in another site: as it is now, or of one edition, while that is kept."""
    pinned = request.query_params.get("edition", "")
    read = _figure_of(request, pinned)
    if read is not None:
        figure, store = read
        body = _framed(figure, store, address_of(request), bool(pinned))
        return HTMLResponse(_document(figure.view.language, figure.title, body), headers=_NO_CACHE)
    newest = _figure_of(request) if pinned else None
    if newest is None:
        language = language_of(request.scope["query_string"])
        nothing = say("first.no_figure", language)
        return HTMLResponse(_document(language, nothing, html.tag("h1", nothing)), 404, _NO_CACHE)
    language = newest[0].view.language
    told = say("first.other_edition", language, edition=pinned[:20])
    body = html.tag("h1", told) + f"<p>{_newest(newest[0], address_of(request))}</p>"
    return HTMLResponse(_document(language, told, body), 410, _NO_CACHE)


def _newest(figure: Figure, site: str) -> str:
    """The way to the figure as it is now."""
    return html.link(
        say("first.newer", figure.view.language), short_link(figure, site), target="_blank", rel="noopener"
    )


def _framed(figure: Figure, store: Store, site: str, pinned: bool) -> str:
    language = figure.view.language
    here = html.link(
        say("card.this_figure", language), short_link(figure, site), target="_blank", rel="noopener"
    )
    more = _newest(figure, site) if pinned else here
    source = f'<p class="m-source">{escape(figure.source)} · {more}</p>'
    boxes = (cards.head(figure, 1), parts.chart(figure, store), html.items(figure.notes, "m-notes") + source)
    return (
        '<article class="f-card">'
        + "".join(f'<div class="f-item">{box}</div>' for box in boxes)
        + "</article>"
    )


def _document(language: str, title: str, body: str) -> str:
    """A whole document, whose scripts let it answer, and tell the page around it how high it is."""
    scripts = "".join(
        f'<script defer src="./{name}"></script>' for name in own() if "height" in name or "figure" in name
    )
    return (
        f'<!DOCTYPE html><html lang="{language}" class="f-js"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" '
        'content="noindex">'
        f'<base href="/">{style()}{scripts}</head>'
        f'<body class="f-frame"><div id="first">{body}</div></body></html>'
    )


def robots(request: Request) -> Response:
    """What search engines may read: the pages, and the pictures of their previews; of each monitor, where
    there are several: they read one such file a host."""
    lines, maps = ["User-agent: *"], []
    for name in [""] if monitors.asked() else monitors.monitors() or [""]:
        with monitors.asking(name or monitors.asked()):
            try:
                paths = current_store().codebook.paths
            except StoreError:
                paths = {}
            before = base()
            closed = [*_PRIVATE, *(f"/{paths[id]}" for id in _READERS_OWN if id in paths)]
            lines += [*(f"Disallow: {before}{path}" for path in closed), f"Allow: {before}{_PICTURE}"]
            maps.append(f"Sitemap: {address_of(request)}/sitemap.xml")
    return PlainTextResponse("\n".join([*lines, "", *maps, ""]), headers=_NO_CACHE)


def sitemap(request: Request) -> Response:
    """The pages and the views that the codebook names, in each language."""
    try:
        store = current_store()
    except StoreError:
        return PlainTextResponse("There is no store yet\n", 503, {"retry-after": "60"})
    asked, book = Asked(store, {}, store.languages[0], address_of(request)), store.codebook
    built = store.meta.get("built", "")[:10]
    places = [(path, "") for id, _, path in planned(book, store.languages[0]) if id not in _READERS_OWN]
    for story in book.stories:
        path, _, query = link_to(book, story.page, story.view, store.languages[0]).partition("?")
        places.append((path.strip("/"), query))
    entries = []
    for path, query in dict.fromkeys(places):
        addresses = {language: escape(whole(asked, path, query, language)) for language in store.languages}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in addresses.items()
        )
        stamp = f"<lastmod>{escape(built)}</lastmod>" if built else ""
        entries += [f"<url><loc>{address}</loc>{stamp}{others}</url>" for address in addresses.values()]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{"".join(entries)}</urlset>\n'
    )
    return Response(text, headers=_NO_CACHE, media_type="application/xml")


def _figure_of(request: Request, pinned: str = "") -> tuple[Figure, Store] | None:
    """The figure that the code in the path stands for, in the edition that it is pinned to."""
    try:
        store = edition(pinned) if pinned else current_store()
    except StoreError:
        return None
    if store is None:
        return None
    read = long(request.path_params["code"], store)
    if read is None:
        return None
    path, view = read
    page = store.codebook.page_at.get(path)
    return cached_figure(view, store, page), store


def routes() -> list[BaseRoute]:
    """The routes, to stand beside the pages."""
    return [
        Route(PLACE + "{code}", short_address, methods=["GET", "HEAD"]),
        Route(FRAME + "{code}", framed, methods=["GET", "HEAD"]),
        ahead.route(),
        Route("/robots.txt", robots, methods=["GET", "HEAD"]),
        Route("/sitemap.xml", sitemap, methods=["GET", "HEAD"]),
    ]
