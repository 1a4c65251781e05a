"""The shell around a page is in the language that the address asks for; nothing else is touched."""

from __future__ import annotations

import pytest
from anyio.from_thread import start_blocking_portal

from monitor.web.shell import PageShell, is_page, language_of, shell_in

SHELL = (
    b'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body><noscript><p>You'
    b" need</p></noscript></body></html>"
)


def _served(
    path: str, query: bytes = b"", content_type: bytes = b"text/html"
) -> tuple[dict[bytes, bytes], bytes]:
    sent: list[dict] = []

    async def inner(scope, receive, send):
        assert b"accept-encoding" not in dict(scope["headers"]) or not path.startswith("/zorg")
        headers = [
            (b"content-type", content_type),
            (b"content-length", str(len(SHELL)).encode()),
            (b"etag", b'"1"'),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": SHELL[:50], "more_body": True})
        await send({"type": "http.response.body", "body": SHELL[50:]})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": "http", "path": path, "query_string": query, "headers": [(b"accept-encoding", b"gzip")]}
    with start_blocking_portal() as loop:
        loop.call(PageShell(inner), scope, receive, send)
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


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
    headers, body = _served("/zorgverleners", query)
    assert f'<html lang="{language}">'.encode() in body
    assert language_of(query) == language
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers


def test_title_and_line_without_scripts_are_ours():
    dutch, english = shell_in(SHELL, "nl"), shell_in(SHELL, "en")
    assert b"<title>Monitor</title>" in dutch
    assert b"Zet JavaScript aan" in dutch and b"Please turn on JavaScript" in english
    assert b"You need" not in dutch


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/static/js/index.js", "/app/static/fonts/x.woff2", "/media/x.png", "/health"]
)
def test_other_addresses_are_left_alone(path):
    headers, body = _served(path, b"lang=nl")
    assert body == SHELL and b"etag" in headers


@pytest.mark.parametrize("path", ["/nergens", "/a/b", "//evil"])
def test_page_that_is_not_there_leads_to_the_start_page(store, path):
    headers, body = _served(path, b"lang=en")
    assert headers[b"location"].startswith(b"/?missing=") and headers[b"location"].endswith(b"&lang=en")


@pytest.mark.parametrize(
    "path", ["/", "/zorggebruikers", "/methode", "/methode/", "/favicon.png", "/zorgverleners/_stcore/health"]
)
def test_page_that_may_be_there_is_served(store, path):
    assert is_page(path)


def test_other_content_is_left_alone():
    _, body = _served("/zorgverleners", b"", b"application/json")
    assert body == SHELL


def test_shell_of_this_streamlit_still_has_what_is_replaced():
    from pathlib import Path

    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert b'<html lang="nl">' in shell_in(page, "nl") and b"<title>Monitor</title>" in shell_in(page, "nl")
    assert b"Streamlit app can also" not in shell_in(page, "nl")
