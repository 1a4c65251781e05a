"""The published figures: every one carried over, in the codebook's codes and units; a row that does not fit
is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monitor.codebook import Codebook, load_codebook
from monitor.errors import CodebookError
from monitor.published import COLUMNS, Published, load_published

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "published"
ORIGIN = ROOT / ".." / "shared" / "published" / "figures.csv"
GROUPS = {
    "huisartsen": "huisartsen",
    "medisch specialisten": "medisch_specialisten",
    "sociaal geneeskundigen": "sociaal_geneeskundigen",
    "verpleegkundigen": "verpleegkundigen",
    "algemene bevolking": "algemene_bevolking",
    "mensen met een chronische ziekte": "chronisch_zieken",
    "artsen (huisartsen+medisch specialisten+sociaal geneeskundigen)": "artsen",
    "zorgverleners (alle 4 groepen)": "zorgverleners",
    "zorggebruikers (algemene bevolking + chronische ziekte)": "zorggebruikers",
}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook(ROOT / "data" / "codebook")


@pytest.fixture(scope="module")
def rows(book: Codebook) -> list[Published]:
    return load_published(FOLDER, book)


def test_shares_are_parts_of_one_and_scores_stay_as_they_are(rows: list[Published]) -> None:
    by_id = {row.id: row for row in rows}
    assert by_id["2021.zorgverleners.gebruik_videobellen.cijfer"].value == pytest.approx(0.55)
    assert by_id["2024.zorgverleners.totaal.cijfer"].value == pytest.approx(6.1)
    spread = by_id["2024.zorggebruikers.digitale_behandelingen.cijfer"]
    assert (spread.low, spread.high, spread.value, spread.exactness) == (
        pytest.approx(0.08),
        pytest.approx(0.14),
        None,
        "range",
    )
    assert len(spread.members()) == 6 and spread.members()[0] == (
        "digitale_behandelingen",
        "leefstijl",
        "algemene_bevolking",
    )


def test_every_row_has_a_source_and_a_sentence_in_both_languages(rows: list[Published]) -> None:
    assert len(rows) > 150
    for row in rows:
        assert row.source and row.url.startswith("http"), row.id
        assert (
            row.text["nl"].endswith(".") and row.text["en"].endswith(".") and row.text["nl"] != row.text["en"]
        ), row.id
        assert ("nl" in row.note) == ("en" in row.note), row.id


def test_every_published_number_is_carried_over(rows: list[Published]) -> None:
    if not ORIGIN.exists():
        pytest.skip("the collection of published figures is not beside this repository")
    ours = {
        (row.wave, row.group, row.indicator, round(number, 4))
        for row in rows
        for number in (row.value, row.low, row.high)
        if number
    }
    with ORIGIN.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            away = line["theme"] in ("context", "methode") or any(
                word in line["note"] for word in ("CONTEXT", "RELATED", "predecessor")
            )
            if (
                away
                or line["measure"] in ("trend", "qualitative")
                or line["indicator_id"] == "digitaal_verleend_gemiddeld_stijging"
            ):
                continue
            number = float(line["value"].lstrip("<"))
            whole = (
                line["measure"] == "mean_0_10"
                or line["indicator_id"] == "totaal"
                or "gemiddeld" in line["indicator_id"]
            )
            scaled = (
                number
                if whole or line["indicator_id"] == "kwaliteit_toegankelijkheid_positief"
                else number / 100
            )
            assert (line["year"], GROUPS[line["group"]], line["indicator_id"], round(scaled, 4)) in ours, line


def test_nothing_of_another_survey_is_in_it(rows: list[Published]) -> None:
    assert not any(
        "pub2025" in row.id or "CBS" in str(row.source) or "praktijkenenqu" in str(row.source).lower()
        for row in rows
    )


def _with(tmp_path: Path, **changes: str) -> Path:
    row = dict.fromkeys(COLUMNS, "") | {
        "id": "x", "wave": "2024", "group": "huisartsen", "indicator": "gebruik_videobellen",
        "measure": "percent", "value": "60",
        "exactness": "about", "source": "a paper", "source_en": "", "text_nl": "60% belt.", "url": "https://example.org",
    } | changes  # fmt: skip
    with (tmp_path / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return tmp_path


def test_a_right_row_is_read(tmp_path: Path, book: Codebook) -> None:
    assert load_published(_with(tmp_path), book)[0].value == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"indicator": "gebruik_videobelen"}, "did you mean 'gebruik_videobellen'"),
        ({"group": "huisarts"}, "did you mean 'huisartsen'"),
        ({"wave": "2019"}, "no wave '2019'"),
        ({"value": "zestig"}, "value 'zestig' is no number"),
        ({"value": ""}, "needs a value"),
        ({"exactness": "range"}, "a range needs low and high"),
        ({"exactness": "words"}, "does not go with measure"),
        ({"measure": "trend", "value": "", "exactness": "words"}, "needs a direction"),
        ({"measure": "trend", "value": "", "exactness": "words", "direction": "upp"}, "did you mean 'up'"),
        ({"category": "ja"}, "no category 'ja'"),
        ({"breakdown": "opleidingstype"}, "no level '(empty)'"),
        ({"level": "I"}, "without a breakdown"),
        ({"group": "verpleegkundigen", "indicator": "gebruik_ai"}, "was not asked of 'verpleegkundigen'"),
        ({"source": ""}, "'source' is empty"),
        ({"parts": "@huisart"}, "did you mean 'huisartsen'"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, book: Codebook, changes: dict[str, str], says: str
) -> None:
    with pytest.raises(CodebookError, match=r"figures\.csv:2: ") as error:
        load_published(_with(tmp_path, **changes), book)
    assert says in str(error.value)


def test_other_columns_are_refused(tmp_path: Path, book: Codebook) -> None:
    (tmp_path / "figures.csv").write_text("id,year\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="the columns must be"):
        load_published(tmp_path, book)
