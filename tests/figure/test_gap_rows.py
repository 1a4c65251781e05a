"""The gap between two ends of a row: its number, bounds and verdict on every surface; rows in its order."""

from __future__ import annotations

import pytest

from monitor.export.drawingml.plots import plots
from monitor.figure.answer import answer
from monitor.figure.build import figure
from monitor.figure.draw import canvas
from monitor.figure.draw.notebook import records
from monitor.figure.families import judged
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.store import Store
from monitor.ui.tools import row as tools
from monitor.view import SORTS, parse_view

SUBJECTS = "i=gebruik_patientportaal,gebruik_pgo,wearables,zelf_meten"
AGES = f"{SUBJECTS}&g=algemene_bevolking&by=leeftijd&w=2025&f=dumbbell"
GROUPS = "i=gebruik_videobellen,gebruik_econsult,inzet_telemonitoring&g=huisartsen,verpleegkundigen&w=2025"
SIDES = "i=intake_geschikt,intake_verleend,nazorg_geschikt,nazorg_verleend&g=zorgverleners&w=2025"
WANTED = "i=ggz_gewenst,ggz_ontvangen,thuiszorg_gewenst,thuiszorg_ontvangen&g=zorggebruikers&w=2025"


def shown(store: Store, query: str, language: str = "nl") -> Figure:
    found = figure(parse_view(query, language), store)
    assert found.chart is not None
    return found


def gaps(found: Figure) -> list[tuple[str, float, str]]:
    assert found.chart is not None
    rows = [(panel.title or row.name, row) for panel in found.chart.panels for row in panel.rows]
    return [(name, row.gap.size, row.gap.text) for name, row in rows if row.gap]


def test_the_ends_of_a_breakdown_are_the_ends_of_a_row(monitor_store: Store) -> None:
    found = shown(monitor_store, AGES)
    assert found.chart is not None and [one.name for one in found.chart.panels[0].series] == [
        "65 jaar of ouder",
        "18 tot en met 34 jaar",
    ]
    rows = monitor_store.estimates(["gebruik_pgo"], ["algemene_bevolking"], ["2025"], ["leeftijd"])
    value = {row.level1: round((row.estimate or 0) * 100) for row in rows}
    told = {name: (size, text) for name, size, text in gaps(found)}
    size, text = told["PGO"]
    assert round(size * 100) == value["18-34"] - value["65+"]
    assert text.startswith(f"verschil {abs(value['18-34'] - value['65+'])} procentpunt")


@pytest.mark.parametrize(("query", "over"), [(AGES, "levels"), (GROUPS, "groups")])
def test_a_gap_is_told_as_far_as_its_test_goes(monitor_store: Store, query: str, over: str) -> None:
    found = shown(monitor_store, query)
    tests = answer(found.view, monitor_store).tests.differences
    said = KINDS["dumbbell"].gaps(answer(found.view, monitor_store))
    assert said and {row.over for _, _, row in tests} == {over}
    for other, gap in said.items():
        verdict = next(
            judged(row) for one, two, row in tests if other in (one, two) and _ends(one, two, said)
        )
        assert gap.shown == (verdict == "shown")
        assert ("niet aantoonbaar" in gap.text) == (verdict == "none")


def _ends(one: object, two: object, said: object) -> bool:
    """Whether these are the two ends that the codebook names, or the only two."""
    levels = {key.level1 for key in (one, two)}
    return levels in ({"18-34", "65+"}, {""})


def test_panels_stand_in_the_order_of_their_widest_gap(monitor_store: Store) -> None:
    query = AGES.replace("g=algemene_bevolking", "g=algemene_bevolking,chronisch_zieken")
    found = shown(monitor_store, query + "&sort=gap")
    assert found.chart is not None and len(found.chart.panels) == 4
    sizes = [[abs(row.gap.size) for row in panel.rows if row.gap] for panel in found.chart.panels]
    assert all(len(those) == 2 and those[0] >= those[1] for those in sizes)
    widest = [those[0] for those in sizes]
    assert widest == sorted(widest, reverse=True)


@pytest.mark.parametrize("query", [AGES, GROUPS + "&f=dumbbell", SIDES, WANTED])
def test_rows_stand_in_the_order_of_their_gaps(monitor_store: Store, query: str) -> None:
    sizes = [abs(size) for _, size, _ in gaps(shown(monitor_store, query + "&sort=gap"))]
    assert len(sizes) > 1 and sizes == sorted(sizes, reverse=True)


def test_two_groups_over_subjects_show_their_gap_unasked(monitor_store: Store) -> None:
    found = shown(monitor_store, GROUPS)
    assert found.kind == "dumbbell" and len(gaps(found)) == 3


@pytest.mark.parametrize("query", [AGES, SIDES, WANTED])
def test_every_surface_writes_the_gap(monitor_store: Store, query: str) -> None:
    found = shown(monitor_store, query, "en")
    assert found.chart is not None
    told = [text for _, _, text in gaps(found)]
    drawn = {row["text"] for row in canvas(found.chart).texts()}
    slide = " ".join(name for plot in plots(found.chart) for name in plot.categories)
    table = {row[column] for row in found.table.formatted for column in range(len(row))}
    noted = {record["gap"] for record in records(found.chart)}
    assert told and all(text in drawn and text in slide and text in table and text in noted for text in told)


def test_a_gap_can_be_asked_for_where_there_is_one(monitor_store: Store) -> None:
    assert "sort=gap" in tools(shown(monitor_store, AGES), monitor_store)
    bars = shown(monitor_store, f"{SUBJECTS}&g=algemene_bevolking&w=2025&f=bars")
    assert "sort=gap" not in tools(bars, monitor_store) and "sort=high" in tools(bars, monitor_store)
    assert "gap" in SORTS
