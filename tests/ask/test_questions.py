"""Questions as people ask them: the first reply is exactly the view that a colleague would open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.ask import Reply, ask
from monitor.figure.build import cached_figure
from monitor.figure.choose import resolve
from monitor.store import Store
from monitor.view import View, parse_view

QUESTIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
)
NINE_IN_TEN = 0.9


def in_full(page: str, view: View, store: Store) -> tuple[str, View, frozenset[str]]:
    """The page, the full view that opens there, and its groups, whose order says nothing."""
    groups = next((item.groups for item in store.codebook.subject_pages() if f"/{item.path}" == page), None)
    full = resolve(view, store, groups).view if groups else view
    return page, full.with_(groups=(), language="nl"), frozenset(full.groups)


def is_right(question: dict[str, Any], replies: tuple[Reply, ...], store: Store) -> bool:
    """Whether the first reply opens what is expected; no reply where nothing is."""
    if question["view"] is None or not replies:
        return question["view"] is None and not replies
    expected = in_full(question["page"], parse_view(question["view"]), store)
    first = replies[0]
    levels_agree = set(first.levels) == set(question.get("levels", ()))
    return levels_agree and in_full(first.page, parse_view(first.view.query()), store) == expected


def test_half_of_the_questions_are_dutch_and_none_stands_twice() -> None:
    questions = [question for part in QUESTIONS.values() for question in part]
    assert len(questions) >= 120 and len({question["ask"] for question in questions}) == len(questions)
    assert 0.45 <= sum(question["lang"] == "nl" for question in questions) / len(questions) <= 0.56
    assert len(QUESTIONS["held_out"]) >= 30


@pytest.mark.parametrize("part", QUESTIONS)
def test_nine_in_ten_questions_open_exactly_the_right_view(monitor_store: Store, part: str) -> None:
    wrong = [
        item["ask"]
        for item in QUESTIONS[part]
        if not is_right(item, ask(item["ask"], monitor_store, item["lang"]).replies, monitor_store)
    ]
    assert len(wrong) <= (1 - NINE_IN_TEN) * len(QUESTIONS[part]), wrong


def test_every_reply_with_a_number_says_that_it_is_simulated(monitor_store: Store) -> None:
    for question in QUESTIONS["tuned"]:
        for reply in ask(question["ask"], monitor_store, question["lang"]).replies:
            if any(char.isdigit() for char in reply.sentence) and reply.says:
                assert reply.sentence.endswith(("(Gesimuleerde cijfers.)", "(Simulated figures.)")), reply


def test_what_is_not_held_is_said_by_name(monitor_store: Store) -> None:
    told = {
        question: " ".join(ask(question, monitor_store, "nl").missing)
        for question in ("videobellen in België", "AI in 2022")
    }
    assert "'belgie'" in told["videobellen in België"]
    assert "2022" in told["AI in 2022"] and "2024 en 2025" in told["AI in 2022"]


def test_older_people_are_not_people(monitor_store: Store) -> None:
    for question in ("older people patient portal", "patient portal of older people"):
        reply = ask(question, monitor_store, "en").replies[0]
        assert (reply.view.breakdowns, reply.levels) == (("leeftijd",), ("65+",))


def test_the_sentence_is_about_the_level_that_is_asked(monitor_store: Store) -> None:
    reply = ask("zetten verpleegkundigen in de wijk zorgrobots in", monitor_store, "nl").replies[0]
    row = next(
        row
        for row in monitor_store.estimates(["inzet_zorgrobots"], ["verpleegkundigen"], ["2025"], ["sector"])
        if row.level1 == "wijkverpleging"
    )
    assert f"{round((row.estimate or 0) * 100)}%" in reply.sentence and "wijkverpleging" in reply.sentence


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        (
            "Is de kloof tussen jong en oud kleiner geworden?",
            "nl",
            "niet aantoonbaar kleiner of groter",
        ),
        (
            "Hoe groot is het gat tussen huisartsen en verpleegkundigen bij videobellen?",
            "nl",
            "procentpunt",
        ),
        (
            "Has the gap between men and women in wearables grown?",
            "en",
            "no demonstrable difference",
        ),
    ],
)
def test_a_question_for_a_gap_is_answered_with_the_gap(
    monitor_store: Store, question: str, language: str, told: str
) -> None:
    sentence = ask(question, monitor_store, language).replies[0].sentence
    assert told in sentence[: sentence.index(".")], sentence


def test_numbers_of_ages_say_whose_they_are(monitor_store: Store) -> None:
    question = "Is de kloof tussen jong en oud kleiner geworden in het gebruik van beeldbellen?"
    reply = ask(question, monitor_store, "nl").replies[0]
    assert reply.view.groups == ("zorggebruikers",)
    assert "Videobellen (zorggebruikers, 2025): 18- tot en met 34-jarigen" in reply.sentence


def test_a_question_which_care_most_is_answered_with_all_of_it(monitor_store: Store) -> None:
    question = "Welke zorg kan volgens zorgverleners het meest nog digitaal?"
    reply = ask(question, monitor_store, "nl").replies[0]
    assert (reply.page, reply.view.groups) == ("/zorgprocessen", ("zorgverleners",))
    assert "intake" in reply.sentence
    named = ask("Welke zorg wil men van de fysiotherapie digitaal?", monitor_store, "nl").replies[0]
    assert named.view.indicators == ("fysiotherapie_gewenst",)


def test_advice_asked_for_besides_comes_second(monitor_store: Store) -> None:
    both = ask(
        "What do nurses say about telemonitoring, and what is recommended?", monitor_store, "en"
    ).replies
    assert (both[0].view.indicators, both[1].page) == (("inzet_telemonitoring",), "/aanbevelingen")
    first = ask("Welke aanbevelingen gaan over werkdruk?", monitor_store, "nl").replies[0]
    assert (first.page, first.beside) == ("/aanbevelingen", (("r", "werkdruk"),))


def test_beside_what_is_not_held_stands_what_is(monitor_store: Store) -> None:
    found = ask("Hoeveel tandartsen gebruiken een patiëntportaal?", monitor_store, "nl")
    assert not found.replies and "'tandartsen'" in found.missing[0]
    assert found.near[0].view.indicators[0] in ("aanbod_patientportaal", "gebruik_patientportaal")
    assert not ask("recipe for apple pie", monitor_store, "en").near
    assert "'gemeente'" in ask("pgo per gemeente", monitor_store, "nl").missing[0]


@pytest.mark.parametrize(
    ("question", "language", "gap"),
    [
        ("Is de kloof tussen jong en oud kleiner geworden?", "nl", "kloof"),
        ("Halen laagopgeleiden de hoogopgeleiden in met het patiëntenportaal?", "nl", "kloof"),
        ("Are young and old growing further apart?", "en", "gap"),
    ],
)
def test_the_title_of_the_figure_tells_of_the_gap_that_was_asked(
    monitor_store: Store, question: str, language: str, gap: str
) -> None:
    reply = ask(question, monitor_store, language).replies[0]
    page = next(item for item in monitor_store.codebook.subject_pages() if f"/{item.path}" == reply.page)
    assert gap in cached_figure(reply.view.with_(language=language), monitor_store, page).title


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Welke cijfers zijn gesimuleerd?", "Alle cijfers zijn hier gesimuleerd"),
        ("aanbevelingen", "Maak digitale zorg toegankelijk voor iedereen"),
        ("Wat kan er gedaan worden aan de kloof tussen jong en oud?", "ouderen"),
    ],
)
def test_a_page_says_what_is_there(monitor_store: Store, question: str, told: str) -> None:
    assert told in ask(question, monitor_store, "nl").replies[0].sentence


@pytest.mark.parametrize(
    "question", ["Wat is het meest veranderd bij huisartsen?", "Wat valt op bij artsen?"]
)
def test_what_stands_out_for_some_groups_is_about_them(monitor_store: Store, question: str) -> None:
    found = ask(question, monitor_store, "nl")
    own = {"huisartsen"} if "huisartsen" in question else {*monitor_store.codebook.group["artsen"].pool.of}
    changes = [reply.view for reply in found.replies[1:] if reply.view.figure == "trend"]
    assert len(changes) >= 3 and all(set(view.groups) <= own for view in changes) and not found.aside


@pytest.mark.parametrize(
    ("question", "word"),
    [("Wat veranderde het meest onder ouderen?", "ouderen"), ("doktoren beeldbellen zebra", "zebra")],
)
def test_an_answer_says_which_words_it_leaves_aside(monitor_store: Store, question: str, word: str) -> None:
    found = ask(question, monitor_store, "nl")
    assert found.replies and found.aside == (f"Niet meegenomen in dit antwoord: '{word}'.",)
