"""A subject page: its first view, the address as its state, both languages, and what it does with a wrong
link."""

from __future__ import annotations

import re

import pytest

from monitor.figure.build import cached_figure
from monitor.figure.kinds import KINDS
from monitor.store import current_store
from monitor.view import parse_view
from tests.pages.conftest import turn_to
from tests.pages.forms import choose, form
from tests.pages.seen import address, bodies, charts, headings, text
from tests.pages.tiny import HOSTILE, codebook, drafted, write_tiny_store


def _figure(query: str, page: int = 0):
    store = current_store()
    return cached_figure(parse_view(query), store, store.codebook.subject_pages()[page])


def test_first_view_needs_no_choice(open_page):
    page = open_page("providers")
    figure = _figure("")
    assert headings(page, 1) == ["Zorgverleners"]
    assert headings(page, 2)[0] == figure.title
    assert [chart.alt for chart in charts(page)] == [figure.alt]
    assert all(
        part in text(page) for said in figure.sentences for part in getattr(said, "items", ()) or (said,)
    )
    assert address(page) == {}


def test_link_restores_every_choice(open_page):
    page = open_page("providers", i="oordeel", g="verpleegkundigen", by="sector", w="2024,2025")
    chosen = form(page).chosen
    assert chosen["pick"] == ["oordeel"] and chosen["by"] == ["sector"]
    assert chosen["w"] == ["2024", "2025"] and chosen["g"] == ["verpleegkundigen"]
    assert headings(page, 2) == [_figure("i=oordeel&g=verpleegkundigen&by=sector&w=2024,2025").title]


def test_choice_becomes_the_address_and_defaults_stay_out(open_page):
    page = open_page("providers")
    choose(page, pick="oordeel")
    assert address(page)["i"] == "oordeel"
    assert not {"g", "w", "by", "lang"} & set(address(page))
    choose(page, by="leeftijd")
    assert address(page)["by"] == "leeftijd"
    choose(page, by="")
    assert "by" not in address(page)
    assert not page.exception


def test_choosing_keeps_the_other_choices(open_page):
    page = open_page("providers", i="portaal", g="artsen")
    choose(page, by="leeftijd")
    kept = {"i": "portaal", "g": "artsen", "by": "leeftijd", "w": "2023,2024,2025"}
    assert {key: address(page).get(key) for key in kept} == kept


def test_years_in_sight_stay_as_far_as_they_fit(open_page):
    page = open_page("providers", i="portaal")
    choose(page, by="leeftijd")
    assert form(page).chosen["w"] == ["2023", "2024", "2025"]
    choose(page, pick="videobellen")
    assert address(page)["by"] == "leeftijd", "and so does the breakdown"
    assert form(page).chosen["w"] == ["2024", "2025"], "videobellen was not asked in 2023"
    one = open_page("providers", i="portaal", by="leeftijd", w="2025")
    choose(one, by="sector")
    assert form(one).chosen["w"] == ["2025"]


def test_figure_types_are_pictures_and_those_that_do_not_fit_say_why(open_page):
    panel = form(open_page("providers", i="portaal")).body.partition('class="m-kinds"')[2]
    assert panel.count("<svg") == len(KINDS) and all(kind.icon in panel for kind in KINDS.values())
    fit = {id for id, kind in KINDS.items() if f'name="f" value="{id}"' in panel}
    assert "trend" in fit and "stacked" not in fit
    assert panel.count("m-unfit") == len(KINDS) - len(fit)
    assert "Hiervoor is een vraag nodig met antwoorden die samen 100% zijn." in panel


def test_a_figure_type_of_the_address_that_does_not_fit_is_named_as_readers_know_it(open_page):
    page = open_page("providers", i="portaal", f="stacked", w="2025")
    told = text(page)
    assert "(gestapelde staven)" in told and "stacked)" not in told
    assert "U ziet nu: staven." in told


def test_parts_of_an_address_that_are_lost_alike_are_told_in_one_line(open_page):
    told = text(open_page("providers", i="portaal", g="artsen,zzz,yyy"))
    assert told.count("De link vraagt om iets") == 1 and "zzz; yyy" in told


def test_finer_answer_is_a_link_under_the_title(open_page):
    page = open_page("providers", i="portaal", g="artsen")
    head = next(body for body in bodies(page) if "m-title" in body)
    assert "by=leeftijd" in head and "naar leeftijd" in head and "w=2023,2024,2025" in head
    assert "m-finer" not in "".join(bodies(open_page("providers", i="portaal", by="leeftijd")))


def test_second_subject_stands_beside_the_first(open_page):
    page = open_page("providers", i="portaal")
    choose(page, also="videobellen")
    assert address(page)["i"] == "portaal,videobellen"
    assert form(page).chosen["pick"] == ["portaal"] and form(page).chosen["also"] == ["videobellen"]
    choose(page, also="videobellen")
    assert form(page).chosen["pick"] == ["portaal"] and "also" not in form(page).chosen
    assert not page.exception


