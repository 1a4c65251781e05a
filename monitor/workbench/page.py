"""The page of the workbench, run by `monitor workbench` (start.py): files → table beside the figure → build →
open. It draws and asks; what is done is in `desk` and `commands`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from monitor.codebook import Codebook
from monitor.codebook.sheets.layout import Column
from monitor.errors import MonitorError
from monitor.locale import LANGUAGES, say, spoken
from monitor.workbench.columns import FIRST, HIDE, LOOK, NAME, WEIGHT, columns_config
from monitor.workbench.desk import SURVEY_TEXTS, Desk
from monitor.workbench.finish import finish
from monitor.workbench.rows import (
    BREAKDOWNS,
    QUESTIONS,
    SECTIONS,
    THEMES,
    Row,
    as_shown,
    columns_of,
)
from monitor.workbench.start import FILES, FOLDER, HOST

NARROW = "<style>.stMainBlockContainer {padding: 1.5rem 2rem}</style>"
"""Room for the table: Streamlit leaves 80 pixels at each side, and 96 above."""
POLL = 2
"""Seconds between two looks at whether somebody saved the YAML in an editor."""


def run() -> None:
    """Draws the page; nothing but a line where the server can be reached from elsewhere."""
    st.set_page_config(page_title="Monitor", layout="wide")
    language = _language()
    if st.get_option("server.address") != HOST or not os.environ.get(FOLDER):
        st.error(say("workbench.only_here", language))
        return
    st.html(NARROW)
    desk = Desk(Path(os.environ[FOLDER]), Path(os.environ[FILES]))
    st.header(say("workbench.title", language))
    st.caption(say("workbench.safe", language))
    _tell()
    _files(desk, language)
    if not desk.has_codebook:
        return
    try:
        _settle(desk)
        book = desk.read().codebook
    except MonitorError as error:
        st.error(say("workbench.broken", language))
        st.code(str(error))
        _watch(desk)
        return
    table, figure = st.columns([3, 2], gap="medium")
    with table:
        _table(desk, book, language)
    with figure:
        _figure(desk, book, language)
    _survey(desk, book, language)
    finish(desk, language)
    _watch(desk)


def _language() -> str:
    """The page's language, from its address or the switch."""
    asked = st.query_params.get("lang")
    first = asked if asked in LANGUAGES else LANGUAGES[0]
    chosen = st.segmented_control(
        say("workbench.language", first),
        LANGUAGES,
        default=first,
        format_func=lambda one: spoken(one).name,
        label_visibility="collapsed",
        key="language",
    )
    language = str(chosen or first)
    st.query_params["lang"] = language
    return language


def _do(work: Callable[[], Any], done: str = "") -> None:
    """Does it, and tells what came of it at the top of the next drawing."""
    try:
        came = work()
        if done or came:
            st.session_state["told"] = (True, done or str(came))
    except MonitorError as error:
        st.session_state["told"] = (False, str(error))
        st.session_state["version"] = st.session_state.get("version", 0) + 1


def _tell() -> None:
    done, lines = st.session_state.pop("told", (True, ""))
    with st.container():  # its place stays, or what stands below would be drawn as something new
        if lines:
            (st.success if done else st.error)(lines.replace("\n", "  \n"))
    if not done:
        st.toast(lines.partition("\n")[0], icon=":material/error:", duration="long")  # also seen at a table


def _files(desk: Desk, language: str) -> None:
    for file in st.session_state.get("dropped") or ():
        _keep(desk, file.name, file.getvalue())
    here = desk.files()
    with st.expander(say("workbench.files", language, count=len(here)), expanded=not desk.has_codebook):
        st.caption(say("workbench.folder", language, folder=str(desk.raw)))
        st.file_uploader(say("workbench.drop", language), accept_multiple_files=True, key="dropped")
        names = [path.name for path in here]
        chosen = st.multiselect(
            say("workbench.which", language), names, default=[] if desk.has_codebook else names
        )
        text = "workbench.draft_onto" if desk.has_codebook else "workbench.draft"
        done = "" if desk.has_codebook else say("workbench.drafted", language)  # all of it stands below
        if st.button(say(text, language), disabled=not chosen, type="primary"):
            with st.spinner(say("workbench.reading", language)):
                _do(lambda: desk.draft([path for path in here if path.name in chosen]), done)
            st.rerun()


def _keep(desk: Desk, name: str, content: bytes) -> None:
    try:
        desk.keep(name, content)
    except MonitorError as error:
        st.error(str(error))


