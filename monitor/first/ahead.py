"""The chart of what a reader just chose, for a page whose Streamlit is still at work: the same that it will
draw."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.errors import StoreError
from monitor.store import current_store
from monitor.ui import answer, pickers, tools
from monitor.view import LONGEST_QUERY
from monitor.web.shell import language_of

_NOT_KEPT = {"cache-control": "no-store"}


def chart(request: Request) -> Response:
    """The chart that the form of a page asks for, as HTML; 204 where nothing is drawn."""
    try:
        store = current_store()
    except StoreError:
        return Response(status_code=204, headers=_NOT_KEPT)
    path = request.path_params["path"]
    page = next((page for page in store.codebook.subject_pages() if page.path == path), None)
    if page is None:
        return Response(status_code=204, headers=_NOT_KEPT)
    query = request.scope["query_string"].decode("latin-1")[:LONGEST_QUERY]
    sent, language = parse_qs(query), language_of(request.scope["query_string"])
    figure = answer.figure(pickers.chosen(sent, language, store, page), store, page)
    if figure.empty:
        return Response(status_code=204, headers=_NOT_KEPT)
    return HTMLResponse(tools.drawn(figure, store, asks=True), headers=_NOT_KEPT)


def route() -> BaseRoute:
    """To stand beside the pages."""
    return Route(pickers.AHEAD + "{path:path}", chart, methods=["GET"])
