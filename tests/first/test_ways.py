"""What a link shows elsewhere: previews, short addresses, frames, oEmbed; what search engines are told."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor import api
from monitor.errors import StoreError
from monitor.export.short import short
from monitor.first import first_page, routes
from monitor.first.subject import sentences
from monitor.store import current_store
from monitor.ui import answer
from monitor.view import parse_view
from monitor.web.guard import Guard
from monitor.web.shell import PageShell
from tests.first.conftest import SITE

VIEWS = [
    f"/{page}?{query}"
    for page in ("zorgverleners", "zorggebruikers")
    for query in (
        "", "i=portaal", "i=portaal&lang=en", "i=oordeel", "i=mening", "i=mening&lang=en",
        "i=portaal&by=leeftijd", "i=bronnen", "i=portaal&w=2025", "i=oordeel&by=leeftijd&w=2025&lang=en",
    )
]  # fmt: skip


class _Head(HTMLParser):
    """The title, and what <meta> and <link> say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.title, self._in = "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._in = tag == "title" and not self.title
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            assert name not in self.meta
            self.meta[name] = given["content"]
        if tag == "link":
            self.links.append(given)

    def handle_data(self, data):
        if self._in:
            self.title += data
            self._in = False


@pytest.fixture
def client(shown_store, monkeypatch) -> TestClient:
    """A crawler, or another site."""
    monkeypatch.setenv("MONITOR_STORE", str(shown_store.path.parent))
    monkeypatch.setenv("MONITOR_ADDRESS", SITE)
    return _client()


def _client() -> TestClient:
    app = Starlette(routes=[*routes(), *api.routes()])
    return TestClient(Guard(PageShell(app, first_page)), base_url=SITE, follow_redirects=False)


@pytest.mark.parametrize("address", VIEWS)
def test_crawler_sees_title_text_and_picture_of_the_view(client, shown_store, address):
    page = shown_store.codebook.subject_pages()[int(address.startswith("/zorggebruikers"))]
    figure = answer.figure(parse_view(urlsplit(address).query), shown_store, page)
    head = _Head(client.get(address).text)
    assert head.title.startswith(figure.title) and head.title.count(" · ") >= 2
    assert head.meta["og:title"] == figure.title
    assert head.meta["og:description"] == head.meta["description"] and len(head.meta["description"]) > 40
    assert figure.subtitle[:40] in head.meta["description"]
    assert head.meta["description"].startswith(("Gesimuleerd. ", "Simulated. "))
    assert head.meta["twitter:card"] == "summary_large_image" and head.meta["og:image:alt"] == figure.alt
    canonical = next(link["href"] for link in head.links if link["rel"] == "canonical")
    assert canonical == head.meta["og:url"] and canonical.startswith(SITE)
    again = _Head(client.get(canonical.removeprefix(SITE)).text)
    assert again.title == head.title, "the canonical address opens the same view"
    others = {link["hreflang"]: link["href"] for link in head.links if "hreflang" in link}
    assert set(others) == {"nl", "en", "x-default"} and canonical in others.values()
    english = _Head(client.get(others["en"].removeprefix(SITE)).text)
    assert english.meta["og:locale"] == "en_GB"


def test_every_page_shows_a_figure_elsewhere(client):
    own = [path for id, path in current_store().codebook.paths.items() if id not in ("providers", "users")]
    assert len(own) > 5
    for address in ("/?lang=en", *(f"/{path}" for path in own)):
        page = client.get(address).text
        head, heading = _Head(page), unescape(re.search(r"<h1[^>]*>([^<]+)", page)[1])
        assert head.meta["twitter:card"] == "summary_large_image", address
        assert client.get(head.meta["og:image"].removeprefix(SITE)).headers["content-type"] == "image/png"
        told = head.meta["og:title"]
        assert told.startswith(heading) or address == "/zorgprocessen", "that page is about one figure"
        assert head.title.count(heading) == 1


def test_description_is_of_whole_sentences():
    assert sentences("n = 405 (2025)", "", "Meer. ", "Klaar") == "n = 405 (2025). Meer. Klaar"


