"""The forms that readers choose with, as HTML: the same in the first response, where a button sends them, and
in the live page, where each choice counts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from monitor.locale import say
from monitor.view import LONGEST_QUERY
from monitor.web import html

CHOOSE = "choose"
"""What every form adds to its address: the shortest address of what was chosen is answered then."""
ACTS = ("up", "down", "remove")
"""What can be done with a thing that has a place among others."""
_FILE = '<input type="file" name="file" accept=".json,application/json" hidden>'
Query = Mapping[str, Sequence[str]]
"""What a form sends, by name."""


def picked(name: str, label: str, options: Mapping[str, str], value: str) -> str:
    """A list from which one is picked."""
    choices = "".join(
        f'<option value="{html.escape(id)}"{" selected" if id == value else ""}>{html.escape(text)}</option>'
        for id, text in options.items()
    )
    return f'<label class="m-pick">{html.tag("span", label)}<select name="{name}">{choices}</select></label>'


def ticked(name: str, label: str, options: Mapping[str, str], values: Iterable[str]) -> str:
    """Choices of which several may be on."""
    on = set(values)
    boxes = "".join(
        f'<label class="m-pill"><input type="checkbox" name="{name}" value="{html.escape(id)}"'
        f"{' checked' if id in on else ''}><span>{html.escape(text)}</span></label>"
        for id, text in options.items()
    )
    return _grouped(label, boxes)


def one_tick(name: str, label: str, on: bool) -> str:
    """A choice that is on or off."""
    checked = " checked" if on else ""
    box = f'<input type="checkbox" name="{name}" value="1"{checked}>'
    return f'<label class="m-pill">{box}<span>{html.escape(label)}</span></label>'


def one_of(name: str, label: str, options: Mapping[str, str], value: str) -> str:
    """Buttons of which one is on."""
    buttons = "".join(
        html.tag(
            "button",
            text,
            type="submit",
            name=name,
            value=id,
            class_="m-way",
            aria_pressed="true" if id == value else "false",
        )
        for id, text in options.items()
    )
    return _grouped(label, buttons)


def _grouped(label: str, inside: str) -> str:
    return (
        f'<fieldset class="m-pick">{html.tag("legend", label)}<div class="m-pills">{inside}</div></fieldset>'
    )


def opened(id: str, summary: str, body: str, kind: str = "") -> str:
    """A panel that opens below its summary (HTML) and closes by Escape or a click beside it; `id` tells those
    of one form apart."""
    return (
        f'<details class="m-menu m-choice {kind}" data-menu="{id}"><summary>{summary}</summary>'
        f'<div class="m-panel">{body}</div></details>'
    )


def lesser(id: str, label: str, told: Sequence[str], parts: Iterable[str]) -> str:
    """Choices that a phone folds under this label, with what is chosen in them; elsewhere a row."""
    inside = "".join(f"<div>{part}</div>" for part in parts if part)
    now = html.escape(label) + html.tag("span", " · ".join(filter(None, told)), class_="m-under")
    return (
        f'<details class="m-lesser" data-menu="{id}"><summary><span class="m-now">{now}</span></summary>'
        f'<div class="m-row">{inside}</div></details>'
    )


def form(action: str, hidden: Mapping[str, str], rows: Iterable[Sequence[str]], language: str) -> str:
    """Rows of choices, and at the end of the last one the button that shows what is chosen."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in {**hidden, CHOOSE: "1"}.items()
        if value
    )
    button = html.tag("button", say("first.show", language), type="submit", class_="m-show")
    *first, last = [[f"<div>{part}</div>" for part in row if part] for row in rows]
    lines = "".join(f'<div class="m-row">{"".join(row)}</div>' for row in [*first, [*last, button]])
    to = html.escape(html.rooted(action))
    return f'<form class="m-choose" method="get" action="{to}">{kept}{lines}</form>'


def acts(at: int, count: int, title: str, labels: Mapping[str, str]) -> str:
    """Buttons that move a thing from its place of so many up or down, or remove it; each has its title in its
    name."""
    off = {"up": at == 0, "down": at == count - 1}
    return "".join(
        html.tag(
            "button",
            label,
            type="submit",
            name=name,
            value=str(at),
            class_="m-act",
            aria_label=f"{label}: {title}",
            disabled="disabled" if off.get(name) else "",
        )
        for name, label in labels.items()
    )


def acted(sent: Query, count: int) -> tuple[str, int] | None:
    """Which of these buttons was pressed, and at which place of so many."""
    for name in ACTS:
        at = "".join(sent.get(name, ())[-1:])
        if at.isdecimal() and int(at) < count:
            return name, int(at)
    return None


def file(label: str) -> str:
    """A file to choose. The button is ours: that of a browser speaks the browser's language."""
    button = html.tag("button", label, type="button", class_="m-copy", data_file="yes")
    return f'<span class="m-file">{button}<output></output>{_FILE}</span>'


def show(body: str, key: str, choose: Callable[[Query], None], ahead: str = "") -> None:
    """Draws a form that calls `choose` with what it holds, whenever a reader changes anything in it; `ahead`
    is the address of the chart that it asks for, which is drawn before the page is."""
    counted = f"{key}.count"

    def chosen() -> None:
        answer: Any = st.session_state.get(key)
        sent = dict(getattr(answer, "choice", None) or {})
        count = sent.get("count", 0)
        if count and count == st.session_state.get(counted):
            return  # it was sent again before its answer came
        st.session_state[counted] = count
        choose(parse_qs(str(sent.get("query", ""))[:LONGEST_QUERY]))

    data = {"html": body, "count": st.session_state.get(counted, 0), "ahead": ahead}
    _form()(key=key, data=data, on_choice_change=chosen)


@cache
def _form() -> Any:
    return st.components.v2.component(
        "form", js=Path(__file__).with_name("form.js").read_text(encoding="utf-8"), isolate_styles=False
    )
