"""Logging in, with a real OpenID Connect server beside the app: who is on the list gets in, who is not is
told so, and no number leaks."""

from __future__ import annotations

import http.client
import json
import os
import re
import string
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from websockets.exceptions import ConnectionClosed, InvalidStatus

from monitor.web.login import SignedOut
from tests.browser.conftest import Served, free_port, serve, settled
from tests.pages.tiny import write_tiny_store
from tests.web.conftest import TWO_WORKERS
from tests.web.session import drawn, opened

PROGRAM = "a-token-for-one-program"
COOKIE_SECRET = "only-for-this-test-only-for-this-test"
SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{secret}"
client_id = "monitor"
client_secret = "not-secret-here"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"

[access]
allow = ["rivm.example", "gast@nivel.example"]
tokens = ["{token}"]
"""


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two workers that let in who is on the list."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        provider = pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")
    home, store, port = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("closed"), free_port()
    users = [provider.User(sub="onbevestigd", claims={"email": "jan@rivm.example", "email_verified": False})]
    with provider.run_server_in_thread(user_claims=users) as running:
        (home / ".streamlit").mkdir()
        secrets = SECRETS.format(port=port, provider=running.server_port, token=PROGRAM, secret=COOKIE_SECRET)
        (home / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
        write_tiny_store(store)
        os.utime(begun(home / "signed-out"), (1, 1))
        yield from serve(
            store, *TWO_WORKERS, port=port, HOME=str(home), MONITOR_SIGNED_OUT=str(home / "signed-out")
        )


def begun(folder: Path) -> Path:
    """A record of log-outs, and the file whose time says since when it is kept."""
    SignedOut(folder).since()
    return folder / "since"


@contextmanager
def logged_in(
    chromium: Any, closed: Served, who: str, page: str = "/zorgverleners?i=oordeel&lang=en"
) -> Iterator[Any]:
    """A window that asked for a page and logged in as `who`."""
    context = chromium.new_context()
    window = context.new_page()
    window.goto(closed.url + page)
    window.get_by_role("link").click()
    window.locator("input[name=sub]").fill(who)
    window.get_by_role("button", name="Authorize", exact=True).click()
    window.wait_for_url(closed.url + "/**")
    yield window
    context.close()


@pytest.mark.parametrize(("language", "title"), [("nl", "Inloggen"), ("en", "Log in")])
def test_who_is_not_logged_in_sees_only_how_to(closed, language, title):
    status, headers, body = closed.get(f"/zorgverleners?i=oordeel&lang={language}")
    assert status == 401 and f"<h1>{title}</h1>" in body and f'<html lang="{language}">' in body
    assert "static/js" not in body
    assert headers["cache-control"] == "no-store" and "content-security-policy" in headers


def test_nothing_else_is_open_either(closed):
    for path in (
        "/",
        "/_stcore/host-config",
        "/media/x.png",
        "/nergens",
        "/component/x/y",
        "/verzameling",
        "/workshop",
        "/show",
        "/zorgverleners?i=portaal",
        "/f/5cmk3khxrxgzrkwjeg1g",
        "/embed/5cmk3khxrxgzrkwjeg1g",
        "/sitemap.xml",
        "/robots.txt",
    ):
        status, _, body = closed.get(path)
        assert status in (401, 404) and "portaal" not in body.replace("i=portaal", "").replace(
            "i%3Dportaal", ""
        ), path
    for path in (
        "/api/v1/indicators",
        "/api/v1/figure.json?i=portaal",
        "/api/v1/export/figure.png?i=portaal",
        "/api/v1/preview.png?i=portaal",
        "/api/v1/oembed?url=/zorgverleners",
        "/api/v1/openapi.json",
        "/api/x",
    ):
        status, headers, body = closed.get(path)
        assert status == 401 and json.loads(body)["type"].endswith("not-logged-in"), path
    with pytest.raises(InvalidStatus), opened(closed.url):
        pass


def test_probes_stay_open(closed):
    assert closed.get("/health")[0] == closed.get("/ready")[0] == closed.get("/_stcore/health")[0] == 200


def test_door_of_a_workshop_is_open_and_leads_nowhere_else(closed):
    for path in ("/w", "/w/", "/w/K7M3PQ"):
        status, headers, body = closed.get(path)
        assert status in (200, 404) and 'action="/w/"' in body and "static/js" not in body, path
    style = re.search(r'"(/show/files/[^"]+\.css)"', body)
    assert style and closed.get(style[1])[0] == 200
    for path in (
        "/w/x/../../api/v1/indicators",
        "/w/%2e%2e/api/v1/indicators",
        "/show/files/../../api/v1/indicators",
    ):
        assert "portaal" not in closed.get(path)[2], path
    with pytest.raises(InvalidStatus), opened(closed.url + "/w"):
        pass


def test_forged_cookie_opens_nothing(closed):
    forged = json.dumps({"email": "jan@rivm.example", "is_logged_in": True})
    assert closed.get("/zorgverleners", Cookie=f"_streamlit_user={forged}")[0] == 401
    assert closed.get("/zorgverleners", Cookie="_streamlit_user=chunks-2; _streamlit_user_1=x")[0] == 401


def cookie(signed_ago: float = 0, **claims: Any) -> str:
    """The cookie of somebody on the list, as the server signs it."""

    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - signed_ago)

    user = {"email": "jan@rivm.example", "email_verified": True, "is_logged_in": True} | claims
    serializer = URLSafeTimedSerializer(COOKIE_SECRET, salt="_streamlit_user", signer=Signer)
    return serializer.dumps(json.dumps(user))


def respelled(signed: str) -> str:
    """The same signature in other letters: the last of its base64 has two bits that count for nothing."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return signed[:-1] + letters[letters.index(signed[-1]) ^ 1]


