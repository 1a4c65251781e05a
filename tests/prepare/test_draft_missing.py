"""Which codes are no answer: judged among the other codes of their question, and by the data."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.prepare.draft.missing import bare_label, judge, missing_reason
from monitor.prepare.draft.sentinels import sentinels


def gone(labels, declared=(), counts=None):
    """Reason by code, as `judge` gives it for a question whose codes all occur."""
    found = judge(labels, counts or dict.fromkeys(labels, 40), set(declared), "q")
    return {one.code: one.reason for one in found.gone}


def doubts(labels):
    return judge(labels, dict.fromkeys(labels, 40), set(), "q").doubts


@pytest.mark.parametrize(
    "labels",
    [
        {1: "Available", 2: "Not available", 3: "Planned"},
        {1: "Accepted", 2: "Refused", 3: "Not offered"},
        {1: "Bekend", 2: "Onbekend"},
        {1: "Van toepassing", 0: "Niet van toepassing"},
        {1: "Toegestaan", 2: "Geweigerd"},
        {1: "Approved", 2: "Declined", 3: "Pending"},
        {1: "Bekannt", 2: "Unbekannt"},
        {1: "Zutreffend", 2: "Nicht zutreffend"},
        {1: "Trifft zu", 2: "Trifft nicht zu"},
        {1: "Connu", 2: "Inconnu"},
        {1: "Acceptée", 2: "Refusée", 3: "Pas proposée"},
        {1: "Very sure", 2: "Fairly sure", 3: "Not sure"},
        {1: "Relevant", 2: "Not relevant"},
        {0: "Missing", 1: "Present"},
        {1: "Completed", 2: "Skipped"},
        {1: "Decided", 2: "Undecided"},
        {1: "Known", 2: "Unknown", 3: "Partly known"},
        {-2: "Much worse", -1: "Worse", 0: "Same", 1: "Better", 2: "Much better"},
        {-1: "Nee", 1: "Ja"},
        {"a": "Bekend", "b": "Onbekend"},
        {1: "Weet wel", 2: "Weet niet"},
    ],
)
def test_an_answer_beside_its_opposite_stays_an_answer(labels):
    assert gone(labels) == {}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({1: "Yes", 2: "No", 3: "Refused"}, {3: "refused"}),
        ({1: "Strongly approve", 2: "Approve", 3: "Disapprove", 4: "Refused"}, {4: "refused"}),
        ({1: "Agree", 2: "Disagree", 3: "Refusal"}, {3: "refused"}),
        ({1: "No school", 2: "Primary school completed in full", 3: "More", 4: "Missing"}, {4: "no_answer"}),
        ({1: "Vader is mij bekend en leeft", 2: "Overleden", 3: "Onbekend"}, {3: "no_answer"}),
        ({1: "Know a lot", 2: "Know a little", 3: "Don't know"}, {3: "dont_know"}),
        ({1: "Correct answer", 2: "Wrong answer", 3: "No answer"}, {3: "no_answer"}),
        (
            {1: "Refused bribe", 7: "Not applicable", 8: "Refused", 2: "Paid bribe"},
            {7: "not_applicable", 8: "refused"},
        ),
        ({1: "Ja", 2: "Nee", 3: "Weet niet"}, {3: "dont_know"}),
        ({1: "Ja", 2: "Nee", 8: "N.v.t."}, {8: "not_applicable"}),
        ({1: "Support", 2: "Oppose", 3: "Undecided"}, {3: "dont_know"}),
        ({1: "Van toepassing", 2: "Niet van toepassing", 9: "Onbekend"}, {9: "no_answer"}),
        ({1: "Accepted", 2: "Not offered", 99: "Refused"}, {99: "refused"}),
        ({1: "Man", 2: "Vrouw", -9: "Onbekend"}, {-9: "no_answer"}),
        ({999: "Onbekend"}, {999: "no_answer"}),
        ({1: "Bonne", 2: "Mauvaise", 8: "A refusé", 9: "Ne sait pas"}, {8: "refused", 9: "dont_know"}),
        ({1: "Oui", 2: "Non", 3: "NSP/NR"}, {3: "dont_know"}),
        ({1: "Oui", 2: "Non", 7: "N’a pas répondu"}, {7: "no_answer"}),
        (
            {1: "Ja", 2: "Nein", -1: "keine Angabe", -2: "trifft nicht zu"},
            {-1: "no_answer", -2: "not_applicable"},
        ),
        ({0: "ganz unzufrieden", 10: "ganz zufrieden", 11: "weiß nicht"}, {11: "dont_know"}),
        ({1: "Never", 10: "Always", -5: "Other missing; Multiple answers Mail (EVS)"}, {-5: "other"}),
        ({1: "Never", 10: "Always", -4: "Interview abgebrochen"}, {-4: "other"}),
        ({1: "Yes", 2: "No", -6: "-6. No post-election interview"}, {-6: "not_asked"}),
        (
            {1: "Sí", 2: "No", 7: "No aplica", 8: "No sabe", 9: "No contesta", 10: "Se niega a responder"},
            {7: "not_applicable", 8: "dont_know", 9: "no_answer", 10: "refused"},
        ),
        ({1: "Sí", 2: "No", 9: "NS/NC"}, {9: "dont_know"}),
        (
            {1: "Sim", 2: "Não", 7: "Não se aplica", 8: "Não sabe", 9: "Recusou responder"},
            {7: "not_applicable", 8: "dont_know", 9: "refused"},
        ),
        (
            {1: "Molto", 2: "Poco", 8: "Non so", 9: "Nessuna risposta", 10: "Preferisco non rispondere"},
            {8: "dont_know", 9: "no_answer", 10: "refused"},
        ),
        ({1: "Ja", 2: "Nej", 8: "Vet ej", 9: "Inget svar"}, {8: "dont_know", 9: "no_answer"}),
        ({1: "Ja", 2: "Nei", 8: "Vet ikke", 9: "Ubesvart"}, {8: "dont_know", 9: "no_answer"}),
        ({1: "Ja", 2: "Nej", 8: "Ved ikke", 9: "Uoplyst"}, {8: "dont_know", 9: "no_answer"}),
    ],
)
def test_what_is_no_answer_is_missing_with_its_reason(labels, expected):
    assert gone(labels) == expected


@pytest.mark.parametrize(
    ("label", "code", "bare"),
    [
        ("[-1] keine Angabe", -1, "keine Angabe"),
        ("(99) weet niet", 99, "weet niet"),
        ("-9. Refused", -9, "Refused"),
        ("8 = DK", 8, "DK"),
        ("{7} Refused", 7, "Refused"),
        ("<98> ne sait pas", 98, "ne sait pas"),
        ("09: Onbekend", 9, "Onbekend"),
        ("99 – Weet niet", 99, "Weet niet"),
        ("-8 Weet niet", -8, "Weet niet"),
        ("65 jaar en ouder", 4, "65 jaar en ouder"),
        ("10", 10, "10"),
        ("1,5 uur", 1, "1,5 uur"),
    ],
)
def test_a_code_before_its_label_is_no_part_of_it(label, code, bare):
    assert bare_label(label, code) == bare


@pytest.mark.parametrize("label", ["[-2] trifft nicht zu", "[-5] in Fragebogenversion nicht enthalten"])
def test_below_zero_more_words_mean_missing(label):
    assert missing_reason(label, -2) is None
    assert gone({1: "[1] Ja", 2: "[2] Nein", int(label[1:3]): label})


def test_what_the_file_declares_is_missing_whatever_its_label():
    assert gone({1: "Bekend", 2: "Onbekend"}, declared=[2]) == {2: "no_answer"}


def test_a_doubt_is_told():
    assert doubts({1: "Yes", 2: "No", 3: "Refused"}) == [
        "q: code 3 'Refused' is taken for missing; give it a category if it is an answer"
    ]
    assert doubts({1: "Never", 10: "Always", -4: "Mailed back late"}) == [
        "q: code -4 'Mailed back late' is below its answers, and taken for missing"
    ]
    assert doubts({1: "Visited", 2: "Declined", 3: "Cancelled"})
    assert doubts({1: "Ja", 2: "Nee", 9: "Weet niet"}) == []


DRAW = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("answers", "sentinel"),
    [
        (DRAW.poisson(20, 400), 999),
        (DRAW.integers(18, 90, 400), -99),
        (DRAW.integers(18, 90, 400), -1),
        (DRAW.integers(18, 90, 400), 999),
        (DRAW.integers(0, 41, 400), 99),
        (DRAW.integers(0, 41, 400), -8),
        (np.round(DRAW.exponential(4, 400) * 2) / 2, 99.9),
        (np.round(DRAW.lognormal(10.4, 0.5, 400)), 9_999_999),
        (DRAW.integers(0, 2, 400), 9),
        (DRAW.integers(1, 6, 400), 9),
        (DRAW.integers(1, 11, 400), 99),
        (DRAW.integers(150, 200, 400), 888),
    ],
)
def test_a_number_that_can_not_be_an_answer_is_missing(answers, sentinel):
    column = np.concatenate([answers, np.repeat(float(sentinel), 400)])
    assert sentinels(*np.unique(column, return_counts=True)).missing == {sentinel: 400}


@pytest.mark.parametrize(
    "answers",
    [
        DRAW.integers(18, 100, 400),
        DRAW.poisson(3, 400),
        DRAW.integers(0, 100, 2000),
        DRAW.normal(0, 10, 400).round(),
        np.array([-2, -1, 0, 1, 2] * 80),
        np.array([0] * 300 + [1] * 60 + [2] * 30 + [3] * 9 + [9]),
        DRAW.integers(1, 8, 400),
        DRAW.integers(1, 11, 400),
        np.round(DRAW.lognormal(10.4, 0.5, 400)),
        DRAW.integers(60, 100, 400),
    ],
)
def test_numbers_that_may_be_answers_stay(answers):
    assert sentinels(*np.unique(answers.astype(float), return_counts=True)).missing == {}


def test_a_number_that_stands_often_among_the_answers_is_a_doubt():
    column = np.concatenate([np.round(DRAW.uniform(10_000, 90_000, 400)), np.repeat(99_999.0, 30)])
    found = sentinels(*np.unique(column, return_counts=True))
    assert (found.missing, found.perhaps) == ({}, {99_999: 30})
