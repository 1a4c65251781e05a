"""What is said of gaps: between a breakdown's two ends, and between the two sides of a care process."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.figure.answer import answer
from monitor.figure.choose import resolve
from monitor.figure.narrowing import lagging, narrowing
from monitor.figure.tested import LEVEL
from monitor.view import View
from tests.figure import cases
from tests.figure.stores import MemoryStore, codebook, contrast, estimate
from tests.figure.test_sentences import LANGUAGES, WAVES, _answer, _numbers, many, value

p_values = st.sampled_from([0.0, 1e-9, 0.02, 0.0499999, LEVEL, 0.0500001, 0.3, 1.0])


@many
@given(st.lists(value, min_size=4, max_size=4), p_values, st.sampled_from(LANGUAGES), st.booleans())
def test_a_gap_became_smaller_only_where_the_test_says_so(
    shares: list[float], p: float, language: str, hidden: bool
):
    """Four numbers: the two ends then and now; one of them may be hidden."""
    shown = [
        (level, wave, share)
        for (level, wave), share in zip(product(("oud", "jong"), ("2023", "2024")), shares, strict=True)
    ]
    rows = [
        estimate("portaal", None if hidden and at == 0 else share, wave=wave, by=[("leeftijd", level)])
        for at, (level, wave, share) in enumerate(shown)
    ]
    change = (shares[3] - shares[1]) - (shares[2] - shares[0])
    row = contrast(
        "portaal", change, p, over="gap", breakdown1="leeftijd", level1="oud..jong", from_="2023", to="2024"
    )
    view = View(
        ("portaal",),
        groups=("artsen",),
        breakdowns=("leeftijd",),
        waves=("2023", "2024"),
        figure="trend",
        language=language,
    )
    found = _answer(rows, view, [row])
    told = narrowing(found)
    if hidden:
        assert told == []
        return
    before, now = shares[2] - shares[0], shares[3] - shares[1]
    real = p < LEVEL and bool(change)
    words = {
        "nl": ("kleiner geworden.", "groter geworden."),
        "en": ("has narrowed since", "has widened since"),
    }[language]
    said = [word in told[0].replace("niet aantoonbaar kleiner of groter geworden", "") for word in words]
    turned = before - 1e-12 < 0 < now + 1e-12 or now - 1e-12 < 0 < before + 1e-12
    assert not (said[0] and abs(now) > abs(before)) and not (said[1] and abs(now) < abs(before) - 1e-12)
    assert any(said) <= real and (any(said) or turned or not real), told
    assert _numbers(told[0], found) == set(), "percentage points only"


@many
@given(st.lists(st.tuples(value, value, p_values), min_size=1, max_size=2), st.sampled_from(LANGUAGES))
def test_what_could_be_is_called_more_only_where_the_test_says_so(
    numbers: list[tuple[float, float, float]], language: str
):
    book = codebook(processes=cases.PROCESSES)
    rows, tests = [], []
    for group, (possible, actual, p) in zip(("artsen", "verpleegkundigen"), numbers, strict=False):
        rows += [estimate("intake_kan", possible, group=group), estimate("intake_is", actual, group=group)]
        tests.append(
            contrast(
                "intake_kan",
                possible - actual,
                p,
                group=group,
                over="indicators",
                from_="intake_is",
                to="intake_kan",
            )
        )
    store = MemoryStore(book, rows, tests)
    groups = ("artsen", "verpleegkundigen")[: len(numbers)]
    view = View(
        ("intake_kan", "intake_is"), groups=groups, waves=("2024",), figure="ticks", language=language
    )
    found = answer(resolve(view, store).view, store)
    told = " ".join(lagging(found))
    adjusted = [gap.test.p_adjusted for gap in found.tests.sides if gap.test]
    assert len(adjusted) == len(numbers) and all(
        one >= p for one, (_, _, p) in zip(adjusted, numbers, strict=True)
    )
    words = {
        "nl": ("hoger dan", "lager dan", "een aantoonbaar verschil|Geen aantoonbaar"),
        "en": ("higher than", "lower than", "o demonstrable|Nowhere"),
    }
    real = [
        (possible - actual, one < LEVEL) for one, (possible, actual, _) in zip(adjusted, numbers, strict=True)
    ]
    expected = (
        any(s and d > 0 for d, s in real),
        any(s and d < 0 for d, s in real),
        any(not s or d == 0 for d, s in real),
    )
    assert tuple(re.search(word, told) is not None for word in words[language]) == expected, told


@pytest.mark.parametrize("panel", [False, True])
def test_a_gap_between_two_sides_is_followed_only_where_waves_are_samples_of_their_own(panel: bool):
    """Where the same people return, the change would need a covariance that the store does not hold."""
    samples = [
        {"wave": wave, "group": "artsen", "file": "x.sav", "id": "nr", "panel": panel} for wave in WAVES
    ]
    book = codebook(processes=cases.PROCESSES, samples=samples)
    rows, tests = [], []
    for wave, possible, actual in (("2023", 0.7, 0.2), ("2024", 0.7, 0.4)):
        rows += [estimate("intake_kan", possible, wave=wave), estimate("intake_is", actual, wave=wave)]
        tests.append(
            contrast(
                "intake_kan",
                possible - actual,
                0.0001,
                wave=wave,
                over="indicators",
                from_="intake_is",
                to="intake_kan",
            )
        )
    store = MemoryStore(book, rows, tests)
    view = View(("intake_kan", "intake_is"), groups=("artsen",), waves=("2023", "2024"), figure="ticks")
    found = answer(resolve(view, store).view, store)
    assert (narrowing(found) == []) is panel
    assert lagging(found) == ["Geschikt is aantoonbaar hoger dan verleend bij: intake."]
    if not panel:
        (gap,) = found.tests.sides
        assert (
            gap.change is not None
            and gap.change.difference == pytest.approx(-0.2)
            and gap.change.se == pytest.approx(0.02 * 2**0.5)
        )
