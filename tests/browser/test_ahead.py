"""A chosen chart is drawn before Streamlit has drawn the page, and gives way to the page's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Served, settled

pytestmark = pytest.mark.browser
CHART = "#root .m-figure"
OWN = f"() => {{ const place = document.querySelector('{CHART}'); return place.drawn === place.own }}"


def test_the_chart_comes_before_the_page(app: Served, reader: Any) -> None:
    held: list[Any] = []
    late = {"on": False}

    def through(socket: Any) -> None:
        def on(message: Any) -> None:
            held.append(message) if late["on"] else socket.send(message)

        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(on)
        late["socket"] = socket

    reader.route_web_socket("**/_stcore/stream", through)
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    settled(reader)
    chart = reader.locator(CHART).inner_html()
    late["on"] = True
    reader.locator("#root .m-pill", has_text="2023").click()
    reader.wait_for_function(f"(old) => document.querySelector('{CHART}').innerHTML !== old", arg=chart)
    ahead = reader.locator(CHART).inner_html()
    reader.wait_for_timeout(500)
    assert held and "w=" not in reader.url and not reader.evaluate(OWN)
    late["on"] = False
    for message in held:
        late["socket"].send(message)
    reader.wait_for_function("() => new URLSearchParams(location.search).has('w')")
    settled(reader)
    assert reader.evaluate(OWN) and reader.locator(CHART).inner_html() == ahead


def test_the_page_s_own_chart_stands_again(app: Served, reader: Any) -> None:
    """Where what was drawn ahead is not what the page answers."""
    reader.route(
        "**/ahead/**", lambda route: route.fulfill(body="<p>Another chart</p>", content_type="text/html")
    )
    reader.goto(f"{app.url}/zorgverleners?i=portaal")
    settled(reader)
    pill = reader.locator("#root .m-pill", has_text="2023")
    pill.click()
    reader.wait_for_function("() => new URLSearchParams(location.search).has('w')")
    settled(reader)
    reader.wait_for_function(OWN, timeout=6000)
    assert reader.locator(CHART).get_by_text("Another chart").count() == 0
