"""A figure in a notebook: a real Altair chart, valid, with the figure's numbers in it by name."""

from __future__ import annotations

import math

import altair as alt
import pytest

from monitor.figure.build import figure
from monitor.figure.kinds import KINDS
from monitor.view import parse_view
from tests.figure import cases
from tests.figure.cases import KIND_QUERIES
from tests.figure.stores import MemoryStore, codebook, estimate

STORE = cases.store()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_valid_chart_with_the_numbers_by_name(kind: str, language: str):
    import vl_convert

    shown = figure(parse_view(f"{KIND_QUERIES[kind]}&lang={language}"), STORE)
    chart = shown.altair()
    assert isinstance(chart, (alt.LayerChart, alt.FacetChart))
    assert shown.chart is not None
    expected = [
        (point.about.group, point.wave, point.value, point.low, point.high, point.n)
        for point in shown.chart.points
    ]
    numbers = chart.data[["group", "wave", "estimate", "ci_low", "ci_high", "n"]].astype(object)
    read = [
        tuple(None if isinstance(value, float) and math.isnan(value) else value for value in row)
        for row in numbers.values.tolist()
    ]
    assert read == expected
    drawn = vl_convert.vegalite_to_svg(chart.to_dict())
    assert drawn.count("<path") > len(expected) and "NaN" not in drawn


def test_a_person_can_restyle_it():
    chart = figure(parse_view(KIND_QUERIES["trend"]), STORE).altair()
    changed = chart.properties(width=300, title="Mijn titel").configure_axis(grid=False).to_dict()
    assert (changed["width"], changed["title"], changed["config"]["axis"]["grid"]) == (
        300,
        "Mijn titel",
        False,
    )


def test_levels_are_columns_and_a_hidden_number_has_its_reason():
    data = figure(parse_view("i=portaal&by=leeftijd&g=verpleegkundigen&f=bars"), STORE).altair().data
    assert list(data["level"]) == ["Tot 40 jaar", "40 tot 60 jaar", "60 jaar of ouder"]
    assert list(data["status"]) == ["", "too_few", ""]
    assert math.isnan(data["estimate"][1])


def test_without_numbers_there_is_no_chart():
    empty = figure(parse_view("i=portaal&w=2024"), MemoryStore(codebook(), [estimate("portaal", None)]))
    with pytest.raises(ValueError, match="te weinig mensen"):
        empty.altair()
