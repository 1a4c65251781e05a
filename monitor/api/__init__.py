"""The API beside the pages: the same rows, figures and files, as addresses. See docs/api.md."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from monitor.api import collections, data, exports, figures, previews, whole
from monitor.api.endpoint import guarded, handler
from monitor.api.openapi import description
from monitor.api.operation import Operation
from monitor.api.problem import Problem

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
"""All of them reach the handler, which refuses what it doesn't answer with a problem."""


def operations() -> list[Operation]:
    """Every address of the API, with its parameters."""
    found = [
        *data.OPERATIONS,
        *figures.OPERATIONS,
        *exports.OPERATIONS,
        *previews.OPERATIONS,
        *collections.OPERATIONS,
        *whole.OPERATIONS,
    ]
    return [*found, description(found)]


def routes() -> list[BaseRoute]:
    """The API's routes, to stand beside the pages; an address under /api that isn't there is a problem
    too."""
    known = [Route(operation.path, handler(operation), methods=METHODS) for operation in operations()]
    form = Route("/api/v1/collection", collections.opened, methods=METHODS)
    return [*known, form, Route("/api/{rest:path}", _nothing, methods=METHODS)]


async def _nothing(request: Request) -> Response:
    async def respond() -> Response:
        raise Problem(
            404, "not-found", "There is nothing at this address; /api/v1/openapi.json describes what there is"
        )

    return await guarded(request, respond)