def _settle(desk: Desk) -> None:
    """Takes the tables from the YAML again where they would show another thing than it says: after a save in
    an editor, and after a change that changed more than its own cell."""
    state = st.session_state
    version = state.get("version", 0)
    for section in SECTIONS:
        columns = {column.heading: column for column in columns_of(desk.read().codebook, section)}
        shown: list[Row] = state.get(f"rows-{section}", [])
        edits = state.get(f"{section}-{version}", {}).get("edited_rows", {})
        rows = desk.rows(section)
        if [(row.name, dict(row.cells)) for row in rows] != [
            (row.name, {**row.cells, **_said(edits.get(at, {}), columns)}) for at, row in enumerate(shown)
        ]:
            state["version"] = version + 1
    if state.get("version", 0) != version or "seen" not in state:
        for section in SECTIONS:
            state[f"rows-{section}"] = desk.rows(section)
    state["seen"] = desk.seen()


def _cells(edit: Mapping[str, Any]) -> dict[str, str]:
    """An edit as cells of text, without the columns that are no key."""
    return {
        heading: "" if value is None else str(value)
        for heading, value in edit.items()
        if heading not in (HIDE, LOOK, WEIGHT, NAME)
    }


def _said(edit: Mapping[str, Any], columns: Mapping[str, Column]) -> dict[str, str]:
    """An edit as the table would write it: in another spelling it is no other thing, and a table that is
    drawn anew loses what somebody types in it by then."""
    return {
        heading: as_shown(columns[heading], cell) if heading in columns else cell
        for heading, cell in _cells(edit).items()
    }


def _table(desk: Desk, book: Codebook, language: str) -> None:
    general = desk.general()
    with st.container():
        if general:
            with st.expander(say("workbench.general", language, count=len(general)), expanded=True):
                for doubt in general:
                    st.text(doubt)
    names = [say(f"workbench.{section}", language) for section in SECTIONS]
    for tab, section in zip(st.tabs(names), SECTIONS, strict=True):
        with tab:
            _editor(desk, book, section, language)
            if section == THEMES:
                _new_theme(desk, book, language)
    _hidden(desk, language)
    if left := desk.left_out():
        with st.expander(say("workbench.left_out", language, count=len(left))):
            st.text("\n".join(left))


def _editor(desk: Desk, book: Codebook, section: str, language: str) -> None:
    """A section as a table; each edited cell is written at once."""
    rows: list[Row] = st.session_state[f"rows-{section}"]
    if not rows:
        st.caption(say("workbench.none", language))
        return
    key = f"{section}-{st.session_state.get('version', 0)}"
    st.data_editor(
        _frame(rows, section),
        key=key,
        hide_index=True,
        column_config=columns_config(book, section, language),
        column_order=[*dict.fromkeys([*FIRST, *_frame(rows, section).columns])],
        placeholder="–",
        height=min(38 + 35 * len(rows), 560),
        on_change=_take,
        args=(desk, section, key, rows, language),
    )


def _frame(rows: Sequence[Row], section: str) -> pd.DataFrame:
    lines: list[dict[str, Any]] = []
    for row in rows:
        line: dict[str, Any] = {NAME: " ".join(row.name)}
        if section == QUESTIONS:
            line[LOOK] = _of_row(row)
        line |= row.cells
        if section == QUESTIONS:
            line[WEIGHT] = row.weight
        if section in (QUESTIONS, BREAKDOWNS):
            line[HIDE] = False
        lines.append(line)
    return pd.DataFrame(lines)


def _of_row(row: Row) -> str:
    """The doubts about a row, without the names that it has itself."""
    return " · ".join(doubt.partition(": ")[2] or doubt for doubt in row.doubts)


