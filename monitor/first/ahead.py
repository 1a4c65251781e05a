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


def chart(request: Request) -> Response:
    """The chart that the form of a page asks for, as HTML; 204 where nothing is drawn."""
    drawn = _drawn(request.path_params["path"], request.scope["query_string"])
    return HTMLResponse(drawn, 200 if drawn else 204, {"cache-control": "no-store"})


def _drawn(path: str, query: bytes) -> str:
    """The chart that a form of the page at this path asks for; '' where there is no store, page or chart."""
    try:
        store = current_store()
    except StoreError:
        return ""
    page = store.codebook.page_at.get(path)
    if page is None:
        return ""
    sent = parse_qs(query.decode("latin-1")[:LONGEST_QUERY])
    figure = answer.figure(pickers.chosen(sent, language_of(query), store, page), store, page)
    return "" if figure.empty else tools.drawn(figure, store, asks=True)


def route() -> BaseRoute:
    """To stand beside the pages."""
    return Route(pickers.AHEAD + "{path:path}", chart, methods=["GET"])
