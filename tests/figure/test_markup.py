"""A chart as plain SVG has its marks at the places where the drawing engine has them, at any width."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image, ImageChops, ImageStat

from monitor.figure.draw import canvas
from monitor.figure.draw.markup import markup
from monitor.figure.kinds import KINDS
from tests.export.figures import shown

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (320, 864)


def _ours(kind: str, language: str = "nl", alt: str = "Een grafiek") -> ElementTree.Element:
    chart = shown(kind, language).chart
    assert chart is not None
    written = markup(canvas(chart), alt).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(written)


def _pixels(place: str, width: float) -> float:
    return float(place[:-1]) / 100 * width if place.endswith("%") else float(place)


def _engine(kind: str, width: int) -> ElementTree.Element:
    spec = {**shown(kind).spec, "width": width}
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _of(drawing: ElementTree.Element, mark: str) -> list[ElementTree.Element]:
    groups = [group for group in drawing.iter(f"{SVG}g") if f"mark-{mark}" in group.get("class", "").split()]
    return [path for group in groups for path in group.iter(f"{SVG}path")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_points_stand_where_the_engine_puts_them(kind: str, width: int) -> None:
    canvas_ = canvas(shown(kind).chart)  # type: ignore[arg-type]
    inside = width - canvas_.padding["left"] - canvas_.padding["right"]
    wanted = sorted(
        tuple(float(number) for number in re.findall(r"-?[\d.]+", path.get("transform", "")))
        for path in _of(_engine(kind, width), "symbol")
    )
    ours = []
    for circle in _ours(kind).iter(f"{SVG}circle"):
        ours.append((_pixels(circle.get("cx", "0"), inside), float(circle.get("cy", "0"))))
    for box in _ours(kind).iter(f"{SVG}svg"):
        for path in box.findall(f"{SVG}path[@transform]"):
            dx, y = (float(number) for number in re.findall(r"-?[\d.]+", path.get("transform", "")))
            ours.append((_pixels(box.get("x", "0"), inside) + dx, y))
    assert len(ours) == len(wanted)
    for (x, y), (their_x, their_y, *_) in zip(sorted(ours), wanted, strict=True):
        assert x == pytest.approx(their_x, abs=0.15) and y == pytest.approx(their_y, abs=0.15)


@pytest.mark.parametrize("kind", KINDS)
def test_bars_are_as_long_as_the_engines(kind: str) -> None:
    width = 864
    canvas_ = canvas(shown(kind).chart)  # type: ignore[arg-type]
    inside = width - canvas_.padding["left"] - canvas_.padding["right"]
    wanted = sorted(_box(path.get("d", "")) for path in _of(_engine(kind, width), "rect"))
    ours = sorted(
        (
            _pixels(rect.get("x", "0"), inside),
            float(rect.get("y", "0")),
            _pixels(rect.get("width", "0"), inside),
            float(rect.get("height", "0")),
        )
        for rect in _ours(kind).iter(f"{SVG}rect")
    )
    assert len(ours) == len(wanted)
    for one, other in zip(ours, wanted, strict=True):
        assert one == pytest.approx(other, abs=0.15)


def _box(path: str) -> tuple[float, ...]:
    x, y, across, down = (float(number) for number in re.findall(r"-?[\d.]+", path)[:4])
    return x, y, across, down


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_the_chart_is_there_once(kind: str, language: str) -> None:
    chart = shown(kind, language).chart
    assert chart is not None
    said = [text.text for text in _ours(kind, language).iter(f"{SVG}text")]
    assert sorted(said) == sorted(row["text"] for row in canvas(chart).texts() if row["text"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_with_an_end_in_pixels_begins_and_ends_at_one_value(kind: str) -> None:
    rows = canvas(shown(kind).chart).rows["rules"]  # type: ignore[arg-type]
    assert all(row["x"] == row["x2"] for row in rows if row["dx2"])


def test_names_from_a_codebook_are_text() -> None:
    hostile = "<script>alert(1)</script>\" onload='x"
    drawing = _ours("trend", alt=hostile)
    svg = next(drawing.iter(f"{SVG}svg"))
    assert svg.get("aria-label") == hostile and svg.get("role") == "img"
    assert not list(drawing.iter(f"{SVG}script"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_looks_as_the_engine_draws_it(kind: str) -> None:
    chart = shown(kind).chart
    assert chart is not None
    canvas_, width = canvas(chart), 760
    padding = canvas_.padding
    inside = width - padding["left"] - padding["right"]
    drawing = next(_ours(kind).iter(f"{SVG}svg"))
    marks = "".join(
        ElementTree.tostring(mark, encoding="unicode") for mark in drawing if mark.tag != f"{SVG}text"
    )
    height = shown(kind).spec["height"]
    assert height == shown(kind).height
    ours = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect '
        'width="100%" height="100%" fill="#fff"/>'
        f'<svg x="{padding["left"]}" y="{padding["top"]}" width="{inside}" '
        f'height="{drawing.get("height")}" overflow="visible">{marks}</svg></svg>'
    )
    spec = {**canvas_.spec(chart.language, texts=False), "width": width}
    theirs = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    pictures = [
        Image.open(io.BytesIO(vl_convert.svg_to_png(each, scale=1))).convert("L") for each in (ours, theirs)
    ]
    assert pictures[0].size == pictures[1].size
    difference = ImageChops.difference(*pictures)
    far = sum(difference.histogram()[100:])
    assert ImageStat.Stat(difference).mean[0] < 0.6 and far < 40, (ImageStat.Stat(difference).mean, far)
