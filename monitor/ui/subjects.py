"""The picker of subjects: what is chosen, with its theme; and every subject by theme, to search in, to choose
and to set beside."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.codebook import Codebook
from monitor.figure.choices import Choices, IndicatorChoice
from monitor.locale import say
from monitor.ui import form
from monitor.view import View
from monitor.web import html

PICK, ALSO = "pick", "also"
"""What the buttons of a subject send: it alone, or it beside the others (and not beside them any more)."""


def picker(book: Codebook, offered: Choices, view: View) -> str:
    """The picker as HTML."""
    language = view.language
    themes = {item.id: theme.label for theme in offered.themes for item in theme.indicators}
    known = {item.id: item for theme in offered.themes for item in theme.indicators}
    chosen = [known[id] for id in view.indicators if id in known]
    many = len(offered.themes) > 1
    label = say("pick.subject", language)
    named = "".join(
        f"<span>{html.escape(item.label)}{_under(themes[item.id] if many else '', item.note)}</span>"
        for item in chosen[:1]
    )
    summary = f'<span class="m-hidden">{html.escape(label)}: </span><span class="m-now">{named}</span>'
    find = html.escape(say("pick.find", language))
    rows = (
        f'<label class="m-find"><span class="m-hidden">{find}</span>'
        f'<input type="search" data-find placeholder="{find}"></label>'
        f'<p class="m-none" hidden>{html.tag("span", say("pick.find_none", language))} '
        f"{html.link(say('pick.find_ask', language), _ask(language, book))}</p>"
    )
    for theme in offered.themes:
        options = "".join(_option(item, book, view) for item in theme.indicators)
        head = html.tag("legend", theme.label) if many else ""
        rows += f'<fieldset class="m-theme">{head}{options}</fieldset>'
    panel = form.opened("subject", summary, rows, "m-subjects")
    return (
        f'<div class="m-pick">{html.tag("span", label, aria_hidden="true")}{panel}'
        f"{''.join(_beside(chosen[1:], language))}</div>"
    )


def _ask(language: str, book: Codebook) -> str:
    """The start page, where a question in words is answered."""
    own = book.survey.languages[0] if book.survey.languages else language
    return "/" if language == own else f"/?lang={language}"


def _under(*parts: str) -> str:
    told = " · ".join(part for part in parts if part)
    return html.tag("span", told, class_="m-under") if told else ""


def _beside(others: list[IndicatorChoice], language: str) -> Iterator[str]:
    """The subjects beside the first, each with the way to take it out."""
    if others:
        lines = "".join(
            f"<li>{html.escape(item.label)} "
            + html.tag(
                "button",
                "×",
                type="submit",
                name=ALSO,
                value=item.id,
                class_="m-away",
                aria_label=say("pick.without", language, subject=item.label),
            )
            + "</li>"
            for item in others
        )
        yield f'<ul class="m-chips" aria-label="{html.escape(say("pick.more", language))}">{lines}</ul>'


def _option(item: IndicatorChoice, book: Codebook, view: View) -> str:
    """A subject: a button that chooses it, and where it can stand beside the first another one."""
    first, beside = item.id == view.indicators[0], item.id in view.indicators[1:]
    words = html.escape(" ".join(book.indicator[item.id].synonyms))
    current = ' aria-current="true"' if first else ""
    body = (
        f'<button type="submit" name="{PICK}" value="{html.escape(item.id)}" class="m-option"{current}>'
        f"{html.escape(item.label)}{_under(item.note)}</button>"
    )
    if item.alike and not first:
        body += html.tag(
            "button",
            say("pick.also", view.language),
            type="submit",
            name=ALSO,
            value=item.id,
            class_="m-also",
            data_stay="yes",
            aria_pressed="true" if beside else "false",
            aria_label=say("pick.also_subject", view.language, subject=item.label),
        )
    return f'<div class="m-subject" data-words="{words}">{body}</div>'
