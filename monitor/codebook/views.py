"""Every view that a codebook names, and the key under which it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.codebook.models import Codebook


class NamedView(NamedTuple):
    """A query string, the subject page on which it opens ('' is left open), and where it stands:
    `stories.kloof.view`."""

    key: str
    query: str
    page: str

    @property
    def page_key(self) -> str:
        """Where its page stands: beside the view, or the page itself."""
        return f"{self.key.rpartition('.')[0]}.page"


def views_of(codebook: Codebook) -> Iterator[NamedView]:
    """The views that open pages, those of stories, and the evidence of recommendations."""
    for page in codebook.pages:
        if page.first:
            yield NamedView(f"pages.{page.id}.first", page.first, page.id)
    for story in codebook.stories:
        yield NamedView(f"stories.{story.id}.view", story.view, story.page)
    for advice in codebook.recommendations:
        for number, evidence in enumerate(advice.evidence, start=1):
            yield NamedView(
                f"recommendations.{advice.id}.evidence[{number}].view", evidence.view, evidence.page or ""
            )
