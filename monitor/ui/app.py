"""The script behind every page: store, language, navigation, the page itself, footer."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from monitor import places
from monitor.codebook import Codebook
from monitor.codebook.pages import IN_FOOT, PAGES, START
from monitor.errors import StoreError
from monitor.locale import say
from monitor.store import monitors, store_folder
from monitor.ui import first_build, frame, kept, serving, state
from monitor.ui.errors import tell_reader
from monitor.web import html
from monitor.web.base import without
from monitor.web.metrics import timed
from monitor.web.settings import base

FIXED = {START, *PAGES}
"""Pages with a file of their own."""
ICON = "/app/static/icon.png"
"""By its address: a file would wait in the memory of one worker."""


def run() -> None:
    """Draws the page that the address asks for."""
    st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state="collapsed")
    st.html(html.style())
    language = state.language()
    try:
        store = serving.begin()
    except StoreError as error:
        without_store(error, language)
        return
    kept.begin()
    page = st.navigation(
        [_page(id, kept.counted(id, title), path) for id, title, path in planned(store.codebook, language)],
        position="top",
    )
    st.set_page_config(
        page_title=f"{page.title} · {store.codebook.say(store.codebook.survey.title, language)}"
    )
    state.turn_to(next(id for id, path in store.codebook.paths.items() if path == page.url_path))
    try:
        with timed(page.url_path or "start"):
            page.run()
    except Exception as error:  # whatever a page does wrong, its frame stays
        tell_reader(error)
    frame.footer(store, language)
    kept.remember()


def planned(book: Codebook, language: str) -> list[tuple[str, str, str]]:
    """(id, title, path) of the pages that this codebook fills, in reading order; the first is the start
    page."""
    return [(id, book.page_title(id, language), path) for id, path in book.paths.items()]


def _page(id: str, title: str, path: str) -> st.Page:
    seen: Literal["visible", "hidden"] = "hidden" if id in IN_FOOT else "visible"
    return st.Page(_file(id), title=title, url_path=path, default=not path, visibility=seen)


def _file(id: str) -> Path:
    """Where a page is written: of its own, or that of all subject pages."""
    return places.ROOT / "pages" / f"{id if id in FIXED else 'subject'}.py"


def draw(id: str) -> None:
    """Draws a page by itself, without the navigation around it."""
    state.turn_to(id)
    runpy.run_path(str(_file(id)))


def without_store(error: StoreError, language: str) -> None:
    """Builds the first store where there is none; says so where there is one that can't be read, or one of
    several."""

    def draw() -> None:
        if monitors.asked() or (store_folder() / "CURRENT").exists():
            tell_reader(error)
        else:
            first_build.show(store_folder(), language)

    here = without(urlsplit(st.context.url or "").path, base()).strip("/")
    pages = [
        st.Page(draw, title=say("app.title", language), url_path=path, default=not path)
        for path in dict.fromkeys(["", "" if "/" in here else here])
    ]
    st.navigation(pages, position="hidden").run()
