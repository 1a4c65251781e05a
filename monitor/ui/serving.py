"""The store of this run. Taken once a run, so that one page never mixes the numbers of two builds."""

from __future__ import annotations

from contextvars import ContextVar

import streamlit as st

from monitor.store import Store, current_store, monitors

_this_run: ContextVar[Store] = ContextVar("store of this run")


def _of_session() -> str:
    """The monitor that this session was opened under, as `web/base.py` wrote it on its connection."""
    return str(st.context.headers.get(monitors.HEADER) or "")


monitors.sessions(_of_session)


def begin() -> Store:
    """The store that is current now, for the rest of this run. StoreError where there is none."""
    store = current_store()
    _this_run.set(store)
    return store


def store() -> Store:
    """The store that this run began with."""
    return _this_run.get(None) or begin()
