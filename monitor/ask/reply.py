"""What a question gets back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from monitor.ask.sentence import Said
from monitor.view import View


@dataclass(frozen=True)
class Reply:
    """One view that answers a question."""

    view: View
    page: str
    """Path of the page, from the site's root."""
    title: str
    sentence: str = ""
    levels: tuple[str, ...] = ()
    """Levels of the view's breakdowns that the question names."""
    place: str = ""
    """Where on the page, as an anchor."""
    beside: tuple[tuple[str, str], ...] = ()
    """What the page's address keeps next to the view."""
    says: Said | None = field(default=None, compare=False)
    """The full view that its sentence is about."""

    def row(self) -> dict[str, Any]:
        """As the command line and the API give it."""
        return {
            "view": self.view.query(),
            "page": self.page,
            "title": self.title,
            "sentence": self.sentence,
            "levels": list(self.levels),
        }


@dataclass(frozen=True)
class Answered:
    """What a question gets: replies, best first; or none, then why not, and what there is instead."""

    replies: tuple[Reply, ...] = ()
    missing: tuple[str, ...] = ()
    """Sentences on what this survey does not hold."""
    near: tuple[Reply, ...] = field(default=())
    aside: tuple[str, ...] = ()
    """With replies: sentences on what of the question they leave aside."""
