"""A chart is a value: its points are the answer's rows, in the order and colours in which every surface draws
them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from monitor.figure import theme
from monitor.figure.answer import Answer, answer
from monitor.figure.build import figure
from monitor.figure.chart import NOTHING, Chart, Form, Point, Series
from monitor.figure.choose import resolve
from monitor.figure.kinds import KINDS
from monitor.view import parse_view
from tests.figure import cases
from tests.figure.cases import KIND_QUERIES
from tests.figure.stores import MemoryStore, codebook, estimate

STORE = cases.store()


def _chart(query: str) -> Chart:
    found = figure(parse_view(query), STORE).chart
    assert found is not None
    return found


def _answer(query: str) -> Answer:
    return answer(resolve(parse_view(query), STORE).view, STORE)


@pytest.mark.parametrize("kind", KINDS)
def test_each_point_is_a_row_of_the_answer(kind: str):
    found = _answer(KIND_QUERIES[kind])
    rows = {(row.estimate, row.ci_low, row.ci_high, row.n, row.status) for row in found.rows}
    points = list(_chart(KIND_QUERIES[kind]).points)
    assert (
        points and {(point.value, point.low, point.high, point.n, point.status) for point in points} <= rows
    )
    for point in points:
        assert point.shown == (point.status in ("", "unreliable")) and point.faint == point.text.endswith("*")
        assert point.says.endswith(point.text) if not point.shown else point.text.rstrip("*") in point.says
        assert point.color.startswith("#") and point.about.group


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_whole_and_frozen(kind: str):
    chart = _chart(KIND_QUERIES[kind])
    with pytest.raises(FrozenInstanceError):
        chart.language = "en"  # type: ignore[misc]
    for panel in chart.panels:
        wanted = len(chart.waves) if chart.form.over_waves else len(panel.rows)
        assert wanted and {len(series.points) for series in panel.series} == {wanted}
        if panel.rows:
            assert [(one.name, one.color) for one in panel.series] == [
                (one.name, one.color) for one in chart.panels[0].series
            ]
    assert chart.axis.low < chart.axis.high


def _line(values: list[float | None], breaks: tuple[int, ...] = ()) -> Series:
    points = tuple(NOTHING if value is None else Point(value, status="") for value in values)
    return Series("a", theme.INK, points, role="line", breaks=breaks)


@pytest.mark.parametrize(
    ("values", "breaks", "stretches", "runs"),
    [
        ([1, 2, 3], (), [[0, 1, 2]], [[0, 1, 2]]),
        ([1, None, 3], (), [[0, 2]], [[0], [2]]),
        ([1, 2, 3, 4], (2,), [[0, 1], [2, 3]], [[0, 1], [2, 3]]),
        ([1, None, 3, 4], (2,), [[0], [2, 3]], [[0], [2, 3]]),
        ([None, None], (), [], []),
        ([None, 2, 3, None], (), [[1, 2]], [[1, 2]]),
    ],
)
def test_a_line_is_joined_within_a_wording_and_without_gaps(values, breaks, stretches, runs):
    line = _line(values, breaks)
    assert (line.stretches(), line.runs()) == (stretches, runs)


def test_years_keep_their_distance_and_one_wave_stands_in_the_middle():
    store = MemoryStore(
        codebook(), [estimate("portaal", 0.4, wave=wave) for wave in ("2021", "2022", "2024")]
    )
    found = figure(parse_view("i=portaal&g=artsen&w=2021,2022,2024&f=trend"), store).chart
    assert found is not None
    assert [wave.place for wave in found.waves] == pytest.approx([0, 1 / 3, 1])


def test_rows_around_a_middle_say_how_far_they_reach():
    chart = _chart("i=mening&f=diverging")
    sides = [row.sides for panel in chart.panels for row in panel.rows]
    assert sides == [
        pytest.approx((0.06 + 0.11 + 0.165, 0.165 + 0.5)),
        pytest.approx((0.02 + 0.09, 0.09 + 0.8)),
    ]
    assert chart.axis.low == pytest.approx(-0.335) and chart.axis.high == pytest.approx(0.89)


def test_what_a_form_can_show_is_what_its_key_says():
    assert _chart("i=portaal&by=leeftijd,geslacht&f=dots").keys == [
        ("dot", theme.PALETTE[0], "Mannen"),
        ("dot", theme.PALETTE[1], "Vrouwen"),
    ]
    assert _chart("i=portaal&by=leeftijd&f=bars").keys == []
    assert _chart("i=portaal&g=artsen&f=trend").published and not _chart("i=werkdruk&f=trend").published


def test_a_slope_has_two_waves_and_says_which_lines_miss_one():
    chart = _chart("i=portaal&g=artsen,verpleegkundigen&f=slope")
    assert chart.form is Form.SLOPE and [wave.id for wave in chart.waves] == ["2021", "2024"]
    assert chart.gaps == ("Niet gevraagd: Verpleegkundigen (2021)",)
