"""The page that a presenter shows: every figure, question and reveal in one document, so that it goes on
without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

from monitor.export.colophon import link
from monitor.figure.figure import Figure
from monitor.locale import say, template
from monitor.store import Store
from monitor.workshop.asking import figure_of, question_of
from monitor.workshop.drawing import Drawing, drawing
from monitor.workshop.picture import SCREEN, picture
from monitor.workshop.plan import Plan, Step
from monitor.workshop.question import Question
from monitor.workshop.results import number, result

LONG = 125
"""Signs of a title from which it is set smaller, so that it takes two lines at most."""
_TEXTS = (
    "open_room", "opening", "joined", "guessed", "offline", "room_gone", "refused", "deck_failed", "step",
    "notes", "next", "last", "join",
    "code",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One step, ready to draw."""

    step: Step
    figure: Figure
    drawing: Drawing
    question: Question | None

    @property
    def title(self) -> str:
        """The presenter's own title, or the figure's finding."""
        return self.step.title or self.figure.title

    @property
    def before(self) -> str:
        """What stands above a figure whose values are hidden still: the title must not tell them."""
        if self.step.title:
            return self.step.title
        return (
            self.question.text[self.figure.view.language]
            if self.question
            else self.figure.subtitle.partition(" · ")[0]
        )


def shown(plan: Plan, store: Store, language: str) -> list[Shown]:
    """Every step of the session as this store answers it; figures that can't be drawn are left out."""
    steps = []
    for step in plan.steps:
        figure = figure_of(step, store, language)
        if not figure.empty:
            steps.append(Shown(step, figure, drawing(figure), question_of(step, store)))
    return steps


def questions(plan: Plan, store: Store) -> list[Question]:
    """The session's questions, in order; the same as its page shows."""
    asked = []
    for step in plan.steps:
        question = (
            question_of(step, store)
            if step.ask and not figure_of(step, store, store.languages[0]).empty
            else None
        )
        if question is not None:
            asked.append(question)
    return asked


def page(plan: Plan, store: Store, language: str, asked: str, site: str, files: dict[str, str]) -> str:
    """The document. `asked` is its own query string, `site` where readers reach the app, `files` the
    addresses of style and script."""
    steps = shown(plan, store, language)
    survey = store.codebook.say(store.codebook.survey.title, language)
    title = plan.title or survey
    sections = [_cover(title, survey, steps, language)]
    position = 0
    for at, step in enumerate(steps):
        if step.question is not None:
            sections.append(_asked(step, position, language))
            position += 1
        sections.append(_figure(step, at, language, site))
    if position:
        sections.append(_summary(language))
    body = (
        "".join(sections) if steps else f'<section class="step"><h1>{_say("empty", language)}</h1></section>'
    )
    told = {
        "texts": {name: template(f"workshop.show.{name}", language) for name in _TEXTS},
        "query": asked,
        "language": language,
    }
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        '<link rel="icon" href="/app/static/icon.png">'
        f'<link rel="stylesheet" href="{files["show.css"]}"></head><body>'
        f'<noscript><p class="noscript">{_say("noscript", language)}</p></noscript><main id="show">{body}'
        f"</main>{_chrome(language)}"
        f'<script type="application/json" id="told">{data}</script><script src="{files["show.js"]}" defer>'
        "</script></body></html>"
    )


def qr(address: str, class_: str = "qr") -> str:
    """An address as a QR code, in SVG."""
    import segno

    into = BytesIO()
    segno.make(address, error="m", micro=False).save(
        into, kind="svg", xmldecl=False, svgclass=class_, omitsize=True, border=2
    )
    return into.getvalue().decode().strip()


def _say(id: str, language: str, **slots: object) -> str:
    return escape(say(f"workshop.show.{id}", language, **slots))


def _cover(title: str, survey: str, steps: Sequence[Shown], language: str) -> str:
    asks = any(step.question for step in steps)
    under = f'<p class="under">{escape(survey)}</p>' if survey != title else ""
    simulated = any(step.figure.simulated for step in steps)
    label = f'<p class="simulated">{escape(say("frame.simulated", language))}</p>' if simulated else ""
    room = f'<div class="room" data-room>{_room(language)}</div>' if asks else ""
    return (
        f'<section class="step cover" data-name="{escape(title)}"><div class="words"><h1>{escape(title)}'
        f"</h1>{under}{label}"
        f'<p class="begin">{_say("begin", language)}</p></div>{room}</section>'
    )


def _room(language: str) -> str:
    """Where the code of a room comes to stand."""
    return (
        f'<button type="button" class="open" data-open>{_say("open_room", language)}</button>'
        '<div class="joining" hidden><div class="code-qr" data-qr></div><p class="join" data-join></p>'
        '<p class="code" data-code></p><p class="count" data-joined></p></div>'
        '<p class="problem" data-problem hidden></p>'
    )


