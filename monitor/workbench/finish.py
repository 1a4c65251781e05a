"""Below the tables of the workbench: check, build, open."""

from __future__ import annotations

from functools import partial

import streamlit as st

from monitor.locale import say
from monitor.workbench import commands
from monitor.workbench.desk import Desk

UNDER_WAY, CAME = "under way", "came"
"""Keys of the session: what is being done, and what came of the last."""
_DOING = {"check": "workbench.checking", "build": "workbench.building"}


def finish(desk: Desk, language: str) -> None:
    """Check, build, open; and what came of it."""
    state = st.session_state
    doing = state.get(UNDER_WAY)  # drawn before it begins: a second press would begin another
    check, build, look = st.columns(3)
    for place, name in ((check, "check"), (build, "build")):
        place.button(
            say(f"workbench.{name}", language),
            key=f"do-{name}",
            width="stretch",
            type="primary" if name == "build" else "secondary",
            disabled=bool(doing),
            on_click=partial(state.update, {UNDER_WAY: name}),
        )
    if (desk.store / "CURRENT").is_file():
        build.checkbox(
            say("workbench.unseen", language), key="unseen", help=say("workbench.unseen_help", language)
        )
        if look.button(say("workbench.open", language), width="stretch"):
            state["address"] = commands.opened(desk)
        if address := state.get("address"):
            look.link_button(address, address, width="stretch")
    if doing:
        with st.spinner(say(_DOING[doing], language)):
            _do(desk, doing)
        st.rerun()
    done, lines = state.get(CAME, (True, []))
    if lines:
        (st.success if done else st.error)(say("workbench.done" if done else "workbench.stopped", language))
        st.code("\n".join(lines), language=None)


def _do(desk: Desk, doing: str) -> None:
    state = st.session_state
    try:
        state[CAME] = (
            commands.checked(desk) if doing == "check" else commands.built(desk, bool(state.get("unseen")))
        )
    finally:
        state[UNDER_WAY] = None
