"""Logging in, with a real OpenID Connect server beside the app: who is on the list gets in, who is not is told so, and no number leaks."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import Served, free_port, serve, settled
from tests.pages.tiny import write_tiny_store
from tests.server.conftest import TWO_WORKERS
from tests.server.session import opened

PROGRAM = "a-token-for-one-program"
SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "only-for-this-test-only-for-this-test"
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
        secrets = SECRETS.format(port=port, provider=running.server_port, token=PROGRAM)
        (home / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
        write_tiny_store(store)
        yield from serve(store, *TWO_WORKERS, port=port, HOME=str(home))


@contextmanager
def logged_in(chromium: Any, closed: Served, who: str, page: str = "/zorgverleners?i=oordeel&lang=en") -> Iterator[Any]:
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
    for path in ("/", "/_stcore/host-config", "/media/x.png", "/nergens", "/component/x/y", "/verzameling"):
        assert closed.get(path)[0] in (401, 404), path
    for path in (
        "/api/v1/indicators",
        "/api/v1/figure.json?i=portaal",
        "/api/v1/export/figure.png?i=portaal",
        "/api/v1/openapi.json",
        "/api/x",
    ):
        status, headers, body = closed.get(path)
        assert status == 401 and json.loads(body)["type"].endswith("not-logged-in"), path
    with pytest.raises(InvalidStatus), opened(closed.url):
        pass


def test_probes_stay_open(closed):
    assert closed.get("/health")[0] == closed.get("/ready")[0] == closed.get("/_stcore/health")[0] == 200


def test_forged_cookie_opens_nothing(closed):
    forged = json.dumps({"email": "jan@rivm.example", "is_logged_in": True})
    assert closed.get("/zorgverleners", Cookie=f"_streamlit_user={forged}")[0] == 401
    assert closed.get("/zorgverleners", Cookie="_streamlit_user=chunks-2; _streamlit_user_1=x")[0] == 401


def test_program_with_a_token_reads_the_api(closed):
    assert closed.get("/api/v1/indicators", Authorization=f"Bearer {PROGRAM}")[0] == 200
    assert closed.get("/api/v1/indicators", Authorization="Bearer something-else-altogether")[0] == 401


def test_way_back_leads_nowhere_else(closed, chromium):
    window = chromium.new_context().new_page()
    window.goto(closed.url + "/login?back=//evil.example/%5C")
    assert [cookie["value"] for cookie in window.context.cookies() if cookie["name"] == "monitor_back"] == ["%2F"]
    window.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("who", ["Jan.Jansen@RIVM.example"])
def test_who_is_on_the_list_gets_the_page_that_was_asked(closed, chromium, who):
    with logged_in(chromium, closed, who) as window:
        window.wait_for_url("**/zorgverleners?i=oordeel&lang=en")
        settled(window)
        assert "Opinion on quality" in window.locator("h2").first.inner_text() + window.locator("main, body").first.inner_text()
        assert f"Logged in as {who}" in window.locator(".m-footer").inner_text()
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
