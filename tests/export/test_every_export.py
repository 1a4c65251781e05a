"""Every file of every figure type in every language, read back by other programs: its numbers are the
store's, and nothing hidden is in it.

The store is asked directly; nothing here is compared with what the figure itself says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vl_convert
import yaml
from openpyxl import load_workbook
from PIL import Image, ImageChops, ImageStat

from monitor.export.colophon import short_link
from monitor.export.format import Contents, Holds, Scope
from monitor.export.formats import FORMATS
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import FIRST, HEADER, tabellenboek
from monitor.figure.answer import answer
from monitor.figure.build import figure
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS as REGISTERED
from monitor.locale import LANGUAGES, say, spoken
from monitor.store import Estimate, Store, current_store, exact_store
from monitor.view import View, parse_view
from tests.conftest import GOLDEN
from tests.export.figures import ADDRESS, KINDS, drawn_values, shown, store
from tests.export.read_back import (
    PERCENT,
    Files,
    cells_of,
    expected_rows,
    files_of,
    holding,
    numbers_of,
    read_as,
    rows_of,
    table_cells,
    words_of,
)  # fmt: skip

TABLES = holding(Holds.TABLE)
DATA = tuple(name for name in TABLES if Holds.CHART not in FORMATS[name].holds)
DRAWN = tuple(name for name in holding(Holds.WORDS, Holds.CHART) if name not in ("pdf", "sheets"))
"""A PDF's letters are held to those of its drawing and of its handout."""
CASES = [(kind, language) for kind in KINDS for language in LANGUAGES]
AXIS_AND_INTERVAL = {"0%", "20%", "25%", "40%", "50%", "60%", "75%", "80%", "100%", "95%"}
EXPLAINED = {"44%", "10%"}
"""'From 40% to 44% is 4 percentage points', and what a sentence calls 1 in 10."""
SIMULATED = {"nl": "gesimuleerd", "en": "simulated"}
EVERYWHERE = (*holding(Holds.WORDS), "citation")


@cache
def files(kind: str, language: str) -> Files:
    """All files of the case's figure, made once."""
    return files_of(shown(kind, language), store())


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("kind", "language"), CASES)
def test_each_row_of_a_table_is_a_row_of_the_store(kind: str, language: str, name: str):
    of = shown(kind, language)
    expected, read = expected_rows(of, store()), rows_of(name, files(kind, language)[name], of)
    assert read.keys() == expected.keys()
    tenths = 0.00051 if of.kind != "slope" else 0.051
    for labels, numbers in expected.items():
        for number, there in zip(numbers, read[labels], strict=True):
            assert (there is None) == (number is None), labels
            if number is None:
                continue
            assert there == pytest.approx(
                number, abs=tenths if name == "handout" else 0, rel=0 if name == "handout" else 1e-11
            )


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(("kind", "language"), CASES)
def test_texts_tell_the_store_s_numbers_and_no_others(kind: str, language: str, name: str):
    of = shown(kind, language)
    told = words_of(name, files(kind, language)[name])
    if of.kind == "slope":
        point = spoken(language).decimal
        for value in drawn_values(of) if name in ("svg", "handout") else ():
            assert {f"{value + nudge:.1f}".replace(".", point) for nudge in (-1e-9, 1e-9)} & set(
                re.findall(r"\d[.,]\d", told)
            )
        return
    known = read_as(_known(of, store())) | AXIS_AND_INTERVAL | EXPLAINED
    assert set(PERCENT.findall(told)) <= known
    if name in ("svg", "handout"):
        for value in drawn_values(of):
            assert read_as([value]) & set(PERCENT.findall(told)), value


def _known(of: Figure, asked: Store) -> list[float | None]:
    """Everything that may be told: shown cells with their intervals and units, published figures, and tested
    differences."""
    view = of.view
    found: list[float | None] = []
    for row in cells_of(of, asked):
        found += [row.estimate, row.ci_low, row.ci_high, row.precision]
    found += [row["value"] for row in asked.published(view.indicators)]
    return found


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_pdf_reads_as_its_svg(kind: str, language: str):
    both = files(kind, language)
    svg, pdf = (set(PERCENT.findall(words_of(name, both[name]))) for name in ("svg", "pdf"))
    assert pdf == _printed(both["svg"])
    assert pdf <= svg


