"""A first visit asks for nothing twice, and knows its server at once."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Served, settled

CAME = "data"
"""Among what is asked: here Streamlit's data came."""


def test_a_first_visit_connects_at_once_and_asks_for_each_file_once(app: Served, reader: Any) -> None:
    asked: list[str] = []
    failed: list[str] = []
    reader.on("websocket", lambda opened: opened.on("framereceived", lambda _: asked.append(CAME)))
    reader.on("request", lambda request: asked.append(request.url.removeprefix(app.url)))
    reader.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    reader.wait_for_selector("#root .m-chart svg")
    settled(reader)
    assert failed == []
    assert asked.count("/_stcore/health") == 1
    files = [address for address in asked if address.startswith("/static/js/")]
    assert len(files) == len(set(files)) > 50
    late = [address for address in asked[asked.index(CAME) :] if address.startswith("/static/js/")]
    assert not late, f"asked for only when the data had come: {late}"
