"""The files of the pages come compressed, may be kept for good, and are asked for early."""

from __future__ import annotations

import gzip
import urllib.request

from monitor.web.files import content, early, hashed_files
from monitor.web.shell import shell_in
from tests.browser.conftest import Served


def fetched(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def test_a_script_comes_compressed_and_for_good(server: Served) -> None:
    name, path = next(
        (name, path)
        for name, path in hashed_files().items()
        if name.endswith(".js") and path.stat().st_size > 100_000
    )
    sent, headers = fetched(server.url + name, **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(sent) == path.read_bytes() and len(sent) < path.stat().st_size / 2
    assert headers["content-encoding"] == "gzip" and headers["vary"] == "accept-encoding"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"].startswith("text/javascript")
    assert headers["x-content-type-options"] == "nosniff"
    assert fetched(server.url + name)[0] == path.read_bytes()


def test_every_kept_file_is_one_of_streamlit_itself() -> None:
    files = hashed_files()
    assert len(files) > 100 and all(name.startswith("/static/") and ".." not in name for name in files)
    assert content(files[next(name for name in files if name.endswith(".woff2"))])[:4] == b"wOF2"


def test_a_page_asks_early_for_what_draws_a_chart() -> None:
    names = early()
    assert {"Html", "Button", "BidiComponent"} <= {name.partition(".")[0] for name in names}
    assert not any(name.startswith(("ArrowVegaLiteChart.", "embed.")) for name in names), (
        "an engine for a page"
    )
    html = (
        b'<html lang="en"><head><link\n rel="preload"\n href="./x.woff2"\n'
        b' as="font"\n/><title>Streamlit</title></head><body></body>'
    )
    shell = shell_in(html, "nl").decode()
    assert (
        shell.count("modulepreload") == len(names)
        and "x.woff2" not in shell
        and "MonitorSans-Regular.woff2" in shell
    )
    assert "/static/js/" + names[0] in hashed_files()
