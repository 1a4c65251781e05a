"""What a reader sees on a page of the test bench."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape

from streamlit.testing.v1 import AppTest


@dataclass(frozen=True)
class Drawn:
    """A chart: its markup, and what it says to a screen reader."""

    html: str

    @property
    def alt(self) -> str:
        found = re.search(r'<svg role="img" aria-label="([^"]*)"', self.html)
        return unescape(found[1]) if found else ""


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


def charts(page: AppTest) -> list[Drawn]:
    """The charts as they were sent to the browser."""
    sent = [item.proto for item in page.get("bidi_component") if item.proto.component_name == "chart"]
    return [Drawn(json.loads(proto.mixed.json or proto.json)["html"]) for proto in sent]


def address(page: AppTest) -> dict[str, str]:
    """The query parameters as they stand in the address."""
    return {key: value if isinstance(value, str) else value[-1] for key, value in page.query_params.items()}
