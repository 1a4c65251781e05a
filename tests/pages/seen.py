"""What a reader sees on a page of the test bench."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest


def bodies(page: AppTest) -> list[str]:
    """The page's own HTML, piece by piece, without the style sheet."""
    return [item.proto.body for item in page.get("html") if not item.proto.body.startswith("<style>")]


def text(page: AppTest) -> str:
    """All words of the page's own HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies(page))))


def headings(page: AppTest, level: int) -> list[str]:
    """Texts of the headings of one level."""
    return [
        unescape(found)
        for body in bodies(page)
        for found in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", body)
    ]


def charts(page: AppTest) -> list:
    """The charts as they were sent to the browser: each has `spec` and `alt`."""
    return [item.proto for item in page.get("vega_lite_chart")]


def address(page: AppTest) -> dict[str, str]:
    """The query parameters as they stand in the address."""
    return {key: value if isinstance(value, str) else value[-1] for key, value in page.query_params.items()}
