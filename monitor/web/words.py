"""Streamlit's own English words that show or are read out on our pages, with what a page says instead.

A page's script puts them in place (`page.js`): Streamlit has no setting for them (streamlit#3560).
tests/browser/test_words.py walks the pages for English that is left.
"""

from __future__ import annotations

from functools import cache

from monitor.locale import say

SAID = {
    "menu": "Expand sidebar",
    "menu_open": "Open sidebar",
    "menu_close": "Collapse sidebar",
    "menu_shut": "Close sidebar",
    "sidebar": "Sidebar",
    "skip": "Skip to main content",
    "pages": "App pages",
    "pages_menu": "Navigation",
    "apply": "Press Enter to apply",
    "apply_area": "Press Ctrl+Enter to apply",
    "apply_mac": "Press ⌘+Enter to apply",
    "submit": "Press Enter to submit form",
    "none_found": "No results",
    "choose": "Choose an option",
    "choose_several": "Choose options",
    "no_options": "No options to select",
    "all": "Select all",
    "clear": "Clear all",
    "clear_value": "Clear value",
    "open": "Open",
    "close": "Close",
    "remove": "Remove",
    "remove_one": "Remove {n}",
    "available": "{n} options available.",
    "available_one": "{n} option available.",
    "available_plain": "{n} options available",
    "chart": "Vega visualization",
    "visualization": "visualization",
    "marks_symbol": "symbol mark container",
    "marks_line": "line mark container",
    "marks_area": "area mark container",
    "marks_rule": "rule mark container",
    "marks_text": "text mark container",
    "marks_rect": "rect mark container",
    "marks_path": "path mark container",
    "marks_group": "group mark container",
    "mark_line": "line mark",
    "mark_area": "area mark",
    "mark_text": "text mark",
    "mark_symbol": "circle",
    "mark_point": "point",
    "mark_bar": "bar",
    "mark_rect": "rect mark",
    "mark_path": "path mark",
    "mark_rule": "rule mark",
    "more_pages": "{n} more",
    "fullscreen": "Fullscreen",
    "fullscreen_exit": "Exit fullscreen",
}
"""By the id of its text (`streamlit.<id>`); {n} is a number or a name in it."""


@cache
def words(language: str) -> dict[str, str]:
    """What Streamlit says → what a page in this language says, where they differ."""
    told = {said: say(f"streamlit.{id}", language, **_slots(said)) for id, said in SAID.items()}
    return {said: own for said, own in told.items() if said != own}


def _slots(said: str) -> dict[str, str]:
    return {"n": "{n}"} if "{n}" in said else {}
