"""A session: in a link and in a file and back, made of collections and presentations, and fitted to the time
there is."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from monitor.collection import Collection, CollectionError, Item
from monitor.workshop.plan import Plan, Step, from_file, from_link, of_collection, to_file, to_link
from monitor.workshop.templates import TEMPLATES, all_presentations, fitted, of_presentation

STEP = Step(
    page="zorgverleners", view="i=portaal&g=artsen&f=trend", title="Kijk", note="Vertel dit.\nEn dat.",
    hidden=True, order=(2, 0),
    ask="guess", question="Hoeveel?", about="portaal,,artsen,,",
)  # fmt: skip
PLAN = Plan(title="Werkgroep", steps=(STEP, Step(page="zorgverleners", view="i=mening")))


def test_a_link_and_a_file_hold_all_of_it():
    assert from_link(to_link(PLAN)) == from_file(to_file(PLAN)) == PLAN
    assert from_link(to_link(Plan())) == Plan() and to_link(Plan()) == ""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.text(max_size=400))
def test_any_other_link_is_refused(link):
    try:
        assert isinstance(from_link(link), Plan)
    except CollectionError:
        pass


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b'{"format": "monitor-collection", "version": 1}',
    b'{"format": "monitor-workshop", "version": 2}',
     b'{"format": "monitor-workshop", "version": 1, "x": 1}', b"x" * 200_000, b"[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(data):
    with pytest.raises(CollectionError):
        from_file(data)


def test_a_step_is_bounded():
    for changed in (
        {"ask": "vote"},
        {"order": [99]},
        {"about": "<script>"},
        {"page": "../x"},
        {"note": "x" * 700},
        {"hidden": 1},
        {"extra": 1},
    ):
        read = json.loads(to_file(PLAN)) | {}
        read["steps"][0] |= changed
        with pytest.raises(CollectionError):
            from_file(json.dumps(read).encode())


def test_a_collection_becomes_a_session_in_its_own_order():
    items = tuple(
        Item(page="zorgverleners", view=f"i={id}", title=id, note="n") for id in ("mening", "portaal")
    )
    plan = of_collection(Collection(title="Mijn", items=items))
    assert plan.title == "Mijn" and [(step.title, step.note) for step in plan.steps] == [
        ("mening", "n"),
        ("portaal", "n"),
    ]


def test_steps_move_and_go():
    plan = PLAN.move(0, 1)
    assert [step.view for step in plan.steps] == ["v=1&i=mening", "v=1&i=portaal&g=artsen&f=trend"]
    assert plan.move(0, -3) == plan and plan.remove(1).steps == plan.steps[:1]


@pytest.mark.parametrize("minutes", TEMPLATES)
def test_a_template_fits_its_minutes_and_asks(monitor_store, minutes):
    book = monitor_store.codebook
    assert [item.id for item in book.presentations] == [
        "gebruik_door_zorgverleners", "wie_blijft_achter", "wat_nog_digitaal_kan", "wat_digitale_zorg_brengt",
    ]  # fmt: skip
    figures, questions = TEMPLATES[minutes]
    plan = fitted(all_presentations(book, "nl"), minutes, monitor_store)
    asked = [step for step in plan.steps if step.ask]
    assert len(plan.steps) <= figures and len(asked) == questions
    assert from_link(to_link(plan)) == plan


def test_every_step_of_a_presentation_shows_a_figure_and_asks_what_it_says(monitor_store):
    from monitor.workshop.show import questions, shown

    for presentation in monitor_store.codebook.presentations:
        for language in ("nl", "en"):
            plan = of_presentation(presentation, monitor_store.codebook, language)
            steps = shown(plan, monitor_store, language)
            assert len(steps) == len(plan.steps)
            assert [step.question is not None for step in steps] == [bool(step.ask) for step in plan.steps]
        assert len(questions(plan, monitor_store)) == sum(bool(step.ask) for step in plan.steps)
