"""A figure is cited with its title, its build and its address, and as simulated where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.export.citation import citation
from monitor.export.colophon import colophon, link, short_link
from tests.export.figures import ADDRESS, LANGUAGES, shown, store


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_has_who_what_when_and_where(language: str):
    figure = shown("bars", language)
    cited = citation(figure, store(), ADDRESS)
    for text in cited:
        assert {"nl": "gesimuleerde gegevens", "en": "simulated data"}[language] in text
        assert "0123456789ab" in text and short_link(figure, ADDRESS) in text
    assert figure.title.rstrip(".") in cited.plain and figure.title.rstrip(".") in cited.apa
    assert "(2025)" in cited.apa
    assert cited.bibtex.startswith("@misc{monitor-0123456789ab,\n") and cited.bibtex.count(
        "{"
    ) == cited.bibtex.count("}")


def test_what_tex_reads_as_a_command_is_escaped():
    cited = citation(replace(shown("bars"), title="50% & \\input{x}"), store(), ADDRESS)
    assert r"50\% \& \textbackslash{}input\{x\}" in cited.bibtex


def test_real_figures_are_not_called_simulated():
    cited = citation(replace(shown("bars"), simulated=False), store(), ADDRESS)
    assert "gesimuleerd" not in "".join(cited)


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MONITOR_ADDRESS", "https://monitor.example/")
    assert link("zorgverleners", "i=x") == "https://monitor.example/zorgverleners?i=x"
    monkeypatch.delenv("MONITOR_ADDRESS")
    assert link("zorgverleners", "i=x") == "/zorgverleners?i=x"


@pytest.mark.parametrize(("language", "date"), [("nl", "22 november 2025"), ("en", "22 November 2025")])
def test_a_colophon_says_its_date_in_words(language: str, date: str):
    by = colophon(shown("bars", language), store(), ADDRESS)
    assert by.date == date and date in by.credit()
