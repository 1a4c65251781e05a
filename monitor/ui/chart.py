"""A figure's chart on a page, drawn as in the page's first response: it answers to a pointer, to keys and to
screen readers without the server (`monitor/web/figure.js`); what a reader keeps of it becomes the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from monitor.figure.figure import Figure
from monitor.ui import serving, state, tools
from monitor.view import View, parse_view

Ask = Callable[[View], None]
"""Makes a view what the page asks."""
_FOCUS = "focus="


def show(figure: Figure, key: str, ask: Ask | None = None) -> None:
    """Draws the chart of a figure that is not empty; without `ask` nothing is asked of it but its numbers."""
    name = f"chart-{key}"
    drawn = tools.drawn(figure, serving.store(), asks=ask is not None)
    asked: dict[str, Any] = {"on_ask_change": lambda: _asked(name, figure, ask)} if ask else {}
    _component()(key=name, data={"html": drawn, "asks": ask is not None}, **asked)


def _asked(name: str, figure: Figure, ask: Ask | None) -> None:
    said = str(getattr(st.session_state.get(name), "ask", None) or "")
    if ask is None or not said:
        return
    if said.startswith(_FOCUS):
        # As it was asked, so that the page around the figure stays as it is.
        state.ask(state.last_asked().with_(focus=parse_view(said).focus))
    else:
        ask(parse_view(said, figure.view.language))


@cache
def _component() -> Any:
    return st.components.v2.component(
        "chart", js=Path(__file__).with_name("chart.js").read_text(encoding="utf-8"), isolate_styles=False
    )
