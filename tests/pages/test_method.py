"""The page Method says what the build holds: samples, weights, protection, simulated or not."""

from __future__ import annotations

import pytest

from monitor.api.whole import readme
from monitor.published import Published
from monitor.rows import columns
from monitor.store import current_store
from monitor.ui.downloads import FILES, PUBLISHED
from monitor.ui.published import computed
from monitor.verify import Verdict
from tests.pages.seen import bodies, text
from tests.pages.tiny import advised, write_tiny_store


def test_samples_are_listed_with_respondents_and_response(open_page):
    page = open_page("method")
    table = next(body for body in bodies(page) if "<table" in body)
    assert '<th scope="row">Artsen</th><td class="m-right">200 (50% van 400 uitgenodigden)</td>' in table
    assert "Alle zorgverleners: dit is het gemiddelde van artsen en verpleegkundigen" in text(page)


def test_protection_is_told_with_the_rules_and_counts_of_this_build(open_page, store):
    write_tiny_store(store, hidden=True)
    told = text(open_page("method"))
    assert "minder dan 30 deelnemers" in told and "minder dan 5 deelnemers" in told
    hidden = [
        int(part.split(" verborgen")[0].split()[-1]) for part in [told[told.index("Daarvan zijn er") :]]
    ]
    assert hidden[0] > 0


@pytest.mark.parametrize(("simulated", "said"), [(True, True), (False, False)])
def test_simulated_is_explained_only_where_it_is(open_page, store, simulated, said):
    write_tiny_store(store, simulated=simulated)
    assert ("verzonnen" in text(open_page("method"))) is said


@pytest.mark.parametrize(
    ("simulated", "cited"),
    [(False, "Trial monitor, made-up figures, 2025"), (True, "simulated figures, not results")],
)
def test_build_is_named_and_simulated_figures_are_nobody_s(open_page, store, simulated, cited):
    build = write_tiny_store(store, simulated=simulated).stem.removeprefix("monitor-")
    told = text(open_page("method", lang="en"))
    assert f"Build {build}." in told and f"To cite: {cited}" in told


def test_what_was_asked_is_defined_and_own_additions_are_marked(open_page, store):
    book = advised()
    added = book.indicators[0].model_copy(update={"assumption": True, "description": "Wat het is."})
    write_tiny_store(store, book.model_copy(update={"indicators": [added, *book.indicators[1:]]}))
    told = next(body for body in bodies(open_page("method")) if "De uitsplitsingen" in body)
    assert f"{added.label['nl'][:1].upper()}{added.label['nl'][1:]} *" in told and "Wat het is." in told
    assert "* Dit onderwerp hebben wij toegevoegd" in told
    assert "Leeftijd: jonger dan 45; 45 en ouder." in told and "2023–2025" in told


def test_published_figures_stand_beside_computed_ones_with_the_count_of_verdicts(open_page):
    page = open_page("method")
    table = next(body for body in bodies(page) if "Gepubliceerde cijfers en uitspraken" in body)
    assert "40% biedt een portaal aan" in table and "Berekend, met 95%-interval" in table
    assert "Van de 2 cijfers en uitspraken:" in text(page)


def test_everything_can_be_taken_along(open_page, store):
    page = open_page("method")
    links = " ".join(bodies(page))
    assert f'href="{PUBLISHED}"' in links
    for name, address in FILES.items():
        assert f'href="{address}' in links, name
    told = readme(current_store(), "en")
    assert "estimate\n  indicator: What was asked" in told and "They are not results of real research" in told


def test_the_citation_says_simulated_only_where_it_is(open_page, store):
    assert "gesimuleerde cijfers" in text(open_page("method"))
    write_tiny_store(store, simulated=False)
    assert "gesimuleerd" not in text(open_page("method"))


@pytest.mark.parametrize(
    ("measure", "numbers", "remark", "said"),
    [
        ("share", (0.4, 0.35, 0.46), "", "40% (35 tot 46)"),
        ("trend", (0.041, -0.004, 0.08), "", "+4 procentpunt (0 tot 8)"),
        ("change", (21.2, 11.0, 31.4), "relative", "+21% (11 tot 31)"),
        ("trend", (None, None, None), "", "–"),
    ],
)
def test_a_computed_number_is_written_in_its_unit(store, measure, numbers, remark, said):
    row = Published(**dict.fromkeys(columns("published"), "") | {"indicator": "portaal", "measure": measure})
    assert computed(Verdict(row, "agrees", *numbers, remark=remark), current_store(), "nl") == said
