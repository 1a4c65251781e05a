"""Every figure type draws valid Vega-Lite that fits a phone, shows no hidden number, and speaks the reader's
language."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pytest

from monitor.figure import theme
from monitor.figure.build import figure
from monitor.figure.draw import canvas, narrow
from monitor.figure.draw.plot import apart
from monitor.figure.draw.text import width
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.view import parse_view
from tests.figure import cases
from tests.figure.cases import KIND_QUERIES
from tests.figure.stores import MemoryStore, codebook, estimate

STORE = cases.store()
PHONE = 340


def _drawn(query: str) -> Figure:
    return figure(parse_view(query), STORE)


def _rows(spec: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    return [
        row for layer in spec["layer"] if layer["mark"]["type"] == channel for row in layer["data"]["values"]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_type_is_tried(kind: str):
    assert _drawn(KIND_QUERIES[kind]).kind == kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_specification_is_valid(kind: str, language: str):
    shown = _drawn(f"{KIND_QUERIES[kind]}&lang={language}")
    assert shown.kind == kind
    alt.LayerChart.from_dict(shown.spec)
    assert shown.spec["config"]["locale"]["number"]["decimal"] == {"nl": ",", "en": "."}[language]
    assert shown.spec["width"] == "container"
    json.dumps(shown.spec, allow_nan=False)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_leaves_the_figure_on_a_phone(kind: str):
    spec = _drawn(KIND_QUERIES[kind]).spec
    padding = spec["padding"]
    plot = PHONE - padding["left"] - padding["right"]
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    for row in _rows(spec, "text"):
        wide = width(row["text"], row["size"], row["weight"] > 400)
        start = padding["left"] + (row["x"] - low) / (high - low) * plot + row["dx"]
        start -= {"left": 0, "center": wide / 2, "right": wide}[row["align"]]
        assert start >= -1, row["text"]
        assert start + wide <= PHONE + 1, row["text"]
        assert 0 <= row["y"] <= spec["height"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_labels_of_a_column_overlap(kind: str):
    texts = [row for row in _rows(_drawn(KIND_QUERIES[kind]).spec, "text") if row["align"] == "left"]
    for one in texts:
        for other in texts:
            if one is not other and (one["x"], one["dx"]) == (other["x"], other["dx"]):
                assert abs(one["y"] - other["y"]) >= 11, (one["text"], other["text"])


def test_a_hidden_cell_is_hatched_with_a_word_and_has_no_number():
    spec = _drawn("i=portaal&by=leeftijd&g=verpleegkundigen&f=bars").spec
    told = [row["text"] for row in _rows(spec, "text")]
    assert "te weinig deelnemers" in told
    assert len([row for row in _rows(spec, "rule") if row.get("color") == theme.HATCH]) > 20
    assert (
        len([layer for layer in spec["layer"] if "description" in layer["encoding"]][0]["data"]["values"])
        == 2
    )


def test_what_was_not_asked_is_a_word_and_no_bar():
    store = MemoryStore(
        codebook(), [estimate("portaal", 0.5), estimate("beeldbellen", 0.4, group="verpleegkundigen")]
    )
    spec = figure(parse_view("i=portaal&g=artsen,verpleegkundigen&f=bars"), store).spec
    assert "niet gevraagd" in [row["text"] for row in _rows(spec, "text")]
    assert not [row for row in _rows(spec, "rule") if row.get("color") == theme.HATCH]


def test_a_line_breaks_at_a_new_wording_and_at_a_gap():
    spec = _drawn("i=beeldbellen&f=trend").spec
    series = {row["series"] for row in _rows(spec, "line")}
    assert len(series) == 4, "two groups, before and after the new wording"
    assert "andere vraag" in [row["text"] for row in _rows(spec, "text")]


def test_a_published_figure_is_an_open_diamond_with_its_label():
    spec = _drawn("i=portaal&g=artsen&f=trend").spec
    diamonds = [row for row in _rows(spec, "point") if row["shape"] == "diamond"]
    assert [row["tip"] for row in diamonds] == ["gepubliceerd cijfer", "2023, gepubliceerd: ongeveer 75%"]
    bars = _drawn("i=portaal&g=artsen&f=bars&w=2023").spec
    assert "gepubliceerd: ongeveer 75%" in [row["text"] for row in _rows(bars, "text")]


def test_an_unreliable_figure_is_marked():
    spec = _drawn("i=portaal&by=geslacht&g=verpleegkundigen&f=bars").spec
    assert "25%*" in [row["text"] for row in _rows(spec, "text")]
    assert min(row["opacity"] for row in _rows(spec, "rect") if "opacity" in row) < 1


def test_groups_keep_their_colour_and_pooled_groups_are_grey():
    spec = _drawn("i=portaal&g=artsen,verpleegkundigen,allen&f=bars&w=2024").spec
    bars = [row["color"] for row in _rows(spec, "rect") if "tip" in row]
    assert bars == [theme.PALETTE[0], theme.PALETTE[3], theme.REFERENCE]


@pytest.mark.parametrize("kind", KINDS)
def test_marks_speak_and_the_frame_is_silent(kind: str):
    spec = _drawn(f"{KIND_QUERIES[kind]}&lang=en").spec
    for layer in spec["layer"]:
        if "description" in layer["encoding"]:
            assert all(row["description"] for row in layer["data"]["values"])
        else:
            assert layer["mark"]["aria"] is False
        for channel in ("x", "y"):
            assert layer["encoding"][channel]["axis"] is None


def test_bars_start_at_zero_and_shares_run_to_100_percent():
    spec = _drawn(KIND_QUERIES["bars"]).spec
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1]
    assert all(row["x"] == 0 for row in _rows(spec, "rect"))


def test_labels_are_moved_apart_and_stay_inside():
    places = apart([50, 51, 52, 20], [15] * 4, 0, 100)
    order = sorted(places)
    assert all(b - a >= 14.9 for a, b in zip(order, order[1:], strict=False))
    assert order[0] >= 7.5
    assert sorted(range(4), key=lambda at: places[at]) == [3, 0, 1, 2]


@pytest.mark.parametrize(
    ("kind", "text", "beside"),
    [("stacked", "zeer positief", "zeer negatief"), ("trend", "Verpleegkundigen", "30%")],
)
def test_keys_and_names_of_lines_break_only_where_there_is_no_room(kind: str, text: str, beside: str):
    chart = _drawn(KIND_QUERIES[kind]).chart
    assert chart is not None
    broad = canvas(chart, theme.PAGE_BROAD)
    phone = narrow(chart, broad)
    assert phone is not None
    on_one_line = [
        {row["y"] for row in laid.rows["texts"] if row["text"] == text}
        & {row["y"] for row in laid.rows["texts"] if row["text"] == beside}
        for laid in (broad, phone)
    ]
    assert [bool(found) for found in on_one_line] == [True, False]


def test_a_figure_that_a_phone_needs_no_other_layout_of_is_drawn_once():
    chart = _drawn(KIND_QUERIES["bars"]).chart
    assert chart is not None and narrow(chart, canvas(chart, theme.PAGE_BROAD)) is None


def test_a_figure_without_numbers_has_no_chart_and_says_why():
    store = MemoryStore(codebook(), [estimate("portaal", None), estimate("portaal", 0.5, wave="2023")])
    shown = figure(parse_view("i=portaal&w=2024"), store)
    assert shown.spec, "the nearest wave with a number is shown instead"
    hidden = MemoryStore(codebook(), [estimate("portaal", None)])
    empty = figure(parse_view("i=portaal&w=2024"), hidden)
    assert empty.chart is None and empty.spec == {}
    assert (
        empty.empty
        == "Hier deden te weinig mensen mee om een cijfer te laten zien. Kies een ander jaar of een andere"
        " groep."
    )
