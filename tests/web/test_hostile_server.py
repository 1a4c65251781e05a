"""Addresses as an attacker writes them, sent to the real server: pages and shell answer, log no error, give
nothing back as markup."""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.sync.client import ClientConnection

from tests.browser.conftest import Served
from tests.hostile import KNOWN, MARK
from tests.web.conftest import workers
from tests.web.session import drawn, opened

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the workers' time from /proc")
PATHS = (
    "zorgverleners",
    "zorggebruikers",
    "zorgprocessen",
    "aanbevelingen",
    "verzameling",
    "workshop",
    "methode",
    "",
)
PIECES = (
    MARK, "%", "%zz", "%00", "%ed%a0%80", "%ff%fe", "&&==", "i=portaal", "i=" + "a," * 2000,
    "c=1" + "A" * 3000, "w=2025&w=2024",
    "lang=en", "lang=", "f=../../etc/passwd", "by=leeftijd,sector,x", "g='; DROP TABLE estimate; --",
    "r=" + MARK, "i=" + "é" * 500,
    "[]", "+", ";", "#",
)  # fmt: skip


NAMES = ("v", "lang", "i", "g", "by", "w", "f", "r", "p", "c", "missing", "refused", "x", MARK, "")
VALUES = st.lists(st.sampled_from(KNOWN) | st.sampled_from(PIECES) | st.text(max_size=20), max_size=4).map(
    ",".join
)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=6), VALUES), max_size=6)
QUERIES = FIELDS.map(
    lambda fields: "&".join(f"{quote(name)}={quote(value)}" for name, value in fields)
) | st.text(max_size=80)


def queries(count: int) -> list[str]:
    """Query strings of a few pieces each, always the same ones."""
    draw = random.Random(6)
    return ["&".join(draw.sample(PIECES, draw.randint(1, 4))) for _ in range(count)]


def _sane(server) -> None:
    lines = [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if line["level"] in ("error", "critical")]


def test_shell_and_api_answer_whatever_is_asked(server):
    address = urlsplit(server.url)
    paths = [f"/{path}" for path in PATHS] + [
        "/api/v1/estimates",
        "/api/v1/figure.json",
        "/ready",
        "/login",
        "/_stcore/host-config",
    ]
    for at, query in enumerate(queries(300)):
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        connection.request("GET", f"{paths[at % len(paths)]}?{quote(query, safe='%&=+;[],')}")
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        assert answer.status < 500, (paths[at % len(paths)], query)
        assert "alert(9)</script>" not in body and "<img src=x" not in body
    _sane(server)


def _stands(server: Served, reader: ClientConnection, path: str, query: str) -> None:
    """The page is drawn, within a second of processor time, without an error or markup of the asker's."""
    start = _processor(server)
    messages = drawn(reader, path, query)
    took = _processor(server) - start
    elements = [message.delta.new_element for message in messages if message.WhichOneof("type") == "delta"]
    kinds = {element.WhichOneof("type") for element in elements}
    assert "exception" not in kinds and "markdown" not in kinds, (path, query)
    told = "".join(element.html.body for element in elements if element.WhichOneof("type") == "html")
    assert "m-footer" in told and "<script" not in told and "<img src=x" not in told, (path, query)
    assert took < 1.0, (path, query, took)


def _processor(server: Served) -> float:
    """Seconds of processor time that the workers took since they began."""
    fields = [
        Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        for pid in workers(server)
    ]
    return sum(int(user) + int(system) for user, system in (stat[11:13] for stat in fields)) / os.sysconf(
        "SC_CLK_TCK"
    )


@pytest.mark.parametrize("path", PATHS)
def test_page_is_drawn_whatever_is_asked(server, path):
    for query in queries(25):
        with opened(server.url) as reader:
            _stands(server, reader, path, query)
    _sane(server)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_page_is_drawn_for_each_of_ten_thousand_addresses(server, path):
    with opened(server.url) as reader:

        @given(QUERIES)
        @settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def tried(query: str) -> None:
            _stands(server, reader, path, query)

        tried()
    _sane(server)
