"""Small pieces of HTML. Whatever comes from a codebook or an address is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape as escape
from pathlib import Path
from urllib.parse import quote

from monitor.export.table_html import table_html
from monitor.figure.figure import Table
from monitor.locale import Borrowed
from monitor.web.settings import base


@cache
def style() -> str:
    """The pages' style sheet, as an element."""
    return f"<style>{Path(__file__).with_name('page.css').read_text(encoding='utf-8')}</style>"


def tag(name: str, text: str, /, **attributes: str) -> str:
    """One element with escaped text; `class_` stands for class, `aria_current` for aria-current. A text in
    another language than the page's says so."""
    if isinstance(text, Borrowed):
        attributes.setdefault("lang", text.language)
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{written}>{escape(text)}</{name}>"


def link(text: str, address: str, **attributes: str) -> str:
    """A link within the app or to a web address; anything else (`javascript:`) is written as plain text."""
    if address.startswith(("?", "/", "https://", "http://", "#")):
        return tag("a", text, href=rooted(address), **attributes)
    return escape(text)


def rooted(address: str) -> str:
    """An address of ours, from the root of the host: below the path that the app has there."""
    return base() + address if address.startswith("/") and not address.startswith("//") else address


def drawing(svg: str) -> str:
    """The address of a drawing that stands in the page itself."""
    return f"data:image/svg+xml,{quote(svg, safe='=:/,.')}"


def items(texts: Iterable[str], class_: str) -> str:
    """A list, one escaped text an item; empty where there are none."""
    lines = "".join(tag("li", text) for text in texts)
    return f'<ul class="{class_}">{lines}</ul>' if lines else ""


def paragraph(text: str) -> str:
    """A sentence as a paragraph; one with a list as its lead and a real list."""
    entries = getattr(text, "items", ())
    if not entries:
        return tag("p", text)
    return tag("p", getattr(text, "lead", ""), class_="m-lead") + items(entries, "m-items")


def label(text: str) -> str:
    """A word beside a title: 'gesimuleerd'."""
    return tag("span", text, class_="m-label")


def table(shown: Table) -> str:
    """A real table, that scrolls by itself where it is wider than the page."""
    name = shown.caption or (shown.columns[0].label if shown.columns else "")
    return scrolled(table_html(shown, range(len(shown.columns)), "m-table", "m-right"), name)


def scrolled(body: str, name: str) -> str:
    """HTML that scrolls by itself where it is wider than the page, by keyboard too, under a name."""
    return f'<div class="m-scroll" tabindex="0" role="region" aria-label="{escape(name)}">{body}</div>'


def address(text: str, name: str) -> str:
    """A long text to copy, in a box that scrolls; named, and reached by keyboard."""
    return f'<p class="m-address" tabindex="0" role="group" aria-label="{escape(name)}">{escape(text)}</p>'
