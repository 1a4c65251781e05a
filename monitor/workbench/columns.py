"""How the columns of the workbench's tables are called, edited, and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from monitor.codebook import Codebook
from monitor.locale import say
from monitor.workbench.rows import QUESTIONS, THEMES, columns_of

HIDE, LOOK, WEIGHT, NAME = "hide", "look", "weight", "name"
"""Columns that are no key of the codebook."""
WIDTHS = {NAME: 95, HIDE: 95, "label": 190, "kind": 95, "theme": 90, LOOK: 145}
"""Of the questions, in pixels: together no more than stands beside the figure in a window of 1280."""
FIRST = tuple(WIDTHS)
"""Columns in sight without scrolling."""


def columns_config(book: Codebook, section: str, language: str) -> dict[str, Any]:
    """How each column of a section is called and edited, as `st.data_editor` takes it."""
    widths: Mapping[str, int] = WIDTHS if section == QUESTIONS else {}
    config: dict[str, Any] = {
        NAME: st.column_config.TextColumn(
            say("workbench.name", language), disabled=True, pinned=True, width=widths.get(NAME)
        ),
        LOOK: st.column_config.TextColumn(
            say("workbench.look", language), disabled=True, width=widths.get(LOOK)
        ),
        WEIGHT: st.column_config.TextColumn(say("workbench.weight", language), disabled=True),
        HIDE: st.column_config.CheckboxColumn(say("workbench.hide", language), width=WIDTHS[HIDE]),
    }
    for column in columns_of(book, section):
        name = say(f"workbench.column.{column.keys[0]}", language)
        if column.language:
            name = f"{name} ({column.language})"
        width = widths.get(column.heading)
        options = [theme.id for theme in book.themes] if column.sheet == THEMES else column.kind.choices
        if column.sheet == THEMES or options:
            config[column.heading] = st.column_config.SelectboxColumn(
                name, options=["", *options], width=width
            )
        else:
            hint = column.kind.hint or None
            config[column.heading] = st.column_config.TextColumn(name, help=hint, width=width)
    return config
