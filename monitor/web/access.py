"""Who may come in: everybody, unless `.streamlit/secrets.toml` says otherwise (docs/deploy.md).

Logging in is Streamlit's own `st.login` (OpenID Connect): its routes, its signed cookie. The gate stands
before pages, websocket and API alike, so whoever is not on the list gets no page at all, and not one number.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.api.endpoint import problem_response
from monitor.api.problem import Problem
from monitor.errors import MonitorError, reason
from monitor.locale import say
from monitor.store import monitors
from monitor.web import html
from monitor.web.login import FOLDER, login_of, signed_out, user_in
from monitor.web.shell import language_of
from monitor.web.streamlit_internals import (
    StreamlitAuthError,
    encode_provider_token,
    secrets_singleton,
    validate_auth_credentials,
)

_log = logging.getLogger("monitor.server")
OPEN = frozenset(
    ("/health", "/ready", "/metrics", "/_stcore/health", "/oauth2callback", "/favicon.png", "/w")
)
OPEN_BELOW = ("/auth/", "/static/", "/app/static/", "/w/", "/show/files/")
"""Probes, metrics (which have their own token), logging in itself, files without any number, and the rooms of
workshops: who is in one has its code, and sees what its presenter shows. `/w` is no prefix: it would open
`/workshop`.
"""
LOGIN, LOGOUT = "/login", "/auth/logout"
BACK = "monitor_back"
HOURS = 8
"""How long a log-in lasts, where [access] does not say."""
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+"
)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+")
"""Latin letters without accents only: any other may be made to look like one of these."""
_STYLE = "body{font:1.1rem/1.5 'Source Sans 3',sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"


class AccessError(MonitorError):
    """Access is asked for and can't be kept; the server does not start."""

    kind = "access"


@dataclass(frozen=True)
class Access:
    """The list: e-mail addresses and domains of who may come in ('*': whoever logs in), and tokens for
    programs."""

    allow: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    provider: str = "default"
    hours: float = HOURS

    def lets_in(self, user: Mapping[str, Any]) -> bool:
        """Whether this user is on the list. An address is not where it is malformed, or where its provider
        tells anything but that it is verified: some providers tell nothing (docs/deploy.md), and only true is
        true.
        """
        if not user or user.get("email_verified", True) is not True:
            return False
        email = user.get("email")
        if email is None:
            return "*" in self.allow
        if not isinstance(email, str) or not _ADDRESS.fullmatch(email):
            return False
        address = email.lower()
        return "*" in self.allow or address in self.allow or address.partition("@")[2] in self.allow

    def knows(self, authorization: str) -> bool:
        """Whether a program bears one of the tokens."""
        scheme, _, borne = authorization.partition(" ")
        return scheme.lower() == "bearer" and any(
            hmac.compare_digest(borne.encode(), token.encode()) for token in self.tokens
        )


def access() -> Access | None:
    """What the secrets say; None where they ask for no log-in. AccessError where they ask for one that can't
    work."""
    there = [path for path in st.get_option("secrets.files") if os.path.exists(path)]
    try:
        known, why = secrets_singleton.load_if_toml_exists(), "it is no TOML"
    except (OSError, UnicodeDecodeError) as error:
        known, why = False, "it is no text" if isinstance(error, UnicodeDecodeError) else reason(error)
    if not known and there:
        raise AccessError(f"{there[0]} can't be read: {why}; it may say who has access, so nothing is served")
    if not known:
        return None
    if "access" not in secrets_singleton and "auth" not in secrets_singleton:
        return None
    said = secrets_singleton.get("access") or {}
    unknown = sorted(set(said) - {"allow", "tokens", "provider", "hours"})
    allow = tuple(str(item).removeprefix("@") for item in said.get("allow", []))
    tokens = tuple(str(item) for item in said.get("tokens", []))
    if unknown or not allow or not isinstance(said["allow"], list):
        wrong = (
            f"there is no key '{unknown[0]}'"
            if unknown
            else "'allow' names nobody"
            if not allow
            else "'allow' is no list"
        )
        raise AccessError(
            f'[access] in secrets.toml: {wrong}; write allow = ["example.org", "name@example.com"]'
        )
    strange = next(
        (item for item in allow if item != "*" and not (_ADDRESS.fullmatch(item) or _DOMAIN.fullmatch(item))),
        None,
    )
    if strange is not None:
        raise AccessError(
            f"[access] in secrets.toml: {strange!r} is no domain or address; write other letters than a to z"
            " as xn--…"
        )
    hours = said.get("hours", HOURS)
    if isinstance(hours, bool) or not isinstance(hours, (int, float)) or not 0 < hours <= 720:
        raise AccessError(
            f"[access] in secrets.toml: a log-in can't last {hours!r} hours; write a number up to 720"
        )
    if any(len(token) < 20 for token in tokens):
        raise AccessError(
            "[access] in secrets.toml: a token has fewer than 20 characters; make one with: openssl rand"
            " -hex 24"
        )
    provider = str(said.get("provider", "default"))
    try:
        validate_auth_credentials(provider)
    except StreamlitAuthError as error:
        raise AccessError(" ".join(str(error).split())) from error
    try:
        signed_out().since()
    except OSError as error:
        raise AccessError(
            f"log-outs can't be written down in {signed_out().folder}: {error.strerror}; see {FOLDER}"
        ) from error
    return Access(tuple(item.lower() for item in allow), tokens, provider, float(hours))


