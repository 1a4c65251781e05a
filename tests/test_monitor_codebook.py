"""The Monitor's own codebook: complete in both languages, true to what is known about who was asked what,
every reference alive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from monitor.codebook import Codebook, Distribution, Mean, Multiple, Share, load_codebook
from monitor.published import load_published
from monitor.view import parse_view

ROOT = Path(__file__).resolve().parent.parent
DOCTORS = ["huisartsen", "medisch_specialisten", "sociaal_geneeskundigen"]
PROVIDERS = [*DOCTORS, "verpleegkundigen"]
USERS = ["algemene_bevolking", "chronisch_zieken"]
FIGURES = {
    "bars",
    "trend",
    "dots",
    "stacked",
    "diverging",
    "dumbbell",
    "slope",
    "multiples",
    "ticks",
    "paired",
}
CODES = """gebruik_videobellen aanbod_patientportaal gebruik_digitale_communicatie inzet_zorgondersteuning
info_websites_apps_wearables gebruik_telemonitoring gebruik_pgo meerwaarde
gebruik_patientportaal inzet_toezicht_veiligheid gebruik_econsult attitude gebruik_totaal
inzet_medicatieondersteuning inzet_toezicht gebruik_chat_app kwaliteit inzet_telemonitoring
gebruik_digitaal_schriftelijk gebruik_ai inzet_zorgrobots info_websites_apps
digitale_behandelingen bijhouden_leefstijl wearables bron_medische_websites_apps
bron_leefstijl_sociale_media zelf_meten totaal toegankelijkheid regie arbeidsmarkt
organiseerbaarheid negatief_gemiddeld kwaliteit_toegankelijkheid_positief neutraal_gemiddeld
te_weinig_contact zorgen_privacy positieve_effecten reden_niet_gebruik overleg_patient
standaard_hybride overleg_zorgverlener digitaal_verleend_gemiddeld digitale_zelfhulp ervaringen
delen_gezondheidswaarden"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook(ROOT / "data" / "codebook")


def _texts(value: Any, place: str) -> list[tuple[str, dict[str, str]]]:
    """(place, text) of every text in two languages below `value`."""
    if isinstance(value, dict) and set(value) <= {"nl", "en"} and value:
        return [(place, value)]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in _texts(item, f"{place}.{key}")]


def test_every_text_is_there_in_both_languages(book: Codebook) -> None:
    texts = _texts(book.model_dump(exclude_none=True), "codebook")
    assert len(texts) > 700
    assert [
        place
        for place, text in texts
        if set(text) != {"nl", "en"} or not all(part.strip() for part in text.values())
    ] == []


def test_no_text_for_readers_is_a_plain_string(book: Codebook) -> None:
    named = ("label", "short", "title", "description", "caution", "subject", "text", "note", "why")
    plain = [
        f"{item.id}.{name}"
        for item in [
            *book.indicators,
            *book.groups,
            *book.breakdowns,
            *book.pages,
            *book.themes,
            *book.stories,
            *book.recommendations,
        ]
        for name in named
        if isinstance(getattr(item, name, None), str)
    ]
    assert plain == []


def test_every_code_that_stands_with_a_published_figure_is_an_indicator(book: Codebook) -> None:
    assert [code for code in CODES.split() if code not in book.indicator] == []


def test_every_indicator_says_what_a_reader_needs(book: Codebook) -> None:
    for indicator in book.indicators:
        assert (
            indicator.theme
            and indicator.description
            and indicator.question
            and indicator.base
            and indicator.base.text
        ), indicator.id
        assert indicator.synonyms, indicator.id
        assert isinstance(indicator, (Distribution, Multiple)) or indicator.subject, indicator.id


def test_the_question_says_that_its_wording_is_not_the_original(book: Codebook) -> None:
    for indicator in book.indicators:
        wordings = [indicator.wording(wave) for wave in book.wave_ids]
        assert all(
            text["nl"].startswith(("Strekking van de vra", "Afgeleid"))
            for text in wordings
            if isinstance(text, dict)
        ), indicator.id
        assert all(
            text["en"].startswith(("Gist of the question", "Derived"))
            for text in wordings
            if isinstance(text, dict)
        ), indicator.id


def test_all_eight_applications_and_seven_challenges_are_there(book: Codebook) -> None:
    themes = {theme.id for theme in book.themes if any(item.theme == theme.id for item in book.indicators)}
    assert {
        "zelfhulp",
        "digitaal_communiceren",
        "telemonitoring",
        "patientportaal",
        "pgo",
        "gegevensuitwisseling",
        "zorgondersteuning",
        "ai",
    } <= themes
    providers = ("attitude", "arbeidsmarkt", "kwaliteit", "regie", "toegankelijkheid", "organiseerbaarheid")
    for code in providers:
        indicator = book.indicator[code]
        assert (
            isinstance(indicator, Mean)
            and indicator.scale
            and (indicator.scale.min, indicator.scale.max) == (0, 10)
        )
    users = (
        "mening_attitude",
        "mening_kwaliteit",
        "mening_toegankelijkheid",
        "mening_regie",
        "mening_preventie",
    )
    for code in users:
        indicator = book.indicator[code]
        assert isinstance(indicator, Distribution) and [item.id for item in indicator.categories] == [
            "negatief",
            "neutraal",
            "positief",
        ]


