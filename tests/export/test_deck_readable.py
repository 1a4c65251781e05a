"""Slides that can be read: names of rows, keys and notes where there is much to say, in any template."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from monitor.export.deck import TEMPLATE, pages_of
from monitor.export.deck_marks import mark_of
from monitor.export.drawingml import arranged, keys_high, plots
from monitor.figure.build import figure
from monitor.figure.draw.text import wrap
from monitor.view import parse_view
from tests.export.figures import LANGUAGES, shown
from tests.export.test_deck import opened
from tests.figure.stores import MemoryStore, codebook, estimate


def hidden_by_age(label: str, count: int = 8) -> MemoryStore:
    """A store of levels with long names, all but one of them hidden."""
    levels = [{"id": f"l{at}", "label": f"{label} {at}", "codes": [at]} for at in range(count)]
    book = codebook(breakdowns=[{"id": "leeftijd", "label": "leeftijd", "variable": "l", "levels": levels}])
    rows = [estimate("portaal", None, by=[("leeftijd", f"l{at}")], status="protected") for at in range(count)]
    made = MemoryStore(book, [*rows[1:], estimate("portaal", 0.4, by=[("leeftijd", "l0")])])
    made.meta = {"built": "2025-11-22"}
    return made


@pytest.mark.parametrize("count", [8, 19])
@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_names_of_rows_do_not_overlap_where_cells_are_hidden(kind: str, count: int):
    long = hidden_by_age(
        "mensen in een gemeente met veel inwoners en een lange naam in de oudste groep", count
    )
    of = figure(parse_view(f"i=portaal&g=artsen&by=leeftijd&w=2024&f={kind}"), long)
    assert of.chart is not None
    pages = arranged(plots(of.chart), 873, 300)
    named = [name for page in pages for placed in page.charts for name in placed.plot.categories]
    assert len([name for name in named if "privacy" in name]) == count - 1
    for page in pages:
        for plot, frame, (_, _, wide, high) in page.charts:
            lane = frame.height * high / len(plot.categories)
            room = frame.left * wide - frame.size
            for at, name in enumerate(plot.categories):
                lines = wrap(name, room / 1.3, frame.size, at in plot.headings)
                assert frame.size >= 8 and len(lines) * frame.size * 1.2 <= lane + 0.01


def test_keys_that_need_two_lines_push_the_charts_down():
    one = keys_high([("■", "#000000", "kort")], 873)
    many = keys_high([("■", "#000000", "een lange naam van een groep " + str(at)) for at in range(9)], 873)
    assert many - one >= 12
    for language in LANGUAGES:
        for slide in opened(shown("multiples", language)).slides:
            keys = [shape for shape in slide.shapes if (mark := mark_of(shape.name)) and mark.role == "keys"]
            drawn = [shape for shape in slide.shapes if shape.has_chart]
            assert keys and all(keys[0].top + keys[0].height <= shape.top for shape in drawn)


def test_no_text_is_smaller_than_can_be_read_and_the_rest_stands_in_the_notes():
    notes = tuple(
        f"Toelichting {at}: een regel die uitlegt wat er in de figuur te zien is." for at in range(20)
    )
    of = replace(shown("bars"), native_notes=notes, title="Een heel lange titel " * 12)
    slide = opened(of, remarks=["Van mij."], titles=["Mijn kop"]).slides[0]
    texts = [shape.text_frame for shape in slide.placeholders if shape.has_text_frame]
    sizes = [run.font.size.pt for frame in texts for p in frame.paragraphs for run in p.runs if run.font.size]
    assert sizes and min(sizes) >= 9
    told = next(frame for frame in texts if "Toelichting 0" in frame.text)
    assert (
        told.paragraphs[0].text.startswith("Titel van de maker")
        and of.title.strip() in told.paragraphs[0].text
    )
    assert told.paragraphs[1].text == "Eigen toelichting: Van mij."
    assert told.text.endswith("Meer uitleg staat in de notities.") and "Toelichting 19" not in told.text
    assert all(note in slide.notes_slide.notes_text_frame.text for note in notes)
    assert slide.shapes.title.text == "[gesimuleerd] Mijn kop"


def test_sizes_that_a_template_inherits_from_its_master_are_known(tmp_path: Path):
    own = Presentation(str(TEMPLATE))
    layout = next(item for item in own.slide_layouts if item.name == "Figure")
    for shape in layout.placeholders:
        for style in shape._element.iter(qn("a:lstStyle")):
            style.clear()
    own.save(tmp_path / "own.pptx")
    of = replace(shown("bars"), title="Een titel die op geen twee regels past " * 4)
    made = opened(of, template=tmp_path / "own.pptx")
    master = own.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    size = made.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.size
    assert size is not None and size.pt < int(master[0]) / 100


def test_plots_beside_each_other_stand_on_one_line():
    """However long the names above them are."""
    (page,) = pages_of(shown("multiples"), 860, 330)
    long = tuple(
        replace(placed.plot, title=name)
        for placed, name in zip(page.charts, ("Een", "Een lange naam " * 4), strict=False)
    )
    (page,) = arranged(long, 860, 330)
    frames = [placed.frame for placed in page.charts]
    assert len(frames) == 2 and len({(each.left, each.top, each.height) for each in frames}) == 1
    assert frames[0].top * 330 > 2 * 11
