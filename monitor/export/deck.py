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
from monitor.export.deck_marks import COVER as COVER_CODE
from monitor.export.deck_marks import OWN, Mark, reading, readings
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
from monitor.export.drawingml.pieces import Frame
from monitor.export.drawingml.plot import Plot
from monitor.export.escape import clean
from monitor.export.failure import ExportError
from monitor.export.pptx_internals import (
    describe,
    in_order,
    look_like,
    number_slide,
    own_size,
    remove,
    remove_slides,
    spoken_in,
    stated,
)
from monitor.export.short import short
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
    base = template or Path(os.environ.get("MONITOR_TEMPLATE") or TEMPLATE)
    slides = Slides(opened(base), base.name, bare=True)
    if len(figures) > 1:
        first = figures[0].view.language
        slides.cover(
            imprint(store, first, any(figure.simulated for figure in figures), address=address), title
        )
    for at, figure in enumerate(figures):
        own = Own(given(titles, at), given(remarks, at))
        slides.add(figure, colophon(figure, store, address), own)
    return slides.saved(
        title or (figures[0].title if figures else ""),
        imprint(store, figures[0].view.language, any(figure.simulated for figure in figures))
        if figures
        else None,
    )


def cover_texts(by: Colophon, title: str) -> dict[str, str]:
    """What stands on a cover, by role."""
    return {
        "title": title or by.survey,
        "subtitle": "\n".join(part for part in (by.survey if title else "", by.edition, by.warning) if part),
        "source": " · ".join(part for part in (by.credit(), by.licence) if part),
    }


class Own(NamedTuple):
    """The reader's own words at a figure."""

    title: str
    remark: str


def opened(file: Path) -> Any:
    """A .pptx as python-pptx has it; ExportError where it can't be read."""
    try:
        return Presentation(str(file))
    except (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        if not file.exists():
            raise ExportError(f"{file} isn't there") from error
        raise ExportError(f"{file.name} can't be read as a PowerPoint file; save it as .pptx") from error


class Slides:
    """A deck in the making."""

    def __init__(self, deck: Any, name: str = "", bare: bool = False):
        """`deck` as `opened` gives it; `name` of its file, for errors; `bare` takes away its slides."""
        self.deck = deck
        self._layouts = {layout.name: layout for layout in deck.slide_layouts}
        if LAYOUT not in self._layouts:
            raise ExportError(
                f"{name} has no layout '{LAYOUT}'; it has: {', '.join(self._layouts) or 'none'}"
            )
        self._figure = {
            shape.name: shape.placeholder_format.idx for shape in self._layouts[LAYOUT].placeholders
        }
        for wanted in PLACEHOLDERS:
            if wanted not in self._figure:
                raise ExportError(
                    f"{name}: layout '{LAYOUT}' has no placeholder '{wanted}'; it needs"
                    f" {', '.join(PLACEHOLDERS)} (PowerPoint: Slide Master, then the Selection Pane shows the"
                    " names)"
                )
        place = next(shape for shape in self._layouts[LAYOUT].placeholders if shape.name == "Chart")
        self._space = (place.width / Pt(1), place.height / Pt(1))
        if bare:
            remove_slides(deck)

    def cover(self, by: Colophon, title: str) -> None:
        """The first slide, where the template has a layout for it."""
        layout = self._layouts.get(COVER)
        if layout is None:
            return
        slide = self.deck.slides.add_slide(layout)
        texts = cover_texts(by, title)
        numbers = {shape.placeholder_format.idx: shape.name for shape in layout.placeholders}
        for shape in list(slide.placeholders):
            role = numbers.get(shape.placeholder_format.idx, "").lower()
            _write(shape, texts.get(role, ""))
            if role in texts:
                read = OWN if title and role == "title" else reading(texts[role])
                shape.name = Mark(role, COVER_CODE, read=read).name
        spoken_in(slide, spoken(by.language).tag)

    def add(self, figure: Figure, by: Colophon, own: Own) -> None:
        """The slides of one figure."""
        pages = pages_of(figure, *self._space)
        for at in range(1, len(pages) + 1):
            self.slide(figure, by, pages, at, own)

    def slide(self, figure: Figure, by: Colophon, pages: Sequence[Page], at: int, own: Own) -> Any:
        """One of a figure's slides, at the end of the deck; `at` counts from 1."""
        page, code = pages[at - 1], short(figure.view, figure.page)
        slide = self.deck.slides.add_slide(self._layouts[LAYOUT])
        shapes = {name: slide.placeholders[self._figure[name]] for name in PLACEHOLDERS}
        title = titled(figure, by, own, at, len(pages))
        _write(shapes["Title"], title, most_lines=2)
        _write(shapes["Subtitle"], figure.subtitle, most_lines=2)
        self._notes(shapes["Notes"], figure, own)
        _write(shapes["Source"], by.credit())
        if by.link.startswith("http"):
            link_after(shapes["Source"], by.link)
        for name in ("Title", "Subtitle", "Notes", "Source"):
            read = OWN if name == "Title" and own.title else reading(shapes[name].text_frame.text)
            shapes[name].name = Mark(name.lower(), code, at, read=read).name
        said = clean(spoken_words(figure, by, own))
        slide.notes_slide.notes_text_frame.text = said
        slide.notes_slide.notes_placeholder.name = Mark("spoken", code, at, read=reading(said)).name
        texts = {name.lower(): shapes[name].text_frame.text for name in PLACEHOLDERS if name != "Chart"}
        texts |= {"title": ""} if own.title else {}
        mark, place = Mark("chart", code, at, read=readings({**texts, "spoken": said})), shapes["Chart"]
        if page.charts:
            draw(slide, place, page, figure, mark)
        else:
            text_box(slide, place, figure.empty).name = mark.name
        remove(place)
        number_slide(slide, self._layouts[LAYOUT])
        in_order(slide, [shapes["Subtitle"], shapes["Title"]])
        spoken_in(slide, spoken(by.language).tag)
        return slide

    def _notes(self, shape: Any, figure: Figure, own: Own) -> None:
        """The notes, in a size of their own where they are long."""
        _write(shape, "\n".join(notes_of(shape, figure, own_words(figure, *own))))
        for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
            run.font.size = Pt(_notes_size(shape))

    def saved(self, title: str, by: Colophon | None) -> bytes:
        """The file; its properties are ours, whoever made the template."""
        properties = self.deck.core_properties
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
        stated(self.deck, "Monitor")
        properties.keywords = properties.comments = properties.category = ""
        into = io.BytesIO()
        self.deck.save(into)
        return into.getvalue()


def pages_of(figure: Figure, wide: float, high: float) -> list[Page]:
    """What each of a figure's slides holds, in a space of points."""
    return arranged(plots(figure.chart) if figure.chart else [], wide, high) or [Page([], [])]


def notes_of(shape: Any, figure: Figure, marked: Sequence[str]) -> list[str]:
    """The lines of a slide's notes: what is `marked` as the reader's, then the figure's own, as far as they
    fit in a readable size."""
    more, size = say("export.more_notes", figure.view.language), _notes_size(shape)
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
    return lines(told)


def _notes_size(shape: Any) -> float:
    return max(SMALLEST, min(own_size(shape), 12.0))


def titled(figure: Figure, by: Colophon, own: Own, at: int, of: int) -> str:
    """The title of one of a figure's slides."""
    return by.titled(own.title or figure.title) + (f" ({at}/{of})" if of > 1 else "")


def draw(slide: Any, place: Any, page: Page, figure: Figure, mark: Mark) -> None:
    """The charts of a page and their key, in the place of a shape."""
    if page.keys:
        key_box(slide, place, page.keys).name = mark._replace(role="keys", read="").name
    for at, (plot, frame, (left, top, wide, high)) in enumerate(page.charts, 1):
        data = chart_data(plot, frame)
        corner = place.left + Pt(left), place.top + Pt(top)
        shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *corner, Pt(wide), Pt(high), data)
        describe(shape, mark._replace(at=at).name, described(figure, plot, len(page.charts)))


