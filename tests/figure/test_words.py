"""What figures say, by rule: families, verdicts, names, numbers that add up, roles and titles."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.figure.answer import Answer, answer
from monitor.figure.build import figure
from monitor.figure.choose import resolve
from monitor.figure.compared import period, step
from monitor.figure.families import Verdict, judged, repeated
from monitor.figure.figure import Figure
from monitor.figure.key import Key
from monitor.figure.names import Names, lowered
from monitor.figure.titles import MOST_WORDS
from monitor.figure.words import MOST_POINTS, Words
from monitor.view import View, parse_view
from tests.figure import cases
from tests.figure.stores import BREAKDOWNS, INDICATORS, MemoryStore, codebook, contrast, estimate

LANGUAGES = ("nl", "en")
REGIONS = {
    "id": "regio",
    "label": {"nl": "regio", "en": "region"},
    "variable": "r",
    "levels": [
        {"id": "m", "label": "Maastricht", "name": True, "codes": [1]},
        {
            "id": "v",
            "label": "Venlo",
            "name": True,
            "phrase": {"nl": "in Venlo", "en": "in Venlo"},
            "codes": [2],
        },
        {"id": "c", "label": {"nl": "Center East", "en": "Center East"}, "codes": [3]},
    ],
}


def shown(rows: list[Any], query: str, tests: list[Any] | None = None, **more: Any) -> Figure:
    """The figure of a query on a store of these rows."""
    book = more.pop("book", None) or codebook()
    return figure(parse_view(query), MemoryStore(book, rows, tests or [], **more))


def asked(rows: list[Any], view: View, tests: list[Any] | None = None) -> Answer:
    """The answer to a view on a store of these rows."""
    store = MemoryStore(codebook(), rows, tests or [])
    return answer(resolve(view, store).view, store)


def over(shares: tuple[float, ...], group: str = "artsen", **more: Any) -> list[Any]:
    """One line over the newest waves."""
    waves = cases.WAVES[-len(shares) :]
    return [
        estimate("portaal", share, wave=wave, group=group, **more)
        for share, wave in zip(shares, waves, strict=True)
    ]


def test_what_repeats_another_line_is_not_counted():
    book = codebook()
    answers = [Key("mening", id, "artsen", "", "") for id in ("zn", "n", "o", "p", "zp", "pos")]
    assert {key.category for key in repeated(book, answers, ())} == {"p", "zp"}
    groups = [Key("portaal", "", id, "", "") for id in ("artsen", "verpleegkundigen", "allen")]
    assert {key.group for key in repeated(book, groups, ())} == {"allen"}
    assert repeated(book, groups[2:], ()) == set(), "a pool by itself is a line like any other"


def test_of_two_halves_one_is_tested():
    mening = dict(INDICATORS[3], categories=INDICATORS[3]["categories"][:2], nets=[])
    book = codebook(indicators=[mening])
    halves = [Key("mening", id, "artsen", "", "") for id in ("zn", "n")]
    assert {key.category for key in repeated(book, halves, ())} == {"zn"}


def test_a_net_of_options_and_a_net_of_levels_are_not_counted():
    bronnen = dict(INDICATORS[4], nets=[{"id": "enige", "label": "enige", "of": ["web", "app"]}])
    ages = dict(BREAKDOWNS[0], nets=[{"id": "tot60", "label": "tot 60", "of": ["jong", "midden"]}])
    book = codebook(indicators=[bronnen], breakdowns=[ages, BREAKDOWNS[1]])
    options = [Key("bronnen", id, "artsen", "", "") for id in ("web", "app", "arts", "enige")]
    levels = [Key("bronnen", "web", "artsen", id, "") for id in ("jong", "midden", "oud", "tot60")]
    assert {key.category for key in repeated(book, options, ())} == {"enige"}
    assert {key.level1 for key in repeated(book, levels, ("leeftijd",))} == {"tot60"}


@pytest.mark.parametrize(
    ("p", "adjusted", "difference", "verdict"),
    [
        (0.01, 0.04, 0.1, Verdict.SHOWN),
        (0.04, 0.08, 0.1, Verdict.HINT),
        (0.06, 0.06, 0.1, Verdict.NONE),
        (0.01, 0.01, 0.0, Verdict.NONE),
        (0.05, 0.05, 0.1, Verdict.NONE),
    ],
)
def test_the_three_verdicts(p: float, adjusted: float, difference: float, verdict: Verdict):
    row = contrast("portaal", difference, p)._replace(p_adjusted=adjusted)
    assert judged(row) is verdict


def test_a_hint_says_that_it_depends_on_what_else_is_in_the_figure():
    rows = [*over((0.5, 0.557)), *over((0.3, 0.3), "verpleegkundigen")]
    view = View(("portaal",), groups=("artsen", "verpleegkundigen"), waves=cases.WAVES[-2:])
    (told,) = step(asked(rows, view))
    assert told.startswith(
        "Misschien toegenomen sinds 2023: artsen (+6 procentpunt). Met 2 vergelijkingen kan dit toeval zijn; "
        "los bekeken is het aantoonbaar."
    )
    (alone,) = step(asked(rows, view.with_(groups=("artsen",))))
    assert alone.startswith("Dat is toegenomen")


def test_the_whole_period_is_a_question_of_its_own():
    found = asked(over((0.4, 0.45, 0.48, 0.5)), View(("portaal",), groups=("artsen",), waves=cases.WAVES))
    assert [row.from_ for row in found.tests.changes.values()] == ["2023"]
    assert [row.from_ for row in found.tests.period.values()] == ["2021"]
    assert step(found) == ["Ten opzichte van 2023 (48%) is er geen aantoonbaar verschil."]
    assert period(found)[0].startswith("Dat is toegenomen: in 2021 was het 40%. Er kwam 10 procentpunt bij")
    drawn = shown(over((0.4, 0.45, 0.48, 0.5)), "i=portaal&g=artsen")
    assert drawn.title == "Patiëntportaal bij artsen sinds 2021 van 40 naar 50%"


def test_the_note_says_what_was_adjusted_together():
    rows = [*over((0.4, 0.45, 0.5)), *over((0.2, 0.3, 0.3), "verpleegkundigen")]
    (note,) = [line for line in shown(rows, "i=portaal&f=trend").notes if line.startswith("Getoetst")]
    assert (
        "de verandering sinds 2023 (2), de verandering sinds 2022 (2) en de verschillen in 2024 (1)" in note
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_published_as_nobody_that_is_not_nobody_reads_less_than_one(language: str):
    rows = [
        estimate("portaal", 0.0, margin=0.005),
        estimate("portaal", 1.0, group="verpleegkundigen", margin=0.005),
    ]
    drawn = shown(rows, f"i=portaal&w=2024&lang={language}")
    read = {"nl": ["<0,1%", ">99,9%"], "en": ["<0.1%", ">99.9%"]}[language]
    estimates = [column.key for column in drawn.table.columns].index("estimate")
    assert [row[estimates] for row in drawn.table.formatted] == read
    assert drawn.chart is not None and {point.text for point in drawn.chart.points} == {"<1%", ">99%"}
    assert "<1%" in " ".join(drawn.sentences) and ">99%" in " ".join(drawn.sentences)
    nobody = shown([estimate("portaal", 0.0, margin=0.0)], "i=portaal&g=artsen&w=2024")
    assert nobody.chart is not None and [point.text for point in nobody.chart.points] == ["0%"]


@pytest.mark.parametrize(
    ("before", "now", "size"), [(0.304, 0.566, "27"), (0.296, 0.574, "27"), (0.5, 0.6, "10")]
)
def test_what_is_shown_adds_up(before: float, now: float, size: str):
    found = asked(over((before, now)), View(("portaal",), groups=("artsen",), waves=cases.WAVES[-2:]))
    (told,) = step(found)
    read = [int(found.number(value).removesuffix("%")) for value in (before, now)]
    assert read[1] - read[0] == int(size) and f"Er kwam {size} procentpunt bij" in told


def test_one_decimal_where_every_number_is_published_with_one():
    rows = [row._replace(precision=0.001) for row in over((0.304, 0.566))]
    found = asked(rows, View(("portaal",), groups=("artsen",), waves=cases.WAVES[-2:]))
    assert "was het 30,4%. Er kwam 26,2 procentpunt bij" in step(found)[0]


def test_a_whole_that_changed_where_no_part_did_is_no_contradiction():
    rows = [*over((0.5, 0.56))]
    for level in ("jong", "midden", "oud"):
        rows += over((0.5, 0.56), by=[("leeftijd", level)], margin=0.08)
    drawn = shown(rows, "i=portaal&g=artsen&by=leeftijd&f=trend")
    assert any("Artsen als geheel: wel toegenomen sinds 2023" in text for text in drawn.words.change)


PUBLISHED = {
    "indicator": "portaal", "category": "", "wave": "2024", "group": "artsen", "breakdown": "", "level": "",
    "measure": "trend", "value": None, "exactness": "words", "direction": "up", "from_wave": "2023",
    "text_nl": "Meer artsen bieden een portaal aan.", "text_en": "More doctors offer a portal.",
    "source": "Factsheet", "source_en": "", "note_nl": "", "note_en": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("shares", "simulated", "why"),
    [
        ((0.5, 0.6), False, ""),
        ((0.5, 0.51), False, "Onze toets laat dat niet zien bij artsen: het verschil valt binnen de marge."),
        ((0.5, 0.51), True, "Deze figuur laat dat niet zien bij artsen: de cijfers hier zijn gesimuleerd."),
        ((0.6, 0.5), False, "In deze cijfers gaat het bij artsen aantoonbaar de andere kant op."),
    ],
)
def test_a_published_direction_that_we_do_not_share_is_told_with_the_reason(
    shares: tuple[float, ...], simulated: bool, why: str
):
    drawn = shown(over(shares), "i=portaal&g=artsen", published=[PUBLISHED], simulated=simulated)
    said = "Het onderzoek zelf meldt over 2024: meer artsen bieden een portaal aan. Bron: Factsheet."
    assert drawn.words.published == (" ".join(filter(None, (said, why))),)


def test_names_keep_their_capitals_and_phrases_stand_for_labels():
    book = codebook(breakdowns=[*BREAKDOWNS, REGIONS])
    names = Names(book, "nl")
    assert [names.level_inline("regio", id) for id in ("m", "v", "c")] == [
        "Maastricht",
        "in Venlo",
        "Center East",
    ]
    assert names.level_inline("geslacht", "v") == "vrouwen"
    rows = [
        estimate("portaal", share, by=[("regio", id)]) for id, share in (("m", 0.2), ("v", 0.6), ("c", 0.3))
    ]
    tests = [contrast("portaal", 0.4, 0.0001, from_="m", to="v", breakdown1="regio")]
    drawn = shown(rows, "i=portaal&g=artsen&by=regio", tests, book=book)
    assert "in Venlo (60%) dan bij Maastricht (20%)" in " ".join((drawn.title, *drawn.sentences))


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_points_and_alternative_texts_keep_to_their_length(language: str):
    long = {
        "nl": "Hoe vaak gebruikt u thuis of elders, alleen of met hulp van een ander, de computer",
        "en": "How often do you use, at home or elsewhere, alone or with the help of somebody, the computer",
    }
    book = codebook(indicators=[dict(INDICATORS[1], label=long, comparable=None)])
    rows = [estimate("beeldbellen", share, wave=w) for w, share in (("2023", 0.2), ("2024", 0.6))]
    for of in [shown(rows, f"i=beeldbellen&g=artsen&lang={language}", book=book), *map(_case, cases.QUERIES)]:
        assert len(of.title.split()) <= MOST_WORDS and len(of.points) <= MOST_POINTS and len(of.alt) <= 250, (
            of.query
        )
        assert set(of.points) | set(of.words.folded) == set(of.sentences)


def _case(query: str) -> Figure:
    return figure(parse_view(query), cases.store())


def test_more_than_three_numbers_are_a_list_by_what_they_are_about():
    rows = [estimate("bronnen", 0.1 + at / 10, category=id, group=group) for at, (id, group) in enumerate(
        (id, group) for id in ("web", "app") for group in ("artsen", "verpleegkundigen"))]  # fmt: skip
    (told,) = shown(rows, "i=bronnen&w=2024").words.numbers
    assert getattr(told, "lead", "") == "Bronnen in 2024:"
    assert getattr(told, "items", ()) == (
        "apps: verpleegkundigen 40% en artsen 30%",
        "websites: verpleegkundigen 20% en artsen 10%",
    )


def _by_sex(shares: dict[str, tuple[float, float]], pairs: dict[str, float]) -> Figure:
    """Women and men in two groups, with the p of the difference in each."""
    rows, tests = [], []
    for group, (women, men) in shares.items():
        sexes = {"breakdown1": "geslacht", "from_": "v", "to": "m"}
        tests.append(contrast("portaal", men - women, pairs[group], group=group, **sexes))
        for level, share in (("v", women), ("m", men)):
            rows.append(estimate("portaal", share, group=group, by=[("geslacht", level)]))
    return shown(rows, "i=portaal&by=geslacht&w=2024", tests)


def test_a_difference_is_told_of_both_groups_or_of_the_one_that_has_it():
    shares = {"artsen": (0.8, 0.6), "verpleegkundigen": (0.5, 0.3)}
    both = _by_sex(shares, {"artsen": 0.0001, "verpleegkundigen": 0.0001}).title
    assert both == "Patiëntportaal in 2024: in beide groepen vaker bij vrouwen dan bij mannen (20 punten)"
    one = _by_sex(shares, {"artsen": 0.0001, "verpleegkundigen": 0.4}).title
    assert one == "Patiëntportaal bij artsen in 2024 vaker bij vrouwen (80%) dan bij mannen (60%)"


def test_all_groups_but_one_are_named_by_the_one():
    ids = ("artsen", "docenten", "leraren", "tolken")
    groups = [{"id": id, "label": {"nl": f"{id} in opleiding", "en": id}} for id in ids]
    samples = [{"wave": wave, "group": id, "file": "x.sav"} for wave in cases.WAVES for id in ids]
    book = codebook(groups=groups, samples=samples)
    rows = [row for id in ids[:3] for row in over((0.5, 0.6), id)] + over((0.9, 0.9), "tolken")
    drawn = shown(rows, "i=portaal&f=trend", book=book)
    title = "Patiëntportaal sinds 2023 toegenomen, behalve bij tolken in opleiding (+10 punten)"
    assert drawn.title == title


def test_a_page_shows_no_more_words_than_it_has_room_for_and_never_less_than_the_finding():
    long = tuple(" ".join(["woord"] * 60) + f" {at}." for at in range(3))
    words = Words(finding=long[:1], numbers=long[1:2], cautions=long[2:])
    assert words.points == long[:1] and set(words.folded) == set(long[1:])


def test_with_real_answers_nothing_is_called_simulated():
    rows = over((0.5, 0.6))
    for simulated in (True, False):
        drawn = shown(rows, "i=portaal&g=artsen", simulated=simulated)
        told = " ".join((drawn.title, *drawn.sentences, *drawn.notes, drawn.alt, drawn.source)).lower()
        assert ("gesimuleerd" in told) is simulated
        assert ("daar ligt het echte cijfer" in told) is not simulated
        assert ("proefmeting" in drawn.source.lower()) is not simulated


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Vmbo", "vmbo"),
        ("Havo/Vwo", "havo/vwo"),
        ("NS", "NS"),
        ("Huisarts/POH", "huisarts/POH"),
        ("A class", "a class"),
    ],
)
def test_a_label_in_a_sentence_has_a_small_letter_in_each_of_its_words(label: str, inside: str) -> None:
    assert lowered(label) == inside


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_that_is_a_question_is_told_without_its_mark(language: str):
    """In titles and sentences; where it is named it stays a question."""
    asked = {"nl": "Hoe vindt u de kwaliteit?", "en": "How is the quality?"}
    book = codebook(indicators=[dict(one, label=asked) for one in (INDICATORS[1], INDICATORS[3])])
    rows = [
        estimate("mening", share, category=answer, by=[("geslacht", sex)])
        for answer, share in (("n", 0.2), ("o", 0.2), ("p", 0.3), ("zp", 0.3), ("pos", 0.6))
        for sex in ("m", "v")
    ]
    calls = [estimate("beeldbellen", share, wave=w) for w, share in (("2023", 0.2), ("2024", 0.6))]
    for query, of in (("i=mening&by=geslacht", rows), ("i=beeldbellen", calls)):
        drawn = shown(of, f"{query}&g=artsen&lang={language}", book=book)
        assert not any("?" in text for text in (drawn.title, *drawn.sentences)), drawn.title
        assert asked[language] in drawn.subtitle
