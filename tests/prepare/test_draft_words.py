"""What labels mean, in four languages."""

from __future__ import annotations

import pytest

from monitor.prepare.draft.missing import missing_reason
from monitor.prepare.draft.words import (
    falls,
    is_diverging,
    is_ordered,
    language_of,
    plain,
    without_number,
    without_parts,
    yes_code,
)


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("Q42c. Trust police", "Trust police"),
        ("Q94a.arb: Use phone to call", "Use phone to call"),
        ("98d.arb. Choose identity", "Choose identity"),
        ("EA-SVC-A. Electricity grid", "Electricity grid"),
        ("12) Hoe vaak belt u?", "Hoe vaak belt u?"),
        ("B12 - Hoe vaak?", "Hoe vaak?"),
        ("Leeftijd in 3 categorieën", "Leeftijd in 3 categorieën"),
        ("3-MMC gebruikt", "3-MMC gebruikt"),
        ("Q5", "Q5"),
    ],
)
def test_the_number_of_a_question_is_not_its_text(label, question):
    assert without_number(label) == question


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Weigert", "refused"),
        ("wil niet zeggen", "refused"),
        ("Dat zeg ik liever niet", "refused"),
        ("Wil ik niet zeggen", "refused"),
        ("Wil ik hier liever niet vertellen", "refused"),
        ("Dat wil ik liever niet zeggen", "refused"),
        ("Ik zeg het liever niet", "refused"),
        ("Refused to answer", "refused"),
        ("Prefer not to say", "refused"),
        ("Refuse de répondre", "refused"),
        ("Antwort verweigert", "refused"),
        ("Weet niet", "dont_know"),
        ("Weet ik niet / geen mening", "dont_know"),
        ("99 - Weet niet", "dont_know"),
        ("Don’t know/Haven’t heard enough", "dont_know"),
        ("Can't determine", "dont_know"),
        ("Ne sait pas", "dont_know"),
        ("Weiß nicht", "dont_know"),
        ("N.v.t.", "not_applicable"),
        ("Niet van toepassing, geen kinderen", "not_applicable"),
        ("Not applicable (no disability)", "not_applicable"),
        ("N/A", "not_applicable"),
        ("Non concerné", "not_applicable"),
        ("Nicht zutreffend", "not_applicable"),
        ("Geen antwoord", "no_answer"),
        ("9 Onbekend", "no_answer"),
        ("MIssing", "no_answer"),
        ("Sans réponse", "no_answer"),
        ("Keine Angabe", "no_answer"),
        ("Niet gevraagd", "not_asked"),
        ("Not asked in this country", "not_asked"),
        ("Nicht gefragt", "not_asked"),
    ],
)
def test_a_code_that_is_no_answer_gets_its_reason(label, reason):
    assert missing_reason(label) == reason


@pytest.mark.parametrize(
    "label",
    [
        "Geen",
        "None",
        "Neither agree nor disagree",
        "Never heard of it",
        "No one",
        "No contact",
        "Neutraal / weet niet",
        "Ik weet niet hoe het werkt",
        "Refused to be interviewed",
        "Trifft nicht zu",
        "Geen kinderen",
        "Onbekende bron",
        "Other",
        "",
    ],
)
def test_an_answer_is_not_taken_for_missing(label):
    assert missing_reason(label) is None


@pytest.mark.parametrize(
    ("labels", "yes"),
    [
        ({0: "Nee", 1: "Ja"}, 1),
        ({1: "Ja (goed of zeer goed)", 2: "Nee (gaat wel of slecht)"}, 1),
        ({0: "No, don't own", 1: "Yes, do own"}, 1),
        ({1: "Oui", 2: "Non"}, 1),
        ({1: "Nein", 2: "Ja"}, 2),
        ({1: "Aangekruist", 2: "Niet aangekruist"}, 1),
        ({0: "Not selected", 1: "Selected"}, 1),
        ({0: "Geen_baan", 1: "Baan"}, 1),
        ({1: "Man", 2: "Vrouw"}, None),
        ({0: "Can report without fear", 1: "Risk retaliation"}, None),
        ({1: "Ja", 2: "Nee", 3: "Soms"}, None),
        ({1: "No one", 2: "Yes"}, None),
    ],
)
def test_yes_is_known_from_its_opposite(labels, yes):
    assert yes_code(labels) == yes


