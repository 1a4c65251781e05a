"""A small picture has the chart's numbers, all of them within it, and no two over each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from monitor.export.small import LINE, WIDTH, Picture, Text, small
from monitor.figure import theme
from monitor.figure.build import cached_figure, figure
from monitor.figure.chart import Chart
from monitor.figure.draw.text import width
from monitor.store import Store
from monitor.view import parse_view
from tests.figure import cases


@pytest.fixture(scope="module")
def charts(monitor_store: Store) -> list[Chart]:
    """Of everything that stands out in the Monitor, and of every named view, in both languages."""
    pages = {page.id: page for page in monitor_store.codebook.subject_pages()}
    views = [(item.view, item.page) for item in monitor_store.standing]
    views += [(story.view, story.page) for story in monitor_store.codebook.stories]
    figures = [
        cached_figure(parse_view(view, language), monitor_store, pages.get(page))
        for view, page in views
        for language in ("nl", "en")
    ]
    found = [figure.chart for figure in figures if figure.chart]
    assert len(found) > 100 and len({chart.form for chart in found}) > 4
    return found


def box(text: Text) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    wide = width(text.text, theme.SMALL, text.bold)
    left = text.x - wide if text.ends else text.x
    return left, left + wide, text.y - LINE / 2, text.y + LINE / 2


def test_every_text_is_within_the_picture(charts: list[Chart]) -> None:
    for chart in charts:
        picture = small(chart)
        for text in picture.texts:
            left, right, top, bottom = box(text)
            assert left >= -1 and right <= WIDTH + 1 and top >= -1 and bottom <= picture.height + 1, text


def test_colours_that_no_mark_has_are_not_explained() -> None:
    chart = figure(parse_view("i=portaal&by=leeftijd"), cases.store()).chart
    assert chart is not None
    (panel,) = chart.panels
    first, *others = panel.series
    hidden = replace(first, points=tuple(point._replace(value=None) for point in first.points))
    less = replace(chart, panels=(replace(panel, series=(hidden, *others)),))
    before, after = ([text.text for text in small(one).texts] for one in (chart, less))
    assert first.key in before and first.key not in after and all(one.key in after for one in others)


def test_no_text_stands_over_another(charts: list[Chart]) -> None:
    for chart in charts:
        for one, other in combinations(small(chart).texts, 2):
            (left, right, top, bottom), (left2, right2, top2, bottom2) = box(one), box(other)
            beside = right <= left2 + 1 or right2 <= left + 1
            assert beside or bottom <= top2 + 2 or bottom2 <= top + 2, (one, other)


def test_lines_have_their_oldest_and_newest_number_and_every_row_the_largest(charts: list[Chart]) -> None:
    for chart in charts:
        told = {text.text for text in small(chart).texts}
        if chart.form.over_waves:
            for panel in chart.panels:
                for series in panel.series:
                    shown = [point.text for point in series.points if point.shown]
                    assert not shown or {shown[0], shown[-1]} <= told
        else:
            shown = [point for point in chart.points if point.shown]
            assert not shown or {point.text for point in shown} & told


def test_the_marks_are_a_document_of_their_size(charts: list[Chart]) -> None:
    for chart in charts:
        picture = small(chart)
        root = ElementTree.fromstring(picture.svg())
        assert root.get("width") == str(WIDTH) and root.get("height") == str(picture.height)
        assert len(root) > 2


def test_a_small_change_looks_small() -> None:
    from monitor.export.small import NARROWEST, kept_range
    from monitor.figure.chart import Axis

    scale = Axis(0.0, 1.0, share=True)
    for low, high in ((0.5, 0.51), (0.0, 0.02), (0.97, 1.0), (0.1, 0.9)):
        start, end = kept_range(low, high, scale)
        assert (
            start <= low
            and end >= high
            and end - start >= NARROWEST - 1e-9
            and start >= 0
            and end <= 1 + 1e-9
        )


def test_an_empty_picture_has_a_size() -> None:
    assert ElementTree.fromstring(Picture().svg()).get("height") == "4"
