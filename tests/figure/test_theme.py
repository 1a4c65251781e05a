"""The palette passes colour vision tests and stands out on paper; texts stand out more; the font is there."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PIL import ImageFont

from monitor.figure import dark, theme
from monitor.figure.draw import text as charts_text
from monitor.figure.draw.text import beside, width, wrap
from monitor.places import FONTS

# Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), severity 1.0.
SIMULATED = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def _oklab(color: str, matrix: object) -> np.ndarray:
    """Björn Ottosson (2020), 'A perceptual color space for image processing'."""
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(matrix) @ linear, 0, 1)
    cones = np.cbrt(
        [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]] @ seen
    )
    return (
        np.array([[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]])
        @ cones
    )


@pytest.mark.parametrize("eyes", SIMULATED)
def test_six_hues_are_apart_for_every_kind_of_colour_vision(eyes: str):
    seen = [_oklab(color, SIMULATED[eyes]) for color in theme.PALETTE]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 0.10


@pytest.mark.parametrize("color", theme.PALETTE)
def test_each_hue_is_3_to_1_on_paper(color: str):
    assert theme.contrast(color) >= 3


def test_text_is_7_to_1_on_paper():
    assert theme.contrast(theme.INK) >= 7
    assert theme.contrast(theme.QUIET) >= 7


@pytest.mark.parametrize("color", [*theme.SEQUENTIAL, *theme.DIVERGING, *theme.PALETTE])
def test_a_number_on_a_segment_is_readable(color: str):
    assert theme.contrast(theme.text_on(color), color) >= 4.5


def test_contrast_is_that_of_wcag():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("count", range(1, 10))
def test_scales_have_as_many_steps_as_asked(count: int):
    assert len(set(theme.sequence(count))) == count
    assert len(theme.diverging(count)) == count
    if count % 2 and count > 1:
        assert theme.diverging(count)[count // 2] == theme.DIVERGING[2]


def test_earlier_waves_are_lighter():
    shades = theme.tints(theme.PALETTE[0], 4)
    assert shades[-1] == theme.PALETTE[0]
    assert sorted(shades, key=theme.luminance, reverse=True) == shades


def test_the_font_is_shipped_with_its_licence():
    assert {path.name for path in FONTS.iterdir()} >= {
        "SourceSans3-Regular.ttf",
        "SourceSans3-Semibold.ttf",
        "OFL.md",
    }


@pytest.mark.parametrize(
    "text",
    ["Huisartsen 79%", "mensen met een chronische ziekte", "patiëntportaal, geïnformeerd", "(12,3) – 1.234"],
)
def test_widths_are_those_of_the_font(text: str):
    measured = ImageFont.truetype(FONTS / "SourceSans3-Regular.ttf", 100).getlength(text, features=["-kern"])
    assert width(text, 100) == pytest.approx(measured, rel=0.03)
    bold = ImageFont.truetype(FONTS / "SourceSans3-Semibold.ttf", 100).getlength(text, features=["-kern"])
    assert width(text, 100, bold=True) == pytest.approx(bold, rel=0.03)


def test_figures_are_tabular():
    assert len({width(digit) for digit in "0123456789"}) == 1


def test_labels_wrap_at_words_and_lose_nothing():
    text = "een arts of iemand anders uit de zorg die u al langer kent en vertrouwt"
    lines = wrap(text, 180)
    assert " ".join(lines) == text
    assert all(width(line) <= 180 for line in lines)


def test_a_word_wider_than_the_line_is_broken_not_cut():
    assert "".join(wrap("x" * 100, 60)) == "x" * 100
    assert wrap("", 60) == [""]


@pytest.mark.parametrize(
    "text", ["w" * 20_000, "lang woord " * 2000, "a-b/c" * 4000, " " * 20_000, "é" * 20_000]
)
def test_each_character_is_measured_a_few_times_however_long_the_text(monkeypatch, text):
    measured = []
    advance = charts_text.advance
    monkeypatch.setattr(charts_text, "advance", lambda char: measured.append(char) or advance(char))
    lines = charts_text.wrap(text, 180)
    assert len(measured) <= 4 * len(text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    monkeypatch.undo()
    assert all(width(line) <= 180 for line in lines)


def test_a_long_word_is_hyphenated_before_a_syllable_and_an_address_is_not():
    assert wrap("Informatievoorziening", 60) == ["Informa-", "tievoorzie-", "ning"]
    lines = wrap("monitor.example/zorgverleners?i=portaal", 90)
    assert len(lines) > 2 and "".join(lines) == "monitor.example/zorgverleners?i=portaal"


def test_what_is_narrower_than_a_letter_holds_one():
    assert wrap("abc", 1) == ["a", "b", "c"]


@pytest.mark.parametrize("color", [*theme.PALETTE, theme.REFERENCE])
def test_in_the_dark_a_colour_stands_out_from_paper_too(color: str) -> None:
    assert theme.contrast(dark.dark(color), dark.PAPER) >= 3


@pytest.mark.parametrize("color", [*theme.PALETTE, *theme.SEQUENTIAL, *theme.DIVERGING, theme.REFERENCE])
def test_in_the_dark_a_text_on_a_colour_is_read(color: str) -> None:
    assert theme.contrast(dark.dark(theme.text_on(color)), dark.dark(color)) >= 4.5


@pytest.mark.parametrize("color", [theme.INK, theme.QUIET])
def test_in_the_dark_texts_have_seven_to_one(color: str) -> None:
    assert theme.contrast(dark.dark(color), dark.PAPER) >= 7


def test_in_the_dark_an_order_of_colours_stays_an_order() -> None:
    on_paper = [theme.contrast(dark.dark(color), dark.PAPER) for color in theme.SEQUENTIAL]
    assert on_paper == sorted(on_paper)
    tints = [theme.contrast(dark.dark(tint), dark.PAPER) for tint in theme.tints(theme.PALETTE[0], 4)]
    assert tints == sorted(tints), "earlier waves are fainter"


@pytest.mark.parametrize("eyes", SIMULATED)
def test_in_the_dark_hues_are_apart_for_every_kind_of_colour_vision(eyes: str) -> None:
    seen = [_oklab(dark.dark(color), SIMULATED[eyes]) for color in theme.PALETTE]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 0.10


def test_a_name_begins_beside_its_number_where_its_first_words_fit() -> None:
    assert beside("I: up to pre-vocational", 122, 30, 11) == ["I: up to", "pre-vocational"]
    assert beside("Verpleegkundigen", 90, 30, 11)[0] == "", "its only word does not fit beside"
