"""The page Method says what the build holds: samples, weights, protection, simulated or not."""

from __future__ import annotations

import pytest

from tests.pages.seen import bodies, text
from tests.pages.tiny import write_tiny_store


def test_samples_are_listed_with_respondents_and_response(open_page):
    page = open_page("method")
    table = next(body for body in bodies(page) if "<table" in body)
    assert '<th scope="row">artsen</th><td class="m-right">200 (50% van 400 uitgenodigden)</td>' in table
    assert "Alle zorgverleners: dit is het gemiddelde van artsen en verpleegkundigen" in text(page)


def test_protection_is_told_with_the_rules_and_counts_of_this_build(open_page, store):
    write_tiny_store(store, hidden=True)
    told = text(open_page("method"))
    assert "minder dan 30 deelnemers" in told and "minder dan 5 deelnemers" in told
    hidden = [int(part.split(" verborgen")[0].split()[-1]) for part in [told[told.index("Daarvan zijn er") :]]]
    assert hidden[0] > 0


@pytest.mark.parametrize(("simulated", "said"), [(True, True), (False, False)])
def test_simulated_is_explained_only_where_it_is(open_page, store, simulated, said):
    write_tiny_store(store, simulated=simulated)
    assert ("verzonnen" in text(open_page("method"))) is said


def test_build_and_licence_are_named(open_page, store):
    build = write_tiny_store(store).stem.removeprefix("monitor-")
    told = text(open_page("method", lang="en"))
    assert f"Build {build}." in told and "To cite: Trial monitor, 2025" in told
