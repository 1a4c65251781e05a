"""A number reads as the language writes it, and never claims more than it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.figure import numbers


@pytest.mark.parametrize(
    ("value", "language", "decimals", "text"),
    [
        (1234.5, "nl", 1, "1.234,5"),
        (1234.5, "en", 1, "1,234.5"),
        (0.05, "nl", 1, "0,1"),
        (2.5, "nl", 0, "3"),
        (-0.04, "nl", 1, "0,0"),
        (-1.25, "en", 1, "\u22121.3"),
        (float("nan"), "nl", 1, "–"),
    ],
)
def test_a_number_has_the_separators_of_its_language(value: float, language: str, decimals: int, text: str):
    assert numbers.number(value, language, decimals) == text


@pytest.mark.parametrize(
    ("share", "text", "words"),
    [
        (0.0, "0%", "0%"),
        (0.004, "<1%", "minder dan 1%"),
        (0.005, "1%", "1%"),
        (0.785, "79%", "79%"),
        (0.9949, "99%", "99%"),
        (0.996, ">99%", "meer dan 99%"),
        (1.0, "100%", "100%"),
    ],
)
def test_only_nobody_is_0_and_only_everybody_100_percent(share: float, text: str, words: str):
    assert numbers.percent(share, "nl") == text
    assert numbers.percent(share, "nl", words=True) == words


def test_what_is_rounded_to_five_percent_is_less_than_half_of_it():
    """A share that is published as 0 in units of 5 % may be 2.4 %."""
    assert numbers.percent(1e-6, "en", unit=0.05) == "<3%"
    assert numbers.percent(1 - 1e-6, "en", unit=0.05) == ">97%"
    assert numbers.percent(1e-6, "en", 1, unit=0.05) == "<2.5%"
    assert numbers.percent(1e-6, "en", unit=0.02) == "<1%"


def test_tables_have_one_decimal():
    assert numbers.percent(0.1234, "nl", 1) == "12,3%"
    assert numbers.percent(0.1234, "en", 1) == "12.3%"
    assert numbers.percent(0.0001, "en", 1) == "<0.1%"


@given(st.floats(0, 1))
def test_a_percentage_is_within_half_a_point_of_its_share(share: float):
    text = numbers.percent(share, "en")
    shown = float(re.sub(r"[<>%]", "", text))
    if text[0] == "<":
        assert 0 < share < 0.01
    elif text[0] == ">":
        assert 0.99 < share < 1
    else:
        assert abs(shown - share * 100) <= 0.5 + 1e-6
    assert (text == "0%") == (share == 0)
    assert (text == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("difference", "nl", "en"),
    [
        (0.041, "4 procentpunt", "4 percentage points"),
        (-0.012, "1 procentpunt", "1 percentage point"),
        (0.003, "minder dan 1 procentpunt", "less than 1 percentage point"),
        (0.0, "0 procentpunt", "0 percentage points"),
    ],
)
def test_a_difference_of_shares_is_in_percentage_points(difference: float, nl: str, en: str):
    assert (numbers.points(difference, "nl"), numbers.points(difference, "en")) == (nl, en)


def test_a_signed_difference_shows_its_direction():
    assert numbers.points(0.041, "nl", signed=True) == "+4 procentpunt"
    assert numbers.points(-0.041, "nl", signed=True) == "\u22124 procentpunt"
    assert numbers.steps(-0.31, "en", signed=True) == "\u22120.3 points"
    assert numbers.steps(1.0, "en") == "1.0 point"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.79, ("almost", "tenths_8")),
        (0.82, ("over", "tenths_8")),
        (0.802, ("about", "tenths_8")),
        (0.52, ("over", "half")),
        (0.26, ("over", "quarter")),
        (0.33, ("about", "third")),
        (0.55, None),
        (0.98, None),
        (0.0, None),
    ],
)
def test_a_share_has_a_simple_fraction_where_one_is_near(share: float, said: tuple[str, str] | None):
    assert numbers.fraction(share, "nl") == said


SIZES = {"quarter": 1 / 4, "third": 1 / 3, "half": 1 / 2, "two_thirds": 2 / 3, "three_quarters": 3 / 4}


@given(st.floats(0, 1))
def test_almost_and_just_over_are_true_of_the_unrounded_share(share: float):
    said = numbers.fraction(share, "nl")
    if said is None:
        return
    qualifier, name = said
    size = SIZES.get(name) or int(name.rpartition("_")[2]) / 10
    assert abs(share - size) <= 0.025
    assert {"almost": share < size, "over": share > size, "about": abs(share - size) <= 0.005 + 1e-12}[
        qualifier
    ]


def test_lists_follow_the_language():
    assert numbers.listed(["a"], "nl") == "a"
    assert numbers.listed(["a", "b"], "nl") == "a en b"
    assert numbers.listed(["a", "b", "c"], "en") == "a, b and c"
    assert numbers.listed([], "en") == ""
