"""What a reader sees when something breaks: one friendly line. The operator finds the rest in the log, by the
same number."""

from __future__ import annotations

import logging
import uuid

import streamlit as st

from monitor.errors import MonitorError
from monitor.locale import LANGUAGES, say, says
from monitor.ui.state import language
from monitor.web import html

_log = logging.getLogger("monitor")


def tell_reader(error: Exception) -> bool:
    """True: the error is told in the reader's language and logged in full, so Streamlit needs not show it."""
    number = uuid.uuid4().hex[:8]
    _log.error("Page failed, told to the reader as %s", number, exc_info=error)
    kind = error.kind if isinstance(error, MonitorError) else "unexpected"
    text = f"error.{kind}" if says(f"error.{kind}", "nl") else "error.unexpected"
    spoken = language()
    st.markdown(say(text, spoken))
    st.caption(say("error.number", spoken, number=number))
    st.html(html.link(say("error.begin", spoken), "?" if spoken == LANGUAGES[0] else f"?lang={spoken}"))
    return True