class Gate:
    """Lets in who may come in; shows others how to log in, or tells them plainly that they may not.

    Where the list can't be read nobody is let in; the server's start tells why (`lifespan` in routes.py).
    """

    def __init__(self, app: ASGIApp):
        self.app = app
        try:
            self.access = access()
        except AccessError:
            self.access = Access()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if self.access is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection, path = HTTPConnection(scope), scope["path"]
        if path in OPEN or path.startswith(OPEN_BELOW):
            if path == LOGOUT:
                self._end(connection)
            await self.app(scope, receive, short_lived(send, self.access.hours))
            return
        user = self._user(connection)
        if self._lets_in(connection, user):
            within = self._while_let_in(connection, receive) if scope["type"] == "websocket" else receive
            await self._inside(connection)(scope, within, private(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._outside(connection, user)(scope, receive, send)

    def _user(self, connection: HTTPConnection) -> dict[str, Any]:
        """Who is logged in; empty where nobody is, any more."""
        assert self.access is not None
        ended = signed_out()
        login = login_of(connection.cookies, min(self.access.hours * 3600, time.time() - ended.since()))
        return user_in(login) if login and not ended.holds(login) else {}

    def _lets_in(self, connection: HTTPConnection, user: Mapping[str, Any]) -> bool:
        assert self.access is not None
        return self.access.lets_in(user) or self.access.knows(connection.headers.get("authorization", ""))

    def _while_let_in(self, connection: HTTPConnection, receive: Receive) -> Receive:
        """What a websocket brings, until its log-in ends."""

        async def received() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not self._lets_in(
                connection, self._user(connection)
            ):
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        return received

    def _end(self, connection: HTTPConnection) -> None:
        """Remembers that this log-in is over, whoever may still have its cookie."""
        if login := login_of(connection.cookies):
            try:
                signed_out().add(login)
            except OSError as error:
                _log.error(
                    "A log-out can't be written down (%s); the cookie is good until it ends by itself",
                    error.strerror,
                )

    def _inside(self, connection: HTTPConnection) -> ASGIApp:
        """The app; after logging in, first back to the page that was asked."""
        back = unquote(connection.cookies.get(BACK, ""))
        if connection.scope["path"] != "/" or not back or monitors.asked():
            return self.app
        answer = RedirectResponse(back if of_ours(back) else "/", 303)
        answer.delete_cookie(BACK)
        return answer

    def _outside(self, connection: HTTPConnection, user: Mapping[str, Any]) -> Response:
        path, query = connection.scope["path"], connection.scope["query_string"]
        assert self.access is not None
        if path.startswith("/api/") and user:
            return problem_response(Problem(403, "not-allowed", "This account has no access to this monitor"))
        if path.startswith("/api/"):
            headers = {"www-authenticate": "Bearer"}
            return problem_response(
                Problem(
                    401,
                    "not-logged-in",
                    "Log in on the pages, or send a token that the operator gave",
                    headers,
                )
            )
        if path == LOGIN:
            back = connection.query_params.get("back", "/")
            answer = RedirectResponse(
                "/auth/login?" + urlencode({"provider": encode_provider_token(self.access.provider)}), 303
            )
            answer.set_cookie(
                BACK,
                quote(back if of_ours(back) else "/", safe=""),
                max_age=600,
                httponly=True,
                samesite="lax",
            )
            return answer
        asked = monitors.path() + path + ("?" + query.decode("latin-1") if query else "")
        language = language_of(query)
        return HTMLResponse(
            outside(language, asked, user), 403 if user else 401, {"cache-control": "no-store"}
        )


def outside(language: str, asked: str, user: Mapping[str, Any]) -> str:
    """The page for who is not in: how to log in, or that this account has no access."""
    if user:
        who = str(user.get("email") or user.get("name") or "?")
        lines = [say("access.refused_as", language, who=who), say("access.ask", language)]
        title, way = say("access.refused", language), html.link(say("access.other", language), "/auth/logout")
    else:
        lines = [say("access.intro", language)]
        title, way = (
            say("access.title", language),
            html.link(say("access.login", language), f"{LOGIN}?{urlencode({'back': asked})}"),
        )
    body = html.tag("h1", title) + "".join(html.tag("p", line) for line in lines) + f"<p>{way}</p>"
    head = (
        '<meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body><main>{body}</main></body></html>'
    )


def private(send: Send) -> Send:
    """No cache on the way may keep what only some may see."""

    async def kept_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["cache-control"] = headers.get("cache-control", "no-cache").replace("public", "private")
            message["headers"] = headers.raw
        await send(message)

    return kept_private


def short_lived(send: Send, hours: float) -> Send:
    """Cookies last no longer than a log-in; Streamlit lets them stay for 30 days."""

    async def shortened(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (name, _shorter(value, int(hours * 3600)) if name.lower() == b"set-cookie" else value)
                for name, value in message.get("headers", [])
            ]
        await send(message)

    return shortened


def _shorter(cookie: bytes, seconds: int) -> bytes:
    return re.sub(
        rb"(?i)(;\s*max-age=)(\d+)", lambda found: found[1] + b"%d" % min(int(found[2]), seconds), cookie
    )


def of_ours(address: str) -> bool:
    """Whether it is an address of this server, without its host; a browser reads `//` and a backslash as
    another host."""
    return (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isprintable()
    )
