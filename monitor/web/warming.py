"""What the first reader of a worker would wait for, done before: what pages need at the start, what files
need in a quiet moment."""

from __future__ import annotations

import logging
import threading
import time

from monitor.errors import MonitorError
from monitor.store import current_store, monitors

_log = logging.getLogger("monitor.server")
MOMENT = 5.0
"""Seconds in which a worker has to do next to nothing before it is taken to have time."""
NEXT_TO_NOTHING = 0.05
"""Part of a processor."""


def warm_up() -> None:
    """Loads the libraries that draw and test, opens the store, or each of several, and answers each page's
    first view and a search once.

    Where there is no store yet, or one that can't be read, that is told to the first reader instead. What
    pictures and files need follows in a thread of its own.
    """
    from monitor.ask import ask
    from monitor.figure.build import cached_figure
    from monitor.view import View

    threading.Thread(target=_in_a_quiet_moment, name="warming", daemon=True).start()
    for name in monitors.monitors() or [""]:
        with monitors.asking(name):
            try:
                store = current_store()
                for page in store.codebook.subject_pages():
                    cached_figure(View(language=store.languages[0]), store, page)
                ask("digital", store, store.languages[0])
            except MonitorError as error:
                _log.warning("Not warmed up%s: %s", f" ({name})" if name else "", error)


def _in_a_quiet_moment() -> None:
    used = -1.0
    while used < 0 or time.process_time() - used > NEXT_TO_NOTHING * MOMENT:
        used = time.process_time()
        time.sleep(MOMENT)
    warm_up_files()


def warm_up_files() -> None:
    """Fonts, drawing engine and writers of files: a first picture or deck then takes as long as any other."""
    from monitor.export import deck, handout, image, tagged, workbook  # noqa: F401

    image.warm_up()
