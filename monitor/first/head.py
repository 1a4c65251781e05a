"""What a link to a page shows elsewhere: title, text and picture for chats and search engines, and which
address counts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlencode

from monitor.export.colophon import short_link
from monitor.export.picture_fonts import CUTS, FAMILY, LETTERS
from monitor.first.asked import Asked, First
from monitor.locale import spoken
from monitor.ui import standing, take
from monitor.web import html
from monitor.web.settings import settings

LONGEST_DESCRIPTION = 300
_FALLBACK = (
    "@font-face{font-family:'Source Sans fallback';src:local('Arial'),local('Liberation "
    "Sans'),local('Roboto');"
    "size-adjust:92.5%}"
    "@font-face{font-family:'Source Sans fallback 2';src:local('DejaVu Sans');size-adjust:80.5%}"
)
"""As wide as our letters, so that a text breaks where it will when they have come."""


@cache
def style() -> str:
    """The style of first responses: the pages' own rules on our elements, what Streamlit adds to them, and
    the letters. These have a name of their own, so that Streamlit's coming changes no line; and a text that
    they are too late for keeps the ones it has."""
    rules = "".join(
        Path(str(files("monitor.web") / name)).read_text(encoding="utf-8")
        for name in ("page.css", "first.css")
    )
    own = rules.replace('[data-testid="stHtml"]', "#first")
    faces = "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-display:optional;"
        f"src:url(./app/static/fonts/MonitorSans-{cut}.woff2) format('woff2');unicode-range:{LETTERS}}}"
        for cut, weight in CUTS
    )
    return f'<style id="first-style">{faces}{_FALLBACK}{own}</style>'


def head(first: First, title: str, name: str, asked: Asked) -> str:
    """Style, description, preview, canonical address and alternate languages, as elements of <head>."""
    survey = asked.store.codebook.say(asked.store.codebook.survey.title, asked.language)
    description = _cut(first.description)
    address = whole(asked, name, first.query, asked.language)
    pictured = first.figure or first.picture
    pictured = pictured or next(iter(standing.figures(asked.store, asked.language)), None)
    named = {
        "description": description,
        # Of questions there are as many as readers type.
        "robots": "noindex" if asked.one("q") else "",
        "twitter:card": "summary_large_image" if pictured and asked.site else "summary",
    }
    graph = {
        "og:type": "article" if first.figure else "website",
        "og:site_name": survey,
        "og:title": first.figure.title if first.figure else title,
        "og:description": description,
        "og:url": address,
        "og:locale": spoken(asked.language).tag.replace("-", "_"),
    }
    if pictured and asked.site:
        image = f"{asked.site}{take.API}/preview.png?{take.api_query(pictured)}"
        graph |= {
            "og:image": image,
            "og:image:type": "image/png",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": pictured.alt,
        }
    tags = [f'<meta name="{key}" content="{html.escape(value)}">' for key, value in named.items() if value]
    tags += [
        f'<meta property="{key}" content="{html.escape(value)}">' for key, value in graph.items() if value
    ]
    tags.append(f'<link rel="canonical" href="{html.escape(address)}">')
    tags += [
        f'<link rel="alternate" hreflang="{language}" '
        f'href="{html.escape(whole(asked, name, first.query, language))}">'
        for language in asked.store.languages
    ]
    default = whole(asked, name, first.query, asked.store.languages[0])
    tags.append(f'<link rel="alternate" hreflang="x-default" href="{html.escape(default)}">')
    if first.figure and asked.site and settings().embeds:
        figure = {"url": short_link(first.figure, asked.site), "format": "json"}
        embed = f"{asked.site}{take.API}/oembed?{urlencode(figure)}"
        tags.append(f'<link rel="alternate" type="application/json+oembed" href="{html.escape(embed)}">')
    return style() + "".join(tags)


def whole(asked: Asked, name: str, query: str, language: str) -> str:
    """The address of a page in a language, whole where the app knows where it is served."""
    kept = [part for part in query.split("&") if part and not part.startswith("lang=")]
    lang = asked.store.lang(language)
    kept += [f"lang={lang}"] if lang else []
    return f"{asked.site}/{quote(name)}" + (f"?{'&'.join(kept)}" if kept else "")


def _cut(text: str) -> str:
    """The first sentences, as far as a preview shows them."""
    text = " ".join(text.split())
    return (
        text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
    )
