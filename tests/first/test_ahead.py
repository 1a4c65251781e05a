"""The chart that comes before the page: the same as the page draws, of what a form asks."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor.first import first_page, routes
from monitor.store import Store
from monitor.ui import answer, tools
from monitor.ui.pickers import AHEAD, WAS
from monitor.view import parse_view
from monitor.web.shell import PageShell


@pytest.fixture
def client(shown_store: Store, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("MONITOR_STORE", str(shown_store.path.parent))
    return TestClient(PageShell(Starlette(routes=routes()), first_page))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("chosen", [{"w": ["2023", "2025"]}, {"by": ["leeftijd"]}, {"pick": ["oordeel"]}])
def test_the_chart_is_the_page_s_own(client, shown_store, chosen, language):
    lang = {"lang": language} if language == "en" else {}
    sent = {"i": "portaal", WAS: "i=portaal", **chosen, **lang}
    told = client.get(f"{AHEAD}zorgverleners?{urlencode(sent, doseq=True)}")
    asked = {"i": "portaal"} | {
        ("i" if name == "pick" else name): ",".join(of) for name, of in chosen.items()
    }
    page = next(page for page in shown_store.codebook.subject_pages() if page.path == "zorgverleners")
    figure = answer.figure(parse_view(urlencode(asked), language), shown_store, page)
    assert told.status_code == 200 and told.headers["cache-control"] == "no-store"
    assert told.text == tools.drawn(figure, shown_store, asks=True)


@pytest.mark.parametrize("path", ["nergens", "zorgprocessen", "methode", ""])
def test_a_page_without_a_form_of_its_own_draws_nothing(client, path):
    assert client.get(f"{AHEAD}{path}?i=portaal").status_code == 204


@pytest.mark.parametrize("query", ["i=%00", "i=portaal&w=x" * 3000, "was=%F0%9F%98%80&g=;;;&by[]=1", "&&&&"])
def test_whatever_is_asked_is_answered(client, query):
    assert client.get(f"{AHEAD}zorgverleners?{query}").status_code in (200, 204)
