"""Sentences say what the rows say, and no more: a golden file that a person has read, and generated
numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.figure.answer import Answer, answer
from monitor.figure.choose import resolve
from monitor.figure.compared import changes, differences, direction, period, step, strong_from
from monitor.figure.families import Verdict, judged
from monitor.figure.finding import finding
from monitor.figure.key import Key
from monitor.figure.kinds import KINDS
from monitor.figure.names import raised
from monitor.figure.tested import LEVEL, shows_difference
from monitor.figure.titles import title
from monitor.figure.wording import who
from monitor.locale import say
from monitor.store import Contrast
from monitor.view import View
from tests.figure import cases
from tests.figure.stores import MemoryStore, codebook, contrast, estimate

LANGUAGES = ("nl", "en")
WAVES = cases.WAVES
BOOK = codebook()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_sentences_are_as_they_were_read(language: str):
    expected = (cases.GOLDEN / f"sentences_{language}.txt").read_text(encoding="utf-8")
    assert cases.told(language) == expected, (
        "read the difference; write anew with: python -m tests.figure.cases"
    )


value = st.one_of(st.sampled_from([0.0, 1.0, 0.004, 0.996, 0.5]), st.floats(0, 1)).map(
    lambda share: round(share, 4)
)
status = st.sampled_from(["", "", "", "unreliable", "too_few", "protected", "not_asked"])
margin = st.sampled_from([0.0, 0.01, 0.04, 0.2])


@st.composite
def over_waves(draw: st.DrawFn) -> Answer:
    """Two groups over one to four waves, shares or scores, anything hidden."""
    indicator = draw(st.sampled_from(["portaal", "beeldbellen", "werkdruk"]))
    size = 10 if indicator == "werkdruk" else 1
    waves = WAVES[: draw(st.integers(1, 4))]
    rows = []
    for group in ("artsen", "verpleegkundigen"):
        for wave in waves:
            state = draw(status)
            number = None if state in ("too_few", "protected", "not_asked") else draw(value) * size
            n = draw(st.sampled_from([30, 99, 400, 12000]))
            rows.append(
                estimate(
                    indicator, number, wave=wave, group=group, status=state, margin=draw(margin) * size, n=n
                )
            )
    return _answer(
        rows,
        View(
            (indicator,),
            groups=("artsen", "verpleegkundigen"),
            waves=waves,
            language=draw(st.sampled_from(LANGUAGES)),
        ),
    )


@st.composite
def over_levels(draw: st.DrawFn) -> Answer:
    """Three levels of one group in one wave, with tested differences between them."""
    shares = {level: draw(st.one_of(st.none(), value)) for level in ("jong", "midden", "oud")}
    rows = [
        estimate("portaal", share, by=[("leeftijd", level)], margin=draw(margin))
        for level, share in shares.items()
    ]
    tests = []
    for one, other in (("jong", "midden"), ("jong", "oud"), ("midden", "oud")):
        if shares[one] is not None and shares[other] is not None:
            difference = (shares[other] or 0) - (shares[one] or 0)
            p = draw(st.sampled_from([0.0001, 0.012, 0.03, 0.049, 0.2, 0.9]))
            tests.append(contrast("portaal", difference, p, from_=one, to=other, breakdown1="leeftijd"))
    return _answer(
        rows,
        View(
            ("portaal",), breakdowns=("leeftijd",), waves=("2024",), language=draw(st.sampled_from(LANGUAGES))
        ),
        tests,
    )


def _answer(rows: list, view: View, tests: tuple | list = ()) -> Answer:
    store = MemoryStore(BOOK, rows, tests)
    return answer(resolve(view, store).view, store)


many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBER = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)(%?)(?![\w])")


def _numbers(text: str, answer: Answer) -> set[str]:
    """Percentages, or scores with their decimal, in a text without its labels, waves and everyday
    fractions."""
    for wave in WAVES:
        text = text.replace(wave, "")
    text = re.sub(r"\d+ (op de|in) 10 ", "", text)
    for level in ("tot 40 jaar", "40 tot 60 jaar", "60 jaar of ouder", "40 to 60", "under 40", "60 and over"):
        text = text.replace(level, "")
    found = {number + sign for number, sign in NUMBER.findall(text)}
    return {number for number in found if ("%" in number) == answer.in_percent}


def _shown(answer: Answer) -> set[str]:
    shown = {
        match
        for row in answer.rows
        if row.estimate is not None
        for match in _numbers(f"{answer.spoken(row)} {answer.number(row.estimate)}", answer)
    }
    return shown | {answer.number(5, 0)} | {number.rstrip("%") for number in shown}


@many
@given(st.one_of(over_waves(), over_levels()))
def test_every_number_of_the_finding_stands_in_the_rows(found: Answer):
    for text in [title(found, KINDS[found.view.figure]), *finding(found, KINDS[found.view.figure])]:
        levels = re.sub(r"\([+\u2212][^)]*\)", "", text)
        assert _numbers(levels, found) <= _shown(found), text


@many
@given(over_waves())
def test_a_change_is_named_only_as_the_test_supports(found: Answer):
    for family, told in ((found.tests.changes, step(found)), (found.tests.period, period(found))):
        assert bool(told) == bool(family)
        if len(found.drawn) == 1:
            continue
        names = found.varying(found.drawn)
        for key, change in family.items():
            assert change.p_adjusted is None or change.p is None or change.p_adjusted >= change.p
            assert _named_in(found, told[0], key, names, change, len(family)) == direction(change), told
            rows = found.lines[key]
            shift = (rows[change.to].estimate or 0) - (rows[change.from_].estimate or 0)
            assert change.difference == pytest.approx(shift)
            assert found.names.book.indicator[key.indicator].comparable_waves(change.from_, change.to)


def _named_in(found: Answer, told: str, key: Key, names: list[str], change: Contrast, compared: int) -> str:
    """Under which heading a line stands: up, down, their hints or none."""
    language, wave = found.language, found.names.wave(change.from_)
    for way in ("up", "down", "maybe_up", "maybe_down", "none"):
        said = raised(say(f"change.{way}", language, wave=wave, who="\1", count=compared))
        opening, closing = map(re.escape, said.split("\1"))
        if any(
            who(found, key, names) in listed for listed in re.findall(rf"{opening}(.+?){closing}(?!\d)", told)
        ):
            return way
    return "none" if say("change.none_all", language, wave=wave) in told else ""


@many
@given(st.lists(value, min_size=2, max_size=2), margin, st.sampled_from(LANGUAGES))
def test_strongly_is_said_from_ten_points_and_only_where_tested(
    shares: list[float], width: float, language: str
):
    rows = [
        estimate("portaal", share, wave=wave, margin=width)
        for share, wave in zip(shares, ("2023", "2024"), strict=True)
    ]
    found = _answer(rows, View(("portaal",), groups=("artsen",), waves=("2023", "2024"), language=language))
    if not found.tests.changes:
        assert width == 0.0
        assert changes(found) == []
        return
    (told,) = changes(found)
    (change,) = found.tests.changes.values()
    strongly = {"nl": "sterk", "en": "strongly"}[language]
    near = min(abs(change.ci_low or 0), abs(change.ci_high or 0))
    strong = shows_difference(change) and near >= strong_from(found) - 1e-9
    assert (re.search(rf"\b{strongly}\b", told) is not None) == strong
    risen = {"nl": ("toegenomen", "afgenomen"), "en": ("risen", "fallen")}[language]
    up, down = (word in told for word in risen)
    assert (up, down) == (
        shows_difference(change) and shares[1] > shares[0],
        shows_difference(change) and shares[1] < shares[0],
    )
    heading = title(found, KINDS[found.view.figure])
    none = {"nl": "geen aantoonbaar verschil met 2023", "en": "no demonstrable difference from 2023"}[
        language
    ]
    since = {"nl": r"sinds 2023 van (.+) naar (.+)", "en": r"from (.+) to (.+) since 2023"}[language]
    moved = re.search(since, heading)
    assert (moved is not None, none in heading) == (shows_difference(change), not shows_difference(change))
    if moved:
        before, now = (found.value(row) for row in found.rows)
        both = before[0].isdigit() and now[0].isdigit()
        assert moved.groups() == (before.removesuffix("%") if both else before, now)


@many
@given(over_levels())
def test_the_largest_difference_is_one_that_the_tests_found(found: Answer):
    told = differences(found)
    real = [
        item
        for item in found.tests.differences
        if item[2].p_adjusted is not None and item[2].p_adjusted < LEVEL and item[2].difference
    ]
    if not found.tests.differences:
        assert told == []
    elif not real and any(judged(item[2]) is Verdict.HINT for item in found.tests.differences):
        assert len(told) == 1 and ("toeval" if found.language == "nl" else "chance") in told[0]
    elif not real:
        assert told == [
            say(
                "difference.none",
                found.language,
                by=found.names.inline(found.names.book.breakdown["leeftijd"].label),
            )
        ]
    else:
        one, other, row = max(real, key=lambda item: abs(item[2].difference or 0))
        rows = [found.lines[key]["2024"] for key in (one, other)]
        assert found.distance(found.between(rows[0].estimate or 0, rows[1].estimate or 0)) in told[0]
        assert found.part(one, "level1", inline=True) in told[0]
        assert all(found.value(row) in told[0] for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_change_is_told_across_a_new_wording(language: str):
    rows = [estimate("beeldbellen", share, wave=wave) for share, wave in ((0.2, "2022"), (0.9, "2023"))]
    found = _answer(
        rows, View(("beeldbellen",), groups=("artsen",), waves=("2022", "2023"), language=language)
    )
    assert changes(found) == []
    assert found.tests.broken


def test_a_pooled_group_is_compared_with_nobody():
    rows = [
        estimate("portaal", share, group=group)
        for group, share in (("artsen", 0.2), ("verpleegkundigen", 0.9), ("allen", 0.5))
    ]
    found = _answer(rows, View(("portaal",), groups=("artsen", "verpleegkundigen", "allen"), waves=("2024",)))
    assert [(one.group, other.group) for one, other, _ in found.tests.differences] == [
        ("artsen", "verpleegkundigen")
    ]


def test_holm_counts_all_that_the_view_compares():
    rows = [
        estimate("portaal", share, by=[("leeftijd", level)])
        for level, share in (("jong", 0.5), ("midden", 0.54), ("oud", 0.58))
    ]
    tests = [contrast("portaal", 0.04, 0.03, from_="jong", to="midden", breakdown1="leeftijd"),
             contrast("portaal", 0.08, 0.02, from_="jong", to="oud", breakdown1="leeftijd"),
             contrast("portaal", 0.04, 0.04, from_="midden", to="oud", breakdown1="leeftijd")]  # fmt: skip
    found = _answer(rows, View(("portaal",), breakdowns=("leeftijd",), waves=("2024",)), tests)
    assert [round(row.p_adjusted or 0, 10) for _, _, row in found.tests.differences] == [0.06, 0.06, 0.06]
    assert differences(found) == [
        "Misschien vaker bij 60 jaar of ouder (58%) dan bij tot 40 jaar (50%): 8 procentpunt verschil. Met 3 "
        "vergelijkingen kan dit toeval zijn; los bekeken is het aantoonbaar."
    ]


def test_a_view_of_one_wave_still_tells_the_change_since_the_one_before():
    rows = [
        estimate("portaal", share, wave=wave) for share, wave in ((0.5, "2021"), (0.6, "2022"), (0.8, "2024"))
    ]
    found = _answer(rows, View(("portaal",), waves=("2024",), figure="bars"))
    assert [row.wave for row in found.rows] == ["2024"]
    assert changes(found) == [
        "Dat is sterk toegenomen: in 2022 was het 60%. Er kwam 20 procentpunt bij, waarschijnlijk 14 tot 26."
    ]
    assert title(found, KINDS["bars"]).endswith("in 2024, meer dan in 2022")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_with_an_uncertain_number_says_so(language: str):
    rows = [
        estimate("portaal", share, by=[("leeftijd", level)], status=state) for level, share, state in AGES
    ]
    found = _answer(rows, View(("portaal",), breakdowns=("leeftijd",), waves=("2024",), language=language))
    assert title(found, KINDS["bars"]).endswith(say("title.uncertain_some", language))
    alone = _answer(
        [estimate("portaal", 0.4, status="unreliable")],
        View(("portaal",), waves=("2024",), language=language),
    )
    assert title(alone, KINDS["bars"]).endswith(say("title.uncertain", language))


AGES = (("jong", 0.2, ""), ("midden", 0.5, ""), ("oud", 0.8, "unreliable"))


@many
@given(
    st.sampled_from(["", "too_few", "protected", "not_asked"]),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["portaal", "werkdruk"]),
)
def test_without_any_number_a_figure_says_why_and_no_more(state: str, language: str, indicator: str):
    """All hidden or all not asked: no finding, no change, no difference, no gap; a reason instead."""
    from monitor.figure.build import full_figure

    rows = [
        estimate(indicator, None, wave=wave, group=group, status=state or "too_few")
        for wave in WAVES
        for group in ("artsen", "allen")
    ]
    store = MemoryStore(BOOK, rows)
    found = full_figure(
        View((indicator,), groups=("artsen", "allen"), waves=WAVES, figure="bars", language=language), store
    )
    assert found.empty and found.spec == {} and found.sentences == () and found.gap == ()
    assert found.alt == found.empty and not re.search(r"\d", found.empty)


@pytest.mark.parametrize(("p", "real"), [(LEVEL - 1e-9, True), (LEVEL, False), (LEVEL + 1e-9, False)])
def test_at_the_very_threshold_a_difference_is_not_called_one(p: float, real: bool):
    rows = [estimate("portaal", share, by=[("geslacht", level)]) for level, share in (("m", 0.5), ("v", 0.6))]
    found = _answer(rows, View(("portaal",), breakdowns=("geslacht",), waves=("2024",)), [_sexes(0.1, p)])
    assert (differences(found) != ["Naar geslacht is er geen aantoonbaar verschil."]) is real
    assert ("geen aantoonbaar verschil" in title(found, KINDS["bars"])) is not real


def test_an_interval_that_is_not_there_is_not_told():
    rows = [
        estimate("portaal", share, by=[("geslacht", level)])._replace(se=None, ci_low=None, ci_high=None)
        for level, share in (("m", 1.0), ("v", 0.0))
    ]
    row = _sexes(-1.0, 0.5)._replace(se=None, ci_low=None, ci_high=None, df=None, p=None)
    found = _answer(rows, View(("portaal",), breakdowns=("geslacht",), waves=("2024",)), [row])
    assert differences(found) == [] and changes(found) == []
    assert finding(found, KINDS["bars"])[0] == "Patiëntportaal in 2024: mannen 100% en vrouwen 0%."


def _sexes(difference: float, p: float):  # noqa: ANN202
    return contrast("portaal", difference, p, from_="m", to="v", breakdown1="geslacht")
