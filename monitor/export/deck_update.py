"""A deck of ours brought up to date where it stands: what a reader moved, styled, wrote and added stays;
figures, numbers and sources become those of the store."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Pt

from monitor.export.colophon import Colophon, colophon, imprint, own_words
from monitor.export.deck import (
    LAYOUT,
    Own,
    Slides,
    chart_data,
    cover_texts,
    described,
    draw,
    fitted,
    key_box,
    link_after,
    notes_of,
    opened,
    pages_of,
    spoken_words,
    text_box,
    titled,
)
from monitor.export.deck_marks import COVER, OWN, TEXTS, Mark, mark_of, reading, readings, role_of
from monitor.export.drawingml import Page, frame_of
from monitor.export.escape import clean
from monitor.export.failure import ExportError
from monitor.export.pptx_internals import (
    describe,
    drop_slide,
    move_slide,
    remove,
    renew_chart,
    reword,
    spoken_in,
)
from monitor.export.short import PLACE, long, short
from monitor.figure.build import full_figure
from monitor.figure.choose import resolve
from monitor.figure.figure import Figure
from monitor.locale import say, spoken
from monitor.store import Store
from monitor.view import View

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


class Updated(NamedTuple):
    """The file, and what was done to each of its slides, a line each."""

    content: bytes
    told: list[str]


class _Box(NamedTuple):
    """A place on a slide, in the slide's own units."""

    left: int
    top: int
    width: int
    height: int


def updated(file: Path, store: Store, newest: bool = False, address: str | None = None) -> Updated:
    """The deck in `file` with what the store says now; with `newest`, figures go on to the newest wave.

    Ours are the shapes that `deck` named. A title, subtitle or note that was changed since is the reader's
    and stays; charts keep their place and size. ExportError where the file holds no figure of ours.
    """
    deck = opened(file)
    for slide in deck.slides:
        _adopt(slide)
    codes = dict.fromkeys(mark.code for slide in deck.slides for mark in _marks(slide))
    figures = [code for code in codes if code != COVER]
    if not figures:
        raise ExportError(f"{file.name} has no figure of a monitor; make a deck with 'export deck' first")
    told = [line for code in figures for line in _figure(deck, code, store, newest, address)]
    views = [read[1] for code in figures if (read := long(code, store))]
    language = (views or [View(language=store.languages[0])])[0].language
    by = imprint(store, language, store.simulated(), address=address)
    for slide in deck.slides:
        _cover(slide, by)
    into = io.BytesIO()
    deck.save(into)
    return Updated(into.getvalue(), told)


def _marks(slide: Any) -> list[Mark]:
    return [mark for shape in slide.shapes if (mark := mark_of(shape.name))]


def _ours(slide: Any, role: str, code: str) -> list[tuple[Any, Mark]]:
    """The slide's shapes with a role in a figure, in their order."""
    marked = [(shape, mark_of(shape.name)) for shape in slide.shapes]
    found = [(shape, mark) for shape, mark in marked if mark and (mark.role, mark.code) == (role, code)]
    return sorted(found, key=lambda pair: pair[1].at)


def _adopt(slide: Any) -> None:
    """Gives our texts their names back where another program took them: known by how they read, the title by
    its place, the source by its link."""
    for chart in [mark for mark in _marks(slide) if mark.role == "chart" and mark.read]:
        missing = [role for role in TEXTS if not _ours(slide, role, chart.code)]
        loose = [shape for shape in slide.shapes if shape.has_text_frame and not mark_of(shape.name)]
        if slide.has_notes_slide and slide.notes_slide.notes_placeholder is not None:
            loose.append(slide.notes_slide.notes_placeholder)
        for shape in loose:
            text = shape.text_frame.text
            role = role_of(text, chart.read)
            if not role and shape.is_placeholder and shape.placeholder_format.type in _TITLES:
                role = "title"
            if not role and any(PLACE in (link or "") for link in _links(shape)):
                role = "source"
            if role in missing:
                read = reading(text) if role_of(text, chart.read) else OWN
                shape.name = chart._replace(role=role, at=1, read=read).name


def _links(shape: Any) -> list[str | None]:
    return [run.hyperlink.address for line in shape.text_frame.paragraphs for run in line.runs]


