"""Every claim of sampled figures is borne out by the store's rows, read by SQL of the checker's own; and the
checker catches errors planted in them."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache

import pytest

from monitor.figure.build import full_figure
from monitor.figure.choose import resolve
from monitor.figure.figure import Figure
from monitor.figure.kinds import fitting
from monitor.figure.shape import shape_of
from monitor.locale import ids, template
from monitor.store import Store
from monitor.view import View
from tests.figure.checker import faults
from tests.figure.claims import DOWN, UP
from tests.figure.news import denies_change, has_news, tells_news

LANGUAGES = ("nl", "en")
QUICK, ALL = 20, 1000
PLANTED, CAUGHT = 30, 28
PROCESSES = 0.15
"""Of the views, those of what could be beside what is."""


def views(store: Store, times: int, seed: int) -> list[View]:
    """Different full views: every page, indicator, figure type, breakdown, choice of groups and waves."""
    chance = random.Random(seed)
    found: dict[View, None] = {}
    pages = store.codebook.subject_pages()
    pairs = [(), (), (), *((by,) for by in store.breakdown_ids), tuple(store.breakdown_ids[:2])]
    while len(found) < times:
        groups = chance.choice(pages).groups
        asked = [
            id
            for id in store.indicator_ids
            if set(groups) & {group for _, group in store.available.get(id, ())}
        ]
        indicators = chance.sample(asked, chance.choice([1, 1, 1, 2, 3]))
        processes = [item for item in store.codebook.processes if {item.possible, item.actual} <= set(asked)]
        if processes and chance.random() < PROCESSES:
            indicators = [
                id
                for item in chance.sample(processes, chance.choice([1, 1, 2, len(processes)]))
                for id in (item.possible, item.actual)
            ]
        some = tuple(id for id in groups if chance.random() < 0.5) if chance.random() < 0.5 else ()
        waves = (
            tuple(w for w in store.codebook.wave_ids if chance.random() < 0.6)
            if chance.random() < 0.5
            else ()
        )
        view = resolve(View(tuple(indicators), some, chance.choice(pairs), waves), store, groups).view
        kinds = fitting(shape_of(view, store)) or ["bars"]
        found[resolve(view.with_(figure=chance.choice(kinds)), store, groups).view] = None
    return list(found)


@cache
def figures(store: Store, language: str, times: int, seed: int) -> list[Figure]:
    """Their figures, without those that have nothing to draw."""
    made = [full_figure(view.with_(language=language), store) for view in views(store, times, seed)]
    return [figure for figure in made if not figure.empty]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("times", "seed"), [(QUICK, 1), pytest.param(ALL, 2, marks=pytest.mark.slow)])
def test_every_claim_is_borne_out(language: str, times: int, seed: int, monitor_store: Store):
    wrong = {
        figure.query: found
        for figure in figures(monitor_store, language, times, seed)
        if (found := faults(figure, monitor_store))
    }
    assert not wrong, "\n".join(
        f"{query}\n  " + "\n  ".join(found) for query, found in list(wrong.items())[:10]
    )


TURNED = {
    "nl": (
        ("toegenomen", "afgenomen"),
        ("meer dan", "minder dan"),
        ("hoger", "lager"),
        ("kleiner", "groter"),
        ("+", "\u2212"),
    ),
    "en": (
        (" up ", " down "),
        ("risen", "fallen"),
        ("more than", "less than"),
        ("higher", "lower"),
        ("narrow", "wider"),
        ("+", "\u2212"),
    ),
}


def planted(figure: Figure, chance: random.Random) -> Figure | None:
    """The figure with one number one higher or lower, or one direction turned; None without either."""
    words = figure.words
    places = [("title", figure.title), ("alt", figure.alt)]
    places += [
        (role, text)
        for role in ("finding", "numbers", "change", "difference")
        for text in getattr(words, role)
    ]
    place, text = chance.choice(places)
    wrong = (
        _turned(str(text), figure.view.language, chance)
        if chance.random() < 0.3
        else _shifted(str(text), chance)
    )
    if wrong is None or wrong == text:
        return None
    if place in ("title", "alt"):
        return replace(figure, **{place: wrong})
    said = tuple(wrong if own == text else own for own in getattr(words, place))
    return replace(figure, words=replace(words, **{place: said}))


def _shifted(text: str, chance: random.Random) -> str | None:
    found = list(re.finditer(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-])", text))
    if not found:
        return None
    match = chance.choice(found)
    number = match[0]
    digits = int(re.sub(r"\D", "", number)) + chance.choice([-1, 1])
    places = len(number) - 1 - max(number.find(","), number.find(".")) if not number.isdigit() else 0
    whole = str(max(digits, 0)).zfill(places + 1)
    mark = "," if "," in number else "."
    shown = f"{whole[:-places]}{mark}{whole[-places:]}" if places else whole
    return text[: match.start()] + shown + text[match.end() :]


def _turned(text: str, language: str, chance: random.Random) -> str | None:
    pairs = [
        pair if pair[0] in text else pair[::-1]
        for pair in TURNED[language]
        if pair[0] in text or pair[1] in text
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return text.replace(one, other, 1)


def test_planted_errors_are_caught(monitor_store: Store):
    chance, made, missed = random.Random(7), 0, []
    pool = [f for language in LANGUAGES for f in figures(monitor_store, language, QUICK, 1)]
    while made < PLANTED:
        wrong = planted(chance.choice(pool), chance)
        if wrong is not None:
            made += 1
            if not faults(wrong, monitor_store):
                missed.append(wrong)
    told = [(figure.query, figure.title, figure.sentences, figure.alt) for figure in missed]
    assert len(missed) <= PLANTED - CAUGHT, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_named_after_a_direction_has_its_words(language: str):
    """The checker reads directions by the names of texts, so the names must be right."""
    for id in ids(language):
        parts = re.split(r"[._]", id)
        if not id.startswith(("change.", "title.")) or not {"up", "down"} & set(parts):
            continue
        text = str(template(id, language))
        own, other = (UP, DOWN) if "up" in parts else (DOWN, UP)
        assert re.search(own[language], text, re.I) and not re.search(other[language], text, re.I), id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("times", "seed"), [(QUICK, 1), pytest.param(ALL, 2, marks=pytest.mark.slow)])
def test_a_shown_change_is_told_in_the_title_and_never_denied(
    language: str, times: int, seed: int, monitor_store: Store
):
    news = [f for f in figures(monitor_store, language, times, seed) if has_news(f, monitor_store)]
    assert len(news) > times / 10
    assert [figure.title for figure in news if not tells_news(figure) or denies_change(figure)] == []
