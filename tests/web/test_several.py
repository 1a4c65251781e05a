"""Several monitors in one process: each below its name, each with its own texts, files and rooms; the faults
of one stay its own."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from examples.youth.simulate import write
from monitor.errors import SettingError, StoreError
from monitor.prepare.pipeline import build
from monitor.store import current_store, monitors, store_folder
from tests.browser.conftest import ROOT, Served, serve
from tests.pages.tiny import advised, write_tiny_store
from tests.web.session import drawn, opened

ONE_WORKER = ("monitor", "serve", "--port", "{port}", "--workers", "1", "--host", "127.0.0.1")
TOKEN = "only-for-this-test"
TITLES = {"proef": "Proefmonitor", "jeugd": "Jeugdpeiling"}
"""A text that is on every page of one, and on none of the other."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tests' tiny store, the example survey; one that is broken, one without navigation, one of which the
    file is gone, and one that isn't there yet."""
    place = tmp_path_factory.mktemp("several")
    for name in ("proef", "kapot", "files"):
        (place / name).mkdir()
    write_tiny_store(place / "proef", advised())
    write(place / "files")
    build(ROOT / "examples" / "youth" / "codebook", place / "files", place / "jeugd")
    (place / "kapot" / "monitor-bad.duckdb").write_bytes(b"no database")
    (place / "kapot" / "CURRENT").write_text("monitor-bad.duckdb\n", encoding="utf-8")
    for name in ("krom", "weg"):
        (place / name).mkdir()
        path = write_tiny_store(place / name, advised())
        if name == "weg":
            path.unlink()
        else:
            with duckdb.connect(str(path)) as connection:
                connection.execute("DELETE FROM sample")
    return {name: place / name for name in ("proef", "jeugd", "kapot", "krom", "weg", "leeg")}


