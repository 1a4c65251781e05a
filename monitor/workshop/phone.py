"""A participant's page: one form, in plain HTML. With a script it sends and renews itself; without one it has
a button for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monitor.locale import say, spoken
from monitor.store import languages_now
from monitor.workshop.picture import PHONE, picture
from monitor.workshop.question import Answer, Question
from monitor.workshop.results import Result, compared, distance, interval, number
from monitor.workshop.rooms import Room

PROBLEMS = ("no_room", "slow", "full", "state", "too_late", "invalid", "cookies")


@dataclass(frozen=True)
class Seen:
    """What one participant sees: the room, this device's own answer, and after the reveal the room's
    answers."""

    room: Room
    language: str
    own: Answer | None = None
    result: Result | None = None
    changing: bool = False
    """Whether the form is shown though there is an answer already."""
    problem: str = ""


def _say(id: str, language: str, **slots: object) -> str:
    return escape(say(f"workshop.phone.{id}", language, **slots))


def document(
    title: str, body: str, language: str, files: dict[str, str], address: str, script: bool = True
) -> str:
    """The page around it; `address` is where it stands, for the way to other languages."""
    load = f'<script src="{files["phone.js"]}" defer></script>' if script else ""
    turn = " · ".join(
        f'<a href="{escape(address)}?lang={other}" lang="{other}">{escape(spoken(other).name)}</a>'
        for other in languages_now()
        if other != language
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="robots" content="noindex">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        '<link rel="icon" href="/app/static/icon.png">'
        f'<link rel="stylesheet" href="{files["phone.css"]}">{load}</head><body>{body}'
        f"<footer><p>{_say('private', language)}</p><p>{turn}</p></footer>"
        "</body></html>"
    )


def door(language: str, problem: str = "", code: str = "") -> str:
    """Where the code is typed."""
    told = f'<p class="problem" role="alert">{_say(problem, language)}</p>' if problem in PROBLEMS else ""
    return (
        f'<main><h1>{_say("title", language)}</h1>{told}<form action="/w/" method="get" class="door">'
        f'<label for="code">{_say("code", language)}</label>'
        f'<p class="how" id="how">{_say("code_how", language)}</p>'
        '<input id="code" name="code" value="'
        f'{escape(code)}" maxlength="8" autocomplete="off" autocapitalize="characters" '
        'spellcheck="false" aria-describedby="how" required>'
        f'<input type="hidden" name="lang" value="{language}">'
        f'<button type="submit">{_say("enter", language)}</button></form></main>'
    )


def room(seen: Seen) -> str:
    """The page of a room, as far as it is."""
    language, now = seen.language, seen.room
    told = (
        f'<p class="problem" role="alert">{_say(seen.problem, language)}</p>'
        if seen.problem in PROBLEMS
        else ""
    )
    return (
        f'<main id="room" data-code="{now.code}" data-version="{now.version}" data-sending="'
        f'{_say("sending", language)}" '
        f'data-failed="{_say("failed", language)}"><p class="top">'
        f"{_say('title', language)} · <b>{now.code}</b></p>{told}{_inside(seen)}</main>"
    )


def _inside(seen: Seen) -> str:
    language, question = seen.language, seen.room.current
    if seen.room.phase == "ended":
        return f'<p class="large">{_say("ended", language)}</p>'
    if question is None:
        return f'<p class="large">{_say("wait", language)}</p>{_refresh(seen)}'
    heading = f"<h1>{escape(question.text[language])}</h1>"
    if seen.room.phase == "revealed":
        return heading + _revealed(seen, question) + _refresh(seen)
    if seen.own is not None and not seen.changing:
        return heading + _received(seen, question) + _refresh(seen)
    return heading + _form(seen, question)


def _refresh(seen: Seen) -> str:
    return (
        f'<p class="refresh"><a href="/w/{seen.room.code}?lang={seen.language}">'
        f"{_say('refresh', seen.language)}</a></p>"
    )


def _received(seen: Seen, question: Question) -> str:
    language = seen.language
    return (
        f'<p class="received" role="status">{_say("received", language)}</p>'
        f'<p class="large">{_say("yours", language, value=as_read(question, seen.own, language))}</p>'
        f"<p>{_say('received_how', language)}</p>"
        f'<p><a class="button" data-again href="/w/{seen.room.code}?lang={language}&amp;again=1">'
        f"{_say('again', language)}</a></p>"
    )


def as_read(question: Question, answer: Answer | None, language: str) -> str:
    """An answer as read."""
    if answer is None:
        return "–"
    if question.kind in ("choice", "choices"):
        chosen = answer if isinstance(answer, list) else [answer]
        return ", ".join(option.label[language] for option in question.options if option.id in chosen)
    values: Sequence[object] = answer if isinstance(answer, list) else [answer]
    decimals = 0 if question.step >= 1 else 1
    return " · ".join(number(question, float(value), language, decimals) for value in values)  # type: ignore[arg-type]


def _form(seen: Seen, question: Question) -> str:
    language = seen.language
    if question.kind in ("choice", "choices"):
        fields = _options(seen, question)
    elif question.kind == "line":
        fields = _line(seen, question)
    else:
        fields = _slider(seen, question)
    return (
        f'<form method="post" action="/w/{seen.room.code}?lang={language}" data-guess data-kind="'
        f'{question.kind}">'
        f'<input type="hidden" name="question" value="{seen.room.question}">{fields}'
        f'<button type="submit">{_say("send", language)}</button>'
        '<p class="state" role="status" aria-live="polite"></p></form>'
    )


def _slider(seen: Seen, question: Question) -> str:
    """A slider and a number that follow each other; without a script the number counts, which needs none to
    be read."""
    language = seen.language
    value = seen.own if isinstance(seen.own, (int, float)) else question.start
    bounds = f'min="{question.low:g}" max="{question.high:g}" step="{question.step:g}" value="{value:g}"'
    ends = "".join(
        f"<span>{escape(number(question, end, language, 0))}</span>" for end in (question.low, question.high)
    )
    return (
        f'<div class="slider"><label for="answer">{_say("your", language)}</label>'
        '<p class="number"><input id="answer" name="answer" type="number" inputmode="decimal" '
        f"{bounds} required>"
        f" <span>{escape(question.unit)}</span></p>"
        f'<input type="range" {bounds} data-range hidden aria-label="{_say("your", language)}">'
        f'<p class="ends" hidden>{ends}</p></div>'
    )


def _line(seen: Seen, question: Question) -> str:
    """A number a wave; with a script a drawing to put a finger on."""
    language = seen.language
    first, *others = question.truth
    given = _say("given", language, wave=first.name, value=number(question, first.value, language))
    values = list(seen.own) if isinstance(seen.own, list) else [None] * len(others)
    fields = []
    for at, (wave, value) in enumerate(zip(others, values, strict=True)):
        shown = (
            f"{value:g}" if isinstance(value, (int, float)) else f"{round(first.value or question.start):g}"
        )
        fields.append(
            f'<p class="wave"><label for="wave{at}">{_say("at", language, wave=wave.name)}</label>'
            f'<input id="wave{at}" name="answer" type="number" inputmode="decimal" min="'
            f'{question.low:g}" max="{question.high:g}" '
            f'step="{question.step:g}" value="{shown}" required data-wave="{escape(wave.name)}"></p>'
        )
    drawn = (
        f'data-low="{question.low:g}" data-high="{question.high:g}" data-unit="'
        f'{escape(question.unit)}" data-first="{first.value or 0:g}"'
    )
    return (
        f'<p>{given}</p><div class="draw" data-draw {drawn} data-name="{escape(first.name)}" hidden>'
        f"</div>{''.join(fields)}"
    )


def _options(seen: Seen, question: Question) -> str:
    kind = "radio" if question.kind == "choice" else "checkbox"
    chosen = seen.own if isinstance(seen.own, list) else [seen.own]
    need = " required" if kind == "radio" else ""
    items = "".join(
        f'<label class="option"><input type="{kind}" name="answer" value="{escape(option.id)}"'
        f"{' checked' if option.id in chosen else ''}{need}> {escape(option.label[seen.language])}</label>"
        for option in question.options
    )
    return f"<fieldset><legend>{_say('your', seen.language)}</legend>{items}</fieldset>"


def _revealed(seen: Seen, question: Question) -> str:
    """The device's own answer beside the survey's, then the room's."""
    language = seen.language
    own = as_read(question, seen.own, language)
    lines = [_say("yours", language, value=own) if seen.own is not None else _say("none", language)]
    lines += [
        escape(line)
        for line in (question.said.get(language, ""), _distance(question, seen.own, language))
        if line
    ]
    truth = question.truth[0] if len(question.truth) == 1 else None
    head = ""
    if truth is not None and truth.value is not None:
        within = interval(question, truth, language)
        small = f"<small> ({escape(within)})</small>" if within else ""
        head = f'<p class="truth">{escape(number(question, truth.value, language))}{small}</p>'
    drawn = picture(seen.result, language, True, PHONE) if seen.result else ""
    room = "".join(
        f"<p>{escape(line)}</p>" for line in (compared(seen.result, language) if seen.result else [])
    )
    return head + "".join(f"<p>{line}</p>" for line in lines) + drawn + room


def _distance(question: Question, own: Answer | None, language: str) -> str:
    if (
        question.is_poll
        or own is None
        or isinstance(own, (str, list))
        or not question.truth
        or question.truth[0].value is None
    ):
        return ""
    truth = question.truth[0]
    if truth.low is not None and truth.high is not None and truth.low <= own <= truth.high:
        return say("workshop.phone.within", language)
    return say(
        "workshop.phone.off", language, distance=distance(question, abs(own - (truth.value or 0.0)), language)
    )