def _take(desk: Desk, section: str, key: str, rows: Sequence[Row], language: str) -> None:
    """What was edited in a table goes into the YAML."""
    edits: Mapping[int, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    hidden = [rows[at] for at, edit in edits.items() if edit.get(HIDE)]
    if hidden:
        _do(lambda: desk.hide(hidden), say("workbench.was_hidden", language, names=_called(hidden)))
        return
    changes = [(rows[at], _cells(edit)) for at, edit in edits.items() if _cells(edit)]
    if section == QUESTIONS and changes:
        st.session_state["figure"] = changes[-1][0].name[0]
    _do(lambda: _counted(desk.change(changes), language))


def _counted(shares: Mapping[str, str], language: str) -> str:
    """What new shares count, since the label that each had as another kind may say the opposite."""
    return "\n".join(say("workbench.counts", language, name=id, answer=shares[id]) for id in shares)


def _called(rows: Sequence[Row]) -> str:
    return ", ".join(" ".join(row.name) for row in rows)


def _new_theme(desk: Desk, book: Codebook, language: str) -> None:
    languages = _languages(book)

    def add() -> None:  # before anything is drawn: a press during a drawing loses nothing
        texts = {one: str(st.session_state[f"theme-{one}"]) for one in languages}
        if any(texts.values()):
            _do(lambda: desk.add(THEMES, texts))

    with st.form("theme", clear_on_submit=True):
        for one, field in zip(languages, st.columns(len(languages)), strict=True):
            field.text_input(f"{say('workbench.column.label', language)} ({one})", key=f"theme-{one}")
        st.form_submit_button(say("workbench.add_theme", language), on_click=add)


def _languages(book: Codebook) -> list[str]:
    return list(dict.fromkeys([book.own_language, *book.survey.languages, *LANGUAGES]))


def _hidden(desk: Desk, language: str) -> None:
    hidden = {f"{one['id']}": section for section, items in desk.hidden().items() for one in items}
    if not hidden:
        return
    with st.expander(say("workbench.hidden", language, count=len(hidden))):
        chosen = st.selectbox(say("workbench.which_back", language), list(hidden), key="back")
        if st.button(say("workbench.put_back", language)):
            _do(lambda: desk.put_back(hidden[chosen], chosen))
            st.rerun()


def _figure(desk: Desk, book: Codebook, language: str) -> None:
    """One question as it would be shown, drawn again when something was saved."""
    rows: dict[str, Row] = {row.name[0]: row for row in st.session_state[f"rows-{QUESTIONS}"]}
    id = st.selectbox(
        say("workbench.figure_of", language),
        list(rows),
        format_func=lambda one: (
            book.say(book.indicator[one].label, language) if one in book.indicator else one
        ),
        key="figure",
    )
    by = st.selectbox(
        say("workbench.by", language),
        ["", *book.breakdown],
        format_func=lambda one: book.say(book.breakdown[one].label, language) if one else "–",
        key="by",
    )
    if id not in book.indicator:
        return
    if rows[id].doubts:
        st.warning(_of_row(rows[id]))
    try:
        with st.spinner(say("workbench.drawing", language)):
            svg, lines = _drawn(desk, id, by, language, desk.told_by(id))
    except MonitorError as error:
        st.error(str(error))
        return
    st.image(svg)
    *words, numbers = "\n".join(lines[:-1]).split("\n\n")
    st.text("\n\n".join(words))
    st.code(numbers, language=None)
    st.caption(say("workbench.preview", language))


@st.cache_data(max_entries=50, show_spinner=False)
def _drawn(_desk: Desk, id: str, by: str, language: str, told_by: str) -> tuple[str, list[str]]:
    return _desk.figure(id, by, language)


def _survey(desk: Desk, book: Codebook, language: str) -> None:
    """The survey's own texts, and what its pages are offered in."""
    with st.expander(say("workbench.survey", language)), st.form("survey"):
        languages = _languages(book)
        texts: dict[str, dict[str, str]] = {}
        for key in SURVEY_TEXTS:
            fields = st.columns(len(languages))
            for one, field in zip(languages, fields, strict=True):
                name = f"{say(f'workbench.survey_{key}', language)} ({one})"
                text = _own(getattr(book.survey, key), one, book)
                texts.setdefault(key, {})[one] = field.text_input(name, value=text)
        offered = st.multiselect(
            say("workbench.languages", language),
            languages,
            default=book.survey.languages,
            format_func=lambda one: spoken(one).name if one in LANGUAGES else one,
        )
        if st.form_submit_button(say("workbench.save", language)):
            _do(lambda: desk.survey(texts, offered))
            st.rerun()


def _own(text: Any, language: str, book: Codebook) -> str:
    """A text in this language alone, empty where it is not written."""
    if isinstance(text, Mapping):
        return str(text.get(language, ""))
    return str(text or "") if language == book.own_language else ""


@st.fragment(run_every=POLL)
def _watch(desk: Desk) -> None:
    """Draws all of it again when somebody saved the YAML or a file."""
    if desk.seen() != st.session_state.get("seen"):
        st.session_state["seen"] = desk.seen()
        st.rerun()


run()
