"""The page on which a reader chooses one of several monitors, and the one that stands where a monitor can't
be read."""

from __future__ import annotations

from html import escape

from monitor.errors import StoreError
from monitor.figure.names import Names
from monitor.first.head import style
from monitor.locale import LANGUAGES, say, spoken
from monitor.store import Store, current_store, monitors
from monitor.ui import frame
from monitor.web import html


def choice(language: str, missing: str = "") -> str:
    """Each monitor with its title, publisher and newest wave; one that can't be read says so there."""
    title = say("choose.title", language)
    other = [one for one in LANGUAGES if one != language]
    switch = "".join(
        html.link(spoken(one).name, f"/?lang={one}", lang=one, hreflang=one, class_="m-switch")
        for one in other
    )
    told = html.tag("p", say("choose.missing", language, path=missing), role="status") if missing else ""
    cards = "".join(f"<li>{_card(name, language)}</li>" for name in monitors.monitors())
    head = f'<div class="m-head">{html.tag("h1", title)}{switch}</div>'
    intro = html.tag("p", say("choose.intro", language), class_="m-intro")
    return _document(language, title, f'{head}{intro}{told}<ul class="m-standing">{cards}</ul>')


def unread(language: str) -> str:
    """A monitor can't be read now; the way back to the others."""
    title = say("choose.unread", language)
    told = html.tag("h1", title) + html.tag("p", say("error.store", language))
    return _document(language, title, told + frame.way_back(language))


def _card(name: str, language: str) -> str:
    with monitors.asking(name):
        try:
            store = current_store()
        except StoreError:
            unread = html.tag("span", say("error.store", language), class_="m-under")
            return f"<div>{html.tag('h2', name)}{unread}</div>"
        survey, tell = store.codebook.survey, store.codebook.say
        spoken_there = language if language in store.languages else store.languages[0]
        lang = store.lang(spoken_there)
        heading = html.link(tell(survey.title, language), "/" + (f"?lang={lang}" if lang else ""))
    label = html.label(say("choose.simulated", language)) if store.simulated() else ""
    lines = [tell(survey.subtitle, language), tell(survey.source, language), _newest(store, language)]
    told = "".join(html.tag("span", line, class_="m-under") for line in lines if line)
    return f"<div><h2>{heading} {label}</h2>{told}</div>"


def _newest(store: Store, language: str) -> str:
    """The newest wave that anybody was asked in."""
    asked = {wave for wave, _ in store.samples}
    waves = [wave for wave in store.codebook.wave_ids if wave in asked]
    names = Names(store.codebook, language)
    return say("choose.newest", language, wave=names.wave(waves[-1])) if waves else ""


def _document(language: str, title: str, body: str) -> str:
    icon = '<link rel="icon" href="./app/static/icon.png">'
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{icon}{style()}</head>'
        f'<body><div id="first"><main class="f-main">{body}</main></div></body></html>'
    )
