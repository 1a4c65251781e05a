"""Slides with native charts: a figure a slide, in our template or an organisation's own."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.exc import PackageNotFoundError
from pptx.util import Pt

from monitor.export.colophon import Colophon, colophon, given, imprint, own_words
from monitor.export.drawingml import (
    KEY_SIZE,
    OTHER_FONT,
    Page,
    arranged,
    chart_part,
    keys_high,
    plots,
    sheet_of,
    workbook_of,
)
from monitor.export.escape import clean
from monitor.export.failure import ExportError
from monitor.export.pptx_internals import (
    describe,
    in_order,
    number_slide,
    own_size,
    remove,
    remove_slides,
    spoken_in,
    stated,
)
from monitor.figure.draw.text import wrap
from monitor.figure.figure import Figure
from monitor.locale import say, spoken
from monitor.store import Store

TEMPLATE = Path(__file__).with_name("template.pptx")
LAYOUT, COVER = "Figure", "Cover"
PLACEHOLDERS = ("Title", "Subtitle", "Chart", "Notes", "Source")
MOST_FIGURES = 50
SMALLEST = 9.0
"""Points of the smallest text on a slide; notes that don't fit stand in the speaker's notes."""
LINE = 1.2
"""Height of a line, in sizes of its text."""


def deck(
    figures: Sequence[Figure],
    store: Store,
    template: Path | None = None,
    address: str | None = None,
    remarks: Sequence[str] = (),
    title: str = "",
    titles: Sequence[str] = (),
) -> bytes:
    """A .pptx: a cover where there are more figures, then each figure on a slide of its own, or on more where
    it is long.

    `template` is an organisation's own .pptx (default: the environment's MONITOR_TEMPLATE, else ours).
    `remarks` are the reader's own words at each figure, `titles` their own titles, both marked as theirs;
    `title` stands on the cover. ExportError names what a template lacks.
    """
    if len(figures) > MOST_FIGURES:
        raise ExportError(f"A deck of {len(figures)} figures is more than {MOST_FIGURES}; leave some out")
    slides = _Slides(template or Path(os.environ.get("MONITOR_TEMPLATE") or TEMPLATE))
    if len(figures) > 1:
        first = figures[0].view.language
        slides.cover(
            imprint(store, first, any(figure.simulated for figure in figures), address=address), title
        )
    for at, figure in enumerate(figures):
        own = _Own(given(titles, at), given(remarks, at))
        slides.add(figure, colophon(figure, store, address), own)
    return slides.saved(
        title or (figures[0].title if figures else ""),
        imprint(store, figures[0].view.language, any(figure.simulated for figure in figures))
        if figures
        else None,
    )


class _Own(NamedTuple):
    """The reader's own words at a figure."""

    title: str
    remark: str


class _Slides:
    """A deck in the making."""

    def __init__(self, template: Path):
        try:
            self._deck = Presentation(str(template))
        except (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
            raise ExportError(
                f"{template.name} can't be read as a PowerPoint template; save it as .pptx"
            ) from error
        self._layouts = {layout.name: layout for layout in self._deck.slide_layouts}
        if LAYOUT not in self._layouts:
            raise ExportError(
                f"{template.name} has no layout '{LAYOUT}'; it has: {', '.join(self._layouts) or 'none'}"
            )
        self._figure = {
            shape.name: shape.placeholder_format.idx for shape in self._layouts[LAYOUT].placeholders
        }
        for name in PLACEHOLDERS:
            if name not in self._figure:
                raise ExportError(
                    f"{template.name}: layout '{LAYOUT}' has no placeholder '{name}'; it needs"
                    f" {', '.join(PLACEHOLDERS)} (PowerPoint: Slide Master, then the Selection Pane shows the"
                    " names)"
                )
        place = next(shape for shape in self._layouts[LAYOUT].placeholders if shape.name == "Chart")
        self._space = (place.width / Pt(1), place.height / Pt(1))
        remove_slides(self._deck)

    def cover(self, by: Colophon, title: str) -> None:
        """The first slide, where the template has a layout for it."""
        layout = self._layouts.get(COVER)
        if layout is None:
            return
        slide = self._deck.slides.add_slide(layout)
        texts = {
            "Title": title or by.survey,
            "Subtitle": "\n".join(
                part for part in (by.survey if title else "", by.edition, by.warning) if part
            ),
            "Source": " · ".join(part for part in (by.credit(), by.licence) if part),
        }
        numbers = {shape.placeholder_format.idx: shape.name for shape in layout.placeholders}
        for shape in list(slide.placeholders):
            _write(shape, texts.get(numbers.get(shape.placeholder_format.idx, ""), ""))
        spoken_in(slide, spoken(by.language).tag)

    def add(self, figure: Figure, by: Colophon, own: _Own) -> None:
        """The slides of one figure."""
        wide, high = self._space
        pages = arranged(plots(figure.chart) if figure.chart else [], wide, high) or [Page([], [])]
        for at, page in enumerate(pages, 1):
            self._slide(figure, by, page, own, f" ({at}/{len(pages)})" if len(pages) > 1 else "")

    def _slide(self, figure: Figure, by: Colophon, page: Page, own: _Own, part: str) -> None:
        slide = self._deck.slides.add_slide(self._layouts[LAYOUT])
        shapes = {name: slide.placeholders[self._figure[name]] for name in PLACEHOLDERS}
        _write(shapes["Title"], by.titled(own.title or figure.title) + part, most_lines=2)
        _write(shapes["Subtitle"], figure.subtitle, most_lines=2)
        self._notes(shapes["Notes"], figure, own)
        _write(shapes["Source"], by.credit())
        if by.link.startswith("http"):
            _link(shapes["Source"], by.link)
        place = shapes["Chart"]
        if page.charts:
            self._charts(slide, place, page, figure.alt)
        else:
            _text_box(slide, place, figure.empty)
        remove(place)
        slide.notes_slide.notes_text_frame.text = clean(_spoken(figure, by, own))
        number_slide(slide, self._layouts[LAYOUT])
        in_order(slide, [shapes["Subtitle"], shapes["Title"]])
        spoken_in(slide, spoken(by.language).tag)

    def _charts(self, slide: Any, place: Any, page: Page, alt: str) -> None:
        """The charts in the place of the placeholder."""
        if page.keys:
            _key_box(slide, place, page.keys, page.charts[0].plot.language)
        for plot, frame, (left, top, wide, high) in page.charts:
            sheet = sheet_of(plot, say("export.sheet.name", plot.language))
            data = _Data(chart_part(plot, sheet, frame), workbook_of(plot, sheet))
            corner = place.left + Pt(left), place.top + Pt(top)
            shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *corner, Pt(wide), Pt(high), data)
            described = f"{plot.title}. {alt}" if plot.title and len(page.charts) > 1 else alt
            describe(shape, clean(plot.title or say("export.sheet.chart", plot.language)), clean(described))

    def _notes(self, shape: Any, figure: Figure, own: _Own) -> None:
        """The reader's own words, marked as theirs, then the figure's, as far as they fit in a readable
        size."""
        marked = own_words(figure, *own)
        more = say("export.more_notes", figure.view.language)
        size = max(SMALLEST, min(own_size(shape), 12.0))
        wide, most = shape.width / Pt(1) / OTHER_FONT, max(1, int(shape.height / Pt(1) / (size * LINE)))
        notes = list(figure.native_notes)

        def lines(said: Sequence[str]) -> list[str]:
            return [text for text in (*marked, " ".join(said)) if text]

        def high(said: Sequence[str]) -> int:
            return sum(len(wrap(clean(text), wide, size)) for text in lines(said))

        told = notes
        while len(notes) and high(told) > most:
            notes.pop()
            told = [*notes, more]
        _write(shape, "\n".join(lines(told)))
        if told:
            for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
                run.font.size = Pt(size)

    def saved(self, title: str, by: Colophon | None) -> bytes:
        """The file; its properties are ours, whoever made the template."""
        properties = self._deck.core_properties
        properties.title = clean(title)[:250]
        properties.subject = (
            clean(" · ".join(part for part in (by.survey, by.edition, by.warning) if part))[:250]
            if by
            else ""
        )
        properties.author = properties.last_modified_by = clean(by.source)[:250] if by else ""
        properties.language = spoken(by.language).tag if by else ""
        if by:
            built = datetime.fromisoformat(by.built)
            properties.created = properties.modified = built
        stated(self._deck, "Monitor")
        properties.keywords = properties.comments = properties.category = ""
        into = io.BytesIO()
        self._deck.save(into)
        return into.getvalue()


