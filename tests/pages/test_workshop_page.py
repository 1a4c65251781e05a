"""The page /workshop: a story becomes a session that its address holds, and nothing hostile gets through."""

from __future__ import annotations

import pytest

from monitor.workshop.plan import Plan, Step, from_link, to_link
from tests.pages.forms import choose, form
from tests.pages.seen import address, bodies, headings, text
from tests.pages.tiny import HOSTILE, codebook, write_tiny_store

PLAN = Plan(
    title="Werkgroep",
    steps=(
        Step(page="zorgverleners", view="i=portaal&g=artsen&f=trend", ask="guess", hidden=True),
        Step(page="zorgverleners", view="i=vijandig&g=artsen&w=2025", title=HOSTILE[:90], note=HOSTILE),
    ),
)


def planned(page) -> Plan:
    """The session in the page's address."""
    return from_link(address(page).get("p", ""))


def test_an_empty_page_says_what_to_do(open_page):
    page = open_page("workshop")
    assert headings(page, 1) == ["Workshop"]
    assert "Kies hierboven een verhaal" in text(page) and address(page) == {}


def test_a_session_is_in_the_address_and_each_change_rewrites_it(open_page):
    page = open_page("workshop", p=to_link(PLAN))
    assert planned(page) == PLAN
    assert any(f"/show?p={to_link(PLAN)}" in body for body in bodies(page))
    choose(page, "workshop-form-0", down="0")
    assert [step.view for step in planned(page).steps] == [step.view for step in reversed(PLAN.steps)]
    choose(page, "workshop-form-1", ask="line")
    choose(page, "workshop-form-1", hidden=[])
    assert (planned(page).steps[1].ask, planned(page).steps[1].hidden) == ("line", False)
    page.text_area(key="workshop.note.1").input("Vertel dit.").run()
    choose(page, "workshop-form-0", remove="0")
    assert [step.note for step in planned(page).steps] == ["Vertel dit."]


def test_a_step_takes_no_question_that_its_figure_cant_have(open_page):
    page = open_page("workshop", p=to_link(PLAN))
    assert set(form(page, "workshop-form-0").offered["ask"]) >= {"none", "guess", "line"}
    choose(page, "workshop-form-0", ask="zz", about="weg")
    assert (planned(page).steps[0].ask, planned(page).steps[0].about) == ("", "")
    choose(page, "workshop-form-0", ask="guess", at="9")
    assert planned(page).steps[0].ask == ""


def test_a_story_of_the_codebook_begins_a_session(open_page, store):
    shown = {"story": "portaal", "ask": "guess", "hidden": True, "note": {"nl": "Kijk", "en": "Look"}}
    story = {
        "id": "portaal",
        "title": "Het portaal",
        "page": "providers",
        "view": "i=portaal&g=artsen&f=trend",
    }
    write_tiny_store(
        store,
        codebook(
            stories=[story],
            presentations=[{"id": "kort", "title": {"nl": "Kort", "en": "Short"}, "steps": [shown]}],
        ),
    )
    page = open_page("workshop", lang="en")
    choose(page, "workshop-choose", begin="1")
    (step,) = planned(page).steps
    assert (step.ask, step.hidden, step.note, planned(page).title) == ("guess", True, "Look", "Short")
    assert address(page)["lang"] == "en"


@pytest.mark.parametrize("link", ["1", "2abc", "1" + "A" * 9000, "<script>", HOSTILE])
def test_a_link_that_cant_be_read_is_told(open_page, link):
    page = open_page("workshop", p=link)
    assert "Deze voorbereiding kunnen we niet lezen" in text(page) or "te lang voor een link" in text(page)
    assert not any("<script" in body for body in bodies(page))


def test_the_notes_and_titles_of_others_stay_text(open_page):
    page = open_page("workshop", p=to_link(PLAN))
    assert not any("<script" in body for body in bodies(page))
