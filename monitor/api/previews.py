"""What other sites show of a link: its picture, and the frame that they may embed (oEmbed 1.0)."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from monitor.api.figures import exact, figure_of
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import PAGE, SELECTION, Parameter
from monitor.api.problem import Problem, harmless_json
from monitor.export.colophon import short_link
from monitor.export.names import filename
from monitor.export.short import PLACE, long, short
from monitor.figure.figure import Figure
from monitor.view import parse_view

FRAME = "/embed/"
"""What begins the address of a figure's frame, from the site's root; the figure's short code follows."""
WIDEST, AROUND = 760, 330
"""Pixels of a frame: its width, and what stands around the chart where it is that wide."""
URL = Parameter(
    "url",
    "Address of a page with a figure, or a short address.",
    required=True,
    longest=4000,
    example="/f/5cmk3khxrxgzrkwjeg1g",
)
MAX_WIDTH = Parameter("maxwidth", "Pixels that the frame may be wide.", between=(200, 4000), longest=4)
MAX_HEIGHT = Parameter("maxheight", "Pixels that it may be high.", between=(100, 9000), longest=4)
JSON_ONLY = Parameter("format", "json; there is no xml.", longest=4)


def _preview(asked: Asked) -> Answer:
    from monitor.export.preview import preview

    figure = figure_of(asked)
    return Answer(preview(figure, asked.store), "image/png", filename(figure, "png", "preview"))


def frame(
    figure: Figure, address: str, width: int = WIDEST, high: int | None = None, edition: str = ""
) -> tuple[str, int]:
    """(the code that embeds a figure as a frame, its height in pixels, at most `high`); as it is now, or of
    this edition alone."""
    height = figure.height + AROUND + (0 if width > 480 else 160)
    height = min(height, high or height)
    source = f"{address}{FRAME}{short(figure.view, figure.page)}" + (f"?edition={edition}" if edition else "")
    return (
        f'<iframe src="{escape(source)}" title="{escape(figure.title)}" width="100%" height="{height}" '
        f'style="border:0;max-width:{width}px" loading="lazy"></iframe>'
    ), height


def oembed(asked: Asked) -> Answer:
    """The frame of the figure at an address."""
    if asked.one("format", "json") != "json":
        raise Problem(501, "not-implemented", "oEmbed is answered as json only", parameter="format")
    figure = _at(asked)
    width = min(WIDEST, int(asked.one("maxwidth") or WIDEST))
    high = int(asked.one("maxheight")) if asked.one("maxheight") else None
    code, height = frame(figure, asked.address, width, high)
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": figure.title,
        "provider_name": asked.store.codebook.say(asked.store.codebook.survey.title, figure.view.language),
        "provider_url": asked.address + "/",
        "html": code,
        "width": width,
        "height": height,
        "thumbnail_url": f"{asked.address}/api/v1/preview.png?{figure.query}&page={figure.page}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "url": short_link(figure, asked.address),
    }
    return Answer(harmless_json(told), "application/json")


def _at(asked: Asked) -> Figure:
    """The figure at the address in `url`. Problem where there is none, or none of what it asks: a site that
    embeds it would show something else."""
    parts = urlsplit(asked.one("url"))
    path = unquote(parts.path)
    pages = asked.store.codebook.page_at
    for place in (PLACE, FRAME):
        read = long(path.rpartition(place)[2].strip("/"), asked.store) if place in path else None
        if read is not None:
            return exact(read[1], asked.store, pages.get(read[0]))[0]
    page = pages.get(path.strip("/").rpartition("/")[2])
    if page is None:
        raise Problem(404, "not-found", "There is no figure at this address", value=asked.one("url")[:80])
    return exact(parse_view(parse_qs(parts.query)), asked.store, page)[0]


OPERATIONS = (
    Operation(
        "/api/v1/preview.png",
        "preview",
        "A figure as a link's preview shows it, 1200 by 630 pixels.",
        (*SELECTION, PAGE),
        _preview,
        ("image/png",),
        3.0,
    ),
    Operation(
        "/api/v1/oembed",
        "oembed",
        "The frame of the figure at an address (oEmbed).",
        (URL, MAX_WIDTH, MAX_HEIGHT, JSON_ONLY),
        oembed,
    ),
)
