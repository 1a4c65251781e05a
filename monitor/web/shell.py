"""The HTML shell around every page: its language and title, before Streamlit fills it.

Streamlit serves one fixed shell, in English. A screen reader takes the language of the whole page from it.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.errors import StoreError
from monitor.locale import LANGUAGES, say
from monitor.store import current_store, languages_now
from monitor.web.files import early, start
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
    *workshop.PATHS,
)
_FONT = re.compile(rb'<link\s+rel="preload"\s[^>]*as="font"[^>]*>')
"""Streamlit's own font, of which our pages use no letter."""
_INLINE = re.compile(rb"<script>[^<]*</script>")
_ASKS_BACK = (b"accept-encoding", b"if-none-match", b"if-modified-since")


class PageShell:
    """Serves the shell in the language that the address asks for (`lang`)."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; only those for a page are touched."""
        if scope["type"] != "http" or scope["path"].startswith(_NO_PAGE) or scope["path"] == "/w":
            await self.app(scope, receive, send)
            return
        if not is_page(scope["path"]):
            language = language_of(scope["query_string"])
            told = {"missing": scope["path"][:80]} | (
                {"lang": language} if language != languages_now()[0] else {}
            )
            await RedirectResponse("/?" + urlencode(told), 303)(scope, receive, send)
            return
        started: Message | None = None
        body = bytearray()

        async def rewrite(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and "text/html" in Headers(
                raw=message["headers"]
            ).get("content-type", ""):
                started = message
            elif started is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    page = shell_in(bytes(body), language_of(scope["query_string"]))
                    headers = MutableHeaders(raw=started["headers"])
                    if body:
                        headers["content-length"] = str(len(page))
                    del headers["etag"]
                    await send(started)
                    await send({"type": "http.response.body", "body": page})

        plain = [(name, value) for name, value in scope["headers"] if name not in _ASKS_BACK]
        await self.app({**scope, "headers": plain}, receive, rewrite)


def is_page(path: str) -> bool:
    """Whether there may be something at this path; Streamlit itself would show 'Page not found' over its
    first page."""
    name = path.strip("/")
    if "." in name or "_stcore" in name:
        return True
    try:
        return name in current_store().codebook.paths.values()
    except StoreError:
        return True


def language_of(query: bytes) -> str:
    """The language that a query string asks for; the survey's own where it asks for none that we have."""
    wanted = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    return wanted if wanted in LANGUAGES else languages_now()[0]


def shell_in(html: bytes, language: str) -> bytes:
    """The shell with its language, title and no-script line in `language`, and without scripts in its text,
    which the policy refuses."""
    title = say("app.title", language).encode()
    noscript = f"<noscript><p>{say('app.noscript', language)}</p></noscript>".encode()
    html = html.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    html = html.replace(b"<title>Streamlit</title>", b"<title>" + title + b"</title>", 1)
    html = _INLINE.sub(b"", html)
    html = _FONT.sub(b"", html).replace(b"</head>", _asked_early(html) + b"</head>", 1)
    start, end = html.find(b"<noscript>"), html.find(b"</noscript>")
    return html[:start] + noscript + html[end + len(b"</noscript>") :] if 0 <= start < end else html


def _asked_early(html: bytes) -> bytes:
    """Our own script, and links to what every page with a chart needs, so that a browser fetches it while the
    page starts."""
    fonts = [f"app/static/fonts/SourceSans3-{cut}.woff2" for cut in ("Regular", "Semibold")]
    links = [
        f'<link rel="preload" href="./{font}" as="font" type="font/woff2" crossorigin>' for font in fonts
    ]
    links += [
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">'
        for name in early()
        if name.encode() not in html
    ]
    return f'<script src="./static/js/{start()}"></script>{"".join(links)}'.encode()
