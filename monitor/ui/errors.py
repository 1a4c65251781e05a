"""What a reader sees when something breaks: one friendly line. The operator finds the rest in the log, by the
same number."""

from __future__ import annotations

import logging
import uuid

import streamlit as st

from monitor.errors import MonitorError
from monitor.locale import say, says
from monitor.ui.state import language
from monitor.web import html

_log = logging.getLogger("monitor")


def tell_reader(error: Exception) -> bool:
    """True: the error is told in the reader's language and logged in full, so Streamlit needs not show it."""
    number = uuid.uuid4().hex[:8]
    _log.error("Page failed, told to the reader as %s", number, exc_info=error)
    kind = error.kind if isinstance(error, MonitorError) else "unexpected"
    spoken = language()
    text = f"error.{kind}" if says(f"error.{kind}", spoken) else "error.unexpected"
    st.markdown(say(text, spoken))
    told = html.tag("p", say("error.number", spoken, number=number), class_="m-subtitle")
    st.html(told + html.link(say("error.begin", spoken), f"?lang={spoken}"))
    return True
