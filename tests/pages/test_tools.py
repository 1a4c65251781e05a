"""What can be asked of a figure in place: its order, its years, each level by the next breakdown."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import pytest

from monitor.figure.build import cached_figure
from monitor.store import Store, current_store
from monitor.ui import tools
from monitor.view import parse_view
from tests.pages.seen import address, charts
from tests.pages.tiny import write_tiny_store

SORTED = "i=mening&g=artsen&w=2025&f=bars&sort=low"


@pytest.fixture
def answers(tmp_path) -> Store:
    write_tiny_store(tmp_path)
    return current_store(tmp_path)


def _drawn(query: str, store: Store) -> str:
    page = store.codebook.subject_pages()[0]
    return tools.drawn(cached_figure(parse_view(query), store, page), store, asks=True)


def _links(written: str) -> list[tuple[str, dict[str, list[str]]]]:
    found = re.findall(r'<a href="/[^?"]*\?([^"]*)"[^>]*data-ask[^>]*>([^<]*)</a>', written)
    return [(text, parse_qs(unescape(query))) for query, text in found]


def test_rows_can_be_put_in_every_order(answers: Store) -> None:
    links = _links(_drawn(SORTED, answers))
    orders = {text: query["sort"][0] for text, query in links if "sort" in query and "ref" not in query}
    assert list(orders.values())[:4] == ["high", "low", "name", "codebook"]
    assert orders["Hoogste eerst"] == "high" and orders["Op naam"] == "name"
    assert 'aria-current="true"' in _drawn(SORTED, answers)
    assert "sort=" not in _drawn("i=portaal&f=trend&g=artsen", answers), "a line has no rows"


def test_years_that_are_not_in_the_figure_are_asked_of_the_server(answers: Store) -> None:
    one = _drawn("i=portaal&by=leeftijd&w=2025&f=bars", answers)
    assert 'type="range"' in one and "data-query=" in one and 'data-waves="2023,2024,2025"' in one
    several = _drawn("i=portaal&w=2024,2025&f=bars", answers)
    assert (
        "data-query=" not in several and 'data-wave="2024"' in several and 'data-waves="2024,2025"' in several
    )
    assert 'type="range"' not in _drawn("i=portaal&f=trend", answers)


def test_a_group_leads_to_itself_by_the_first_breakdown(answers: Store) -> None:
    figure = cached_figure(
        parse_view("i=portaal&f=bars&w=2025"), answers, answers.codebook.subject_pages()[0]
    )
    view = tools.drilled(figure, "artsen", answers)
    assert view is not None and view.groups == ("artsen",) and view.breakdowns == ("leeftijd",)


def test_a_link_in_the_figure_is_what_the_page_asks(open_page) -> None:
    page = open_page("providers", i="portaal", by="leeftijd", w="2025", f="bars")
    assert 'class="m-tools"' in charts(page)[0].html
    assert address(page)["by"] == "leeftijd"
