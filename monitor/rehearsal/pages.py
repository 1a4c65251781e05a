"""Every page drawn once in each language, without a browser."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

from monitor.codebook import Codebook
from monitor.locale import LANGUAGES
from monitor.prepare.files.findings import Findings
from monitor.store import monitors
from monitor.ui.app import planned

LONGEST = 60
"""Seconds that one page may take."""


def try_pages(folder: Path, codebook: Codebook, findings: Findings) -> None:
    """An error for each page that breaks on the store in `folder`."""
    with _served(folder):
        for language in LANGUAGES:
            for id, _, path in planned(codebook, language):
                bench = AppTest.from_function(_draw, default_timeout=LONGEST, kwargs={"page": id})
                bench.query_params["lang"] = language
                bench.run()
                for error in bench.exception:
                    where = f"/{path} ({language})"
                    said = " ".join(str(error.message).split()) or "an error without a word"
                    message = f"the page can't be drawn: {said}"
                    findings.add("error", "page", where, message, advice="Report this as a fault")


def _draw(page: str) -> None:
    """One page, as Streamlit runs it; nothing of this module is known there."""
    import streamlit as st

    from monitor.ui import app, frame, serving, state

    store = serving.begin()
    try:
        app.draw(page)
        frame.footer(store, state.language())
    except Exception as error:  # told as a finding
        st.exception(error)


@contextmanager
def _served(folder: Path) -> Iterator[None]:
    """`folder` is the store's, and Streamlit says nothing of running without a server."""
    logging.disable(logging.WARNING)
    try:
        with monitors.alone(folder):
            yield
    finally:
        logging.disable(logging.NOTSET)
