"""A preview is legible where a chat shows it half as wide, and tells how much it leaves out."""

from __future__ import annotations

import pytest

from monitor.export.preview import drawing
from monitor.export.preview_chart import LEAST, Laid, laid_out
from monitor.figure import theme
from monitor.figure.build import cached_figure
from monitor.figure.chart import Chart, Form
from monitor.figure.draw import canvas
from monitor.figure.figure import Figure
from monitor.store import Store
from monitor.view import parse_view

WIDE, HIGH, MORE = 1112.0, 400.0, 34.0
DENSE = (
    "i=gebruik_patientportaal&by=opleidingstype,leeftijd&w=2025",
    "i=gebruik_patientportaal&by=opleidingstype,leeftijd&f=multiples",
    "i=inzet_zorgrobots,inzet_medicatieondersteuning,inzet_toezicht&by=sector",
    "i=mening_kwaliteit,mening_toegankelijkheid,mening_regie,mening_preventie&w=2021,2022,2023,2024",
    "i=gebruik_videobellen&w=2021,2022,2023,2024,2025&f=bars",
)


@pytest.fixture(scope="module")
def figures(monitor_store: Store) -> list[Figure]:
    """Every named view and some that are dense, in both languages."""
    pages = {page.id: page for page in monitor_store.codebook.subject_pages()}
    views = [(story.view, pages.get(story.page)) for story in monitor_store.codebook.stories]
    views += [(view, None) for view in DENSE]
    return [
        cached_figure(parse_view(view, language), monitor_store, page)
        for view, page in views
        for language in ("nl", "en")
    ]


def laid(figure: Figure, store: Store) -> Laid:
    found = laid_out(figure, store.codebook, WIDE, HIGH, MORE)
    assert found is not None
    return found


def rows(chart: Chart, opening: bool = True) -> list[str]:
    """Names of rows; with those that belong to them unless they open."""
    return [row.name for panel in chart.panels for row in panel.rows if row.opens or not opening]


def test_all_that_is_drawn_is_within_its_room_in_letters_that_can_be_read(
    figures: list[Figure], monitor_store: Store
) -> None:
    for figure in figures:
        found = laid(figure, monitor_store)
        assert found.scale * theme.SMALL / 2 > 9.5, figure.query
        for column in found.columns:
            marks = canvas(column, WIDE / len(found.columns) / found.scale, found.plot)
            high = HIGH - (MORE if found.left_out else 0)
            assert marks.height * found.scale <= high, figure.query


def test_what_is_left_out_is_counted_and_told(figures: list[Figure], monitor_store: Store) -> None:
    for figure in figures:
        found = laid(figure, monitor_store)
        assert figure.chart is not None
        if not figure.chart.form.over_waves:
            gone = {
                len(rows(figure.chart, opening)) - sum(len(rows(column, opening)) for column in found.columns)
                for opening in (True, False)
            }
            assert found.left_out in gone, figure.query
        elif figure.chart.form is Form.MULTIPLES:
            left = sum(len(column.panels) for column in found.columns)
            assert found.left_out == len(figure.chart.panels) - left, figure.query
    svg = {figure.view.language: drawing(figure, monitor_store) for figure in figures[-4:-2]}
    assert ">en nog 29<" in svg["nl"] and ">and 29 more<" in svg["en"]


def test_what_the_finding_names_stays(monitor_store: Store) -> None:
    view = "i=gebruik_patientportaal&by=leeftijd,geslacht&w=2025"
    ages = cached_figure(parse_view(view), monitor_store)
    found = laid(ages, monitor_store)
    assert "bij 18-34-jarigen dan bij 65-plussers" in ages.title and found.left_out == 4
    assert set().union(*map(rows, found.columns)) == {"18 tot en met 34 jaar", "65 jaar of ouder"}


def test_few_rows_are_drawn_large(monitor_store: Store) -> None:
    one = cached_figure(parse_view("i=gebruik_videobellen&g=huisartsen&w=2025"), monitor_store)
    found = laid(one, monitor_store)
    assert found.scale > LEAST and not found.left_out


def test_gaps_stand_alike_in_both_columns(monitor_store: Store) -> None:
    """Below the names, where those of one column leave no room beside them."""
    story = next(story for story in monitor_store.codebook.stories if "intake_geschikt" in story.view)
    found = laid(cached_figure(parse_view(story.view), monitor_store), monitor_store)
    sides = [
        {text["align"] for text in canvas(column).texts() if text["text"].startswith("verschil")}
        for column in found.columns
    ]
    assert sides == [{"left"}, {"left"}]
