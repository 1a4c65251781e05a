"""The HTML that a page's address returns: the page itself, and below it the empty shell that Streamlit fills.

Streamlit serves one fixed shell, in English and with nothing in it. Here it gets the language, the title, and
the page as a first response (`monitor/first`), which stays until Streamlit has drawn the same.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor import __version__
from monitor.api.endpoint import address_of
from monitor.api.kept import Kept
from monitor.api.operation import Answer
from monitor.errors import StoreError
from monitor.export.picture_fonts import CUTS
from monitor.locale import LANGUAGES, say
from monitor.store import Store, current_store, languages_now
from monitor.view import LONGEST_QUERY
from monitor.web.files import BEFORE, early, own
from monitor.web.streamlit_internals import get_static_dir
from monitor.workshop import routes as workshop

_NO_PAGE = (
    "/_stcore/",
    "/static/",
    "/app/",
    "/media/",
    "/component/",
    "/api/",
    "/auth/",
    "/oauth2callback",
    "/health",
    "/ready",
    "/metrics",
    "/f/",
    "/ahead/",
    "/embed/",
    *workshop.PATHS,
)
_FONT = re.compile(rb'<link\s+rel="preload"\s[^>]*as="font"[^>]*>')
"""Streamlit's own font, of which our pages use no letter."""
_INLINE = re.compile(rb"<script>[^<]*</script>")
_AGENT = re.compile(rb'<link rel="service-desc"[^>]*>')
"""The way to an interface for programs that we do not serve."""
_LATER = re.compile(
    rb'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>|<link rel="stylesheet"[^>]*>'
)
"""What Streamlit needs and the first response does not: start.js asks for it once a reader sees that."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
MOST_BYTES = 24 * 2**20
"""Of first responses that a worker keeps, compressed."""
AT_ONCE, WAITING = 4, 60
"""First responses that a worker makes at a time; with more than that waiting, a reader gets the empty shell,
and waits for Streamlit instead."""
_making = CapacityLimiter(AT_ONCE)
_kept = Kept(MOST_BYTES)


@dataclass(frozen=True)
class Filled:
    """A page as a first response: its title as plain text, what stands in its head and body as HTML; or `to`,
    the address to go to instead."""

    title: str = ""
    head: str = ""
    body: str = ""
    to: str = ""


Fill = Callable[[str, str, str, Store, str, bool], Filled | None]
"""(path, query, language, store, site, closed) → the page, or None where there is none."""


class PageShell:
    """Answers for every page, in the language that the address asks for (`lang`)."""

    def __init__(self, app: ASGIApp, fill: Fill | None = None, closed: Callable[[], bool] = lambda: False):
        self.app, self.fill, self.closed = app, fill, closed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; only those for a page are touched."""
        if scope["type"] != "http" or not asks_a_page(scope):
            await self.app(scope, receive, send)
            return
        if not is_page(scope["path"]):
            language = language_of(scope["query_string"])
            told = {"missing": scope["path"][:80]} | (
                {"lang": language} if language != languages_now()[0] else {}
            )
            await RedirectResponse("/?" + urlencode(told), 303)(scope, receive, send)
            return
        answer = await self._answered(Request(scope))
        await answer(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        """The page; without content where there is no store to take it from, or no time."""
        language = language_of(request.scope["query_string"])
        try:
            store = current_store() if self.fill else None
        except StoreError:
            store = None
        if store is None or self.fill is None:
            return _sent(request, gzip.compress(shell(language), 6, mtime=0), "")
        query = request.scope["query_string"].decode("utf-8", "replace")[:LONGEST_QUERY]
        path, site = request.scope["path"], address_of(request)
        key = f"{__version__} {store.path} {site} {language} {path}?{query}"
        etag = f'"{store.build[:12]}-{blake2b(key.encode("utf-8", "replace"), digest_size=9).hexdigest()}"'
        page = _kept.get(key)
        if page is None:
            if _making.statistics().tasks_waiting > WAITING:
                return _sent(request, gzip.compress(shell(language), 6, mtime=0), "")
            fill, closed = self.fill, self.closed

            def made() -> Answer:
                return _page(fill(path, query, language, store, site, closed), language)

            page = await run_sync(made, limiter=_making)
            _kept.keep(key, page)
        if page.media_type == _MOVED:
            return RedirectResponse(page.body.decode(), 303, {"cache-control": "no-cache"})
        if path == "/" and "missing" in request.query_params:
            answer = _sent(request, page.body, "")
            answer.status_code = 404
            return answer
        return _sent(request, page.body, etag)


_MOVED = "moved"


def _page(filled: Filled | None, language: str) -> Answer:
    if filled is not None and filled.to:
        return Answer(filled.to.encode(), _MOVED)
    page = shell(language) if filled is None else filled_in(shell(language), filled)
    return Answer(gzip.compress(page, 6, mtime=0), "text/html")


def _sent(request: Request, squeezed: bytes, etag: str) -> Response:
    """A page for a client that may have it already, or that can't unpack it."""
    headers = {"cache-control": "no-cache", "vary": "accept-encoding"} | ({"etag": etag} if etag else {})
    held = request.headers.get("if-none-match", "").split(",")
    if etag and etag in [part.strip().removeprefix("W/") for part in held]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        body = squeezed
    else:
        body = zlib.decompress(squeezed, 31)
    answer = Response(body, headers=headers, media_type="text/html")
    if request.method == "HEAD":
        answer.body = b""
    return answer


def asks_a_page(scope: Scope) -> bool:
    """Whether a request is for a page, and not for a file or an address of the server's."""
    path = scope["path"]
    return (
        scope["method"] in ("GET", "HEAD")
        and not path.startswith(_NO_PAGE)
        and path != "/w"
        and "." not in path.rpartition("/")[2]
        and "_stcore" not in path
    )


def is_page(path: str) -> bool:
    """Whether there may be something at this path; Streamlit itself would show 'Page not found' over its
    first page."""
    try:
        return path.strip("/") in current_store().codebook.paths.values()
    except StoreError:
        return True


def language_of(query: bytes) -> str:
    """The language that a query string asks for; the survey's own where it asks for none that we have."""
    wanted = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    return wanted if wanted in LANGUAGES else languages_now()[0]


@cache
def shell(language: str) -> bytes:
    """The installed Streamlit's shell in this language."""
    return shell_in((Path(get_static_dir()) / "index.html").read_bytes(), language)


def shell_in(html: bytes, language: str) -> bytes:
    """A shell with its language and title in `language`; without scripts in its text, which the policy
    refuses, and with all that Streamlit needs put off, for our own script to ask for."""
    title = say("app.title", language).encode()
    html = html.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    html = html.replace(b"<title>Streamlit</title>", b"<title>" + title + b"</title>", 1)
    for gone in (_COMMENT, _INLINE, _FONT, _AGENT):
        html = gone.sub(b"", html)
    start, end = html.find(b"<noscript>"), html.find(b"</noscript>")
    if 0 <= start < end:
        html = html[:start] + html[end + len(b"</noscript>") :]
    later = b"".join(_LATER.findall(html))
    html = _LATER.sub(b"", html)
    html = html.replace(b"</head>", _asked_first() + b"</head>", 1)
    put_off = b'<template id="monitor-later">' + later + _asked_early(later) + b"</template>"
    return html.replace(b"</body>", put_off + b"</body>", 1)


def filled_in(shell: bytes, page: Filled) -> bytes:
    """The shell with a page in it."""
    title = page.title.replace("&", "&amp;").replace("<", "&lt;")
    shell = re.sub(rb"<title>[^<]*</title>", lambda _: f"<title>{title}</title>".encode(), shell, count=1)
    shell = shell.replace(b"</head>", page.head.encode() + b"</head>", 1)
    return shell.replace(b'<div id="root">', page.body.encode() + b'<div id="root">', 1)


def _asked_first() -> bytes:
    """Our own scripts, which run in this order before Streamlit's, and the letters."""
    fonts = "".join(
        f'<link rel="preload" href="./app/static/fonts/MonitorSans-{cut}.woff2" as="font" '
        'type="font/woff2" crossorigin>'
        for cut, _ in CUTS
    )
    return (fonts + "".join(f'<script defer src="./{name}"></script>' for name in [*own()][:BEFORE])).encode()


def _asked_early(html: bytes) -> bytes:
    """Links to what every page with a chart needs, so that a browser fetches it while the page starts."""
    return "".join(
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">'
        for name in early()
        if name.encode() not in html
    ).encode()
