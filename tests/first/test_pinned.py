"""What is pinned to an edition: it answers while that is kept and may be seen beside the newest, and says so
when it is not."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor import api
from monitor.export.colophon import short_link
from monitor.figure.build import cached_figure
from monitor.first import routes
from monitor.locale import LANGUAGES
from monitor.prepare.pipeline import build
from monitor.prepare.protect.editions import Earlier
from monitor.store import Store, current_store, edition
from monitor.view import parse_view
from tests.conftest import GOLDEN
from tests.pages.tiny import write_tiny_store
from tests.valid import html, svg

QUERY = "i=portaal&g=artsen&by=leeftijd&w=2025"
TOLD = {"nl": "Die staat hier niet meer", "en": "which is no longer here"}
NEWEST = {"nl": "Bekijk de nieuwste cijfers", "en": "See the newest figures"}


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An edition; a newer one serves, whose build was compared with it."""
    first = current_store(write_tiny_store(tmp_path).parent)
    write_tiny_store(tmp_path, shift=0.11)
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    compared(tmp_path, first.path.stem)
    assert current_store().build != first.build
    return first


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[*routes(), *api.routes()])) as made:
        yield made


def compared(folder: Path, *names: str) -> None:
    """Writes in the serving store's report which editions its build was compared with."""
    report = current_store(folder).path.with_suffix(".report.json")
    report.write_text(json.dumps({"editions": {"compared": list(names)}}), encoding="utf-8")


def code(store: Store, language: str = "nl") -> str:
    page = store.codebook.subject_pages()[0]
    return short_link(cached_figure(parse_view(f"{QUERY}&lang={language}"), store, page), "").rpartition("/")[
        2
    ]


def highest(store: Store) -> str:
    """A percentage that this edition alone shows."""
    found = [row.estimate for row in store.estimates(["portaal"], ["artsen"], ["2025"], ["leeftijd"])]
    return f"{round(100 * max(number for number in found if number is not None))}%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_is_kept_answers(old: Store, client: TestClient, language: str):
    new = current_store()
    assert highest(old) != highest(new)
    for pinned, there, not_there in ((old, old, new), (new, new, old)):
        frame = client.get(f"/embed/{code(new, language)}?edition={pinned.build}")
        assert frame.status_code == 200 and not html.faults(frame.text)
        assert highest(there) in frame.text and highest(not_there) not in frame.text
        assert NEWEST[language] in frame.text
        drawn = client.get(f"/api/v1/figure.svg?{QUERY}&lang={language}&edition={pinned.build}")
        assert drawn.status_code == 200 and pinned.build in drawn.text
        assert highest(there) in drawn.text and highest(not_there) not in drawn.text
        rows = client.get(f"/api/v1/figure.json?{QUERY}&edition={pinned.build}").json()
        assert rows["build"] == pinned.build
    now = client.get(f"/embed/{code(new, language)}")
    assert highest(new) in now.text and NEWEST[language] not in now.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_is_gone_says_so_without_a_number(old: Store, client: TestClient, language: str):
    new, gone = current_store(), old.build
    old.path.unlink()
    frame = client.get(f"/embed/{code(new, language)}?edition={gone}")
    assert frame.status_code == 410 and not html.faults(frame.text)
    assert gone in frame.text and TOLD[language] in frame.text and NEWEST[language] in frame.text
    assert f"/f/{code(new, language)}" in frame.text and "%" not in frame.text.partition("</head>")[2]
    asked = f"{QUERY}&lang={language}&edition={gone}"
    drawn = client.get(f"/api/v1/figure.svg?{asked}")
    assert drawn.status_code == 410 and not svg.faults(drawn.text)
    words = " ".join(ElementTree.fromstring(drawn.text).itertext())
    assert gone in words and TOLD[language].split()[-1] in words and f"/f/{code(new, language)}" in words
    assert "%" not in words and new.build in words
    picture = client.get(f"/api/v1/figure.png?{asked}")
    assert picture.status_code == 410 and Image.open(io.BytesIO(picture.content)).format == "PNG"
    assert picture.headers["cache-control"] == "no-store" == drawn.headers["cache-control"]
    for path in ("figure.json", "export/figure.png", "export/deck.pptx", "estimates"):
        refused = client.get(f"/api/v1/{path}?{asked}")
        assert refused.status_code == 410 and refused.json()["newest"] == new.build
        assert refused.headers["content-language"] == language


def test_an_edition_that_may_not_be_seen_beside_the_newest_does_not_answer(old: Store, tmp_path: Path):
    assert edition(old.build) is not None and edition("../" + old.build) is None and edition("") is None
    compared(tmp_path)
    assert edition(old.build) is None, "its build was not compared with it: perhaps it never was public"
    current_store().path.with_suffix(".report.json").write_text("{", encoding="utf-8")
    assert edition(old.build) is None
    newer = current_store().build
    (tmp_path / "CURRENT").write_text(old.path.name, encoding="utf-8")
    assert edition(newer) is None, "after a rollback the newer one is withdrawn"


def test_a_build_names_the_editions_that_were_public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MONITOR_KEEP", "3")
    folder, made = tmp_path / "store", []
    book = yaml.safe_load((GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8"))
    for title, not_public in (("One", None), ("Two", []), ("Three", None)):
        book["survey"]["title"] = title
        (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
        build(tmp_path / "codebook.yaml", GOLDEN, folder, earlier=Earlier(not_public=not_public))
        made.append(current_store(folder).build)
        answering = [edition(each, folder) is not None for each in made]
        assert answering == {"One": [True], "Two": [False, True], "Three": [True] * 3}[title]