class _Data:
    """What python-pptx asks of a chart's data: the chart part and the workbook in it, both made
    beforehand."""

    def __init__(self, xml: str, workbook: bytes):
        self._xml, self.xlsx_blob = xml, workbook

    def xml_bytes(self, chart_type: object) -> bytes:
        """The chart part."""
        return self._xml.encode("utf-8")


def _write(shape: Any, text: str, most_lines: int = 0) -> None:
    """The text in a placeholder, smaller where it would take more lines; a placeholder without text is taken
    away."""
    if not text:
        remove(shape)
        return
    shape.text_frame.text = clean(text)
    if not most_lines:
        return
    size, wide = own_size(shape), shape.width / Pt(1) / OTHER_FONT
    sizes = [max(SMALLEST, round(size * step, 1)) for step in (1.0, 0.92, 0.85, 0.77, 0.7, 0.62)]
    fitting = next(
        (each for each in sizes if len(wrap(text, wide, each, bold=True)) <= most_lines), sizes[-1]
    )
    if fitting != size:
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(fitting)


def _link(shape: Any, address: str) -> None:
    """The address after the text, as a link."""
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.add_run().text = " · "
    run = paragraph.add_run()
    run.text = clean(address) if len(address) < 60 else clean(address.partition("?")[0])
    run.hyperlink.address = address


def _text_box(slide: Any, place: Any, text: str) -> None:
    """A line of text where the chart would be."""
    box = slide.shapes.add_textbox(place.left, place.top, place.width, Pt(72))
    box.text_frame.word_wrap = True
    box.text_frame.text = clean(text)
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(18)


def _key_box(slide: Any, place: Any, keys: Sequence[tuple[str, str, str]], language: str) -> None:
    """What the colours of several charts mean, above them."""
    high = keys_high(keys, place.width / Pt(1))
    box = slide.shapes.add_textbox(place.left, place.top, place.width, Pt(high))
    box.name = say("export.sheet.keys", language)
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    for sign, color, name in keys:
        mark, label = paragraph.add_run(), paragraph.add_run()
        mark.text, label.text = sign + "\u00a0", clean(name).replace(" ", "\u00a0") + "   "
        mark.font.color.rgb = RGBColor.from_string(color.lstrip("#"))
        mark.font.size = label.font.size = Pt(KEY_SIZE)


def _spoken(figure: Figure, by: Colophon, own: _Own) -> str:
    """The speaker's notes: what to say, what to mind, and where it comes from."""
    stated = [f"{what}: {text}" for what, text in by.lines()]
    return "\n".join(
        [
            *own_words(figure, *own),
            *figure.points,
            "",
            *figure.words.folded,
            "",
            *figure.native_notes,
            "",
            figure.alt,
            "",
            *stated,
        ]
    )
