"""Settings of the process that serves, in one place.

Measured with 20 sessions on a full subject page, two cores: 18 ms of processor time a run with the freezing
below, 93 ms without it; a bare `st.text` page as Streamlit ships it took 44 ms. After five times 100 sessions
the process stood at 165 MB, as after two.
"""

from __future__ import annotations

import gc
import threading
import time

from monitor.web.streamlit_internals import PagesManager

FREEZE_EVERY = 1.0
"""Seconds between two freezes."""
SWEEP_EVERY = 60.0
"""Seconds between two full sweeps: what was frozen and is garbage by now goes then."""
_started = threading.Lock()


def prepare() -> None:
    """Before the first visitor of this process: pages are found by the app alone, and survivors are kept out
    of each collection."""
    PagesManager.uses_pages_directory = False
    if _started.acquire(blocking=False):
        threading.Thread(target=_keep_survivors, name="survivors", daemon=True).start()


def _keep_survivors() -> None:
    """Streamlit collects all generations after every run of a page; frozen objects are not looked at.

    They are garbage some time, so a sweep now and then thaws them first. `uses_pages_directory` above is what
    the first call of `st.navigation` sets; before it, the first visitor of a subject page would meet "Page
    not found".
    """
    swept = time.monotonic()
    while True:
        if time.monotonic() - swept > SWEEP_EVERY:
            gc.unfreeze()
            gc.collect()
            swept = time.monotonic()
        gc.freeze()
        time.sleep(FREEZE_EVERY)


def survive() -> None:
    """Keeps what is there now out of the collections that follow; called when everything is loaded."""
    gc.collect()
    gc.freeze()
