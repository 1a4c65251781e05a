"""The accessibility statement: what was tested, what falls short and why, in the order of the Dutch model."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from monitor.locale import say, spoken
from monitor.store import Store
from monitor.web import html

TESTED = date(2026, 11, 29)
"""When all of it was last tested."""
_TESTS = ("axe", "tree", "keyboard", "sizes", "contrast")
_SHORT = ("people", "charts", "marks", "files", "workshop", "words")


def section(store: Store, language: str) -> str:
    """The statement as HTML."""
    book = store.codebook
    survey = book.say(book.survey.title, language)
    day = format_date(TESTED, "long", locale=spoken(language).tag.replace("-", "_"))

    def told(id: str) -> str:
        return say(f"accessibility.{id}", language, survey=survey, date=day)

    parts = [html.tag("p", told("applies")), html.tag("p", told("who"))]
    parts += [html.tag("h2", told("status_title")), html.tag("p", told("status"))]
    tests = [told(f"test.{id}") for id in _TESTS]
    parts += [html.tag("h2", told("tests_title")), html.tag("p", told("tests")), html.items(tests, "m-plain")]
    parts += [html.tag("h2", told("short_title")), html.tag("p", told("short"))]
    for id in _SHORT:
        lines = [told(f"{id}.{part}") for part in ("why", "instead")]
        parts += [html.tag("h3", told(f"{id}.what")), html.items(lines, "m-plain")]
    parts += [html.tag("h2", told("report_title")), html.tag("p", told("report"))]
    parts += [
        html.tag("h2", told("rights_title")),
        html.tag("p", told("rights")),
        html.tag("p", told("made")),
    ]
    return "".join(parts)
