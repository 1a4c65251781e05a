"""Figures answer: what is brought forward, in the address, on the page and in pictures; where numbers are
told."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest

from monitor.export.image import chart as picture
from monitor.figure import theme
from monitor.figure.build import figure
from monitor.figure.chart import Form, Point, fits, pattern
from monitor.figure.choose import resolve
from monitor.figure.dark import dark
from monitor.figure.draw import canvas
from monitor.figure.draw.markup import markup
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.view import parse_view
from monitor.workshop.drawing import drawing
from tests.export.figures import shown, store
from tests.figure.cases import KIND_QUERIES


def _focused(kind: str, focus: str) -> Figure:
    return figure(parse_view(f"{KIND_QUERIES[kind]}&focus={focus}&lang=nl"), store())


def _drawn(of: Figure) -> ElementTree.Element:
    assert of.chart is not None
    written = markup(canvas(of.chart), of.alt).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(written)


def _unseen(mark: ElementTree.Element) -> bool:
    return mark.tag == "button" or mark.get("class") == "m-near"


def _line(kind: str) -> str:
    """The first line of a figure that has others beside it."""
    chart = shown(kind).chart
    assert chart is not None
    return next(point.of for point in chart.points if point.shown)


@pytest.mark.parametrize(
    ("paths", "shared"),
    [
        (["a,x", "a,y"], "a,*"),
        (["a,x", "b,x"], "*,x"),
        (["a,x", "b,y"], ""),
        (["a", "a"], "a"),
        (["a", "a,b"], ""),
        ([], ""),
    ],
)
def test_a_pattern_is_what_lines_share(paths: list[str], shared: str) -> None:
    assert pattern(Point(of=path) for path in paths) == shared


@pytest.mark.parametrize(
    ("focus", "of", "fit"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a,*", "a,x", True),
        ("*,x", "a,x", True),
        ("*,x", "a,y", False),
        ("a,x", "a,*", True),
        ("a", "a,x", False),
        ("1,2", "2,1", False),
    ],
)
def test_a_focus_fits_by_place(focus: str, of: str, fit: bool) -> None:
    assert fits(focus, of) is fit


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_chart_is_told_by_a_button(kind: str) -> None:
    of = shown(kind)
    assert of.chart is not None
    told = [unescape("".join(button.itertext())) for button in _drawn(of).iter("button")]
    assert told, "there is something to point at"
    for point in of.chart.points:
        said = point.says.rpartition(": ")[2]
        assert any(said in text for text in told), point.says


@pytest.mark.parametrize("kind", KINDS)
def test_one_stop_for_the_keyboard_and_a_name_for_each_button(kind: str) -> None:
    buttons = list(_drawn(shown(kind)).iter("button"))
    assert [button.get("tabindex") for button in buttons] == ["0", *["-1"] * (len(buttons) - 1)]
    assert all(next(button.iter("strong")).text for button in buttons)
    assert not [button for button in buttons if button.get("aria-pressed") == "true"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_focus_leaves_its_own_marks_and_greys_the_others(kind: str) -> None:
    of = _focused(kind, _line(kind))
    assert of.chart is not None and of.chart.forward == _line(kind)
    marks = [mark for mark in _drawn(of).iter() if mark.get("data-of") and not _unseen(mark)]
    back = {mark.get("data-of", "") for mark in marks if mark.get("class") == "m-back"}
    front = {mark.get("data-of", "") for mark in marks if mark.get("class") != "m-back"}
    assert front and back and all(fits(_line(kind), path) for path in front)
    assert not any(fits(_line(kind), path) for path in back)


@pytest.mark.parametrize("kind", ["bars", "dots", "trend", "multiples"])
def test_a_picture_shows_the_focus(kind: str) -> None:
    plain, focused = picture(shown(kind)), picture(_focused(kind, _line(kind)))
    assert theme.BACK not in plain and theme.BACK in focused
    words = re.compile(r"<text[^>]*>([^<]+)</text>")
    assert words.findall(plain) == words.findall(focused), "no text goes"


def test_alt_says_what_is_brought_forward_and_its_numbers() -> None:
    of = _focused("trend", _line("trend"))
    assert of.chart is not None
    told = of.chart.told_of(_line("trend"))
    assert len(told) == len(of.chart.waves) and all(line in of.alt for line in told)
    assert shown("trend").alt in of.alt and of.title == shown("trend").title


def test_what_is_kept_stands_in_the_page_and_its_button_is_pressed() -> None:
    drawn = _drawn(_focused("trend", _line("trend")))
    assert [
        button.get("data-of") for button in drawn.iter("button") if button.get("aria-pressed") == "true"
    ] == [_line("trend")]
    kept = [part for part in drawn.iter("div") if part.get("class") == "m-told m-kept"]
    assert len(kept) == 1 and len(list(kept[0].iter("i"))) == len(shown("trend").chart.waves)  # type: ignore[union-attr]


def test_a_focus_that_is_not_there_is_lost_and_told() -> None:
    found = resolve(parse_view(f"{KIND_QUERIES['trend']}&focus=niemand"), store())
    assert found.view.focus == "" and [(piece.what, piece.value) for piece in found.lost] == [
        ("focus", "niemand")
    ]


def test_a_focus_of_other_parts_greys_nothing() -> None:
    of = _focused("trend", _line("trend") + ",*")
    assert of.chart is not None and of.chart.forward == ""


def test_hidden_numbers_are_not_in_what_buttons_say() -> None:
    chart = shown("bars").chart
    assert chart is not None and chart.form is Form.BARS
    hidden = [point for point in chart.points if not point.shown]
    for point in hidden:
        assert not re.search(r": \d", point.says)


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_of_a_chart_has_one_for_the_dark(kind: str) -> None:
    of = shown(kind)
    assert of.chart is not None
    written = markup(canvas(of.chart), of.alt)
    both = written.partition("<style>")[2].partition("</style>")[0]
    for part, color in set(re.findall(r'(fill|stroke)="(#[0-9A-F]{6})"', written.partition("</style>")[2])):
        assert f'[{part}="{color}"]{{{part}:light-dark({color},{dark(color)})}}' in both


def test_what_is_brought_forward_is_drawn_over_the_rest() -> None:
    lines = [mark for mark in _drawn(_focused("trend", _line("trend"))).iter() if mark.tag.endswith("}g")]
    drawn = [mark.get("class") for mark in lines if not _unseen(mark)]
    assert drawn == sorted(drawn, key=lambda name: name != "m-back")


@pytest.mark.parametrize("kind", ["trend", "bars", "slope"])
def test_a_show_begins_with_what_is_brought_forward(kind: str) -> None:
    plain, focused = drawing(shown(kind)), drawing(_focused(kind, _line(kind)))
    assert plain.front == "" and focused.svg == plain.svg, "the show greys by itself"
    chart = shown(kind).chart
    assert chart is not None
    name = next(point.about.group for point in chart.points if point.of == _line(kind))
    assert name in focused.series[int(focused.front)]
