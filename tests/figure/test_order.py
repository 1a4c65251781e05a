"""In what order rows stand: as the reader wants them, with what holds others last."""

from __future__ import annotations

import pytest

from monitor.figure.build import figure
from monitor.figure.choose import resolve
from monitor.view import SORTS, parse_view
from tests.export.figures import store


def _rows(query: str) -> list[tuple[str, float | None]]:
    chart = figure(parse_view(query), store()).chart
    assert chart is not None
    return [
        (row.name, chart.panels[0].series[0].points[at].value) for at, row in enumerate(chart.panels[0].rows)
    ]


BARS = "i=portaal&g=artsen,verpleegkundigen,allen&w=2024&f=bars"


def test_rows_stand_from_high_to_low_or_the_other_way_round_and_what_holds_others_last() -> None:
    high, low = _rows(f"{BARS}&sort=high"), _rows(f"{BARS}&sort=low")
    assert high[-1] == low[-1], "the pooled group"
    values = [value for _, value in high[:-1] if value is not None]
    assert values == sorted(values, reverse=True) and high[:-1] == low[:-1][::-1] and len(values) == 2
    assert _rows(BARS) == high, "as it was without a word on it"


def test_rows_stand_by_name_or_as_the_codebook_has_them() -> None:
    names = [name for name, _ in _rows(f"{BARS}&sort=name")]
    assert names[:-1] == sorted(names[:-1])
    assert {name for name, _ in _rows(f"{BARS}&sort=codebook")} == set(names)
    book = store().codebook
    labels = [book.say(group.label, "nl") for group in book.groups]
    asked = [name.lower() for name, _ in _rows(f"{BARS}&sort=codebook")]
    assert asked == [label.lower() for label in labels if label.lower() in asked]


def test_levels_that_the_codebook_orders_are_sorted_where_asked() -> None:
    by_age = "i=portaal&by=leeftijd&g=artsen&w=2024&f=bars"
    values = [value for _, value in _rows(f"{by_age}&sort=low") if value is not None]
    assert values == sorted(values) and len(values) > 1


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", ["i=mening&w=2024", "i=portaal&by=leeftijd,geslacht&w=2024&f=dots", BARS])
def test_every_order_shows_the_same_numbers(query: str, sort: str) -> None:
    plain, sorted_ = (figure(parse_view(asked), store()) for asked in (query, f"{query}&sort={sort}"))
    assert plain.chart is not None and sorted_.chart is not None
    assert sorted(p.says for p in plain.chart.points) == sorted(p.says for p in sorted_.chart.points)
    assert (plain.title, plain.sentences) == (sorted_.title, sorted_.sentences)


def test_an_order_that_is_not_there_is_lost_and_told() -> None:
    found = resolve(parse_view(f"{BARS}&sort=size"), store())
    assert found.view.sort == "" and found.lost[0][:2] == ("sort", "size")
