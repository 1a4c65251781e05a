"""What is said of several cells at once, in text, table and tabellenboek, is what the store's rows say."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from monitor.errors import UnknownCode
from monitor.export.format import Contents, Scope
from monitor.export.formats import FORMATS
from monitor.export.tabellenboek import pages
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import tabellenboek
from monitor.figure import numbers
from monitor.figure.build import figure
from monitor.lookup import summaries_of
from monitor.prepare.pipeline import build
from monitor.rows import Measure, Summary
from monitor.store import Store, current_store, summaries
from monitor.view import View, parse_view
from tests.conftest import GOLDEN
from tests.prepare.test_summaries import book, written


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("several")
    asked = book()
    asked["summaries"]["standardise"]["label"] = {"en": "the Netherlands", "nl": "Nederland"}
    for sample in asked["samples"]:  # with strata and hidden levels no test over levels is exact
        del sample["strata"], sample["cluster"]
    build(written(folder, asked), GOLDEN, folder / "store")
    return current_store(folder / "store")


def row(store: Store, measure: Measure, by: str = "", level: str = "", wave: str = "2024") -> Summary:
    found = summaries(store, ["uses"], [measure], (), [wave], by)
    return next(one for one in found if one.level1 == level)


def told(store: Store, query: str) -> tuple[str, ...]:
    return figure(parse_view(query), store).words.several


@pytest.mark.parametrize(
    ("language", "points", "times"), [("en", "percentage points", "times"), ("nl", "procentpunt", "keer")]
)
def test_inequality_is_told_with_intervals_and_over_time(
    store: Store, language: str, points: str, times: str
) -> None:
    said = told(store, f"i=uses&by=school&w=2018,2020,2021,2024&lang={language}")
    for wave, text in (("2024", said[0]), ("2018", said[0])):
        difference = row(store, Measure.DIFFERENCE, "school", wave=wave)
        assert f"{100 * (difference.estimate or 0):.0f} {points}" in text
        low, high = (f"{100 * abs(end or 0):.0f}" for end in (difference.ci_low, difference.ci_high))
        assert low in text and high in text and wave in text
    for measure, text in ((Measure.RATIO, said[0]), (Measure.RELATIVE, said[1])):
        ratio = row(store, measure, "school")
        assert f"{numbers.number(ratio.estimate or 0, language, 1)} {times}" in text
    assert f"{100 * (row(store, Measure.SLOPE, 'school').estimate or 0):.0f} {points}" in said[1]


@pytest.mark.parametrize(
    ("language", "shown", "none"),
    [("en", "there are demonstrable differences", "there is no demonstrable difference"),
     ("nl", "aantoonbare verschillen", "geen aantoonbaar verschil")],
)  # fmt: skip
def test_a_test_over_all_levels_is_told_by_its_p(store: Store, language: str, shown: str, none: str) -> None:
    verdicts = set()
    for by in ("school", "age"):
        for wave in ("2018", "2020", "2021", "2024"):
            test = row(store, Measure.LEVELS, by, wave=wave)
            assert test.p is not None and test.estimate is None
            said = " ".join(told(store, f"i=uses&by={by}&w={wave}&lang={language}"))
            assert (shown if test.p < 0.05 else none) in said
            assert (none if test.p < 0.05 else shown) not in said
            verdicts.add(test.p < 0.05)
    assert verdicts == {True, False}


def test_a_trend_is_told_where_the_view_shows_its_waves(store: Store) -> None:
    trend = row(store, Measure.TREND)
    assert trend.p is not None and trend.p < 0.05 and (trend.from_, trend.to) == ("2018", "2024")
    said = told(store, "i=uses&lang=en")[0]
    assert f"by {100 * (trend.estimate or 0):.1f} percentage points a year" in said and "2018 to 2024" in said
    assert not [text for text in told(store, "i=uses&w=2018,2024&lang=en") if "straight line" in text]


def test_people_and_standardised_numbers_stand_in_text_and_table(store: Store) -> None:
    people, whole = row(store, Measure.PEOPLE), row(store, Measure.STANDARDISED)
    said = " ".join(told(store, "i=uses&w=2024&lang=en"))
    assert f"An estimated {people.estimate:,.0f} people" in said and f"{people.ci_low:,.0f} to" in said
    assert (
        f"made up by age as the Netherlands, it would be in 2024: {100 * (whole.estimate or 0):.0f}%" in said
    )
    table = figure(parse_view("i=uses&by=school&w=2024&lang=nl"), store).table
    names = [column.key for column in table.columns]
    at, label = names.index("people"), names.index("level1")
    for line, read in zip(table.rows, table.formatted, strict=True):
        level = next(one.id for one in store.codebook.breakdown["school"].levels if one.label == line[label])
        assert line[at] == row(store, Measure.PEOPLE, "school", level).estimate
        assert read[at] == numbers.count(round(line[at]), "nl")
    assert "standardised" in names


@pytest.mark.parametrize("id", [id for id, item in FORMATS.items() if item.scope is Scope.FIGURE])
def test_every_export_takes_them(store: Store, id: str) -> None:
    view = parse_view("i=uses&by=school&w=2024&lang=nl")
    assert len(FORMATS[id].written(Contents(store, view, [figure(view, store)]))) > 100


def test_the_middle_of_a_mean_is_told(store: Store) -> None:
    found = summaries(store, ["score"], [Measure.QUANTILE], (), ["2024"], "")
    low, high = (f"{one.estimate:.0f}" for one in found)
    assert [one.from_ for one in found] == ["0.25", "0.75"]
    assert f"De middelste 50% zit in 2024 tussen: {low} en {high}." in told(store, "i=score&w=2024&lang=nl")


def test_the_tabellenboek_has_them(store: Store) -> None:
    view = View(("uses",), breakdowns=("school",), waves=("2024",), language="en")
    page = next(iter(pages(view, store)))
    assert page.measures[-3:] == ("standardised", "people", "joint")
    total, low, *_ = page.rows[0].cells
    assert total is not None and low is not None
    assert total.people == row(store, Measure.PEOPLE).estimate and total.joint == ""
    assert low.joint == numbers.p_value(row(store, Measure.LEVELS, "school").p or 0.0, "en") != ""
    sheets = load_workbook(io.BytesIO(tabellenboek(view, store))).worksheets
    values = {cell.value for sheet in sheets for line in sheet.iter_rows() for cell in line}
    assert {total.people, low.joint, "all levels"} <= values
    html = tabellenboek_html(view, store)
    assert f"people {total.people:,.0f}" in html and low.joint.replace("<", "&lt;") in html


@pytest.mark.parametrize(
    ("p", "nl", "en"),
    [
        (0.049999, "p < 0,05", "p < 0.05"),
        (0.000999, "p < 0,001", "p < 0.001"),
        (0.016665, "p < 0,017", "p < 0.017"),
        (0.000342, "p < 0,0004", "p < 0.0004"),
        (0.0001, "p < 0,0001", "p < 0.0001"),
        (0.000049, "p < 0,0001", "p < 0.0001"),
        (0.0, "p < 0,0001", "p < 0.0001"),
        (0.1, "p ≤ 0,1", "p ≤ 0.1"),
        (0.666, "p ≤ 0,67", "p ≤ 0.67"),
        (1.0, "geen verschil aangetoond", "no difference shown"),
    ],
)
def test_a_published_p_is_an_upper_end(p: float, nl: str, en: str) -> None:
    assert (numbers.p_value(p, "nl"), numbers.p_value(p, "en")) == (nl, en)


def test_a_survey_that_asks_for_none_has_none(panel: Store) -> None:
    of = figure(parse_view("i=portal&by=edu&lang=en"), panel)
    assert of.words.several == () and "people" not in [column.key for column in of.table.columns]


def test_the_api_gives_the_rows(store: Store) -> None:
    found = summaries_of(store, ["uses"], ["g"], ["2024"], "school")
    assert {one["measure"] for one in found} == {str(one) for one in Measure} - {
        Measure.QUANTILE,
        Measure.PER,
    }
    assert found[0]["from"] == "" and all(one["breakdown1"] == "school" for one in found)
    with pytest.raises(UnknownCode, match="breakdown of a summary"):
        summaries_of(store, ["uses"], [], [], "school,age")
