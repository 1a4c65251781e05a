"""The pages that a monitor has besides its subject pages: in reading order, each with what fills it.

A page is an entry here, a file `pages/<id>.py` and its text `page.<id>`. Its path is its id, or what the
codebook's `addresses` say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from monitor.codebook.models import Codebook

START = "start"
FixedPage = Literal["processes", "recommendations", "collection", "workshop", "method", "accessibility"]


def _always(book: Codebook) -> bool:
    return True


PAGES: dict[FixedPage, Callable[[Codebook], bool]] = {
    "processes": lambda book: bool(book.processes),
    "recommendations": lambda book: bool(book.recommendations),
    "collection": _always,
    "workshop": _always,
    "method": _always,
    "accessibility": _always,
}
"""After the start and subject pages, in the order of the menu: whether a codebook fills each."""
IN_FOOT: frozenset[str] = frozenset({"accessibility"})
"""Pages that the foot of every page leads to, and not the menu."""
