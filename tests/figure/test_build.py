"""A Figure is whole, the same for the same view, and safe to share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from monitor.codebook import Page
from monitor.figure.build import cached_figure, figure
from monitor.view import parse_view
from tests.figure import cases
from tests.figure.stores import MemoryStore, codebook, estimate

STORE = cases.store()
PAGE = Page(id="p", path="zorgverleners", title="P", groups=["artsen"])


def test_a_figure_has_the_full_view_and_its_query():
    shown = figure(parse_view("i=portaal"), STORE, PAGE)
    assert shown.view.groups == ("artsen",)
    assert shown.query == "v=1&i=portaal&g=artsen&w=2021,2022,2023,2024&f=trend"
    assert figure(parse_view(shown.query), STORE, PAGE) == shown
    assert (shown.page, shown.build, shown.simulated) == ("zorgverleners", STORE.build, True)
    assert shown.source == "Gesimuleerde cijfers, geen uitkomsten van onderzoek"


def test_the_same_figure_is_made_once():
    first = cached_figure(parse_view("i=portaal&by=leeftijd"), STORE, PAGE)
    assert cached_figure(parse_view("i=portaal&by=leeftijd&g=artsen&w=2024"), STORE, PAGE) is first
    assert cached_figure(parse_view("i=portaal&by=leeftijd&lang=en"), STORE, PAGE) is not first
    assert cached_figure(parse_view("i=portaal&by=leeftijd"), STORE) is not first


def test_another_build_gives_other_numbers():
    stores = [MemoryStore(codebook(), [estimate("portaal", share)]) for share in (0.2, 0.8)]
    assert [cached_figure(parse_view("i=portaal"), store).title for store in stores] == [
        "20% van de artsen biedt een patiëntportaal aan in 2024",
        "80% van de artsen biedt een patiëntportaal aan in 2024",
    ]


def test_what_a_link_was_refused_is_not_remembered():
    view = cached_figure(parse_view("i=portaal,%22x%22"), STORE).view
    assert view.refused == ()


def test_many_threads_get_the_same_answers():
    views = [parse_view(query) for query in cases.QUERIES] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda view: cached_figure(view, STORE), views))
    assert found == [figure(view, STORE) for view in views]


def test_the_table_has_a_row_for_each_mark_and_null_where_hidden():
    table = figure(parse_view("i=portaal&by=leeftijd&g=verpleegkundigen"), STORE).table
    assert [column.key for column in table.columns] == [
        "group",
        "level1",
        "wave",
        "estimate",
        "ci_low",
        "ci_high",
        "n",
        "status",
    ]
    assert table.rows[1] == ("Verpleegkundigen", "40 tot 60 jaar", "2024", None, None, None, None, "too_few")
    assert table.formatted[1] == (
        "Verpleegkundigen",
        "40 tot 60 jaar",
        "2024",
        "",
        "",
        "",
        "",
        "te weinig deelnemers",
    )
    assert table.formatted[0] == (
        "Verpleegkundigen",
        "Tot 40 jaar",
        "2024",
        "33,0%",
        "28,0%",
        "38,0%",
        "180",
        "",
    )


def test_the_table_tells_the_tested_change_and_the_published_figure():
    table = figure(parse_view("i=portaal&g=artsen"), STORE).table
    keys = [column.key for column in table.columns]
    newest = dict(zip(keys, table.formatted[-1], strict=True))
    assert (newest["change"], newest["test"]) == ("+4,5 (2023)", "toegenomen")
    assert dict(zip(keys, table.formatted[2], strict=True))["published"] == "ongeveer 75%"
    assert dict(zip(keys, table.rows[0], strict=True))["change"] is None


def test_english_is_english():
    shown = figure(parse_view("i=portaal&by=leeftijd&lang=en"), STORE)
    assert shown.table.formatted[0][-5:] == ("88.0%", "83.0%", "93.0%", "180", "")
    assert "dots with margins" in shown.alt.lower()
    assert not {"van", "niet", "geen"} & set(
        " ".join([*shown.sentences, *shown.notes, shown.title]).lower().split()
    )