@pytest.fixture(scope="module")
def several(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """All of them, behind one port."""
    said = ",".join(f"{name}={folder}" for name, folder in folders.items())
    log, state = tmp_path_factory.mktemp("log"), tmp_path_factory.mktemp("state")
    yield from serve(log, *ONE_WORKER, MONITOR_STORES=said, MONITOR_STATE=str(state), MONITOR_API_RATE="0",
                     MONITOR_METRICS_TOKEN=TOKEN)  # fmt: skip


def got(several: Served, path: str, method: str = "GET", body: str = "", **headers: str):
    """Status, headers and body of one request, which follows no redirect."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(several.url).port, timeout=60)
    connection.request(method, path, body.encode() or None, {"Accept": "text/html,*/*"} | headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def other(name: str) -> str:
    return next(one for one in TITLES if one != name)


def paths_of(name: str, folders: dict[str, Path]) -> list[str]:
    return list(current_store(folders[name]).codebook.paths.values())


@pytest.mark.parametrize("name", TITLES)
def test_each_page_is_its_own(several: Served, folders: dict[str, Path], name: str) -> None:
    for path in paths_of(name, folders):
        for query in ("", "?lang=en"):
            status, _, text = got(several, f"/{name}/{path}{query}")
            assert status == 200, path
            assert not re.search(r'(href|src|action)="/(?!' + name + r"/)", text), path
        assert TITLES[name] in got(several, f"/{name}/{path}")[2]
        assert TITLES[other(name)] not in text and f"/{other(name)}/" not in text


@pytest.mark.parametrize("name", TITLES)
def test_every_kind_of_address_stands_below_its_name(
    several: Served, folders: dict[str, Path], name: str
) -> None:
    store = current_store(folders[name])
    subject, indicator = store.codebook.subject_pages()[0], store.indicator_ids[0]
    for path in ("health", "ready", "w", "show", "robots.txt", "_stcore/health", "app/static/icon.png",
                 f"{subject.path}?i={indicator}", "workshop", f"api/v1/figure.svg?i={indicator}",
                 f"api/v1/preview.png?i={indicator}",
                 f"api/v1/export/handout.html?i={indicator}"):  # fmt: skip
        assert got(several, f"/{name}/{path}")[0] == 200, path
    known = json.loads(got(several, f"/{name}/api/v1/indicators")[2])
    assert indicator in json.dumps(known) and other(name) not in json.dumps(known)
    maps = re.findall(r"<loc>(.*?)</loc>", got(several, f"/{name}/sitemap.xml")[2])
    assert maps and all(urlsplit(one).path.startswith(f"/{name}/") for one in maps)
    page = got(several, f"/{name}/{subject.path}?i={indicator}")[2]
    picture = re.search(r'og:image" content="([^"]+)"', page)
    assert picture and urlsplit(picture[1]).path == f"/{name}/api/v1/preview.png"
    frame = json.loads(got(several, f"/{name}/api/v1/oembed?url=/{name}/{subject.path}?i={indicator}")[2])
    code = re.search(rf"/{name}/embed/([^\"?]+)", frame["html"])
    assert code
    framed = got(several, f"/{name}/embed/{code[1]}")[2]
    assert f"/{name}/f/{code[1]}" in framed and other(name) not in framed
    status, headers, _ = got(several, f"/{name}/f/{code[1]}")
    assert status == 302 and headers["location"].startswith(f"/{name}/{subject.path}?")
    assert got(several, f"/{name}")[1]["location"] == f"/{name}/"
    assert got(several, f"/{name}/nergens")[1]["location"].startswith(f"/{name}/?missing=")


@pytest.mark.parametrize("name", TITLES)
def test_a_live_page_is_of_the_monitor_that_its_connection_is_below(several: Served, name: str) -> None:
    asked = {"X-Monitor-Asked": other(name)}
    with opened(f"{several.url}/{other(name)}") as neighbour, opened(f"{several.url}/{name}", **asked) as own:
        drawn(neighbour)
        told = " ".join(map(str, drawn(own) + drawn(own, query="lang=en")))
    assert TITLES[name] in told and TITLES[other(name)] not in told
    assert f"/{other(name)}/" not in told


def test_outside_a_monitor_there_is_the_choice_and_nothing_of_any(several: Served) -> None:
    status, _, text = got(several, "/")
    assert status == 200
    for name, title in TITLES.items():
        assert f'<a href="/{name}/">{title}' in text
    assert "eigen cijfers" in text and "Nieuwste cijfers: 2025" in text and text.count("gesimuleerd</span>")
    assert "kapot" in text and "kunnen nu niet gelezen worden" in text
    assert "Choose the monitor" in got(several, "/?lang=en")[2]
    assert got(several, "/nergens?lang=en")[1]["location"] == "/?missing=%2Fnergens&lang=en"
    assert "/proef/api/v1" in got(several, "/api/v1/indicators", **{"X-Monitor-Asked": "proef"})[2]
    assert got(several, "/_stcore/health")[0] == 200
    for path in (
        "/_stcore/host-config",
        "/_stcore/stream",
        "/f/abc",
        "/embed/abc",
        "/w",
        "/show",
        "/sitemap.xml",
    ):
        assert got(several, path)[0] == 404, path
    robots = got(several, "/robots.txt")[2]
    for name in TITLES:
        assert f"Disallow: /{name}/api/" in robots and f"/{name}/sitemap.xml" in robots


def test_the_fault_of_one_is_told_in_its_place_and_touches_no_other(several: Served) -> None:
    status, _, told = several.get("/ready")
    standing = json.loads(told)
    assert status == 200 and standing["status"] == "partly ready"
    told_of = {name: one["status"] for name, one in standing["monitors"].items()}
    assert told_of == dict.fromkeys(told_of, "no store") | {"proef": "ready", "jeugd": "ready"}
    for name in ("krom", "weg"):
        assert got(several, f"/{name}/")[0] == 503 and got(several, f"/{name}/ready")[0] == 503
    status, headers, text = got(several, "/kapot/zorgverleners?lang=en")
    assert status == 503 and "try again later" in text and 'href="../?lang=en"' in text
    assert headers["cache-control"] == "no-store"
    assert got(several, "/kapot/ready")[0] == 503 and got(several, "/kapot/api/v1/indicators")[0] == 503
    assert got(several, "/proef/ready")[0] == 200
    log = several.log.read_text(encoding="utf-8")
    assert re.search(r"^monitor: kapot can't be served: .*monitor-bad.duckdb can't be opened", log, re.M)
    assert re.search(r"^monitor: krom can't be served: .* has no navigation: it holds no sample", log, re.M)
    assert re.search(r"^monitor: weg can't be served: .* it is not there; copy it there whole", log, re.M)
    assert "Traceback" not in log
    builds = several.get("/metrics", Authorization=f"Bearer {TOKEN}")[2]
    assert re.search(r'build_info\{build="\w+",monitor="jeugd"\}', builds)


def test_a_new_edition_of_one_is_served_at_once_and_changes_no_other(
    several: Served, folders: dict[str, Path]
) -> None:
    before = {name: json.loads(got(several, f"/{name}/ready")[2]).get("build") for name in folders}
    page = got(several, "/proef/zorgverleners?i=portaal")[2]
    with opened(f"{several.url}/proef") as reader:
        drawn(reader, "zorgverleners", "i=portaal")
        made = write_tiny_store(folders["proef"], advised(), shift=0.05)
        told = " ".join(map(str, drawn(reader, "zorgverleners", "i=portaal")))
    after = {name: json.loads(got(several, f"/{name}/ready")[2]).get("build") for name in folders}
    assert after["proef"] == made.stem.split("-")[1] != before["proef"]
    assert after["proef"] in told and before["proef"] not in told
    assert after["jeugd"] == before["jeugd"]
    assert got(several, "/proef/zorgverleners?i=portaal")[2] != page
    assert got(several, "/leeg/")[0] == 503
    folders["leeg"].mkdir()
    write_tiny_store(folders["leeg"], advised())
    assert got(several, "/leeg/")[0] == 200


def test_a_room_is_found_under_its_own_name_alone(several: Served) -> None:
    plan = json.dumps({"lang": "nl", "s": "", "c": "", "p": _plan(several)})
    kind = {"Content-Type": "application/json"}
    status, _, told = got(several, "/proef/show/rooms", "POST", plan, **kind)
    assert status == 201, told
    room = json.loads(told)
    assert "/proef/w" in room["door"]
    joined = got(several, f"/proef/w/{room['code']}?lang=nl")
    assert joined[0] == 200 and "Path=/proef/w" in joined[1]["set-cookie"]
    assert got(several, f"/jeugd/w/{room['code']}?lang=nl")[0] == 404


def _plan(several: Served) -> str:
    from monitor.workshop.plan import Plan, Step, to_link

    return to_link(Plan(steps=(Step(page="zorgverleners", view="i=portaal", ask="guess"),)))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("proef", "write name=folder"),
        ("a=/x,=/y", "a name has 1 to 40"),
        ("Zorg=/x", "a name has 1 to 40"),
        ("api=/x", "the app's own"),
        ("a=/x,a=/y", "stands there twice"),
        ("a=/x,b=/x", "two names have this folder"),
        ("a=/x,", "write name=folder"),
    ],
)
def test_names_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, said: str, told: str) -> None:
    monkeypatch.setenv("MONITOR_STORES", said)
    with pytest.raises(SettingError, match=told) as raised:
        monitors.monitors()
    assert str(raised.value).startswith("MONITOR_STORES is '")


def test_a_look_up_outside_of_any_monitor_finds_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "alone"))
    assert store_folder() == tmp_path / "alone" and monitors.path() == ""
    monkeypatch.setenv("MONITOR_STORES", f"a={tmp_path / 'a'},b={tmp_path / 'b'}")
    with pytest.raises(StoreError, match="choose one with --store"):
        store_folder()
    with monitors.asking("b"):
        assert store_folder() == (tmp_path / "b").resolve() and monitors.path() == "/b"
    with monitors.alone(tmp_path / "c"):
        assert store_folder() == tmp_path / "c"
    assert monitors.asked() == ""
