"""Which variables of several waves are one question."""

from __future__ import annotations

import pytest

from monitor.prepare.draft.answers import same_meaning
from monitor.prepare.draft.columns import Column, Profile
from monitor.prepare.draft.match import match, reworded
from monitor.prepare.draft.missing import Gone
from monitor.prepare.files.survey_file import Variable

TRUST = {0: "Not at all", 1: "Just a little", 2: "Somewhat", 3: "A lot"}


def column(
    wave: str, name: str, label: str = "", valid=TRUST, gone: tuple[Gone, ...] = (), values=None
) -> Column:
    variable = Variable(name, label, False, "F8.0", "nominal", dict(valid), (), 8)
    counted = values if values is not None else dict.fromkeys(valid, 50)
    return Column(wave, f"{wave}.sav", variable, dict(valid), gone, Profile(200, 200, len(counted), counted))


def matched(*columns: Column) -> list[dict[str, str]]:
    waves: dict[str, list[Column]] = {}
    for one in columns:
        waves.setdefault(one.wave, []).append(one)
    return [
        {wave: one.name for wave, one in question.columns.items()}
        for question in match(dict(sorted(waves.items())))
    ]


def test_a_question_that_moved_is_found_by_its_label():
    found = matched(
        column("2015", "Q52F", "Q52f. Trust police"), column("2018", "Q43G", "Q43g. Trust police")
    )
    assert found == [{"2018": "Q43G", "2015": "Q52F"}]


def test_one_name_for_two_questions_is_two_indicators():
    found = matched(
        column("2015", "Q42C", "Q42c. Trust police"),
        column("2018", "Q42C", "Q42c. Extent of democracy today"),
    )
    assert found == [{"2018": "Q42C"}, {"2015": "Q42C"}]


def test_the_label_wins_over_the_name():
    old = [column("2015", "A", "Trust police"), column("2015", "B", "Trust courts")]
    found = matched(*old, column("2018", "A", "Trust courts"), column("2018", "B", "Trust police"))
    assert found == [{"2018": "A", "2015": "B"}, {"2018": "B", "2015": "A"}]


def test_other_words_for_the_same_answers_are_one_question_with_a_note():
    waves = {"2015": [column("2015", "Q12D", "Internet")], "2018": [column("2018", "Q12D", "Internet news")]}
    (question,) = match(waves)
    assert list(question.columns) == ["2018", "2015"]
    assert question.notes == [
        "Q12D: worded 'Internet' in 2015, 'Internet news' in 2018; one indicator, as it has the same answers;"
        " no change is stated across ('comparable')"
    ]
    assert question.breaks == ["2015"]


def test_answers_that_mean_something_else_keep_questions_apart():
    turned = {code: TRUST[3 - code] for code in TRUST}
    waves = {
        "2015": [column("2015", "Q1", "Trust police", turned)],
        "2018": [column("2018", "Q1", "Trust police")],
    }
    newest, oldest = match(waves)
    assert (list(newest.columns), list(oldest.columns)) == (["2018"], ["2015"])
    assert newest.notes == [
        "Q1 (2018) and Q1 (2015): one label, kept apart: code 0 is 'Not at all' in one, 'A lot' in the other"
    ]


def test_a_category_that_was_put_in_between_keeps_questions_apart():
    two = {0: "No, don't own", 1: "Yes, do own"}
    three = {0: "No, don’t own", 1: "Yes, someone else owns", 2: "Yes, do own"}
    assert len(matched(column("2015", "Q", "Own radio", two), column("2018", "Q", "Own radio", three))) == 2


def test_a_code_that_was_an_answer_and_is_missing_now_keeps_questions_apart():
    gone = (Gone(3, "refused", "Refused"),)
    now = {code: label for code, label in TRUST.items() if code != 3}
    assert (
        len(matched(column("2015", "Q", "Trust police"), column("2018", "Q", "Trust police", now, gone))) == 2
    )


def test_other_codes_for_missing_do_not_matter():
    old, new = (Gone(9, "dont_know", "Don't know"),), (Gone(99, "dont_know", "Do not know"),)
    assert (
        len(
            matched(
                column("2015", "Q", "Trust police", gone=old), column("2018", "Q", "Trust police", gone=new)
            )
        )
        == 1
    )


def test_a_wave_without_labels_joins_where_its_codes_are_known():
    bare = column("2015", "Q", "Trust police", {}, values={0: 4, 3: 2})
    strange = column("2015", "Q", "Trust police", {}, values={0: 4, 7: 2})
    assert len(matched(bare, column("2018", "Q", "Trust police"))) == 1
    assert len(matched(strange, column("2018", "Q", "Trust police"))) == 2


def test_a_label_that_stands_twice_matches_by_name_only():
    waves = [column(wave, name, "Other (first response)") for wave in ("2015", "2018") for name in ("A", "B")]
    assert matched(*waves) == [{"2018": "A", "2015": "A"}, {"2018": "B", "2015": "B"}]


def test_a_long_list_with_one_label_spelt_otherwise_is_one_question():
    levels = {code: f"Level {'abcdefghij'[code]} completed" for code in range(9)}
    old = {**levels, 9: "Post-secondary qualifications, not university"}
    new = {**levels, 9: "Post-secondary qualifications, other than university"}
    assert len(matched(column("2015", "Q97", "Education", old), column("2018", "Q97", "Education", new))) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Everyday", "Every day", True),
        ("Other", "Others", True),
        ("No (not looking)", "No, not looking", True),
        ("Government", "Government (general)", True),
        ("Agree with statement 1", "Agree with 1", True),
        ("Agree with 1", "Agree with 2", False),
        ("Very good", "Good", False),
        ("Tevreden", "Niet tevreden", False),
        ("Ariana", "North East", False),
    ],
)
def test_labels_of_one_code_compared(one, other, same):
    assert same_meaning(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("internet", "internet news", True),
        ("", "trust police", True),
        ("interviewers number", "interviewer number", True),
        ("trust police", "extent of democracy", False),
        ("voted in 2014", "voted in 2018", False),
    ],
)
def test_questions_under_one_name_compared(one, other, same):
    assert reworded(one, other) is same
