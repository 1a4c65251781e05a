"""Where each page is. Titles are translated, addresses never are."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from monitor.ask import Reply
from monitor.codebook import Codebook
from monitor.locale import offered
from monitor.view import View, parse_view


def path_of(book: Codebook, page_id: str) -> str:
    """The page's path without its leading slash; '' is the start page, also for a page that isn't there."""
    return book.paths.get(page_id, "")


def link_to(book: Codebook, page_id: str, view: View | str, language: str, **beside: str) -> str:
    """The address, from the site's root, of a page with a view (or its query string) in the reader's
    language.

    `beside` is what the page keeps in its address next to the view.
    """
    own = offered(book.survey.languages)[0]
    asked = (
        (parse_view(view) if isinstance(view, str) else view)
        .with_(language="" if language == own else language)
        .query()
    )
    query = "&".join(part for part in (urlencode(beside), asked) if part)
    return f"/{quote(path_of(book, page_id))}" + (f"?{query}" if query else "")


def address_of(reply: Reply) -> str:
    """The address, from the site's root, of the view that answers a question."""
    query = "&".join(part for part in (urlencode(reply.beside), reply.view.query()) if part)
    return quote(reply.page) + (f"?{query}" if query else "") + (f"#{reply.place}" if reply.place else "")


def page_for(book: Codebook, groups: Sequence[str]) -> str:
    """Id of the first subject page that is about any of these groups; of the first where none is."""
    pages = book.subject_pages()
    return next((page.id for page in pages if set(groups) & set(page.groups)), pages[0].id)
