"""Whatever is sent to the API: an answer or a problem, nothing logged, no markup given back, no request over
a second."""

from __future__ import annotations

import gc
import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from monitor.api import endpoint, operations, routes
from monitor.api.kept import Kept
from monitor.api.limits import Pace
from monitor.collection import Collection, Item, to_link
from tests.api.client import ask
from tests.hostile import KNOWN, MARK

NASTY = [
    MARK,
    "' OR 1=1 --",
    "portaal'; DROP TABLE estimate; --",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "{{7*7}}",
    "${7*7}",
    "\x00",
    "\u202eabc",
    "%00",
    "%ff%fe",
    "NaN",
    "-1",
    "9" * 400,
    "a," * 90,
    "\r\nSet-Cookie: a=b",
    to_link(
        Collection(title=MARK, items=(Item(page="zorgverleners", view="i=portaal", title=MARK, note=MARK),))
    ),
    "1" + "A" * 900,
]
AS_IT_IS = ("image/png", "application/vnd.duckdb")
"""No markup: the hostile label of the codebook, but nothing of the asker's, may stand in a picture's
description and in the store."""
NAMES = sorted({parameter.name for operation in operations() for parameter in operation.parameters}) + [
    "c",
    "x",
    MARK,
    "",
]
VALUES = st.lists(
    st.sampled_from((*KNOWN, "2024")) | st.sampled_from(NASTY) | st.text(max_size=20), min_size=1, max_size=3
).map(",".join)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=6), VALUES), max_size=6)
QUERIES = FIELDS.map(
    lambda fields: "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in fields)
) | st.text(max_size=80)
QUICK = [operation.path for operation in operations() if operation.cost < 2]
PATHS = st.sampled_from(QUICK) | st.sampled_from(
    ["/api/v1/", "/api/v1/estimates/", "/api/v1/<script>", "/api/../etc/passwd", "/api/v1/export/figure.exe"]
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.pages.tiny import write_tiny_store

    folder: Path = tmp_path_factory.mktemp("hostile-store")
    write_tiny_store(folder, hidden=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONITOR_STORE", str(folder))
        patch.setattr(endpoint, "kept", Kept())
        patch.setattr(endpoint, "pace", Pace(0))
        served = Starlette(routes=routes())
        ask(served, "/api/v1/qr.svg", "i=portaal")
        yield served


def sent(app: Any, path: str, query: str, caplog: pytest.LogCaptureFixture, **more: Any) -> float:
    """Seconds of processor time that the reply took; fails where the reply is not as it should be."""
    caplog.clear()
    # What pytest and hypothesis keep: walking it is a second's work after some thousands of examples.
    gc.freeze()
    start = time.process_time()
    reply = ask(app, path, query.encode("utf-8", "replace"), **more)
    took = time.process_time() - start
    gc.unfreeze()
    assert reply.status in (200, 204, 303, 304, 400, 404, 405, 410, 413, 414), (path, query, reply.body[:300])
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info], (
        path,
        query,
    )
    # In a PDF a text is a text, whatever it says: nothing reads it as markup.
    pdf = reply.body.startswith(b"%PDF-")
    assert pdf or b"alert(9)<" not in reply.body
    if not pdf and reply.type not in AS_IT_IS:
        assert b"<script" not in reply.body and b"<img" not in reply.body
    assert "set-cookie" not in reply.headers
    assert all("\n" not in value and "\r" not in value for value in reply.headers.values())
    if reply.status == 410 and reply.type.startswith("image/"):
        return took  # a picture that says that its edition is not kept
    if reply.status >= 400:
        assert reply.type == "application/problem+json"
        assert more.get("method") == "HEAD" or reply.json["detail"]
    return took


ASKED = {
    "path": PATHS,
    "query": QUERIES,
    "method": st.sampled_from(["GET"] * 8 + ["HEAD", "POST", "OPTIONS"]),
}


@given(**ASKED)
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_query_string_gets_more_than_an_answer_or_a_problem(
    app: Any, caplog: pytest.LogCaptureFixture, path, query, method
) -> None:
    assert sent(app, path, query, caplog, method=method) < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("path", [operation.path for operation in operations()])
@given(query=QUERIES)
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_ten_thousand_query_strings_on_each_route_get_no_more_either(
    app: Any, caplog: pytest.LogCaptureFixture, path, query
) -> None:
    assert sent(app, path, query, caplog) < 1.0


@given(
    headers=st.dictionaries(
        st.sampled_from(
            ["host", "accept", "if-none-match", "x-forwarded-for", "origin", "range", "accept-language"]
        ),
        st.sampled_from([MARK, "*", "evil.example", "a" * 3000, '""', "::1, 1.2.3.4", "bytes=0-5"]),
    )
)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_header_gets_more_either(
    app: Any, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    sent(app, "/api/v1/figure.json", "i=portaal", caplog, headers=headers)


@given(
    body=st.binary(max_size=400),
    type=st.sampled_from(["multipart/form-data; boundary=a", "application/x-www-form-urlencoded", "x", ""]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_form_gets_more_either(app: Any, caplog: pytest.LogCaptureFixture, body: bytes, type: str) -> None:
    sent(
        app,
        "/api/v1/collection",
        "",
        caplog,
        method="POST",
        body=body,
        headers={"content-type": type, "accept": "text/html"},
    )


@pytest.mark.parametrize("path", [operation.path for operation in operations() if operation.cost >= 2])
def test_costly_answers_are_as_careful(app: Any, caplog: pytest.LogCaptureFixture, path: str) -> None:
    for value in NASTY:
        sent(app, path, f"i={quote(value, errors='replace')}", caplog)
    for name in ("by", "page", "c", "width"):
        for value in (MARK, "../../../../etc/passwd", "\x00", "9" * 400, NASTY[-2], NASTY[-1]):
            sent(app, path, f"i=portaal&{name}={quote(value, errors='replace')}", caplog)
    sent(app, path, f"c={NASTY[-2]}", caplog)
