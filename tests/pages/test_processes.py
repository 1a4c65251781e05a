"""Care processes: one figure of all, and the gaps ranked; the address holds group and waves."""

from __future__ import annotations

import pytest

from monitor.store import current_store
from monitor.ui.gaps import gaps
from tests.pages.forms import choose, form
from tests.pages.seen import address, bodies, charts, headings, text
from tests.pages.tiny import advised, write_tiny_store


@pytest.fixture(autouse=True)
def _with_processes(store):
    write_tiny_store(store, advised())


def _cell(indicator: str, wave: str, group: str = "artsen") -> float:
    return next(row.estimate for row in current_store().estimates([indicator], [group], [wave]))


def test_first_view_shows_the_group_that_takes_the_others_together(open_page):
    page = open_page("processes")
    assert headings(page, 1) == ["Zorgprocessen"]
    assert form(page, "process").chosen["g"] == ["allen"]
    assert len(charts(page)) == 1
    assert address(page) == {}


def test_gap_is_what_could_be_minus_what_is_largest_first(store):
    found = gaps(current_store(), advised().processes, "artsen")
    assert {gap.process.id: gap.size("2025") for gap in found} == pytest.approx(
        {
            "nazorg": _cell("vijandig", "2025") - _cell("videobellen", "2025"),
            "intake": _cell("portaal", "2025") - _cell("videobellen", "2025"),
        }
    )
    assert [gap.process.id for gap in found] == ["nazorg", "intake"]
    assert all("2023" not in gap.levels for gap in found), "videobellen was not asked in 2023"


def test_ranking_is_a_table_with_marked_assumptions(open_page):
    page = open_page("processes", g="artsen")
    table = next(body for body in bodies(page) if "Het verschil per zorgproces" in body)
    assert "Nazorg *" in table and "* Dit zorgproces hebben wij toegevoegd" in table
    assert table.index("Nazorg") < table.index("Intake")
    assert "</span>+4</td>" in table and "<td>\u22124</td>" in table


def test_group_and_waves_are_in_the_address(open_page):
    page = open_page("processes")
    choose(page, "process", g="artsen")
    assert address(page) == {"v": "1", "g": "artsen"}
    again = open_page("processes", g="artsen", w="2024,2025")
    assert form(again, "process").chosen == {"g": ["artsen"], "w": ["2024", "2025"]}
    assert not again.exception


def test_unknown_group_gets_a_friendly_line(open_page):
    assert "tandartsen" in text(open_page("processes", g="tandartsen"))
