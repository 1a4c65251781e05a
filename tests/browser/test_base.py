"""The app below a path of its host, and in a frame on a host that may show it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.browser.conftest import STREAMLIT, Served, free_port, serve, settled
from tests.pages.tiny import advised, write_tiny_store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def intranet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Another site, and the folder that it serves."""
    folder = tmp_path_factory.mktemp("intranet")
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder))
    ) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}", folder
        site.shutdown()


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory, intranet: tuple[str, Path]) -> Iterator[Served]:
    """The app at /monitor of its host; the other site may frame it."""
    store, port = tmp_path_factory.mktemp("below"), free_port()
    write_tiny_store(store, advised())
    yield from serve(store, *STREAMLIT, port=port, MONITOR_ADDRESS=f"http://localhost:{port}/monitor",
                     MONITOR_FRAME_ANCESTORS=intranet[0], MONITOR_EMBED_ANCESTORS=intranet[0])  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_asked_outside_the_path(below: Served, chromium: Any, scripts: bool) -> None:
    base = below.url + "/monitor"
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    window, wrong = context.new_page(), []
    window.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    window.on(
        "request",
        lambda asked: wrong.append(asked.url) if not asked.url.startswith((base, "data:", "blob:")) else None,
    )
    window.goto(base + "/zorgverleners?i=portaal")
    if scripts:
        settled(window)
        window.get_by_role("link", name="Zorggebruikers").first.click()
        window.wait_for_url(base + "/zorggebruikers*")
        settled(window)
        window.locator(".m-head a").click()
        settled(window)
    else:
        window.locator("#first select[name=by]").first.select_option("leeftijd")
        window.locator("#first .m-show").first.click()
        window.wait_for_url(base + "/zorgverleners?v=1&i=portaal&by=leeftijd*")
        window.locator(".m-head a").click()
    window.wait_for_url(base + "/zorg*lang=en")
    window.locator("summary", has_text="Excel").click()
    address = window.locator(".m-take .m-panel a, .f-take .m-panel a").first.get_attribute("href")
    assert address.startswith("/monitor/api/v1/export/")
    assert window.request.get(below.url + address).status == 200
    assert window.request.get(base + "/nergens").url.startswith(base + "/?missing=")
    assert wrong == []
    context.close()


@pytest.mark.parametrize("what", ["page", "figure"])
def test_page_and_figure_stand_in_a_frame_of_a_site_that_may(
    below: Served, intranet: tuple[str, Path], chromium: Any, what: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window, base, (site, folder) = context.new_page(), below.url + "/monitor", intranet
    code = f'<iframe src="{base}/zorgverleners?i=portaal" width="1000" height="800"></iframe>'
    if what == "figure":
        code = window.request.get(f"{base}/api/v1/oembed?url=/zorgverleners?i=portaal").json()["html"]
    heard = (
        "addEventListener('message', (event) => event.data.monitor === 'height' && (window.height = "
        "event.data.height))"
    )
    window.add_init_script(heard)
    (folder / f"{what}.html").write_text(f"<!DOCTYPE html><body>{code}</body>", encoding="utf-8")
    window.goto(f"{site}/{what}.html")
    inside = window.frame_locator("iframe")
    inside.locator(".m-title").first.wait_for()
    if what == "figure":
        window.wait_for_function("window.height > 300")
        assert inside.locator("svg[role=img]:visible").is_visible()
    else:
        inside.locator("#root .m-footer").wait_for(timeout=30_000)
        inside.locator("#first").wait_for(state="detached", timeout=30_000)
    context.close()