def _figure(deck: Any, code: str, store: Store, newest: bool, address: str | None) -> Iterator[str]:
    """Brings the slides of one figure up to date, and tells of each."""
    slides = [
        (slide, page)
        for slide in deck.slides
        if (page := next((mark.page for mark in _marks(slide) if mark.code == code), 0))
    ]
    first, read = slides[0][0], long(code, store)
    if read is None:
        yield f"{_number(deck, first)}: left as it is; this survey has no figure {code}"
        return
    figure = _answered(read[1], read[0], store, newest)
    by = colophon(figure, store, _served(first, code) if address is None else address)
    space = _space(first, code)
    pages = pages_of(figure, space.width / Pt(1), space.height / Pt(1))
    last = first
    for slide, page in slides:
        if page <= len(pages):
            yield f"{_number(deck, slide)}: {_renewed(slide, code, figure, by, pages, page)}"
            last = slide
        else:
            yield f"{_number(deck, slide)}: the figure needs it no longer"
            _emptied(deck, slide, code)
    for page in range(max(page for _, page in slides) + 1, len(pages) + 1):
        if LAYOUT not in {layout.name for layout in deck.slide_layouts}:
            yield f"part {page} of '{figure.title}' has no slide: the deck has no layout '{LAYOUT}'"
            continue
        slide = Slides(deck).slide(figure, by, pages, page, Own("", ""))
        move_slide(deck, slide, last)
        last = slide
        yield f"{_number(deck, slide)}: added, the figure has more rows"


def _answered(view: View, path: str, store: Store, newest: bool) -> Figure:
    """The figure of a view, of the newest waves where that is asked for and they have an answer."""
    if newest:
        known = store.codebook.wave_ids
        asked = {wave for id in view.indicators for wave, _ in store.answered.get(id, {})}
        last = [wave for wave in known if wave in asked][-1:]
        later = known[known.index(view.waves[-1]) + 1 :] if view.waves else []
        further = tuple(wave for wave in later if wave in asked)
        view = replace(view, waves=tuple(last) if len(view.waves) == 1 else (*view.waves, *further))
    page = store.codebook.page_at.get(path)
    return full_figure(resolve(view, store, page.groups if page else None).view, store, path)


def _renewed(slide: Any, was: str, figure: Figure, by: Colophon, pages: Sequence[Page], at: int) -> str:
    """Brings one slide up to date; what it says of it."""
    code, kept = short(figure.view, figure.page), []
    own = Own("", "")
    for shape, mark in _ours(slide, "title", was):
        title = clean(titled(figure, by, own, at, len(pages)))
        if _changed(shape, mark):
            own = Own(_plain(shape.text_frame.text, by), "")
            kept.append("title")
            _said(shape, mark._replace(code=code, page=at, read=OWN), [by.titled(own.title)])
        else:
            _said(shape, mark._replace(code=code, page=at, read=reading(title)), [title])
            fitted(shape, title, 2)
    for shape, mark in _ours(slide, "subtitle", was):
        kept += _text(shape, mark._replace(code=code, page=at), [figure.subtitle])
        fitted(shape, shape.text_frame.text, 2)
    for shape, mark in _ours(slide, "notes", was):
        lines = [*own_words(figure, own.title, ""), *_remarks(shape, figure)]
        lines = notes_of(shape, figure, lines)
        kept += _text(shape, mark._replace(code=code, page=at), lines)
    for shape, mark in _ours(slide, "source", was):
        reword(shape, [clean(by.credit())])
        if by.link.startswith("http"):
            link_after(shape, by.link)
        read = reading(shape.text_frame.text)
        shape.name = mark._replace(code=code, page=at, read=read).name
    if slide.has_notes_slide:
        for shape in slide.notes_slide.placeholders:
            spoken_mark = mark_of(shape.name)
            if spoken_mark and spoken_mark.code == was:
                said = spoken_words(figure, by, own).split("\n")
                kept += _text(shape, spoken_mark._replace(code=code, page=at), said)
    texts = {mark.role: _read(shape, mark) for shape, mark in _texts(slide, code)}
    _charts(slide, was, figure, pages[at - 1], Mark("chart", code, at, read=readings(texts)))
    spoken_in(slide, spoken(by.language).tag)
    return f"updated; of the reader, and kept: {', '.join(kept)}" if kept else "updated"


def _texts(slide: Any, code: str) -> Iterator[tuple[Any, Mark]]:
    """All texts of a figure on a slide, and what is said with it."""
    notes = slide.notes_slide.placeholders if slide.has_notes_slide else ()
    for shape in (*slide.shapes, *notes):
        mark = mark_of(shape.name)
        if mark and mark.code == code and mark.role in TEXTS:
            yield shape, mark


def _read(shape: Any, mark: Mark) -> str:
    """A text as far as it is ours."""
    text: str = "" if _changed(shape, mark) else shape.text_frame.text
    return text


