"""Links to everything that can be taken along: what was published, the codebook, all estimates, and what each
column means."""

from __future__ import annotations

from monitor.api import whole
from monitor.locale import say
from monitor.store import Store
from monitor.web import html

PUBLISHED = "/api/v1/published?format=csv"
FILES = {
    "indicators": "/api/v1/indicators?format=csv",
    "breakdowns": "/api/v1/breakdowns?format=csv",
    "codebook": whole.CODEBOOK,
    "readme": whole.README,
    "store": whole.STORE,
}


def section(store: Store, language: str) -> str:
    """The links, each with what it holds, as HTML."""
    links = [("published", PUBLISHED)] if store.published() else []
    links += [
        (name, f"{address}{'&' if '?' in address else '?'}lang={language}") for name, address in FILES.items()
    ]
    items = "".join(
        f"<li>{html.link(say(f'method.take.{name}', language), address)}</li>" for name, address in links
    )
    return f'<ul class="m-plain">{items}</ul>' + html.tag("p", say("method.take.api", language))
