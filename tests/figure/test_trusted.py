"""What a reader must be able to trust: what is drawn is told, no part loses from its whole, nothing is
ranked that was not told apart, and what was published stays as exact as its source."""

from __future__ import annotations

from itertools import product

import pytest

from monitor.figure.build import figure
from monitor.store import Store
from monitor.view import View, parse_view
from tests.figure import cases
from tests.figure.stores import INDICATORS, MemoryStore, codebook, contrast, estimate

SUBGROUPS = ("opleidingstype", "leeftijd", "geslacht")


def test_what_is_drawn_of_care_wanted_and_received_has_a_title(monitor_store: Store):
    book = monitor_store.codebook
    pairs = [p for p in book.processes if book.indicator[p.possible].kind == "distribution"]
    page = next(page for page in book.subject_pages() if page.id == "users")
    found = [
        figure(View((pair.possible, pair.actual), (group,), (by,), ("2025",)), monitor_store)
        for pair, group, by in product(pairs, page.groups, SUBGROUPS)
    ]
    drawn = [shown for shown in found if shown.chart is not None]
    assert len(drawn) > len(found) / 2
    assert [shown.query for shown in drawn if "geen cijfers" in shown.title or not shown.points] == []


def test_where_only_the_answer_that_leads_is_hidden_the_others_are_told():
    shares = {"zn": 0.1, "n": 0.2, "o": 0.3, "p": None, "zp": None, "pos": None}
    rows = [estimate("mening", share, category=id, status="protected") for id, share in shares.items()]
    drawn = figure(parse_view("i=mening&g=artsen&w=2024"), MemoryStore(codebook(), rows))
    assert drawn.chart is not None and not drawn.empty
    assert "30%" in drawn.title and "geen cijfers" not in drawn.title


def test_a_net_does_not_win_from_its_own_parts():
    net = {"id": "enige", "label": {"nl": "ten minste een bron", "en": "any source"}, "of": ["web", "app"]}
    book = codebook(indicators=[dict(INDICATORS[4], nets=[net])])
    shares = {"web": 0.4, "app": 0.3, "enige": 0.7}
    rows = [
        estimate("bronnen", share + (0.2 if group == "artsen" else 0.0), category=id, group=group)
        for (id, share), group in product(shares.items(), ("artsen", "verpleegkundigen"))
    ]
    drawn = figure(parse_view("i=bronnen&g=artsen,verpleegkundigen&w=2024"), MemoryStore(book, rows))
    told = " ".join((drawn.title, *drawn.words.finding, *drawn.words.difference, *drawn.words.numbers))
    assert "ten minste een bron" not in told
    assert drawn.title.startswith("Bronnen in 2024: beide vaker bij artsen dan bij verpleegkundigen")
    assert "Beide verschillen zijn aantoonbaar." in told


def test_a_pool_beside_its_members_is_named_but_not_compared():
    rows = [
        estimate("portaal", share, group=group)
        for group, share in (("artsen", 0.8), ("verpleegkundigen", 0.4), ("allen", 0.6))
    ]
    query = "i=portaal&g=artsen,verpleegkundigen,allen&w=2024"
    drawn = figure(parse_view(query), MemoryStore(codebook(), rows))
    assert "Samengenomen: alle zorgverleners 60%." in drawn.words.numbers
    assert "alle zorgverleners" not in " ".join((drawn.title, *drawn.words.finding, *drawn.words.difference))


@pytest.mark.parametrize(("other", "told"), [(0.20, True), (0.37, False)])
def test_a_widest_gap_is_told_only_where_the_next_is_told_apart(other: float, told: bool):
    processes = [
        {"id": f"p{at}", "label": f"proces {at}", "possible": f"kan{at}", "actual": f"is{at}"}
        for at in (1, 2)
    ]
    shares = [
        {
            "id": f"{side}{at}",
            "kind": "share",
            "label": f"{side} {at}",
            "variable": f"{side}{at}",
            "true": [1],
        }
        for at in (1, 2)
        for side in ("kan", "is")
    ]
    book = codebook(indicators=shares, processes=processes)
    rows, tests = [], []
    for at, gap in ((1, 0.4), (2, other)):
        rows += [estimate(f"kan{at}", 0.3 + gap), estimate(f"is{at}", 0.3)]
        test = contrast(f"kan{at}", gap, 0.0001, over="indicators", from_=f"is{at}", to=f"kan{at}")
        tests.append(test._replace(ci_low=gap - 0.04, ci_high=gap + 0.04))
    query = "i=kan1,is1,kan2,is2&g=artsen&w=2024&f=ticks"
    drawn = figure(parse_view(query), MemoryStore(book, rows, tests))
    said = " ".join((drawn.title, *drawn.sentences, drawn.alt))
    assert any(word in said for word in ("grootst", "het meest")) is told


@pytest.mark.parametrize(
    ("exactness", "told"),
    [
        ("exact", "50%"),
        ("about", "ongeveer 50%"),
        ("at_least", "ten minste 50%"),
        ("less_than", "minder dan 50%"),
    ],
)
def test_what_was_published_is_told_and_listed_as_exactly_as_its_source(exactness: str, told: str):
    row = {
        "indicator": "portaal", "category": "", "wave": "2024", "group": "artsen", "breakdown": "",
        "level": "", "measure": "share", "value": 0.5, "exactness": exactness, "source": "Factsheet",
        "text_nl": "", "text_en": "", "direction": "", "from_wave": "",
    }  # fmt: skip
    rows = [estimate("portaal", share, wave=wave) for wave, share in (("2023", 0.46), ("2024", 0.52))]
    drawn = figure(parse_view("i=portaal&g=artsen"), MemoryStore(codebook(), rows, published=[row]))
    assert f"Gepubliceerde cijfers: artsen {told} (2024)." in " ".join(drawn.words.published)
    at = [column.key for column in drawn.table.columns].index("published")
    assert told in {line[at] for line in drawn.table.formatted}


@pytest.mark.parametrize("query", cases.QUERIES)
def test_no_title_has_brackets_in_brackets_or_in_a_row(query: str):
    title, depth = figure(parse_view(query), cases.store()).title, 0
    for char in title:
        depth += (char == "(") - (char == ")")
        assert 0 <= depth <= 1, title
    assert ") (" not in title
