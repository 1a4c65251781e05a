"""Every figure type on the page that it is asked of; one without a view here fails by its name."""

from __future__ import annotations

import pytest

from monitor.figure.build import cached_figure
from monitor.figure.kinds import KINDS
from monitor.store import current_store
from monitor.view import parse_view
from tests.pages.seen import charts, headings
from tests.pages.tiny import advised, write_tiny_store

VIEWS = {
    "bars": "i=portaal&w=2025",
    "dots": "i=portaal&by=leeftijd&w=2025",
    "trend": "i=portaal",
    "multiples": "i=portaal,videobellen",
    "stacked": "i=mening&w=2025",
    "diverging": "i=mening&w=2025",
    "dumbbell": "i=portaal&g=artsen,verpleegkundigen&w=2025",
    "slope": "i=oordeel",
    "ticks": "i=portaal,videobellen&w=2025",
    "paired": "i=portaal,videobellen&w=2025",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_draws_it_and_offers_it(open_page, store, kind: str):
    assert kind in VIEWS, f"{kind}: add a view that it fits to VIEWS"
    write_tiny_store(store, advised())
    asked = dict(part.split("=") for part in VIEWS[kind].split("&")) | {"f": kind, "lang": "en"}
    page = open_page("providers", **asked)
    opened = current_store()
    of = cached_figure(parse_view(asked), opened, opened.codebook.subject_pages()[0])
    assert of.kind == kind and not of.empty
    assert headings(page, 2) == [of.title] and [chart.alt for chart in charts(page)] == [of.alt]
