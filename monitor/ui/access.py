"""Who may come in: everybody, unless `.streamlit/secrets.toml` says otherwise (docs/deploy.md).

Logging in is Streamlit's own `st.login` (OpenID Connect): its routes, its signed cookie. The gate stands before pages, websocket
and API alike, so whoever is not on the list gets no page at all, and not one number.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks, validate_auth_credentials
from streamlit.errors import StreamlitAuthError
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from monitor.api.endpoint import problem_response
from monitor.api.problem import Problem
from monitor.errors import MonitorError
from monitor.locale import say
from monitor.ui import html
from monitor.ui.shell import language_of

OPEN = ("/health", "/ready", "/metrics", "/_stcore/health", "/auth/", "/oauth2callback", "/static/", "/app/static/", "/favicon.png")
"""Probes, metrics (which have their own token), logging in itself, and files without any number."""
LOGIN = "/login"
BACK = "monitor_back"
_STYLE = "body{font:1.1rem/1.5 'Source Sans 3',sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"


class AccessError(MonitorError):
    """Access is asked for and can't be kept; the server does not start."""

    kind = "access"


@dataclass(frozen=True)
class Access:
    """The list: e-mail addresses and domains of who may come in ('*': whoever logs in), and tokens for programs."""

    allow: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    provider: str = "default"

    def lets_in(self, user: Mapping[str, Any]) -> bool:
        """Whether this user is on the list; an address that its provider has not verified is not."""
        email = str(user.get("email") or "").lower()
        if not user or user.get("email_verified") is False:
            return False
        return "*" in self.allow or ("@" in email and (email in self.allow or email.rpartition("@")[2] in self.allow))

    def knows(self, authorization: str) -> bool:
        """Whether a program bears one of the tokens."""
        scheme, _, borne = authorization.partition(" ")
        return scheme.lower() == "bearer" and any(hmac.compare_digest(borne.encode(), token.encode()) for token in self.tokens)


def access() -> Access | None:
    """What the secrets say; None where they ask for no log-in. AccessError where they ask for one that can't work."""
    if not secrets_singleton.load_if_toml_exists():
        there = [path for path in config.get_option("secrets.files") if Path(path).is_file()]
        if there:
            raise AccessError(f"{there[0]} can't be read as TOML; it may say who has access, so nothing is served")
        return None
    if "access" not in secrets_singleton and "auth" not in secrets_singleton:
        return None
    said = secrets_singleton.get("access") or {}
    unknown = sorted(set(said) - {"allow", "tokens", "provider"})
    allow = tuple(str(item).lower().removeprefix("@") for item in said.get("allow", []))
    tokens = tuple(str(item) for item in said.get("tokens", []))
    if unknown or not allow:
        wrong = f"there is no key '{unknown[0]}'" if unknown else "'allow' names nobody"
        raise AccessError(f'[access] in secrets.toml: {wrong}; write allow = ["rivm.nl", "name@nivel.nl"]')
    if any(len(token) < 20 for token in tokens):
        raise AccessError("[access] in secrets.toml: a token has fewer than 20 characters; make one with: openssl rand -hex 24")
    provider = str(said.get("provider", "default"))
    try:
        validate_auth_credentials(provider)
    except StreamlitAuthError as error:
        raise AccessError(" ".join(str(error).split())) from error
    return Access(allow, tokens, provider)


def user_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the log-in cookie says of its bearer; empty where there is none, or not one of ours."""
    if USER_COOKIE_NAME not in cookies:
        return {}
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1", "replace"))

    try:
        user = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return user if isinstance(user, dict) and user.get("is_logged_in") else {}


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
        if self.access is None or scope["type"] not in ("http", "websocket") or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        user = user_of(connection.cookies)
        if self.access.lets_in(user) or self.access.knows(connection.headers.get("authorization", "")):
            await self._inside(connection)(scope, receive, private(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._outside(connection, user)(scope, receive, send)

    def _inside(self, connection: HTTPConnection) -> ASGIApp:
        """The app; after logging in, first back to the page that was asked."""
        back = unquote(connection.cookies.get(BACK, ""))
        if connection.scope["path"] != "/" or not back:
            return self.app
        answer = RedirectResponse(back if _of_ours(back) else "/", 303)
        answer.delete_cookie(BACK)
        return answer

    def _outside(self, connection: HTTPConnection, user: Mapping[str, Any]) -> Response:
        path, query = connection.scope["path"], connection.scope["query_string"]
        assert self.access is not None
        if path.startswith("/api/") and user:
            return problem_response(Problem(403, "not-allowed", "This account has no access to this monitor"))
        if path.startswith("/api/"):
            headers = {"www-authenticate": "Bearer"}
            return problem_response(Problem(401, "not-logged-in", "Log in on the pages, or send a token that the operator gave", headers))
        if path == LOGIN:
            back = connection.query_params.get("back", "/")
            answer = RedirectResponse("/auth/login?" + urlencode({"provider": encode_provider_token(self.access.provider)}), 303)
            answer.set_cookie(BACK, quote(back if _of_ours(back) else "/", safe=""), max_age=600, httponly=True, samesite="lax")
            return answer
        asked = path + ("?" + query.decode("latin-1") if query else "")
        language = language_of(query)
        return HTMLResponse(outside(language, asked, user), 403 if user else 401, {"cache-control": "no-store"})


def outside(language: str, asked: str, user: Mapping[str, Any]) -> str:
    """The page for who is not in: how to log in, or that this account has no access."""
    if user:
        who = str(user.get("email") or user.get("name") or "?")
        lines = [say("access.refused_as", language, who=who), say("access.ask", language)]
        title, way = say("access.refused", language), html.link(say("access.other", language), "/auth/logout")
    else:
        lines = [say("access.intro", language)]
        title, way = say("access.title", language), html.link(say("access.login", language), f"{LOGIN}?{urlencode({'back': asked})}")
    body = html.tag("h1", title) + "".join(html.tag("p", line) for line in lines) + f"<p>{way}</p>"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body><main>{body}</main></body></html>'


def private(send: Send) -> Send:
    """No cache on the way may keep what only some may see."""

    async def kept_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["cache-control"] = headers.get("cache-control", "no-cache").replace("public", "private")
            message["headers"] = headers.raw
        await send(message)

    return kept_private


def _of_ours(address: str) -> bool:
    """Whether it is an address of this server, without its host; a browser reads `//` and a backslash as another host."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