@pytest.mark.parametrize(
    ("labels", "ordered", "diverging"),
    [
        (["Zeer goed", "Goed", "Gaat wel", "Slecht", "Zeer slecht"], True, True),
        (
            [
                "Helemaal mee eens",
                "Mee eens",
                "Niet mee eens, niet mee oneens",
                "Mee oneens",
                "Helemaal mee oneens",
            ],
            True,
            True,
        ),
        (["Very bad", "Fairly bad", "Neither good nor bad", "Fairly good", "Very good"], True, True),
        (["Stimme voll zu", "Stimme eher zu", "Stimme eher nicht zu", "Stimme gar nicht zu"], True, True),
        (["Nooit", "Soms", "Vaak", "Altijd"], True, False),
        (["Not at all likely", "Not very likely", "Somewhat likely", "Very likely"], True, False),
        (
            [
                "Agree strongly with 1",
                "Agree with 1",
                "Agree with 2",
                "Agree strongly with 2",
                "Agree with neither",
            ],
            True,
            False,
        ),
        (["Amsterdam", "Utrecht", "Zwolle"], False, False),
    ],
)
def test_a_scale_is_known_from_its_steps_and_its_poles(labels, ordered, diverging):
    assert (is_ordered(labels), is_diverging(labels)) == (ordered, diverging)


@pytest.mark.parametrize(
    ("labels", "language"),
    [
        (["Hoe vaak gebruikt u het portaal?", "Weet niet"], "nl"),
        (["How often do you use the portal?", "Don't know"], "en"),
        (["Quel est votre âge ?", "Ne sait pas"], "fr"),
        (["Wie oft nutzen Sie das Portal?", "Weiß nicht"], "de"),
        (["x1", "x2"], "en"),
    ],
)
def test_the_language_is_that_of_the_labels(labels, language):
    assert language_of(labels) == language


def test_plain_text_has_no_accents_capitals_or_marks():
    assert plain("  Patiënten—Portaal's_Één! ß ") == "patienten portaals een ss"


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("Gender in twee categorieën", "Gender"),
        ("Leeftijd in 3 categorieën (16-17 jaar; 18-20 jaar; 21-25 jaar)", "Leeftijd"),
        (
            "Hoogste opleiding (huidig of afgerond, in 4 categorieën)",
            "Hoogste opleiding (huidig of afgerond)",
        ),
        (
            "Migratieachtergrond in 3 categorieën (nieuwe CBS indeling)",
            "Migratieachtergrond (nieuwe CBS indeling)",
        ),
        ("Leerjaar in 3 cat", "Leerjaar"),
        ("Age (6 categories)", "Age"),
        ("Wonen in groepen", "Wonen in groepen"),
        ("Woont in een van 3 kernen (A; B; C)", "Woont in een van 3 kernen (A; B; C)"),
    ],
)
def test_in_how_many_parts_answers_were_put_is_no_part_of_a_label(label, bare):
    assert without_parts(label) == bare


@pytest.mark.parametrize(
    ("labels", "down"),
    [
        (["Zeer goed", "Goed", "Gaat wel", "Slecht", "Zeer slecht"], True),
        (["Very bad", "Bad", "Good", "Very good"], False),
        (["Helemaal mee eens", "Neutraal", "Helemaal niet mee eens"], True),
        (["Never", "Sometimes", "Always"], False),
    ],
)
def test_it_is_known_from_which_pole_a_scale_starts(labels, down):
    assert falls(labels) == down
