"""The two languages say the same things, with the same slots, and every text that the program asks for is
there."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from monitor.locale import LANGUAGES, ids, say, template

ROOT = Path(__file__).resolve().parents[1]


def _slots(text: str | dict[str, str]) -> set[str]:
    forms = text.values() if isinstance(text, dict) else [text]
    return {
        name.split(".")[0].split("[")[0]
        for form in forms
        for _, name, _, _ in Formatter().parse(form)
        if name
    }


def test_both_languages_have_the_same_ids():
    first, second = (set(ids(language)) for language in LANGUAGES)
    assert first == second, (
        f"only in {LANGUAGES[0]}: {sorted(first - second)}; only in {LANGUAGES[1]}: {sorted(second - first)}"
    )


def test_each_text_has_the_same_slots_in_both_languages():
    different = {id: [_slots(template(id, language)) for language in LANGUAGES] for id in ids("nl")}
    assert {
        id: slots for id, slots in different.items() if slots[0] - {"count"} != slots[1] - {"count"}
    } == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_a_space(language):
    for id in ids(language):
        text = template(id, language)
        for form in text.values() if isinstance(text, dict) else [text]:
            assert form and form == form.strip(), id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_source_names_exists(language):
    called = re.compile(r"\bsay\(\s*\"([a-z_.0-9]+)\"")
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
