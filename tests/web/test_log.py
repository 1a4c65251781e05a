"""The log: a JSON object a line, with what an operator needs and nothing about a reader."""

from __future__ import annotations

import json
import logging

import pytest

from monitor.errors import StoreError, UnknownCode
from monitor.web.log import entry
from tests.web.session import drawn, opened


def _record(
    error: Exception, name: str = "monitor.api", message: str = "%s failed", *values: object
) -> logging.LogRecord:
    try:
        raise error
    except Exception as raised:
        return logging.LogRecord(
            name,
            logging.ERROR,
            __file__,
            1,
            message,
            values or ("/x",),
            (type(raised), raised, raised.__traceback__),
        )


def test_every_line_of_a_server_is_an_object(server):
    for page in ("", "zorgverleners", "methode", "aanbevelingen"):
        with opened(server.url) as reader:
            drawn(reader, page, "i=janjansen")
    server.get("/api/v1/estimates?i=janjansen", **{"User-Agent": "janjansens browser"})
    server.get("/zorgverleners?i=janjansen", Host="janjansen.example")
    text = server.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert "The monitor is at" in lines[0]["message"]
    assert {"time", "level", "from", "process", "message"} <= set(lines[0])
    assert "janjansen" not in text and "127.0.0.1" not in text


def test_error_of_ours_tells_its_reason():
    told = entry(_record(StoreError("There is no store in x; make one")))
    assert told["reason"] == "There is no store in x; make one"
    assert told["error"] == "StoreError"
    assert any("test_log.py" in place for place in told["at"])


@pytest.mark.parametrize(
    "error", [KeyError("jan@example.org"), UnknownCode("indicator", "jan@example.org", ["a"])]
)
def test_error_about_what_a_reader_typed_tells_only_its_kind_and_place(error):
    told = json.dumps(entry(_record(error)))
    assert "jan@example.org" not in told and type(error).__name__ in told


def test_message_of_a_library_is_written_without_its_values():
    told = entry(_record(ValueError("x"), "streamlit.web", "Bad request from %s", "10.1.2.3"))
    assert told["message"] == "Bad request from %s"
