"""A deck that somebody reordered, styled, wrote in and added slides to, brought up to date: the numbers are
the new store's, what was somebody's is still theirs."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from monitor.export import ExportError, exported, update
from monitor.export.deck import deck
from monitor.export.deck_marks import OWN, Mark, mark_of, reading
from monitor.export.deck_update import updated
from monitor.figure.build import full_figure
from monitor.figure.choose import resolve
from monitor.figure.figure import Figure
from monitor.store import Store, current_store
from monitor.view import parse_view
from tests.export.test_deck import C, cached
from tests.pages.tiny import write_tiny_store
from tests.valid import office

ADDRESS = "https://monitor.example"
QUERIES = (
    "i=portaal&g=artsen&by=leeftijd&f=bars&w=2025",
    "i=portaal&f=trend",
    "i=oordeel&by=leeftijd&w=2025",
)
PAGE = "zorgverleners"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """(an edition, the one after it with other numbers)."""
    found = []
    for shift in (0.0, 0.11):
        folder = tmp_path_factory.mktemp("edition")
        write_tiny_store(folder, shift=shift)
        found.append(current_store(folder))
    return found[0], found[1]


def figure(query: str, store: Store) -> Figure:
    view = resolve(parse_view(query), store, store.codebook.subject_pages()[0].groups).view
    return full_figure(view, store, PAGE)


def file(folder: Path, content: bytes) -> Path:
    path = folder / "deck.pptx"
    path.write_bytes(content)
    return path


def shapes(slide: Any, role: str) -> list[Any]:
    return [shape for shape in slide.shapes if (mark := mark_of(shape.name)) and mark.role == role]


def numbers(slide: Any) -> list[float]:
    """What the charts of a slide keep, and the sheets behind them hold."""
    found = []
    for shape in shapes(slide, "chart"):
        found += cached(shape.chart, "val", "xVal")
        book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob), data_only=True)
        found += [
            cell.value for row in book.active.iter_rows() for cell in row if isinstance(cell.value, float)
        ]
    return sorted(round(number, 9) for number in found)


def mangled(old: Store) -> bytes:
    """The deck of three figures, after somebody worked on it."""
    made = deck([figure(query, old) for query in QUERIES], old, address=ADDRESS, remarks=["Voor het bestuur"])
    opened = Presentation(io.BytesIO(made))
    cover, bars, trend, means = opened.slides
    chart = shapes(bars, "chart")[0]
    chart.left, chart.top, chart.width, chart.height = Pt(40), Pt(200), Pt(500), Pt(250)
    title = shapes(bars, "title")[0]
    title.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(0x99, 0, 0)
    title.text_frame.paragraphs[0].runs[0].font.italic = True
    shapes(trend, "title")[0].text_frame.text = "Dit wilden we weten"
    trend.notes_slide.notes_text_frame.text = "Hier even stilstaan."
    shapes(means, "subtitle")[0].text_frame.text = "Op een schaal van 1 tot 10"
    bars.shapes.add_textbox(Pt(10), Pt(10), Pt(100), Pt(20)).text_frame.text = "Mijn pijl"
    added = opened.slides.add_slide(opened.slide_layouts[0])
    added.shapes.add_textbox(Pt(10), Pt(10), Pt(300), Pt(40)).text_frame.text = "Onze conclusie"
    listed = opened.slides._sldIdLst
    order = list(listed)
    for entry in (order[4], order[3], order[1], order[0], order[2]):
        listed.remove(entry)
        listed.append(entry)
    into = io.BytesIO()
    opened.save(into)
    return into.getvalue()


def test_what_is_ours_is_new_and_what_is_theirs_is_kept(stores: tuple[Store, Store], tmp_path: Path):
    old, new = stores
    before = Presentation(io.BytesIO(mangled(old)))
    made = updated(file(tmp_path, mangled(old)), new)
    after = Presentation(io.BytesIO(made.content))
    added, means, bars, cover, trend = after.slides
    assert not office.faults(made.content, "pptx")
    assert [slide.slide_id for slide in after.slides] == [slide.slide_id for slide in before.slides]

    for slide, query in ((bars, QUERIES[0]), (trend, QUERIES[1]), (means, QUERIES[2])):
        fresh = Presentation(io.BytesIO(deck([figure(query, new)], new, address=ADDRESS))).slides[0]
        stale = Presentation(io.BytesIO(deck([figure(query, old)], old, address=ADDRESS))).slides[0]
        assert numbers(slide) == numbers(fresh) != numbers(stale), query
        source = shapes(slide, "source")[0].text_frame
        assert source.text == shapes(fresh, "source")[0].text_frame.text and new.build in source.text
        assert source.paragraphs[0].runs[-1].hyperlink.address.startswith(f"{ADDRESS}/f/")
        alt = [shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in shapes(slide, "chart")]
        assert alt == [shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in shapes(fresh, "chart")]

    title = shapes(bars, "title")[0].text_frame
    assert title.text == f"[gesimuleerd] {figure(QUERIES[0], new).title}" != figure(QUERIES[0], old).title
    assert title.paragraphs[0].runs[0].font.italic and title.paragraphs[0].runs[0].font.color.rgb is not None
    chart = shapes(bars, "chart")[0]
    assert (chart.left, chart.top, chart.width, chart.height) == (Pt(40), Pt(200), Pt(500), Pt(250))
    assert "Mijn pijl" in [shape.text_frame.text for shape in bars.shapes if shape.has_text_frame]
    assert "Eigen toelichting: Voor het bestuur" in shapes(bars, "notes")[0].text_frame.text

    assert shapes(trend, "title")[0].text_frame.text == "[gesimuleerd] Dit wilden we weten"
    assert figure(QUERIES[1], new).title in shapes(trend, "notes")[0].text_frame.text
    assert trend.notes_slide.notes_text_frame.text == "Hier even stilstaan."
    assert figure(QUERIES[0], new).sentences[0] in bars.notes_slide.notes_text_frame.text
    assert shapes(means, "subtitle")[0].text_frame.text == "Op een schaal van 1 tot 10"
    assert added.shapes[-1].text_frame.text == "Onze conclusie"
    assert new.build in shapes(cover, "source")[0].text_frame.text
    assert sorted(line.partition(":")[0] for line in made.told) == ["slide 2", "slide 3", "slide 5"]
    assert [line for line in made.told if "title" in line and "kept" in line]


def test_a_second_time_changes_nothing(stores: tuple[Store, Store], tmp_path: Path):
    once = updated(file(tmp_path, mangled(stores[0])), stores[1])
    twice = updated(file(tmp_path, once.content), stores[1])
    read = [
        [
            (shape.name, shape.text_frame.text if shape.has_text_frame else "")
            for slide in Presentation(io.BytesIO(each.content)).slides
            for shape in slide.shapes
        ]
        for each in (once, twice)
    ]
    assert read[0] == read[1]


def test_the_newest_wave_is_gone_on_to_where_that_is_asked(stores: tuple[Store, Store], tmp_path: Path):
    one, line = figure("i=portaal&w=2024", stores[0]), figure("i=portaal&f=trend&w=2023,2024", stores[0])
    path = file(tmp_path, deck([one, line], stores[0], address=ADDRESS))
    stays, goes = (updated(path, stores[1], newest).content for newest in (False, True))
    for content, waves in ((stays, ("2024", ["2023", "2024"])), (goes, ("2025", ["2023", "2024", "2025"]))):
        _, first, second = Presentation(io.BytesIO(content)).slides
        assert waves[0] in shapes(first, "subtitle")[0].text_frame.text
        names = [part.text for part in shapes(second, "chart")[0].chart._chartSpace.iter(C + "v")]
        assert [name for name in ("2023", "2024", "2025") if name in names] == waves[1]
    assert not [line for line in updated(file(tmp_path, goes), stores[1]).told if "kept" in line]


def test_a_copied_slide_is_brought_up_to_date_twice(stores: tuple[Store, Store], tmp_path: Path):
    from copy import deepcopy

    opened = Presentation(io.BytesIO(deck([figure(QUERIES[0], stores[0])], stores[0], address=ADDRESS)))
    copied = opened.slides.add_slide(opened.slides[0].slide_layout)
    for shape in list(copied.shapes):
        shape._element.getparent().remove(shape._element)
    for shape in shapes(opened.slides[0], "title"):
        copied.shapes._spTree.append(deepcopy(shape._element))
    into = io.BytesIO()
    opened.save(into)
    after = Presentation(io.BytesIO(updated(file(tmp_path, into.getvalue()), stores[1]).content))
    titles = [shapes(slide, "title")[0].text_frame.text for slide in after.slides]
    assert titles == [f"[gesimuleerd] {figure(QUERIES[0], stores[1]).title}"] * 2


def test_more_rows_get_a_slide_and_fewer_lose_theirs(
    stores: tuple[Store, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from monitor.export import deck_update

    made = deck([figure(query, stores[0]) for query in QUERIES[:2]], stores[0], address=ADDRESS)
    with monkeypatch.context() as patched:
        fit = deck_update.pages_of
        patched.setattr(deck_update, "pages_of", lambda *of: fit(*of) * 2)
        longer = updated(file(tmp_path, made), stores[1])
    titles = [
        shapes(slide, "title")[0].text_frame.text for slide in Presentation(io.BytesIO(longer.content)).slides
    ]
    assert [title[-5:] for title in titles[1:]] == ["(1/2)", "(2/2)"] * 2 and len(titles) == 5
    assert len([line for line in longer.told if "added" in line]) == 2
    added = Presentation(io.BytesIO(longer.content))
    added.slides[4].shapes.add_textbox(0, 0, Pt(99), Pt(20)).text_frame.text = "Mijn pijl"
    into = io.BytesIO()
    added.save(into)
    shorter = updated(file(tmp_path, into.getvalue()), stores[1])
    left = Presentation(io.BytesIO(shorter.content)).slides
    assert len(left) == 4 and "Mijn pijl" in [shape.text_frame.text for shape in left[3].shapes]
    assert not [shape for shape in left[3].shapes if mark_of(shape.name)]
    assert not office.faults(shorter.content, "pptx")


def test_a_deck_of_somebody_else_is_refused(stores: tuple[Store, Store], tmp_path: Path):
    into = io.BytesIO()
    Presentation().save(into)
    with pytest.raises(ExportError, match="no figure of a monitor"):
        updated(file(tmp_path, into.getvalue()), stores[0])
    (tmp_path / "text.pptx").write_text("no deck")
    with pytest.raises(ExportError, match="can't be read"):
        updated(tmp_path / "text.pptx", stores[0])


def test_the_command_line_writes_it_in_place(stores: tuple[Store, Store], tmp_path: Path):
    from monitor.__main__ import main

    path = exported("deck", [parse_view(QUERIES[0])], tmp_path / "deck.pptx", stores[0])
    assert main(["export", "deck", "--update", str(path), "--store", str(stores[1].path.parent)]) == 0
    assert stores[1].build in shapes(Presentation(str(path)).slides[0], "source")[0].text_frame.text
    assert update(path, tmp_path / "new.pptx", False, stores[1].path.parent)[0].name == "new.pptx"
    assert main(["export", "workbook", "--update", str(path), "--store", str(stores[1].path.parent)]) != 0
    assert main(["export", "deck", "--out", str(path), "--store", str(stores[1].path.parent)]) != 0


def test_a_mark_reads_as_it_is_written():
    for mark in (
        Mark("title", "5cmk3khx", 2, 1, reading("a b")),
        Mark("chart", "cover"),
        Mark("notes", "x", read=OWN),
    ):
        assert mark_of(mark.name) == mark
    assert mark_of("Title 1") is None and reading("a  b\n") == reading("a b") != reading("a c")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_deck_that_another_program_saved_is_still_ours(stores: tuple[Store, Store], tmp_path: Path):
    path = file(tmp_path, mangled(stores[0]))
    out = tmp_path / "saved"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pptx",
         "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    made = updated(out / "deck.pptx", stores[1])
    after = Presentation(io.BytesIO(made.content))
    assert len(made.told) == 3
    sources = [shape.text_frame.text for slide in after.slides for shape in shapes(slide, "source")]
    assert len(sources) == 3, "a cover has no chart to be known by"
    assert all(stores[1].build in source for source in sources)
    titles = [shape.text_frame.text for slide in after.slides for shape in shapes(slide, "title")]
    assert "[gesimuleerd] Dit wilden we weten" in titles
    assert f"[gesimuleerd] {figure(QUERIES[0], stores[1]).title}" in titles


def test_a_readers_own_title_stays_where_names_of_texts_are_lost(stores: tuple[Store, Store], tmp_path: Path):
    old, new = stores
    made = Presentation(io.BytesIO(deck([figure(QUERIES[0], old)], old, titles=["Onze kop"])))
    for at, shape in enumerate(made.slides[0].placeholders):
        shape.name = f"PlaceHolder {at}"
    made.save(tmp_path / "deck.pptx")
    slide = Presentation(io.BytesIO(updated(tmp_path / "deck.pptx", new).content)).slides[0]
    assert slide.shapes.title.text_frame.text.endswith("Onze kop")
    assert figure(QUERIES[0], new).title in slide.notes_slide.notes_text_frame.text
