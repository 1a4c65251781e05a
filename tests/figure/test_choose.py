"""Any view becomes one that the store can answer, and what was lost is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.figure.build import figure
from monitor.figure.choose import choices, resolve
from monitor.figure.kinds import KINDS, fitting
from monitor.figure.shape import Shape, shape_of
from monitor.locale import LANGUAGES
from monitor.view import View, parse_view
from tests.figure import cases
from tests.figure.stores import MemoryStore, codebook, estimate

STORE = cases.store()


def _resolved(query: str, groups: list[str] | None = None):
    return resolve(parse_view(query), STORE, groups)


def test_a_view_without_a_choice_is_made_full():
    view, lost = _resolved("")
    assert view.indicators == ("portaal",)
    assert view.groups == ("artsen", "verpleegkundigen")
    assert view.waves == cases.WAVES
    assert (view.figure, lost) == ("trend", ())


def test_a_page_may_say_what_opens_it():
    book = codebook(
        pages=[
            {"id": "p", "path": "p", "title": "P", "groups": ["artsen"], "first": "i=werkdruk&w=2024&f=bars"}
        ]
    )
    store = MemoryStore(book, [estimate("werkdruk", 5.0), estimate("portaal", 0.5)])
    opened = View(("werkdruk",), ("artsen",), (), ("2024",), "bars", "nl")
    assert resolve(View(), store, ["artsen"]).view == opened


@pytest.mark.parametrize(
    ("query", "part", "value", "lost"),
    [
        ("i=portal", "indicators", ("portaal",), ("indicator", "portal", "portaal", "unknown")),
        ("i=portaal&g=arts", "groups", ("artsen",), ("group", "arts", "artsen", "unknown")),
        (
            "i=portaal&by=leeftyd",
            "breakdowns",
            ("leeftijd",),
            ("breakdown", "leeftyd", "leeftijd", "unknown"),
        ),
        ("i=portaal&w=2030", "waves", ("2024",), ("wave", "2030", "2024", "unknown")),
        ("i=portaal&f=xyz", "figure", "trend", ("figure", "xyz", None, "unknown")),
        ("i=portaal&f=trends", "figure", "trend", ("figure", "trends", "trend", "unknown")),
        ("i=portaal,werkdruk", "indicators", ("portaal",), ("indicator", "werkdruk", None, "other_kind")),
        ("i=werkdruk&by=geslacht", "breakdowns", (), ("breakdown", "geslacht", None, "no_data")),
        ("i=portaal&by=geslacht,leeftijd,geslacht", "breakdowns", ("leeftijd", "geslacht"), None),
        ("i=beeldbellen&g=verpleegkundigen&w=2024", "waves", ("2023",), ("wave", "2024", "2023", "no_data")),
    ],
)
def test_what_is_wrong_becomes_the_nearest_that_is_right(
    query: str, part: str, value: object, lost: tuple | None
):
    view, missed = _resolved(query)
    assert getattr(view, part) == value
    assert [item[:4] for item in missed] == ([lost] if lost else [])


def test_a_figure_type_that_does_not_fit_says_why():
    view, lost = _resolved("i=portaal&w=2024&f=trend")
    assert view.figure == "bars"
    assert lost[0].refusal is not None
    assert lost[0].refusal.text("nl") == "Hiervoor zijn twee of meer metingen nodig."


def test_a_group_of_another_page_is_not_shown():
    view, lost = _resolved("i=portaal&g=verpleegkundigen", ["artsen"])
    assert view.groups == ("artsen",)
    assert lost[0][:4] == ("group", "verpleegkundigen", None, "other_page")


def test_a_group_that_was_not_asked_stays_where_it_is_chosen():
    store = MemoryStore(
        codebook(), [estimate("portaal", 0.5), estimate("werkdruk", 5.0, group="verpleegkundigen")]
    )
    view, lost = resolve(parse_view("i=portaal&g=artsen,verpleegkundigen"), store)
    assert (view.groups, lost) == (("artsen", "verpleegkundigen"), ())
    assert resolve(parse_view("i=portaal&g=verpleegkundigen"), store).view.groups == ("artsen",)


code = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
known = st.sampled_from(
    [
        "portaal",
        "mening",
        "bronnen",
        "artsen",
        "allen",
        "leeftijd",
        "geslacht",
        "2021",
        "2024",
        "intake_kan",
        "intake_is",
    ]
)
codes = st.lists(st.one_of(code, known), max_size=5).map(tuple)


@settings(max_examples=200, deadline=None)
@given(codes, codes, codes, codes, st.one_of(code, st.sampled_from(sorted(KINDS))), code)
def test_nothing_fails_on_any_codes(indicators, groups, breakdowns, waves, kind, language):
    view, _ = resolve(View(indicators, groups, breakdowns, waves, kind, language), STORE)
    assert view.indicators
    assert view.groups
    assert view.waves
    assert view.language in LANGUAGES
    assert view.figure in KINDS
    assert resolve(view, STORE) == (view, ())


@settings(max_examples=60, deadline=None)
@given(codes, codes, codes, codes, st.sampled_from(sorted(KINDS)))
def test_every_view_has_a_figure(indicators, groups, breakdowns, waves, kind):
    shown = figure(View(indicators, groups, breakdowns, waves, kind), STORE)
    assert shown.title
    assert shown.alt
    assert bool(shown.spec) != bool(shown.empty)


def test_what_no_figure_can_show_is_made_smaller():
    options = [{"id": f"o{at}", "label": f"antwoord {at}", "variable": f"v{at}"} for at in range(35)]
    book = codebook(indicators=[{"id": "lang", "kind": "multiple", "label": "Lang", "options": options}])
    levels = [
        (("leeftijd", level), ("geslacht", sex)) for level in ("jong", "midden", "oud") for sex in ("m", "v")
    ]
    rows = [
        estimate("lang", 0.5, category=option["id"], by=by)
        for option in options
        for by in [(), *((one,) for one, _ in levels), *levels]
    ]
    view, lost = resolve(parse_view("i=lang&by=leeftijd,geslacht"), MemoryStore(book, rows))
    assert (view.breakdowns, view.figure) == ((), "dots")
    assert [item[:4] for item in lost] == [
        ("breakdown", "geslacht", None, "too_many"),
        ("breakdown", "leeftijd", None, "too_many"),
    ]


def test_the_best_figure_fits_and_every_refusal_is_a_sentence():
    for query in cases.QUERIES:
        shape = shape_of(_resolved(query).view, STORE)
        for kind in KINDS.values():
            refusal = kind.refuses(shape)
            assert (kind.id in fitting(shape)) == (refusal is None)
            for language in LANGUAGES:
                assert refusal is None or refusal.text(language).endswith(".")


@pytest.mark.parametrize(
    ("shape", "best"),
    [
        (Shape("share", 1, 1, 4, (), 5), "trend"),
        (Shape("share", 1, 1, 9, (), 5), "multiples"),
        (Shape("share", 2, 1, 4, (), 5), "multiples"),
        (Shape("share", 1, 1, 4, (), 1), "bars"),
        (Shape("share", 1, 1, 2, (3,), 1), "dots"),
        (Shape("mean", 7, 1, 4, (), 1), "dots"),
        (Shape("multiple", 1, 5, 1, (), 1), "bars"),
        (Shape("distribution", 1, 3, 2, (), 1, ordered=True), "stacked"),
        (Shape("distribution", 1, 3, 2, (), 1, ordered=True, diverging=True), "diverging"),
        (Shape("share", 6, 1, 1, (), 1, pairs=3, only_pairs=True), "ticks"),
        (Shape("distribution", 4, 3, 1, (), 1, pairs=2, only_pairs=True), "paired"),
    ],
)
def test_the_figure_follows_the_question(shape: Shape, best: str):
    assert fitting(shape)[0] == best


def test_choices_tell_availability_before_the_click():
    view, _ = _resolved("i=beeldbellen")
    offered = choices(STORE, ["artsen", "verpleegkundigen"], view)
    notes = {choice.id: choice.note for theme in offered.themes for choice in theme.indicators}
    assert notes["beeldbellen"] == "2021–2024"
    assert notes["intake_is"] == "2023–2024 · artsen"
    assert [(choice.id, choice.fits) for choice in offered.waves] == [(wave, True) for wave in cases.WAVES]
    figures = {choice.id: choice for choice in offered.figures}
    assert figures["trend"].fits
    assert (figures["stacked"].fits, figures["stacked"].note) == (
        False,
        "Hiervoor is een vraag nodig met antwoorden die samen 100% zijn.",
    )
    assert [choice.fits for choice in offered.breakdowns] == [True, False]
