"""One request for a page, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.figure.figure import Figure
from monitor.store import Store
from monitor.view import View, parse_view


@dataclass(frozen=True)
class Asked:
    """The store that answers, the query of the address by name, where the app is served, and whether only
    some may see it."""

    store: Store
    query: Mapping[str, list[str]]
    language: str
    site: str = ""
    closed: bool = False

    def one(self, name: str) -> str:
        """The value of a parameter that counts once."""
        return (self.query.get(name) or [""])[-1]

    @cached_property
    def view(self) -> View:
        """The view in the query, in the reader's language."""
        return parse_view(self.query).with_(language=self.language)

    @cached_property
    def here(self) -> dict[str, str]:
        """The query with each parameter once, as a link repeats it."""
        return {name: ",".join(values) for name, values in self.query.items()}


@dataclass(frozen=True)
class First:
    """A page as its first response shows it. Title and description are plain text; `parts` are pieces of
    HTML, one under the other; `query` is the shortest that gives the same page; `picture` is shown of the
    page elsewhere where it isn't about one figure."""

    title: str
    description: str
    heading: str
    intro: str
    parts: tuple[str, ...]
    query: str = ""
    figure: Figure | None = None
    picture: Figure | None = None
