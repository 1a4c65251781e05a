"""The shell around a page is in the language that the address asks for, and holds the page; nothing else is
touched."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import streamlit
from anyio.from_thread import start_blocking_portal

from monitor.web.shell import Filled, PageShell, filled_in, is_page, language_of, shell_in
from tests.pages.conftest import _written, store

__all__ = ["_written", "store"]
SHELL = (
    b'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body><noscript><p>You '
    b'need</p></noscript><div id="root"></div></body></html>'
)
REACHED = b"what the app itself says"


def _served(
    path: str, query: bytes = b"", fill=None, method: str = "GET", **asked: str
) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict] = []

    async def inner(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"1"')]})
        await send({"type": "http.response.body", "body": REACHED})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    headers = [(b"host", b"monitor.example"), (b"accept-encoding", b"gzip")]
    headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()]
    scope = {
        "type": "http", "method": method, "path": path, "query_string": query, "headers": headers,
        "scheme": "https", "server": ("monitor.example", 443),
    }  # fmt: skip
    with start_blocking_portal() as loop:
        loop.call(PageShell(inner, fill), scope, receive, send)
    told = dict(sent[0]["headers"])
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], told, gzip.decompress(body) if told.get(b"content-encoding") and body else body


def _page(path, query, language, store, site, closed):
    return Filled(
        "Een <vraag>", "<meta name='x'>", f"<div id='first'>{path} {language} {site} {closed}</div>"
    )


@pytest.mark.parametrize(
    ("query", "language"),
    [
        (b"", "nl"),
        (b"lang=en", "en"),
        (b"i=a&lang=nl", "nl"),
        (b"lang=%3Cscript%3E", "nl"),
        (b"lang=zz", "nl"),
    ],
)
def test_language_of_the_address_is_the_language_of_the_page(query, language):
    status, headers, body = _served("/zorgverleners", query)
    assert status == 200 and f'<html lang="{language}">'.encode() in body
    assert language_of(query) == language


def test_page_stands_in_the_shell_with_its_title_escaped(store):
    status, headers, body = _served("/zorgverleners", b"lang=en", _page)
    assert status == 200 and b"<title>Een &lt;vraag></title>" in body
    assert b"<meta name='x'></head>" in body
    assert b"<div id='first'>/zorgverleners en https://monitor.example False</div><div id=\"root\">" in body
    status, _, again = _served("/zorgverleners", b"lang=en", _page, if_none_match=headers[b"etag"].decode())
    assert status == 304 and not again
    assert _served("/zorgverleners", b"lang=en", _page, method="HEAD")[2] == b""


def test_form_leads_on(store):
    status, headers, _ = _served("/zorgverleners", b"x=1", lambda *_: Filled(to="/zorgverleners?i=portaal"))
    assert status == 303 and headers[b"location"] == b"/zorgverleners?i=portaal"


def test_page_without_a_store_is_the_empty_shell(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    _, headers, body = _served("/zorgverleners", fill=_page)
    assert b'id="first"' not in body and b'<div id="root">' in body and b"etag" not in headers


def test_title_is_ours_and_nothing_in_it_is_streamlits():
    dutch = shell_in(SHELL, "nl")
    assert b"<title>Monitor</title>" in dutch and b"You need" not in dutch and b"noscript" not in dutch


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health", "/static/js/index.js", "/app/static/fonts/x.woff2", "/media/x.png",
        "/health", "/favicon.png",
        "/zorgverleners/_stcore/health",
    ],
)  # fmt: skip
def test_other_addresses_are_left_alone(path):
    _, headers, body = _served(path, b"lang=nl", _page)
    assert body == REACHED and b"etag" in headers


@pytest.mark.parametrize("path", ["/nergens", "/a/b", "//evil"])
def test_page_that_is_not_there_leads_to_the_start_page(store, path):
    status, headers, _ = _served(path, b"lang=en", _page)
    assert status == 303
    assert headers[b"location"].startswith(b"/?missing=") and headers[b"location"].endswith(b"&lang=en")


@pytest.mark.parametrize("path", ["/", "/zorggebruikers", "/methode", "/methode/"])
def test_page_that_may_be_there_is_served(store, path):
    assert is_page(path)


def test_shell_of_this_streamlit_still_has_what_is_replaced():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    ours = shell_in(page, "nl")
    assert b'<html lang="nl">' in ours and b"<title>Monitor</title>" in ours
    assert b"Streamlit app can also" not in ours and b"_stcore" not in ours and b"<!--" not in ours
    head, _, body = ours.partition(b"</head>")
    assert b"stylesheet" not in head and b'type="module"' not in head and b"modulepreload" not in head
    page, _, put_off = body.partition(b'<template id="monitor-later">')
    assert b'<div id="root">' in page and b"stylesheet" not in page and b"module" not in page
    assert (
        b"stylesheet" in put_off and b'<script type="module"' in put_off and put_off.count(b"<template") == 0
    )
    assert head.count(b"<script defer") == 4
    assert b'id="first"></div><div id="root">' in filled_in(ours, Filled("", "", '<div id="first"></div>'))