def test_titles_of_views_differ(client):
    titles = [_Head(client.get(address).text).title for address in VIEWS[:8]]
    assert len(set(titles)) == len(titles) - 1, "the first view of a page is one that can be asked for too"


@pytest.mark.parametrize("address", [VIEWS[1], VIEWS[7], VIEWS[15]])
def test_picture_of_a_preview_is_as_large_as_it_says(client, address):
    head = _Head(client.get(address).text)
    answer_ = client.get(head.meta["og:image"].removeprefix(SITE))
    assert answer_.status_code == 200 and answer_.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(answer_.content))
    assert (
        picture.size == (1200, 630) == (int(head.meta["og:image:width"]), int(head.meta["og:image:height"]))
    )
    dark = sum(1 for pixel in picture.convert("L").crop((40, 40, 1160, 200)).getdata() if pixel < 90)
    assert dark > 4000, "the finding stands there in large letters"


@pytest.mark.parametrize("address", VIEWS[:6])
def test_short_address_leads_to_the_figure(client, shown_store, address):
    page = shown_store.codebook.subject_pages()[0]
    figure = answer.figure(parse_view(urlsplit(address).query), shown_store, page)
    told = client.get(f"/f/{short(figure.view, figure.page)}")
    assert told.status_code == 302 and told.headers["location"] == f"/{figure.page}?{figure.query}"


def test_short_address_that_opens_nothing_says_so(client):
    told = client.get("/f/nergens")
    assert told.status_code == 303 and told.headers["location"] == "/?missing=/f/nergens"
    page = client.get(told.headers["location"])
    assert page.status_code == 404 and "/f/nergens" in page.text
    assert client.get("/zorgverleners?missing=/f/nergens").status_code == 200


def test_frame_holds_the_figure_and_nothing_else(client, shown_store, monkeypatch):
    figure = answer.figure(parse_view("i=portaal"), shown_store, shown_store.codebook.subject_pages()[0])
    code = short(figure.view, figure.page)
    framed = client.get(f"/embed/{code}")
    assert (
        figure.title in unescape(framed.text)
        and '<svg role="img"' in framed.text
        and "<form" not in framed.text
    )
    assert "frame-ancestors 'none'" in framed.headers["content-security-policy"]
    assert framed.headers["x-frame-options"] == "DENY"
    assert client.get(f"/embed/{code}?edition={shown_store.build}").status_code == 200
    other = client.get(f"/embed/{code}?edition=0123456789ab")
    assert (
        other.status_code == 410
        and "0123456789ab" in other.text
        and figure.sentences[0] not in unescape(other.text)
    )
    assert client.get("/embed/nergens").status_code == 404
    monkeypatch.setenv("MONITOR_EMBED_ANCESTORS", "https://intranet.example")
    client = _client()
    framed = client.get(f"/embed/{code}")
    assert framed.headers["content-security-policy"].endswith("frame-ancestors https://intranet.example")
    assert "x-frame-options" not in framed.headers
    page = client.get("/zorgverleners")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    handout = client.get("/api/v1/export/handout.html?i=portaal&page=zorgverleners")
    assert handout.headers["content-security-policy"].endswith("frame-ancestors https://intranet.example")


def test_code_to_embed_is_offered_where_it_works(client, monkeypatch):
    assert "&lt;img src=" in client.get("/zorgverleners").text
    assert "&lt;iframe" not in client.get("/zorgverleners").text
    monkeypatch.setenv("MONITOR_EMBED_ANCESTORS", "*")
    text = first_page("/zorgverleners", "w=2024", "nl", _current(), SITE, False).body
    codes = [unescape(code) for code in re.findall(r'data-copy="(&lt;i[^"]*)"', text)]
    assert [re.match(r"<(\w+)", code)[1] for code in codes] == ["iframe", "iframe", "img", "img"]
    addresses = [unescape(re.search(r'src="([^"]*)"', code)[1]).removeprefix(SITE) for code in codes]
    assert [f"edition={_current().build}" in address for address in addresses] == [False, True, False, True]
    assert {_client().get(address).status_code for address in addresses} == {200}


