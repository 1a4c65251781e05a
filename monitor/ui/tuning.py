"""Settings of the process that serves, in one place."""

from __future__ import annotations

from streamlit.runtime.pages_manager import PagesManager


def prepare() -> None:
    """Before the first visitor: `pages/` is for `st.navigation`, not for Streamlit's own discovery.

    Streamlit takes this over from the first page that calls `st.navigation`; without it, that first visitor of a subject page
    would meet "Page not found".
    """
    PagesManager.uses_pages_directory = False
