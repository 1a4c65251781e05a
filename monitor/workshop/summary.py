"""The end of a session: how far off the room was, where most, on the screen and as a slide that joins the
deck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from monitor.collection.value import CollectionError
from monitor.export.deck import deck
from monitor.export.escape import clean
from monitor.export.pptx_internals import remove
from monitor.figure import theme
from monitor.locale import say
from monitor.store import Store
from monitor.workshop.asking import figure_of
from monitor.workshop.plan import Plan
from monitor.workshop.results import Result, distance, number, result, summary
from monitor.workshop.rooms import Room, RoomError, Rooms

Line = tuple[Result, str]


def ranked(rooms: Rooms, code: str, language: str) -> tuple[Room, list[Line]]:
    """The revealed guesses of a room with what is said of each, the furthest off first."""
    room = rooms.room(code)
    if room is None:
        raise RoomError("no_room", "There is no such room")
    found = [
        result(room.questions[at], rooms.guesses(code, at), language)
        for at in sorted(room.revealed)
        if at < len(room.questions)
    ]
    return room, [(item, line(item, language)) for item in summary(found)]


def line(found: Result, language: str) -> str:
    """'midden van de zaal 62% · onderzoek 80% · de helft zat er 18 procentpunt of meer naast'."""
    question = found.question
    middle = found.middle[-1] if found.middle else None
    return say(
        "workshop.show.off",
        language,
        middle=number(question, middle, language),
        truth=number(question, question.truth[-1].value, language),
        distance=distance(question, found.miss or 0.0, language),
    )


def deck_with_summary(
    plan: Plan, found: Sequence[Line], room: Room, store: Store, language: str, address: str
) -> bytes:
    """The deck of the session's figures, and a slide with the summary at its end. CollectionError where there
    are no figures."""
    steps = [(step, figure_of(step, store, language)) for step in plan.steps]
    figures = [
        replace(figure, title=step.title or figure.title) for step, figure in steps if not figure.empty
    ]
    if not figures:
        raise CollectionError("unreadable", "The session holds no figures; add one first")
    remarks = [step.note for step, figure in steps if not figure.empty]
    made = deck(figures, store, address=address, remarks=remarks, title=plan.title)
    return _with_slide(made, found, language) if found else made


def _with_slide(made: bytes, found: Sequence[Line], language: str) -> bytes:
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    presentation = Presentation(BytesIO(made))
    layout = next(
        (layout for layout in presentation.slide_layouts if layout.name == "Figure"),
        presentation.slide_layouts[0],
    )
    slide = presentation.slides.add_slide(layout)
    title, place = slide.shapes.title, {shape.name: shape for shape in layout.placeholders}["Chart"]
    if title is not None:
        title.text_frame.text = clean(say("workshop.show.summary", language))
    for shape in list(slide.placeholders):
        if title is None or shape.shape_id != title.shape_id:
            remove(shape)
    box = slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
    box.text_frame.word_wrap = True
    paragraph = box.text_frame.paragraphs[0]
    for at, (item, told) in enumerate(found[:8]):
        if at:
            paragraph = box.text_frame.add_paragraph()
            paragraph.space_before = Pt(10)
        asked, said = paragraph.add_run(), paragraph.add_run()
        asked.text, said.text = clean(item.question.text[language]), "\n" + clean(told)
        asked.font.bold, asked.font.size, said.font.size = True, Pt(16), Pt(14)
        said.font.color.rgb = RGBColor.from_string(theme.QUIET.lstrip("#"))
    slide.notes_slide.notes_text_frame.text = clean(say("workshop.no_sample", language))
    into = BytesIO()
    presentation.save(into)
    return into.getvalue()