def _current():
    from monitor.store import current_store

    return current_store()


@pytest.mark.parametrize("short_one", [True, False])
def test_oembed_gives_the_frame_of_an_address(client, shown_store, short_one):
    figure = answer.figure(parse_view("i=portaal"), shown_store, shown_store.codebook.subject_pages()[0])
    url = (
        f"{SITE}/f/{short(figure.view, figure.page)}" if short_one else f"{SITE}/zorgverleners?{figure.query}"
    )
    told = client.get(f"/api/v1/oembed?url={quote(url, safe='')}&maxwidth=400")
    assert told.status_code == 200
    frame = json.loads(told.text)
    assert (frame["type"], frame["version"], frame["title"], frame["width"]) == (
        "rich",
        "1.0",
        figure.title,
        400,
    )
    low = json.loads(client.get(f"/api/v1/oembed?url={quote(url, safe='')}&maxheight=300").text)
    assert low["height"] == 300 and 'height="300"' in low["html"]
    address = re.search(r'src="([^"]*)"', frame["html"])[1]
    assert figure.title in unescape(client.get(address.removeprefix(SITE)).text)
    assert client.get(frame["thumbnail_url"].removeprefix(SITE)).headers["content-type"] == "image/png"
    for other in ("https://elders.example/x", f"{SITE}/zorgverleners?i=nergens", f"{SITE}/f/000000"):
        assert client.get(f"/api/v1/oembed?url={quote(other, safe='')}").status_code == 404
    again = client.get(f"/api/v1/oembed?url={quote(address, safe='')}")
    assert json.loads(again.text)["title"] == figure.title


@pytest.mark.parametrize(
    "address", ["/zorgverleners?v=1", "/zorgprocessen?v=1", "/aanbevelingen?p=zorgverleners&i=oordeel"]
)
def test_page_names_its_oembed_where_frames_are_allowed(client, monkeypatch, address):
    refused = _Head(client.get(address + "&refused").text)
    assert "application/json+oembed" not in [link.get("type") for link in refused.links]
    monkeypatch.setenv("MONITOR_EMBED_ANCESTORS", "*")
    head = _Head(client.get(address).text)
    (link,) = [link["href"] for link in head.links if link.get("type") == "application/json+oembed"]
    told = client.get(link.removeprefix(SITE))
    assert told.status_code == 200 and told.json()["title"] == head.meta["og:title"]


def test_an_asked_question_is_not_for_search_engines(client):
    assert _Head(client.get("/?q=portaal").text).meta["robots"] == "noindex"
    assert "robots" not in _Head(client.get("/").text).meta


def test_search_engines_are_told_the_pages_and_named_views(client, monkeypatch):
    robots = client.get("/robots.txt").text
    assert f"Sitemap: {SITE}/sitemap.xml" in robots and "Disallow: /api/" in robots
    assert "Disallow: /f/" not in robots, "a short address must show its preview"
    with monkeypatch.context() as below:
        below.setenv("MONITOR_ADDRESS", f"{SITE}/monitor")
        robots = client.get("/robots.txt").text
    assert "Disallow: /monitor/api/" in robots and "Allow: /monitor/api/v1/preview.png" in robots
    sitemap = client.get("/sitemap.xml")
    assert sitemap.headers["content-type"].startswith("application/xml")
    places = [
        one.text
        for one in ElementTree.fromstring(sitemap.text).iter(
            "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
        )
    ]
    assert f"{SITE}/" in places and f"{SITE}/zorgverleners?lang=en" in places
    assert f"{SITE}/zorgverleners?v=1&i=portaal&f=trend" in places, "the named view"
    for place in places:
        assert client.get(place.removeprefix(SITE) or "/").status_code == 200


def test_without_a_store_nothing_fails(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    with pytest.raises(StoreError):
        _current()
    client = _client()
    assert client.get("/f/5cmk3khxrxgzrkwjeg1g").status_code == 303
    assert client.get("/sitemap.xml").status_code == 503 and client.get("/robots.txt").status_code == 200