@pytest.mark.parametrize(
    ("code", "asked", "not_asked"),
    [
        (
            "gebruik_ai",
            [("2024", group) for group in DOCTORS],
            [("2023", "huisartsen"), ("2024", "verpleegkundigen")],
        ),
        (
            "toegankelijkheid",
            [("2024", "huisartsen")],
            [("2024", "verpleegkundigen"), ("2024", "algemene_bevolking")],
        ),
        ("mening_preventie", [("2024", group) for group in USERS], [("2024", group) for group in PROVIDERS]),
        (
            "inzet_telemonitoring",
            [("2023", "verpleegkundigen"), ("2021", "huisartsen")],
            [("2021", "verpleegkundigen"), ("2022", "verpleegkundigen")],
        ),
        (
            "delen_gezondheidswaarden",
            [("2022", "chronisch_zieken")],
            [("2023", "chronisch_zieken"), ("2024", "algemene_bevolking")],
        ),
        ("bronnen_gezondheidsinformatie", [("2024", "algemene_bevolking")], [("2023", "algemene_bevolking")]),
        ("inzet_zorgrobots", [("2024", "verpleegkundigen")], [("2024", "huisartsen")]),
    ],
)
def test_who_was_asked_what_and_when(
    book: Codebook, code: str, asked: list[tuple[str, str]], not_asked: list[tuple[str, str]]
) -> None:
    indicator = book.indicator[code]
    assert all(indicator.asked_in(wave, group) for wave, group in asked)
    assert not any(indicator.asked_in(wave, group) for wave, group in not_asked)


def test_video_calling_runs_on_as_in_the_monitor_itself_and_names_its_old_word(book: Codebook) -> None:
    video = book.indicator["gebruik_videobellen"]
    assert video.comparable_waves("2023", "2024")
    assert "beeldbellen" in book.say(video.caution, "nl")
    assert "beeldbellen" in book.say(video.wording("2023"), "nl") and "videobellen" in book.say(
        video.wording("2025"), "nl"
    )


def test_pooled_groups_count_their_members_the_same(book: Codebook) -> None:
    pools = {group.id: (group.pool.of, group.pool.method) for group in book.groups if group.pool}
    assert pools == {
        "artsen": (DOCTORS, "mean"),
        "zorgverleners": (PROVIDERS, "mean"),
        "zorggebruikers": (USERS, "mean"),
    }


def test_the_subgroups_are_those_of_the_monitor(book: Codebook) -> None:
    levels = {item.id: [level.id for level in item.levels] for item in book.breakdowns}
    assert (
        levels["opleidingstype"] == ["I", "II", "III"]
        and "65+" in levels["leeftijd"]
        and len(levels["sector"]) == 6
    )
    gaps = {item.id: (item.gap.from_, item.gap.to) for item in book.breakdowns if item.gap}
    assert gaps == {"opleidingstype": ("I", "III"), "leeftijd": ("65+", "18-34")}


def test_an_english_subject_completes_a_plural(book: Codebook) -> None:
    for indicator in book.indicators:
        if isinstance(indicator, Share):
            first = book.say(indicator.subject, "en").split()[0]
            assert not re.search(r"[^s]s$", first), f"{indicator.id}: '{first}' looks singular"


def test_what_is_assumed_says_so(book: Codebook) -> None:
    named = {"informatievoorziening", "intake", "doorverwijzen", "interventie", "nazorg", "ggz", "thuiszorg"}
    for process in book.processes:
        assert process.assumption == (process.id not in named)
        assert (
            book.indicator[process.possible].assumption
            == book.indicator[process.actual].assumption
            == process.assumption
        )
    assert all(item.caution for item in book.indicators if item.assumption)


def _views(book: Codebook) -> list[tuple[str, str, str]]:
    """(name, page, view) of every view that the codebook names."""
    stories = [(story.id, story.page, story.view) for story in book.stories]
    evidence = [
        (item.id, part.page or "", part.view) for item in book.recommendations for part in item.evidence
    ]
    return [*stories, *evidence, *((page.id, page.id, page.first or "") for page in book.pages)]


def test_every_named_view_asks_for_what_exists_and_was_asked(book: Codebook) -> None:
    pages = {page.id: page.groups for page in book.pages}
    for name, page, query in _views(book):
        view = parse_view(query)
        assert view.indicators and view.groups and view.figure in FIGURES and not view.refused, name
        assert set(view.groups) <= set(pages[page]), name
        for code in view.indicators:
            waves = view.waves or tuple(book.wave_ids)
            assert any(
                book.indicator[code].asked_in(wave, group) for wave in waves for group in view.groups
            ), f"{name}: {code}"
        for code in view.breakdowns:
            members = [
                book.group[group].pool.of if book.group[group].pool else [group] for group in view.groups
            ]  # type: ignore[union-attr]
            assert all(book.breakdown[code].covers(member) for of in members for member in of), (
                f"{name}: {code}"
            )


def test_the_five_figures_of_the_factsheet_are_named_views(book: Codebook) -> None:
    figures = {
        story.id: parse_view(story.view).figure for story in book.stories if story.id.startswith("figuur_")
    }
    assert figures == {
        "figuur_1": "multiples",
        "figuur_2": "dots",
        "figuur_3": "dots",
        "figuur_4": "ticks",
        "figuur_5": "paired",
    }


def test_stories_point_to_published_rows(book: Codebook) -> None:
    ids = {row.id for row in load_published(ROOT / "data" / "published", book)}
    assert [name for story in book.stories for name in story.published if name not in ids] == []
