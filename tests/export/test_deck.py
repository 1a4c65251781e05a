"""Slides with native charts: read back by python-pptx, their numbers are the store's, in the chart and in the
sheet behind it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn

from monitor.export.deck import MOST_FIGURES, TEMPLATE, deck
from monitor.export.failure import ExportError
from monitor.export.short import short
from monitor.export.workbook import workbook
from monitor.figure.build import figure
from monitor.figure.chart import Form
from monitor.figure.words import Words
from monitor.view import parse_view
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, answered, drawn_values, shown, store
from tests.figure.stores import MemoryStore, codebook, estimate

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def opened(*figures: Any, **options: Any) -> Any:
    return Presentation(io.BytesIO(deck(figures, store(), **{"address": ADDRESS, **options})))


def charts(presentation: Any) -> list[Any]:
    return [shape for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def cached(chart: Any, *paths: str) -> list[float]:
    """The numbers that the chart part keeps under these elements."""
    found = [part for path in paths for part in chart._chartSpace.iter(C + path)]
    return [float(value.text) for part in found for value in part.iter(C + "v")]


def sheet_numbers(chart: Any) -> list[float]:
    """Every number in the sheet that opens when somebody edits the chart."""
    book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
    return [
        float(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float))
    ]


def contains(numbers: list[float], value: float) -> bool:
    return any(number == pytest.approx(value, rel=1e-12, abs=1e-15) for number in numbers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_has_the_figure_s_numbers_texts_and_origin(kind: str, language: str):
    of = shown(kind, language)
    made = opened(of)
    drawn = charts(made)
    assert drawn
    kept = [number for shape in drawn for number in cached(shape.chart, "val", "xVal")]
    behind = [number for shape in drawn for number in sheet_numbers(shape.chart)]
    for value in drawn_values(of):
        assert contains(kept, value) and contains(behind, value)
    for slide in made.slides:
        texts = {shape.name: shape.text_frame.text for shape in slide.placeholders if shape.has_text_frame}
        told = " ".join(texts.values())
        assert of.title in told and of.subtitle in told and all(note in told for note in of.native_notes)
        source = next(text for text in texts.values() if "0123456789ab" in text)
        assert {"nl": "gesimuleerd", "en": "simulated"}[language] in source and {
            "nl": "22 november 2025",
            "en": "22 November 2025",
        }[language] in source
        notes = slide.notes_slide.notes_text_frame.text
        assert all(line in notes for line in of.sentences) and short(of.view, of.page) in notes
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr").endswith(of.alt) for shape in drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_is_drawn_that_is_not_the_store_s(kind: str):
    of = shown(kind)
    rows = answered(of).rows
    known = [value for row in rows for value in (row.estimate, row.ci_low, row.ci_high) if value is not None]
    known += [item.value for line in answered(of).published.values() for item in line.values()] + [0.0]
    for shape in charts(opened(of)):
        for series in shape.chart._chartSpace.iter(C + "ser"):
            name = "".join(text.text or "" for text in series.iter(C + "v")).partition("\n")[0]
            if name.startswith(" "):
                continue
            for value in [
                float(v.text)
                for part in (*series.iter(C + "val"), *series.iter(C + "xVal"))
                for v in part.iter(C + "v")
            ]:
                assert contains(known, value), (name, value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_notes_name_no_mark_that_a_native_chart_lacks(kind: str, language: str):
    of = shown(kind, language)
    told = [shape.text_frame.text for shape in opened(of).slides[0].placeholders if shape.has_text_frame]
    sheet = load_workbook(io.BytesIO(workbook([of], store()))).worksheets[0]
    told += [str(cell.value) for cell in sheet["A"] if cell.value and cell.value not in of.sentences]
    absent = {
        "nl": ("Gearceerd", "Stippellijn", "band of", "Open ruit"),
        "en": ("Hatched", "Dashed", "band or", "Open diamond"),
    }
    assert not [word for word in absent[language] for text in told if word in text]
    series = [part for shape in charts(opened(of)) for part in shape.chart._chartSpace.iter(C + "ser")]
    diamonds = any(part.get("val") == "diamond" for one in series for part in one.iter(C + "symbol"))
    assert diamonds == any(text.count({"nl": "Ruit: ", "en": "Diamond: "}[language]) for text in told)
    whiskers = of.chart.form in (Form.DOTS, Form.BEAMS) or any(
        one.find(C + "errBars") is not None for one in series
    )
    assert whiskers == any({"nl": "Dun lijntje", "en": "Thin line"}[language] in text for text in told)


def test_lines_say_which_waves_they_miss():
    of = shown("trend")
    assert "Niet gevraagd: Verpleegkundigen (2021, 2022)." in " ".join(
        shape.text_frame.text for shape in opened(of).slides[0].placeholders if shape.has_text_frame
    )


def test_published_figures_are_diamonds_at_the_dots():
    rows = [estimate("portaal", 0.5), estimate("portaal", 0.4, group="verpleegkundigen")]
    published = [{"indicator": "portaal", "category": "", "wave": "2024", "group": "artsen", "breakdown": "",
    "level": "",
                  "measure": "share", "value": 0.55, "exactness": "about",
                  "source": "Nieuwsbericht"}]  # fmt: skip
    few = MemoryStore(codebook(), rows, (), published)
    few.meta = {"built": "2025-11-22"}
    of = figure(parse_view("i=portaal&g=artsen,verpleegkundigen&w=2024&f=dots"), few)
    drawn = charts(Presentation(io.BytesIO(deck([of], few))))[0].chart
    one = next(
        part
        for part in drawn._chartSpace.iter(C + "ser")
        if any(x.get("val") == "diamond" for x in part.iter(C + "symbol"))
    )
    assert [float(v.text) for v in one.find(C + "xVal").iter(C + "v")] == [0.55]


def test_intervals_are_error_bars_whose_lengths_stand_in_the_sheet():
    of = shown("bars")
    drawn = charts(opened(of))
    arms = sorted(number for shape in drawn for number in cached(shape.chart, "plus"))
    rows = [row for row in answered(of).rows if row.shown]
    assert arms == pytest.approx(sorted(row.ci_high - row.estimate for row in rows))  # type: ignore[operator]
    for shape in drawn:
        book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        for part in shape.chart._chartSpace.iter(C + "plus"):
            name, columns = part.find(f".//{C}f").text.split("!")
            cells = [cell.value for row in book[name.strip("'")][columns.replace("$", "")] for cell in row]
            assert [value for value in cells if value is not None] == pytest.approx(
                [float(v.text) for v in part.iter(C + "v")]
            )


def test_a_tick_stands_at_its_number_and_follows_when_it_is_changed():
    drawn = charts(opened(shown("ticks")))[0].chart
    book = load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas and all(re.fullmatch(r"=[A-Z]+\d+([-+]0\.4)?", formula) for formula in formulas)
    assert contains(cached(drawn, "xVal"), 0.7) and contains(cached(drawn, "xVal"), 0.31)


def test_a_hidden_row_has_its_reason_and_no_number():
    drawn = charts(opened(shown("bars")))
    names = [
        text.text
        for shape in drawn
        for part in shape.chart._chartSpace.iter(C + "cat")
        for text in part.iter(C + "v")
    ]
    assert any("te weinig deelnemers" in name for name in names)
    hidden = next(
        shape.chart
        for shape in drawn
        if any("te weinig" in (v.text or "") for v in shape.chart._chartSpace.iter(C + "v"))
    )
    at = next(
        part for part in hidden._chartSpace.iter(C + "pt") if "te weinig" in part.find(C + "v").text
    ).get("idx")
    for part in (*hidden._chartSpace.iter(C + "val"), *hidden._chartSpace.iter(C + "plus")):
        assert at not in [point.get("idx") for point in part.iter(C + "pt")]


def test_a_distribution_with_one_hidden_answer_shows_none_of_it():
    shares = dict(zip(("zn", "n", "o", "p", "zp"), (0.11, 0.12, None, 0.31, 0.21), strict=True))
    rows = [
        estimate("mening", share, category=id, status="" if share else "protected")
        for id, share in shares.items()
    ]
    rows += [estimate("mening", 0.2, category=id, group="verpleegkundigen") for id in shares]
    alone = MemoryStore(codebook(), rows)
    alone.meta = {"built": "2025-11-22"}
    for kind in ("stacked", "diverging"):
        of = figure(parse_view(f"i=mening&f={kind}&w=2024"), alone)
        made = Presentation(io.BytesIO(deck([of], alone)))
        for shape in charts(made):
            numbers = cached(shape.chart, "val") + sheet_numbers(shape.chart)
            assert not any(contains(numbers, share) for share in (0.11, 0.12, 0.31, 0.21))
            assert contains(numbers, 0.2)


@pytest.mark.parametrize(("language", "code"), [("nl", "[$-413]"), ("en", "[$-809]")])
def test_numbers_are_written_as_the_language_does(language: str, code: str):
    for kind in ("bars", "slope", "diverging"):
        for shape in charts(opened(shown(kind, language))):
            codes = [part.get("formatCode") for part in shape.chart._chartSpace.iter(C + "numFmt")]
            assert all(found.startswith((code, '"')) or found == "General" for found in codes)


def test_a_label_never_claims_more_than_its_number():
    of = figure(parse_view("i=bronnen&g=artsen,verpleegkundigen&w=2024&f=bars"), store())
    codes = {}
    for shape in charts(opened(of)):
        for series in shape.chart._chartSpace.iter(C + "ser"):
            values = {
                point.get("idx"): float(point.find(C + "v").text)
                for point in series.find(C + "val").iter(C + "pt")
            }
            for label in series.iter(C + "dLbl"):
                codes[values[label.find(C + "idx").get("val")]] = label.find(C + "numFmt").get("formatCode")
    assert codes[0.004] == '"<1%"' and codes[0.996] == '">99%"'
    assert codes[1.0] == codes[0.67] == "[$-413]0%"


def test_groups_keep_their_colours():
    fills = [
        part.get("val")
        for shape in charts(opened(shown("bars")))
        for part in shape.chart._chartSpace.iter()
        if part.tag.endswith("srgbClr")
    ]
    assert {"1B67B8", "944577"} <= set(fills)


def test_many_rows_go_on_more_slides():
    book = codebook(
        breakdowns=[
            {
                "id": "leeftijd",
                "label": "leeftijd",
                "variable": "l",
                "levels": [{"id": f"l{at}", "label": f"niveau {at}", "codes": [at]} for at in range(60)],
            }
        ]
    )
    rows = [estimate("portaal", 0.3 + at / 200, by=[("leeftijd", f"l{at}")]) for at in range(60)]
    many = MemoryStore(book, rows)
    many.meta = {"built": "2025-11-22"}
    for kind in ("bars", "dots"):
        of = figure(parse_view(f"i=portaal&g=artsen&by=leeftijd&w=2024&f={kind}"), many)
        made = Presentation(io.BytesIO(deck([of], many)))
        assert len(made.slides) > 2
        numbers = [number for shape in charts(made) for number in cached(shape.chart, "val", "xVal")]
        assert all(contains(numbers, row.estimate) for row in rows)  # type: ignore[arg-type]
        assert (
            "(1/" in made.slides[0].shapes.title.text
            and f"({len(made.slides)}/" in made.slides[-1].shapes.title.text
        )


def test_a_deck_begins_with_a_cover_and_keeps_the_reader_s_words():
    made = opened(shown("bars"), shown("trend"), remarks=["Let hier op", ""], title="Voor het bestuur")
    assert made.slides[0].shapes.title.text == "Voor het bestuur"
    assert "Let hier op" in made.slides[1].notes_slide.notes_text_frame.text
    assert made.core_properties.title == "Voor het bestuur"
    assert (made.slide_width, made.slide_height) == (12191695, 6858000)


def test_hostile_texts_stay_texts():
    of = replace(
        shown("bars"),
        title="</a:t><x>&\x00\u202e=1+1",
        alt='"><x/>',
        notes=("]]>",),
        words=Words(finding=("\x0b<",)),
    )
    slide = opened(of).slides[0]
    assert slide.shapes.title.text == "[gesimuleerd] </a:t><x>&=1+1"
    told = [shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in slide.shapes if shape.has_chart]
    assert told and all(text.endswith('"><x/>') for text in told)


def test_a_figure_without_numbers_says_so():
    slide = opened(replace(shown("bars"), empty="Hiervoor zijn geen cijfers.", chart=None)).slides[0]
    assert not any(shape.has_chart for shape in slide.shapes)
    assert any(
        shape.has_text_frame and shape.text_frame.text == "Hiervoor zijn geen cijfers."
        for shape in slide.shapes
    )


def test_a_template_of_one_s_own_needs_the_placeholders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = Presentation(str(TEMPLATE))
    layout = next(item for item in own.slide_layouts if item.name == "Figure")
    own.slides.add_slide(layout)
    own.save(tmp_path / "own.pptx")
    made = opened(shown("bars"), template=tmp_path / "own.pptx")
    assert len(made.slides) == 1, "the template's own slides are left out"
    monkeypatch.setenv("MONITOR_TEMPLATE", str(tmp_path / "own.pptx"))
    assert len(opened(shown("bars")).slides) == 1

    chart = next(shape for shape in layout.placeholders if shape.name == "Chart")
    chart._element.getparent().remove(chart._element)
    own.save(tmp_path / "lacks.pptx")
    with pytest.raises(
        ExportError,
        match="lacks.pptx: layout 'Figure' has no placeholder 'Chart'; it needs Title, Subtitle, Chart",
    ):
        opened(shown("bars"), template=tmp_path / "lacks.pptx")
    layout._element.cSld.set("name", "Anders")
    own.save(tmp_path / "other.pptx")
    with pytest.raises(ExportError, match="no layout 'Figure'; it has: Cover, Anders"):
        opened(shown("bars"), template=tmp_path / "other.pptx")
    (tmp_path / "broken.pptx").write_bytes(b"no zip")
    with pytest.raises(ExportError, match="broken.pptx can't be read"):
        opened(shown("bars"), template=tmp_path / "broken.pptx")
    with pytest.raises(ExportError, match="nowhere.pptx isn't there"):
        opened(shown("bars"), template=tmp_path / "nowhere.pptx")


def test_a_deck_has_an_end():
    with pytest.raises(ExportError, match="more than 50"):
        deck([shown("bars")] * (MOST_FIGURES + 1), store())


def test_the_template_is_what_its_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from scripts import make_template

    monkeypatch.setattr(make_template, "TEMPLATE", tmp_path / "again.pptx")
    make_template.main()
    again, kept = Presentation(str(tmp_path / "again.pptx")), Presentation(str(TEMPLATE))
    for one, other in zip(again.slide_layouts, kept.slide_layouts, strict=True):
        assert [(shape.name, shape.left, shape.top, shape.width) for shape in one.placeholders] == [
            (shape.name, shape.left, shape.top, shape.width) for shape in other.placeholders
        ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_tells_its_language_and_charts_are_read_before_the_notes(language: str):
    figures = [shown("multiples", language), shown("bars", language)]
    made = Presentation(io.BytesIO(deck(figures, store(), address=ADDRESS, remarks=["", "Zo zien wij het."])))
    tag = {"nl": "nl-NL", "en": "en-GB"}[language]
    for slide in made.slides:
        parts = [slide._element, slide.notes_slide._element] if slide.has_notes_slide else [slide._element]
        parts += [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
        ends = [end for part in parts for end in part.iter(qn("a:endParaRPr"), qn("a:fld"))]
        ends += [look for part in parts[2:] for look in part.iter(qn("a:defRPr"))]
        said = [end.find(qn("a:rPr")) if end.tag == qn("a:fld") else end for end in ends]
        assert all(one.get("lang") == tag for one in said)
        assert said or not any(shape.has_chart for shape in slide.shapes)
        runs = [run for part in parts for run in part.iter(qn("a:r"))]
        assert runs and all(run.rPr is not None and run.rPr.get("lang") == tag for run in runs)
    for slide in list(made.slides)[1:]:
        texts = [shape.text_frame.text if shape.has_text_frame else "chart" for shape in slide.shapes]
        source = next(at for at, text in enumerate(texts) if "0123456789ab" in text)
        assert slide.shapes[0] == slide.shapes.title and 1 < texts.index("chart") < source
        told = [
            shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in slide.shapes if shape.has_chart
        ]
        assert len(set(told)) == len(told) and all(told)
    own = {"nl": "Eigen toelichting: Zo zien wij het.", "en": "Own note: Zo zien wij het."}[language]
    assert any(own in shape.text_frame.text for shape in made.slides[-1].shapes if shape.has_text_frame)
    properties = made.core_properties
    assert (
        properties.language == tag and properties.author and properties.author == properties.last_modified_by
    )
    assert not properties.keywords and properties.subject
    assert properties.created == properties.modified == datetime(2025, 11, 22)
    with zipfile.ZipFile(io.BytesIO(deck(figures, store()))) as file:
        assert b"Macintosh" not in file.read("docProps/app.xml")
