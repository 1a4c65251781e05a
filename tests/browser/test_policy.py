"""What Chromium has to say of the pages as `monitor serve` serves them: no violation of the policy, no
request to anybody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import settled
from tests.browser.test_page import PAGES
from tests.web.conftest import server

__all__ = ["server"]
pytestmark = pytest.mark.browser
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_pages_break_no_policy_and_ask_nobody_else(server, chromium, language):
    context = chromium.new_context(permissions=["clipboard-write"])
    window, elsewhere, waiting, told = context.new_page(), [], [], []
    window.add_init_script(WATCH)

    def seen(route: Any) -> None:
        address = urlsplit(route.request.url)
        if address.netloc != urlsplit(server.url).netloc:
            elsewhere.append(route.request.url)
            route.abort()
            return
        if address.path.startswith("/media/"):
            waiting.append(address.path)
        route.continue_()

    context.route("**/*", seen)
    window.on(
        "websocket",
        lambda socket: (
            elsewhere.append(socket.url) if urlsplit(socket.url).port != urlsplit(server.url).port else None
        ),
    )
    window.on(
        "console",
        lambda line: told.append(line.text) if line.type == "error" and "404" not in line.text else None,
    )
    for path in PAGES.values():
        window.goto(server.url + path + ("&" if "?" in path else "?") + f"lang={language}")
        settled(window)
        assert window.evaluate("violations") == [], path
        if window.locator("[data-copy]").count():
            window.locator("[data-copy]").first.evaluate("button => button.click()")
    window.goto(f"{server.url}/zorgverleners?i=oordeel&lang={language}")
    settled(window)
    assert window.locator("#root .m-plot > svg:visible").count() == 1
    assert window.evaluate("violations") == []
    assert told == []
    assert elsewhere == [], "requests to somebody else"
    assert waiting == [], "files that only one worker has"
    assert not context.cookies() or all(cookie["domain"] == "localhost" for cookie in context.cookies())
    context.close()


def test_page_can_not_be_framed_elsewhere(server, chromium):
    window = chromium.new_context().new_page()
    window.set_content(f'<iframe src="{server.url}/zorgverleners"></iframe>')
    window.wait_for_timeout(1000)
    assert all(frame.locator(".m-footer").count() == 0 for frame in window.frames)
    window.context.close()


def test_markup_in_an_address_runs_nowhere(server, chromium):
    window = chromium.new_context().new_page()
    window.add_init_script("window.ran = []; window.alert = (what) => ran.push(what);")
    attack = "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E%3Cscript%3Ealert(2)%3C/script%3E"
    for path in ("/", "/zorgverleners", "/verzameling"):
        window.goto(
            f"{server.url}{path.partition('?')[0]}?i={attack}&g={attack}&w={attack}&r={attack}&c={attack}&missing={attack}&refused={attack}"
        )
        settled(window)
        assert window.evaluate("ran") == [] and window.locator("img[src=x]").count() == 0, path
    window.context.close()