def _printed(svg: bytes) -> set[str]:
    """The percentages that stand in a drawing, without those that are only spoken."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return set(PERCENT.findall(" ".join(part.text or "" for part in texts)))


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_png_looks_as_its_svg(kind: str, language: str):
    both = files(kind, language)
    engine = vl_convert.svg_to_png(both["svg"].decode(), scale=1)
    pictures = [Image.open(io.BytesIO(content)).convert("L") for content in (both["png"], engine)]
    difference = ImageChops.difference(pictures[0].resize(pictures[1].size), pictures[1])
    assert ImageStat.Stat(difference).mean[0] < 1.5, "of 255"


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_each_file_says_what_it_is_and_where_it_comes_from(kind: str, language: str):
    of = shown(kind, language)
    simulated = SIMULATED.get(language) or say("export.simulated_word", language)
    for name in EVERYWHERE:
        told = "".join(words_of(name, files(kind, language)[name]).split())
        link = short_link(of, ADDRESS) if name in DATA or name == "citation" else ADDRESS
        for part in ("0123456789ab", simulated, link):
            assert part.replace("&", "&amp;") in told or part in told, (name, part)
        if not name.startswith("csv"):
            assert "".join(of.title.rstrip(".").split()) in told, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tabellenboek_has_every_cell_of_the_store(language: str):
    view = View(language=language)
    book = load_workbook(io.BytesIO(tabellenboek(view, store(), ADDRESS)))
    pages = table_cells(tabellenboek_html(view, store()))
    seen = 0
    for item, sheet in zip(store().codebook.indicators, book.worksheets[2:], strict=True):
        rows = list(sheet.iter_rows(min_row=HEADER + 3, values_only=True))
        columns = [("", "")]
        columns += [(one.id, level.id) for one in store().codebook.breakdowns for level in one.levels][
            : len(rows[0]) - FIRST - 1
        ]
        cells = {
            (row.group, row.category, row.wave, row.breakdown1, row.level1): row
            for by in ((), *((one.id,) for one in store().codebook.breakdowns))
            for row in store().estimates([item.id], (), (), by)
        }
        labels = {
            store().codebook.say(group.label, language).lower(): group.id for group in store().codebook.groups
        }
        names = _categories(item, language)
        starts = [at for at, row in enumerate(rows) if str(row[0] or "").lower() in labels]
        for at in starts:
            who, category, wave = (str(value or "").lower() for value in rows[at][:3])
            end = next(
                after
                for after in range(at + 1, len(rows) + 1)
                if after == len(rows) or rows[after][0] or not rows[after][3]
            )
            named = [text for text in (who, category, wave) if text]
            line = next((one for one in pages if [text.lower() for text in one[: len(named)]] == named), [])
            for column, (breakdown, level) in enumerate(columns, FIRST):
                cell = cells.get((labels[who], names[category], wave, breakdown, level))
                there = [rows[measure][column] for measure in (at, end - 3, end - 2, end - 1)]
                if cell is None or cell.estimate is None:
                    assert there[0] in ("", "x", ".", None)
                    assert not [
                        value
                        for line in rows[at:end]
                        for value in line[column : column + 1]
                        if isinstance(value, (int, float))
                    ]
                    continue
                seen += 1
                assert there == pytest.approx([cell.estimate, cell.ci_low, cell.ci_high, cell.n])
                if item.id == "portaal":
                    assert read_as([cell.estimate]) & set(PERCENT.findall(line[column - FIRST + 2]))
    assert seen == sum(
        row.shown
        for by in ((), *((one.id,) for one in store().codebook.breakdowns))
        for row in store().estimates(store().indicator_ids, (), (), by)
    )


def _categories(item: object, language: str) -> dict[str, str]:
    parts = [*getattr(item, "categories", ()), *getattr(item, "options", ()), *getattr(item, "nets", ())]
    return {"": ""} | {store().codebook.say(part.label, language).lower(): part.id for part in parts}


# What the protection hides, with its true numbers known, unrounded, from a build that hides nothing.

HIDING = {
    "bars": "i=portal&by=edu,age3&f=bars&w=2023",
    "dots": "i=portal&by=edu,age3&f=dots&w=2024",
    "trend": "i=likes&by=edu&f=trend",
    "multiples": "i=portal,likes&by=edu&f=multiples",
    "stacked": "i=opinion&by=edu&f=stacked&w=2023,2024",
    "diverging": "i=opinion&by=sector&f=diverging&w=2024",
    "dumbbell": "i=portal&by=edu,age3&f=dumbbell&w=2023,2024",
    "slope": "i=likes&by=edu&f=slope",
    "ticks": "i=likes,portal&by=edu&f=ticks&w=2024",
    "paired": "i=likes,portal&by=sector&f=paired&w=2024",
}
ATTEMPTS = [(kind, language) for kind in HIDING for language in LANGUAGES]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """(the reference panel with much hidden, the exact numbers of the same with nothing hidden)."""
    from monitor.prepare.pipeline import build

    book = yaml.safe_load((GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8"))
    book["indicators"] += [
        {"id": "likes", "kind": "share", "label": "Likes it", "variable": "opinion", "true": [4, 5]},
    ]
    book["processes"] = [{"id": "care", "label": "Care", "possible": "likes", "actual": "portal"}]
    found = []
    for disclosure in ({"minimum_base": 60, "interval": 1}, book["disclosure"]):
        folder: Path = tmp_path_factory.mktemp("guarded")
        (folder / "codebook.yaml").write_text(
            yaml.safe_dump(book | {"disclosure": disclosure}, sort_keys=False), encoding="utf-8"
        )
        build(folder / "codebook.yaml", GOLDEN, folder / "store")
        found.append(folder / "store")
    yield current_store(found[0]), exact_store(found[1])


@pytest.mark.parametrize(("kind", "language"), ATTEMPTS)
def test_nothing_hidden_is_in_any_file(guarded: tuple[Store, Store], kind: str, language: str):
    safe, open_ = guarded
    of = figure(parse_view(f"{HIDING[kind]}&lang={language}"), safe)
    assert of.kind == kind and not of.empty
    hidden = [row for row in cells_of(of, safe) if not row.shown]
    assert 0 < len(hidden) < len(cells_of(of, safe))
    secrets = _secrets(of, hidden, open_)
    coarse = _rounded(secrets) - _rounded(_told(of, safe))
    assert secrets and coarse
    known = read_as(_known(of, safe)) | AXIS_AND_INTERVAL | EXPLAINED
    for name, content in files_of(of, safe).items():
        for number in numbers_of(content):
            assert not [
                secret
                for secret in secrets
                if abs(number - secret) < 1e-9 or abs(number - 100 * secret) < 1e-7
            ], (name, number)
        if name in DATA:
            assert not set(numbers_of(content)) & coarse, name
        if name in DRAWN:
            assert set(PERCENT.findall(words_of(name, content))) <= known | _changes(of, safe), name
        if name in TABLES:
            empty = [labels for labels, numbers in expected_rows(of, safe).items() if numbers[0] is None]
            read = rows_of(name, content, of)
            assert len(empty) == len(hidden) and all(read[labels] == (None,) * 4 for labels in empty)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", [id for id, item in FORMATS.items() if item.scope is Scope.WHOLE])
def test_nothing_hidden_is_in_any_book(guarded: tuple[Store, Store], id: str, language: str):
    safe, open_ = guarded
    ways = [(), *((item.id,) for item in safe.codebook.breakdowns)]
    cells = [row for by in ways for row in safe.estimates(safe.indicator_ids, by=by)]
    true = {row[:8]: row for by in ways for row in open_.estimates(open_.indicator_ids, by=by)}
    secrets = [
        value
        for row in cells
        for value in (() if row.shown else _numbers(true[row[:8]]))
        if abs(value) > 0.001 and value not in (0.25, 0.5, 1.0)
    ]
    assert secrets
    content = FORMATS[id].written(Contents(safe, View(language=language), address=ADDRESS))
    told = set(numbers_of(content))
    assert not [value for value in secrets if {value, 100 * value} & told]
    shown = [row.estimate for row in cells if row.shown and row.indicator == "portal"]
    assert all(
        any(abs(number - value) < 1e-9 or abs(number - 100 * value) <= 0.5 for number in told)
        for value in shown
        if value
    )


def _secrets(of: Figure, hidden: list[Estimate], open_: Store) -> list[float]:
    """True numbers of the hidden cells with all their digits: estimate, interval and standard error; none
    that are round by nature."""
    view = of.view
    true = {
        row[:8]: row for row in open_.estimates(view.indicators, view.groups, view.waves, view.breakdowns)
    }
    found = [value for row in hidden for value in _numbers(true[row[:8]])]
    return [value for value in found if abs(value) > 0.001 and value not in (0.25, 0.5, 1.0)]


def _rounded(values: list[float]) -> set[float]:
    """These numbers as they are published: in whole percents, or in tenths of them."""
    return {round(value, digits) for value in values for digits in (2, 3) if round(value, digits)}


def _numbers(row: Estimate) -> list[float]:
    return [value for value in (row.estimate, row.ci_low, row.ci_high, row.se) if value is not None]


def _told(of: Figure, safe: Store) -> list[float]:
    """Every number that a file of data may tell: of shown cells, and of differences between them."""
    cells = [
        value
        for row in cells_of(of, safe)
        for value in (*_numbers(row), row.precision, row.deff)
        if value is not None
    ]
    return cells + _differences(of, safe)


def _changes(of: Figure, safe: Store) -> set[str]:
    return read_as(_differences(of, safe))


def _differences(of: Figure, safe: Store) -> list[float]:
    changes = answer(of.view, safe, REGISTERED[of.kind].since_first).tests.changes.values()
    return [test.difference for test in changes if test.difference is not None]
