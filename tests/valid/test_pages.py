"""The first response of every page, and each document beside the pages, passes the validator of HTML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor.export.colophon import short_link
from monitor.figure.build import cached_figure
from monitor.first import first_page, routes
from monitor.locale import LANGUAGES
from monitor.store import Store, current_store
from monitor.ui.app import planned
from monitor.view import parse_view
from monitor.web.shell import filled_in, shell
from tests.pages.tiny import advised, write_tiny_store
from tests.valid import nu
from tests.valid.html import faults

SITE = "https://monitor.example"
QUERIES = {
    "": ("", "q=portaal", "missing=%3Cb%3E"),
    "zorgverleners": (
        "i=portaal&by=leeftijd",
        "i=vijandig&focus=artsen&sort=high",
        "i=portaal,vijandig&f=trend",
        "i=niet&g=<b>&w=1999",
        "i=portaal&by=leeftijd,geslacht&ref=total",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small store."""
    made: Path = tmp_path_factory.mktemp("valid")
    write_tiny_store(made, advised())
    return made


def documents(store: Store, language: str) -> dict[str, str]:
    """The whole first response of each page, by its address."""
    found = {}
    for _, _, path in planned(store.codebook, language):
        for query in QUERIES.get(path, ("",)):
            page = first_page(f"/{path}", f"{query}&lang={language}", language, store, SITE, False)
            assert page is not None and not page.to
            found[f"/{path}?{query}"] = filled_in(shell(language), page).decode("utf-8")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_response_of_every_page(folder: Path, language: str):
    found = documents(current_store(folder), language)
    assert len(found) > len(QUERIES) + 8
    for address, document in found.items():
        assert not faults(document), address


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_shell_and_the_frames(folder: Path, language: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MONITOR_STORE", str(folder))
    store = current_store(folder)
    figure = cached_figure(parse_view(f"i=portaal&lang={language}"), store, store.codebook.subject_pages()[0])
    code = short_link(figure, "").rpartition("/")[2]
    with TestClient(Starlette(routes=routes())) as client:
        for address, status in (
            (f"/embed/{code}", 200),
            (f"/embed/{code}?edition=0123456789ab", 410),
            (f"/embed/nothing?lang={language}", 404),
        ):
            answer = client.get(address)
            assert answer.status_code == status
            assert not faults(answer.text), address
        ElementTree.fromstring(client.get("/sitemap.xml").text)


@pytest.mark.skipif(not nu.AT_HAND, reason=nu.WHERE)
def test_the_nu_html_checker_agrees(folder: Path):
    """The checker of the W3C, of everything at once."""
    from tests.valid.test_exports import WHOLE, made, several

    pages = [
        document for language in LANGUAGES for document in documents(current_store(folder), language).values()
    ]
    pages += [made("handout", several(language))[1].decode() for language in LANGUAGES]
    assert WHOLE and not nu.faults(pages)
