"""What the first visitor of a worker would wait for, done before the worker takes visitors."""

from __future__ import annotations

import logging

from monitor.errors import MonitorError
from monitor.store import current_store

_log = logging.getLogger("monitor.server")


def warm_up() -> None:
    """Loads the libraries that draw and test, opens the store, and answers each page's first view and a search once.

    Where there is no store yet, or one that can't be read, that is told to the first visitor instead.
    """
    from monitor.figure.build import cached_figure
    from monitor.ui.search import search
    from monitor.view import View

    try:
        store = current_store()
        for page in store.codebook.subject_pages():
            cached_figure(View(language=store.codebook.survey.languages[0]), store, page)
        search("digital", store, "en")
    except MonitorError as error:
        _log.warning("Not warmed up: %s", error)