def _charts(slide: Any, was: str, figure: Figure, page: Page, mark: Mark) -> None:
    """The charts of a slide: each in the frame where it stands, or all anew where there are more or fewer."""
    there = [shape for shape, _ in _ours(slide, "chart", was)]
    keys = [shape for shape, _ in _ours(slide, "keys", was)]
    if len(there) != len(page.charts) or not all(shape.has_chart for shape in there):
        place = _space(slide, was)
        for shape in (*there, *keys):
            remove(shape)
        if page.charts:
            draw(slide, place, page, figure, mark)
        else:
            text_box(slide, place, figure.empty).name = mark.name
        return
    alone = len(there) == 1
    for at, (shape, (plot, frame, _)) in enumerate(zip(there, page.charts, strict=True), 1):
        if alone:
            frame = frame_of(plot, shape.width / Pt(1), shape.height / Pt(1), 14.0)
        data = chart_data(plot, frame)
        renew_chart(shape, data.xml_bytes(None), data.xlsx_blob)
        describe(shape, mark._replace(at=at).name, described(figure, plot, len(there)))
    for shape in keys:
        told = "".join(f"{sign}\u00a0{clean(name)}   " for sign, _, name in page.keys)
        if " ".join(shape.text_frame.text.split()) != " ".join(told.split()):
            box = _Box(shape.left, shape.top, shape.width, shape.height)
            remove(shape)
            if page.keys:
                shape = key_box(slide, box, page.keys)
        shape.name = mark._replace(role="keys", read="").name


def _text(shape: Any, mark: Mark, lines: Sequence[str]) -> list[str]:
    """Other lines in a shape, unless the reader wrote in it: then its role, to tell of."""
    if _changed(shape, mark):
        shape.name = mark.name
        return [mark.role]
    _said(shape, mark._replace(read=reading("\n".join(lines))), lines)
    return []


def _said(shape: Any, mark: Mark, lines: Sequence[str]) -> None:
    reword(shape, [clean(line) for line in lines] or [""])
    shape.name = mark.name


def _changed(shape: Any, mark: Mark) -> bool:
    """Whether a text reads otherwise than we wrote it."""
    return mark.read == OWN or mark.read != reading(shape.text_frame.text)


def _plain(title: str, by: Colophon) -> str:
    """A reader's title without the word that we put before it."""
    word = f"[{say('export.simulated_word', by.language)}]"
    return " ".join(title.removeprefix(word).split())


def _remarks(shape: Any, figure: Figure) -> list[str]:
    """The reader's own remarks among a figure's notes: they begin as `own_words` has them."""
    start = say("first.own_note", figure.view.language, note="")
    return [line for line in shape.text_frame.text.split("\n") if line.startswith(start)]


def _space(slide: Any, code: str) -> _Box:
    """Where a slide's charts stand: the layout's place for them, else around those that are there."""
    layout = {shape.name: shape for shape in slide.slide_layout.placeholders}
    shapes = [shape for role in ("keys", "chart") for shape, _ in _ours(slide, role, code)]
    if slide.slide_layout.name == LAYOUT and "Chart" in layout or not shapes:
        shapes = [layout["Chart"]] if "Chart" in layout else list(slide.shapes)
    left, top = min(shape.left for shape in shapes), min(shape.top for shape in shapes)
    right = max(shape.left + shape.width for shape in shapes)
    return _Box(left, top, right - left, max(shape.top + shape.height for shape in shapes) - top)


def _emptied(deck: Any, slide: Any, code: str) -> None:
    """Takes a figure off a slide, and the slide out where nothing else is on it."""
    for shape in list(slide.shapes):
        if (mark := mark_of(shape.name)) and mark.code == code:
            remove(shape)
    numbered = (
        shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        for shape in slide.shapes
    )
    if all(numbered):
        drop_slide(deck, slide)


def _served(slide: Any, code: str) -> str | None:
    """Where the app is served, as the deck's own links have it."""
    links = [link or "" for shape, _ in _ours(slide, "source", code) for link in _links(shape)]
    return next((link.partition(PLACE)[0] for link in links if PLACE in link), None)


def _cover(slide: Any, by: Colophon) -> None:
    titles = _ours(slide, "title", COVER)
    own = "own" if any(_changed(shape, mark) for shape, mark in titles) else ""
    texts = cover_texts(by, own)
    for role, text in texts.items():
        for shape, mark in _ours(slide, role, COVER):
            _text(shape, mark, text.split("\n"))


def _number(deck: Any, slide: Any) -> str:
    numbers = {each.slide_id: at for at, each in enumerate(deck.slides, 1)}
    return f"slide {numbers[slide.slide_id]}"
