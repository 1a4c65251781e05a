"""Whether a view over time tells in its title that something changed, or denies it: the change by the
checker's own SQL, the title by its words."""

from __future__ import annotations

import re

from monitor.figure.figure import Figure
from monitor.store import Store
from tests.figure.claims import DOWN, UP, Reader
from tests.figure.facts import Facts
from tests.figure.naming import Names

CHANGED = {
    language: re.compile(
        rf"{UP[language]}|{DOWN[language]}|{turned}|\b{of} [^ ]+( \w+)? {to} [^ ]+", re.IGNORECASE
    )
    for language, turned, of, to in (("nl", "omgekeerd", "van", "naar"), ("en", "reversed", "from", "to"))
}
UNCHANGED = {
    "nl": re.compile(r"geen aantoonba(?:re verandering|ar verschil met)"),
    "en": re.compile(r"no demonstrable (?:change|difference from)"),
}


def has_news(figure: Figure, store: Store) -> bool:
    """Whether a view of more waves has a shown change on the lines that its title is about."""
    facts = Facts(store, figure.view)
    if len(facts.waves) < 2:
        return False
    scope = set(Reader(facts, Names(facts)).scope)
    families = (facts.step, facts.period)
    return any(test.verdict == 2 for family in families for line, test in family.items() if line in scope)


def tells_news(figure: Figure) -> bool:
    """Whether its title has a word of change, with the wave since which that is."""
    title, waves = figure.title, figure.view.waves
    return bool(CHANGED[figure.view.language].search(title)) and any(wave in title for wave in waves)


def denies_change(figure: Figure) -> bool:
    """Whether its title says that nothing changed."""
    return bool(UNCHANGED[figure.view.language].search(figure.title))
