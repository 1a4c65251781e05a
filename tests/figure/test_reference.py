"""What a figure is compared against: drawn, told no more surely than its test, and in the table; from shown
rows alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor.codebook import load_codebook
from monitor.codebook.indicators import Mean, Share, Target
from monitor.errors import CodebookError
from monitor.export.drawingml.plots import plots
from monitor.figure.answer import answer
from monitor.figure.beside import direction
from monitor.figure.build import full_figure
from monitor.figure.choose import resolve
from monitor.figure.draw import canvas
from monitor.figure.figure import Figure
from monitor.figure.reference import against, offered
from monitor.rows import Over, Status
from monitor.store import Store
from monitor.view import View, parse_view
from tests.figure import cases
from tests.figure.stores import MemoryStore, codebook, contrast, estimate

BY_AGE = "i=portaal&by=leeftijd&g=artsen&w=2024&f=bars"
GROUPS = "i=portaal&g=artsen,verpleegkundigen&w=2024&f=bars"


@pytest.fixture(scope="module")
def store() -> Store:
    return cases.store()


def _full(query: str, store: Store) -> View:
    found = resolve(parse_view(query, "nl"), store)
    assert not found.lost, found.lost
    return found.view


def _figure(query: str, store: Store) -> Figure:
    return full_figure(_full(query, store), store)


def _column(figure: Figure, key: str) -> list[object]:
    at = [column.key for column in figure.table.columns].index(key)
    return [row[at] for row in figure.table.rows]


def test_the_total_stands_beside_each_level(store: Store) -> None:
    view = _full(f"{BY_AGE}&ref=total", store)
    total = next(row for row in store.estimates(["portaal"], ["artsen"], ["2024"]))
    figure = full_figure(view, store)
    assert figure.chart is not None and total.estimate is not None
    besides = {point.beside.value for point in figure.chart.points if point.beside}
    assert besides == {total.estimate} == set(_column(figure, "reference"))
    ticks = [row for row in canvas(figure.chart).rows["whiskers"] if row["x"] == row["x2"] == total.estimate]
    assert len(ticks) == 2 * sum(point.shown for point in figure.chart.points), "on a white edge"
    assert "totaal" in figure.chart.reference.lower() and any("totaal" in note for note in figure.notes)


def test_what_is_said_of_the_total_is_the_verdict_on_a_level_against_the_rest() -> None:
    shares = {"": 0.50, "jong": 0.70, "midden": 0.51, "oud": 0.30}
    levels = [level.id for level in codebook().breakdown["leeftijd"].levels]
    values = dict(zip(["", *levels], shares.values(), strict=False))
    rows = [
        estimate("portaal", value, by=[("leeftijd", level)] if level else [])
        for level, value in values.items()
    ]
    p = dict(zip(levels, (0.0001, 0.9, 0.04), strict=False))
    cell = {"over": Over.REST, "from_": "rest", "breakdown1": "leeftijd"}
    rest = [contrast("portaal", values[id] - 0.5, p[id], to=id, **cell) for id in levels]
    made = MemoryStore(codebook(), rows, rest)
    found = answer(_full(f"{BY_AGE}&ref=total", made), made)
    assert found.reference is not None and found.reference.one == 0.50
    verdicts = {key.level1: direction(row) for key, row in found.reference.tests.items()}
    assert verdicts == dict(zip(levels, ("above", "none", "maybe_below"), strict=False))
    (said,) = [text for text in _figure(f"{BY_AGE}&ref=total", made).sentences if "het totaal" in text]
    assert "Aantoonbaar boven het totaal (50%)" in said and "onder" not in said.split("Misschien")[0]
    tests = _column(_figure(f"{BY_AGE}&ref=total", made), "reference_test")
    assert tests[0] == "hoger" and len(tests) == len(levels)


def test_without_a_test_nothing_is_said_of_a_difference() -> None:
    rows = [estimate("portaal", 0.5), estimate("portaal", 0.8, by=[("leeftijd", "jong")])]
    made = MemoryStore(codebook(), rows)
    said = [text for text in _figure(f"{BY_AGE}&ref=total", made).sentences if "het totaal" in text]
    assert said == ["Ter vergelijking: het totaal (50%). Dit verschil is niet getoetst."]


def test_another_group_and_its_tests_are_turned_towards_the_line(store: Store) -> None:
    found = answer(_full("i=portaal&g=artsen&w=2024&f=bars&ref=group:verpleegkundigen", store), store)
    assert found.reference is not None
    (key,) = found.reference.values
    other = found.reference.values[key]["2024"]
    mine = found.lines[key]["2024"].estimate
    test = found.reference.tests[key]
    assert mine is not None and test.difference == pytest.approx(mine - other, abs=0.011)
    assert (
        test.ci_low is not None
        and test.ci_high is not None
        and test.ci_low <= test.difference <= test.ci_high
    )


def test_an_earlier_wave_is_offered_where_the_question_is_comparable(store: Store) -> None:
    for query in (GROUPS, "i=beeldbellen&g=artsen&w=2024&f=bars"):
        view = _full(query, store)
        item = store.codebook.indicator[view.indicators[0]]
        waves = [ref.removeprefix("wave:") for ref in offered(view, store) if ref.startswith("wave:")]
        assert all(item.comparable_waves(wave, "2024") and wave < "2024" for wave in waves)
    figure = _figure(f"{GROUPS}&ref=wave:2023", store)
    before = {row.estimate for row in store.estimates(["portaal"], ["artsen", "verpleegkundigen"], ["2023"])}
    assert set(_column(figure, "reference")) == before


def _aimed(value: float, **more: object) -> MemoryStore:
    plain = codebook()
    items = [
        item.model_copy(update={"targets": [Target(value=value, source="Het akkoord", **more)]})
        if item.id == "portaal"
        else item
        for item in plain.indicators
    ]
    rows = [
        estimate("portaal", group=group, wave="2024", value=share)
        for group, share in (("artsen", 0.80), ("verpleegkundigen", 0.55))
    ]
    return MemoryStore(plain.model_copy(update={"indicators": items}), rows)


def test_a_target_is_told_with_its_source_and_tested_as_a_fixed_number() -> None:
    figure = _figure(f"{GROUPS}&ref=target", _aimed(0.70))
    assert figure.chart is not None and figure.chart.reference == "De streefwaarde: 70%"
    assert any("Het akkoord" in note and "70%" in note for note in figure.notes)
    said = next(text for text in figure.sentences if "streefwaarde" in text)
    assert "Aantoonbaar boven de streefwaarde (70%): artsen" in said
    assert "Aantoonbaar onder de streefwaarde (70%): verpleegkundigen" in said


@pytest.mark.parametrize("value", [0.79, 0.80, 0.82])
def test_a_target_within_the_margin_is_no_demonstrable_difference(value: float) -> None:
    found = answer(_full(f"{GROUPS}&ref=target", _aimed(value)), _aimed(value))
    assert found.reference is not None
    near = next(row for key, row in found.reference.tests.items() if key.group == "artsen")
    assert direction(near) == "none"


def test_rounding_never_makes_a_test_against_a_target_sharper() -> None:
    row = estimate("portaal", group="artsen", wave="2024", value=0.80)
    exact = against(row, 0.75)
    rounded = against(row._replace(precision=0.01), 0.75)
    assert exact is not None and rounded is not None and exact.p is not None and rounded.p is not None
    assert rounded.p > exact.p
    assert against(row._replace(ci_low=None, ci_high=None), 0.75) is None


def test_hidden_numbers_stand_beside_nothing() -> None:
    aimed = _aimed(0.7)
    rows = [
        *aimed._estimates,
        estimate("portaal", group="artsen", wave="2023", value=0.42)._replace(
            estimate=None, se=None, ci_low=None, ci_high=None, n=None, status=Status.PROTECTED
        ),
        estimate("portaal", group="verpleegkundigen", wave="2023", value=0.43),
    ]
    hidden = MemoryStore(aimed.codebook, rows)
    figure = _figure(f"{GROUPS}&ref=wave:2023", hidden)
    assert figure.chart is not None
    besides = [point.beside for point in figure.chart.points if point.beside]
    assert [beside.value for beside in besides] == [0.43]
    assert any("niemand te herkennen" in note for note in figure.notes)


@pytest.mark.parametrize("kind", ["trend", "multiples", "slope"])
def test_lines_have_what_they_are_compared_against_dashed_behind_them(kind: str, store: Store) -> None:
    figure = _figure(f"i=portaal&g=artsen,verpleegkundigen&f={kind}&ref=group:allen", store)
    assert figure.chart is not None
    drawn = [row for row in canvas(figure.chart).rows["lines"] if row["dash"] == [2, 3]]
    assert len(drawn) >= len(figure.chart.waves)
    assert figure.chart.reference in [one.name for plot in plots(figure.chart) for one in plot.series]


@pytest.mark.parametrize("ref", ["target", "group:niemand", "total", "wave:2024"])
def test_what_the_figure_can_not_be_compared_against_is_lost_and_told(ref: str, store: Store) -> None:
    found = resolve(parse_view(f"{GROUPS}&ref={ref}"), store)
    assert found.view.ref == "" and [piece.what for piece in found.lost] == ["ref"]


def test_a_view_without_a_reference_says_and_draws_what_it_did(store: Store) -> None:
    plain = _figure(BY_AGE, store)
    compared = _figure(f"{BY_AGE}&ref=total", store)
    assert plain.title == compared.title and plain.chart is not None and not plain.chart.reference
    assert set(plain.sentences) <= {*compared.sentences, *plain.words.explanation}
    assert [column.key for column in plain.table.columns] == [
        column.key for column in compared.table.columns if not column.key.startswith("reference")
    ]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ({"value": 80, "source": "s"}, "lies outside 0 to 1"),
        ({"value": 0.8}, "source"),
        ({"value": 0.8, "source": "s", "category": "ja"}, "there are none here"),
        ({"value": 0.8, "source": "s", "sourse": "t"}, "sourse"),
    ],
)
def test_a_target_that_can_not_be_is_refused(target: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Share.model_validate(
            {"id": "a", "kind": "share", "label": "A", "variable": "v", "true": [1], "targets": [target]}
        )


def test_a_target_of_a_mean_lies_on_its_scale() -> None:
    scale = {"min": 0, "max": 10}
    given = {"id": "a", "kind": "mean", "label": "A", "variable": "v", "scale": scale}
    Mean.model_validate(given | {"targets": [{"value": 8, "source": "s"}]})
    with pytest.raises(ValidationError, match="lies outside 0 to 10"):
        Mean.model_validate(given | {"targets": [{"value": 80, "source": "s"}]})


def test_a_wrong_target_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(
        """survey: {title: T}
waves: [{id: "2024"}]
groups: [{id: g, label: G}]
samples: [{wave: "2024", group: g, file: f.sav}]
indicators:
  - id: a
    kind: share
    label: A
    variable: v
    true: [1]
    targets:
      - value: 80
        source: s
""",
        encoding="utf-8",
    )
    with pytest.raises(CodebookError) as caught:
        load_codebook(tmp_path)
    assert any(
        "codebook.yaml:" in line and "lies outside 0 to 1" in line for line in str(caught.value).splitlines()
    )


def test_one_number_of_the_newest_wave_is_said_once(store: Store) -> None:
    figure = _figure("i=portaal&g=artsen,verpleegkundigen&f=trend&ref=group:allen", store)
    values = [row.estimate for row in store.estimates(["portaal"], ["allen"], figure.view.waves)]
    assert len(set(values)) > 1 and values[-1] == 0.55
    assert "Ter vergelijking: alle zorgverleners (55%). Dit verschil is niet getoetst." in figure.sentences
