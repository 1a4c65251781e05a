"""Every response bears the security headers, and hosts that nobody named get none."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import InvalidStatus

from monitor.web.guard import Guard, host_allowed, only_on_https, security_headers
from monitor.web.settings import Settings, settings
from tests.api.client import ask
from tests.web.session import opened


def _app() -> Any:
    async def answer(request: Any) -> PlainTextResponse:
        return PlainTextResponse(
            "yes", headers={"referrer-policy": "no-referrer"} if request.url.path == "/own" else {}
        )

    return Starlette(
        routes=[Route(path, answer) for path in ("/", "/own", "/health", "/_stcore/upload_file/1")],
        middleware=[Middleware(Guard)],
    )


def test_headers_are_on_every_response_of_the_server(server):
    for path in (
        "/",
        "/zorgverleners",
        "/static/nothing.js",
        "/_stcore/host-config",
        "/app/static/icon.png",
        "/ready",
        "/metrics",
        "/x.php",
    ):
        headers = {name.lower(): value for name, value in server.get(path)[1].items()}
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "server" not in headers


def test_policy_lets_no_script_come_from_elsewhere_or_be_written_in_the_page():
    policy = security_headers(Settings())["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self' blob: 'wasm-unsafe-eval'"


def test_api_keeps_the_headers_that_it_chose(server):
    headers = {name.lower(): value for name, value in server.get("/api/v1/indicators")[1].items()}
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in headers


def test_unknown_host_is_refused(server):
    assert server.get("/", Host="evil.example")[0] == 400
    assert server.get("/api/v1/indicators", Host="evil.example")[0] == 400
    assert server.get("/", Host="www.monitor.example:8501")[0] == 200
    with pytest.raises(InvalidStatus), opened(server.url, Host="evil.example"):
        pass


def test_probes_are_answered_under_any_name(server):
    assert server.get("/health", Host="10.0.0.7:8501")[0] == 200
    assert server.get("/ready", Host="10.0.0.7:8501")[0] == 200


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("monitor.example", True), ("MONITOR.example:443", True), ("monitor.example.", True),
    ("a.deep.org", True), ("deep.org", False),
     ("monitor.example.evil", False), ("evilmonitor.example", False), ("", False), ("[::1]:80", True),
     ("[::2]", False)],
)  # fmt: skip
def test_hosts(host, allowed):
    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    assert host_allowed(scope, ("monitor.example", "*.deep.org", "[::1]")) is allowed
    assert host_allowed(scope, ())


def test_nothing_can_be_uploaded(server):
    assert ask(_app(), "/_stcore/upload_file/1").status == 404
    assert server.get("/_stcore/agent/openapi.json")[0] == 404


def test_cookie_is_secure_where_the_reader_came_by_https():
    plain, kept = (b"set-cookie", b"a=1; Path=/"), (b"set-cookie", b"b=2; secure; HttpOnly")
    assert only_on_https([plain, kept, (b"x", b"y")]) == [
        (b"set-cookie", b"a=1; Path=/; Secure"),
        kept,
        (b"x", b"y"),
    ]
    assert only_on_https([(b"set-cookie", b"secure=1")]) == [(b"set-cookie", b"secure=1; Secure")]


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("MONITOR_ADDRESS", "https://Monitor.example/")
    assert settings().hosts == ("monitor.example",)
    assert security_headers(settings())["strict-transport-security"].startswith("max-age=")
    monkeypatch.setenv("MONITOR_HOSTS", "a.example, B.example ,")
    assert settings().hosts == ("a.example", "b.example")
    monkeypatch.setenv("MONITOR_FRAME_ANCESTORS", "https://intranet.example; script-src *")
    headers = security_headers(settings())
    assert headers["content-security-policy"].endswith(
        "frame-ancestors https://intranet.example script-src *"
    )
    assert "x-frame-options" not in headers


def test_response_keeps_what_it_set_itself():
    assert ask(_app(), "/own").headers["referrer-policy"] == "no-referrer"
    assert ask(_app(), "/").headers["referrer-policy"] == "same-origin"