def test_language_changes_words_and_keeps_the_view(open_page):
    dutch = open_page("providers", i="oordeel", by="leeftijd")
    english = open_page("providers", i="oordeel", by="leeftijd", lang="en")
    assert headings(english, 1) == ["Care providers"]
    assert form(english).chosen == form(dutch).chosen
    assert (
        form(english).labels["by", "leeftijd"] == "Age" and form(dutch).labels["by", "leeftijd"] == "Leeftijd"
    )
    assert any("?i=oordeel&amp;by=leeftijd&amp;lang=en" in body for body in bodies(dutch))


def test_language_goes_along_to_the_next_page(open_page):
    page = open_page("providers", lang="en")
    page.query_params.clear()
    turn_to(page, "users")
    page.run()
    assert headings(page, 1) == ["Care users"]
    assert address(page)["lang"] == "en"


def test_unknown_codes_get_a_friendly_line_and_the_nearest_view(open_page):
    page = open_page("providers", i="oordel", g="tandartsen", by="schoenmaat", w="1999", f="taart")
    assert form(page).chosen["pick"] == ["oordeel"]
    told = text(page)
    for unknown in ("oordel", "tandartsen", "schoenmaat", "1999", "taart"):
        assert unknown in told
    assert len(charts(page)) == 1


def test_pieces_that_cant_be_codes_are_told_and_escaped(open_page):
    page = open_page("providers", i="<img src=x onerror=alert(1)>", lang="zz")
    assert "kunnen we niet lezen" in text(page)
    assert not any("<img src=x" in body for body in bodies(page))


def test_hostile_labels_are_shown_literally(open_page):
    page = open_page("providers", i="vijandig")
    assert not any("<script" in body for body in bodies(page))
    assert form(page).chosen["pick"] == ["vijandig"]
    assert HOSTILE in form(page).labels["pick", "vijandig"]


def test_hidden_cells_are_nowhere_on_the_page(open_page, store):
    write_tiny_store(store, hidden=True)
    page = open_page("providers", i="portaal", g="artsen", by="leeftijd", w="2025")
    shown = [
        row
        for row in current_store().estimates(["portaal"], ["artsen"], ["2025"], ["leeftijd"])
        if row.level1 == "oud"
    ]
    assert [row.estimate for row in shown] == [None]
    assert "verborgen" in text(page)
    sent = charts(page)[0].html
    assert "46%" not in sent and "0.46" not in sent
    assert re.search(r"<text[^>]*>\d+%", sent), "the other level has its number"


def test_groups_without_an_answer_are_not_offered(open_page):
    page = open_page("users", i="portaal")
    shown = form(page)
    assert [shown.labels["by", id] for id in shown.offered["by"]] == ["Iedereen samen", "Leeftijd"]


def test_drafted_codebook_has_one_subject_page(open_page, store):
    write_tiny_store(store, drafted())
    page = open_page("respondents")
    assert headings(page, 1) == ["Respondenten"]
    assert len(charts(page)) == 1


def test_simulated_is_said_and_goes_with_real_data(open_page, store):
    assert "gesimuleerd" in text(open_page("providers")).lower()
    write_tiny_store(store, simulated=False)
    assert "gesimuleerd" not in text(open_page("providers")).lower()


def test_disclaimer_stands_only_where_there_is_one(open_page, store):
    assert "geen officieel product" in text(open_page("providers"))
    survey = codebook().survey.model_dump(exclude_defaults=True)
    del survey["disclaimer"]
    write_tiny_store(store, codebook(survey=survey))
    assert "geen officieel product" not in text(open_page("providers"))


@pytest.mark.parametrize("kind", ["oordeel", "mening", "bronnen", "portaal", "videobellen"])
def test_every_kind_of_indicator_is_shown(open_page, kind):
    for by in ("", "leeftijd"):
        page = open_page("providers", i=kind, by=by)
        assert len(charts(page)) == 1
        assert any("<table" in body for body in bodies(page))


def test_group_that_is_hidden_altogether_is_told_as_such(open_page, store):
    write_tiny_store(store, hidden="artsen")
    told = text(open_page("providers", i="portaal", g="artsen,verpleegkundigen", by="leeftijd"))
    assert "zodat niemand te herkennen is (groep: artsen)" in told


def test_a_link_to_a_year_without_the_question_says_so(open_page):
    assert "Deze vraag is daar niet gesteld (jaar: 2023)." in text(
        open_page("providers", i="videobellen", w="2023")
    )


def test_a_comparison_without_figures_is_told_by_its_name(open_page):
    page = open_page("providers", ref="total")
    assert "Hiervoor zijn geen cijfers (vergelijking: totaal)." in text(page)
