"""The languages say the same things, with the same slots, and every text that the program asks for is
there."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from monitor.locale import LANGUAGES, ids, lacking, say, spoken, template

ROOT = Path(__file__).resolve().parents[1]


def _slots(text: str | dict[str, str]) -> set[str]:
    forms = text.values() if isinstance(text, dict) else [text]
    return {
        name.split(".")[0].split("[")[0]
        for form in forms
        for _, name, _, _ in Formatter().parse(form)
        if name
    }


WHOLE = [language for language in LANGUAGES if not spoken(language).fallback]
"""The languages that lack no text."""


def test_the_first_language_is_whole():
    assert LANGUAGES[0] in WHOLE


@pytest.mark.parametrize("language", WHOLE)
def test_a_whole_language_has_every_text(language: str):
    """Of every language together: a text that is added is added in each that has no other to fall back to."""
    known = {id for other in LANGUAGES for id in ids(other)}
    assert lacking(language) == () and set(ids(language)) == known


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_text_has_the_slots_of_the_first_language(language: str):
    different = {
        id: (slots, there)
        for id in ids(language)
        if (slots := _slots(template(id, LANGUAGES[0])) - {"count"})
        != (there := _slots(template(id, language)) - {"count"})
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_a_space(language):
    for id in ids(language):
        text = template(id, language)
        for form in text.values() if isinstance(text, dict) else [text]:
            assert form and form == form.strip(), id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_source_names_exists(language):
    called = re.compile(r"\b(?:say|word)\(\s*\"([a-z_.0-9]+)\"")
    sources = [*(ROOT / "monitor").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "streamlit_app.py"]
    named = {
        (path.name, id)
        for path in sources
        if path.exists()
        for id in called.findall(path.read_text(encoding="utf-8"))
    }
    known = set(ids(language))
    assert sorted((file, id) for file, id in named if id not in known) == []


def test_plural_follows_the_count(monkeypatch):
    from monitor.locale import texts

    monkeypatch.setattr(
        texts, "_texts", lambda language: {"waves": {"one": "{count} meting", "other": "{count} metingen"}}
    )
    assert say("waves", "nl", count=1) == "1 meting"
    assert say("waves", "nl", count=2) == "2 metingen"


def test_an_unknown_text_is_named():
    with pytest.raises(KeyError, match="no.such.text"):
        say("no.such.text", "nl")