def described(figure: Figure, plot: Plot, of: int) -> str:
    """The alternative text of one of a slide's charts."""
    return clean(f"{plot.title}. {figure.alt}" if plot.title and of > 1 else figure.alt)


def chart_data(plot: Plot, frame: Frame) -> ChartData:
    """A chart and the sheet behind it."""
    sheet = sheet_of(plot, say("export.sheet.name", plot.language))
    return ChartData(chart_part(plot, sheet, frame), workbook_of(plot, sheet))


class ChartData:
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
    if most_lines:
        fitted(shape, text, most_lines)


def fitted(shape: Any, text: str, most_lines: int) -> None:
    """Smaller letters where a text would take more lines."""
    size, wide = own_size(shape), shape.width / Pt(1) / OTHER_FONT
    sizes = [max(SMALLEST, round(size * step, 1)) for step in (1.0, 0.92, 0.85, 0.77, 0.7, 0.62)]
    fitting = next(
        (each for each in sizes if len(wrap(text, wide, each, bold=True)) <= most_lines), sizes[-1]
    )
    if fitting != size:
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(fitting)


def link_after(shape: Any, address: str) -> None:
    """The address after the text, as a link."""
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.add_run().text = " · "
    run = paragraph.add_run()
    run.text = clean(address) if len(address) < 60 else clean(address.partition("?")[0])
    run.hyperlink.address = address
    for added in paragraph.runs[1:]:
        look_like(added, paragraph.runs[0])


def text_box(slide: Any, place: Any, text: str) -> Any:
    """A line of text where the chart would be."""
    box = slide.shapes.add_textbox(place.left, place.top, place.width, Pt(72))
    box.text_frame.word_wrap = True
    box.text_frame.text = clean(text)
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(18)
    return box


def key_box(slide: Any, place: Any, keys: Sequence[tuple[str, str, str]]) -> Any:
    """What the colours of several charts mean, above them."""
    high = keys_high(keys, place.width / Pt(1))
    box = slide.shapes.add_textbox(place.left, place.top, place.width, Pt(high))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    for sign, color, name in keys:
        mark, label = paragraph.add_run(), paragraph.add_run()
        mark.text, label.text = sign + "\u00a0", clean(name).replace(" ", "\u00a0") + "   "
        mark.font.color.rgb = RGBColor.from_string(color.lstrip("#"))
        mark.font.size = label.font.size = Pt(KEY_SIZE)
    return box


def spoken_words(figure: Figure, by: Colophon, own: Own) -> str:
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
