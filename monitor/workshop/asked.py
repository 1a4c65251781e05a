"""What requests of shows and rooms share: how much one client may ask, bodies with an end, and streams of
events."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from monitor.api.limits import Pace, client_of
from monitor.locale import LANGUAGES
from monitor.store import languages_now

LARGEST_BODY = 16 * 1024
MOST_FIELDS = 60
CLIENT = Pace(150.0)
"""Requests of one address: a lecture room is one address, and all of it joins at once."""
DEVICE = Pace(2.0)
"""Requests of one device, forty at once."""
TRIES = Pace(0.1, burst=300.0)
"""Codes that don't exist, from one address: thirty, then one each ten seconds."""
JOINS = Pace(5.0, burst=160.0)
"""Devices that enter a room from one address: eight hundred, then five a second."""
OPENINGS = Pace(0.02, burst=1000.0)
"""Rooms opened from one address: twenty, then one each fifty seconds."""
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


class TooLarge(ValueError):
    """A body that is longer than any of ours."""


def allowed(request: Request, pace: Pace, cost: float = 1.0) -> bool:
    """Whether this client may ask this now; its cost is taken."""
    return not pace.wait(client_of(request), cost)


def language_of(request: Request, default: str | None = None) -> str:
    """The language that is asked for; else the default, or the survey's own."""
    wanted = request.query_params.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    return languages_now()[0] if default is None else default


def site_of(request: Request) -> str:
    """Where the app is served: MONITOR_ADDRESS, else as this client reached it."""
    from monitor.api.endpoint import address_of

    return address_of(request)


def is_secure(request: Request) -> bool:
    """Whether readers come by https, so that a cookie may be kept to it."""
    return request.url.scheme == "https" or os.environ.get("MONITOR_ADDRESS", "").startswith("https:")


async def body_of(request: Request) -> bytes:
    """The request's body. TooLarge where it has no end that we would wait for."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


async def form_of(request: Request) -> dict[str, list[str]]:
    """A form's fields. ValueError where it is none."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl((await body_of(request)).decode("utf-8"), max_num_fields=MOST_FIELDS):
        fields.setdefault(name, []).append(value)
    return fields


async def json_of(request: Request) -> dict[str, Any]:
    """A JSON object. ValueError where it is none; a page of another site can't send one."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("not JSON")
    read = json.loads(await body_of(request))
    if not isinstance(read, dict):
        raise ValueError("no object")
    return read


def refused(reason: str, status: int) -> Response:
    """A problem, for the show's script."""
    return JSONResponse({"problem": reason}, status, HEADERS)


def events(source: AsyncIterator[str]) -> Response:
    """A stream of server-sent events; a proxy must not hold it back."""
    return StreamingResponse(
        source, headers=HEADERS | {"x-accel-buffering": "no"}, media_type="text/event-stream"
    )