def _asked(step: Shown, position: int, language: str) -> str:
    question = step.question
    assert question is not None
    text = question.text[language]
    none = result(question, [], language)
    published = ""
    if question.published is not None:
        value = number(question, question.published.value, language)
        published = say(
            "workshop.published", language, value=value, source=question.published.source.get(language, "")
        )
    lines = [question.said.get(language, ""), published]
    words = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<section class="step ask" data-question="{position}" data-name="{escape(text)}">'
        f"<h1>{escape(text)}</h1>{_simulated(step, language)}"
        f'<div class="part now"><p class="guess-now" data-with-room hidden>{_say("guess_now", language)}</p>'
        f'<p class="guess-now" data-without-room>{_say("no_room", language)}</p>'
        f'<div class="room" data-room>{_room(language)}</div><p class="big" data-count></p></div>'
        f'<div class="part answers" hidden><p class="lead">{_say("answers", language)} <span data-count>'
        "</span></p>"
        '<div class="live" data-live></div><div class="said" data-said></div></div>'
        '<div class="part reveal" hidden><div class="live" data-truth>'
        f"{picture(none, language, True, SCREEN)}</div>"
        f'<div class="said">{words}<div data-compared></div></div></div>{_note(step)}</section>'
    )


def _figure(step: Shown, at: int, language: str, site: str) -> str:
    figure = step.figure
    address = link(figure.page, figure.query, site)
    order = ",".join(map(str, step.step.order))
    hidden = ' data-hidden="1"' if step.step.hidden else ""
    front = f' data-front="{step.drawing.front}"' if step.drawing.front else ""
    names = escape(json.dumps(step.drawing.series, ensure_ascii=False))
    before = f'<h1 class="before">{escape(step.before)}</h1>' if step.step.hidden else ""
    code = (
        f'<div class="figure-qr" hidden>{qr(address)}<p>{_say("qr", language)}</p></div>'
        if len(address) < 900
        else ""
    )
    notes, long = " ".join(figure.notes), " long" if len(step.title) > LONG else ""
    return (
        f'<section class="step figure" data-name="{escape(step.title)}" data-order="{order}"'
        f'{hidden}{front} data-series="{names}" '
        f'aria-label="{escape(figure.alt)}">{before}<h1 class="after{long}">{escape(step.title)}'
        f"</h1>{_simulated(step, language)}"
        f'<div class="charts">{step.drawing.svg}</div>'
        f'<footer><span class="notes">{escape(notes)}</span> <span class="source">{escape(figure.source)}'
        f"</span></footer>{code}"
        f"{_note(step)}</section>"
    )


def _simulated(step: Shown, language: str) -> str:
    return (
        f'<p class="label">{escape(say("workshop.simulated", language))}</p>' if step.figure.simulated else ""
    )


def _note(step: Shown) -> str:
    """What the presenter alone sees, in the window with notes."""
    lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in step.figure.points)
    own = f"<p>{escape(step.step.note)}</p>" if step.step.note else ""
    return f'<template class="note">{own}<ul>{lines}</ul></template>'


def _summary(language: str) -> str:
    return (
        f'<section class="step summary" data-summary data-name="{_say("summary", language)}">'
        f"<h1>{_say('summary', language)}</h1>"
        f'<div class="said" data-list><p>{_say("summary_none", language)}</p></div>'
        f'<p><button type="button" data-deck hidden>{_say("deck", language)}</button></p></section>'
    )


def summary_list(ranked: Sequence[tuple[Question, str]], language: str) -> str:
    """The summary's list: each question with what was said of it, the furthest off first."""
    if not ranked:
        return f"<p>{_say('summary_none', language)}</p>"
    items = []
    for at, (question, line) in enumerate(ranked):
        mark = ""
        if len(ranked) > 1 and at in (0, len(ranked) - 1):
            mark = f'<b class="mark">{_say("hardest" if at == 0 else "nearest", language)}</b> '
        items.append(
            f'<li><p class="asked">{mark}{escape(question.text[language])}</p><p>{escape(line)}</p></li>'
        )
    return f"<ol>{''.join(items)}</ol>"


def _chrome(language: str) -> str:
    """What lies over the steps: progress, the list of keys, the room's code, and black."""
    keys = (
        ("→ ␣ PgDn", "key_next"), ("← PgUp", "key_back"), ("Home End", "key_ends"), ("F", "key_full"),
        ("B .", "key_black"),
        ("1–9", "key_grey"), ("A", "key_all"), ("Q", "key_qr"), ("O", "key_room"), ("N", "key_notes"),
        ("Esc", "key_escape"),
        ("?", "key_help"),
    )  # fmt: skip
    rows = "".join(f"<dt>{escape(key)}</dt><dd>{_say(id, language)}</dd>" for key, id in keys)
    listed = f"<h2>{_say('keys', language)}</h2><dl>{rows}</dl>"
    room = f'<div class="room" data-room>{_room(language)}</div>'
    dialogs = (("keys", "keys", listed), ("room", "key_room", room), ("code", "key_qr", "<div></div>"))
    return (
        '<div id="bar" aria-hidden="true"><i></i></div><p id="where" aria-live="polite">'
        '</p><p id="corner" hidden></p>'
        f'<p id="offline" role="status" hidden>{_say("offline", language)}</p>'
        f'{"".join(_dialog(*one, language) for one in dialogs)}<div id="black" hidden></div>'
    )


def _dialog(id: str, name: str, body: str, language: str) -> str:
    """What opens over the steps: named, and closed by its button, a click, Escape or its own key."""
    button = f'<button type="button" class="close">{_say("close", language)}</button>'
    return f'<dialog id="{id}" aria-label="{_say(name, language)}">{body}{button}</dialog>'
