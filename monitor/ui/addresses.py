"""Where each page is. Titles are translated, addresses never are."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from monitor.codebook import Codebook
from monitor.view import View

PATHS = {"start": "", "processes": "zorgprocessen", "recommendations": "aanbevelingen", "collection": "verzameling", "method": "methode"}
"""Address of each page that is no subject page; those have theirs from the codebook."""


def path_of(book: Codebook, page_id: str) -> str:
    """The page's path without its leading slash; '' is the start page, also for a page that isn't there."""
    return next((page.path for page in book.subject_pages() if page.id == page_id), PATHS.get(page_id, ""))


def link_to(book: Codebook, page_id: str, view: View | str, language: str) -> str:
    """The address, from the site's root, of a page with a view (or a query string) in the reader's language."""
    query = view.with_(language=language).query() if isinstance(view, View) else _in_language(view, language)
    return f"/{quote(path_of(book, page_id))}" + (f"?{query}" if query else "")


def page_for(book: Codebook, groups: Sequence[str]) -> str:
    """Id of the first subject page that is about any of these groups; of the first where none is."""
    pages = book.subject_pages()
    return next((page.id for page in pages if set(groups) & set(page.groups)), pages[0].id)


def _in_language(query: str, language: str) -> str:
    from monitor.view import parse_view

    return parse_view(query).with_(language=language).query()