def statuses(closed: Served, signed: str, times: int = 12) -> set[int]:
    """What requests with this cookie get, from whichever worker."""
    return {closed.get("/api/v1/indicators", Cookie=f"_streamlit_user={signed}")[0] for _ in range(times)}


def test_cookie_opens_nothing_after_log_out(closed):
    mine, others = cookie(nonce="1"), cookie(nonce="2")
    assert statuses(closed, mine) == statuses(closed, respelled(mine)) == statuses(closed, others) == {200}
    with opened(closed.url, Cookie=f"_streamlit_user={mine}") as connection:
        assert drawn(connection)
        logged_out = urllib.request.Request(
            closed.url + "/auth/logout", headers={"Cookie": f"_streamlit_user={mine}"}
        )
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(logged_out)
        with pytest.raises(ConnectionClosed):
            drawn(connection)
    assert statuses(closed, mine) == statuses(closed, respelled(mine)) == {401}
    assert statuses(closed, others) == {200}
    with pytest.raises(InvalidStatus), opened(closed.url, Cookie=f"_streamlit_user={mine}"):
        pass


def test_log_in_lasts_a_working_day(closed):
    assert statuses(closed, cookie(signed_ago=8 * 3600 - 60)) == {200}
    assert statuses(closed, cookie(signed_ago=8 * 3600 + 5)) == {401}


def test_claim_that_is_not_true_opens_nothing(closed):
    assert statuses(closed, cookie(email_verified="true")) == {403}
    assert statuses(closed, cookie(email="jan@evil.example@rivm.example")) == {403}
    assert statuses(closed, cookie(is_logged_in="yes")) == {401}


def test_cookies_are_secure_on_https(closed):
    for path in ("/login?back=/", "/auth/logout"):
        plain, secure = (raw_cookies(closed, path, proto) for proto in ("http", "https"))
        assert plain and not any("secure" in line.lower() for line in plain)
        assert len(secure) == len(plain) and all(line.endswith("; Secure") for line in secure)


def raw_cookies(closed: Served, path: str, proto: str) -> list[str]:
    """The Set-Cookie lines of one answer, as a proxy on this machine passes the request on."""
    connection = http.client.HTTPConnection(closed.url.removeprefix("http://"))
    connection.request("GET", path, headers={"X-Forwarded-Proto": proto})
    return connection.getresponse().headers.get_all("set-cookie") or []


def test_program_with_a_token_reads_the_api(closed):
    assert closed.get("/api/v1/indicators", Authorization=f"Bearer {PROGRAM}")[0] == 200
    assert closed.get("/api/v1/indicators", Authorization="Bearer something-else-altogether")[0] == 401


def test_way_back_leads_nowhere_else(closed, chromium):
    window = chromium.new_context().new_page()
    window.goto(closed.url + "/login?back=//evil.example/%5C")
    assert [cookie["value"] for cookie in window.context.cookies() if cookie["name"] == "monitor_back"] == [
        "%2F"
    ]
    window.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("who", ["Jan.Jansen@RIVM.example"])
def test_who_is_on_the_list_gets_the_page_that_was_asked(closed, chromium, who):
    with logged_in(chromium, closed, who) as window:
        window.wait_for_url("**/zorgverleners?i=oordeel&lang=en")
        settled(window)
        assert (
            "Opinion on quality"
            in window.locator("h2").first.inner_text() + window.locator("main, body").first.inner_text()
        )
        assert f"Logged in as {who}" in window.locator(".m-footer").inner_text()
        page = window.request.get(closed.url + "/zorgverleners?i=oordeel")
        assert 'id="first"' in page.text() and "/auth/logout" in page.text() and who not in page.text()
        assert "private" in page.headers["cache-control"] or page.headers["cache-control"] == "no-cache"
        answer = window.request.get(closed.url + "/api/v1/indicators")
        assert answer.status == 200 and "private" in answer.headers["cache-control"]
        assert {window.request.get(closed.url + "/methode").status for _ in range(8)} == {200}
        window.get_by_role("link", name="Log out").click()
        window.wait_for_timeout(500)
        assert window.request.get(closed.url + "/api/v1/indicators").status == 401


@pytest.mark.browser
@pytest.mark.parametrize("who", ["jan@elders.example", "onbevestigd"])
def test_who_is_not_on_the_list_is_told_so(closed, chromium, who):
    with logged_in(chromium, closed, who, "/zorgverleners?lang=nl") as window:
        window.goto(closed.url + "/zorgverleners?lang=en")
        assert window.get_by_role("heading").inner_text() == "No access"
        window.goto(closed.url + "/zorgverleners")
        assert window.get_by_role("heading").inner_text() == "Geen toegang"
        assert window.request.get(closed.url + "/api/v1/indicators").status == 403
        assert "portaal" not in window.content()
