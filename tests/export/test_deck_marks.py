"""What tells the marks of a slide's charts apart: shapes beside colours, and grey behind a focus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.export.drawingml.plots import plots
from monitor.figure import theme
from monitor.figure.chart import pattern
from tests.export.figures import shown
from tests.export.test_deck import C, charts, opened


@pytest.mark.parametrize("kind", ["dots", "dumbbell", "multiples"])
def test_series_whose_names_stand_in_a_key_alone_differ_in_shape_too(kind: str):
    of = shown(kind)
    assert of.chart is not None
    symbols = {
        mark.get("val") for shape in charts(opened(of)) for mark in shape.chart._chartSpace.iter(C + "symbol")
    }
    assert len(symbols - {"none", "diamond"}) == len(of.chart.keys) > 1


@pytest.mark.parametrize("kind", ["bars", "dots", "trend", "multiples", "stacked"])
def test_a_slide_greys_what_stands_back_of_a_focus(kind: str):
    of = shown(kind)
    assert of.chart is not None
    line = next(point.of for point in of.chart.points if point.shown)
    focused = replace(of, chart=replace(of.chart, focus=line))
    plain, greyed = ("".join(_written(figure)) for figure in (of, focused))
    assert theme.BACK.lstrip("#") not in plain and theme.BACK.lstrip("#") in greyed


def test_what_is_brought_forward_on_a_slide_lies_over_what_is_grey():
    of = shown("trend")
    assert of.chart is not None
    first = of.chart.panels[0].series[0]
    plot = plots(replace(of.chart, focus=pattern(first.points)))[0]
    forward = [one.color != theme.BACK for one in plot.series if one.role == "line"]
    assert forward == [False] * (len(forward) - 1) + [True]


def _written(of: Any) -> list[str]:
    return [shape.chart._chartSpace.xml for shape in charts(opened(of))]
