"""An Operation as a route: methods, limits, ETag, cache, headers, problems. The same for every address of the
API."""

from __future__ import annotations

import logging
import os
import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import blake2b

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from monitor import __version__
from monitor.api import parameters
from monitor.api.kept import Kept
from monitor.api.limits import Pace, client_of, pace_from_environment
from monitor.api.operation import COSTLY, Answer, Asked, Operation
from monitor.api.problem import MEDIA_TYPE, Problem, problem_of
from monitor.api.turns import NoTurn, Turns
from monitor.errors import MonitorError
from monitor.locale import LANGUAGES, say
from monitor.store import current_store, edition, languages_now, monitors

LOOK_UPS_AT_ONCE = 6
WAIT = 10
"""Seconds after which a client whose files are still being made may ask for more."""

_log = logging.getLogger("monitor.api")
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")
_READ = ("GET", "HEAD")
HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Content-Disposition, Retry-After",
    "cache-control": "public, no-cache",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Public figures, read by any page, without cookies; `no-cache` means: keep it, and ask each time whether it
still holds."""
_POLICY = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'"
    )
}
"""For what a browser shows as a document: nothing in it runs, nothing is loaded."""
_DOCUMENTS = ("text/html", "image/svg+xml")
_PREFLIGHT = {
    **HEADERS,
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "If-None-Match",
    "access-control-max-age": "86400",
}

kept = Kept()
pace: Pace = pace_from_environment()
_look_ups = CapacityLimiter(LOOK_UPS_AT_ONCE)
turns = Turns()
"""Threads of the API's own: those that serve the pages' files are never taken."""


def handler(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """The route's handler."""

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        return await guarded(request, lambda: _respond(operation, request))

    return handle


async def guarded(request: Request, respond: Callable[[], Awaitable[Response]]) -> Response:
    """What `respond` gives, or its failure as a problem; what nobody foresaw is logged once, under the number
    that it tells."""
    try:
        try:
            return await respond()
        except MonitorError as error:
            raise problem_of(error) from error
    except Problem as problem:
        return _headless(request, problem_response(problem))
    except Exception as error:
        number = uuid.uuid4().hex[:8]
        _log.error("%s failed, told to the client as %s", request.url.path, number, exc_info=error)
        told = Problem(
            500,
            "unexpected",
            f"Something went wrong; tell the operator this number: {number}",
            instance=number,
        )
        return _headless(request, problem_response(told))


def problem_response(problem: Problem) -> Response:
    """A problem as a response; it is never kept by anyone."""
    headers = {**HEADERS, "cache-control": "no-store", **problem.headers}
    return Response(problem.body(), problem.status, headers, MEDIA_TYPE)


def spend(request: Request, cost: float) -> None:
    """Takes a request's cost from its client's pace. Problem where there is not enough."""
    wait = pace.wait(client_of(request), cost)
    if wait:
        raise _later(request, 429, "too-many-requests", "too_many", wait)


def _later(request: Request, status: int, kind: str, text: str, seconds: int) -> Problem:
    """The problem of who has to come back later, in the reader's language."""
    language = language_of(request)
    headers = {"retry-after": str(seconds), "content-language": language}
    detail = say(f"later.{text}", language, count=seconds)
    return Problem(status, kind, detail, headers, title=say(f"later.{text}_title", language))


def language_of(request: Request) -> str:
    """The language that the address asks for, else the first that the browser prefers, else the survey's
    own."""
    preferred = [
        part.partition(";")[0].strip()[:2].lower()
        for part in request.headers.get("accept-language", "").split(",")
    ]
    asked = [request.query_params.get("lang", ""), *preferred]
    return next((language for language in asked if language in LANGUAGES), languages_now()[0])


def address_of(request: Request) -> str:
    """Where the monitor that is asked is served: below MONITOR_ADDRESS, else as this client reached it; ''
    where that is no sensible host."""
    fixed = os.environ.get("MONITOR_ADDRESS", "").rstrip("/")
    if fixed:
        return fixed + monitors.path()
    host = request.headers.get("host", "")
    scheme = request.url.scheme if request.url.scheme in ("http", "https") else "http"
    return f"{scheme}://{host}{monitors.path()}" if _HOST.fullmatch(host) else ""


async def _respond(operation: Operation, request: Request) -> Response:
    if request.method not in _READ:
        raise Problem(
            405,
            "method-not-allowed",
            f"{request.method[:20]} is not answered here; use GET",
            {"allow": "GET, HEAD, OPTIONS"},
        )
    spend(request, 1.0)
    query = request.scope["query_string"].decode("utf-8", "replace")
    values = parameters.read(query, operation.parameters)
    asked = Asked(current_store(), values, address_of(request))
    pinned = asked.one(parameters.EDITION.name)
    if pinned:
        store = edition(pinned)
        if store is None:
            return _headless(request, await _gone(operation, request, asked, pinned))
        asked = replace(asked, store=store)
    key = f"{__version__} {asked.store.path} {asked.address} {operation.path}?{asked.canonical}"
    etag = f'"{asked.store.build[:12]}-{blake2b(key.encode("utf-8", "replace"), digest_size=9).hexdigest()}"'
    if etag in [
        part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")
    ]:
        return Response(status_code=304, headers={**HEADERS, "etag": etag})
    answer = kept.get(key) or await _made(operation, request, asked, key)
    headers = {**HEADERS, **(_POLICY if answer.media_type.startswith(_DOCUMENTS) else {}), "etag": etag}
    if answer.filename:
        headers["content-disposition"] = (
            f'{"inline" if answer.inline else "attachment"}; filename="{answer.filename}"'
        )
    return _headless(request, Response(answer.body, 200, headers, answer.media_type))


async def _gone(operation: Operation, request: Request, asked: Asked, pinned: str) -> Response:
    """410: what is pinned to an edition that is not kept says so, as a picture where one is shown."""
    language = asked.store.in_a_language(asked.view).language
    if operation.gone is not None and asked.view.indicators:
        spend(request, operation.cost)
        answer = await run_sync(operation.gone, asked, limiter=_look_ups)
        headers = {**HEADERS, **_POLICY, "cache-control": "no-store", "content-language": language}
        return Response(answer.body, 410, headers, answer.media_type)
    detail = say("first.other_edition", language, edition=pinned[:20])
    members = {"value": pinned[:20], "newest": asked.store.build}
    raise Problem(410, "gone", detail, {"content-language": language}, **members)


async def _made(operation: Operation, request: Request, asked: Asked, key: str) -> Answer:
    """The answer, made now and kept. Costly ones take turns; the same one asked twice at once is found the
    second time."""

    def make() -> Answer:
        answer = kept.get(key)
        if answer is None:
            answer = operation.answer(asked)
            kept.keep(key, answer)
        return answer

    if operation.cost < COSTLY:
        return await run_sync(make, limiter=_look_ups)
    spend(request, operation.cost - 1)
    try:
        return await turns.take(client_of(request), key, make)
    except NoTurn as refused:
        if refused.own:
            raise _later(request, 429, "too-many-requests", "own_queue", WAIT) from None
        raise _later(request, 503, "busy", "busy", 3 * WAIT) from None


def _headless(request: Request, response: Response) -> Response:
    """Without its body for HEAD; the length stays."""
    if request.method == "HEAD":
        response.body = b""
    return response
