"""A title that names the lowest and the highest of many topics, read as a claim: another end is a fault."""

from __future__ import annotations

import re

import pytest

from monitor.figure.build import figure
from monitor.figure.choose import resolve
from monitor.view import parse_view
from tests.figure.claims import Reader
from tests.figure.facts import Facts
from tests.figure.naming import Names
from tests.figure.title_checker import title_is_true

ASKED = "i=werkdruk,werkplezier,organiseerbaarheid,kwaliteit,regie&g=zorgverleners&w=2025&f=dots"


@pytest.mark.parametrize("language, between", [("nl", r"van (.+) tot (.+)$"), ("en", r"from (.+) to (.+)$")])
def test_the_ends_of_a_range_are_told_and_no_others(monitor_store, language: str, between: str) -> None:
    page = monitor_store.codebook.subject_page("providers")
    view = resolve(parse_view(ASKED).with_(language=language), monitor_store, page.groups).view
    title = figure(view, monitor_store, page).title
    low, high = re.search(between, title).groups()
    rows = monitor_store.estimates(view.indicators, view.groups, ["2025"], [])
    told = {row.indicator: row.estimate for row in rows}
    assert len(told) == 5
    for said, end in ((low, min(told, key=told.get)), (high, max(told, key=told.get))):
        name = monitor_store.codebook.indicator[end]
        assert said.split()[0].casefold() in str(name.short or name.label).casefold()
    reader = Reader(facts := Facts(monitor_store, view), Names(facts))
    assert title_is_true(reader, title)
    assert not title_is_true(reader, title.replace(low, high, 1))
    assert not title_is_true(reader, title.replace(high, low))
