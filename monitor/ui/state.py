"""View ⇄ address. The address holds what is asked; a reader's choice rewrites it, and each run of a page
reads it.

The browser may still show an older address when the next choice arrives, so a choice builds on what this
session asked last.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from monitor.locale import LANGUAGES
from monitor.store import languages_now
from monitor.view import View, parse_view

BESIDE = ("r", "p")
"""What a page keeps in the address beside its view: the recommendation, and the page whose subjects stand
beside it."""
_ASKED, _CHOSEN, _LANGUAGE, _PAGE = "view.asked", "view.chosen", "view.language", "view.page"


def turn_to(page_id: str) -> None:
    """The page that is drawn now."""
    st.session_state[_PAGE] = page_id


def page_id() -> str:
    """Its id: several pages may have one file."""
    id: str = st.session_state[_PAGE]
    return id


def language() -> str:
    """The reader's language: of the address, else of the pages seen before in this session, else the survey's
    own."""
    wanted = st.query_params.get("lang")
    if wanted in LANGUAGES:
        st.session_state[_LANGUAGE] = wanted
        return wanted
    own = languages_now()[0]
    spoken: str = st.session_state.get(_LANGUAGE, own)
    if spoken != own and st.query_params.get("lang") != spoken:
        st.query_params["lang"] = spoken
    return spoken


def asked() -> View:
    """What the reader asks now: the choice just made, else what the address says."""
    if not st.session_state.pop(_CHOSEN, False):
        st.session_state[_ASKED] = parse_view({key: st.query_params.get_all(key) for key in st.query_params})
    view: View = st.session_state[_ASKED]
    return view.with_(language=language())


def last_asked() -> View:
    """What this session asked last; for callbacks, which change one part of it."""
    view: View = st.session_state.get(_ASKED, View())
    return view.with_(language=language())


def ask(view: View, **beside: str) -> None:
    """Makes `view` what is asked, and its canonical form the address, after what else the page keeps there.
    For callbacks."""
    st.session_state[_ASKED], st.session_state[_CHOSEN] = view, True
    chosen = {key: beside.get(key, st.query_params.get(key, "")) for key in BESIDE}
    lang = "" if view.language == languages_now()[0] else view.language
    asked = {key: values[-1] for key, values in parse_qs(view.with_(language=lang).query()).items()}
    st.query_params.from_dict({key: value for key, value in (chosen | asked).items() if value})


def keep(key: str, value: object) -> None:
    """Gives the widget with this key a value, before it is drawn; a value that it has already is left
    alone."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
