"""A figure's notes where its chart is a native one: bands, hatching and dashed rules are not drawn there, so nothing is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure.answer import Answer
from monitor.figure.charts.plot import gap_notes
from monitor.figure.figure import Figure
from monitor.figure.names import raised
from monitor.figure.notes import published_notes
from monitor.locale import say

_LINES = ("trend", "multiples", "slope")
_OTHER_MARKS = {"note.interval.band": "export.note.line", "note.hatched": "export.note.hidden", "note.new_question": "export.note.broken"}


def native_notes(figure: Figure, answer: Answer) -> list[str]:
    """The notes in order, each about a mark that a native chart has; under lines also which waves they miss."""
    language = answer.language
    instead = {say(drawn, language): say(native, language) for drawn, native in _OTHER_MARKS.items()}
    published = "export.note.diamond" if figure.kind in (*_LINES, "dots") else "export.note.published"
    instead |= dict(zip(published_notes(answer, "note.published"), published_notes(answer, published), strict=True))
    return [*(_gaps(answer) if figure.kind in _LINES else ()), *(instead.get(note, note) for note in figure.notes)]


def _gaps(answer: Answer) -> Sequence[str]:
    """'Niet gevraagd: Verpleegkundigen (2021, 2022).'"""
    language = answer.language
    found = []
    for status, who in gap_notes(answer, {key: answer.lines[key] for key in answer.drawn}, answer.varying(answer.drawn)).items():
        named = who[:6] + ([say("mark.and_more", language, count=len(who) - 6)] if len(who) > 6 else [])
        found.append(f"{raised(say(f'status.{status}', language))}: {', '.join(named)}.")
    return found
